package credits

import (
	"context"
	"strings"
	"testing"

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
	d := driven(t, b, 100, 30)
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
	d.Shows("$1,090.00", "#6")
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
	d.Press("a").Type("500", "")
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
	base := *driven(t, b, 120, 36) // the driver and its screen are values
	for _, c := range []struct {
		key   string
		typed []string
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
	d := driven(t, b, 120, 36).Press("tab", "down", "R")
	d.Shows("REFUND A LOT  #2 of openrouter, $500.00 left", "$500.00 of #2 goes back, the $27.50 fee is")
	d.Type("100", "").Press("right")
	// A fifth of the credit, a fifth of the fee: 5.50.
	d.Shows("$100.00 of #2 goes back, and $5.50 of the fee")
	d.Press("enter")
	d.Says("$100.00 of #2 went back")
	d.Shows("$490.00", "░")
	if a, i, _ := d.Screen.lotInHand(); a.Lots[i].ID != 2 || d.Screen.focus != lotsPane {
		t.Error("the place is lost")
	}
	d.Undo()
	d.Says("the refund of $100.00 is taken back")
	d.Shows("$590.00")
	// Of the old one the gateway takes nothing back; it is said, not refused.
	d.Press("up", "R")
	d.Shows("! as far as is known openrouter does not")
	// What nobody recorded cannot go back.
	d.Press("esc", "G", "R", "enter")
	d.Shows("✕ nobody recorded that purchase")
	d.Press("esc", "esc", "end", "R")
	d.Says("not done: no lot of groq is in hand")
}

// A balance in the place of one of the same instant gives that back.
func TestBalance(t *testing.T) {
	b := tuitest.Credits(t)
	d := driven(t, b, 120, 36).Press("b").Type("588.65")
	d.Shows("$588.65 on openrouter's page: $1.35 less than")
	d.Press("enter")
	d.Says("set openrouter's page to $588.65")
	d.Shows("openrouter's page said $588.65 on 14 Nov, $1.35 less than tollbook.")
	d.Press("b").Type("590").Press("enter")
	d.Shows("openrouter's page said $590.00 on 14 Nov, as tollbook does.")
	d.Undo()
	d.Says("the balance of openrouter is $588.65 again")
	d.Shows("page said $588.65 on 14 Nov")
	d.Undo()
	d.Says("the balance of openrouter is taken back")
	d.Shows("page said $98.65 on 13 Nov")
}

// A grant, to an account that is not there yet: it is in hand then, and gone after u.
func TestGrantToANewAccount(t *testing.T) {
	b := tuitest.Credits(t)
	d := driven(t, b, 120, 36).Press("g", "shift+tab")
	d.Type("/lab", "5", "", "2026-12-20")
	d.Shows("$5.00 received, expires 2026-12-20")
	d.Press("enter")
	d.Says("added $5.00 to openrouter/lab")
	if a, _ := d.Screen.inHand(); a.Account.Name != "openrouter/lab" {
		t.Errorf("%s is in hand", a.Account.Name)
	}
	d.Undo()
	d.Hides("openrouter/lab  ")
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
	d := driven(t, b, 100, 30).Press("a").Type("500").Press("enter")
	d.Shows("✕ open ledger.db: file is not a database", "500▏")
	d.Press("backspace")
	d.Hides("not a database")
	d.Shows("$50.00 by card: fee $2.75")

	b.Recorder = tuitest.StoreBooks{Store: b.Store, Fate: "in the demo alone"}
	d = driven(t, b, 100, 30).Press("a").Type("500")
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
		d := driven(t, tuitest.Credits(t), z.Width, z.Height).Press("a")
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
