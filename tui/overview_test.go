package tui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func overviewDriven(t testing.TB, b Books, width, height int) *driven {
	t.Helper()
	d := opened(t, config(tuitest.Catalog(t), b), width, height)
	if d.app.active != page.Overview {
		t.Fatalf("a ledger opens on %s", page.Names[d.app.active])
	}
	return d
}

var (
	overviewScenes = []struct {
		name  string
		books func(testing.TB) tuitest.LedgerBooks
		keys  []string
	}{
		{"month", tuitest.Overview, nil},
		{"second", tuitest.Overview, []string{"down"}},
		{"accounts", tuitest.Overview, []string{"tab", "down"}},
		{"models", tuitest.Overview, []string{"tab", "tab"}},
		{"seen", tuitest.Overview, []string{"a"}},
		{"explain", tuitest.Overview, []string{"e"}},
		{"explainaccount", tuitest.Overview, []string{"tab", "enter"}},
		{"help", tuitest.Overview, []string{"?"}},
		{"short", tuitest.FewDays, nil},
		{"hostile", tuitest.Spend, nil},
	}
	overviewSizes = []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 120, Height: 36}, {Width: 200, Height: 50}}
)

func TestOverviewView(t *testing.T) {
	g := newGallery(t)
	for _, sc := range overviewScenes {
		d := overviewDriven(t, sc.books(t), 80, 24).press(sc.keys...)
		g.add(sc.name, d)
	}
}

// unforeseen are books whose simulated part fails.
type unforeseen struct{ tuitest.LedgerBooks }

func (unforeseen) Project(credit.Books) (projection.Forecast, error) {
	return projection.Forecast{}, tuitest.ErrBroken
}

func (unforeseen) Attention(context.Context, check.Reading) (check.Attention, error) {
	return check.Attention{}, errors.New("settings.toml: line 3: no such setting")
}

// overviewBeside is the width from which on accounts and models stand side by side.
const overviewBeside = 76

// sumsOnly brings a program to where the sums are read and what is simulated is not.
func sumsOnly(t testing.TB, b Books, width, height int) *driven {
	t.Helper()
	d := &driven{t: t, app: New(config(tuitest.Catalog(t), b))}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.first(d.app.Init(), func(msg tea.Msg) bool {
		_, extent := msg.(page.Loaded[time.Time])
		return !extent
	})
	return d
}

// The states in which there is nothing to show, or not all of it yet: each says so.
func TestOverviewStates(t *testing.T) {
	read := &driven{t: t, app: New(config(tuitest.Catalog(t), tuitest.Overview(t)))}
	states := map[string]*driven{
		"loading":    read,
		"sums":       sumsOnly(t, tuitest.Overview(t), 80, 24),
		"empty":      overviewDriven(t, tuitest.Books{}, 80, 24),
		"error":      overviewDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24),
		"unforeseen": overviewDriven(t, unforeseen{tuitest.Overview(t)}, 80, 24),
		"calm":       overviewDriven(t, calm{tuitest.Overview(t)}, 80, 24),
	}
	g := newGallery(t)
	for _, name := range slices.Sorted(maps.Keys(states)) {
		g.add(name, states[name])
	}
}

// calm are books in which nothing needs attention.
type calm struct{ tuitest.LedgerBooks }

func (calm) Attention(context.Context, check.Reading) (check.Attention, error) {
	return check.Attention{}, nil
}

func (c calm) Reading(ctx context.Context, asOf time.Time) (check.Reading, error) {
	r, err := c.LedgerBooks.Reading(ctx, asOf)
	r.Records.Budgets = []check.Budget{{Name: "all", USD: pricing.MustMoney("1000")}}
	return r, err
}

