package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// overviewUsage is $10 on every weekday and $2 on Saturdays and Sundays from 1 August
// to 13 November 2026, nine tenths of it claude-sonnet, at openrouter; and $1 a day of
// gpt-4o at openai until the 10th.
//
//	October    22 weekdays x 10 + 9 others x 2 = 238.00, and 31 x 1 = 269.00
//	November   the 1st is a Sunday: 1, 7, 8 are 6.00, ten weekdays until the 13th 100.00,
//	           at openai 10.00: 116.00 so far
//	           from the 14th on 11 weekdays and 6 others: 110 + 12 = 122.00 more; at openai
//	           the last week has 4/7 a day and counts 1 of 1 + 1/2 ... + 1/15 = 3.318, so
//	           that a day is ((0.571^2/3 + 2.318) / 3.318)^3/2 = 0.862, 17 of them about 15:
//	           about 253 in all
//	models     claude-sonnet 0.9 x 106 = 95.40, gpt-5.4 10.60, gpt-4o 10.00
func overviewUsage() string {
	var b strings.Builder
	b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,cost_usd\n")
	for day := time.Date(2026, 8, 1, 9, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		sonnet, gpt := "9", "1"
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			sonnet, gpt = "1.8", "0.2"
		}
		at := day.Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,openrouter,openrouter,anthropic/claude-sonnet-4.5,a%s,1000000,100000,%s\n", at, at, sonnet)
		fmt.Fprintf(&b, "%s,openrouter,openrouter,openai/gpt-5.4,b%s,100000,10000,%s\n", at, at, gpt)
		if day.Before(time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC)) {
			fmt.Fprintf(&b, "%s,openai,openai,openai/gpt-4o,c%s,100000,10000,1\n", at, at)
		}
	}
	return b.String()
}

// overviewBooks are the books of overviewUsage: $900 bought at openrouter before it,
// $40 at openai that dies on 20 December, a budget of $200 that will not do, and a
// hostile name.
//
//	openrouter  August 21 x 10 + 10 x 2 = 230, September 22 x 10 + 8 x 2 = 236, October
//	            238, November 106: 810 used of 900, 90 left
//	openai      born on 1 November: 10 used of 40, 30 left
func overviewBooks(t testing.TB) spendBooks {
	t.Helper()
	b := newSpendBooks(t, overviewUsage())
	ctx := context.Background()
	dies := time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)
	for _, top := range []lot.TopUp{
		{Account: "openrouter", Kind: lot.Purchase, At: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("900")},
		{Account: "openai", Kind: lot.Purchase, At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Credit: pricing.MustMoney("40"), Expires: lot.ExpiresAt(dies)},
	} {
		if _, _, err := b.store.AddTopUp(ctx, top); err != nil {
			t.Fatal(err)
		}
	}
	for _, budget := range []check.Budget{{Name: "pr\x1b[31mod", USD: pricing.MustMoney("200"), Account: "openrouter"}} {
		if _, err := b.store.SetBudget(ctx, budget); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func overviewDriven(t testing.TB, b Source, width, height int) *driven {
	t.Helper()
	d := opened(t, config(testCatalog(t), b), width, height)
	if d.app.active != page.Overview {
		t.Fatalf("a ledger opens on %s", page.Names[d.app.active])
	}
	return d
}

// fewDays are books of five days: too little to test any method on.
//
//	5 x $3 = $15.00; at the plain mean 16 days more, the 15th to the 30th, 48.00: 63.00
func fewDays(t testing.TB) spendBooks {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,gateway,model,request_id,input_tokens,cost_usd\n")
	for day := 10; day <= 14; day++ {
		fmt.Fprintf(&b, "2026-11-%02dT09:00:00Z,openrouter,openai/gpt-5.4,r%d,1000000,3\n", day, day)
	}
	return newSpendBooks(t, b.String())
}

var (
	overviewScenes = []struct {
		name  string
		books func(testing.TB) spendBooks
		keys  []string
	}{
		{"month", overviewBooks, nil},
		{"second", overviewBooks, []string{"down"}},
		{"accounts", overviewBooks, []string{"tab", "down"}},
		{"models", overviewBooks, []string{"tab", "tab"}},
		{"seen", overviewBooks, []string{"a"}},
		{"explain", overviewBooks, []string{"e"}},
		{"explainaccount", overviewBooks, []string{"tab", "enter"}},
		{"help", overviewBooks, []string{"?"}},
		{"short", fewDays, nil},
		{"hostile", spending, nil},
	}
	overviewSizes = []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 120, Height: 36}, {Width: 200, Height: 50}}
)

func TestOverviewView(t *testing.T) {
	for _, sc := range overviewScenes {
		d := overviewDriven(t, sc.books(t), 80, 24).press(sc.keys...)
		for _, z := range overviewSizes {
			t.Run(fmt.Sprintf("%s_%dx%d", sc.name, z.Width, z.Height), func(t *testing.T) {
				d.app = d.app.resized(z)
				golden.RequireEqual(t, trimmed(d.app.View()))
			})
		}
	}
}

// unforeseen are books whose simulated part fails.
type unforeseen struct{ spendBooks }

