package catalog

import (
	"fmt"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// outage is one phase of an incident.
type outage struct {
	gateway string
	of      *pricing.Gateway
	*pricing.Incident
	*pricing.Phase
}

// outageRows are the phases of all incidents that are on record, by gateway.
func outageRows(c *pricing.Catalog) []outage {
	var out []outage
	for _, g := range c.Gateways() {
		for i := range g.Incidents {
			for j := range g.Incidents[i].Phases {
				out = append(out, outage{g.ID, g, &g.Incidents[i], &g.Incidents[i].Phases[j]})
			}
		}
	}
	return out
}

func (r outage) minutes() string {
	return words.Thousands(fmt.Sprint(int(r.End.Sub(r.Start).Minutes())))
}

func outageTable() draw.Table[outage] {
	return draw.NewTable(func(r outage) string { return r.gateway + r.Start.String() },
		draw.Column[outage]{Title: "GATEWAY", Text: func(r outage) string { return r.gateway }, Most: 18, Least: 8},
		draw.Column[outage]{Title: "UTC", Text: func(r outage) string { return r.Start.UTC().Format("2006-01-02 15:04") },
			Compare: func(a, b outage) int { return a.Start.Compare(b.Start) }},
		draw.Column[outage]{Title: "MINUTES", Figure: true, Text: outage.minutes,
			Compare: func(a, b outage) int { return int(a.End.Sub(a.Start) - b.End.Sub(b.Start)) }},
		draw.Column[outage]{Title: "FAILED", Figure: true, Text: func(r outage) string { return claim(words.Share(r.FailedShare), r.Basis) },
			Compare: func(a, b outage) int { return strings.Compare(a.FailedShare, b.FailedShare) }},
		draw.Column[outage]{Title: "ERROR", Drop: 1, Text: func(r outage) string { return r.ErrorCode }},
		draw.Column[outage]{Title: "CAUSE", Drop: 2, Least: 16, Most: 90, Text: func(r outage) string { return r.Words }},
		draw.Column[outage]{Title: "SOURCE", Drop: 3, Most: 24, Least: 12, Text: func(r outage) string { return site(r.Source) }},
	)
}

// outageAnswer says how long the gateway in hand was down, and for how many no record
// is kept.
func outageAnswer(in outage, ok bool, all terms) []string {
	watched := 0
	for _, g := range all.gateways {
		if g.record.Watched {
			watched++
		}
	}
	rest := fmt.Sprintf("Of the other %d no record is kept, which proves nothing.", len(all.gateways)-watched)
	if !ok {
		return []string{"No outage is on record.", rest}
	}
	rel := in.of.Reliability()
	first := fmt.Sprintf("%s was down %s minutes, %s weighted by the share that failed", draw.Safe(in.gateway), rel.RawMinutes, rel.WeightedMinutes)
	if rel.Watched {
		first += fmt.Sprintf(", in the %d days watched: %s, %s", days(rel.From, rel.To), availability(rel), words.Plural(rel.Nines, "nine"))
	}
	return []string{first + ".", fmt.Sprintf("99.99 %% would allow %s minutes in 30 days. %s", pricing.AllowedMinutes(pricing.MustPercent("99.99")), rest)}
}

// record is the phase in full.
func (r outage) record() pricing.Explanation {
	e := pricing.Explanation{Title: r.gateway + ", incident of " + r.ID, Figure: r.minutes() + " minutes"}
	e.Formula = r.Start.UTC().Format("2006-01-02 15:04") + " to " + r.End.UTC().Format("15:04") + " UTC"
	fact := pricing.ExplainLine{Source: r.Source, Seen: r.Seen, Basis: r.Basis}
	line := func(label, figure string) {
		l := fact
		l.Label, l.Figure = label, figure
		e.Say(l)
	}
	line("share that failed", words.Share(r.FailedShare))
	if r.ErrorCode != "" {
		line("error shown", r.ErrorCode)
	}
	for i := range r.Phases {
		p := &r.Phases[i]
		if p != r.Phase {
			e.Say(pricing.ExplainLine{Label: "also " + p.Start.UTC().Format("15:04") + " to " + p.End.UTC().Format("15:04"), Figure: words.Share(p.FailedShare), Formula: p.Words, Source: p.Source, Seen: p.Seen, Basis: p.Basis})
		}
	}
	e.Note(r.Words)
	return e
}

// timelineHeight is that of the time line; it gives way where the table would have no
// room.
func (s Model) timelineHeight() int {
	n := 0
	for _, g := range s.load.Value.gateways {
		if len(g.Incidents) > 0 || g.record.Watched {
			n++
		}
	}
	if n == 0 || s.frame().Room() < n+2+4 {
		return 0
	}
	return n + 2
}

// timeline draws the gateways with a record over one axis: a line while they were
// watched, a mark where they failed.
func (s Model) timeline(t draw.Theme) []string {
	if s.timelineHeight() == 0 {
		return nil
	}
	var kept []gatewayTerms
	var from, to time.Time
	name := 0
	reach := func(at time.Time) {
		if at.IsZero() {
			return
		}
		if from.IsZero() || at.Before(from) {
			from = at
		}
		if at.After(to) {
			to = at
		}
	}
	for _, g := range s.load.Value.gateways {
		if len(g.Incidents) == 0 && !g.record.Watched {
			continue
		}
		kept = append(kept, g)
		name = max(name, len(g.ID))
		reach(g.record.From)
		reach(g.record.To)
		for _, in := range g.Incidents {
			reach(in.Phases[0].Start)
		}
	}
	const figures = 12
	width := max(s.size.Width-draw.Margin-name-2-figures-2, 10)
	cell := func(at time.Time) int {
		if !to.After(from) {
			return 0
		}
		return min(max(int(int64(width-1)*int64(at.Sub(from)/time.Minute)/int64(to.Sub(from)/time.Minute)), 0), width-1)
	}
	var out []string
	for _, g := range kept {
		line := []rune(draw.Spaces(width))
		if g.record.Watched {
			for i := cell(g.record.From); i <= cell(g.record.To); i++ {
				line[i] = '─'
			}
		}
		for _, in := range g.Incidents {
			line[cell(in.Phases[0].Start)] = '✕'
		}
		figure := "not watched"
		if g.record.Watched {
			figure = availability(g.record)
		}
		style := t.Plain
		if r, ok := s.incidents.Selected(); ok && r.gateway == g.ID {
			style = t.Selected
		}
		out = append(out, draw.Spaces(draw.Margin)+style.Render(draw.Fit(g.ID, name))+"  "+marked(t, string(line))+"  "+draw.FitRight(figure, figures))
	}
	axis := draw.Edges(from.UTC().Format("2 Jan 2006"), to.UTC().Format("2 Jan 2006"), width)
	return append(out, t.Muted.Render(draw.Spaces(draw.Margin)+draw.Fit("", name)+"  "+axis), "")
}

// marked sets off the failures on a line.
func marked(t draw.Theme, line string) string {
	var b strings.Builder
	for i, part := range strings.Split(line, "✕") {
		if i > 0 {
			b.WriteString(t.Loss.Render("✕"))
		}
		b.WriteString(t.Muted.Render(part))
	}
	return b.String()
}
