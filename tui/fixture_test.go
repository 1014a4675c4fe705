package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// driven is the program without a terminal: keys go in, commands are carried
// out at once, lines come out.
type driven struct {
	t    testing.TB
	app  App
	quit bool
	// turned reads what the screen shows that was turned to at the start.
	turned tea.Cmd
}

func config(c *pricing.Catalog, src Books) Config {
	return Config{Catalog: c, Books: src, AsOf: tuitest.Now, LedgerName: "ledger.db", Renderer: tuitest.PlainRenderer()}
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
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.turned = d.send(page.KeyMsg("2"))
	return d
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
		if later, ok := msg.(page.Later); ok { // nobody waits here
			msg = later.Then
		}
		cmd = d.send(msg)
	}
}

// first carries out a command, but nothing that comes of it. The program is told of those
// answers that are wanted.
func (d *driven) first(cmd tea.Cmd, wanted func(tea.Msg) bool) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, each := range batch {
			d.first(each, wanted)
		}
		return
	}
	if wanted(msg) {
		d.send(msg)
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

func shows(t *testing.T, d *driven, texts ...string) {
	t.Helper()
	view := d.app.View()
	// A sentence may be wrapped: its lines are read as one.
	flat := strings.Join(strings.Fields(view), " ")
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			t.Errorf("%q is not in\n%s", text, view)
		}
	}
}

func hides(t *testing.T, d *driven, texts ...string) {
	t.Helper()
	view := d.app.View()
	for _, text := range texts {
		if strings.Contains(view, text) {
			t.Errorf("%q is in\n%s", text, view)
		}
	}
}

func monthDriven(t testing.TB, width, height int) *driven {
	c := tuitest.Catalog(t)
	return drive(t, config(c, tuitest.UsageBooks(c, tuitest.Month...)), width, height)
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
			d.app = d.app.resize(z)
			view := d.app.View()
			checkFrame(d.t, name, z, view)
			also(z, view)
		}
	}
}
