package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger"
	"tollbook/pricing"
)

// answerLines are the answer as it is wrapped; the second sentence gives way first.
func (s spend) answerLines() []string {
	var out []string
	for _, a := range s.answer() {
		out = append(out, wrapped(a, s.size.width-4)...)
	}
	most := min(max(s.size.height-14, 2), 4)
	if len(out) > most {
		out = append(out[:most-1:most-1], joined(out[most-1:]))
	}
	return out
}

// above are the lines over the table: the answer, a gap, the groups.
func (s spend) above() int {
	if s.size.height < 22 {
		return len(s.answerLines()) + 1
	}
	return len(s.answerLines()) + 2
}

// below are the lines under it: a rule and what is said of the row in hand.
func (s spend) below() int {
	if s.size.height < 20 {
		return 1
	}
	return 3
}

// view draws the screen below the tab bar.
func (s spend) view(t theme) []string {
	width := s.size.width
	var out []string
	for i, a := range s.answerLines() {
		if i == 0 {
			a = t.strong.Render(fit(a, width-4))
		}
		out = append(out, "  "+fit(a, width-2))
	}
	if s.size.height >= 22 {
		out = append(out, "")
	}
	out = append(out, s.groupsLine(t))
	if s.rows == nil {
		out = append(out, s.groups.lines(t, true)...)
	} else {
		lines := s.rows.table.lines(t, !s.rows.waiting())
		if s.rows.waiting() { // the old ones, until the new ones are there
			for i, line := range lines {
				lines[i] = t.muted.Render(line)
			}
		}
		out = append(out, lines...)
	}
	for len(out) < s.size.height-3-s.below() {
		out = append(out, "")
	}
	if s.below() == 1 {
		return append(out, "  "+t.muted.Render(fit(s.note(), width-4)))
	}
	out = append(out, t.muted.Render(" "+strings.Repeat("─", width-2)))
	notes := wrapped(s.note(), width-4)
	if len(notes) > 2 {
		notes = []string{notes[0], joined(notes[1:])}
	}
	for i := range 2 {
		text := ""
		if i < len(notes) {
			text = notes[i]
		}
		out = append(out, "  "+fit(text, width-4))
	}
	return out
}

// shortGroups are the groups' names where the room is small.
var shortGroups = []string{"Day", "Week", "Mon", "Acct", "Gate", "Mod", "Prov", "Key", "App", "User"}

// groupNames are the groups as the line shows them beside a text of some width: in
// full, short, or for want of room the one in hand alone.
func (s spend) groupNames(beside int) []string {
	for _, names := range [][]string{ledger.Groups, shortGroups} {
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
		text := "[" + upper(ledger.Groups[s.by]) + "] "
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
		return "Words, or " + strings.Join(ledger.Groups[3:], ":, ") + ":, >0.5 and <10 for dollars; a minus turns a term round."
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
		parts = append(parts, "fees "+money(*r.FeesUSD)+", all in "+money(*r.AllInUSD))
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
	return s.groups.sheet("spend-" + ledger.Groups[s.by]), true
}

// plain tells the answer and the table.
func (s spend) plain() []string {
	table, _ := s.sheet()
	return append(s.answer(), table.plain()...)
}
