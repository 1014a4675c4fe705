package update

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/words"
)

// A Query is what an update is made of.
type Query struct {
	// BuiltIn is the catalog without own rates, Base with the rows of earlier updates and
	// without those of the user, Whole with all of them.
	BuiltIn, Base, Whole *pricing.Catalog
	Lists                []feed.List
	At                   time.Time // of the fetch
	Accept               []string  // IDs of what waits
}

// A Plan is what an update would do: what has changed, and the files that say so.
type Plan struct {
	At        time.Time
	Changes   []Change
	Confirmed map[string]int // rates seen again at their price, by gateway
	Outranked int            // prices of lower feeds that one believed before them says otherwise
	Refused   []Refusal
	// Elsewhere counts listings of sellers that are no gateway of the catalog, by feed, and
	// Unsure those of another id of a model that the gateway sells.
	Elsewhere, Unsure map[feed.Name]int
	// Taken counts the listings of a feed that were weighed.
	Taken map[feed.Name]int

	rows      map[string]map[string][]Row // by gateway and id: all of the update's
	models    map[string][]string         // lines of models/VENDOR.csv by id
	aliases   map[string][][]string       // by gateway: lines that are added
	withdrawn map[string]map[string][]string
	facts     map[string][][]string
}

// A Refusal is an entry of a feed that is not taken.
type Refusal struct {
	Feed feed.Name
	feed.Refusal
}

// ErrClock is returned where the catalog has facts from days after the fetch: a clock that
// runs behind would make old prices new.
var ErrClock = errors.New("the clock runs behind the catalog")

// A FeedRefusedError says why nothing of a feed is taken.
type FeedRefusedError struct {
	Feed feed.Name
	ID   string // what --accept takes where it is right after all
	Why  string
}

func (e *FeedRefusedError) Error() string {
	return fmt.Sprintf("the feed %s is refused: %s", e.Feed, e.Why)
}

// An UnknownIDError is returned for an ID to be accepted that nothing waits under.
type UnknownIDError struct {
	ID   string
	Have []string
}

func (e *UnknownIDError) Error() string { return fmt.Sprintf("nothing waits under the ID %q", e.ID) }

// Bounds of what is believed (per feed and gateway).
const (
	maxTimes   = 5           // times the open rate, up or down
	maxShare   = 10          // percent of a gateway's rates that may be held back or gone
	heldAnyhow = 2           // so many prices may be held back of a gateway with however few: one wrong price is no wrong feed
	maxFew     = 20          // so many of a feed's own prices may be held back before their share of it counts
	tokenLimit = "10000"     // USD per million tokens of a first price
	callLimit  = "100000000" // USD per million calls
	longAgo    = 60 * 24 * time.Hour
)

// Make weighs lists against the catalog. It returns *FeedRefusedError where a feed is
// refused whole, ErrClock or *UnknownIDError.
func Make(q Query) (*Plan, error) {
	q.At = q.At.UTC().Truncate(time.Second)
	if newest := q.Whole.Newest; pricing.StartOfDay(q.At).Before(pricing.StartOfDay(newest)) {
		return nil, fmt.Errorf("%w: it says %s, and a fact was seen on %s", ErrClock, q.At.Format(pricing.Day), newest.Format(pricing.Day))
	}
	p := &planner{Query: q, plan: &Plan{At: q.At, Confirmed: map[string]int{}, Elsewhere: map[feed.Name]int{}, Unsure: map[feed.Name]int{},
		Taken: map[feed.Name]int{},
		rows:  map[string]map[string][]Row{}, models: map[string][]string{}, aliases: map[string][][]string{},
		withdrawn: map[string]map[string][]string{}, facts: map[string][][]string{}},
		accepted: map[string]bool{}, found: map[cardKey]*told{}, newModels: map[string]string{}}
	lists := slices.Clone(q.Lists)
	slices.SortStableFunc(lists, func(a, b feed.List) int { return cmp.Compare(order(a.Feed), order(b.Feed)) })
	for _, l := range lists {
		p.take(l)
	}
	for _, m := range p.moving {
		p.alias(m.gateway, m.sighting)
	}
	for _, key := range p.order {
		p.weigh(p.found[key])
	}
	for _, l := range lists {
		if err := p.check(l); err != nil {
			return nil, err
		}
		if !l.Part {
			p.ends(l)
			p.gatewayFacts(l)
		}
	}
	if err := p.unknownIDs(); err != nil {
		return nil, err
	}
	sortChanges(p.plan.Changes)
	return p.plan, nil
}

