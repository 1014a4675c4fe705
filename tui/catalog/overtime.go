package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// over is the time that rates are drawn over: the year before the clock, or from the day
// before the first change of the list price on, and up to the last one that is announced.
func over(card *pricing.Card, asOf time.Time) (from, to time.Time) {
	from, to = asOf.AddDate(-1, 0, 0), asOf
	for _, b := range card.Bands {
		if b.Over > 0 || b.Window != nil || !slices.Contains(shownKinds[:], b.Kind) {
			continue
		}
		for _, at := range [...]time.Time{b.From, b.To} {
			if at.IsZero() {
				continue
			}
			if at.Before(from) {
				from = at.AddDate(0, 0, -30)
			}
			if at.After(to) {
				to = at.AddDate(0, 0, 30)
			}
		}
	}
	return from, to
}

// steps draws how a rate moved, as many columns as there is room for, and says it: "$3 → $2".
// Its heights stand for the rate against the highest one of that time.
func steps(card *pricing.Card, kind pricing.Kind, from, to time.Time, width int) (drawn, said string) {
	var values []float64 // the height of a block, no figure
	most := 0.0
	last := ""
	for i := range width {
		at := from.Add(to.Sub(from) / time.Duration(max(width-1, 1)) * time.Duration(i))
		v := -1.0
		if b := card.Rate(kind, 0, pricing.Instant{Force: at}); b != nil {
			v, _ = strconv.ParseFloat(b.Rate.String(), 64) // a rate is a decimal
			if text := "$" + b.Rate.String(); text != last {
				if said != "" {
					said += " → "
				}
				said, last = said+text, text
			}
		}
		values, most = append(values, v), max(most, v)
	}
	var b strings.Builder
	for _, v := range values {
		switch {
		case v < 0:
			b.WriteByte(' ')
		case most == 0:
			b.WriteRune('▁')
		default:
			b.WriteRune([]rune("▁▂▃▄▅▆▇█")[min(int(v/most*8), 7)])
		}
	}
	return b.String(), said
}

// model writes what the model costs now wherever it is sold, what would do a month of it for
// less, and how its list price moved.
func (p *sidePane) model(c *pricing.Catalog, r modelTerms, asOf time.Time) {
	p.title(r.ID)
	if text := r.about(); text != "" {
		p.say(p.t.Muted, text)
	}
	if r.use != nil {
		p.heading("YOUR MONTH")
		for _, u := range r.use.at {
			figure := draw.Money(u.USD)
			if u.OwnKey {
				figure = "own keys"
			}
			p.fact("at "+u.Gateway, figure)
		}
	}
	if len(r.instead) > 0 {
		p.heading("FOR THE SAME TOKENS, FEES ASIDE")
		for _, s := range r.instead {
			name := "at " + s.Gateway
			if s.Model != r.ID {
				name = s.Model + " " + name
			}
			p.fact(name, draw.Money(s.Month)+"  "+draw.Signed(s.Saves.Neg())+lackMark(s.Lacks))
		}
		var lacks grouped // what is said of several stands once
		for _, s := range r.instead {
			if len(s.Lacks) > 0 {
				lacks.add(strings.Join(s.Lacks, "; "), s.Gateway)
			}
		}
		for _, text := range lacks.texts {
			p.say(p.t.Muted, "~ not at "+draw.List(slices.Compact(lacks.names[text]), 3)+": "+text)
		}
	}
	p.rates(c, r, asOf)
	card := c.ListCard(r.ID)
	if card == nil {
		return
	}
	p.heading("LIST PRICE OVER TIME")
	from, to := over(card, asOf)
	room := max(p.width-2-8-20, 12)
	moved := false
	for _, k := range [...]struct {
		name string
		kind pricing.Kind
	}{{"in", pricing.Input}, {"cached", pricing.CacheRead}, {"out", pricing.Output}} {
		drawn, said := steps(card, k.kind, from, to, room)
		switch {
		case said == "":
		case strings.Contains(said, "→"):
			moved = true
			p.out = append(p.out, " "+draw.Fit(k.name, 8)+drawn+" "+draw.Cut(said, p.width-2-8-room-1))
		default:
			p.out = append(p.out, " "+draw.Fit(k.name, 8)+said+p.t.Muted.Render("  no change known"))
		}
	}
	if moved {
		p.out = append(p.out, " "+draw.Spaces(8)+p.t.Muted.Render(draw.Edges(from.UTC().Format("Jan 2006"), to.UTC().Format("Jan 2006"), room)))
	}
}

// lackMark marks what does not do quite the same.
func lackMark(lacks []string) string {
	if len(lacks) == 0 {
		return "  "
	}
	return " ~"
}

// rates writes the rates in force at each gateway, the user's first, with the day on which they
// were seen.
func (p *sidePane) rates(c *pricing.Catalog, r modelTerms, asOf time.Time) {
	var now []rateStep
	for _, s := range rateRows(c, r.ID, asOf) {
		if s.now && s.usual && s.over == 0 && s.window == "" && !slices.ContainsFunc(now, func(o rateStep) bool { return o.gateway == s.gateway }) {
			now = append(now, s)
		}
	}
	if len(now) == 0 {
		return
	}
	mine := func(s rateStep) bool {
		return r.use != nil && slices.ContainsFunc(r.use.at, func(u pricing.Use) bool { return u.Gateway == s.gateway })
	}
	slices.SortStableFunc(now, func(a, b rateStep) int {
		switch {
		case mine(a) == mine(b):
			return draw.Compare(a.rates[2], b.rates[2])
		case mine(a):
			return -1
		}
		return 1
	})
	p.out = append(p.out, "")
	const figure, seen = 8, 12
	width := max(p.width-2-3*figure-seen, 12)
	head := draw.Fit("RATES PER MILLION", width)
	for _, title := range [...]string{"IN", "CACHED", "OUT"} {
		head += draw.FitRight(title, figure)
	}
	p.out = append(p.out, " "+p.t.Heading.Render(head+draw.FitRight("SEEN", seen)))
	for _, s := range now {
		style, name := p.t.Plain, s.gateway
		if s.list {
			name += ", list"
		}
		if s.own {
			name += " " + ownMark
		}
		if mine(s) {
			style, name = p.t.You, name+", you"
		}
		line := draw.Fit(draw.Safe(name), width)
		for i := range s.rates {
			line += draw.FitRight(rateText(s.rates[i]), figure)
		}
		p.out = append(p.out, " "+style.Render(line)+p.t.Muted.Render(draw.FitRight(dayNear(s.Seen, asOf), seen)))
	}
}
