package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func creditsDriven(t testing.TB, b Source, width, height int) *driven {
	t.Helper()
	return drive(t, config(tuitest.Catalog(t), b), width, height).press("3")
}

func (d *driven) credits() credits {
	return d.app.screens[page.Credits].(page.Erased[creditsSource, credits]).Of
}

var (
	creditsScenes = []struct {
		name string
		keys []string
	}{
		{"accounts", nil},
		{"dying", []string{"down"}},
		{"deficit", []string{"down", "down"}},
		{"automatic", []string{"down", "down", "down"}},
		{"arrears", []string{"end"}},
		{"lots", []string{"tab", "down"}},
		{"unfolded", []string{"tab", "m", "end"}},
		{"explainaccount", []string{"enter"}},
		{"explainlot", []string{"tab", "down", "enter"}},
		{"plan", []string{"p"}},
		{"drift", []string{"d"}},
		{"help", []string{"?"}},
	}
	creditsSizes = []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 120, Height: 36}, {Width: 200, Height: 50}}
)

func TestCreditsView(t *testing.T) {
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range creditsScenes {
		from := base
		d := from.press(sc.keys...)
		for _, z := range creditsSizes {
			t.Run(fmt.Sprintf("%s_%dx%d", sc.name, z.Width, z.Height), func(t *testing.T) {
				d.app = d.app.resized(z)
				golden.RequireEqual(t, trimmed(d.app.View()))
			})
		}
	}
}

// The states in which there is little or nothing to show: each names the way on.
func TestCreditsStates(t *testing.T) {
	read := started(t, config(tuitest.Catalog(t), tuitest.Credits(t)), 80, 24)
	read.send(page.KeyMsg("3"))
	lots := started(t, config(tuitest.Catalog(t), tuitest.Credits(t)), 80, 24)
	lots.run(lots.send(page.KeyMsg("3")))
	ascii := config(tuitest.Catalog(t), tuitest.Credits(t))
	ascii.Theme = "ascii"
	for name, d := range map[string]*driven{
		"loading": read,
		"empty":   creditsDriven(t, tuitest.LedgerBooks{}, 80, 24),
		"error":   creditsDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24),
		"nolots":  creditsDriven(t, tuitest.BooksOf(t, tuitest.CreditsUsage()), 80, 24),
		"ascii":   drive(t, ascii, 80, 24).press("3"),
	} {
		for _, z := range creditsSizes {
			t.Run(fmt.Sprintf("%s_%dx%d", name, z.Width, z.Height), func(t *testing.T) {
				d.app = d.app.resized(z)
				golden.RequireEqual(t, trimmed(d.app.View()))
			})
		}
	}
}

// No view is wider or higher than its window, and the answer is there at every size.
func TestCreditsAtEverySize(t *testing.T) {
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range creditsScenes {
		from := base
		d := from.press(sc.keys...)
		step := 20
		if sc.name == "accounts" || sc.name == "unfolded" {
			step = 4
		}
		d.everySize(sc.name, step, func(z draw.Size, view string) {
			if sc.name == "accounts" && (!strings.Contains(view, "openrouter runs out") || !strings.Contains(view, "$590.00")) {
				t.Fatalf("%v: the answer is gone:\n%s", z, view)
			}
		})
	}
}

// What the screen says of CreditsUsage, worked by hand above.
func TestCreditsAnswers(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 200, 50)
	shows(t, d, "of openai's $83.40 likely expires unused 20 Dec.", "anthropic is $10.50 short: a top-up is missing.",
		"$590.00", "○ 23 Nov", "refundable for 1 h 38 min, the $27.50 fee is kept",
		"✕ $5.00 expired unused", "! $10.50 of usage had no credit",
		"openrouter's page said $98.65 on 13 Nov, $1.35 less than tollbook.", "billed after use")
	// 700 + 500 by card at 5.5 %: 38.50 + 27.50.
	shows(t, d, "$1,200.00", "$66.00")
	hides(t, d, "#1   14 Sep  $700.00  ████████████")
	// By 20 Dec 00:00 some 35 to 36 days of 0.60 are used: 21.00 to 21.60 of 83.40.
	lost, known := d.credits().accounts.Rows[1].LikelyLost()
	if !known || lost.Cmp(pricing.MustMoney("61.50")) < 0 || lost.Cmp(pricing.MustMoney("62.50")) > 0 {
		t.Errorf("openai's %v is likely lost", lost)
	}
}

