package overview

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// spentTable lays the models out; it has no rows yet.
func spentTable(m thisMonth, bar int) draw.Table[report.Row] {
	title := "MODEL IN " + strings.ToUpper(m.of.From.Format("January"))
	return draw.NewTable(func(r report.Row) string { return r.Keys[0] },
		draw.Column[report.Row]{Title: title, Most: 34, Least: lipgloss.Width(title), Text: func(r report.Row) string { return draw.BareModel(draw.Label(r.Keys[0])) }},
		draw.Column[report.Row]{Title: "USD", Figure: true, Text: func(r report.Row) string { return draw.Money(r.USD) }},
		draw.Column[report.Row]{Title: "", Picture: true, Drop: 2, Most: bar, Text: func(r report.Row) string { return strings.ReplaceAll(draw.Bar(r.USD, m.most, bar), "█", "▇") },
			Style: func(t draw.Theme, _ report.Row) lipgloss.Style { return t.You }},
		draw.Column[report.Row]{Title: "SHARE", Figure: true, Drop: 1, Text: func(r report.Row) string { return words.Part(draw.Quotient(r.USD, m.total)) }},
	)
}
