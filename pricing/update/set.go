package update

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// A Price is one that the user knows: of a contract, a discount, a model that nobody lists.
type Price struct {
	Gateway, Model string // the model as the user writes it: an id of the gateway's, or a name
	Kind           pricing.Kind
	Rate           pricing.Rate
	// From is when it begins. Zero is now where a rate is in force, which it follows, else
	// as far back as known.
	From   time.Time
	Source string // the user's words
	At     time.Time
}

// YourSource stands as the source of a price whose user names none.
const YourSource = "set by you"

// Set makes a user's price a line of own rates: it holds for all prompts and all hours from
// its beginning on, before every other rate of its kind. It returns what changes and what to
// do with the files. Errors: *pricing.UnknownGatewayError, ErrNotMeant, and of a source that
// looks like an update's.
func Set(c *pricing.Catalog, s Price) (Change, func(map[string][][]string) error, error) {
	g, err := c.NeedGateway(s.Gateway)
	if err != nil {
		return Change{}, nil, err
	}
	if s.Source == "" {
		s.Source = YourSource
	}
	if err := s.meant(); err != nil {
		return Change{}, nil, err
	}
	if pricing.FromFeed(s.Source) != "" {
		return Change{}, nil, fmt.Errorf("the source %q is how updates write theirs: name another", s.Source)
	}
	s.At = s.At.UTC().Truncate(time.Second)
	id, model, isNew := named(c, g, s.Model)
	change := Change{State: New, Gateway: g.ID, Model: model, GatewayModelID: id, Kind: s.Kind, Now: &s.Rate, Source: s.Source, Seen: pricing.StartOfDay(s.At)}
	at := s.From
	if at.IsZero() {
		at = s.At
	}
	if card := g.Card(id); card != nil {
		if b := card.Rate(s.Kind, 0, pricing.Instant{Force: at}); b != nil {
			old := b.Rate
			change.State, change.Was, change.WasSource, change.WasSeen = Changed, &old, b.Source, b.Seen
			if s.From.IsZero() {
				s.From = s.At
			}
		}
	}
	change.From = s.From
	basis := "own"
	if s.Rate.IsZero() {
		basis = "free"
	}
	row := Row{Model: model, ID: id, From: s.From, Rates: map[pricing.Kind]pricing.Rate{s.Kind: s.Rate}, Basis: basis, Source: s.Source, Seen: change.Seen}
	return change, func(files map[string][][]string) error {
		name := "rates/" + g.ID + ".csv"
		lines, next, err := endedAt(files[name], row, s.Kind)
		row.To = next
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files[name] = append(lines, row.Cells())
		if isNew {
			vendor, _, _ := strings.Cut(model, "/")
			name := "models/" + vendor + ".csv"
			if !slices.ContainsFunc(files[name], func(l []string) bool { return l[0] == model }) {
				files[name] = append(files[name], []string{model, "", "", "", "", ""})
			}
		}
		return nil
	}, nil
}

// named finds the id and the model that a user means at a gateway.
func named(c *pricing.Catalog, g *pricing.Gateway, name string) (id, model string, isNew bool) {
	if card := g.Card(name); card != nil {
		return card.ID, card.Model, false
	}
	if m, variant := c.FindModel(name); m != nil {
		if ids := g.IDs(m.ID); len(ids) > 0 && variant == "" {
			return ids[0], m.ID, false
		}
		return name, m.ID, false
	}
	p := planner{Query: Query{Base: c}, plan: &Plan{models: map[string][]string{}}, newModels: map[string]string{}}
	return name, p.newModel(g, &feed.Listing{ID: name}), true
}

// endedAt ends the user's own rates of a kind where a row begins. Those that begin later stay:
// next is when the first of them does, zero where there is none.
func endedAt(lines [][]string, row Row, k pricing.Kind) (out [][]string, next time.Time, err error) {
	for _, l := range lines {
		if !strings.EqualFold(l[1], row.ID) || pricing.FromFeed(l[13]) != "" {
			out = append(out, l)
			continue
		}
		old, err := parseRow(l)
		if err != nil {
			return nil, next, err
		}
		rate, has := old.Rates[k]
		if has && old.From.After(row.From) && (next.IsZero() || old.From.Before(next)) {
			next = old.From
		}
		if !has || old.From.After(row.From) || !old.To.IsZero() && !old.To.After(row.From) {
			out = append(out, l)
			continue
		}
		if rest := maps.Clone(old.Rates); len(rest) > 1 {
			delete(rest, k)
			others := old
			others.Rates = rest
			out = append(out, others.Cells())
		}
		if old.From.Before(row.From) {
			old.Rates, old.To = map[pricing.Kind]pricing.Rate{k: rate}, row.From
			out = append(out, old.Cells())
		}
	}
	return out, next, nil
}

// Bounds of what a user writes down.
const (
	maxName   = 200 // characters of a model's name
	maxSource = 300 // of a source
)

// ErrNotMeant is returned for a name, a source or a price that can't be meant.
var ErrNotMeant = errors.New("can't be meant")

// meant refuses what would break the lines of a table, or a file.
func (s Price) meant() error {
	control := func(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) }
	switch name := strings.TrimSpace(s.Model); {
	case name == "":
		return fmt.Errorf("%w: the model is empty", ErrNotMeant)
	case control(name), len(name) > maxName, strings.Contains(name, ".."), strings.ContainsAny(name[:1], "=+-@./"), strings.Contains(name, "//"):
		return fmt.Errorf("%w: the model %.40q: want a name of at most %d characters, as the gateway writes it", ErrNotMeant, name, maxName)
	case control(s.Source), len(s.Source) > maxSource:
		return fmt.Errorf("%w: the source %.40q: want one line of at most %d characters", ErrNotMeant, s.Source, maxSource)
	}
	if _, fraction, _ := strings.Cut(s.Rate.String(), "."); len(fraction) > maxPlaces {
		return fmt.Errorf("%w: $%s: a price has at most %d decimals", ErrNotMeant, s.Rate, maxPlaces)
	}
	return nil
}

// maxPlaces is how many decimals a price per million has at most: finer than any real one.
const maxPlaces = 9
