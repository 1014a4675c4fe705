package credits

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/lot"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

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
func TestAddAndUndo(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 100, 30)
	before := d.View()
	d.Press("a").Type("500")
	// 5.5 % of 500 are 27.50; a year from the clock.
	d.Shows("▸ amount   500▏", "$500.00 by card: fee $27.50, you pay $527.50, may expire 2027-11-14")
	if got := hints(d); !strings.Contains(got, "Enter record it") {
		t.Errorf("the foot has %s", got)
	}
	if topUpsOf(t, b) != 5 {
		t.Fatal("the preview records something")
	}
	d.Press("enter")
	// 590 + 500; #2 and #6 can both go back.
	d.Says("added $500.00 to openrouter, fee $27.50")
	d.Shows("$1,090.00", "+2")
	if topUpsOf(t, b) != 6 || d.Screen.draft != nil {
		t.Fatalf("%d top-ups, form %v", topUpsOf(t, b), d.Screen.draft)
	}
	d.Undo()
	d.Says("the top-up of $500.00 is taken back")
	d.Press("down", "up")
	if topUpsOf(t, b) != 5 {
		t.Errorf("%d top-ups after u", topUpsOf(t, b))
	}
	if after := d.View(); after != before {
		t.Errorf("after u:\n%s\nwant\n%s", after, before)
	}
	// By crypto, 5 % and no minimum: 25.00.
	d.Press("a").Type("500", "", "")
	d.Press("right")
	d.Shows("‹crypto›", "$500.00 by crypto: fee $25.00, you pay $525.00")
	d.Type("", "", "30.1")
	d.Shows("fee $30.10, you pay $530.10")
	// Esc leaves all as it was, and what was typed was no command.
	d.Press("esc")
	if topUpsOf(t, b) != 5 || d.View() != before {
		t.Errorf("after Esc:\n%s", d.View())
	}
}

// What cannot be recorded stays in the form, with the words of the command line.
func TestFormsSayWhatIsWrong(t *testing.T) {
	b := tuitest.Credits(t)
	base := *drivenAt(t, b, "openrouter", 120, 36) // the driver and its screen are values
	for _, c := range []struct {
		key   string
		typed []string
		want  string
	}{
		{"a", []string{""}, "type an amount in dollars, like 25 or 14.55"},
		{"a", []string{"x"}, `amount "x": not a decimal number`},
		{"a", []string{"0"}, `amount "0": want dollars above zero, like 25 or 14.55`},
		{"a", []string{"-5"}, `amount "-5": want dollars above zero`},
		{"a", []string{"5", "", "", "soon"}, `when: "soon" is neither a day (yesterday, 1 Sep, 2026-11-14, -3d) nor a time`},
		{"a", []string{"5", "", "", "1066-10-14"}, "the year 1066 is not one in which anyone bought credit"},
		{"a", []string{"5", "", "", "", "-1"}, `fee "-1": want zero or more`},
		{"a", []string{"5", "", "", "", "", "2026-11-01"}, "expires: it would expire before it is there (2026-11-14T18:22:00Z)"},
		{"a", []string{"5", "", "", "", "", "soon"}, `nor "never"`},
		{"b", []string{"1,5"}, `page says "1,5": write 1.5`},
		{"R", []string{"91"}, "$91 is more than the $90 of top-up 1 that was left at 2026-11-14T18:22:00Z"},
		{"R", []string{"5", "", "2026-09-01"}, ""}, // the books say so once it is to be recorded
	} {
		from := base
		if c.key == "R" {
			from.Press("right", "down") // to #1
		}
		d := from.Press(c.key).Type(c.typed...)
		d.Press("enter")
		if d.Screen.draft == nil {
			t.Fatalf("%s %q: the form is closed:\n%s", c.key, c.typed, d.View())
		}
		if c.want == "" {
			c.want = "top-up 1 is of 2026-09-14T09:00:00Z: nothing of it can go back before"
		}
		text := strings.Join(strings.Fields(strings.ReplaceAll(rightOf(d.View(), "│"), "│", " ")), " ")
		if !strings.Contains(text, c.want) {
			t.Errorf("%s %q: %q is not in\n%s", c.key, c.typed, c.want, d.View())
		}
	}
	d := base.Press("a", "shift+tab")
	for range "openrouter" {
		d.Press("backspace")
	}
	d.Type("opnrouter", "5").Press("enter")
	d.Resize(100, 40)
	d.Shows(`no gateway "opnrouter" in the catalog`, "did you mean openrouter or ")
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
func TestRefund(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 120, 36).Press("right", "down", "down", "R")
	d.Shows("REFUND A LOT  #2 of openrouter, $500.00 left", "$500.00 of #2 goes back, the $27.50 fee is")
	d.Type("100", "").Press("right")
	// A fifth of the credit, a fifth of the fee: 5.50.
	d.Shows("$100.00 of #2 goes back, and $5.50 of the fee")
	d.Press("enter")
	d.Says("$100.00 of #2 went back")
	d.Shows("$490.00", "$100.00 refunded")
	if a, i, _ := d.Screen.lotInHand(); a.Lots[i].ID != 2 {
		t.Error("the place is lost")
	}
	d.Undo()
	d.Says("the refund of $100.00 is taken back")
	d.Shows("$590.00")
	// Of the old one the gateway takes nothing back; it is said, not refused.
	d.Press("up", "R")
	d.Shows("! as far as is known openrouter does not")
	d.Press("esc")
	// What nobody recorded cannot go back.
	d.Run(d.Send(page.ShowAccount{Name: "openrouter/ci"}))
	d.Press("R", "enter")
	d.Shows("✕ nobody recorded that purchase")
}