// The answer says what the usage comes to, worked by hand above.
func TestOverviewAnswers(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 200, 50)
	shows(t, d, "November so far $116.00, about $253 by its end", "6 % less than October; with fees $265; $200 budget “pr·[31mod” will be exceeded.",
		"openrouter", "used up by 26 Nov 2026", // 90 less 4, 50, 4: 32 on the evening of the 22nd, 2 on that of the 25th
		"$90.00", "$30.00", "claude-sonnet-4-5", "$95.40", "82.2 %", "$10.60") // 95.40 of 116.00 is 82.24 %
	d = overviewDriven(t, tuitest.FewDays(t), 120, 36)
	shows(t, d, "November so far $15.00, about $63 by its end", "the plain mean of the few days there are", "No top-up is recorded")
	d = overviewDriven(t, calm{tuitest.Overview(t)}, 120, 36)
	shows(t, d, "$1,000 budget “all” is kept.", "openrouter runs out 26 Nov; nothing needs attention.", "Nothing: no credit expires or runs out soon")
}

// What is simulated is awaited in its place, and is not taken for nothing.
func TestOverviewShowsTheSumsFirst(t *testing.T) {
	d := sumsOnly(t, tuitest.Overview(t), 120, 36)
	shows(t, d, "November so far $116.00, about … by its end.", "$90.00", "…", "looking …", "$95.40")
	hides(t, d, "needs attention:", "Nothing:", "nothing needs attention")
	d = overviewDriven(t, unforeseen{tuitest.Overview(t)}, 120, 36)
	shows(t, d, "November so far $116.00; it cannot be projected: open ledger.db", "What needs attention cannot be told: settings.toml: line 3", "$90.00")
}

// Old data: the month has not begun in them, and nothing is taken for zero.
func TestOverviewOfOldData(t *testing.T) {
	cfg := config(tuitest.Catalog(t), tuitest.Overview(t))
	cfg.AsOf = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	d := opened(t, cfg, 140, 40)
	shows(t, d, "No usage of December is imported yet (the data end on 13 Nov 2026), about $", "MODEL IN NOVEMBER", "NOW", "~")
	hides(t, d, "than November") // of which half is not known
	cfg.AsOf = time.Date(2028, 1, 3, 12, 0, 0, 0, time.UTC)
	d = opened(t, cfg, 140, 40)
	shows(t, d, "No usage of January is imported yet", "more than a year ago")
}

// a marks a finding as seen, u takes that back; both are written.
func TestOverviewAcknowledges(t *testing.T) {
	b := tuitest.Overview(t)
	d := overviewDriven(t, b, 120, 36)
	before := d.app.View()
	shows(t, d, "2 warnings")
	d.press("a")
	shows(t, d, "1 warning ", "1 acked", "acknowledged: it counts again when it becomes worse", "openrouter runs out 26 Nov; one thing needs attention: budget", "▸ warning   budget")
	r, err := b.Reading(context.Background(), tuitest.Now)
	if err != nil {
		t.Fatal(err)
	}
	found, err := b.Attention(context.Background(), r)
	if err != nil || found.Count(check.Warning) != 1 {
		t.Fatalf("%d warnings are left: %v", found.Count(check.Warning), err)
	}
	d.press("u")
	shows(t, d, "taken back", "2 warnings")
	d.press("esc")
	if d.app.View() != before {
		t.Errorf("after u:\n%s\nnot\n%s", d.app.View(), before)
	}
	d.press("aa", "u") // typed as one message: one mark, one undo
	shows(t, d, "2 warnings")
	hides(t, d, "1 acked")
	d = overviewDriven(t, refusing{b}, 120, 36)
	d.press("a")
	shows(t, d, "not done: the ledger is locked", "2 warnings")
}

type refusing struct{ tuitest.LedgerBooks }

func (refusing) Acknowledge(context.Context, string, time.Time) error {
	return errors.New("the ledger is locked")
}

