package tui

import (
	"context"
	"errors"
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

// overviewScenes are what the overview looks like, each of which shows something that no other does.
var (
	overviewScenes = []struct {
		name  string
		books func(testing.TB) tuitest.LedgerBooks
		keys  []string
	}{
		{"month", tuitest.Unsteady, nil},
		{"task", tuitest.Overview, []string{"tab", "down"}},
		{"days", tuitest.Overview, []string{"d"}},
		{"many", tuitest.Many, []string{"down", "down"}},
		{"explain", tuitest.Overview, []string{"e"}},
		{"gateway", tuitest.Overview, []string{"enter"}},
		{"purchases", tuitest.PurchasesOnly, nil},
		{"huge", tuitest.Huge, nil},
	}
	overviewSizes = []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 120, Height: 36}, {Width: 200, Height: 50}}
)

func TestOverviewView(t *testing.T) {
	g := newGallery(t)
	for _, sc := range overviewScenes {
		g.add(sc.name, overviewDriven(t, sc.books(t), 80, 24).press(sc.keys...))
	}
	g.add("sums first", sumsOnly(t, tuitest.Overview(t), 80, 24))
}

// unforeseen are books whose simulated part fails.
type unforeseen struct{ tuitest.LedgerBooks }

func (unforeseen) Project(credit.Books) (projection.Forecast, error) {
	return projection.Forecast{}, tuitest.ErrBroken
}

func (unforeseen) Attention(context.Context, check.Reading) (check.Attention, error) {
	return check.Attention{}, errors.New("settings.toml: line 3: no such setting")
}

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

// The states in which there is nothing to show: each says so, and what to do.
func TestOverviewStates(t *testing.T) {
	d := overviewDriven(t, tuitest.Books{}, 80, 24)
	shows(t, d, "There is no usage yet", "1 Export your usage", "2 Bring it in: press i", "3 Record what you bought: press 3, then a", "Press 2 to ask")
	d = overviewDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24)
	shows(t, d, "The ledger cannot be read")
	d = overviewDriven(t, unforeseen{tuitest.Overview(t)}, 140, 40)
	shows(t, d, "November so far $116.00; it cannot be projected: open ledger.db", "What of the credit dies is not known.", "What needs attention cannot be told: settings.toml: line 3", "$90.00", "the days ahead are not known")
	d = overviewDriven(t, calm{tuitest.Overview(t)}, 140, 40)
	shows(t, d, "Nothing: no credit dies or runs out soon", "┈ budget $1,000")
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

// The answer says what the usage comes to, worked by hand above, in two lines at every width: 253
// with 12.54 of fees, 116 of them used; of openai's $30.00 one future of some loses a part on 20 December.
func TestOverviewAnswers(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 120, 36)
	shows(t, d, "November comes to about $265 with fees: $116 used, $136 to come, $13 to load it. October $282.",
		"of your $120 of credit will die, at openai on 20 Dec.",
		"○ 26 Nov", "○ 19 Dec", "load by 26 Nov: $79.06 left, 10 days at $7.87 a day") // 90 less 4, 50, 4: 32 on the evening of the 22nd, 2 on that of the 25th
	d = overviewDriven(t, tuitest.FewDays(t), 140, 36)
	shows(t, d, "November comes to about $66 with fees: $15 used, $48 to come, $3 to load it. That is the plain mean of the few days there are.", "No top-up is recorded", "no purchase recorded")
	hides(t, d, "October", "October's") // of which nothing is known
}

// The sums are there at once; what is simulated is awaited in its place, and is not taken for nothing.
func TestOverviewShowsTheSumsFirst(t *testing.T) {
	d := sumsOnly(t, tuitest.Overview(t), 140, 40)
	shows(t, d, "November so far $116.00; it comes to about … with fees.", "… of your credit will die.", "Elsewhere …", "$90.00", "looking for what needs attention …", "$95.40")
	hides(t, d, "Nothing:", "None of", "$0.00")
	for _, z := range overviewSizes[1:] { // columns and rows keep their places
		before := strings.Split(sumsOnly(t, tuitest.Overview(t), z.Width, z.Height).app.View(), "\n")
		after := strings.Split(overviewDriven(t, tuitest.Overview(t), z.Width, z.Height).app.View(), "\n")
		if before[5] != after[5] || !strings.Contains(before[5], "GATEWAY") || !strings.Contains(before[10], "TO DO") || before[10] != after[10] {
			t.Errorf("at %v the frame moves:\n%s\n%s", z, strings.Join(before[:12], "\n"), strings.Join(after[:12], "\n"))
		}
	}
}

