package usage

import (
	"fmt"
	"maps"
	"slices"

	"tollbook/ledger/usagefile"
	"tollbook/pricing/words"
)

// No API key comes into the ledger, whatever label it stands in: a fingerprint of it
// does (DESIGN.md 5). That happens before rows get their keys, so the same file again
// adds nothing. Rejected files hold a user's own rows as they were.

// HideKeys puts fingerprints in the place of keys in what was said of an import.
func (opt *ImportOptions) HideKeys() {
	opt.Account = WithoutKeys(opt.Account)
	opt.Set = maps.Clone(opt.Set)
	for field, value := range opt.Set {
		opt.Set[field] = WithoutKeys(value)
	}
}

// WithoutKeys is a text that a person wrote, with fingerprints in the place of keys.
func WithoutKeys(text string) string {
	text, _ = usagefile.Fingerprint(text)
	return text
}

// fingerprints puts fingerprints in the place of keys in labels, and reports whether
// there was one.
func (in *booking) fingerprints(labels []*string) (found bool) {
	for _, label := range labels {
		if shown, is := usagefile.Fingerprint(*label); is {
			*label, found = shown, true
			in.secrets[shown] = true
		}
	}
	return found
}

// hide gives a row the labels of its kind, where a key was hidden in one, and hides one
// that stands in its id.
func (in *booking) hide(r *usagefile.Row, labels *bookingKind) {
	if labels != nil {
		r.Model, r.Provider, r.Key, r.App, r.User, r.Team, r.Machine = labels.model, labels.provider, labels.key, labels.app, labels.user, labels.team, labels.machine
	}
	if usagefile.BeginsLikeKey(r.ID) {
		in.fingerprints([]*string{&r.ID})
	}
}

// hiddenWords say that keys were hidden, and how one of them is shown.
func (in *booking) hiddenWords() []string {
	shown := slices.Sorted(maps.Keys(in.secrets))
	switch len(shown) {
	case 0:
		return nil
	case 1:
		return []string{"a label holds an API key: it is kept and shown as " + shown[0]}
	}
	return []string{fmt.Sprintf("%s hold an API key: they are kept and shown as fingerprints, like %s", words.Count(fmt.Sprint(len(shown)), "label"), shown[0])}
}
