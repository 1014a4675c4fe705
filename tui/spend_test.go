package tui

import (
	"fmt"
	"maps"
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
	byModel     = []string{"tab", "tab", "tab", "tab", "tab"}
	spendScenes = []struct {
		name string
		keys []string
	}{
		{"days", nil},
		{"months", []string{"a", "tab", "tab"}},
		{"models", byModel},
		{"lastmonth", []string{"p"}},
		{"thirty", []string{"t"}},
		{"year", []string{"Y", "shift+tab"}},
		{"nousage", []string{"left", "left", "left"}},
		{"rows", append(byModel[:5:5], "enter")},
		{"dearest", append(byModel[:5:5], "a", "enter", "o")},
		{"rowsfilter", append(byModel[:5:5], "a", "enter", "/", ">120 app:support", "enter")},
		{"rowsnothing", append(byModel[:5:5], "enter", "/", ">1e6", "enter")},
		{"rowswrong", append(byModel[:5:5], "enter", "/", "modle:x", "enter")},
		{"only", append(byModel[:5:5], "n")},
		{"filter", append(byModel[:5:5], "/", "gpt >100")},
		{"filterkept", append(byModel[:5:5], "/", "-account:ci", "enter")},
		{"filterwrong", []string{"/", "modle:gpt"}},
		{"filternothing", []string{"/", "zzz", "enter"}},
		{"explain", append(byModel[:5:5], "e")},
		{"explainrow", append(byModel[:5:5], "enter", "enter")},
		{"help", []string{"?"}},
	}
)

func TestSpendView(t *testing.T) {
	b := tuitest.Spend(t)
	g := newGallery(t)
	for _, sc := range spendScenes {
		d := spendDriven(t, b, 80, 24).press(sc.keys...)
		g.add(sc.name, d)
	}
}

// The states in which there is nothing to show: each names the way on.
func TestSpendStates(t *testing.T) {
	read := started(t, config(tuitest.Catalog(t), tuitest.Spend(t)), 80, 24)
	read.send(page.KeyMsg("4"))
	states := map[string]*driven{
		"loading": read,
		"empty":   spendDriven(t, tuitest.LedgerBooks{}, 80, 24),
		"error":   spendDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24),
	}
	g := newGallery(t)
	for _, name := range slices.Sorted(maps.Keys(states)) {
		g.add(name, states[name])
	}
}

// No view is wider or higher than its window, or shows a control character, and the
// dollars stay in sight at every width.
func TestSpendAtEverySize(t *testing.T) {
	b := tuitest.Spend(t)
	for _, sc := range spendScenes {
		d := spendDriven(t, b, 80, 24).press(sc.keys...)
		step := 20
		if sc.name == "models" || sc.name == "rows" {
			step = 3
		}
		d.everySize(sc.name, step, func(z draw.Size, view string) {
			if sc.name == "models" && (!strings.Contains(view, "$250.10") || !strings.Contains(view, "November so far $410.00")) {
				t.Fatalf("%v: the dollars are gone:\n%s", z, view)
			}
		})
	}
}

// The answer says what the figures of spendUsage come to, worked by hand above.
func TestSpendAnswers(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 200, 50)
	// October is known from the 5th: 590.00 in 27 days are 21.85 a day; the data end on the
	// 12th, 410 / 12 = 34.17.
	shows(t, d, "November so far $410.00: $34.17 a day, 56 % more than October's $21.85 (known from the 5th); the dearest day is Tuesday 10 Nov with $157.40.")
	// 40,000,000 of 131,000,700 prompt tokens that count: the subscription's count too.
	d.press(byModel...)
	shows(t, d, "anthropic/claude-sonnet-4-5 is 61 % of it", "777 tokens without a price", "$40.00 of subscriptions at list price", "$5.00 on own keys")
	d.press("p")
	// 500 and 90 in October; there is nothing before it.
	shows(t, d, "October $590.00; anthropic/claude-sonnet-4-5 is 51 % of it")
	d.press("right")
	shows(t, d, "November so far $410.00")
	d.press("a")
	shows(t, d, "All that is recorded $1,000.00")
	d.press("/", "app:review", "enter")
	shows(t, d, "All that is recorded $447.40", "/app:review") // 200 + 90 + 157.40
	d.press("esc")
	shows(t, d, "All that is recorded $1,000.00")
}

// Enter leads to the rows and to what a row is made of; Esc leads back one level a
// press and to the row that it came from.
func TestSpendDrillsAndComesBack(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press(byModel...)
	d.press("n")
	shows(t, d, "Model anthropic/claude-sonnet-4-5, November so far $250.10", "support-bot")
	d.press("enter")
	shows(t, d, "Model anthropic/claude-sonnet-4-5 ▸ app support-bot: $250.10 in 2 rows, newest first.", "usage.csv:5", "usage.csv:6", "$150.10", "$100.00")
	rows := d.app.View()
	d.press("o")
	shows(t, d, "dearest first")
	d.press("o")
	if d.app.View() != rows {
		t.Errorf("o twice leads to\n%s\nnot to\n%s", d.app.View(), rows)
	}
	d.press("enter")
	shows(t, d, "EXPLAIN", "20,000,000 x") // the newest row is r5
}

