package whatif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// A rankLine is one line of the list of gateways: a row, or words about the
// rows below it.
type rankLine struct {
	row  *pricing.Row
	text string // a heading, or why the row is not ranked
	// partial is a row that serves part of the work: its text is made for its room.
	partial bool
	rule    bool // the text is a heading
}

// lines are the gateways in order: the ranked ones, those that serve only part
// of the work, those whose cost is not known, and a count of those that price
// none of it.
func (s Model) lines() []rankLine {
	var out, partial, unknown []rankLine
	without := 0
	for i := range s.cmp.Rows {
		r := &s.cmp.Rows[i]
		if !s.shows(r.Gateway) {
			continue
		}
		switch {
		case r.Ranked:
			out = append(out, rankLine{row: r})
		case r.Token == nil || r.Coverage == "0":
			if r.Gateway == s.base.You {
				unknown = append(unknown, rankLine{row: r, text: s.yours(r, "prices none of it")})
			} else {
				without++
			}
		case r.Total != nil:
			partial = append(partial, rankLine{row: r, partial: true})
		default:
			unknown = append(unknown, rankLine{row: r, text: s.yours(r, s.unknownCost(r))})
		}
	}
	if len(partial) > 0 {
		out = append(append(out, rankLine{rule: true, text: "not all of your models"}), partial...)
	}
	if len(unknown) > 0 {
		out = append(append(out, rankLine{rule: true, text: "cost not known"}), unknown...)
	}
	if without > 0 {
		verb := "price"
		if without == 1 {
			verb = "prices"
		}
		out = append(out, rankLine{text: "+ " + words.Plural(without, "gateway") + " that " + verb + " none of it"})
	}
	if s.filter != "" && !slices.ContainsFunc(s.cmp.Rows, func(r pricing.Row) bool { return s.matches(r.Gateway) }) {
		out = append(out, rankLine{text: "no gateway's name has \"" + draw.Safe(s.filter) + "\" in it"})
	}
	return out
}

// shows reports whether the filter lets a gateway through; the user's own is
// always there to compare with.
func (s Model) shows(gateway string) bool {
	return gateway == s.base.You || s.matches(gateway)
}

func (s Model) matches(gateway string) bool {
	return strings.Contains(strings.ToLower(gateway), strings.ToLower(strings.TrimSpace(s.filter)))
}

// selectable names the gateways that have a line, in order.
func (s Model) selectable() []string {
	var ranked, partial, unknown []string
	for i := range s.cmp.Rows {
		r := &s.cmp.Rows[i]
		switch {
		case !s.shows(r.Gateway):
		case r.Ranked:
			ranked = append(ranked, r.Gateway)
		case r.Token == nil || r.Coverage == "0":
			if r.Gateway == s.base.You {
				unknown = append(unknown, r.Gateway)
			}
		case r.Total != nil:
			partial = append(partial, r.Gateway)
		default:
			unknown = append(unknown, r.Gateway)
		}
	}
	return slices.Concat(ranked, partial, unknown)
}

// lacksIn says in so many cells how much of the work a gateway prices and what it does
// not: a name cut after a few letters says less than how many there are.
//
//	62 %, not gpt-5.6, glm-5.3 and 2 more   62 %, not gpt-5.6 and 3 more   62 %, lacks 3, 1 unpriced   62 %, lacks 4   62 %
func (s Model) lacksIn(r *pricing.Row, room int) string {
	var names []string
	for _, n := range slices.Concat(r.Missing, r.Unpriced) {
		names = append(names, draw.BareModel(n))
	}
	text := ""
	if r.Coverage != "" {
		text = words.Part(r.Coverage) + ", "
	}
	var counts []string
	if n := len(r.Missing); n > 0 {
		counts = append(counts, fmt.Sprintf("lacks %d", n))
	}
	if n := len(r.Unpriced); n > 0 {
		counts = append(counts, fmt.Sprintf("%d unpriced", n))
	}
	for _, words := range []string{text + "not " + draw.List(names, 2), text + "not " + draw.List(names, 1), text + strings.Join(counts, ", "), text + fmt.Sprintf("lacks %d", len(names))} {
		if lipgloss.Width(words) <= room {
			return words
		}
	}
	return strings.TrimSuffix(text, ", ")
}