// Enter leads to where a finding is mended, or says what the figure is made of.
func TestOverviewLeadsOn(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 120, 36)
	d.press("enter").on(t, page.Credits) // the credit that runs out
	shows(t, d, "▸ openrouter")
	d.press("1", "G", "enter").on(t, page.Credits) // the lot that dies
	shows(t, d, "▸ openai")
	d.press("1", "g", "down", "enter").on(t, page.Spend) // the budget
	shows(t, d, "November so far $106.00", "[Model]", "/account=openrouter")
	d.press("1", "tab", "enter")
	shows(t, d, "EXPLAIN", "$90.00", "900")
	d.press("esc", "tab", "enter")
	shows(t, d, "EXPLAIN", "$95.40")
	d.press("esc", "e")
	shows(t, d, "November 2026, projected", "used so far", "$116.00")
	d.press("enter")
	shows(t, d, "$116.00", "EXPLAIN … › used so far")
}

// Tokens without a price lead to their days; what stood on the spend screen gives way.
func TestOverviewLeadsToUnpricedUsage(t *testing.T) {
	d := overviewDriven(t, tuitest.Spend(t), 120, 36)
	d.press("4", "tab", "tab", "tab", "tab", "tab", "enter", "/", "gpt", "enter", "1", "down", "enter").on(t, page.Spend)
	shows(t, d, "2026 so far", "777 tokens without a price", "[Day]", "/account=openrouter model=acme/unheard")
	d.press("esc").on(t, page.Overview)
}

// Enter on a deficit opens the form with what is known of the purchase that is missing:
// 20 bought, 0.50 a day from 15 September on are 30.50 by 14 November; the 41st day,
// 25 October, found no credit.
func TestMissingPurchaseIsFilledIn(t *testing.T) {
	d := overviewDriven(t, tuitest.Credits(t), 120, 36)
	d.run(func() tea.Msg {
		return page.TurnTo{Screen: page.Credits, Then: page.ShowAccount{Name: "anthropic", Missing: true}}
	})
	d.on(t, page.Credits)
	shows(t, d, "ADD A TOP-UP", "anthropic", "10.50", "2026-10-25 00:00")
	d.press("esc")
	d.run(func() tea.Msg {
		return page.TurnTo{Screen: page.Credits, Then: page.ShowAccount{Name: "openrouter", Missing: true}}
	})
	hides(t, d, "ADD A TOP-UP") // nothing is missing there
}

// A screen is turned to, and what was said on the other one is put away.
func TestTurnTo(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 120, 36)
	d.app.screens[page.Credits] = nil
	d.run(func() tea.Msg { return page.TurnTo{Screen: page.Credits} })
	d.on(t, page.Overview)
	d.run(func() tea.Msg { return page.Notice{Text: "the ledger is \x1b[31mlocked", Wrong: true} })
	shows(t, d, "the ledger is ·[31mlocked")
	d.run(func() tea.Msg { return page.TurnTo{Screen: page.Catalog} })
	d.on(t, page.Catalog)
	hides(t, d, "locked")
}

// In every theme the text is the same, in the ASCII one it has plain signs alone.
func TestOverviewInEveryTheme(t *testing.T) {
	for _, z := range overviewSizes {
		d := overviewDriven(t, tuitest.Overview(t), z.Width, z.Height)
		want := d.app.View()
		for _, name := range draw.Themes() {
			d.app.theme = draw.NewTheme(tuitest.ColourRenderer(), name)
			view, want := stripped(d.app.View()), want
			if name == "ascii" {
				want = draw.InASCII(want)
			}
			if trimmed(view) != trimmed(want) {
				t.Errorf("%s at %v:\n%s\nnot\n%s", name, z, view, want)
			}
		}
	}
}

func TestOverviewIsClicked(t *testing.T) {
	for _, z := range overviewSizes {
		d := overviewDriven(t, tuitest.Overview(t), z.Width, z.Height)
		click := func(text string) {
			t.Helper()
			for y, line := range strings.Split(d.app.View(), "\n") {
				if i := strings.Index(line, text); i >= 0 {
					d.click(len([]rune(line[:i])), y)
					return
				}
			}
			t.Fatalf("no %q in\n%s", text, d.app.View())
		}
		click("budget pr·")
		shows(t, d, "▸ warning   budget")
		click("openai       $30.00")
		shows(t, d, "▸ openai       $30.00")
		if z.Width >= overviewBeside {
			click("gpt-5.4")
			shows(t, d, "▸ gpt-5.4")
		}
		click("openrouter   $90.00")
		click("▸ openrouter   $90.00")
		shows(t, d, "EXPLAIN")
	}
}

