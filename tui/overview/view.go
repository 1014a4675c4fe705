package overview

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/check"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// rooms are the lines and widths of the overview's panes. Accounts and models count
// their headings, the chart its caption; 0 is not shown.
type rooms struct {
	answer, gap int
	findings    int // without the heading
	beside      bool
	left, right int // widths of accounts and models
	accounts    int
	models      int
	chart       int
}

func (r rooms) of(p pane) int {
	return [panes]int{r.findings, r.accounts, r.models}[p]
}

const (
	besideFrom = 76 // from this width on accounts and models stand side by side
	leastChart = 6
	mostChart  = 18
)

// rooms shares the screen out. All panes get their least first, in the order in which
// they matter; what is left goes to the findings, the tables, and the chart.
func (s Model) rooms() rooms {
	r := rooms{answer: len(s.answerLines()), beside: s.size.Width >= besideFrom, left: s.size.Width, right: s.size.Width}
	left := s.size.Height - 3 - r.answer
	if s.size.Height >= 20 {
		r.gap = 1
		left--
	}
	if r.beside {
		r.left = s.size.Width * 57 / 100
		r.right = s.size.Width - r.left - 1
	}
	n, accounts, models := len(s.findings.all), len(s.accounts.Rows), max(len(s.models.Rows), 1)
	if accounts == 0 {
		accounts = 3 // how one comes to have a balance
	}
	take := func(want int) int {
		got := max(min(want, left), 0)
		left -= got
		return got
	}
	take(1) // the heading of the findings
	r.findings = take(max(min(n+1, 3), 1))
	if r.beside {
		accounts = max(accounts, models)
	}
	if left >= 4 {
		take(1) // a rule
		r.accounts = take(min(1+accounts, 4))
	}
	if !r.beside && left >= 4 {
		take(1)
		r.models = take(min(1+models, 4))
	}
	if left > leastChart && len(s.month().days) > 0 {
		take(1)
		r.chart = take(leastChart)
	}
	if n > 0 {
		r.findings += take(min(n+1, s.findings.most()) - r.findings)
		if r.findings+left >= s.findings.most() {
			r.findings += take(s.findings.most() - r.findings)
		}
	}
	if r.accounts > 0 {
		r.accounts += take(min(1+accounts, 9) - r.accounts)
	}
	if r.models > 0 {
		r.models += take(min(1+models, 9) - r.models)
	}
	if r.chart > 0 {
		r.chart += take(mostChart - r.chart)
	}
	if r.beside {
		r.models = r.accounts
	}
	return r
}

// answerLines are the answer as it is wrapped; the second sentence gives way first.
func (s Model) answerLines() []string {
	return draw.AnswerLines(s.answer(), s.size.Width, min(max(s.size.Height-14, 3), 6))
}

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	width, r := s.size.Width, s.rooms()
	var out []string
	first := len(wrap.Fit(s.answer()[0], width-4))
	for i, a := range s.answerLines() {
		if i < first {
			a = t.Strong.Render(draw.Fit(a, width-4))
		}
		out = append(out, "  "+draw.Fit(a, width-2))
	}
	if r.gap > 0 {
		out = append(out, "")
	}
	out = append(out, s.findingsHeading(t))
	out = append(out, s.findingLines(t, r.findings)...)
	rule := t.Muted.Render(" " + strings.Repeat("─", max(width-2, 0)))
	if r.accounts > 0 {
		out = append(out, rule)
		accounts, models := s.accountsLines(t, r), s.modelLines(t, r)
		switch {
		case r.beside:
			for i := range r.accounts {
				left, right := "", ""
				if i < len(accounts) {
					left = accounts[i]
				}
				if i < len(models) {
					right = models[i]
				}
				out = append(out, draw.Fit(left, r.left)+t.Muted.Render("│")+right)
			}
		default:
			out = append(out, accounts...)
			if r.models > 0 {
				out = append(append(out, rule), models...)
			}
		}
	}
	if r.chart > 0 {
		out = append(out, rule)
		out = append(out, s.chart(t, draw.Size{Width: width, Height: r.chart})...)
	}
	return out
}