// yours marks the user's own row where there is no column to do it.
func (s Model) yours(r *pricing.Row, text string) string {
	if r.Gateway == s.base.You {
		return "you: " + text
	}
	return text
}

// unknownCost says what nobody published.
func (s Model) unknownCost(r *pricing.Row) string {
	text := ""
	if r.Coverage != "" && r.Coverage != "1" {
		text = words.Part(r.Coverage) + ", "
	}
	if g := s.cat.Gateway(r.Gateway); g != nil && g.ServerCost != nil && s.now[serverKnob] == "" {
		return text + "your server: Enter sets it"
	}
	var costs []string
	for _, m := range r.Missing {
		if s.cat.Model(m) == nil {
			costs = append(costs, strings.TrimPrefix(m, r.Gateway+"'s "))
		}
	}
	if len(costs) == 0 {
		costs = []string{"its cost"}
	}
	return text + draw.List(costs, 2) + " not published"
}

// label is a gateway's name with its marks, in so many cells: "portkey + own keys ~",
// "portkey + keys ~".
func label(r *pricing.Row, width int) string {
	mark := ""
	if len(r.Assumptions) > 0 {
		mark = " ~"
	}
	for _, name := range []string{r.Name(), r.ShortName(), r.Gateway} {
		if text := draw.Safe(name) + mark; lipgloss.Width(text) <= width {
			return text
		}
	}
	return draw.Fit(draw.Safe(r.Gateway), width-lipgloss.Width(mark)) + mark
}

// against is what a row costs more or less than the ruler, in so many cells; "you" for the
// user's own where that is nothing.
func (s Model) against(r *pricing.Row, width int) string {
	over, known := s.overRule(r)
	switch {
	case r.Gateway == s.base.You && (!known || s.now.countTurned() == 0 || over.Cents().IsZero()):
		return "you"
	case known && over.Cents().IsZero():
		return "-"
	case known:
		return signedIn(over, width)
	}
	return ""
}

// againstHeading names the difference in a table that is copied.
func (s Model) againstHeading() string {
	if s.ruler.name == "" {
		return "difference"
	}
	return "against " + s.ruler.name
}

// visible is the part of the list that is shown: the lines from top on, where
// the user's own row takes the first or last place if it would be out of
// sight.
func (s Model) visible(height int) []rankLine {
	all := s.lines()
	if height <= 0 {
		return nil
	}
	if len(all) <= height {
		return all
	}
	top := min(max(s.top, 0), len(all)-height)
	out := slices.Clone(all[top : top+height])
	if height < 2 {
		return out
	}
	switch you := slices.IndexFunc(all, func(l rankLine) bool { return l.row != nil && l.row.Gateway == s.base.You }); {
	case you < 0:
	case you < top:
		out[0] = all[you]
	case you >= top+height:
		out[height-1] = all[you]
	}
	return out
}

// scroll moves the list as little as needed to show the line under the
// cursor, beside the user's own row that may be held at either end.
func (s Model) scroll() Model {
	names := s.selectable()
	if len(names) > 0 && !slices.Contains(names, s.gatewayAt) {
		s.gatewayAt = names[0]
	}
	height := s.layout().listHeight
	all := s.lines()
	at := slices.IndexFunc(all, func(l rankLine) bool { return l.row != nil && l.row.Gateway == s.gatewayAt })
	if at < 0 || height <= 0 {
		s.top = 0
		return s
	}
	inset := 0
	if s.gatewayAt != s.base.You && height > 2 {
		inset = 1
	}
	s.top = max(min(s.top, at-inset), at-height+1+inset)
	s.top = min(max(s.top, 0), max(len(all)-height, 0))
	return s
}
