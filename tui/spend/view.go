package spend

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/wrap"
)

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	z, l := s.room(), s.layout()
	var out []string
	for i, a := range s.answer(z.Width-4, l.answer) {
		if i == 0 {
			a = t.Strong.Render(draw.Fit(a, z.Width-4))
		}
		out = append(out, "  "+draw.Fit(a, z.Width-4))
	}
	for len(out) < l.answer {
		out = append(out, "")
	}
	if l.gap > 0 {
		out = append(out, s.filterLine(t, z.Width))
	}
	if s.view.pane == yearPane {
		return append(out, s.yearView(t, draw.Size{Width: z.Width, Height: z.Height - 3 - len(out)})...)
	}
	out = append(out, s.tabsLine(t, z.Width))
	if l.chart > 0 {
		out = append(out, s.chart(t, draw.Size{Width: z.Width, Height: l.chart})...)
	}
	out = append(out, s.tableLines(t)...)
	for len(out) < z.Height-3-l.below {
		out = append(out, "")
	}
	out = append(out, s.noteLines(t, z.Width, l.below)...)
	if s.pinned() {
		return s.beside().Put(t, out, func(of draw.Size) []string { return s.preview(t, of) })
	}
	return out
}

// tableLines are the table's, dim while others are being read.
func (s Model) tableLines(t draw.Theme) []string {
	if s.view.pane == tablePane {
		return s.groups.Lines(t, true)
	}
	lines := s.rows.table.Lines(t, !s.rows.waiting())
	if s.rows.waiting() {
		for i, line := range lines {
			lines[i] = t.Muted.Render(line)
		}
	}
	return lines
}

// noteLines are the rule below the table and what is said of the row in hand, in so many lines.
func (s Model) noteLines(t draw.Theme, width, below int) []string {
	note := s.note()
	if s.size.Height < 22 && (s.input != nil || s.view.filter != "") { // the filter has no line of its own
		note = strings.TrimSpace(s.filterText() + "  " + s.filterHelp())
	}
	if below == 1 {
		return []string{"  " + t.Muted.Render(draw.Fit(note, width-4))}
	}
	notes := append(wrap.Fit(note, width-4), "", "")
	if rest := strings.Join(notes[1:], " "); lipgloss.Width(rest) > width-4 {
		notes[1] = strings.TrimSpace(rest)
	}
	return []string{t.Muted.Render(" " + strings.Repeat("─", width-2)), "  " + draw.Fit(notes[0], width-4), "  " + draw.Fit(notes[1], width-4)}
}

// filterText is the filter as it was typed, with the cursor while it is.
func (s Model) filterText() string {
	if s.input != nil {
		return "/" + form.InputLine(s.input.Value(), s.input.Position())
	}
	if s.view.filter == "" {
		return ""
	}
	return "/" + draw.Safe(s.view.filter)
}

// filterHelp says what is wrong with the filter, or what can be typed.
func (s Model) filterHelp() string {
	switch {
	case s.wrong != nil:
		text := s.wrong.Error()
		if wrong := (*report.FilterError)(nil); errors.As(s.wrong, &wrong) {
			text = wrong.Reason
		}
		return draw.UpperFirst(draw.Safe(text)) + "."
	case s.input != nil:
		return "words, model:gpt, app=cli, -key:ci, >0.5; also " + strings.Join(report.Groups[3:], ", ")
	}
	return ""
}

// filterLine is the line between the answer and the groups: the filter, where there is one.
func (s Model) filterLine(t draw.Theme, width int) string {
	text := s.filterText()
	if text == "" {
		return ""
	}
	style, text := t.You, draw.Cut(text, max(width-36, width/2))
	help := draw.Cut(s.filterHelp(), width-lipgloss.Width(text)-6)
	line := "  " + style.Render(text) + "  "
	if s.wrong != nil {
		return line + t.Warn.Render(help)
	}
	return line + t.Muted.Render(help)
}

// shortGroups are the groups' names where the room is small.
var shortGroups = []string{"Day", "Week", "Mon", "Acct", "Gate", "Mod", "Prov", "Key", "App", "User"}

// periodWidth is that of the period at the right of the groups: the arrows keep their places.
const periodWidth = 16

// groupNames are the groups as the line shows them beside the period: in full, short, or for
// want of room the one in hand alone.
func (s Model) groupNames() []string {
	for _, names := range [][]string{groups, shortGroups} {
		out := make([]string, len(names))
		width := 0
		for i, name := range names {
			out[i] = " " + draw.UpperFirst(name) + " "
			if i == s.view.by {
				out[i] = "[" + draw.UpperFirst(name) + "]"
			}
			width += lipgloss.Width(out[i])
		}
		if width+1+periodWidth+2 <= s.room().Width {
			return out
		}
	}
	return nil
}

