package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// rateStep is what a model costs at a gateway, under one of its ids, from one change of
// a rate to the next.
type rateStep struct {
	gateway, id string
	usual       bool // the gateway's default id
	list        bool // the publisher's own
	over        int64
	window      string    // hours that it holds for; "" is all the time
	From, To    time.Time // zero is as far back as known, and still in force
	Basis       string    // how the dates are known
	Source      string    // of the user's own line, else of the one that was seen last
	Seen        time.Time
	own         bool // the user set some of the rates
	rates       [len(shownKinds)]*pricing.Rate
	other       []string        // "web_search 10,000"
	bands       []*pricing.Band // all of them, each with its source
	now         bool            // in force on the day that is shown
}

// rateRows are the rates of a model wherever it is sold: the publisher's first, then
// those of one gateway together, the newest first.
func rateRows(c *pricing.Catalog, model string, asOf time.Time) []rateStep {
	var out []rateStep
	list, last := c.ListCard(model), ""
	for _, alias := range c.Aliases(model) {
		card := c.Gateway(alias.Gateway).Card(alias.ID)
		for _, s := range stepsOf(card) {
			s.gateway, s.id, s.usual, s.list = alias.Gateway, alias.ID, alias.Gateway != last, card == list
			s.now = !s.From.After(asOf) && (s.To.IsZero() || asOf.Before(s.To))
			out = append(out, s)
		}
		last = alias.Gateway
	}
	slices.SortStableFunc(out, func(a, b rateStep) int {
		switch {
		case a.list == b.list:
			return 0
		case a.list:
			return -1
		}
		return 1
	})
	return out
}

// stepsOf lays a card's bands out as steps: for each prompt size and window the rates
// of all kinds between one change and the next. Steps that are alike are one.
func stepsOf(card *pricing.Card) []rateStep {
	type condition struct {
		over   int64
		window string
	}
	by := map[condition][]*pricing.Band{}
	var order []condition
	for i := range card.Bands {
		b := &card.Bands[i]
		k := condition{b.Over, b.WindowText()}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], b)
	}
	slices.SortFunc(order, func(a, b condition) int {
		return cmp.Or(cmp.Compare(a.over, b.over), cmp.Compare(a.window, b.window))
	})
	var out []rateStep
	for _, k := range order {
		bands := by[k]
		edges := []time.Time{{}}
		for _, b := range bands {
			edges = append(edges, b.From)
			if !b.To.IsZero() {
				edges = append(edges, b.To)
			}
		}
		slices.SortFunc(edges, time.Time.Compare)
		edges = slices.CompactFunc(edges, time.Time.Equal)
		var steps []rateStep
		for i, from := range edges {
			s := rateStep{over: k.over, window: k.window, From: from}
			if i+1 < len(edges) {
				s.To = edges[i+1]
			}
			if !s.fill(bands) {
				continue
			}
			if n := len(steps); n > 0 && steps[n-1].To.Equal(s.From) && steps[n-1].alike(s) {
				steps[n-1].To = s.To
				continue
			}
			steps = append(steps, s)
		}
		out = append(out, steps...)
	}
	slices.SortStableFunc(out, func(a, b rateStep) int { return b.From.Compare(a.From) })
	return out
}

// fill puts the rates in force from the step's beginning into it; it reports false
// where there are none.
func (r *rateStep) fill(bands []*pricing.Band) bool {
	found := false
	for _, b := range bands {
		if b.From.After(r.From) || !b.To.IsZero() && !r.From.Before(b.To) {
			continue
		}
		found = true
		r.bands = append(r.bands, b)
		if k := slices.Index(shownKinds[:], b.Kind); k >= 0 {
			r.rates[k] = &b.Rate
		} else {
			r.other = append(r.other, b.Kind.String()+" "+b.Rate.String())
		}
		if r.Source == "" || b.Own() && !r.own || b.Own() == r.own && b.Seen.After(r.Seen) {
			r.Source, r.Seen, r.Basis = b.Source, b.Seen, b.Basis
		}
		r.own = r.own || b.Own()
	}
	return found
}

// alike reports whether two steps have the same rates, of the user's own or not.
func (r rateStep) alike(other rateStep) bool {
	for i := range r.rates {
		if draw.Compare(r.rates[i], other.rates[i]) != 0 {
			return false
		}
	}
	return r.own == other.own && slices.Equal(r.other, other.other)
}

// when says when a step holds: "now", "until 2026-05-31", "from 2026-12-01".
func (r rateStep) when() string {
	switch {
	case r.now && r.From.IsZero():
		return "now"
	case r.now:
		return "since " + dayText(r.From)
	case r.To.IsZero():
		return "from " + dayText(r.From)
	}
	return "until " + dayText(r.To)
}

// holds says for which prompts and hours.
func (r rateStep) holds() string {
	var parts []string
	if r.over > 0 {
		parts = append(parts, "over "+words.Thousands(fmt.Sprint(r.over)))
	}
	if r.window != "" {
		parts = append(parts, r.window)
	}
	return strings.Join(parts, ", ")
}