// The $590.00 last 59 days of $10: to 12 January, which is past on the 20th.
func TestCreditsHaveRunOut(t *testing.T) {
	cfg := config(tuitest.Catalog(t), tuitest.Credits(t))
	cfg.AsOf = time.Date(2027, 1, 20, 12, 0, 0, 0, time.UTC)
	d := drive(t, cfg, 200, 50).press("3")
	shows(t, d, "openrouter has run out by now, about 12 Jan.", "Do: load openrouter now, or record what was loaded")
	hides(t, d, "(-")
}

// A cursor on a lot makes its account the one in hand, Tab and Esc go between the
// lists, and dead lots are there once they are asked for.
func TestCreditsCursor(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 120, 36)
	in := func() string { a, _ := d.credits().inHand(); return a.Account.Name }
	d.press("tab", "down", "down")
	if in() != "openai" {
		t.Fatalf("%s is in hand", in())
	}
	d.press("enter")
	shows(t, d, "what is left of lot #3", "$83.40")
	d.press("esc", "esc")
	if d.credits().focus != accountsPane || in() != "openai" {
		t.Errorf("after Esc the focus is %d, %s in hand", d.credits().focus, in())
	}
	hides(t, d, "1 Jun")
	d.press("m")
	shows(t, d, "#5", "1 Jun", "✕ 1 Jul  $5.00 lost")
	d.press("esc")
	hides(t, d, "1 Jun")
	d.press("end")
	if in() != "groq" {
		t.Errorf("%s is the last", in())
	}
	shows(t, d, "groq is billed after use: there is nothing to load.")
}

// Plans are asked for as accounts come in hand, once each, and the old one stays until
// a new one is there.
func TestCreditsPlansAreAskedForOnce(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 120, 36)
	if p := d.credits().plans; len(p) != 1 || p["openrouter"].Phase != page.Ready { // in hand, and first to run out
		t.Fatalf("%d plans", len(p))
	}
	d.press("down", "up", "down", "up", "down")
	for name, p := range d.credits().plans {
		if p.Request != 1 || p.Phase != page.Ready {
			t.Errorf("%s was asked for %d times, phase %d", name, p.Request, p.Phase)
		}
	}
	shows(t, d, "NEXT TOP-UP  openai")
	// A late answer to an earlier request is dropped.
	old := page.Loaded[projection.Plan]{Of: "plan of openai", Request: 0, Err: tuitest.ErrBroken}
	d.run(d.send(old))
	hides(t, d, "file is not a database")
	d.press("ctrl+r")
	if n := d.credits().plans["openai"].Request; n != 2 {
		t.Errorf("after reading again openai's plan was asked for %d times", n)
	}
}

// What is clicked is what keys reach.
func TestCreditsMouse(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 120, 36)
	for i, line := range strings.Split(d.app.View(), "\n") {
		if strings.Contains(line, "#3") {
			d.click(10, i)
			break
		}
	}
	if a, i, ok := d.credits().lotInHand(); !ok || a.Account.Name != "openai" || a.Lots[i].ID != 3 || d.credits().focus != lotsPane {
		t.Fatalf("%s is in hand", a.Account.Name)
	}
	for i, line := range strings.Split(d.app.View(), "\n") {
		if strings.HasPrefix(line, "   anthropic ") {
			d.click(10, i)
			break
		}
	}
	if a, _ := d.credits().inHand(); a.Account.Name != "anthropic" || d.credits().focus != accountsPane {
		t.Fatalf("%s is in hand", a.Account.Name)
	}
}

// The screen as text says what it shows, without what is drawn.
func TestCreditsPlain(t *testing.T) {
	text, err := Plain(context.Background(), config(tuitest.Catalog(t), tuitest.Credits(t)), "credits")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"openrouter: balance $590.00; burn/day $10.00;",
		"#3 of openai; kind purchase; bought 2025-12-20; credit $120.00; used $36.60; left $83.40; expires 2026-12-20;",
		"openrouter: refundable for 1 h 38 min, the $27.50 fee is kept\n",
		"anthropic: 1 used up, 1 expired, $5.00 expired unused\n",
		"anthropic: $10.50 of usage had no credit: a top-up is missing\n",
		"Next top-up at openrouter\n",
		"openrouter's page said $98.65 on 13 Nov, $1.35 less than tollbook.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, r := range text {
		if strings.ContainsRune("█▓░│○✕◇─\x1b", r) {
			t.Fatalf("%q is drawn, not told:\n%s", r, text)
		}
	}
}

