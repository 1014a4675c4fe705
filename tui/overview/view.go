package overview

import (
	"strings"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// rooms are the lines and widths of the overview's panes. Tables count their headings, the
// chart its caption and axis; 0 is not shown.
type rooms struct {
	answer, gap  int
	gateways     int
	left, right  int // widths of the gateways and of the models beside them; 0 is none
	tasks, chart int // of the tasks without the heading
}

const (
	modelsFrom = 130 // from this width on the models stand beside the gateways
	leastChart = 5
	leastTasks = 3
)

// rooms shares the screen out. The gateways and the first tasks get theirs before all else, then
// the chart its least, then the other tasks; what is left makes the chart higher.
func (s Model) rooms() rooms {
	r := rooms{answer: len(s.answerLines(draw.Theme{}))}
	left := s.size.Height - 3 - r.answer
	if s.size.Height >= 20 {
		r.gap = 1
		left--
	}
	take := func(want int) int {
		got := max(min(want, left), 0)
		left -= got
		return got
	}
	r.left, r.right = s.widths()
	whole := 1 + len(s.gateways.Rows)
	if s.gateways.Sum != nil {
		whole++
	}
	if len(s.gateways.Rows) == 0 {
		whole = 3 // how one comes to have some
	}
	if r.right > 0 {
		whole = max(whole, min(1+len(s.models.Rows), 8))
	}
	tasks := max(len(s.todo.all), 1)
	if s.watch.Phase == page.Loading {
		tasks = leastTasks // as many as are likely to come
	}
	take(2) // a rule and the heading of the tasks
	r.tasks = take(min(tasks, leastTasks))
	r.gateways = take(whole)
	if left > leastChart {
		take(1) // a rule
		r.chart = take(leastChart)
	}
	r.tasks += take(tasks - r.tasks)
	if r.chart > 0 {
		r.chart += take(left)
	} else {
		r.tasks += take(left)
	}
	return r
}

// charted reports whether there is anything to draw as a chart.
func (s Model) charted() bool { return len(s.month().days) > 0 && s.load.Value.fault == nil }

// unknown says in the chart's place what an export of usage would tell.
func (s Model) unknown(z draw.Size) []string {
	out := []string{}
	for _, line := range []string{
		"WHAT USAGE WOULD TELL",
		"What the month comes to at each gateway, with the fees to load it, against the month before.",
		"Which credit is used up, which dies unused, and how much a day would save it.",
		"What another gateway, another model or another way to pay would save.",
		"Press i and choose an export: at OpenRouter openrouter.ai/activity, then Export, then CSV.",
	} {
		for _, part := range wrap.Fit(line, z.Width-draw.Margin-2) {
			out = append(out, draw.Spaces(draw.Margin)+part)
		}
	}
	return out[:min(len(out), z.Height)]
}

// View draws the screen below the tab bar.
func (s Model) View(t draw.Theme) []string {
	width, r := s.size.Width, s.rooms()
	var out []string
	for _, a := range s.answerLines(t) {
		out = append(out, draw.Fit(a, width))
	}
	if r.gap > 0 {
		out = append(out, "")
	}
	rule := t.Muted.Render(" " + strings.Repeat("─", max(width-2, 0)))
	out = append(out, s.gatewaysAndModels(t, r)...)
	out = append(out, rule, t.Heading.Render(draw.Spaces(draw.Margin)+"TO DO"))
	out = append(out, s.taskLines(t, r.tasks)...)
	if r.chart > 0 {
		out = append(out, rule)
		z := draw.Size{Width: width, Height: r.chart}
		switch {
		case !s.charted():
			out = append(out, s.unknown(z)...)
		case s.eachDay:
			out = append(out, s.daysChart(t, z)...)
		default:
			out = append(out, s.fanChart(t, z)...)
		}
	}
	return out
}

// gatewaysAndModels are the gateways, and beside them in a wide window the models.
func (s Model) gatewaysAndModels(t draw.Theme, r rooms) []string {
	lines := s.gatewaysLines(t, r)
	var models []string
	if r.right > 0 {
		models = s.models.Lines(t, s.pane == modelsPane)
	}
	out := make([]string, r.gateways)
	for i := range out {
		if i < len(lines) {
			out[i] = lines[i]
		}
		if r.right == 0 {
			continue
		}
		right := ""
		if i < len(models) {
			right = models[i]
		}
		out[i] = draw.Fit(out[i], r.left) + t.Muted.Render("│") + right
	}
	return out
}

// gatewaysLines are the gateways, or how one comes to have some.
func (s Model) gatewaysLines(t draw.Theme, r rooms) []string {
	if len(s.gateways.Rows) > 0 {
		return s.gateways.Lines(t, s.pane == gatewaysPane)
	}
	out := []string{t.Heading.Render(draw.Spaces(draw.Margin) + "GATEWAY")}
	for _, line := range wrap.Fit("No credit is recorded, and nothing of this month is imported: i imports the newest export; 3, then a, records a purchase.", r.left-draw.Margin-2) {
		out = append(out, draw.Spaces(draw.Margin)+line)
	}
	return out
}

// taskLines are the tasks, or why there are none, as many lines as n.
func (s Model) taskLines(t draw.Theme, n int) []string {
	var out []string
	say := func(line string) { out = append(out, draw.Spaces(draw.Margin)+line) }
	switch {
	case s.watch.Phase == page.Failed:
		for _, line := range wrap.Fit("What needs attention cannot be told: "+draw.Safe(s.watch.Err.Error())+"; r tries again.", s.size.Width-draw.Margin-2) {
			say(t.Loss.Render(line))
		}
	case s.watch.Phase != page.Ready && len(s.todo.all) == 0:
		say(t.Muted.Render("looking for what needs attention …"))
	case len(s.todo.all) == 0:
		say(draw.Cut("Nothing: no credit dies or runs out soon, budgets hold, the books fit.", s.size.Width-draw.Margin-1))
	default:
		out = s.todo.lines(t, s.pane == tasksPane)
	}
	for i, line := range out {
		out[i] = draw.Fit(line, s.size.Width)
	}
	for len(out) < n {
		out = append(out, "")
	}
	return out[:n]
}

// placeOf is the pane that stands at a cell below the tab bar, and the line in it.
func (s Model) placeOf(x, y int) (pane pane, line int, ok bool) {
	r := s.rooms()
	y -= 2 + r.answer + r.gap
	switch {
	case y < 0:
		return 0, 0, false
	case y < r.gateways && x > r.left:
		return modelsPane, y, r.right > 0
	case y < r.gateways:
		return gatewaysPane, y, true
	}
	y -= r.gateways + 2
	return tasksPane, y, y >= 0 && y < r.tasks
}
