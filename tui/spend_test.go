package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/spend"
	"tollbook/tui/tuitest"
)

func spendDriven(t testing.TB, b Books, width, height int) *driven {
	t.Helper()
	return drive(t, config(tuitest.Catalog(t), b), width, height).press("4")
}

var (
	byModel  = []string{"tab", "tab", "tab", "tab", "tab"}
	allSpans = []string{"t", "t", "t"} // from the month to all that is recorded
)

// after are further keys behind some.
func after(keys []string, more ...string) []string { return append(slices.Clone(keys), more...) }

// spendScenes are the frames that are kept; spendStates are more of them, which are held at
// every size.
var (
	spendScenes = []struct {
		name string
		keys []string
	}{
		{"days", nil},
		{"models without ci", after(byModel, "t", "t", "t", "/", "-account:ci", "enter")},
		{"a model by app", after(byModel, "enter")},
		{"the dearest rows", after(byModel, "t", "t", "t", "w", "o")},
		{"no filter", []string{"/", "modle:gpt"}},
		{"nothing is let through", []string{"/", "zzz", "enter"}},
		{"the year", []string{"Y", "up"}},
		{"explained", after(byModel, "e")},
	}
	spendStates = [][]string{
		nil, byModel, {"Y"}, {"t"}, {"t", "t"}, after(allSpans, "tab", "tab"), after(byModel, "enter", "enter"), after(byModel, "w"),
		{"/", "model:gpt -app:bot a-very-long-word-that-has-no-room-beside-the-groups-and-the-period-of-a-window"},
		{"/", "zzz", "enter"}, {"Y", "/", "zzz", "enter"}, {"Y", "/", "modle:x"}, after(byModel, "w", "/", "modle:x"), after(byModel, "w", "enter"), {"?"},
	}
)

func TestSpendView(t *testing.T) {
	b := tuitest.Spend(t)
	g := newGallery(t)
	for _, sc := range spendScenes {
		g.add(sc.name, spendDriven(t, b, 80, 24).press(sc.keys...))
	}
}

// The states in which there is nothing to show: each names the way on.
func TestSpendStates(t *testing.T) {
	read := started(t, config(tuitest.Catalog(t), tuitest.Spend(t)), 80, 24)
	read.send(page.KeyMsg("4"))
	shows(t, read, "Reading the ledger …")
	shows(t, spendDriven(t, tuitest.LedgerBooks{}, 80, 24), "There is no usage yet.", "tollbook import openrouter_activity.csv")
	shows(t, spendDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24), "The ledger cannot be read: open ledger.db: file is not a database.", "r read again")
}

// No view is wider or higher than its window, or shows a control character, and the
// dollars stay in sight at every width.
func TestSpendAtEverySize(t *testing.T) {
	b := tuitest.Spend(t)
	for i, keys := range spendStates {
		d := spendDriven(t, b, 80, 24).press(keys...)
		step := 20
		if i == 1 || i == 2 {
			step = 3
		}
		d.everySize(strings.Join(keys, " "), step, func(z draw.Size, view string) {
			flat := strings.Join(strings.Fields(view), " ")
			if i == 1 && (!strings.Contains(flat, "$250.10") || !strings.Contains(flat, "November so far $410.00")) {
				t.Fatalf("%v: the dollars are gone:\n%s", z, view)
			}
			if i == 2 && (!strings.Contains(flat, "2026 so far $1,000.00") || !strings.Contains(flat, "Sun ")) {
				t.Fatalf("%v: the year is gone:\n%s", z, view)
			}
		})
	}
}

