package tui

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// makingBooks are empty books in whose place others come once something is recorded.
type makingBooks struct {
	bringingBooks
	own  bringingBooks
	made *int
	err  error
}

func (b makingBooks) Make() (page.Books, string, error) {
	*b.made++
	return b.own, "own.db", b.err
}

// The first account of a ledger is made by its first top-up: a gateway is chosen from
// all of the catalog, the fee is there before it is recorded, and u takes it back.
func TestFirstTopUp(t *testing.T) {
	d := bringing(t, 80, 24).press("3")
	shows(t, d, "There is no account yet.", "Or press a to add a top-up or a grant and b to set a balance here.", "a add a top-up")
	d.press("a")
	shows(t, d, "ADD A TOP-UP", "The account is made with its first top-up.", "Choose the gateway: → steps through them, letters find one.", "anthropic", "openrouter", "vercel", "F1 help")
	d.press("enter")
	shows(t, d, "✕ choose the gateway")
	d.typeIn("openr")
	hides(t, d, "anthropic")
	d.press("tab")
	shows(t, d, "account  openrouter", "✕ type an amount in dollars", "method   card")
	d.typeIn("100")
	// 5.5 % of 100; a year from the clock.
	shows(t, d, "$100.00 by card: fee $5.50, you pay $105.50, may expire 2027-11-14")
	d.press("enter")
	shows(t, d, "added $100.00 to openrouter, fee $5.50 · u undoes it", "▸ openrouter", "$100.00", "no usage is known yet, so what to load isn't either")
	d.press("u")
	// The account stays, as it does where the command takes a top-up back.
	shows(t, d, "the top-up of $100.00 is taken back")
	d.press("1")
}

func TestFirstTopUpIsChosenWithArrows(t *testing.T) {
	d := bringing(t, 100, 30).press("3", "a", "right")
	first := tuitest.Catalog(t).Gateways()[0].ID
	shows(t, d, "▸ "+first, "account "+first+"▏")
	d.press("right", "left", "left")
	shows(t, d, "account ▏ a gateway")
	d.press("esc")
	shows(t, d, "There is no account yet.")
	d.press("a").typeIn("ofox", "5", "")
	d.press("right")
	shows(t, d, "‹grant›", "made with its first top-up", "$5.00 received")
	d.press("esc", "b").typeIn("ofox", "12.50").press("enter")
	shows(t, d, "set ofox's page to $12.50")
}

// Where the ledger is not there yet it is made for what is recorded, and not before.
func TestFirstTopUpMakesTheLedger(t *testing.T) {
	empty := func() bringingBooks {
		store, err := ledger.OpenTemporary(context.Background(), tuitest.Catalog(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		})
		return bringingBooks{tuitest.Books{Store: store, Recorder: tuitest.StoreBooks{Store: store}}, tuitest.Now, &trouble{}}
	}
	n := 0
	b := makingBooks{empty(), empty(), &n, nil}
	d := drive(t, config(tuitest.Catalog(t), b), 80, 24).press("3", "a").typeIn("openrouter", "100")
	if n != 0 {
		t.Fatal("the preview makes it")
	}
	d.press("enter")
	shows(t, d, "added $100.00 to openrouter", "own.db")
	for name, c := range map[string]struct {
		store *ledger.Store
		want  int
	}{"the empty one": {b.Store, 0}, "the own one": {b.own.Store, 1}} {
		if all, err := c.store.TopUps(context.Background(), ""); err != nil || len(all) != c.want {
			t.Errorf("%s holds %d top-ups, %v; want %d", name, len(all), err, c.want)
		}
	}
	if n != 1 {
		t.Errorf("made %d times", n)
	}
	d.press("u")
	shows(t, d, "is taken back")
	if all, err := b.own.Store.TopUps(context.Background(), ""); err != nil || len(all) != 0 {
		t.Errorf("%d top-ups after u, %v", len(all), err)
	}

	b.err = tuitest.ErrBroken
	d = drive(t, config(tuitest.Catalog(t), b), 80, 24).press("3", "a").typeIn("openrouter", "100").press("enter")
	shows(t, d, "✕ open ledger.db: file is not a database", "100▏")
}

// The form of the first top-up at every size: what it comes to is always in sight.
func TestFirstTopUpAtEverySize(t *testing.T) {
	for name, keys := range map[string][]string{"found": {"a", "o"}, "none": {"a", "z", "z"}, "preview": {"a", "ofox", "tab", "25"}, "help": {"a", "f1"}} {
		bringing(t, 80, 24).press("3").press(keys...).everySize(name, 10, func(z draw.Size, view string) {
			if name == "preview" && !strings.Contains(view, "$25.00") {
				t.Errorf("%v: what it comes to is not in sight\n%s", z, view)
			}
		})
	}
}
