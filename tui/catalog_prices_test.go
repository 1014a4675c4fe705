package tui

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/tui/catalog"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// priceBooks are books of the small catalog's publisher, beside which own prices are kept.
// Their month is many prompts of 100 M tokens of input and 10 M of output: $2 x 100 + $10 x 10
// = $300.
type priceBooks struct {
	tuitest.Books
	t       testing.TB
	cat     *pricing.Catalog
	own     map[string][][]string // lines of files
	changes catalog.PriceChanges
	read    *int // how often the changes were read
	passing string
	err     error
}

func newPriceBooks(t *testing.T) priceBooks {
	b := priceBooks{t: t, own: map[string][][]string{}, read: new(int)}.laid()
	b.Books = tuitest.UsageBooks(b.cat, tuitest.Used{Gateway: "acme", Model: "acme/m1", Requests: 1000, Input: 100, Cached: 0, Output: 10, ReportedUSD: "300"})
	lines := b.Work.Lines
	lines[0].Mixed = true // no one prompt is over 200,000 tokens
	b.Work = b.cat.LedgerWorkload(lines, tuitest.Now.AddDate(0, 0, -29), tuitest.Now, 30).PaidBy([]pricing.PaidAccount{{Account: "acme", Gateway: "acme", Days: 30}})
	usd := func(s string) *pricing.Money { m := pricing.MustMoney(s); return &m }
	rate := func(s string) *pricing.Rate {
		r, err := pricing.ParseRate(s)
		if err != nil {
			t.Fatal(err)
		}
		return &r
	}
	day := func(month time.Month, n int) time.Time { return time.Date(2026, month, n, 0, 0, 0, 0, time.UTC) }
	page := "https://example.com/prices"
	b.changes = catalog.PriceChanges{Since: tuitest.Now.AddDate(0, 0, -30), Before: usd("350"), Now: usd("300"), After: usd("312"), Work: b.Work, Changes: []catalog.PriceChange{
		{State: "changed", Gateway: "acme", Model: "acme/m1", ModelID: "m1", From: day(11, 1), What: "input $2.5 → $2", Month: usd("-50"), Source: page, Seen: day(11, 1),
			Moves: []catalog.RateMove{{Kind: "input", Was: rate("2.5"), Now: rate("2"), WasSource: "https://example.com/old", WasSeen: day(10, 15), Source: page, Seen: day(11, 1), Month: usd("-50")}}},
		{State: "announced", Gateway: "acme", Model: "acme/m1", ModelID: "m1", From: day(12, 1), What: "output $10 → $11.2", Month: usd("12"), Source: page, Seen: day(11, 1),
			Moves: []catalog.RateMove{{Kind: "output", Was: rate("10"), Now: rate("11.2"), Source: page, Seen: day(11, 1), Month: usd("12")}}},
		{State: "doubted", Gateway: "cheap", Model: "acme/m1", ModelID: "acme/m1", From: day(11, 10), What: "input $1.4 → $1.5", Source: page, Seen: day(10, 15)},
		{State: "gone", Gateway: "cheap", Model: "acme/m2", ModelID: "acme/m2", From: day(11, 2), What: "the gateway's own list does not have it", Why: "the gateway's own list does not have it", Source: page, Seen: day(11, 2)},
		{State: "held", ID: "3f9a01", Gateway: "cheap", Model: "acme/m1", ModelID: "acme/m1", What: "output $8 → $800", Source: "openrouter@2026-11-14T10:00:00Z#acme/m1", Seen: day(11, 14),
			Moves: []catalog.RateMove{{Kind: "output", Was: rate("8"), Now: rate("800")}}},
	}}
	return b
}

// laid are the books by the catalog with the own prices over it.
func (b priceBooks) laid() priceBooks {
	over := fstest.MapFS{}
	heads := map[string]string{"rates": "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen", "models": "model,family,released,context,max_output,also"}
	for name, lines := range b.own {
		folder, _, _ := strings.Cut(name, "/")
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		if err := errors.Join(w.Write(strings.Split(heads[folder], ",")), w.WriteAll(lines)); err != nil {
			b.t.Fatal(err)
		}
		over[name] = &fstest.MapFile{Data: text.Bytes()}
	}
	var err error
	if b.cat, err = pricing.Load(tuitest.SmallFiles(), over); err != nil {
		b.t.Fatal(err)
	}
	return b
}

// with are the books with one more price of the user's own.
func (b priceBooks) with(p update.Price) priceBooks {
	_, edit, err := update.Set(b.cat, p)
	if err != nil {
		b.t.Fatal(err)
	}
	own := map[string][][]string{}
	for name, lines := range b.own {
		own[name] = lines
	}
	if err := edit(own); err != nil {
		b.t.Fatal(err)
	}
	b.own = own
	return b.laid()
}