// x takes the top-up under the cursor away, u records it again under its number.
func TestRemove(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 120, 36).Press("right", "down", "down")
	before := d.View()
	d.Press("x", "right", "enter") // no
	if d.Screen.draft != nil || topUpsOf(t, b) != 5 {
		t.Fatal("it is not left")
	}
	d.Press("x")
	d.Shows("REMOVE #2  purchase of openrouter", "$500.00 of 13 Nov 2026 goes out of the books")
	d.Press("enter")
	d.Says("removed purchase #2 of $500.00 at openrouter")
	if n := topUpsOf(t, b); n != 4 {
		t.Errorf("%d top-ups are left", n)
	}
	d.Shows("$90.00")
	d.Hides("#2")
	d.Undo()
	d.Says("purchase #2 of $500.00 is recorded again")
	d.Run(d.Send(page.ShowAccount{Name: "openrouter", Lot: 2}))
	if after := d.View(); after != before {
		t.Errorf("after u:\n%s\nwant\n%s", after, before)
	}
	// What was refunded stays until the refund is removed.
	d.Press("R").Type("100").Press("enter", "x", "enter")
	d.Shows("✕ top-up 2 was refunded: remove refund 7 first")
}

// = opens what was recorded, filled in; u gives that back.
func TestEdit(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 120, 36).Press("right", "down", "=")
	d.Shows("CORRECT #1  purchase of openrouter", "amount   700▏", "method   card", "2026-09-14 09:00:00", "$700.00 by card: fee $38.50, you pay $738.50")
	d.Press("backspace", "backspace", "backspace").Type("800", "", "", "30", "", "by hand")
	d.Shows("$800.00 by card: fee $30.00, you pay $830.00")
	d.Press("enter")
	d.Says("corrected purchase #1 at openrouter")
	// 800 + 500 - 610.
	d.Shows("$690.00", "▸   14 Sep")
	all, err := b.Store.TopUps(context.Background(), "openrouter")
	if err != nil || all[0].Note != "by hand" || !all[0].At.Equal(time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)) || all[0].Fee.String() != "30" {
		t.Errorf("%+v, %v", all[0], err)
	}
	d.Undo()
	d.Says("purchase #1 is as it was")
	d.Shows("$590.00")
	if all, _ = b.Store.TopUps(context.Background(), "openrouter"); all[0].Note != "" || all[0].Charged {
		t.Errorf("after u %+v", all[0])
	}
	// A grant has no method and no fee, and keeps the day on which it was written to expire.
	d.Run(d.Send(page.ShowAccount{Name: "anthropic", Lot: 5}))
	d.Press("=")
	d.Shows("CORRECT #5  grant of anthropic", "2026-07-01 00:00", "$5.00 received, expires 2026-07-01")
	d.Hides("method")
}

// Times are typed as people say them.
func TestWhen(t *testing.T) {
	base := *drivenAt(t, tuitest.Credits(t), "openrouter", 120, 36)
	for typed, want := range map[string]string{
		"": "2026-11-14T18:22:00Z", "now": "2026-11-14T18:22:00Z", "today": "2026-11-14T00:00:00Z", "yesterday": "2026-11-13T00:00:00Z", "-3d": "2026-11-11T00:00:00Z",
		"1 Sep": "2026-09-01T00:00:00Z", "1 Sep 2025 14:00": "2025-09-01T14:00:00Z", "2026-09-01": "2026-09-01T00:00:00Z",
	} {
		from := base
		d := from.Press("a").Type("$1,000.50", "", "", typed, "", "20 Dec")
		o, err := d.Screen.read(*d.Screen.draft)
		if err != nil || o.topUp.At.Format(time.RFC3339) != want || o.topUp.Credit.String() != "1000.5" || o.topUp.Expires.At().Format(time.RFC3339)[5:] != "12-20T00:00:00Z" {
			t.Errorf("%q: %+v, %v; want %s", typed, o.topUp, err, want)
		}
		d.Shows("$1,000.50 by card: fee $55.03")
	}
}