// No view is wider or higher than its window, or shows a control character; the
// answer's first figure and the worst finding stay in sight.
func TestOverviewAtEverySize(t *testing.T) {
	for _, sc := range overviewScenes {
		d := overviewDriven(t, sc.books(t), 80, 24).press(sc.keys...)
		d.app.said = "" // the next key puts it away
		step := 20
		if sc.name == "month" {
			step = 3
		}
		for width := 60; width <= 200; width += step {
			for _, height := range []int{16, 18, 21, 25, 30, 60} {
				z := draw.Size{Width: width, Height: height}
				d.app = d.app.resize(z)
				view := d.app.View()
				checkFrame(t, sc.name, z, view)
				if sc.name == "month" && (!strings.Contains(view, "November so far $116.00") || !strings.Contains(view, "▸ warning   openrouter")) {
					t.Fatalf("%v: the answer or the worst is gone:\n%s", z, view)
				}
			}
		}
	}
}

// What goes for want of room goes in the order that the help states.
func TestOverviewPanesGoInTheStatedOrder(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 60, 60)
	gone := false
	for height := 60; height >= 16; height-- {
		d.app = d.app.resize(draw.Size{Width: 60, Height: height})
		view := d.app.View()
		chart, models, accounts := strings.Contains(view, "DAILY SPEND"), strings.Contains(view, "MODEL IN"), strings.Contains(view, "BALANCE")
		if chart && !models || models && !accounts {
			t.Fatalf("at %d lines:\n%s", height, view)
		}
		gone = gone || !models
	}
	if !gone {
		t.Error("nothing ever goes")
	}
}

func TestOverviewColumnsGoInTheStatedOrder(t *testing.T) {
	cfg := config(tuitest.Catalog(t), tuitest.Overview(t))
	cfg.AsOf = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	d := opened(t, cfg, 200, 40)
	goes := 0
	for width := 200; width >= overviewBeside; width-- {
		d.app = d.app.resize(draw.Size{Width: width, Height: 40})
		view := d.app.View()
		_, model, _ := strings.Cut(view, "claude-sonnet-4-5")
		model, _, _ = strings.Cut(model, "\n")
		for _, order := range [][]bool{
			{strings.Contains(view, "BURN/DAY"), strings.Contains(view, "ENDS"), strings.Contains(view, "NOW"), strings.Contains(view, "RUNWAY")},
			{strings.Contains(view, "SHARE"), strings.Contains(model, "█"), strings.Contains(model, "$95.40")},
		} {
			for i := 1; i < len(order); i++ {
				if order[i-1] && !order[i] {
					t.Fatalf("at %d columns %d goes before %d:\n%s", width, i, i-1, view)
				}
				if order[i] && !order[i-1] {
					goes++
				}
			}
			if !order[len(order)-1] {
				t.Fatalf("at %d columns what stays is gone:\n%s", width, view)
			}
		}
	}
	if goes == 0 {
		t.Error("no column ever goes")
	}
}

func TestOrdinal(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 22: "22nd", 23: "23rd", 30: "30th", 31: "31st"} {
		if got := draw.Ordinal(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}

func TestOverviewPlain(t *testing.T) {
	text, err := Plain(context.Background(), config(tuitest.Catalog(t), tuitest.Overview(t)), "overview")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"November so far $116.00, about $253", "\nwarning: openrouter: about $", "; do: load it at openrouter by 26 Nov 2026 (tollbook plan openrouter), then record it: tollbook topup add openrouter AMOUNT\n",
		"\nopenrouter: balance $90.00; ", "ends 26 Nov", "\nclaude-sonnet-4-5: $95.40, 82.2 %\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.ContainsAny(text, "█░━\x1b") {
		t.Errorf("it is drawn, not told:\n%s", text)
	}
}