func (b priceBooks) Catalog() *pricing.Catalog { return b.cat }
func (b priceBooks) Passing() string           { return b.passing }

func (b priceBooks) PriceChanges(context.Context) (catalog.PriceChanges, error) {
	*b.read++
	return b.changes, b.err
}

func (b priceBooks) PriceMonth(_ context.Context, work pricing.Workload, p update.Price) (*pricing.Money, error) {
	i := work.Impact(pricing.Prices{Catalog: b.cat, At: tuitest.Now}, pricing.Prices{Catalog: b.with(p).cat, At: tuitest.Now})
	if len(i.Changes) == 0 {
		return nil, nil
	}
	return i.Changes[0].USD, nil
}

func (b priceBooks) SetPrice(_ context.Context, p update.Price) (catalog.PriceSet, error) {
	if p.Source == "refuse" {
		return catalog.PriceSet{}, errors.New("another process is changing them")
	}
	return catalog.PriceSet{ID: 7, Books: b.with(p), Back: func(context.Context) (string, page.Books, error) { return "change 7 is taken back", b, nil }}, nil
}

// What changed is read once the terms are there, and says what it comes to; each change is
// taken apart, with what would do the same for less.
func TestCatalogChanges(t *testing.T) {
	b := newPriceBooks(t)
	d := drive(t, config(b.cat, b), 100, 30)
	if *b.read != 0 {
		t.Error("the changes are read before their screen is shown")
	}
	terms := d.send(page.KeyMsg("5"))() // the catalog's reading
	changes := d.send(terms)
	shows(t, d, "[Gateways 3] Models 2  Incidents 1  Changes …")
	d.run(changes)
	d.press("shift+tab")
	shows(t, d, "[Changes 5]",
		"Your month went from $350.00 to $300.00 by 1 price that changed in the last 30 days; +$12.00 from 1 Dec 2026 is announced.",
		"5 changes at all gateways, 1 of rates that you use; 1 announced; 1 for your word.",
		"▸ 1 Nov acme m1 input $2.5 → $2 -$50.00 changed", "1 Dec acme m1 output $10 → $11.2 +$12.00 announced", "2 Nov cheap m2 the gateway's own list does not have it gone",
		"m1 at acme from 2026-11-01: input $2.5 → $2, -$50.00 a month (example.com, 2026-11-01)")
	if *b.read != 1 {
		t.Errorf("read %d times", *b.read)
	}
	// At cheap 100 x 1.5 + 10 x 8 = 230, which is 70 less than 300.
	d.press("e")
	shows(t, d, "-$50.00 a month", "= changed, from 2026-11-01", "input $2.5/M → $2/M", "-$50.00 a month; was by https://example.com/old, seen 2026-10-15", "https://example.com/prices, seen 2026-11-01")
	d.press("down")
	shows(t, d, "▸ instead: acme/m1 at cheap -$70.00 a month", "$230.00 a month")
	d.press("esc", "G", "enter")
	shows(t, d, "output $8/M → $800/M", "tollbook catalog update --accept 3f9a01 takes it")
	// Its words are found, those that the narrow column leaves out too.
	d.press("esc", "/", "acme/m2", "enter")
	shows(t, d, "▸ 2 Nov cheap m2")
	hides(t, d, "doubted")
	// A click turns to the pane, and puts the cursor on a row.
	d.press("esc", "esc")
	clickOn := func(text string) {
		for y, line := range strings.Split(d.app.View(), "\n") {
			if i := strings.Index(line, text); i >= 0 {
				d.click(lipgloss.Width(line[:i]), y)
				return
			}
		}
		t.Fatalf("no %q", text)
	}
	clickOn("Changes 5")
	clickOn("1 Dec   acme")
	shows(t, d, "[Changes 5]", "▸ 1 Dec")
	d.everySize("changes", 20, func(draw.Size, string) {})

	b.err = tuitest.ErrBroken
	d = drive(t, config(b.cat, b), 100, 30).press("5", "shift+tab")
	shows(t, d, "cannot be compared: open ledger.db", "[Changes …]")
	b.err, b.changes = nil, catalog.PriceChanges{Since: tuitest.Now.AddDate(0, 0, -30)}
	d = drive(t, config(b.cat, b), 100, 30).press("5", "shift+tab")
	shows(t, d, "there is no usage yet that they could move", "No price has changed in the last 30 days, and none is announced.")
}