// The answer says what the figures of spendUsage come to, worked by hand above.
func TestSpendAnswers(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 200, 50).press("v")
	// October is known from the 5th: 590.00 in 27 days are 21.85 a day; the data end on the
	// 12th, 410 / 12 = 34.17.
	shows(t, d, "November so far $410.00: $34.17 a day, 56 % more than October's $21.85 (known from the 5th); the dearest day is Tuesday 10 Nov with $157.40.")
	// 40,000,000 of 131,000,700 prompt tokens that count: the subscription's count too.
	d.press(byModel...)
	shows(t, d, "anthropic/claude-sonnet-4-5 is 61 % of it", "777 tokens without a price", "$40.00 of subscriptions", "$5.00 on own keys")
	d.press("left")
	// 500 and 90 in October; there is nothing before it.
	shows(t, d, "October $590.00; anthropic/claude-sonnet-4-5 is 51 % of it")
	d.press("right")
	shows(t, d, "November so far $410.00")
	d.press("t")
	shows(t, d, "The 30 days to 12 Nov 2026 $500.00") // 90 in October
	d.press("t", "t")
	shows(t, d, "All that is recorded $1,000.00")
	d.press("T", "T", "T")
	shows(t, d, "November so far $410.00")
}

// What is a part of the usage is named so, filter by filter; the groups and the period keep
// their line.
func TestSpendNamesItsFilter(t *testing.T) {
	for _, width := range []int{80, 100, 140, 200} {
		d := spendDriven(t, tuitest.Spend(t), width, 30).press(byModel...)
		groups, _, _ := strings.Cut(tabsLine(t, d), "‹")
		d.press(after(allSpans, "/", "app:review", "enter")...)
		shows(t, d, "App with “review”, all that is recorded $447.40", "/app:review") // 200 + 90 + 157.40
		d.press("/", " -model:claude >100 word-that-nothing-holds-and-that-is-long-and-longer-than-the-line-has-room-for")
		shows(t, d, "No usage of app with “review”, not model with “claude”, over $100,")
		if now, _, _ := strings.Cut(tabsLine(t, d), "‹"); now != groups {
			t.Errorf("%d columns: the groups stand as %q, before as %q", width, now, groups)
		}
		d.press("esc") // as it was before it was typed
		shows(t, d, "App with “review”, all that is recorded $447.40")
		d.press("esc")
		shows(t, d, "All that is recorded $1,000.00")
	}
}

// tabsLine is the line of the groups.
func tabsLine(t *testing.T, d *driven) string {
	t.Helper()
	for _, line := range strings.Split(d.app.View(), "\n") {
		if strings.Contains(line, "[Model]") || strings.Contains(line, "[Mod]") || strings.Contains(line, "[Day]") {
			line, _, _ = strings.Cut(line, "│")
			if !strings.Contains(line, "‹") {
				t.Errorf("no period in %q", line)
			}
			return line
		}
	}
	t.Fatalf("no groups in\n%s", d.app.View())
	return ""
}

// Columns keep their places while the period, the filter and the order change.
func TestSpendColumnsKeepTheirPlaces(t *testing.T) {
	for _, width := range []int{80, 100, 120, 140, 200} {
		for _, group := range [][]string{nil, byModel} {
			d := spendDriven(t, tuitest.Spend(t), width, 30).press(group...)
			heading := func() string {
				for _, line := range strings.Split(d.app.View(), "\n") {
					if strings.Contains(line, "USD") && strings.Contains(line, "CACHED") {
						line, _, _ = strings.Cut(line, "│")
						return strings.TrimRight(strings.NewReplacer("↓", " ", "↑", " ").Replace(line), " ")
					}
				}
				t.Fatalf("no heading in\n%s", d.app.View())
				return ""
			}
			first := heading()
			for _, keys := range [][]string{{"left"}, {"t"}, {"t"}, {"T", "T"}, {"o"}, {"o"}, {"O"}, {"/", "gpt", "enter"}, {"/", " account:ci", "enter"}, {"/", " zzz", "enter"}} {
				d.press(keys...)
				if now := heading(); now != first {
					t.Errorf("%d columns, after %v:\n%q\n%q", width, keys, first, now)
				}
			}
		}
	}
}