// A balance in the place of one of the same instant gives that back.
func TestBalance(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 120, 36).Press("b").Type("588.65")
	d.Shows("$588.65 on openrouter's page: $1.35 less than")
	d.Press("enter")
	d.Says("set openrouter's page to $588.65")
	d.Shows("openrouter's page said $588.65 on 14 Nov, $1.35 less than tollbook")
	d.Press("b").Type("590").Press("enter")
	d.Shows("openrouter's page said $590.00 on 14 Nov, as tollbook does.")
	d.Undo()
	d.Says("the balance of openrouter is $588.65 again")
	d.Shows("page said $588.65 on 14 Nov")
	d.Undo()
	d.Says("the balance of openrouter is taken back")
	d.Shows("page said $98.65 on 13 Nov")
}

// A grant, by ←→ in the form of a top-up, to an account that is not there yet: it is in hand
// then, and gone after u. It has no method and no fee; what was entered there waits.
func TestGrantToANewAccount(t *testing.T) {
	b := tuitest.Credits(t)
	d := drivenAt(t, b, "openrouter", 120, 36).Press("a").Type("", "", "", "", "1.10")
	d.Press("up", "up", "up")
	d.Shows("▸ kind     ‹purchase›", "fee      1.10")
	d.Press("right")
	d.Shows("▸ kind     ‹grant›")
	d.Hides("   method", "   fee  ")
	d.Press("left")
	d.Shows("▸ kind     ‹purchase›", "fee      1.10", "method   card")
	d.Press("right", "up", "up").Type("/lab", "5", "", "", "20 Dec")
	d.Shows("$5.00 received, expires 2026-12-20")
	d.Press("enter")
	d.Says("added $5.00 to openrouter/lab")
	if a, _ := d.Screen.inHand(); a.Account.Name != "openrouter/lab" {
		t.Errorf("%s is in hand", a.Account.Name)
	}
	d.Undo()
	d.Says("the grant of $5.00 is taken back")
	d.Hides("openrouter/lab  ")
	d.Run(d.Send(page.ShowAccount{Name: "openrouter"}))
	d.Press("a", "down", "left")
	d.Shows("‹opening›")
	d.Press("up").Type("5")
	d.Shows("$5.00 to begin with, may expire")
}

// failingBooks refuse every change.
type failingBooks struct{ tuitest.StoreBooks }

func (failingBooks) AddTopUp(context.Context, lot.TopUp) (lot.TopUp, []string, error) {
	return lot.TopUp{}, nil, tuitest.ErrBroken
}

func (failingBooks) AcceptTopUp(context.Context, int64) (lot.TopUp, []string, error) {
	return lot.TopUp{}, nil, tuitest.ErrBroken
}

// What the books refuse stays in the form with the reason, and can be tried again;
// in a ledger that does not last that is said before and after.
func TestFormsAndTheBooks(t *testing.T) {
	b := tuitest.Credits(t)
	b.Recorder = failingBooks{tuitest.StoreBooks{Store: b.Store}}
	d := drivenAt(t, b, "openrouter", 100, 30).Press("a").Type("500").Press("enter")
	d.Shows("✕ open ledger.db: file is not a database", "500▏")
	d.Press("backspace")
	d.Hides("not a database")
	d.Shows("$50.00 by card: fee $2.75")

	b.Recorder = tuitest.StoreBooks{Store: b.Store, Fate: "in the demo alone"}
	d = drivenAt(t, b, "openrouter", 100, 30).Press("a").Type("500")
	d.Shows("In the demo alone.")
	d.Press("enter")
	d.Says("added $500.00 to openrouter, fee $27.50; in the demo alone")

	// While it is recorded no key does anything; an answer to another is dropped.
	d.Press("a").Type("7")
	cmd := d.Send(page.KeyMsg("enter"))
	d.Send(page.KeyMsg("esc"))
	d.Shows("recording …")
	d.Run(d.Send(recorded{Answer: form.Answer{Request: 99, Err: tuitest.ErrBroken}}))
	d.Shows("recording …")
	d.Run(cmd)
	// 5.5 % of 7 are less than the 0.80 that openrouter takes at least.
	d.Says("added $7.00 to openrouter, fee $0.80; in the demo alone")
}

// A click puts the form's cursor on a field, beside the screen and below it.
func TestFormIsClicked(t *testing.T) {
	for _, z := range []draw.Size{{Width: 140, Height: 40}, {Width: 80, Height: 24}} {
		d := drivenAt(t, tuitest.Credits(t), "openrouter", z.Width, z.Height).Press("a")
		for i, line := range strings.Split(d.View(), "\n") {
			if at := strings.Index(line, "expires  by the"); at >= 0 {
				d.Click(len([]rune(line[:at]))+2, i)
			}
		}
		d.Shows("▸ expires")
		d.Click(1, 3)
		d.Shows("▸ expires")
	}
}