// A price is set where the rates are looked at, and holds on all screens at once; u takes it
// back.
func TestSetPrice(t *testing.T) {
	b := newPriceBooks(t)
	d := drive(t, config(b.cat, b), 100, 36)
	shows(t, d, "$300.00")
	d.press("5", "tab", "enter", "a")
	shows(t, d, "SET A PRICE", "gateway acme", "model m1", "▸ kind ‹input›", "Type a price in USD per million")
	d.press("right") // the kinds that the card has come first
	shows(t, d, "‹cache_read›")
	d.press("left", "down", "x")
	shows(t, d, `✕ price "x"`)
	d.press("backspace", "1.8")
	shows(t, d, "input of m1 at acme: $2 until now, then $1.8; your month -$20.00.") // 100 x (1.8 - 2)
	d.press("down", "2026-12-01")
	shows(t, d, "$2 until 2026-12-01, then $1.8")
	for range "2026-12-01" {
		d.press("backspace")
	}
	d.press("down", "my invoice", "enter")
	hides(t, d, "SET A PRICE")
	shows(t, d, "input of m1 at acme is $1.8 · u undoes it", "▸ acme (list) ◆ 1.8 0.1 10 since 2026-11-14", "(yours (my invoice), 2026-11-14)")
	d.press("enter")
	shows(t, d, "input ◆ $1.8/M", "yours (my invoice), seen 2026-11-14")
	d.press("down")
	shows(t, d, "https://example.com/prices, seen 2026-10-15") // the others have their own
	d.press("esc", "esc")
	shows(t, d, "▸ acme/m1 ◆ $300.00 acme (list) 1.8")
	d.press("2")
	shows(t, d, "$280.00") // of the same tokens
	d.press("u")
	shows(t, d, "change 7 is taken back")
	hides(t, d, "$280.00")
	d.press("5")
	hides(t, d, "◆")
}

// A form that cannot be recorded stays open and says why; one that is left changes nothing.
func TestSetPriceRefused(t *testing.T) {
	b := newPriceBooks(t)
	d := drive(t, config(b.cat, b), 80, 24).press("5", "down", "a")
	shows(t, d, "▸ model", "acme/m1") // cheap is in hand, and its ids are offered
	d.press("enter")
	shows(t, d, "✕ name the model")
	d.press("new-one", "down", "right", "down", "4", "enter")
	shows(t, d, "new-one at cheap") // a model that nobody lists
	d = drive(t, config(b.cat, b), 80, 24).press("5", "tab", "enter", "a", "down", "300", "down", "down", "refuse")
	shows(t, d, "$2 until now, then $300", "! that is more than tenfold off")
	d.press("enter")
	shows(t, d, "✕ another process is changing them", "SET A PRICE")
	d.press("esc")
	hides(t, d, "SET A PRICE", "◆")
	// A click puts the cursor on a field.
	d.press("a")
	for y, line := range strings.Split(d.app.View(), "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "source ") {
			d.click(5, y)
		}
	}
	shows(t, d, "▸ source")
	d.everySize("a price", 20, func(z draw.Size, view string) {
		if !strings.Contains(view, "SET A PRICE") {
			t.Errorf("%v: the form is gone", z)
		}
	})
	d.run(d.send(tea.WindowSizeMsg{Width: 80, Height: 24}))

	b.passing = "in the demo alone, which is thrown away"
	d = drive(t, config(b.cat, b), 80, 24).press("5", "a")
	shows(t, d, "a price of your own needs a ledger that is kept")
	hides(t, d, "SET A PRICE")
	d = drive(t, config(b.cat, b.Books), 80, 24).press("5", "a")
	shows(t, d, "a price of your own needs a ledger that is kept")
	hides(t, d, "Changes") // books that cannot tell have no such pane
}

// Another screen asks for a model: its rates at a gateway, or the form of a price of one's own.
func TestAnotherScreenAsksForAModel(t *testing.T) {
	b := newPriceBooks(t)
	asking := func(ask page.ShowModel) *driven {
		d := drive(t, config(b.cat, b), 100, 36)
		d.run(d.send(page.TurnTo{Screen: page.Catalog, Then: ask}))
		return d
	}
	d := asking(page.ShowModel{Gateway: "cheap", Model: "acme/m1"})
	shows(t, d, "▸ cheap 1.5", "acme/m1 is sold by 2 gateways")
	hides(t, d, "SET A PRICE")
	// Nobody lists it: the rate of the nearest name is offered, and → takes it.
	d = asking(page.ShowModel{Gateway: "cheap", Model: "acme/m1x", Set: true})
	shows(t, d, "SET A PRICE", "gateway cheap", "model acme/m1x", "→ takes 1.5, the input of acme/m1")
	d.press("down", "right", "enter")
	hides(t, d, "SET A PRICE")
	shows(t, d, "input of m1x at cheap is $1.5 · u undoes it")
	// A price that is there needs no other's.
	hides(t, asking(page.ShowModel{Gateway: "cheap", Model: "acme/m1", Set: true}), "→ takes")
	// It is asked for again once the catalog is there already.
	d.run(d.send(page.TurnTo{Screen: page.Catalog, Then: page.ShowModel{Gateway: "acme", Model: "acme/m1"}}))
	shows(t, d, "▸ acme (list)")
}