// The rows of usage have the same columns, whatever they hold.
func TestSpendRowsKeepTheirColumns(t *testing.T) {
	for _, width := range []int{120, 200} {
		d := spendDriven(t, tuitest.Spend(t), width, 30).press("w")
		heading := func() string {
			for _, line := range strings.Split(d.app.View(), "\n") {
				if strings.Contains(line, "TIME ") {
					line, _, _ = strings.Cut(line, "│")
					return strings.Join(strings.Fields(line), " ")
				}
			}
			t.Fatalf("no heading in\n%s", d.app.View())
			return ""
		}
		first := heading()
		for _, keys := range [][]string{{"left"}, {"left", "left"}, {"o"}, {"t", "t", "t"}, {"t"}, {"/", "app:lab", "enter"}, {"/", " zzz", "enter"}} {
			d.press(keys...)
			if now := heading(); now != first {
				t.Errorf("%d columns, after %v:\n%q\n%q", width, keys, first, now)
			}
		}
	}
}

// A ledger that changes while a filter is typed takes no letter away.
func TestSpendReadsAnewWhileTyping(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 100, 30).press("/", "mod")
	screen, cmd := d.app.screens[page.Spend].Reload(d.app.ctx, d.app.cfg.Books)
	d.app.screens[page.Spend] = screen
	d.run(cmd)
	d.press("el:gpt")
	shows(t, d, "/model:gpt▏", "Model with “gpt”, November so far")
}

// Enter leads down, a group at a time, to the rows and to what a row is made of; Esc leads
// back one level a press and to the row that it came from.
func TestSpendDrillsAndComesBack(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press(byModel...)
	d.press("enter")
	shows(t, d, "Model anthropic/claude-sonnet-4-5, November so far $250.10", "[App]", "support-bot", "/model=anthropic/claude-sonnet-4-5")
	d.press("enter")
	shows(t, d, "Model anthropic/claude-sonnet-4-5, app support-bot, November so far: $250.10 in 2 rows, newest first.", "usage.csv:5", "usage.csv:6", "$150.10", "$100.00")
	rows := d.app.View()
	d.press("o")
	shows(t, d, "dearest first")
	d.press("o")
	if d.app.View() != rows {
		t.Errorf("o twice leads to\n%s\nnot to\n%s", d.app.View(), rows)
	}
	// The period and the filter go on in rows.
	d.press("left")
	shows(t, d, "app support-bot, October: $300.00 in 1 row")
	d.press("right", "/", " >120")
	shows(t, d, "over $120, November so far: $150.10 in 1 row")
	d.press("esc")
	d.press("enter")
	shows(t, d, "EXPLAIN", "20,000,000 x") // the newest row is r5
}

// A row of time leads to that time.
func TestSpendLeadsIntoADay(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press("tab", "tab", "t", "t", "t", "enter")
	shows(t, d, "November so far $410.00", "[Day]")
	d.press("down", "down", "enter")
	shows(t, d, "Tuesday 10 Nov $157.40", "[Model]", "‹ 10 Nov 2026  ›")
	d.press("left")
	shows(t, d, "Monday 9 Nov $100.00")
	d.press("esc", "esc")
	shows(t, d, "▸ 2026-11-10")
	d.press("esc")
	shows(t, d, "All that is recorded", "[Month]")
}

func TestSpendLeadsBack(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press(byModel...)
	top := d.app.View()
	d.press("enter", "enter", "enter", "esc")
	shows(t, d, "in 2 rows")
	d.press("esc")
	shows(t, d, "Model anthropic/claude-sonnet-4-5, November so far")
	d.press("esc")
	if d.app.View() != top {
		t.Errorf("Esc leads to\n%s\nnot to\n%s", d.app.View(), top)
	}
	d.press("esc", "esc", "esc", "esc", "esc")
	shows(t, d, "[Day]")
	if d.press("esc", "esc"); d.quit || d.app.active != page.Overview {
		t.Error("Esc at the top does not lead to where the reader came from")
	}
}

