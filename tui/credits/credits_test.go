package credits

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// driver is the screen alone.
type driver = tuitest.Driver[Books, Model]

func driven(t testing.TB, b Books, width, height int) *driver {
	t.Helper()
	return tuitest.Drive[Books](t, New(tuitest.Catalog(t), tuitest.Now), b, width, height)
}

// drivenAt is the screen with an account in hand.
func drivenAt(t testing.TB, b Books, account string, width, height int) *driver {
	t.Helper()
	d := driven(t, b, width, height)
	d.Run(d.Send(page.ShowAccount{Name: account}))
	return d
}

// hints are the keys at the foot of the screen, with what they do.
func hints(d *driver) string {
	var out []string
	for _, h := range d.Screen.Hints() {
		out = append(out, h.Key+" "+h.Does)
	}
	return strings.Join(out, "  ")
}

// What the screen says of CreditsUsage, worked by hand there: of openai's 83.40 some 35 to 36
// days of 0.60 are used by 20 December, 61.80 or so are lost; for nothing to be lost 83.40 have
// to be used in 35.23 days. Live are 83.40 + 590 + the 7 that openrouter/ci holds.
func TestAnswers(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 200, 50)
	d.Shows("dies on 20 Dec at openai, in 35 days.", "anthropic is $10.50 short: a top-up is missing.", "openrouter runs out",
		"Do first: spend $2.37 a day at openai, now $0.60 · then record anthropic's top-up · then load openrouter before",
		"dies 20 Dec", "! $10.50 had no credit: purchase missing", "↻ loads itself, $10 below $2", "billed after use", "dies a week", "✕ 20 Dec, in 35 d")
	lost, known := d.Screen.rows[0].LikelyLost()
	if !known || lost.Cmp(pricing.MustMoney("61.50")) < 0 || lost.Cmp(pricing.MustMoney("62.50")) > 0 {
		t.Errorf("openai's %v is likely lost", lost)
	}
	d.Shows(draw.Money(lost) + " of $680 dies on 20 Dec")
	d.Press("down")
	d.Resize(100, 40)
	d.Shows("openrouter's page said $98.65 on 13 Nov, $1.35 less than tollbook  [d] why", "refundable for 1 h 38 min, the $27.50 fee is kept")
	// 700 + 500 by card at 5.5 %: 38.50 + 27.50.
	if got := d.Screen.accountWords(d.Screen.rows[1]); got != "$590.00 left · $10.00 a day · used up 12 Jan · 12 months: $1,200.00, fees $66.00" {
		t.Error(got)
	}
}

// Accounts stand in the order of what ends first: openai dies in December, openrouter's 590
// last 59 days; then those without a day.
func TestOrder(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 200, 50)
	var got []string
	for _, r := range d.Screen.rows {
		got = append(got, r.Account.Name+" "+r.how.mark())
	}
	if want := "openai ✕, openrouter ○, anthropic !, openrouter/ci ↻, groq -"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

// The $590.00 last 59 days of $10: to 12 January, which is past on the 20th.
func TestHaveRunOut(t *testing.T) {
	now := time.Date(2027, 1, 20, 12, 0, 0, 0, time.UTC)
	d := tuitest.Drive[Books](t, New(tuitest.Catalog(t), now), tuitest.Credits(t), 200, 50)
	d.Shows("openrouter has run out by now, about 12 Jan.", "load openrouter now, or record what was loaded", "○ 12 Jan, by now")
	d.Hides("(-")
}

// manyNow is when the first of the lots of the many accounts dies in 1.1 days.
var manyNow = time.Date(2026, 11, 29, 21, 36, 0, 0, time.UTC)

// The sum of all that dies comes first, and what dies first; the list says what it hides.
func TestManyAccounts(t *testing.T) {
	b := tuitest.Labs(t)
	d := tuitest.Drive[Books](t, New(tuitest.Catalog(t), manyNow), b, 80, 24)
	r := d.Screen.load.Value.risk
	// 12.50 are left of each of the three that die, and 0.50 a day are used of each: on the 29th
	// and the 30th, until the 3rd and until the 12th.
	d.Shows(draw.Money(r.USD)+" of $150 dies by 13 Dec in 3 accounts, first "+draw.Money(r.Lots[0].Outlook.ExpectedBreakage)+" of openrouter/lab-01's in 1.1 days.",
		"▸ openrouter/lab-01", "+3 more ↓ $25.00")
	d.Hides("lab-12")
	d.Press("G")
	d.Shows("▸ openrouter/lab-13", "+3 more ↑ $37.50 ✕ "+draw.Money(r.USD))
	d.Press("g")
	d.Shows("▸ openrouter/lab-01", "+3 more ↓ $25.00")
	d.Press("pgdown", "down")
	d.Shows("more ↑↓")
}