func rateTable() draw.Table[rateStep] {
	rate := func(i int, title string) draw.Column[rateStep] {
		return draw.Column[rateStep]{Title: title, Figure: true, Text: func(r rateStep) string { return rateText(r.rates[i]) },
			Compare: func(a, b rateStep) int { return draw.Compare(a.rates[i], b.rates[i]) }}
	}
	return draw.NewTable(func(r rateStep) string {
		return strings.Join([]string{r.gateway, r.id, dayText(r.From), dayText(r.To), r.holds()}, "|")
	},
		draw.Column[rateStep]{Title: "GATEWAY", Most: 16, Least: 10, Text: func(r rateStep) string {
			if r.list {
				return r.gateway + " (list)"
			}
			return r.gateway
		}},
		draw.Column[rateStep]{Text: func(r rateStep) string { return markOwn(r.own) }, Spoken: func(r rateStep) string { return toldOwn(r.own) }},
		rate(0, "INPUT"), rate(1, "CACHED"), rate(2, "OUTPUT"),
		draw.Column[rateStep]{Title: "WHEN", Drop: 1, Text: rateStep.when, Compare: func(a, b rateStep) int { return b.From.Compare(a.From) }},
		draw.Column[rateStep]{Title: "FOR", Drop: 2, Most: 24, Least: 10, Text: rateStep.holds},
		draw.Column[rateStep]{Title: "ID", Drop: 3, Most: 50, Least: 14, Text: func(r rateStep) string { return r.id }},
		draw.Column[rateStep]{Title: "SEEN", Drop: 4, Text: func(r rateStep) string { return dayText(r.Seen) }},
		draw.Column[rateStep]{Title: "SOURCE", Drop: 5, Most: 26, Least: 12, Text: func(r rateStep) string { return rateSource(r.Source, r.own) }},
	)
}

// rateAnswer says what the model's output costs where, and how its list price moved.
func rateAnswer(c *pricing.Catalog, model string, asOf time.Time) []string {
	var low, high *pricing.Rate
	var lowAt, highAt, last string
	sellers := 0
	for _, alias := range c.Aliases(model) {
		if alias.Gateway == last {
			continue // the first is the gateway's default
		}
		last = alias.Gateway
		sellers++
		b := c.Gateway(alias.Gateway).Card(alias.ID).Rate(pricing.Output, 0, pricing.Instant{Force: asOf})
		if b == nil || b.Rate.IsZero() {
			continue
		}
		if low == nil || b.Rate.Cmp(*low) < 0 {
			low, lowAt = &b.Rate, alias.Gateway
		}
		if high == nil || b.Rate.Cmp(*high) > 0 {
			high, highAt = &b.Rate, alias.Gateway
		}
	}
	first := draw.Safe(model) + " is sold by " + words.Plural(sellers, "gateway")
	switch {
	case low == nil:
		first += "; no rate for output is known"
	case low.Cmp(*high) == 0:
		first += ": output is " + perMillion(low) + " at each"
	default:
		first += fmt.Sprintf(": output from %s at %s to %s at %s", perMillion(low), draw.Safe(lowAt), perMillion(high), draw.Safe(highAt))
	}
	return []string{first + ".", listSteps(c.ListCard(model))}
}

// listSteps tells how the publisher's rates for input and output moved, at the hours
// that hold most of the week.
//
//	List price: $0.27/M in, $1.1/M out until 2025-09-05, then $0.56/M in, $1.68/M out.
func listSteps(card *pricing.Card) string {
	if card == nil {
		return "Its publisher lists no price."
	}
	// A rate can only change where one begins or ends.
	edges := []time.Time{{}}
	for _, b := range card.Bands {
		edges = append(edges, b.From, b.To)
	}
	slices.SortFunc(edges, time.Time.Compare)
	var out, before string
	n := 0
	for _, at := range slices.CompactFunc(edges, time.Time.Equal) {
		in, outward := card.Rate(pricing.Input, 0, pricing.Instant{Force: at}), card.Rate(pricing.Output, 0, pricing.Instant{Force: at})
		if in == nil || outward == nil {
			continue
		}
		text := perMillion(&in.Rate) + " in, " + perMillion(&outward.Rate) + " out"
		if text == before {
			continue
		}
		if n > 0 {
			out += " until " + dayText(at) + ", then "
		}
		out, before = out+text, text
		n++
	}
	switch n {
	case 0:
		return "Its publisher lists no price for input and output."
	case 1:
		return "List price: " + out + "; no change of it is known."
	}
	return "List price: " + out + "."
}

func (r rateStep) note() string {
	out := draw.Safe(r.gateway) + ": id " + draw.Safe(r.id)
	if len(r.other) > 0 {
		out += "; " + draw.Safe(strings.Join(r.other, ", "))
	}
	if source := ownSource(r.Source, r.own); source != "" {
		out += fmt.Sprintf(" (%s, %s)", draw.Safe(source), dayText(r.Seen))
	}
	return out
}

// facts are the step's rates with their page and day.
func (r rateStep) facts() pricing.Explanation {
	e := pricing.Explanation{Title: r.id + " at " + r.gateway, Figure: r.when()}
	if text := r.holds(); text != "" {
		e.Figure += ", " + text
	}
	say := func(b *pricing.Band) {
		l := pricing.ExplainLine{Label: strings.ReplaceAll(b.Kind.String(), "_", " "), Figure: perMillion(&b.Rate), Source: b.Source, Seen: b.Seen}
		if b.Own() {
			l.Label, l.Source = l.Label+" "+ownMark, ownSource(b.Source, true)
		}
		e.Say(l)
	}
	for _, k := range shownKinds {
		for _, b := range r.bands {
			if b.Kind == k {
				say(b)
			}
		}
	}
	for _, b := range r.bands {
		if !slices.Contains(shownKinds[:], b.Kind) {
			say(b)
		}
	}
	if r.Basis != "" {
		e.Note("dates: " + r.Basis)
	}
	return e
}