// What another screen asks for is a step: Esc leads back to it, and what stood here before,
// its period and filter, is there again.
func TestSpendComesBackFromAFinding(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press("left", "/", "gpt", "enter")
	shows(t, d, "“gpt”, October $290.00")
	before := d.app.View()
	d.press("1")
	d.run(func() tea.Msg {
		return page.TurnTo{Screen: page.Spend, Then: page.ShowSpend{By: "day", Period: report.YearOf(tuitest.Now), Filter: report.Filter{}.And("account", "openrouter")}}
	})
	shows(t, d, "Account openrouter, 2026 so far")
	d.press("esc")
	if d.app.active != page.Overview {
		t.Fatalf("Esc leads to\n%s", d.app.View())
	}
	if d.press("4"); d.app.View() != before {
		t.Errorf("the screen is\n%s\nand was\n%s", d.app.View(), before)
	}
}

// The mark under the chart goes with the cursor, also where a column is a week.
func TestSpendMarksTheColumnInHand(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 100, 40).press("t", "t")
	at := func() int {
		for _, line := range strings.Split(d.app.View(), "\n") {
			if i := strings.Index(line, "▲"); i >= 0 {
				return len([]rune(line[:i]))
			}
		}
		t.Fatalf("no mark in\n%s", d.app.View())
		return 0
	}
	last := at()
	if d.press("down"); at() != last { // 11 November, of the same week
		t.Errorf("a day before the mark stands at %d, not at %d", at(), last)
	}
	if d.press("G"); last-at() != 5 { // 5 October, 5 weeks before: a cell each
		t.Errorf("5 weeks before it stands at %d, not 5 before %d", at(), last)
	}
}

// The year as a calendar: its cursor goes by day and week, Enter leads to the day, and Esc
// back to it.
func TestSpendCalendar(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 140, 40).press("Y")
	// 200 on 10 October is the 5th of 8 days with dollars in order; 300 on 5 October the last.
	shows(t, d, "2026 so far $1,000.00", "The dearest day is Monday 5 Oct with $300.00", "▲ $300.00 5 Oct", "Thursday 12 Nov 2026: $0.00", "$590", "$410")
	d.press("up", "up")
	shows(t, d, "Tuesday 10 Nov 2026: $157.40, 15.7 % of the year, 1 request")
	d.press("left", "left", "left", "left", "left")
	shows(t, d, "Tuesday 6 Oct 2026: no usage")
	d.press("up")
	shows(t, d, "Monday 5 Oct 2026: $300.00")
	calendar := d.app.View()
	d.press("enter")
	shows(t, d, "Monday 5 Oct $300.00", "[Mod]", "support-bot")
	if d.press("esc"); d.app.View() != calendar {
		t.Errorf("Esc leads to\n%s\nnot to\n%s", d.app.View(), calendar)
	}
	d.press("/", "model:gpt", "enter")
	shows(t, d, "Model with “gpt”, 2026 so far $449.90", "Monday 5 Oct 2026: no usage") // 200, 90, 157.40, 2.50
	d.press("<")
	shows(t, d, "nothing is recorded before 5 Oct 2026")
	d.press("G")
	shows(t, d, "Thursday 31 Dec 2026 is still to come")
	d.press("tab")
	shows(t, d, "the calendar has days alone")
	d.press("Y")
	shows(t, d, "November so far", "[Day]")
}

// A click on the calendar puts the cursor on the day, a second one leads to it.
func TestSpendCalendarMouse(t *testing.T) {
	for _, width := range []int{80, 140, 200} {
		d := spendDriven(t, tuitest.Spend(t), width, 40).press("Y")
		lines := strings.Split(d.app.View(), "\n")
		y := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "▲") })
		x := len([]rune(lines[y][:strings.Index(lines[y], "▲")]))
		d.click(x, y)
		shows(t, d, "Monday 5 Oct 2026: $300.00")
		d.click(x, y)
		shows(t, d, "Monday 5 Oct $300.00", "‹ 5 Oct 2026 ›")
	}
}

