package update

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/words"
)

// aDay is how long a model has to be missing from its gateway's own list to be gone.
const aDay = 24 * time.Hour

// missing are the ids that an earlier fetch of a gateway's own list had and this one has
// not, neither among its entries nor among those refused.
func (p *planner) missing(l feed.List) (g *pricing.Gateway, cards []*pricing.Card) {
	f, _ := feed.Find(string(l.Feed))
	if g = p.Base.Gateway(f.Gateway); g == nil {
		return nil, nil
	}
	there := map[string]bool{}
	for _, x := range l.Listings {
		there[strings.ToLower(x.ID)] = there[strings.ToLower(x.ID)] || x.Author == nil // who serves it says nothing of the list
	}
	for _, r := range l.Refused {
		there[strings.ToLower(r.ID)] = true
	}
	for _, card := range g.Cards() {
		if !there[strings.ToLower(card.ID)] && openFrom(card, string(l.Feed), p.At) > 0 {
			cards = append(cards, card)
		}
	}
	return g, cards
}

// openFrom counts the rates in force that a feed has named.
func openFrom(card *pricing.Card, name string, at time.Time) (n int) {
	for i := range card.Bands {
		if b := &card.Bands[i]; b.Holds(at) && pricing.FromFeed(b.Source) == name {
			n++
		}
	}
	return n
}

// checkGone refuses a gateway's own list that lacks too much of what it had.
func (p *planner) checkGone(l feed.List) error {
	g, cards := p.missing(l)
	if g == nil {
		return nil
	}
	had, lost := 0, 0
	for _, card := range g.Cards() {
		had += openFrom(card, string(l.Feed), p.At)
	}
	for _, card := range cards {
		if card.Withdrawn == nil { // those known to be missing do not count again
			lost += openFrom(card, string(l.Feed), p.At)
		}
	}
	if lost*100 <= maxShare*had {
		return nil
	}
	e := &FeedRefusedError{Feed: l.Feed, ID: "gone-" + string(l.Feed),
		Why: fmt.Sprintf("%s of the %s that it had at the fetch before are gone", words.Number(int64(lost)), words.Plural(had, "rate"))}
	if p.accepts(e.ID) {
		return nil
	}
	return e
}

// ends notes which models a gateway's own list has no more, and which it says will end.
func (p *planner) ends(l feed.List) {
	f, _ := feed.Find(string(l.Feed))
	g, cards := p.missing(l)
	if g == nil {
		return
	}
	lines := map[string][]string{}
	source := string(l.Feed) + "@" + p.At.Format(time.RFC3339) + "#"
	for _, card := range cards {
		from, state := p.At, Missing
		w := card.Withdrawn
		switch {
		case w == nil:
		case w.Basis == pricing.Announced && !w.From.After(p.At): // as it was announced
			from, state = w.From, Gone
		case w.Basis != pricing.Announced:
			from = w.From
			if w.Basis == pricing.Gone || p.At.Sub(from) >= aDay {
				state = Gone
			}
			if w.Basis == pricing.Gone || state == Missing {
				continue // as it stands
			}
		}
		lines[card.ID] = []string{card.ID, moment(from), string(state), source + card.ID, p.At.Format(pricing.Day)}
		p.plan.Changes = append(p.plan.Changes, Change{State: state, Gateway: g.ID, Model: card.Model, GatewayModelID: card.ID, From: from,
			Source: source + card.ID, Seen: pricing.StartOfDay(p.At), Why: fmt.Sprintf("%s's own list does not have it", g.ID)})
	}
	for _, x := range l.Listings {
		if x.Author != nil {
			continue // it says who serves the model, not until when
		}
		card, id := g.Card(x.ID), x.ID
		if card != nil {
			id = card.ID
		}
		switch {
		case !x.Ends.IsZero():
			if card == nil || card.Withdrawn == nil || card.Withdrawn.Basis != pricing.Announced || !card.Withdrawn.From.Equal(x.Ends) {
				model := ""
				if t := p.found[cardKey{g.ID, strings.ToLower(x.ID)}]; t != nil {
					model = t.model
				}
				p.plan.Changes = append(p.plan.Changes, Change{State: Announced, Gateway: g.ID, Model: model, GatewayModelID: id, From: x.Ends,
					Source: source + x.Key, Seen: pricing.StartOfDay(p.At), Why: "ends then, by the gateway's own list"})
			}
			lines[id] = []string{id, moment(x.Ends), string(pricing.Announced), source + x.Key, p.At.Format(pricing.Day)}
		case card != nil && card.Withdrawn != nil:
			lines[card.ID] = nil // it is back
		}
	}
	if len(lines) > 0 {
		p.plan.withdrawn[f.Gateway] = lines
	}
}

