package catalog

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// previewFrom is the width from which the thing under the cursor stands beside its list.
const previewFrom = 130

// previews reports whether the preview is shown.
func (s Model) previews() bool { return s.full.Width >= previewFrom && !s.bare && s.form == nil }

// side is where the preview stands.
func (s Model) side() draw.Place { return draw.Place{Full: s.full} }

// preview draws what is known of the thing under the cursor: as many lines as z is high.
func (s Model) preview(t draw.Theme, z draw.Size) []string {
	p := sidePane{t: t, width: z.Width - 2}
	switch {
	case s.pane == gatewaysPane:
		if r, ok := s.gateways.Selected(); ok && r.Gateway != nil {
			p.gateway(r)
		} else if ok {
			p.folded(s.load.Value.gateways)
		}
	case s.pane == incidentsPane:
		if r, ok := s.incidents.Selected(); ok {
			p.explained(r.record())
		}
	case s.pane == changesPane:
		if r, ok := s.changes.Selected(); ok {
			p.explained(r.explained(s.cat, s.moves.Value.Work, s.asOf))
		}
	case s.model != "":
		if r, ok := s.rates.Selected(); ok {
			p.explained(r.facts())
		}
	default:
		if r, ok := s.models.Selected(); ok && r.Model != nil {
			p.model(s.cat, r, s.asOf)
		} else if ok {
			p.title(r.name)
			p.say(t.Plain, r.note())
		}
	}
	return p.lines(z.Height)
}

// A sidePane is a preview that is being drawn.
type sidePane struct {
	t     draw.Theme
	width int
	out   []string
}

// lines are so many of the pane; where it is cut the last one says how much is not there.
func (p sidePane) lines(height int) []string {
	out := p.out
	if len(out) > height {
		out = append(out[:height-1:height-1], " "+p.t.Muted.Render(fmt.Sprintf("%d more lines: Enter shows all", len(p.out)-height+1)))
	}
	for len(out) < height {
		out = append(out, "")
	}
	return out
}

// say writes a sentence in as many lines as it takes.
func (p *sidePane) say(style lipgloss.Style, text string) {
	for _, line := range wrap.Fit(draw.Safe(text), p.width-2) {
		p.out = append(p.out, " "+style.Render(line))
	}
}

func (p *sidePane) title(text string)   { p.say(p.t.Strong, text) }
func (p *sidePane) heading(text string) { p.out = append(p.out, "", " "+p.t.Heading.Render(text)) }

// fact writes a label and a figure at the two edges, the figure below where both have no room.
func (p *sidePane) fact(label, figure string) {
	label, figure = draw.Safe(label), draw.Safe(figure)
	if room := p.width - 2 - lipgloss.Width(label) - 2; lipgloss.Width(figure) <= room {
		p.out = append(p.out, " "+draw.Edges(label, figure, p.width-2))
		return
	}
	p.say(p.t.Plain, label)
	for _, line := range wrap.Fit(figure, p.width-4) {
		p.out = append(p.out, "   "+line)
	}
}

// source says where what stands above comes from.
func (p *sidePane) source(source string, seen time.Time, basis pricing.Basis) {
	var parts []string
	if source != "" {
		parts = append(parts, site(source))
	}
	if basis != "" && basis != pricing.Stated {
		parts = append(parts, string(basis))
	}
	if !seen.IsZero() {
		parts = append(parts, dayText(seen))
	}
	if len(parts) > 0 {
		p.out = append(p.out, "   "+p.t.Muted.Render(draw.Cut(draw.Safe(strings.Join(parts, ", ")), p.width-4)))
	}
}

// facts writes each figure of an explanation, and once for those that follow each other where
// they come from.
func (p *sidePane) facts(e pricing.Explanation) {
	for i, l := range e.Lines {
		p.fact(l.Label, l.Figure)
		if next := i + 1; next == len(e.Lines) || e.Lines[next].Source != l.Source || !e.Lines[next].Seen.Equal(l.Seen) || e.Lines[next].Basis != l.Basis {
			p.source(l.Source, l.Seen, l.Basis)
		}
	}
}

// explained writes an explanation with its title and notes.
func (p *sidePane) explained(e pricing.Explanation) {
	p.title(e.Title)
	if e.Figure != "" {
		p.say(p.t.Plain, e.Figure)
	}
	p.out = append(p.out, "")
	p.facts(e)
	for _, n := range e.Notes {
		p.out = append(p.out, "")
		p.say(p.t.Muted, n)
	}
}

// gateway writes what a month takes there, and its facts.
func (p *sidePane) gateway(r gatewayTerms) {
	e := r.facts()
	p.title(e.Title)
	if len(r.uses) > 0 {
		p.heading("YOUR MONTH  " + draw.Money(r.month))
		for i, u := range r.uses {
			if i == 5 && len(r.uses) > 6 {
				p.say(p.t.Muted, fmt.Sprintf("+ %s more", words.Plural(len(r.uses)-i, "model")))
				break
			}
			figure := draw.Money(u.USD)
			if u.OwnKey {
				figure = "own keys"
			}
			p.fact(cmp.Or(u.Model, u.Name), figure)
		}
	}
	p.heading(strings.ToUpper(e.Figure))
	p.facts(e)
}

// folded names the gateways whose fee nobody publishes, with what else is known of them.
func (p *sidePane) folded(all []gatewayTerms) {
	p.title("Their fee for loading credit is not published")
	p.out = append(p.out, "")
	for _, r := range all {
		if r.group() != 3 {
			continue
		}
		text := "no prices known"
		if n := r.Models(); n > 0 {
			text = words.Plural(n, "model")
		}
		p.fact(r.ID, text)
	}
}