// The pane beside the table follows the cursor and asks for nothing: what it shows was made
// with the table. Until then it says so, and nothing else moves.
func TestSpendPane(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 140, 40).press(byModel...)
	shows(t, d, "cache read 49,000,000 47.1 % of the prompts", "BY APP", "support-bot $250.10 100.0 %", "DAYS, up to $150.10")
	if cmd := d.send(page.KeyMsg("down")); cmd != nil {
		t.Errorf("a step of the cursor asks for something: %T", cmd())
	}
	shows(t, d, "▸ openai/gpt-5.4", "review $157.40 100.0 %")
	whole := strings.Split(d.app.View(), "\n")
	cmd := d.send(page.KeyMsg("left"))
	if cmd == nil || !strings.Contains(d.app.View(), "USD …") {
		t.Errorf("the chart of another period is there at once:\n%s", d.app.View())
	}
	d.run(cmd)
	d.run(d.send(page.KeyMsg("right")))
	for i, line := range strings.Split(d.app.View(), "\n") {
		if line != whole[i] {
			t.Errorf("line %d is %q, was %q", i, line, whole[i])
		}
	}
	d.press("v")
	hides(t, d, "BY APP")
	d.press("v")
	shows(t, d, "BY APP")
	d.app = d.app.resize(draw.Size{Width: 120, Height: 40})
	d.press("v")
	shows(t, d, "the pane beside the table needs a wider window")
	// An explanation takes its place: the table stands as before.
	d.app = d.app.resize(draw.Size{Width: 140, Height: 40})
	table := strings.Split(d.app.View(), "\n")
	d.press("e")
	for i, line := range strings.Split(d.app.View(), "\n")[2:39] {
		if left, before := string([]rune(line)[:83]), string([]rune(table[i+2])[:83]); left != before && i < 34 { // below stands what is said of the row
			t.Errorf("line %d is %q, was %q", i, left, before)
		}
	}
}

// A share is aligned on its point, and what is little is no zero: $1 and $0.0000001 of $10,001.
func TestSpendShares(t *testing.T) {
	const usage = "time,gateway,model,request_id,input_tokens,output_tokens,cost_usd\n" +
		"2026-11-01T10:00:00Z,openrouter,openai/gpt-4o,r1,1,0,9000\n2026-11-02T10:00:00Z,openrouter,openai/gpt-4o,r2,1,0,1000\n2026-11-03T10:00:00Z,openrouter,openai/gpt-4o,r3,1,0,1\n" +
		"2026-11-04T10:00:00Z,openrouter,openai/gpt-4o,r4,1,0,0.0000001\n"
	d := spendDriven(t, tuitest.BooksOf(t, usage), 120, 24)
	shows(t, d, "<0.1 %", "10.0 %", "90.0 %")
	var at []int
	for _, line := range strings.Split(d.app.View(), "\n") {
		if strings.Contains(line, "2026-11-0") && strings.Contains(line, " %") {
			at = append(at, len([]rune(line[:strings.Index(line, " %")])))
		}
	}
	if len(at) != 4 || at[0] != at[1] || at[1] != at[2] || at[2] != at[3] {
		t.Errorf("the signs stand at %v", at)
	}
}

// What a table hides it says, with what it comes to.
func TestSpendSaysWhatItHides(t *testing.T) {
	var written strings.Builder
	written.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for i := range 40 {
		fmt.Fprintf(&written, "2026-11-10T10:00:00Z,openrouter,lab/m%02d,r%d,10,%d\n", i, i, 100-i)
	}
	d := spendDriven(t, tuitest.BooksOf(t, written.String()), 80, 24).press(byModel...)
	// The last 28 of 40: 61 to 88 dollars, 28 x 74.50.
	shows(t, d, "+28 more ↓ $2,086.00")
}

// In the largest window no half of the lines is blank.
func TestSpendFillsTheWindow(t *testing.T) {
	for _, keys := range [][]string{nil, byModel, {"Y"}, {"v"}} {
		d := spendDriven(t, tuitest.Spend(t), 200, 50).press(keys...)
		blank := 0
		for _, line := range strings.Split(d.app.View(), "\n") {
			left := []rune(line)
			if strings.Join(keys, "") != "Y" { // what stands beside the table is left out
				left = left[:min(len(left), 119)]
			}
			if strings.TrimSpace(string(left)) == "" {
				blank++
			}
		}
		if blank > 16 {
			t.Errorf("after %v %d of 50 lines are blank:\n%s", keys, blank, d.app.View())
		}
	}
}