func (unforeseen) Project(credit.Books) (projection.Forecast, error) {
	return projection.Forecast{}, errBroken
}

func (unforeseen) Attention(context.Context, check.Reading) (check.Attention, error) {
	return check.Attention{}, errors.New("settings.toml: line 3: no such setting")
}

// sumsOnly brings a program to where the sums are read and nothing else is.
func sumsOnly(t testing.TB, b Source, width, height int) *driven {
	t.Helper()
	d := &driven{t: t, app: New(config(testCatalog(t), b))}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.app.Init()
	sums, err := reckon(context.Background(), b, testNow)
	d.send(page.Loaded[reckoned]{Of: "overview", Request: 1, Value: sums, Err: err})
	return d
}

// The states in which there is nothing to show, or not all of it yet: each says so.
func TestOverviewStates(t *testing.T) {
	read := &driven{t: t, app: New(config(testCatalog(t), overviewBooks(t)))}
	for name, d := range map[string]*driven{
		"loading":    read,
		"sums":       sumsOnly(t, overviewBooks(t), 80, 24),
		"empty":      overviewDriven(t, fakeBooks{}, 80, 24),
		"error":      overviewDriven(t, fakeBooks{err: errBroken}, 80, 24),
		"unforeseen": overviewDriven(t, unforeseen{overviewBooks(t)}, 80, 24),
		"calm":       overviewDriven(t, calm{overviewBooks(t)}, 80, 24),
	} {
		for _, z := range overviewSizes {
			t.Run(fmt.Sprintf("%s_%dx%d", name, z.Width, z.Height), func(t *testing.T) {
				d.app = d.app.resized(z)
				golden.RequireEqual(t, trimmed(d.app.View()))
			})
		}
	}
}

// calm are books in which nothing needs attention.
type calm struct{ spendBooks }

func (calm) Attention(context.Context, check.Reading) (check.Attention, error) {
	return check.Attention{}, nil
}

func (c calm) Reading(ctx context.Context, asOf time.Time) (check.Reading, error) {
	r, err := c.spendBooks.Reading(ctx, asOf)
	r.Records.Budgets = []check.Budget{{Name: "all", USD: pricing.MustMoney("1000")}}
	return r, err
}

// The answer says what the usage comes to, worked by hand above.
func TestOverviewAnswers(t *testing.T) {
	d := overviewDriven(t, overviewBooks(t), 200, 50)
	shows(t, d, "November so far $116.00, about $253 by its end", "6 % less than October; with fees $265; $200 budget “pr·[31mod” will be exceeded.",
		"openrouter", "used up by 26 Nov 2026", // 90 less 4, 50, 4: 32 on the evening of the 22nd, 2 on that of the 25th
		"$90.00", "$30.00", "claude-sonnet-4-5", "$95.40", "82.2 %", "$10.60") // 95.40 of 116.00 is 82.24 %
	d = overviewDriven(t, fewDays(t), 120, 36)
	shows(t, d, "November so far $15.00, about $63 by its end", "the plain mean of the few days there are", "No top-up is recorded")
	d = overviewDriven(t, calm{overviewBooks(t)}, 120, 36)
	shows(t, d, "$1,000 budget “all” is kept.", "openrouter runs out 26 Nov; nothing needs attention.", "Nothing: no credit expires or runs out soon")
}

// The month that the sums give and the month so far of the forecast are one figure.
func TestOverviewFiguresAgree(t *testing.T) {
	for _, b := range []spendBooks{overviewBooks(t), fewDays(t), spending(t)} {
		f, err := b.Forecast(context.Background(), projection.Query{AsOf: testNow})
		if err != nil {
			t.Fatal(err)
		}
		sums, err := b.Spend(context.Background(), testNow)
		if err != nil {
			t.Fatal(err)
		}
		m, err := monthOf(sums, testNow)
		if err != nil || m.usd.IsZero() || !m.usd.Equal(f.Months[0].Actual) {
			t.Errorf("the sums say %s, the forecast %s: %v", m.usd, f.Months[0].Actual, err)
		}
	}
}

// What is simulated is awaited in its place, and is not taken for nothing.
func TestOverviewShowsTheSumsFirst(t *testing.T) {
	d := sumsOnly(t, overviewBooks(t), 120, 36)
	shows(t, d, "November so far $116.00, about … by its end.", "$90.00", "…", "looking …", "$95.40")
	hides(t, d, "needs attention:", "Nothing:", "nothing needs attention")
	d = overviewDriven(t, unforeseen{overviewBooks(t)}, 120, 36)
	shows(t, d, "November so far $116.00; it cannot be projected: open ledger.db", "What needs attention cannot be told: settings.toml: line 3", "$90.00")
}

