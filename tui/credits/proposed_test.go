package credits

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// The key records what is proposed for the account in hand, the oldest first, and says so
// where there is nothing; u takes it back.
func TestProposed(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	to := func(d *driver, account string) { d.Run(d.Send(page.ShowAccount{Name: account})) }
	d := drivenAt(t, b, "openrouter", 200, 50)
	// 5.5 % of 25 are 1.375, in cents 1.38.
	d.Shows("openrouter counts $25.00 that is not recorded.", "record openrouter's $25.00", "openrouter runs out 12 Jan (59 days) without it.",
		"! openrouter's credit grew by $525.00 between 12 Nov and 14 Nov, $25.00 of it is not recorded: fee $1.38",
		"[A] record it", "! $10.50 is paid by what is not recorded", "record the $25.00 first")
	d.Hides("anthropic is $10.50 short", "a top-up is missing")
	if got := hints(d); !strings.HasPrefix(got, "A record $25.00") {
		t.Errorf("the foot has %s", got)
	}
	to(d, "openai")
	d.Hides("] record it")
	if got := hints(d); strings.Contains(got, "A record") {
		t.Errorf("the foot has %s", got)
	}
	if why := d.Screen.Refuses(page.KeyMsg("A")); why != "no top-up of openai is proposed, one of openrouter is" {
		t.Errorf("A is refused with %q", why)
	}
	to(d, "openrouter")
	d.Press("A")
	d.Says("recorded $25.00, fee $1.38 as #6")
	d.Shows("! anthropic's credit grew by $40.00 between 12 Nov and 13 Nov, which is not recorded: no fee; 1 more")
	d.Hides("] record it")
	if a, _ := d.Screen.inHand(); a.Account.Name != "openrouter" {
		t.Errorf("%s is in hand", a.Account.Name)
	}
	d.Undo()
	d.Says("the top-up of $25.00 is taken back")
	d.Shows("[A] record it")
	to(d, "anthropic")
	d.Press("A")
	d.Says("recorded $40.00 as #7")
	d.Shows("! anthropic's credit grew by $5.00")
	if a, _ := d.Screen.inHand(); a.Account.Name != "anthropic" || topUpsOf(t, b) != before+1 {
		t.Errorf("%s is in hand, %d top-ups", a.Account.Name, topUpsOf(t, b))
	}
	d.Press("A")
	to(d, "openrouter")
	d.Press("A")
	d.Hides("not recorded", "] record it")
	if why := d.Screen.Refuses(page.KeyMsg("A")); why != "no top-up of openrouter is proposed" {
		t.Errorf("A is refused with %q", why)
	}
	if n := topUpsOf(t, b); n != before+3 {
		t.Errorf("%d top-ups, want %d", n, before+3)
	}
}

// What the books refuse is said and changes nothing; a key that is pressed twice records
// once; in a ledger that does not last that is said.
func TestProposedAndTheBooks(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	b.Recorder = failingBooks{tuitest.StoreBooks{Store: b.Store}}
	d := drivenAt(t, b, "openrouter", 120, 36).Press("A")
	d.Says("not recorded: open ledger.db: file is not a database")
	d.Shows("[A] record it")
	if n := topUpsOf(t, b); n != before {
		t.Errorf("%d top-ups, want %d", n, before)
	}
	b.Recorder = tuitest.StoreBooks{Store: b.Store, Fate: "in the demo alone"}
	d = drivenAt(t, b, "openrouter", 120, 36)
	first, second := d.Send(page.KeyMsg("A")), d.Send(page.KeyMsg("A"))
	if second != nil || d.Screen.Refuses(page.KeyMsg("A")) != "the books are being read" {
		t.Error("it is recorded twice")
	}
	d.Run(first)
	d.Says("recorded $25.00, fee $1.38 as #6; in the demo alone")
	if n := topUpsOf(t, b); n != before+1 {
		t.Errorf("%d top-ups, want %d", n, before+1)
	}
}

// All that is proposed is told, line by line.
func TestProposedPlain(t *testing.T) {
	got := strings.Join(drivenAt(t, tuitest.Proposing(t), "openrouter", 80, 24).Screen.Plain(), "\n")
	for _, want := range []string{"$25.00 of it is not recorded: fee $1.38, you paid $26.38 by the schedule.\n",
		"anthropic's credit grew by $40.00 between 12 Nov and 13 Nov, which is not recorded: no fee.\nanthropic's credit grew by $5.00 between 13 Nov and 14 Nov"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// 700 and 500 less 61 x 10 are 590, as the page says after 325 more were seen: they are
// recorded already, at another time.
func TestProposedIsDoubtful(t *testing.T) {
	b := tuitest.Proposing(t)
	tuitest.Pull(t, b, "openrouter", ledger.Pull{At: tuitest.Now.Add(-time.Hour), Credits: new(pricing.MustMoney("925")), Balance: new(pricing.MustMoney("590"))})
	d := drivenAt(t, b, "openrouter", 200, 50).Press("v")
	d.Shows("openrouter counts $25.00 that is not recorded, or at another time.", "look at openrouter's top-ups", "as its page agrees with the books", "[A] record it")
	d.Hides("without the $", "record the $3")
}

// A click on the line puts its account in hand, and records nothing.
func TestProposedIsClicked(t *testing.T) {
	b := tuitest.Proposing(t)
	before := topUpsOf(t, b)
	d := driven(t, b, 120, 36)
	d.Hides("] record it")
	for i, line := range strings.Split(d.View(), "\n") {
		if strings.HasPrefix(line, "  ! ") {
			d.Click(10, i)
			break
		}
	}
	d.Shows("▸ openrouter", "[A] record it")
	if n := topUpsOf(t, b); n != before {
		t.Errorf("%d top-ups, want %d", n, before)
	}
}

// What a log of usage tells of is proposed with its words, and the same key records it.
func TestLogged(t *testing.T) {
	b := tuitest.Credits(t)
	log := `{"created_at":1794300000,"type":1,"model_name":"","quota":0,"prompt_tokens":0,"completion_tokens":0,"content":"充值金额: ＄20.000000 额度，支付金额：146.000000"}`
	if _, err := b.Store.Import(t.Context(), strings.NewReader(log), usage.ImportOptions{File: "log.json"}); err != nil {
		t.Fatal(err)
	}
	d := drivenAt(t, b, "newapi", 200, 50)
	d.Run(d.Send(page.ShowAccount{Name: "newapi"}))
	d.Shows("newapi's log tells of $20.00 that is not recorded.", "! newapi's log tells of a purchase of $20.00 on 10 Nov, which is not recorded: its fee is not published", "[A] record it")
	d.Press("A")
	d.Says("recorded $20.00, its fee is not published as #6; what newapi takes for loading is not published: record the fee with --fee")
	d.Hides("log tells of")
	if list, err := b.Store.TopUps(t.Context(), "newapi"); err != nil || len(list) != 1 || list[0].Note != "told by the log log.json: paid 146, in a currency that the log does not say" {
		t.Errorf("%+v, %v", list, err)
	}
}