// While rows are looked for the screen says so, and Esc ends it.
func TestSpendRowsLoading(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 80, 24).press(byModel...)
	cmd := d.send(page.KeyMsg("w"))
	shows(t, d, "Looking for the rows of model anthropic/claude-sonnet-4-5, November so far …")
	d.run(d.send(page.KeyMsg("esc")))
	shows(t, d, "November so far $410.00")
	msg, ok := cmd().(page.Loaded[report.Rows])
	if !ok || msg.Err == nil {
		t.Errorf("the reading was not ended: %+v", msg)
	}
	before := d.app.View()
	if d.send(msg); d.app.View() != before {
		t.Error("rows that nobody waits for any more are shown")
	}
}

// More rows than a page holds are read at the end of the list.
func TestSpendReadsOn(t *testing.T) {
	var written strings.Builder
	written.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for i := range 450 {
		fmt.Fprintf(&written, "2026-11-10T%02d:%02d:00Z,openrouter,openai/gpt-5.4,r%d,10,0.01\n", i/60, i%60, i)
	}
	d := spendDriven(t, tuitest.BooksOf(t, written.String()), 100, 30).press("enter")
	shows(t, d, "Tuesday 10 Nov: $4.50 in 450 rows, newest first", "The first 200 are below", "more ↓ of those read, 450 in all")
	d.press("G")
	shows(t, d, "The first 400 are below")
	d.press("G")
	shows(t, d, "All of them are below")
	d.press("G")
	shows(t, d, "2026-11-10 00:00:00")
}

// Groups, periods and headings can be clicked.
func TestSpendMouse(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30)
	place := func(text string) (x, y int) {
		for y, l := range strings.Split(d.app.View(), "\n") {
			if at := strings.Index(l, text); at >= 0 {
				return len([]rune(l[:at])), y
			}
		}
		t.Fatalf("no %q in\n%s", text, d.app.View())
		return 0, 0
	}
	d.click(place(" Model "))
	shows(t, d, "[Model]")
	d.click(place("REQUESTS"))
	shows(t, d, "REQUESTS↓")
	d.click(place("  openai/gpt-4o  "))
	shows(t, d, "▸ openai/gpt-4o")
	_, y := place("▸ openai/gpt-4o")
	d.run(d.send(tea.MouseMsg{X: 5, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelUp}))
	hides(t, d, "▸ openai/gpt-4o ")
	d.click(place("‹"))
	shows(t, d, "October $590.00")
	d.click(place("›"))
	shows(t, d, "November so far $410.00")
}

// Every key of the help does something somewhere, and one that can't says why.
func TestSpendKeys(t *testing.T) {
	b := tuitest.Spend(t)
	for _, binding := range page.Bindings(spend.NewKeys()) {
		for _, k := range binding.Keys() {
			d := spendDriven(t, b, 140, 30).press(byModel...)
			switch binding.Help().Desc {
			case "up", "to the top", "a page up":
				d.press("G")
			case "next period", "next period, year":
				d.press("left")
			}
			before := d.app.View()
			if cmd := d.send(page.KeyMsg(k)); d.app.View() == before && cmd == nil {
				t.Errorf("%s (%s) does nothing", k, binding.Help().Desc)
			}
		}
	}
	for _, c := range []struct {
		keys []string
		says string
	}{
		{[]string{"right"}, "nothing is recorded after 12 Nov 2026"},
		{[]string{"left", "left"}, "nothing is recorded before 5 Oct 2026"},
		{after(allSpans, "left"), "all that is recorded is shown"},
		{[]string{"w", "tab"}, "rows have no groups: Esc leads back"},
		{[]string{"w", "O"}, "newest or dearest first"},
		{[]string{"/", "zzz", "enter", "enter"}, "there is no row to look into"},
		{[]string{"Y", "o"}, "the calendar has no such thing"},
		{[]string{"Y", "t"}, "the calendar has a year"},
	} {
		shows(t, spendDriven(t, b, 140, 30).press(c.keys...), c.says)
	}
}