// The time line: events stand in their order, months too, whatever the width.
func TestTimeScale(t *testing.T) {
	s := timeScale{tuitest.Now, tuitest.Now.AddDate(1, 0, 0)}
	for width := 8; width < 200; width++ {
		before := 0
		for d := 0; d <= 365; d++ {
			c := s.cell(tuitest.Now.AddDate(0, 0, d), width)
			if c < before || c >= width {
				t.Fatalf("width %d: day %d is on cell %d after %d", width, d, c, before)
			}
			before = c
		}
		if before != width-1 {
			t.Errorf("width %d ends on cell %d", width, before)
		}
		axis := s.axis(width)
		if len([]rune(axis)) != width || !strings.HasPrefix(axis, "now") {
			t.Errorf("width %d: %q", width, axis)
		}
	}
	// A quarter of the time stands at half of the line: sqrt(1/4).
	quarter := timeScale{tuitest.Now, tuitest.Now.Add(400 * time.Hour)}
	if c := quarter.cell(tuitest.Now.Add(100*time.Hour), 101); c != 50 {
		t.Errorf("cell %d, want 50", c)
	}
}

// Every key of the help does something somewhere.
func TestCreditsKeys(t *testing.T) {
	base := *creditsDriven(t, tuitest.Credits(t), 200, 50).press("down") // the program is a value
	for _, binding := range page.Bindings(newCreditsKeys()) {
		for _, k := range binding.Keys() {
			from := base
			d := &from
			switch binding.Help().Desc {
			case "back, never quit":
				d.press("tab")
			case "up", "to the top", "a page up":
				d.press("end")
			}
			before := d.app.View()
			if cmd := d.send(page.KeyMsg(k)); d.app.View() == before && cmd == nil {
				t.Errorf("%s (%s) does nothing", k, binding.Help().Desc)
			}
		}
	}
}

// typeIn goes through a form field by field: a text is typed, "" leaves the field.
func (d *driven) typeIn(texts ...string) *driven {
	for i, text := range texts {
		if i > 0 {
			d.press("tab")
		}
		for _, r := range text {
			d.press(string(r))
		}
	}
	return d
}

