package whatif

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// requirements are those that REQUIRE stands at.
func (s Model) requirements() []pricing.Requirement { return s.now.apply(s.cat).Requirements }

// markHeading is the heading over the marks of a requirement: "SLA" of sla, "UPTIME" of
// uptime=99.9, "FEE" of no-fee.
func markHeading(q pricing.Requirement) string {
	name, _, _ := strings.Cut(q.Text, "=")
	return strings.ToUpper(strings.TrimPrefix(name, "no-"))
}

// widthOfMarks is the width of the columns of marks, one a requirement.
func widthOfMarks(reqs []pricing.Requirement) int {
	width := -1
	for _, q := range reqs {
		width += lipgloss.Width(markHeading(q)) + 1
	}
	return max(width, 0)
}

// marksHeading are the headings in so many cells: first letters where there is no room.
func marksHeading(reqs []pricing.Requirement, width int) string {
	var out []string
	for _, q := range reqs {
		out = append(out, markHeading(q))
	}
	if widthOfMarks(reqs) <= width {
		return strings.Join(out, " ")
	}
	for i := range out {
		out[i] = out[i][:1]
	}
	return draw.Fit(strings.Join(out, ""), width)
}

// marks shows how a row meets the requirements, each below its heading: ✓ it does, ~ nobody
// but the vendor says so, ✗ it does not, ? that is not known.
func marks(t draw.Theme, r *pricing.Row, reqs []pricing.Requirement, width int) string {
	narrow := widthOfMarks(reqs) > width
	out := ""
	for i, q := range reqs {
		sign, style := "?", t.Muted
		switch r.Requirements[q.Text] {
		case pricing.Pass:
			sign, style = "✓", t.Saved
			if r.Claims[q.Text] != "" {
				sign, style = "~", t.Plain
			}
		case pricing.Fail:
			sign, style = "✗", t.Warn
		}
		if narrow {
			out += style.Render(sign)
			continue
		}
		out += style.Render(draw.Fit(sign, lipgloss.Width(markHeading(q))))
		if i < len(reqs)-1 {
			out += " "
		}
	}
	return out + draw.Spaces(width-lipgloss.Width(out))
}