func TestSpendColumnsGoInTheStatedOrder(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 200, 24).press(after(byModel, "v")...)
	legend := strings.Join(d.app.current().Legend(), " ")
	_, order, _ := strings.Cut(legend, "in this order: ")
	order, _, _ = strings.Cut(order, ".")
	gone := 0
	titles := map[string]string{"$/m": "$/M", "bar": "█"}
	for width := 200; width >= 60; width-- {
		d.app = d.app.resize(draw.Size{Width: width, Height: 24})
		view := d.app.View()
		var shown []bool
		for _, name := range strings.Split(order, ", ") {
			title := strings.ToUpper(name)
			if t, ok := titles[strings.ToLower(name)]; ok {
				title = t
			}
			shown = append(shown, strings.Contains(view, title))
		}
		for i := 1; i < len(shown); i++ {
			if shown[i-1] && !shown[i] {
				t.Fatalf("at %d columns %q goes before what is stated to go first:\n%s", width, strings.Split(order, ", ")[i], view)
			}
		}
		for _, s := range shown {
			if !s {
				gone++
			}
		}
	}
	if gone == 0 {
		t.Error("no column ever goes")
	}
}

// A table that is taken away has a name for every column, and no bars.
func TestSpendSheet(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 200, 40).press(byModel...)
	s, ok := d.app.current().Sheet()
	if !ok || s.Name != "spend-model" || strings.Join(s.Head[:4], ",") != "model,usd,mark,share" {
		t.Errorf("%v %+v", ok, s.Head)
	}
	if first := strings.Join(s.Rows[0][:4], ","); first != "anthropic/claude-sonnet-4-5,$250.10,,61.0 %" {
		t.Errorf("first row %q", first)
	}
	d.press("w")
	if s, _ := d.app.current().Sheet(); strings.Join(s.Head[:4], ",") != "time,model,usd,mark" || strings.Join(strings.Fields(s.Rows[0][2]), "") != "$40.00" {
		t.Errorf("%+v", s)
	}
	d.press("esc", "Y")
	if s, _ := d.app.current().Sheet(); s.Name != "spend-2026" || strings.Join(s.Rows[0], ",") != "2026-10-05,$300.00,1" {
		t.Errorf("%+v", s)
	}
}

// Groups, accounts and the calendar can be gone to by name.
func TestSpendThings(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30)
	then := map[string]tea.Msg{}
	for _, x := range d.app.current().Things() {
		then[x.Name] = x.Then
	}
	for name, want := range map[string]string{"spend by app": "[App]", "spend of openrouter/ci": "Account openrouter/ci, November so far $157.40", "the year as a calendar": "2026 so far $1,000.00"} {
		d.run(func() tea.Msg { return page.TurnTo{Screen: page.Spend, Then: then[name]} })
		shows(t, d, want)
	}
}

// $1,000,000 for one token, and the fee of 5.5 %, are $1,055,000,000,000 per million: the
// screen shows it, and so it does a hundred thousand million dollars a day.
func TestSpendOfADearToken(t *testing.T) {
	const head = "time,gateway,model,request_id,input_tokens,output_tokens,cost_usd\n"
	d := spendDriven(t, tuitest.BooksOf(t, head+"2026-11-01T10:00:00Z,openrouter,openai/gpt-4o,r1,1,0,1000000\n"), 200, 50)
	if view := d.app.View(); !strings.Contains(view, "  $1,055,000,000,000.00  ") {
		t.Errorf("the screen is\n%s", view)
	}
	d = spendDriven(t, tuitest.BooksOf(t, head+"2026-11-01T10:00:00Z,openrouter,openai/gpt-4o,r1,1000000,0,100000000000\n2026-11-02T10:00:00Z,openrouter,openai/gpt-4o,r2,1000000,0,100000000000\n"), 140, 40)
	shows(t, d, "November so far $200,000,000,000.00", "$100,000,000,000.00")
	d.press("Y")
	shows(t, d, "from $100,000,000,000")
}