// Old data: the month has not begun in them, and nothing is taken for zero.
func TestOverviewOfOldData(t *testing.T) {
	cfg := config(tuitest.Catalog(t), tuitest.Overview(t))
	cfg.AsOf = time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC)
	d := opened(t, cfg, 180, 40)
	shows(t, d, "No usage of December is imported yet (the data end on 13 Nov 2026); it comes to about $", "MODEL IN NOVEMBER", "NOW", "~")
	hides(t, d, "November $", "$0.00") // of which half is not known
	cfg.AsOf = time.Date(2028, 1, 3, 12, 0, 0, 0, time.UTC)
	d = opened(t, cfg, 180, 40)
	shows(t, d, "No usage of January is imported yet", "more than a year ago")
}

// A month is never set against a part of one: an export of thirty days has no whole October.
func TestOverviewComparesNoPartOfAMonth(t *testing.T) {
	d := overviewDriven(t, tuitest.LastThirtyDays(t), 140, 40)
	shows(t, d, "November comes to about $", "No top-up is recorded")
	hides(t, d, "October", "%  more", "more than")
}

// Space marks a task as seen and takes that back, and so does u, which puts the cursor on it again;
// both are written.
func TestOverviewMarksAsSeen(t *testing.T) {
	b := tuitest.Overview(t)
	d := overviewDriven(t, b, 120, 36).press("tab")
	before := d.app.View()
	shows(t, d, "▸ ○ openrouter")
	d.press(" ")
	shows(t, d, "✓ openrouter", "seen: it counts again when it becomes worse", "▸ ! budget")
	r, err := b.Reading(context.Background(), tuitest.Now)
	if err != nil {
		t.Fatal(err)
	}
	found, err := b.Attention(context.Background(), r)
	if err != nil || found.Count(check.Warning) != 1 {
		t.Fatalf("%d warnings are left: %v", found.Count(check.Warning), err)
	}
	d.press("u")
	shows(t, d, "taken back: it counts again", "▸ ○ openrouter")
	d.app.said = ""
	if d.app.View() != before {
		t.Errorf("after u:\n%s\nnot\n%s", d.app.View(), before)
	}
	d.press(" ", "G", " ") // the one that was seen stands last
	shows(t, d, "▸ ○ openrouter", "it counts again")
	hides(t, d, "✓")
	d = overviewDriven(t, refusing{b}, 120, 36).press("tab", " ")
	shows(t, d, "not done: the ledger is locked", "▸ ○ openrouter")
}

type refusing struct{ tuitest.LedgerBooks }

func (refusing) Acknowledge(context.Context, string, time.Time) error {
	return errors.New("the ledger is locked")
}

// A key that cannot act says why, and Esc takes the other chart back.
func TestOverviewRefuses(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 120, 36).press(" ")
	shows(t, d, "space marks a task as seen: ↓ or Tab goes to them")
	d.press("d")
	shows(t, d, "EACH DAY", "▓ nearly certain")
	d.press("esc")
	shows(t, d, "THE SUM WITH FEES")
	d = overviewDriven(t, tuitest.PurchasesOnly(t), 120, 36).press("d")
	shows(t, d, "there is no room for the chart, or no usage to draw", "WHAT USAGE WOULD TELL", "What of your $150 of credit dies is not known without usage")
	d = overviewDriven(t, tuitest.FewDays(t), 120, 36).press("o")
	shows(t, d, "there are no lines to put in order")
}

// Enter does the deed of a task, and Esc comes back to it; on a line it takes the figure apart.
func TestOverviewLeadsOn(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 120, 36)
	d.press("tab", "enter").on(t, page.Credits) // the credit that runs out
	shows(t, d, "▸ openrouter")
	d.press("esc").on(t, page.Overview)
	shows(t, d, "▸ ○ openrouter")
	d.press("down", "enter").on(t, page.Spend) // the budget
	shows(t, d, "November so far $106.00", "[Model]")
	d.press("1", "G", "enter").on(t, page.Credits) // the lot that dies
	shows(t, d, "#2 1 Nov")
	d.press("esc", "g", "up", "g", "enter")
	shows(t, d, "openrouter in November 2026", "used so far", "$106", "fees to load it", "= used + to come + fees", "$90.00")
	d.press("esc", "e")
	shows(t, d, "November 2026, projected, with fees", "fees to load it", "used so far, without fees", "$116.00")
}

// What adds up to a figure are its parts, and they do to the cent; what stands apart is none.
func TestOverviewExplanationsAddUp(t *testing.T) {
	for name, b := range map[string]tuitest.LedgerBooks{"overview": tuitest.Overview(t), "many": tuitest.Many(t), "few": tuitest.FewDays(t)} {
		for _, key := range []string{"e", "enter"} {
			d := overviewDriven(t, b, 140, 40).press(key)
			e, _ := d.app.panel.Front()
			if e.Sum == nil || e.USD == nil || !e.Sum.Equal(*e.USD) || draw.Money(*e.USD) != e.Figure {
				t.Errorf("%s, %s: %v is explained as %v", name, key, e.Figure, e.Sum)
			}
		}
	}
}

