package overview

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A findingList shows what needs attention, worst first, each with what to do: below
// it where there is room, else for the one under the cursor alone. It is a value.
type findingList struct {
	all           []check.Finding
	cursor        string // id
	top           int
	width, height int // the heading is not in it
}

// with shows other findings; the cursor stays on its own, or at its place where that
// is gone or stands behind the others now, since it was marked as seen.
func (l findingList) with(all []check.Finding) findingList {
	at, before := l.at(), l.all
	l.all = all
	now := slices.IndexFunc(all, func(f check.Finding) bool { return f.ID == l.cursor })
	if len(all) > 0 && (now < 0 || len(before) > 0 && all[now].Acknowledged && !before[at].Acknowledged) {
		l.cursor = all[min(at, len(all)-1)].ID
	}
	return l.scrolled()
}

func (l findingList) sized(width, height int) findingList {
	l.width, l.height = width, height
	return l.scrolled()
}

// at is the place of the finding under the cursor.
func (l findingList) at() int {
	return max(slices.IndexFunc(l.all, func(f check.Finding) bool { return f.ID == l.cursor }), 0)
}

func (l findingList) selected() (check.Finding, bool) {
	if len(l.all) == 0 {
		return check.Finding{}, false
	}
	return l.all[l.at()], true
}

func (l findingList) moved(by int) findingList {
	if len(l.all) > 0 {
		l.cursor = l.all[min(max(l.at()+by, 0), len(l.all)-1)].ID
	}
	return l.scrolled()
}

// each reports whether every finding has its deed below it.
func (l findingList) each() bool { return l.height >= 2*len(l.all) }

// rows is how many findings are in sight.
func (l findingList) rows() int {
	if l.each() {
		return len(l.all)
	}
	return max(min(l.height-1, len(l.all)), 1)
}

// scrolled brings the cursor into sight.
func (l findingList) scrolled() findingList {
	at, rows := l.at(), l.rows()
	l.top = max(min(l.top, at, len(l.all)-rows), at-rows+1, 0)
	return l
}

// most is how many lines all findings take with their deeds.
func (l findingList) most() int { return max(2*len(l.all), 1) }

// lines draws the findings, and which of them stands on each line.
func (l findingList) lines(t draw.Theme, focused bool) (out []string, of []int) {
	for i := l.top; i < min(l.top+l.rows(), len(l.all)); i++ {
		f, current := l.all[i], i == l.at()
		marker, style := " ", t.Plain
		if current {
			marker = "·"
			if focused {
				marker, style = "▸", t.Selected
			}
		}
		level, levelStyle := levelWords(t, f)
		if f.Acknowledged {
			style = t.Muted
		}
		out, of = append(out, " "+style.Render(marker)+" "+levelStyle.Render(draw.Fit(level, 8))+"  "+style.Render(draw.Fit(draw.Safe(f.Message), l.width-draw.Margin-11))), append(of, i)
		if current || l.each() {
			out, of = append(out, draw.Spaces(draw.Margin+10)+t.Muted.Render(draw.Fit("→ "+draw.Safe(f.Do), l.width-draw.Margin-11))), append(of, i)
		}
	}
	return out, of
}

// levelWords are how bad a finding is, in a word; colour only repeats it.
func levelWords(t draw.Theme, f check.Finding) (string, lipgloss.Style) {
	switch {
	case f.Acknowledged:
		return "acked", t.Muted
	case f.Level == check.Critical:
		return "critical", t.Loss
	case f.Level == check.Warning:
		return "warning", t.Warn
	}
	return f.Level.String(), t.Muted
}

// enter goes where the finding under the cursor is mended, or explains the figure.
func (s Model) enter() tea.Cmd {
	var to tea.Msg
	switch s.pane {
	case balancesPane:
		if a, ok := s.accounts.Selected(); ok {
			to = page.Explain{Address: credit.AccountAddress(a.Account.Name, "balance")}
		}
	case spentPane:
		if r, ok := s.models.Selected(); ok {
			to = page.Explain{Address: s.month().byModel().Address(r.Keys, "usd")}
		}
	default:
		if f, ok := s.findings.selected(); ok {
			to = s.mends(f)
		}
	}
	if to == nil {
		return nil
	}
	return func() tea.Msg { return to }
}

// mends is the screen on which a finding is mended or seen closer.
func (s Model) mends(f check.Finding) tea.Msg {
	account := report.Filter{}
	if f.Account != "" {
		account = account.And("account", f.Account)
	}
	switch f.Kind {
	case check.OverBudget:
		return page.TurnTo{Screen: page.Spend, Then: page.ShowSpend{By: "model", Period: report.MonthOf(s.asOf), Filter: s.budgetFilter(f.About)}}
	case check.ViewsDiffer, check.OwnKeysOver, check.Twice, check.Stopped, check.Outdated, check.NoData:
		return page.TurnTo{Screen: page.Spend, Then: page.ShowSpend{By: "day", Period: report.YearOf(s.asOf), Filter: account}}
	case check.NoPrice, check.RateLeft:
		return page.TurnTo{Screen: page.Spend, Then: page.ShowSpend{By: "day", Period: report.YearOf(s.asOf), Filter: account.And("model", f.About)}}
	case check.OldCatalog, check.PricesChanged:
		return page.TurnTo{Screen: page.Catalog}
	}
	return page.TurnTo{Screen: page.Credits, Then: page.ShowAccount{Name: f.Account, Missing: f.Kind == check.NoCredit}}
}

// budgetFilter finds the usage that a budget counts.
func (s Model) budgetFilter(name string) report.Filter {
	var f report.Filter
	for _, b := range s.watch.Value.budgets {
		if b.Name != name {
			continue
		}
		for _, part := range [][2]string{{"account", b.Account}, {"model", b.Model}, {"key", b.Key}} {
			if part[1] != "" {
				f = f.And(part[0], part[1])
			}
		}
	}
	return f
}