// order is the place of a feed among all.
func order(name feed.Name) int {
	return slices.IndexFunc(feed.All, func(f feed.Feed) bool { return f.Name == name })
}

// sortChanges orders changes by gateway and id, then by kind, tier, window and day.
func sortChanges(all []Change) {
	slices.SortStableFunc(all, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Gateway, b.Gateway), strings.Compare(a.GatewayModelID, b.GatewayModelID),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Over, b.Over), strings.Compare(a.Window, b.Window), a.From.Compare(b.From))
	})
}

// A planner makes a plan.
type planner struct {
	Query
	plan      *Plan
	accepted  map[string]bool // IDs that were found
	found     map[cardKey]*told
	order     []cardKey
	moving    []moving
	newModels map[string]string // by id, lower case: models that no catalog has
}

// A cardKey is an id at a gateway, lower case.
type cardKey struct{ gateway, id string }

// told is what feeds say of one id at a gateway.
type told struct {
	gateway *pricing.Gateway
	id      string
	model   string
	card    *pricing.Card // of the catalog with earlier updates; nil for a new id
	by      []sighting
	author  *feed.Endpoint // what its author charges there; nil where that is not known
}

// A moving is a name that a gateway moves from model to model, in one feed.
type moving struct {
	gateway *pricing.Gateway
	sighting
}

// A sighting is one feed's listing of it.
type sighting struct {
	feed      feed.Feed
	at        time.Time
	unchanged bool // the list is one of Again: what it has not is not gone
	*feed.Listing
}

func (s sighting) source() string {
	return string(s.feed.Name) + "@" + s.at.UTC().Format(time.RFC3339) + "#" + s.Key
}

// take sorts a list's entries by gateway and id.
func (p *planner) take(l feed.List) {
	f, _ := feed.Find(string(l.Feed))
	refused := map[string]bool{} // of half a price list the other half is not believed
	for _, r := range l.Refused {
		p.plan.Refused = append(p.plan.Refused, Refusal{l.Feed, r})
		refused[cmp.Or(r.Key, r.ID)] = true
	}
	for i := range l.Listings {
		listing := &l.Listings[i]
		if refused[listing.Key] || refused[listing.ID] && f.Gateway != "" {
			continue
		}
		g := p.Base.GatewayCalled(listing.Provider)
		switch {
		case g == nil:
			p.plan.Elsewhere[l.Feed]++
			continue
		case f.Gateway == "" && slices.ContainsFunc(feed.All, func(o feed.Feed) bool { return o.Gateway == g.ID }):
			continue // it has a list of its own
		case listing.Stands != "":
			p.moving = append(p.moving, moving{g, sighting{f, l.At, l.Unchanged, listing}})
			continue
		}
		if known := p.found[cardKey{g.ID, strings.ToLower(listing.ID)}]; l.Part && known == nil && g.Card(listing.ID) == nil {
			p.plan.Unsure[l.Feed]++
			continue
		}
		id, model := p.identify(g, f, listing)
		if id == "" {
			p.plan.Unsure[l.Feed]++
			continue
		}
		key := cardKey{g.ID, strings.ToLower(id)}
		if p.found[key] == nil {
			p.found[key] = &told{gateway: g, id: id, model: model, card: g.Card(id)}
			p.order = append(p.order, key)
		}
		if listing.Author != nil {
			p.found[key].author = listing.Author
		}
		if len(listing.Prices) > 0 {
			p.plan.Taken[l.Feed]++
			p.found[key].by = append(p.found[key].by, sighting{f, l.At, l.Unchanged, listing})
		}
	}
}