func TestSpendLeadsBack(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 120, 30).press(byModel...)
	top := d.app.View()
	d.press("n", "enter", "enter", "esc")
	shows(t, d, "in 2 rows")
	d.press("esc")
	shows(t, d, "Model anthropic/claude-sonnet-4-5, November so far")
	d.press("esc")
	if d.app.View() != top {
		t.Errorf("Esc leads to\n%s\nnot to\n%s", d.app.View(), top)
	}
	if d.press("esc", "esc"); d.quit || d.app.active != page.Overview {
		t.Error("Esc at the top does not lead to where the reader came from")
	}
}

// While rows are looked for the screen says so, and Esc ends it.
func TestSpendRowsLoading(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 80, 24).press(byModel...)
	cmd := d.send(page.KeyMsg("enter"))
	shows(t, d, "Looking for the rows of model anthropic/claude-sonnet-4-5 …", "Esc ends it")
	d.send(page.KeyMsg("esc"))
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
	shows(t, d, "Day 2026-11-10: $4.50 in 450 rows, newest first", "The first 200 are below")
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
	line := func(text string) (x, y int) {
		for y, l := range strings.Split(d.app.View(), "\n") {
			if at := strings.Index(l, text); at >= 0 {
				return len([]rune(l[:at])), y
			}
		}
		t.Fatalf("no %q in\n%s", text, d.app.View())
		return 0, 0
	}
	d.click(line(" Model "))
	shows(t, d, "[Model]")
	d.click(line("REQUESTS"))
	shows(t, d, "REQUESTS ↓")
	d.click(line("openai/gpt-4o"))
	shows(t, d, "▸ openai/gpt-4o")
	d.run(d.send(tea.MouseMsg{X: 5, Y: 12, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelUp}))
	hides(t, d, "▸ openai/gpt-4o ")
}

// Every key of the help does something somewhere, and what the legend says of the
// order in which columns go is what happens.
func TestSpendKeys(t *testing.T) {
	b := tuitest.Spend(t)
	for _, binding := range page.Bindings(spend.NewKeys()) {
		for _, k := range binding.Keys() {
			d := spendDriven(t, b, 100, 30).press(byModel...)
			switch binding.Help().Desc {
			case "back, never quit":
				d.press("n")
			case "up", "to the top", "a page up":
				d.press("G")
			case "this month", "next period":
				d.press("p")
			}
			before := d.app.View()
			if cmd := d.send(page.KeyMsg(k)); d.app.View() == before && cmd == nil {
				t.Errorf("%s (%s) does nothing", k, binding.Help().Desc)
			}
		}
	}
}

func TestSpendColumnsGoInTheStatedOrder(t *testing.T) {
	d := spendDriven(t, tuitest.Spend(t), 200, 40).press(byModel...)
	legend := strings.Join(d.app.current().Legend(), " ")
	_, order, _ := strings.Cut(legend, "in this order: ")
	gone := 0
	titles := map[string]string{"$/m": "$/M", "bar": "█"}
	for width := 200; width >= 60; width-- {
		d.app = d.app.resize(draw.Size{Width: width, Height: 40})
		view := d.app.View()
		var shown []bool
		for _, name := range strings.Split(strings.TrimSuffix(order, "."), ", ") {
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
	if first := strings.Join(s.Rows[0][:4], ","); first != "anthropic/claude-sonnet-4-5,$250.10,,61 %" {
		t.Errorf("first row %q", first)
	}
	d.press("enter")
	if s, _ := d.app.current().Sheet(); strings.Join(s.Head[:4], ",") != "time,model,usd,mark" || strings.Join(strings.Fields(s.Rows[0][2]), "") != "$40.00" {
		t.Errorf("%+v", s)
	}
}

// $1,000,000 for one token, and the fee of 5.5 %, are $1,055,000,000,000 per million: the
// screen shows it.
func TestSpendOfADearToken(t *testing.T) {
	const usage = "time,gateway,model,request_id,input_tokens,output_tokens,cost_usd\n2026-11-01T10:00:00Z,openrouter,openai/gpt-4o,r1,1,0,1000000\n"
	d := spendDriven(t, tuitest.BooksOf(t, usage), 200, 50)
	if view := d.app.View(); !strings.Contains(view, "  $1,055,000,000,000.00  ") {
		t.Errorf("the screen is\n%s", view)
	}
}
