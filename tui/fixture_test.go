package tui

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// testNow is the clock of every test.
var testNow = time.Date(2026, 11, 14, 18, 22, 0, 0, time.UTC)

// fakeBooks are books with one answer.
type fakeBooks struct {
	creditsBooks
	workload pricing.Workload
	until    time.Time
	store    *ledger.Store // what the spend screen reads; nil is an empty ledger
	err      error
}

// storeBooks are a ledger that the credits screen changes.
type storeBooks struct {
	*ledger.Store
	passing string
}

func (b storeBooks) Passing() string { return b.passing }

func (b fakeBooks) Spend(ctx context.Context, asOf time.Time) (credit.Books, error) {
	if b.store == nil {
		return credit.Books{AsOf: asOf}, b.err
	}
	return b.store.BooksByLabel(ctx, asOf)
}

func (b fakeBooks) Rows(ctx context.Context, spend credit.Books, q report.RowsQuery) (report.Rows, error) {
	if b.err != nil {
		return report.Rows{}, b.err
	}
	return b.store.Rows(ctx, spend, q)
}

func (b fakeBooks) Reading(ctx context.Context, asOf time.Time) (check.Reading, error) {
	if b.store == nil {
		return check.Reading{Books: credit.Books{AsOf: asOf}}, b.err
	}
	return b.store.Reading(ctx, asOf, patient())
}

func (b fakeBooks) Project(of credit.Books) (projection.Forecast, error) {
	return projection.Make(of, projection.Query{})
}

func (b fakeBooks) Attention(ctx context.Context, r check.Reading) (check.Attention, error) {
	return b.store.Attention(ctx, r, patient())
}

func (b fakeBooks) Acknowledge(ctx context.Context, id string, asOf time.Time) error {
	_, err := b.store.Acknowledge(ctx, id, asOf, patient())
	return err
}

func (b fakeBooks) Unacknowledge(ctx context.Context, id string) error {
	return b.store.Unacknowledge(ctx, id)
}

func (b fakeBooks) Credits(ctx context.Context, account string, asOf time.Time) (credit.Books, error) {
	if b.store == nil {
		return credit.Books{AsOf: asOf}, b.err
	}
	return b.store.Credits(ctx, account, asOf)
}

func (b fakeBooks) Forecast(ctx context.Context, q projection.Query) (projection.Forecast, error) {
	if b.store == nil {
		return projection.Forecast{AsOf: q.AsOf}, b.err
	}
	return b.store.Forecast(ctx, q)
}

func (b fakeBooks) Plan(ctx context.Context, q projection.PlanQuery) (projection.Plan, error) {
	if b.store == nil {
		return projection.Plan{}, b.err
	}
	return b.store.Plan(ctx, q)
}

func (b fakeBooks) Workload(context.Context, time.Time) (pricing.Workload, error) {
	return b.workload, b.err
}

func (b fakeBooks) DataUntil() (time.Time, bool) { return b.until, !b.until.IsZero() }

var loadCatalog = sync.OnceValues(func() (*pricing.Catalog, error) { return pricing.Load(data.Files) })