// groupAt is the group that stands at a column of its line.
func (s Model) groupAt(x int) (int, bool) {
	if x--; x < 0 {
		return 0, false
	}
	for i, name := range s.groupNames() {
		if x -= lipgloss.Width(name); x < 0 {
			return i, true
		}
	}
	return 0, false
}

// arrowAt is the arrow beside the period that stands at a column: -1 the one to the period
// before, 1 the other, 0 none.
func (s Model) arrowAt(x int) int {
	end := s.room().Width - 2
	switch {
	case x == end-1 || x == end-2:
		return 1
	case x == end-periodWidth || x == end-periodWidth+1:
		return -1
	}
	return 0
}

// periodText is the period between its arrows.
func (s Model) periodText() string {
	text := draw.Cut(s.period().Short(), periodWidth-2)
	left := (periodWidth - 2 - lipgloss.Width(text)) / 2
	return "‹" + draw.Fit(draw.Spaces(left)+text, periodWidth-2) + "›"
}

// tabsLine names the groups, and at the right the period.
func (s Model) tabsLine(t draw.Theme, width int) string {
	line, plain := " ", 1
	add := func(style lipgloss.Style, text string) {
		line, plain = line+style.Render(text), plain+lipgloss.Width(text)
	}
	names := s.groupNames()
	switch {
	case s.view.pane == rowsPane:
		add(t.Strong, " Rows of usage ")
	case names == nil:
		add(t.Strong, "["+draw.UpperFirst(groups[s.view.by])+"]")
		add(t.Muted, " Tab: "+draw.UpperFirst(groups[(s.view.by+1)%groupCount]))
	default:
		for i, name := range names {
			if i == s.view.by {
				add(t.Strong, name)
			} else {
				add(t.Muted, name)
			}
		}
	}
	return line + draw.Spaces(width-2-periodWidth-plain) + t.Strong.Render(s.periodText())
}

// note says more of the row under the cursor, or what the marks mean.
func (s Model) note() string {
	if s.pinned() { // the pane beside says all of the row
		return "~ priced in part by the catalog, for want of a reported cost · ! has tokens without a price · ~ before fees: a part of them is assumed"
	}
	if s.view.pane == rowsPane {
		if x, ok := s.rows.table.Selected(); ok {
			return strings.Join(facts(x), " · ")
		}
		return ""
	}
	r, ok := s.groups.Selected()
	if !ok {
		return ""
	}
	parts := []string{label(s.view.by, r.Keys[0])}
	var kinds []string
	for _, k := range pricing.Kinds() {
		if n := r.Tokens[k]; n != 0 {
			kinds = append(kinds, kindWords(k)+" "+counted(n))
		}
	}
	if len(kinds) > 0 {
		parts = append(parts, strings.Join(kinds, ", "))
	}
	return strings.Join(append(parts, s.remarks(r)...), " · ")
}

// kindWords name a kind of token.
func kindWords(k pricing.Kind) string { return strings.ReplaceAll(k.String(), "_", " ") }

// remarks say what a row's dollars rest on, and what is not in them.
func (s Model) remarks(r report.Row) (out []string) {
	switch {
	case r.FeesUSD == nil:
		out = append(out, "fees not published")
	case !r.FeesUSD.IsZero():
		out = append(out, "fees "+assumedFee(r, draw.Money(*r.FeesUSD))+", all in "+assumedFee(r, draw.Money(*r.AllInUSD)))
	}
	if !r.ComputedUSD.IsZero() {
		out = append(out, "~ "+draw.Money(r.ComputedUSD)+" priced by the catalog")
	}
	if r.UnpricedTokens > 0 {
		out = append(out, "! "+counted(r.UnpricedTokens)+" tokens without a price")
	}
	if !r.BYOKUSD.IsZero() {
		out = append(out, "own keys "+draw.Money(r.BYOKUSD))
	}
	if !r.ListValueUSD.IsZero() {
		out = append(out, "subscriptions at list price "+draw.Money(r.ListValueUSD))
	}
	return out
}

// Sheet is the table in hand.
func (s Model) Sheet() (draw.Sheet, bool) {
	switch s.view.pane {
	case rowsPane:
		return s.rows.table.Sheet("rows"), true
	case yearPane:
		return s.yearSheet(), true
	}
	return s.groups.Sheet("spend-" + groups[s.view.by]), true
}

// Plain tells the answer and the table.
func (s Model) Plain() []string {
	table, _ := s.Sheet()
	return append(append([]string(nil), s.ways()[0]...), table.Spoken()...)
}
