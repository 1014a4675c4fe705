package overview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/check"
	"tollbook/tui/draw"
)

// A task is a finding as a line of the list, with those of the same kind and account that
// stand behind it.
type task struct {
	check.Finding
	more []check.Finding
}

// name is whom a task is about.
func (k task) name() string {
	switch {
	case k.Kind == check.OverBudget:
		return "budget " + k.About
	case k.Account != "":
		return k.Account
	case k.Kind == check.OldCatalog || k.Kind == check.PricesChanged:
		return "prices"
	}
	return "usage"
}

// words say what to do or to know in few words.
func (k task) words() string {
	if n := len(k.more); n > 0 {
		return fmt.Sprintf("%s; %d more like it", k.Brief, n)
	}
	return k.Brief
}

// mark is how much a task presses, in a sign and its style.
func (k task) mark(t draw.Theme) (string, lipgloss.Style) {
	style := t.Muted
	switch k.Level {
	case check.Critical:
		style = t.Loss
	case check.Warning:
		style = t.Warn
	}
	switch {
	case k.Acknowledged:
		return "✓", t.Muted
	case k.Level < check.Warning:
		return "·", t.Muted
	case k.Kind == check.Expiring:
		return "✕", t.Loss
	case k.Kind == check.RunsOut:
		return "○", style
	}
	return "!", style
}

// told is how much a task presses, in a word.
func (k task) told() string {
	if k.Acknowledged {
		return "seen"
	}
	return k.Level.String()
}

// numerous are the kinds of findings of which an account may have many, one a day, a span of
// days or a model, that are mended in one place.
var numerous = []check.Kind{check.OwnKeysOver, check.ViewsDiffer, check.Twice, check.NoData, check.NoPrice}

// tasks are findings as lines: those of one kind and account that are numerous, and alike in
// being seen, stand behind the worst of them.
func tasks(all []check.Finding) (out []task) {
	for _, f := range all {
		at := slices.IndexFunc(out, func(k task) bool {
			return slices.Contains(numerous, f.Kind) && k.Kind == f.Kind && k.Account == f.Account && k.Acknowledged == f.Acknowledged
		})
		if at < 0 {
			out = append(out, task{Finding: f})
			continue
		}
		out[at].more = append(out[at].more, f)
	}
	return out
}

// A todoList shows what needs attention, the worst first. It is a value.
type todoList struct {
	all           []task
	cursor        string // ID of a finding
	top           int
	width, height int // the heading is not in it
}

// with shows other findings. The cursor goes to one that was taken back, since it counts again;
// else it stays on its own, or at its place where that is gone or stands behind the others
// now, since it was marked as seen.
func (l todoList) with(all []check.Finding) todoList {
	at, before := l.at(), l.all
	l.all = tasks(all)
	seen := map[string]bool{}
	for _, k := range before {
		seen[k.ID] = k.Acknowledged
	}
	back := slices.IndexFunc(l.all, func(k task) bool { return !k.Acknowledged && seen[k.ID] })
	now := slices.IndexFunc(l.all, func(k task) bool { return k.ID == l.cursor })
	switch {
	case len(l.all) == 0:
	case back >= 0:
		l.cursor = l.all[back].ID
	case now < 0 || l.all[now].Acknowledged && !seen[l.cursor] && len(before) > 0:
		l.cursor = l.all[min(at, len(l.all)-1)].ID
	}
	return l.scrolled()
}

func (l todoList) sized(width, height int) todoList {
	l.width, l.height = width, height
	return l.scrolled()
}

// at is the place of the task under the cursor.
func (l todoList) at() int {
	return max(slices.IndexFunc(l.all, func(k task) bool { return k.ID == l.cursor }), 0)
}

func (l todoList) selected() (task, bool) {
	if len(l.all) == 0 {
		return task{}, false
	}
	return l.all[l.at()], true
}

func (l todoList) moved(by int) todoList {
	if len(l.all) > 0 {
		l.cursor = l.all[min(max(l.at()+by, 0), len(l.all)-1)].ID
	}
	return l.scrolled()
}

// rows is how many tasks are in sight: where not all are, a line says how many more there are.
func (l todoList) rows() int {
	if l.height >= len(l.all) || l.height < 2 {
		return min(max(l.height, 1), len(l.all))
	}
	return l.height - 1
}

// scrolled brings the cursor into sight.
func (l todoList) scrolled() todoList {
	at, rows := l.at(), l.rows()
	l.top = max(min(l.top, at, len(l.all)-rows), at-rows+1, 0)
	return l
}

// mostName is the widest that the names of tasks get.
const mostName = 20

// deedsFrom is the width from which on every task says what Enter does.
const deedsFrom = 96

// lines draws the tasks that are in sight.
func (l todoList) lines(t draw.Theme, focused bool) (out []string) {
	names := 0
	for _, k := range l.all {
		names = min(max(names, lipgloss.Width(draw.Safe(k.name()))), mostName)
	}
	end := min(l.top+l.rows(), len(l.all))
	for i := l.top; i < end; i++ {
		k := l.all[i]
		marker, style := " ", t.Plain
		if k.Acknowledged {
			style = t.Muted
		}
		current := i == l.at()
		if current && focused {
			marker, style = "▸", t.Selected
		}
		mark, markStyle := k.mark(t)
		deed, deedStyle := "", t.Muted
		if current && focused || l.width >= deedsFrom {
			deed = "Enter " + deedOf(k.Kind)
		}
		if current && focused {
			deedStyle = t.Key
		}
		room := l.width - draw.Margin - 2 - names - 2 - lipgloss.Width(deed) - 3
		out = append(out, " "+style.Render(marker)+" "+markStyle.Render(mark)+" "+style.Render(draw.Fit(draw.Safe(k.name()), names)+"  "+draw.Fit(draw.Safe(k.words()), room))+"  "+deedStyle.Render(deed))
	}
	if hidden := len(l.all) - (end - l.top); hidden > 0 && l.height > 1 {
		out = append(out, draw.Spaces(draw.Margin)+t.Muted.Render(l.rest(end)))
	}
	return out
}

// rest says how many tasks are out of sight, and how many of them press.
func (l todoList) rest(end int) string {
	hidden := slices.Concat(l.all[:l.top], l.all[end:])
	counts := map[string]int{}
	for _, k := range hidden {
		counts[k.told()]++
	}
	var parts []string
	for _, c := range [][2]string{{check.Critical.String(), "critical"}, {check.Warning.String(), "to mend"}, {check.Info.String(), "to know"}, {"seen", "seen"}} {
		if n := counts[c[0]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, c[1]))
		}
	}
	return fmt.Sprintf("+%d more: %s", len(hidden), strings.Join(parts, ", "))
}
