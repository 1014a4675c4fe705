package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// frame is the screen around its tables.
func (s spend) frame() listing { return listing{s.size, s.answer(), 4} }

// view draws the screen below the tab bar.
func (s spend) view(t theme) []string {
	if s.rows == nil {
		return s.frame().view(t, s.groupsLine(t), s.groups.lines(t, true), s.note())
	}
	lines := s.rows.table.lines(t, !s.rows.waiting())
	if s.rows.waiting() { // the old ones, until the new ones are there
		for i, line := range lines {
			lines[i] = t.muted.Render(line)
		}
	}
	return s.frame().view(t, s.groupsLine(t), lines, s.note())
}

// shortGroups are the groups' names where the room is small.
var shortGroups = []string{"Day", "Week", "Mon", "Acct", "Gate", "Mod", "Prov", "Key", "App", "User"}

// groupNames are the groups as the line shows them beside a text of some width: in
// full, short, or for want of room the one in hand alone.
func (s spend) groupNames(beside int) []string {
	for _, names := range [][]string{spendGroups, shortGroups} {
		out := make([]string, len(names))
		width := 0
		for i, name := range names {
			out[i] = " " + upper(name) + " "
			if i == s.by {
				out[i] = "[" + upper(name) + "]"
			}
			width += lipgloss.Width(out[i])
		}
		if width+beside+4 <= s.size.width {
			return out
		}
	}
	return nil
}

// groupAt is the group that stands at a column of its line.
func (s spend) groupAt(x int) (int, bool) {
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
func (s spend) beside() string {
	switch {
	case s.input != nil:
		return "/" + typedLine(s.input.Value(), s.input.Position())
	case s.filtering() != "":
		return "/" + safe(s.filtering())
	case s.size.width < 100:
		return "" // the answer names the period
	}
	return "‹" + s.period.Words(s.load.value.Today()) + "›"
}

// groupsLine names the groups, and at the right the filter or the period.
func (s spend) groupsLine(t theme) string {
	line, plain, right := " ", 1, s.beside()
	names := s.groupNames(lipgloss.Width(right))
	switch {
	case s.rows != nil:
		text := " Rows of " + s.rows.of + " "
		if s.input != nil {
			text = " Rows "
		}
		line, plain = line+t.strong.Render(text), plain+lipgloss.Width(text)
	case names == nil:
		text := "[" + upper(spendGroups[s.by]) + "] "
		line, plain = line+t.strong.Render(text), plain+lipgloss.Width(text)
	}
	if s.rows == nil {
		for i, name := range names {
			plain += lipgloss.Width(name)
			if i == s.by {
				name = t.strong.Render(name)
			} else {
				name = t.muted.Render(name)
			}
			line += name
		}
	}
	return line + fitRight(right, s.size.width-plain-2)
}

// note says more of the row under the cursor, or what is wrong with the filter.
func (s spend) note() string {
	switch {
	case s.rows != nil:
		return s.rows.note()
	case s.wrong != nil:
		return upper(safe(s.wrong.Error())) + "."
	case s.input != nil:
		return "Words, or " + strings.Join(report.Groups[3:], ":, ") + ":, >0.5 and <10 for dollars; a minus turns a term round."
	}
	r, ok := s.groups.selected()
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
		parts = append(parts, "fees "+assumedFee(r, money(*r.FeesUSD))+", all in "+assumedFee(r, money(*r.AllInUSD)))
	}
	if !r.ComputedUSD.IsZero() {
		parts = append(parts, "~ "+money(r.ComputedUSD)+" priced by the catalog")
	}
	if r.UnpricedTokens > 0 {
		parts = append(parts, "! "+counted(r.UnpricedTokens)+" tokens without a price")
	}
	if !r.BYOKUSD.IsZero() {
		parts = append(parts, "own keys "+money(r.BYOKUSD))
	}
	if !r.ListValueUSD.IsZero() {
		parts = append(parts, "subscriptions at list price "+money(r.ListValueUSD))
	}
	return strings.Join(parts, " · ")
}

// sheet is the table in hand.
func (s spend) sheet() (sheet, bool) {
	if s.rows != nil {
		return s.rows.table.sheet("rows"), true
	}
	return s.groups.sheet("spend-" + spendGroups[s.by]), true
}

// plain tells the answer and the table.
func (s spend) plain() []string {
	table, _ := s.sheet()
	return append(s.answer(), table.plain()...)
}