// identify finds the gateway's id that a listing is of, and its model; "" where it is
// another id of a model that the gateway sells under one that the catalog has: what that
// one costs a collection does not say.
func (p *planner) identify(g *pricing.Gateway, f feed.Feed, l *feed.Listing) (id, model string) {
	if card := g.Card(l.ID); card != nil {
		return card.ID, card.Model
	}
	if known := p.found[cardKey{g.ID, strings.ToLower(l.ID)}]; known != nil {
		return known.id, known.model
	}
	m, _ := p.Base.FindModel(l.ID)
	if m != nil {
		model = m.ID
	} else {
		model = p.newModel(g, l)
	}
	if f.Gateway == "" && (len(p.Base.Aliases(model)) > 0 && g.Sells(model) || p.listed(g, model)) {
		return "", ""
	}
	return l.ID, model
}

// listed reports whether a feed before this one has named the model at the gateway.
func (p *planner) listed(g *pricing.Gateway, model string) bool {
	for _, key := range p.order {
		if t := p.found[key]; t.gateway == g && t.model == model {
			return true
		}
	}
	return false
}

// newModel makes a model of an id that the catalog has none for: "acme/plain-1" of
// "acme/plain-1:batch", with the vendor that the gateway's other ids of that prefix have.
func (p *planner) newModel(g *pricing.Gateway, l *feed.Listing) string {
	base, _, _ := strings.Cut(l.ID, ":")
	if model, ok := p.newModels[strings.ToLower(base)]; ok {
		return model
	}
	vendor, name, has := strings.Cut(base, "/")
	switch {
	case has:
		vendor = g.VendorOf(vendor)
	case len(g.Publishes) > 0:
		vendor, name = g.Publishes[0], base
	default:
		vendor, name = "other", base
	}
	name = strings.ReplaceAll(name, "/", "-")
	model := strings.ToLower(vendor + "/" + name)
	p.newModels[strings.ToLower(base)] = model
	if p.plan.models[model] == nil {
		p.plan.models[model] = []string{model, "", l.Released, count(l.Context), count(l.MaxOutput), ""}
	}
	return model
}

func count(n int64) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// unknownIDs finds IDs to be accepted that nothing waits under.
func (p *planner) unknownIDs() error {
	for _, id := range p.Accept {
		if p.accepted[id] {
			continue
		}
		e := &UnknownIDError{ID: id}
		for _, c := range p.plan.Changes {
			if c.ID != "" {
				e.Have = append(e.Have, c.ID)
			}
		}
		return e
	}
	return nil
}

// allOf is the ID under which all that a feed has too far off is accepted.
func allOf(name feed.Name) string { return "all-" + string(name) }

// accepts reports whether the user has accepted what waits under an ID.
func (p *planner) accepts(id string) bool {
	if !slices.Contains(p.Accept, id) {
		return false
	}
	p.accepted[id] = true
	return true
}

// check refuses a feed of which too much of a gateway's rates is held back, or gone.
func (p *planner) check(l feed.List) error {
	type tally struct{ held, prices int }
	by := map[string]*tally{}
	for _, key := range p.order {
		t := p.found[key]
		for _, s := range t.by {
			if s.feed.Name != l.Feed {
				continue
			}
			if by[t.gateway.ID] == nil {
				by[t.gateway.ID] = &tally{}
			}
			by[t.gateway.ID].prices += len(s.Prices)
		}
	}
	for _, c := range p.plan.Changes {
		if c.State == Held && pricing.FromFeed(c.Source) == string(l.Feed) && by[c.Gateway] != nil {
			by[c.Gateway].held++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		t, open := by[id], p.Base.Gateway(id).OpenRates(p.At)
		if t.held > heldAnyhow && t.held*100 > maxShare*max(open, t.prices) || t.held >= maxFew && t.held*100 > maxShare*t.prices {
			e := &FeedRefusedError{Feed: l.Feed, ID: allOf(l.Feed),
				Why: fmt.Sprintf("%s of its %s at %s are more than %d times off the rates in force", words.Number(int64(t.held)), words.Plural(t.prices, "price"), id, maxTimes)}
			if !p.accepts(e.ID) {
				return e
			}
		}
	}
	if l.Part {
		return nil
	}
	return p.checkGone(l)
}