// topUpsOf counts what the books hold.
func topUpsOf(t *testing.T, b tuitest.LedgerBooks) int {
	t.Helper()
	all, err := b.Store.TopUps(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// A top-up is added, seen and taken back; the screen keeps its place.
func TestCreditsAddAndUndo(t *testing.T) {
	b := tuitest.Credits(t)
	d := creditsDriven(t, b, 100, 30)
	before := d.app.View()
	d.press("a").typeIn("500")
	// 5.5 % of 500 are 27.50; a year from the clock.
	shows(t, d, "▸ amount   500▏", "$500.00 by card: fee $27.50, you pay $527.50, may expire 2027-11-14", "Enter record it")
	if topUpsOf(t, b) != 5 {
		t.Fatal("the preview records something")
	}
	d.press("enter")
	// 590 + 500; #2 and #6 can both go back.
	shows(t, d, "added $500.00 to openrouter, fee $27.50 · u undoes it", "$1,090.00", "#6")
	if topUpsOf(t, b) != 6 || d.credits().form != nil {
		t.Fatalf("%d top-ups, form %v", topUpsOf(t, b), d.credits().form)
	}
	d.press("u")
	shows(t, d, "the top-up of $500.00 is taken back")
	d.press("down", "up")
	if topUpsOf(t, b) != 5 {
		t.Errorf("%d top-ups after u", topUpsOf(t, b))
	}
	if after := d.app.View(); after != before {
		t.Errorf("after u:\n%s\nwant\n%s", after, before)
	}
	// By crypto, 5 % and no minimum: 25.00.
	d.press("a").typeIn("500", "")
	d.press("right")
	shows(t, d, "‹crypto›", "$500.00 by crypto: fee $25.00, you pay $525.00")
	d.typeIn("", "", "30.1")
	shows(t, d, "fee $30.10, you pay $530.10")
	// Esc leaves all as it was, and what was typed was no command.
	d.press("esc")
	if topUpsOf(t, b) != 5 || d.app.View() != before {
		t.Errorf("after Esc:\n%s", d.app.View())
	}
}

// What cannot be recorded stays in the form, with the words of the command line.
func TestCreditsFormsSayWhatIsWrong(t *testing.T) {
	b := tuitest.Credits(t)
	base := *creditsDriven(t, b, 120, 36) // the program is a value
	for _, c := range []struct {
		key   string
		Brief []string
		want  string
	}{
		{"a", []string{""}, "type an amount in dollars, like 25 or 14.55"},
		{"a", []string{"x"}, `amount "x": not a decimal number`},
		{"a", []string{"0"}, `amount "0": want dollars above zero, like 25 or 14.55`},
		{"a", []string{"-5"}, `amount "-5": want dollars above zero`},
		{"a", []string{"5", "", "tomorrow"}, `when: "tomorrow" is neither a day (2026-11-14) nor an RFC 3339 time`},
		{"a", []string{"5", "", "1066-10-14"}, "the year 1066 is not one in which anyone bought credit"},
		{"a", []string{"5", "", "", "-1"}, `fee "-1": want zero or more`},
		{"a", []string{"5", "", "", "", "2026-11-01"}, "expires: it would expire before it is there (2026-11-14T18:22:00Z)"},
		{"a", []string{"5", "", "", "", "soon"}, `nor "never"`},
		{"g", []string{"zz"}, `amount "zz": not a decimal number`},
		{"b", []string{"1,5"}, `page says "1,5": write 1.5`},
		{"R", []string{"91"}, "$91 is more than the $90 of top-up 1 that was left at 2026-11-14T18:22:00Z"},
		{"R", []string{"5", "", "2026-09-01"}, ""}, // the books say so once it is to be recorded
	} {
		from := base
		d := from.press(c.key).typeIn(c.Brief...)
		d.press("enter")
		if d.credits().form == nil {
			t.Fatalf("%s %q: the form is closed:\n%s", c.key, c.Brief, d.app.View())
		}
		if c.want == "" {
			c.want = "top-up 1 is of 2026-09-14T09:00:00Z: nothing of it can go back before"
		}
		text := strings.Join(strings.Fields(strings.ReplaceAll(rightOf(d.app.View(), "│"), "│", " ")), " ")
		if !strings.Contains(text, c.want) {
			t.Errorf("%s %q: %q is not in\n%s", c.key, c.Brief, c.want, d.app.View())
		}
	}
	d := base.press("a", "shift+tab")
	for range "openrouter" {
		d.press("backspace")
	}
	d.typeIn("opnrouter", "5").press("enter")
	shows(t, d, `no gateway "opnrouter" in the catalog`, "did you mean openrouter or ")
	if n := topUpsOf(t, b); n != 5 {
		t.Errorf("%d top-ups were recorded", n)
	}
}

// rightOf is what of each line stands behind the last of a sign.
func rightOf(view, sign string) string {
	lines := strings.Split(view, "\n")
	for i, line := range lines {
		lines[i] = line[max(strings.LastIndex(line, sign), 0):]
	}
	return strings.Join(lines, "\n")
}

// Refunds go back to the lot, with or without the fee, and are taken back.
func TestCreditsRefund(t *testing.T) {
	b := tuitest.Credits(t)
	d := creditsDriven(t, b, 120, 36).press("tab", "down", "R")
	shows(t, d, "REFUND A LOT  #2 of openrouter, $500.00 left", "$500.00 of #2 goes back, the $27.50 fee is")
	d.typeIn("100", "").press("right")
	// A fifth of the credit, a fifth of the fee: 5.50.
	shows(t, d, "$100.00 of #2 goes back, and $5.50 of the fee")
	d.press("enter")
	shows(t, d, "$100.00 of #2 went back · u undoes it", "$490.00", "░")
	if a, i, _ := d.credits().lotInHand(); a.Lots[i].ID != 2 || d.credits().focus != lotsPane {
		t.Error("the place is lost")
	}
	d.press("u")
	shows(t, d, "the refund of $100.00 is taken back", "$590.00")
	// Of the old one the gateway takes nothing back; it is said, not refused.
	d.press("up", "R")
	shows(t, d, "! as far as is known openrouter does not")
	// What nobody recorded cannot go back.
	d.press("esc", "G", "R", "enter")
	shows(t, d, "✕ nobody recorded that purchase")
	d.press("esc", "esc", "end", "R")
	shows(t, d, "not done: no lot of groq is in hand")
}

// A balance in the place of one of the same instant gives that back.
func TestCreditsBalance(t *testing.T) {
	b := tuitest.Credits(t)
	d := creditsDriven(t, b, 120, 36).press("b").typeIn("588.65")
	shows(t, d, "$588.65 on openrouter's page: $1.35 less than")
	d.press("enter")
	shows(t, d, "set openrouter's page to $588.65 · u undoes it", "openrouter's page said $588.65 on 14 Nov, $1.35 less than tollbook.")
	d.press("b").typeIn("590").press("enter")
	shows(t, d, "openrouter's page said $590.00 on 14 Nov, as tollbook does.")
	d.press("u")
	shows(t, d, "the balance of openrouter is $588.65 again", "page said $588.65 on 14 Nov")
	d.press("u")
	shows(t, d, "the balance of openrouter is taken back", "page said $98.65 on 13 Nov")
}

// A grant, to an account that is not there yet: it is in hand then, and gone after u.
func TestCreditsGrantToANewAccount(t *testing.T) {
	b := tuitest.Credits(t)
	d := creditsDriven(t, b, 120, 36).press("g", "shift+tab")
	d.typeIn("/lab", "5", "", "2026-12-20")
	shows(t, d, "$5.00 received, expires 2026-12-20")
	d.press("enter")
	shows(t, d, "added $5.00 to openrouter/lab · u undoes it")
	if a, _ := d.credits().inHand(); a.Account.Name != "openrouter/lab" {
		t.Errorf("%s is in hand", a.Account.Name)
	}
	d.press("u")
	hides(t, d, "openrouter/lab  ")
}

// failingBooks refuse every change.
type failingBooks struct{ tuitest.StoreBooks }

func (failingBooks) AddTopUp(context.Context, lot.TopUp) (lot.TopUp, []string, error) {
	return lot.TopUp{}, nil, tuitest.ErrBroken
}

// What the books refuse stays in the form with the reason, and can be tried again;
// in a ledger that does not last that is said before and after.
func TestCreditsFormsAndTheBooks(t *testing.T) {
	b := tuitest.Credits(t)
	b.Recorder = failingBooks{tuitest.StoreBooks{Store: b.Store}}
	d := creditsDriven(t, b, 100, 30).press("a").typeIn("500").press("enter")
	shows(t, d, "✕ open ledger.db: file is not a database", "500▏")
	d.press("backspace")
	hides(t, d, "not a database")
	shows(t, d, "$50.00 by card: fee $2.75")

	b.Recorder = tuitest.StoreBooks{Store: b.Store, Fate: "in the demo alone"}
	d = creditsDriven(t, b, 100, 30).press("a").typeIn("500")
	shows(t, d, "In the demo alone.")
	d.press("enter")
	shows(t, d, "added $500.00 to openrouter, fee $27.50; in the demo alone · u undoes it")

	// While it is recorded no key does anything; an answer to another is dropped.
	d.press("a").typeIn("7")
	cmd := d.send(page.KeyMsg("enter"))
	d.send(page.KeyMsg("esc"))
	shows(t, d, "recording …")
	d.run(d.send(recorded{request: 99, err: tuitest.ErrBroken}))
	shows(t, d, "recording …")
	d.run(cmd)
	shows(t, d, "added $7.00 to openrouter")
}

// The forms at every size.
func TestCreditsFormView(t *testing.T) {
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range []struct {
		name string
		keys []string
	}{
		{"topup", []string{"a"}},
		{"preview", []string{"a", "5", "0", "0"}},
		{"invalid", []string{"a", "5", "x", "enter"}},
		{"small", []string{"a", "1", "tab"}},
		{"grant", []string{"g", "5"}},
		{"refund", []string{"tab", "down", "R"}},
		{"balance", []string{"b", "5", "8", "8"}},
	} {
		from := base
		d := from.press(sc.keys...)
		for _, z := range creditsSizes {
			t.Run(fmt.Sprintf("%s_%dx%d", sc.name, z.Width, z.Height), func(t *testing.T) {
				d.app = d.app.resized(z)
				checkFrame(t, sc.name, z, d.app.View())
				golden.RequireEqual(t, trimmed(d.app.View()))
			})
		}
		for width := 60; width <= 200; width += 10 {
			for _, height := range []int{16, 19, 30} {
				d.app = d.app.resized(draw.Size{Width: width, Height: height})
				checkFrame(t, sc.name, draw.Size{Width: width, Height: height}, d.app.View())
				if sc.name == "preview" { // what it comes to is there in the smallest window
					shows(t, d, "$500.00 by card: fee $27.50")
				}
			}
		}
	}
}

// A click puts the form's cursor on a field, beside the screen and below it.
func TestCreditsFormIsClicked(t *testing.T) {
	for _, z := range []draw.Size{{Width: 140, Height: 40}, {Width: 80, Height: 24}} {
		d := creditsDriven(t, tuitest.Credits(t), z.Width, z.Height).press("a")
		for i, line := range strings.Split(d.app.View(), "\n") {
			if at := strings.Index(line, "expires  by the"); at >= 0 {
				d.click(len([]rune(line[:at]))+2, i)
			}
		}
		shows(t, d, "▸ expires")
		d.click(1, 3)
		shows(t, d, "▸ expires")
	}
}