func testCatalog(t testing.TB) *pricing.Catalog {
	t.Helper()
	c, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// used is usage of a month at a gateway, in millions of tokens.
type used struct {
	gateway, model        string
	requests              int64
	input, cached, output int64
	reportedUSD           string
}

// The month of the tests, by hand at the rates of OpenRouter and of the
// publishers alike where they agree:
//
//	claude-sonnet-4-5  160 x 3.00 + 60 x 0.30 + 20 x 15.00 = 480 + 18 + 300 = 798.00
//	gpt-4o              80 x 2.50 + 12 x 10.00             = 200 + 120      = 320.00
//	deepseek-v4-flash  at OpenRouter 75.60, at DeepSeek 96.30
//
// OpenRouter: tokens 1,193.60, fee 5.5 % = 65.648 = 65.65, in all 1,259.25.
// Direct: 798.00 + 320.00 + 96.30 = 1,214.30, which is list price.
var month = []used{
	{"openrouter", "anthropic/claude-sonnet-4-5", 9000, 160, 60, 20, "798"},
	{"openrouter", "openai/gpt-4o", 6000, 80, 0, 12, "320"},
	{"openrouter", "deepseek/deepseek-v4-flash", 20000, 400, 100, 60, "75.60"},
}

func books(c *pricing.Catalog, usage ...used) fakeBooks {
	var lines []pricing.WorkLine
	var paid []pricing.PaidAccount
	for _, u := range usage {
		if !slices.ContainsFunc(paid, func(p pricing.PaidAccount) bool { return p.Account == u.gateway }) {
			paid = append(paid, pricing.PaidAccount{Account: u.gateway, Gateway: u.gateway, Days: 30})
		}
		var tokens pricing.Tokens
		tokens[pricing.Input], tokens[pricing.CacheRead], tokens[pricing.Output] = u.input*1_000_000, u.cached*1_000_000, u.output*1_000_000
		l := pricing.WorkLine{Account: u.gateway, Gateway: u.gateway, Name: u.model, At: testNow.AddDate(0, 0, -1), Requests: u.requests, Tokens: tokens, Reported: pricing.MustMoney(u.reportedUSD)}
		if m, _ := c.FindModel(u.model); m != nil {
			l.Model = m.ID
		}
		lines = append(lines, l)
	}
	return fakeBooks{workload: c.LedgerWorkload(lines, testNow.AddDate(0, 0, -29), testNow, 30).PaidBy(paid), until: testNow}
}

// driven is the program without a terminal: keys go in, commands are carried
// out at once, lines come out.
type driven struct {
	t    testing.TB
	app  App
	quit bool
	// turned reads what the screen shows that was turned to at the start.
	turned tea.Cmd
}

// plainRenderer draws without colour, as NO_COLOR does.
func plainRenderer() *lipgloss.Renderer {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return r
}

func config(c *pricing.Catalog, src Source) Config {
	return Config{Catalog: c, Source: src, AsOf: testNow, LedgerName: "ledger.db", Renderer: plainRenderer()}
}

// drive starts the program on the what-if screen and lets it read its books.
func drive(t testing.TB, cfg Config, width, height int) *driven {
	t.Helper()
	d := started(t, cfg, width, height)
	d.run(d.app.Init())
	d.run(d.turned)
	return d
}

// opened is the program as it starts, its books read.
func opened(t testing.TB, cfg Config, width, height int) *driven {
	t.Helper()
	d := &driven{t: t, app: New(cfg)}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.run(d.app.Init())
	return d
}

// started is the program on the what-if screen, before its books are read.
func started(t testing.TB, cfg Config, width, height int) *driven {
	t.Helper()
	d := &driven{t: t, app: New(cfg)}
	d.onWhatif(func(s whatif) whatif {
		s.settle = func(request int) tea.Cmd {
			return func() tea.Msg { return leversDue{request} }
		}
		return s
	})
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.turned = d.send(page.KeyMsg("2"))
	return d
}

// whatif is the what-if screen as it stands.
func (d *driven) whatif() whatif {
	return d.app.screens[page.Whatif].(page.Erased[workloadSource, whatif]).Of
}

func (d *driven) onWhatif(change func(whatif) whatif) {
	d.app.screens[page.Whatif] = page.Of[workloadSource](change(d.whatif()))
}

func (d *driven) send(msg tea.Msg) tea.Cmd {
	model, cmd := d.app.Update(msg)
	d.app = model.(App)
	return cmd
}

func (d *driven) run(cmd tea.Cmd) {
	for cmd != nil {
		msg := cmd()
		if _, ok := msg.(tea.QuitMsg); ok {
			d.quit = true
			return
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, each := range batch {
				d.run(each)
			}
			return
		}
		cmd = d.send(msg)
	}
}

// press sends keys by name and carries out what they ask for.
func (d *driven) press(keys ...string) *driven {
	for _, k := range keys {
		d.run(d.send(page.KeyMsg(k)))
	}
	return d
}

func (d *driven) click(x, y int) {
	d.run(d.send(tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}))
}

var errBroken = errors.New("open ledger.db: file is not a database")

func colourRenderer() *lipgloss.Renderer {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	return r
}

func stripped(s string) string { return ansi.Strip(s) }

func (d *driven) resize(z draw.Size) App {
	d.send(tea.WindowSizeMsg{Width: z.Width, Height: z.Height})
	return d.app
}

// everySize checks the view from the narrowest window to the widest, low and high.
func (d *driven) everySize(name string, step int, also func(z draw.Size, view string)) {
	d.t.Helper()
	for width := 60; width <= 200; width += step {
		for _, height := range []int{16, 21, 30, 60} {
			z := draw.Size{Width: width, Height: height}
			d.app = d.app.resized(z)
			view := d.app.View()
			checkFrame(d.t, name, z, view)
			also(z, view)
		}
	}
}

// patient are settings that have nothing against the age of the small catalog's rates.
func patient() check.Settings {
	set := check.DefaultSettings()
	set.CatalogInfoDays, set.CatalogWarningDays = 36500, 36500
	return set
}