// → unfolds an account to its live lots and then to all, ← folds it; l unfolds all accounts.
// Esc goes back over that as over any step: the place carries it.
func TestUnfold(t *testing.T) {
	b := tuitest.Credits(t)
	d := driven(t, b, 80, 24).Press("down")
	before := d.Screen.Place()
	d.Hides("14 Sep")
	d.Press("right")
	d.Shows("14 Sep", "13 Nov", "refundable for 1 h 38 min")
	if d.Screen.Place().View == before.View {
		t.Error("to unfold is no step")
	}
	d.Press("down")
	if _, i, ok := d.Screen.lotInHand(); !ok || d.Screen.rows[1].Lots[i].ID != 1 {
		t.Errorf("the cursor is on %s", d.Screen.cursor)
	}
	d.Press("enter")
	asked := d.Asked[len(d.Asked)-1].(page.Explain)
	e, err := b.Explain(context.Background(), asked.Address)
	if err != nil || !strings.Contains(e.Title, "what is left of lot #1") || e.Figure != "$90.00" {
		t.Errorf("%s explains %s: %s, %v", asked.Address, e.Title, e.Figure, err)
	}
	d.Press("left")
	d.Hides("14 Sep")
	d.Shows("▸ openrouter")
	// Anthropic's one lot is used up, and the grant expired.
	d.Press("down", "right")
	d.Shows("1 used up, 1 expired  ✕ $5.00 expired unused")
	d.Hides("1 Jun")
	d.Press("right")
	d.Shows("1 Jun", "✕ $5.00 expired unused 1 Jul")
	if why := d.Screen.Refuses(page.KeyMsg("right")); why != "all lots of anthropic are shown" {
		t.Errorf("→ is refused with %q", why)
	}
	var cmd tea.Cmd
	d.Screen, cmd = d.Screen.Return(before)
	d.Run(cmd)
	d.Hides("1 Jun")
	d.Shows("▸ openrouter ")
	d.Press("l")
	d.Shows("20 Dec 2025", "14 Sep", "13 Nov")
	d.Press("l")
	d.Hides("14 Sep")
}

// What a key cannot do here and now is said.
func TestRefuses(t *testing.T) {
	base := *driven(t, tuitest.Credits(t), 80, 24)
	for _, c := range []struct{ to, key, want string }{
		{"groq", "right", "groq holds no lot"},
		{"groq", "R", "no live lot of groq is in hand"},
		{"groq", "d", "what groq's page says is not recorded: b sets it"},
		{"anthropic", "x", "no live lot of anthropic is in hand: → shows the dead ones"},
		{"openrouter/ci", "=", "nobody recorded that purchase: it stands for openrouter/ci's automatic top-ups"},
		{"openai", "left", "openai is folded"},
		{"openai", "v", "the preview needs 130 columns"},
		{"openai", "x", ""}, {"openai", "=", ""}, {"openrouter", "d", ""}, {"openrouter", "R", ""},
	} {
		from := base
		d := &from
		d.Run(d.Send(page.ShowAccount{Name: c.to}))
		if got := d.Screen.Refuses(page.KeyMsg(c.key)); got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.key, c.to, got, c.want)
		}
	}
}

// Another screen leads to an account, to a lot of it, and to the form of what is missing; what
// can be gone to by name are the accounts and the lots.
func TestShownByOthers(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 80, 24)
	var names []string
	for _, thing := range d.Screen.Things() {
		names = append(names, thing.Kind+" "+thing.Name)
		d.Run(d.Send(thing.Then))
		if !strings.HasSuffix(thing.Name, d.Screen.hand) {
			t.Errorf("%s leads to %s", thing.Name, d.Screen.hand)
		}
	}
	if want := "account openai, lot #3 openai, account openrouter, lot #1 openrouter, lot #2 openrouter, account anthropic, account openrouter/ci, account groq"; strings.Join(names, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(names, ", "), want)
	}
	d.Run(d.Send(page.ShowAccount{Name: "openrouter", Lot: 1}))
	if _, i, ok := d.Screen.lotInHand(); !ok || d.Screen.rows[1].Lots[i].ID != 1 {
		t.Errorf("%s is in hand", d.Screen.cursor)
	}
	d.Run(d.Send(page.ShowAccount{Name: "openrouter", Lot: 99}))
	d.Shows("▸ openrouter")
	d.Run(d.Send(page.ShowAccount{Name: "anthropic", Missing: true}))
	// The 20 of 1 September last 40 days of 0.50 from 15 September on: until 25 October.
	d.Shows("ADD A TOP-UP", "amount   10.5▏", "2026-10-25 00:00", "$10.50: you pay $10.50, no fee")
	d.Hides("✕ when")
}