// Old data: the month has not begun in them, and nothing is taken for zero.
func TestOverviewOfOldData(t *testing.T) {
	cfg := config(testCatalog(t), overviewBooks(t))
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
	b := overviewBooks(t)
	d := overviewDriven(t, b, 120, 36)
	before := d.app.View()
	shows(t, d, "2 warnings")
	d.press("a")
	shows(t, d, "1 warning ", "1 acked", "acknowledged: it counts again when it becomes worse", "openrouter runs out 26 Nov; one thing needs attention: budget", "▸ warning   budget")
	r, err := b.Reading(context.Background(), testNow)
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

type refusing struct{ spendBooks }

func (refusing) Acknowledge(context.Context, string, time.Time) error {
	return errors.New("the ledger is locked")
}

// Enter leads to where a finding is mended, or says what the figure is made of.
func TestOverviewLeadsOn(t *testing.T) {
	d := overviewDriven(t, overviewBooks(t), 120, 36)
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
	shows(t, d, "$116.00", "EXPLAIN ▸")
}

// Tokens without a price lead to their days; what stood on the spend screen gives way.
func TestOverviewLeadsToUnpricedUsage(t *testing.T) {
	d := overviewDriven(t, spending(t), 120, 36)
	d.press("4", "tab", "tab", "tab", "tab", "tab", "n", "/", "gpt", "enter", "1", "down", "enter").on(t, page.Spend)
	shows(t, d, "2026 so far", "777 tokens without a price", "[Day]", "/account=openrouter model=acme/unheard")
	d.press("esc")
	shows(t, d, "2026 so far $1,000.00") // 590.00 of October and 410.00
}

// Enter on a deficit opens the form with what is known of the purchase that is missing:
// 20 bought, 0.50 a day from 15 September on are 30.50 by 14 November; the 41st day,
// 25 October, found no credit.
func TestMissingPurchaseIsFilledIn(t *testing.T) {
	d := overviewDriven(t, crediting(t), 120, 36)
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
	d := overviewDriven(t, overviewBooks(t), 120, 36)
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
		d := overviewDriven(t, overviewBooks(t), z.Width, z.Height)
		want := d.app.View()
		for _, name := range draw.Themes() {
			d.app.theme = draw.NewTheme(colourRenderer(), name)
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
		d := overviewDriven(t, overviewBooks(t), z.Width, z.Height)
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
				d.app = d.app.resized(z)
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
	d := overviewDriven(t, overviewBooks(t), 60, 60)
	gone := false
	for height := 60; height >= 16; height-- {
		d.app = d.app.resized(draw.Size{Width: 60, Height: height})
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
	cfg := config(testCatalog(t), overviewBooks(t))
	cfg.AsOf = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	d := opened(t, cfg, 200, 40)
	goes := 0
	for width := 200; width >= overviewBeside; width-- {
		d.app = d.app.resized(draw.Size{Width: width, Height: 40})
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

// The fan of a day: above what was used the interval and the mean, and nothing where
// nothing is known.
func TestFanCell(t *testing.T) {
	cases := []struct {
		name      string
		day       fanDay
		low, high float64
		want      rune
	}{
		{"used whole", fanDay{used: 10}, 0, 5, '█'},
		{"used half of it", fanDay{used: 7.5}, 5, 10, '▄'},
		{"not zero is seen", fanDay{used: 0.01}, 0, 5, '▁'},
		{"nothing used", fanDay{}, 0, 5, ' '},
		{"above what was used", fanDay{used: 5}, 5, 10, ' '},
		{"the mean", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 5, 10, '━'},
		{"below the interval", fanDay{ahead: true, low: 6, mean: 7, high: 12}, 0, 5, '▒'},
		{"in the interval", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 10, 12, '░'},
		{"mostly below it", fanDay{ahead: true, low: 9, mean: 12, high: 14}, 5, 10, '▒'},
		{"hardly reached by it", fanDay{ahead: true, low: 4, mean: 7, high: 10.5}, 10, 15, ' '},
		{"above it", fanDay{ahead: true, low: 4, mean: 7, high: 12}, 12, 14, ' '},
		{"a day in progress", fanDay{ahead: true, used: 3, low: 4, mean: 7, high: 12}, 0, 2, '█'},
	}
	for _, c := range cases {
		if got := fanCell(c.day, c.low, c.high); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// One day far above the others does not flatten them: it is cut off and says so.
func TestFanScale(t *testing.T) {
	days := make([]fanDay, 30)
	for i := range days {
		days[i].used = 10
	}
	if top, ticks := fanScale(days[:0], 3); top != 1 || strings.Join(ticks, ",") != ",,$0" {
		t.Errorf("nothing at all: the chart is %v high, %q", top, ticks)
	}
	if top, _ := fanScale(days, 9); top != 10 {
		t.Errorf("30 days of 10: the chart is %v high", top)
	}
	days[3].used = 400
	if top, ticks := fanScale(days, 9); top != 12.5 || ticks[8] != "$0" { // 10 and a quarter
		t.Errorf("one of 400: the chart is %v high, %q", top, ticks)
	}
	for least, want := range map[float64]string{0.03: "$0.05", 0.7: "$1", 3: "$5", 12: "$20", 1300: "$2,000"} {
		if got := axisDollars(niceStep(least)); got != want {
			t.Errorf("a step of at least %v is %s, want %s", least, got, want)
		}
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
	text, err := Plain(context.Background(), config(testCatalog(t), overviewBooks(t)), "overview")
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