// gatewayFacts ends the assumptions about a gateway's prices that its own list answers.
func (p *planner) gatewayFacts(l feed.List) {
	f, _ := feed.Find(string(l.Feed))
	g := p.Base.Gateway(f.Gateway)
	if g == nil || len(p.plan.rows[g.ID]) == 0 {
		return
	}
	fact := func(name, value, words string) {
		p.plan.facts[g.ID] = append(p.plan.facts[g.ID], []string{name, "", value, "", string(pricing.Stated),
			string(l.Feed) + "@" + p.At.Format(time.RFC3339) + "#" + name, p.At.Format(pricing.Day), words})
	}
	fact("prices", string(pricing.Listed), "Its own list has its prices; catalog update reads it.")
	if m := g.MarkupFact; m != nil && g.Markup.IsZero() && m.Basis == pricing.Assumed || pricing.FromFeed(markupSource(g)) != "" {
		fact("markup_percent", "0", "Its own list has the prices that it charges, without a markup beside them.")
	}
}

func markupSource(g *pricing.Gateway) string {
	if g.MarkupFact == nil {
		return ""
	}
	return g.MarkupFact.Source
}

// alias notes for which model a moving name stands now.
func (p *planner) alias(g *pricing.Gateway, s sighting) {
	model := p.newModels[strings.ToLower(s.Stands)]
	if model == "" {
		if m, _ := p.Base.FindModel(s.Stands); m != nil {
			model = m.ID
		} else {
			model = p.newModel(g, &feed.Listing{ID: s.Stands})
		}
	}
	spans := p.Base.MovingAliases(s.ID)
	if n := len(spans); n > 0 && (spans[n-1].Model == model || spans[n-1].Own()) {
		return
	}
	if g.Card(s.ID) != nil { // an id of a model, which can't move too
		return
	}
	c := Change{State: Changed, Gateway: g.ID, Model: model, GatewayModelID: s.ID, From: p.At, Source: s.source(), Seen: pricing.StartOfDay(p.At), Why: "stands for " + s.Stands + " now"}
	from := moment(p.At)
	if len(spans) == 0 {
		c.State, from, c.From = New, "", time.Time{}
	}
	p.plan.Changes = append(p.plan.Changes, c)
	p.plan.aliases[g.ID] = append(p.plan.aliases[g.ID], []string{s.ID, model, from, "", "observed", s.source(), p.At.Format(pricing.Day)})
}

// Edit brings the plan into files: lines of earlier updates make way for those of this one,
// what the user wrote stays.
func (p *Plan) Edit(files map[string][][]string) {
	for _, gateway := range slices.Sorted(maps.Keys(p.rows)) {
		name := "rates/" + gateway + ".csv"
		ids := p.rows[gateway]
		again := map[string]bool{}
		for id := range ids {
			again[strings.ToLower(id)] = true
		}
		lines := slices.DeleteFunc(files[name], func(l []string) bool {
			return pricing.FromFeed(l[13]) != "" && again[strings.ToLower(l[1])]
		})
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			for _, r := range ids[id] {
				lines = append(lines, r.Cells())
			}
		}
		files[name] = lines
	}
	for _, model := range slices.Sorted(maps.Keys(p.models)) {
		vendor, _, _ := strings.Cut(model, "/")
		name := "models/" + vendor + ".csv"
		if !slices.ContainsFunc(files[name], func(l []string) bool { return l[0] == model }) && p.uses(model) {
			files[name] = append(files[name], p.models[model])
		}
	}
	for _, gateway := range slices.Sorted(maps.Keys(p.aliases)) {
		name := "aliases/" + gateway + ".csv"
		for _, added := range p.aliases[gateway] {
			var lines [][]string
			for _, l := range files[name] {
				if strings.EqualFold(l[0], added[0]) && l[3] == "" {
					if l[2] == added[2] { // of this very moment
						continue
					}
					l = slices.Clone(l)
					l[3] = moment(p.At)
				}
				lines = append(lines, l)
			}
			files[name] = append(lines, added)
		}
	}
	for _, gateway := range slices.Sorted(maps.Keys(p.withdrawn)) {
		name := "withdrawn/" + gateway + ".csv"
		lines := slices.DeleteFunc(files[name], func(l []string) bool {
			_, again := p.withdrawn[gateway][l[0]]
			return again && pricing.FromFeed(l[3]) != ""
		})
		for _, id := range slices.Sorted(maps.Keys(p.withdrawn[gateway])) {
			if l := p.withdrawn[gateway][id]; l != nil {
				lines = append(lines, l)
			}
		}
		files[name] = lines
	}
	for _, gateway := range slices.Sorted(maps.Keys(p.facts)) {
		name := "gateways/" + gateway + ".csv"
		for _, fact := range p.facts[gateway] {
			lines := slices.DeleteFunc(files[name], func(l []string) bool {
				return l[0] == fact[0] && l[1] == fact[1] && pricing.FromFeed(l[5]) != ""
			})
			files[name] = append(lines, fact)
		}
	}
}

// uses reports whether some row is of a model: one of which all prices are refused, or held
// back, is none yet.
func (p *Plan) uses(model string) bool {
	for _, ids := range p.rows {
		for _, rows := range ids {
			if len(rows) > 0 && rows[0].Model == model {
				return true
			}
		}
	}
	for _, lines := range p.aliases {
		if slices.ContainsFunc(lines, func(l []string) bool { return l[1] == model }) {
			return true
		}
	}
	return false
}