// Plans are asked for as accounts come in hand, once each, and the old one stays until
// a new one is there; nothing moves when it comes.
func TestPlansAreAskedForOnce(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 120, 36)
	if p := d.Screen.plans; len(p) != 1 || p["openai"].Phase != page.Ready { // in hand
		t.Fatalf("%d plans", len(p))
	}
	cmd := d.Send(page.KeyMsg("down"))
	before := strings.Split(d.View(), "\n")
	d.Shows("NEXT TOP-UP  openrouter  …")
	d.Run(cmd)
	d.Hides("…")
	for i, line := range strings.Split(d.View(), "\n") {
		was := strings.Fields(before[i])
		if now := strings.Fields(line); len(was) > 0 && (len(now) == 0 || was[0] != now[0] && was[0] != "…" && now[0] != "·" || !strings.Contains(before[i], "…") && before[i] != line) {
			t.Errorf("line %d moves:\n%s\n%s", i, before[i], line)
		}
	}
	d.Press("up", "down", "up", "down")
	for name, p := range d.Screen.plans {
		if p.Request != 1 || p.Phase != page.Ready {
			t.Errorf("%s was asked for %d times, phase %d", name, p.Request, p.Phase)
		}
	}
	// A late answer to an earlier request is dropped.
	old := page.Loaded[projection.Plan]{Of: "plan of openai", Request: 0, Err: tuitest.ErrBroken}
	d.Run(d.Send(old))
	d.Hides("file is not a database")
	d.Reload()
	if n := d.Screen.plans["openrouter"].Request; n != 2 {
		t.Errorf("after reading again openrouter's plan was asked for %d times", n)
	}
}

// What to load is what a person would load, and what else would cost is said plainly.
func TestAdvice(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 80, 40).Press("down")
	p := d.Screen.plans["openrouter"].Value
	if p.Current == nil || len(p.Others) == 0 {
		t.Fatalf("%+v", p)
	}
	o, usd := cheaperMethod(p)
	d.Shows("NEXT TOP-UP  openrouter", "by card by", "by "+o.Method+": "+draw.Money(usd)+" a year less", "from $14.55 up, size changes nothing", "· card", "crypto")
	d.Hides("FEE BY PURCHASE SIZE")
}

// What is clicked is what keys reach; an account that is clicked again is unfolded.
func TestMouse(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 120, 36)
	click := func(text string) {
		t.Helper()
		for i, line := range strings.Split(d.View(), "\n") {
			if strings.Contains(line, text) {
				d.Click(10, i)
				return
			}
		}
		t.Fatalf("no %q in\n%s", text, d.View())
	}
	click("   openrouter  ")
	d.Shows("▸ openrouter")
	click("▸ openrouter")
	click("     14 Sep")
	if a, i, ok := d.Screen.lotInHand(); !ok || a.Account.Name != "openrouter" || a.Lots[i].ID != 1 {
		t.Fatalf("%s is in hand", d.Screen.cursor)
	}
	click("   openrouter  ")
	click("▸ openrouter")
	d.Hides("     14 Sep")
	d.Click(10, 30) // below the list
	d.Shows("▸ openrouter")
}

// The preview at the right follows the cursor; v hides it.
func TestPreview(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 140, 40)
	d.Shows("PURCHASE  #3 of openai", "$36.60 used, $83.40 left", "expires on 20 Dec 2026", "likely expires unused", "LOADED")
	d.Press("down", "down")
	d.Shows("ACCOUNT  anthropic", "#5 1 Jun 2026")
	d.Hides("PURCHASE  #3")
	d.Press("v")
	d.Hides("ACCOUNT  anthropic")
	d.Press("v")
	d.Shows("ACCOUNT  anthropic")
}

// Every key of the help does something somewhere.
func TestKeys(t *testing.T) {
	base := *drivenAt(t, tuitest.Proposing(t), "openrouter", 200, 50) // the driver and its screen are values
	for _, binding := range page.Bindings(NewKeys()) {
		for _, k := range binding.Keys() {
			from := base
			d := &from
			switch binding.Help().Desc {
			case "up", "to the top", "a page up":
				d.Press("end")
			case "fold them":
				d.Press("right")
			}
			before := d.View()
			if cmd := d.Send(page.KeyMsg(k)); d.View() == before && cmd == nil {
				t.Errorf("%s (%s) does nothing", k, binding.Help().Desc)
			}
		}
	}
}
