package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// Twins are sums that stand under two labels with the very same tokens, or where an export
// has none with the very same dollars: a key or a workspace that was renamed at the gateway
// comes under its new name when the same days are exported again, and what it used then
// counts twice.
type Twins struct {
	Account     string
	What        string // "key" or "app", which holds a workspace or project
	Labels      [2]string
	Tokens      int64              // 0 where the export has dollars alone
	USD         pricing.Money      // of one of the two
	First, Last time.Time          // the days on which both have the same
	By          [2]usage.BroughtBy // which imports brought the two
	account     int64
	amounts     []string // of the sums that are the same, where dollars alone tell
}

// twinTokens are the least tokens of a day and model that two labels don't share by
// chance.
const twinTokens = 10_000

// twinSums are the least sums of dollars without tokens, each of a dollar or more and not
// all of one amount, that two labels don't share by chance.
const twinSums = 3

// noChance reports whether a sum is of so much that another like it is no chance, and its
// dollars where they alone can tell.
func noChance(d *usage.Day) (usd string, ok bool) {
	if !d.Tokens.IsZero() {
		return "", d.Tokens.Total() >= twinTokens
	}
	return d.Cost.String(), d.Cost.Cmp(pricing.MustMoney("1")) >= 0
}

// Buckets reports whether sums of a series can be twins: requests have ids.
func Buckets(x *usage.Series) bool {
	return x.View.Kind() != usagefile.Requests && x.View.Kind() != usagefile.AgentLog
}

// FindTwins finds sums of buckets under two labels on the days since one. The sums have to
// be read by label, of Buckets at least.
func FindTwins(sums *usage.Sums, since string) ([]Twins, error) {
	f := newTwinFinder()
	err := sums.EachLabel(usage.DayRange{From: since}, func(d *usage.Day) error {
		f.add(d)
		return nil
	})
	return f.twins(), err
}

// A twinFinder finds twins among label sums.
type twinFinder struct {
	seen  map[twinSum][]*usage.Series
	found map[twinPair]*Twins
}

// A twinSum is all of a sum but the two labels in which twins differ.
type twinSum struct {
	day string
	usage.SpendKey
	user, team, machine string
	requests            int64
	tokens              pricing.Tokens
	usd                 string
}

type twinPair struct {
	account int64
	labels  [2]string
}

func newTwinFinder() twinFinder {
	return twinFinder{map[twinSum][]*usage.Series{}, map[twinPair]*Twins{}}
}

// add looks at one sum; days come in order.
func (f twinFinder) add(d *usage.Day) {
	if !Buckets(d.Series) || !d.DollarsCount && !d.TokensCount {
		return
	}
	usd, ok := noChance(d)
	if !ok {
		return
	}
	k := twinSum{d.Date, d.SpendKey, d.User, d.Team, d.Machine, d.Requests, d.Tokens, usd}
	for _, o := range f.seen[k] {
		what, labels := twinLabels(o, d.Series)
		if what == "" {
			continue
		}
		p := twinPair{d.AccountID, labels}
		t := f.found[p]
		if t == nil {
			t = &Twins{Account: d.Account, account: d.AccountID, What: what, Labels: labels, First: usage.DayOf(d.Date)}
			f.found[p] = t
		}
		t.amounts = append(t.amounts, usd)
		t.Tokens, t.USD, t.Last = t.Tokens+usage.PriceTokens(d.Tokens).Total(), t.USD.Add(d.Cost), usage.DayOf(d.Date)
	}
	f.seen[k] = append(f.seen[k], d.Series)
}

// twins are those that were found, in order.
func (f twinFinder) twins() (out []Twins) {
	for _, t := range f.found {
		if t.Tokens > 0 || len(t.amounts) >= twinSums && slices.Min(t.amounts) != slices.Max(t.amounts) {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(a, b Twins) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Labels[0], b.Labels[0]), strings.Compare(a.Labels[1], b.Labels[1]))
	})
	return out
}

// twinLabels are the labels in which two sums differ; "" where they differ in more than
// a key or more than an app.
func twinLabels(a, b *usage.Series) (what string, labels [2]string) {
	switch {
	case a.Key != b.Key && a.App == b.App:
		what, labels = "key", [2]string{a.Key, b.Key}
	case a.Key == b.Key && a.App != b.App:
		what, labels = "app", [2]string{a.App, b.App}
	}
	slices.Sort(labels[:])
	return what, labels
}

// Words say it in one line.
func (t Twins) Words() string {
	when := "on " + words.ShortDate(t.First)
	if !t.Last.Equal(t.First) {
		when = "from " + words.ShortDate(t.First) + " to " + words.ShortDate(t.Last)
	}
	from := func(side int) string {
		if t.By[side].Import == 0 {
			return ""
		}
		return " from" + t.By[side].Words("")
	}
	same := "tokens"
	if t.Tokens == 0 {
		same = "dollars"
	}
	return fmt.Sprintf("%s: %s %q%s and %q%s have the same %s %s: if it was renamed and exported again, %s counts twice",
		t.Account, t.What, t.Labels[0], from(0), t.Labels[1], from(1), same, when, t.USD.Dollars())
}

// UndoWords are the command that takes the older of the two exports back.
func (t Twins) UndoWords() string {
	a, b := t.By[0].Import, t.By[1].Import
	if a == 0 || b == 0 || a == b {
		return "tollbook imports"
	}
	return fmt.Sprintf("take the older export back, if it was: tollbook imports undo %d", min(a, b))
}

// NewTwins are those that an import made.
func NewTwins(before, after []Twins) (out []Twins) {
	for _, t := range after {
		if !slices.ContainsFunc(before, func(o Twins) bool { return o.Words() == t.Words() }) {
			out = append(out, t)
		}
	}
	return out
}