// Tokens without a price lead to the form of a rate for their model.
func TestOverviewLeadsToARate(t *testing.T) {
	d := overviewDriven(t, tuitest.Spend(t), 120, 36).press("tab", "down")
	shows(t, d, "acme/unheard has no price: 777 tokens in no total", "Enter a rate")
	d.press("enter").on(t, page.Catalog)
}

// y on a task copies its command, of which none stands on the screen; elsewhere it asks what to copy.
func TestOverviewCopiesTheCommand(t *testing.T) {
	cfg := config(tuitest.Catalog(t), tuitest.Overview(t))
	var copied string
	cfg.Copy = func(text string) error {
		copied = text
		return nil
	}
	d := opened(t, cfg, 120, 36)
	hides(t, d, "tollbook ")
	d.press("tab", "y")
	shows(t, d, "copied tollbook plan openrouter")
	if copied != "tollbook plan openrouter" {
		t.Errorf("copied %q", copied)
	}
}

// Fifteen gateways scroll, and what is out of sight is said with what is in it: three lose most of
// $90.00 each, of which the third is in sight. The cursor goes on to the tasks, and comes back.
func TestOverviewOfManyGateways(t *testing.T) {
	d := overviewDriven(t, tuitest.Many(t), 80, 24)
	shows(t, d, "▸ openrouter/team-15", "+5 more ↓", "expected ✕ $", "all", "✕ openrouter/team-05")
	for range 14 {
		d.press("down")
	}
	shows(t, d, "▸ openrouter/team-01", "+5 more ↑")
	d.press("down")
	shows(t, d, "▸ ✕ openrouter/team-05")
	d.press("up")
	shows(t, d, "▸ openrouter/team-01")
	d.press("o", "o")
	shows(t, d, "EXPECTED↓")
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
		shows(t, d, "▸ ! budget pr·")
		click("openai  ")
		shows(t, d, "▸ openai")
		if z.Width >= 130 {
			click("gpt-5.4")
			shows(t, d, "▸ gpt-5.4")
		}
		click("openrouter  ")
		click("▸ openrouter  ")
		shows(t, d, "EXPLAIN")
	}
}

// No view is wider or higher than its window, or shows a control character; the answer, the first
// gateway and the worst task stay in sight, and no half of the window is blank.
func TestOverviewAtEverySize(t *testing.T) {
	for _, sc := range overviewScenes {
		d := overviewDriven(t, sc.books(t), 80, 24).press(sc.keys...)
		d.app.said = "" // the next key puts it away
		step := 20
		if sc.name == "task" || sc.name == "many" {
			step = 7
		}
		for width := 60; width <= 200; width += step {
			for _, height := range []int{16, 18, 21, 25, 30, 50} {
				z := draw.Size{Width: width, Height: height}
				d.app = d.app.resize(z)
				view := d.app.View()
				checkFrame(t, sc.name, z, view)
				if sc.name == "task" && (!strings.Contains(view, "November") || !strings.Contains(view, " die") || !strings.Contains(view, "openrouter") || !strings.Contains(view, "▸ ")) {
					t.Fatalf("%v: the answer or the worst is gone:\n%s", z, view)
				}
				lines := strings.Split(view, "\n")
				blank := 0
				for _, line := range lines {
					if strings.TrimSpace(line) == "" {
						blank++
					}
				}
				if panel := sc.name == "explain" || sc.name == "gateway"; !panel && blank > height/4 && sc.name != "purchases" {
					t.Fatalf("%s at %v: %d lines are blank:\n%s", sc.name, z, blank, view)
				}
			}
		}
	}
}

// What goes for want of room goes in the order that the help states: of the gateways' columns bars,
// then in, so far, credit and fees.
func TestOverviewColumnsGoInTheStatedOrder(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 129, 40)
	goes := 0
	for width := 129; width >= 60; width-- {
		d.app = d.app.resize(draw.Size{Width: width, Height: 40})
		view := d.app.View()
		order := []bool{strings.Contains(view, "▇┄"), strings.Contains(view, " IN "), strings.Contains(view, "SO FAR"), strings.Contains(view, "CREDIT"), strings.Contains(view, "FEES"), strings.Contains(view, "EXPECTED") && strings.Contains(view, "AT RISK")}
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
	for _, want := range []string{"November comes to about $265 with fees: $116 used, $136 to come, $13 to load it. October $282.\n", "\nopenrouter: so far $106.00; expected $", "; credit $90.00; now ~$79; ends used up 26 Nov; in 12 days\n", "ends used up 19 Dec; in 35 days; at risk $1.88\n", "\nall: so far $116.00; expected $",
		"\nwarning: openrouter: about $", "; do: load it at openrouter by 26 Nov 2026 (tollbook plan openrouter), then record it: tollbook topup add openrouter AMOUNT\n",
		"\nclaude-sonnet-4-5: usd $95.40; share 82.2 %\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.ContainsAny(text, "█░━▇┄○✕\x1b") {
		t.Errorf("it is drawn, not told:\n%s", text)
	}
}