// findingsHeading counts what needs attention.
func (s Model) findingsHeading(t draw.Theme) string {
	heading := draw.Spaces(draw.Margin) + "NEEDS ATTENTION"
	if s.watch.Phase == page.Ready {
		a := s.watch.Value.attention
		var counts []string
		for _, l := range []struct {
			level     check.Level
			one, many string
		}{{check.Critical, "critical", "critical"}, {check.Warning, "warning", "warnings"}, {check.Info, "to know", "to know"}} {
			switch n := a.Count(l.level); n {
			case 0:
			case 1:
				counts = append(counts, "1 "+l.one)
			default:
				counts = append(counts, fmt.Sprintf("%d %s", n, l.many))
			}
		}
		if seen := len(a.Findings) - a.Count(check.Critical) - a.Count(check.Warning) - a.Count(check.Info); seen > 0 {
			counts = append(counts, fmt.Sprintf("%d acked", seen))
		}
		heading += "  " + strings.Join(counts, " · ")
	}
	if s.watch.Pending {
		heading += " …"
	}
	return t.Heading.Render(draw.Fit(heading, s.size.Width-1))
}

// findingLines are the findings, or why there are none, as many lines as n.
func (s Model) findingLines(t draw.Theme, n int) []string {
	var out []string
	switch {
	case s.watch.Phase == page.Failed:
		out = []string{draw.Spaces(draw.Margin) + t.Loss.Render("not known: Ctrl-R tries again, tollbook check says more")}
	case s.watch.Phase != page.Ready:
		out = []string{draw.Spaces(draw.Margin) + t.Muted.Render("looking …")}
	case len(s.findings.all) == 0:
		out = []string{draw.Spaces(draw.Margin) + "Nothing: no credit expires or runs out soon, budgets hold, the books fit."}
	default:
		out, _ = s.findings.lines(t, s.pane == findingsPane)
	}
	for i, line := range out {
		out[i] = draw.Fit(line, s.size.Width)
	}
	for len(out) < n {
		out = append(out, "")
	}
	return out[:n]
}

// accountsLines are the accounts, or how one comes to have a balance.
func (s Model) accountsLines(t draw.Theme, r rooms) []string {
	if len(s.accounts.Rows) > 0 {
		return s.accounts.Lines(t, s.pane == balancesPane)
	}
	out := []string{t.Heading.Render(draw.Spaces(draw.Margin) + "ACCOUNT")}
	for _, line := range wrap.Fit("No top-up is recorded, so no balance is known: press 3, then a, to record one", r.left-draw.Margin-2) {
		out = append(out, draw.Spaces(draw.Margin)+line)
	}
	return out[:min(len(out), r.accounts)]
}

// modelLines are the models, or that none took dollars.
func (s Model) modelLines(t draw.Theme, r rooms) []string {
	if len(s.models.Rows) > 0 {
		return s.models.Lines(t, s.pane == spentPane)
	}
	return []string{t.Heading.Render(draw.Spaces(draw.Margin) + "MODEL"), draw.Fit(draw.Spaces(draw.Margin)+"Nothing was spent yet.", r.right)}
}

// placeOf is the pane that stands at a cell below the tab bar, and the line in it.
func (s Model) placeOf(x, y int) (pane pane, line int, ok bool) {
	r := s.rooms()
	y -= 2 + r.answer + r.gap + 1
	if y >= 0 && y < r.findings {
		return findingsPane, y, true
	}
	y -= r.findings + 1
	if y < 0 {
		return 0, 0, false
	}
	if y < r.accounts && (!r.beside || x < r.left) {
		return balancesPane, y, true
	}
	if r.beside {
		return spentPane, y, y < r.models
	}
	y -= r.accounts + 1
	return spentPane, y, y >= 0 && y < r.models
}

// chartTitle is the caption of the chart.
func (s Model) chartTitle(t draw.Theme, width int) string {
	left, right := "DAILY SPEND", "█ used"
	switch {
	case s.ahead.Phase == page.Failed:
		right = "the days ahead are not known"
	case s.ahead.Phase != page.Ready:
		right += "  ░ ahead: …"
	case len(s.ahead.Value.Days) > 0:
		right += "  ━ expected  ░ in 80 of 100 futures"
	}
	line := draw.Spaces(draw.Margin) + left
	return t.Heading.Render(line + draw.FitRight(right, width-lipgloss.Width(line)-2))
}
