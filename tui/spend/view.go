package spend

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// frame is the screen around its tables.
func (s Model) frame() draw.Listing { return draw.Listing{Size: s.size, Answer: s.answer(), Most: 4} }

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	if s.rows == nil {
		return s.frame().View(t, s.groupsLine(t), s.groups.Lines(t, true), s.note())
	}
	lines := s.rows.table.Lines(t, !s.rows.waiting())
	if s.rows.waiting() { // the old ones, until the new ones are there
		for i, line := range lines {
			lines[i] = t.Muted.Render(line)
		}
	}
	return s.frame().View(t, s.groupsLine(t), lines, s.note())
}

// shortGroups are the groups' names where the room is small.
var shortGroups = []string{"Day", "Week", "Mon", "Acct", "Gate", "Mod", "Prov", "Key", "App", "User"}

// groupNames are the groups as the line shows them beside a text of some width: in
// full, short, or for want of room the one in hand alone.
func (s Model) groupNames(beside int) []string {
	for _, names := range [][]string{groups, shortGroups} {
		out := make([]string, len(names))
		width := 0
		for i, name := range names {
			out[i] = " " + draw.UpperFirst(name) + " "
			if i == s.by {
				out[i] = "[" + draw.UpperFirst(name) + "]"
			}
			width += lipgloss.Width(out[i])
		}
		if width+beside+4 <= s.size.Width {
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
	for i, name := range s.groupNames(lipgloss.Width(s.beside())) {
		if x -= lipgloss.Width(name); x < 0 {
			return i, true
		}
	}
	return 0, false
}

// beside is what stands at the right of the groups: the filter, else the period.
func (s Model) beside() string {
	switch {
	case s.input != nil:
		return "/" + form.InputLine(s.input.Value(), s.input.Position())
	case s.filtering() != "":
		return "/" + draw.Safe(s.filtering())
	case s.size.Width < 100:
		return "" // the answer names the period
	}
	return "‹" + s.period.Words(s.load.Value.Today()) + "›"
}

// groupsLine names the groups, and at the right the filter or the period.
func (s Model) groupsLine(t draw.Theme) string {
	line, plain, right := " ", 1, s.beside()
	names := s.groupNames(lipgloss.Width(right))
	switch {
	case s.rows != nil:
		text := " Rows of " + s.rows.of + " "
		if s.input != nil {
			text = " Rows "
		}
		line, plain = line+t.Strong.Render(text), plain+lipgloss.Width(text)
	case names == nil:
		text := "[" + draw.UpperFirst(groups[s.by]) + "] "
		line, plain = line+t.Strong.Render(text), plain+lipgloss.Width(text)
	}
	if s.rows == nil {
		for i, name := range names {
			plain += lipgloss.Width(name)
			if i == s.by {
				name = t.Strong.Render(name)
			} else {
				name = t.Muted.Render(name)
			}
			line += name
		}
	}
	return line + draw.FitRight(right, s.size.Width-plain-2)
}

// note says more of the row under the cursor, or what is wrong with the filter.
func (s Model) note() string {
	switch {
	case s.rows != nil:
		return s.rows.note()
	case s.wrong != nil:
		return draw.UpperFirst(draw.Safe(s.wrong.Error())) + "."
	case s.input != nil:
		return "Words, or " + strings.Join(report.Groups[3:], ":, ") + ":, >0.5 and <10 for dollars; a minus turns a term round."
	}
	r, ok := s.groups.Selected()
	if !ok {
		return ""
	}
	parts := []string{s.label(r.Keys[0])}
	if r.Requests == 1 {
		parts = append(parts, "1 request")
	} else {
		parts = append(parts, counted(r.Requests)+" requests")
	}
	var kinds []string
	for _, k := range pricing.Kinds() {
		if n := r.Tokens[k]; n != 0 {
			kinds = append(kinds, strings.ReplaceAll(k.String(), "_", " ")+" "+counted(n))
		}
	}
	if len(kinds) > 0 {
		parts = append(parts, strings.Join(kinds, ", "))
	}
	switch {
	case r.FeesUSD == nil:
		parts = append(parts, "fees not published")
	case !r.FeesUSD.IsZero():
		parts = append(parts, "fees "+assumedFee(r, draw.Money(*r.FeesUSD))+", all in "+assumedFee(r, draw.Money(*r.AllInUSD)))
	}
	if !r.ComputedUSD.IsZero() {
		parts = append(parts, "~ "+draw.Money(r.ComputedUSD)+" priced by the catalog")
	}
	if r.UnpricedTokens > 0 {
		parts = append(parts, "! "+counted(r.UnpricedTokens)+" tokens without a price")
	}
	if !r.BYOKUSD.IsZero() {
		parts = append(parts, "own keys "+draw.Money(r.BYOKUSD))
	}
	if !r.ListValueUSD.IsZero() {
		parts = append(parts, "subscriptions at list price "+draw.Money(r.ListValueUSD))
	}
	return strings.Join(parts, " · ")
}

// Sheet is the table in hand.
func (s Model) Sheet() (draw.Sheet, bool) {
	if s.rows != nil {
		return s.rows.table.Sheet("rows"), true
	}
	return s.groups.Sheet("spend-" + groups[s.by]), true
}

// Plain tells the answer and the table.
func (s Model) Plain() []string {
	table, _ := s.Sheet()
	return append(s.answer(), table.Spoken()...)
}
