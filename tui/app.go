// Package tui draws tollbook's screens in a terminal. It shows what package
// pricing computes and what the books hold; it computes no figure itself, and
// reads no clock, file or environment.
//
//	err := tui.Run(ctx, tui.Config{Catalog: c, Source: books, AsOf: now, LedgerName: "ledger.db"}, os.Stdin, os.Stdout)
//
// shows the what-if screen: "You pay $68.20 a month (5.5 %) just to load
// openrouter", what the cheapest gateway would cost, and the knobs that change
// the answer.
package tui

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing"
)

// Mode says what kind of ledger is shown.
type Mode uint8

// The three kinds of ledger.
const (
	Ledger    Mode = iota // the user's own, kept in a file
	Temporary             // made from files named on the command line; K keeps it
	Demo                  // invented data
)

// Config is what the screens need to know.
type Config struct {
	Catalog    *pricing.Catalog
	Source     Source
	AsOf       time.Time
	LedgerName string // shown at the top right
	Mode       Mode
	// Renderer carries the terminal's colours; nil is the output's own.
	Renderer *lipgloss.Renderer
	// Keep brings a temporary ledger's files into the user's own, which is shown
	// from then on, and names that; nil where there is nothing to keep. It runs in a
	// goroutine, as Demo does; its error is shown.
	Keep func() (own Source, name string, err error)
	// Demo opens the demo's ledger, which an empty one offers; nil where it
	// cannot.
	Demo func() (Source, error)
}

// screen names one of the screens of the tab bar.
type screen uint8

const (
	whatifScreen screen = iota
	screenCount
)

var screenNames = [screenCount]string{"What-if"}

// App is the only tea.Model: it holds the screens, which of them is shown, and
// what stands above all of them.
type App struct {
	cfg    Config
	ctx    context.Context
	theme  theme
	keys   appKeys
	active screen
	size   size
	help   bool
	said   string // answer to the last command: kept, or why not
	wrong  bool   // said is a failure
	whatif whatif
}

// kept is the answer to K.
type kept struct {
	source Source
	name   string
	err    error
}

// demoOpened is the answer to d.
type demoOpened struct {
	source Source
	err    error
}

// New returns the screens, as tea.NewProgram takes them. Nothing is read before
// the program runs.
func New(cfg Config) App {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.DefaultRenderer()
	}
	a := App{cfg: cfg, ctx: context.Background(), theme: newTheme(cfg.Renderer), keys: newAppKeys(), whatif: newWhatif(cfg.Catalog, cfg.AsOf)}
	a.size = size{80, 24} // until the terminal has said its own
	a.whatif.size = a.size
	a.whatif.request = 1
	return a.offered()
}

// Run shows the screens on a terminal until the user quits or ctx ends, and
// leaves the terminal as it was.
func Run(ctx context.Context, cfg Config, in io.Reader, out io.Writer) error {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.NewRenderer(out)
	}
	app := New(cfg)
	app.ctx = ctx
	_, err := tea.NewProgram(app, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen(), tea.WithMouseCellMotion()).Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// offered switches the keys on that the state has a use for.
func (a App) offered() App {
	a.keys.Keep.SetEnabled(a.cfg.Mode == Temporary && a.cfg.Keep != nil)
	a.keys.Demo.SetEnabled(a.cfg.Demo != nil && a.cfg.Mode != Demo && a.whatif.phase == empty)
	a.whatif.demo = a.keys.Demo.Enabled()
	return a
}

// Init reads the books for the first time.
func (a App) Init() tea.Cmd { return a.whatif.read(a.ctx, a.cfg.Source) }

// Update handles what belongs to no screen and passes the rest on.
func (a App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.size = size{msg.Width, msg.Height}
		a.whatif = a.whatif.resized(a.size)
		return a, nil
	case tea.KeyMsg:
		return a.burst(msg)
	case tea.MouseMsg:
		if a.help || a.size.tooSmall() {
			return a, nil
		}
	case kept:
		return a.own(msg)
	case demoOpened:
		return a.demo(msg)
	}
	var cmd tea.Cmd
	a.whatif, cmd = a.whatif.update(msg)
	return a.offered(), cmd
}

// burst handles a key, or the several letters that come as one message where they
// are typed faster than they are read: each is a key, and what they ask for is done
// in their order. Text that is pasted is no key.
func (a App) burst(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || msg.Paste || a.whatif.typing() {
		return a.press(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
		if !a.whatif.typing() && key.Matches(one, a.keys.Quit) {
			return a, tea.Quit
		}
		model, cmd := a.press(one)
		a, cmds = model.(App), append(cmds, cmd)
	}
	return a, tea.Batch(cmds...)
}

// press handles the keys of every screen. While a line is typed only Ctrl-C is
// one of them.
func (a App) press(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if msg.Type == tea.KeyCtrlC {
		return a, tea.Quit
	}
	if !a.whatif.typing() {
		switch {
		case key.Matches(msg, a.keys.Quit):
			return a, tea.Quit
		case a.help && (key.Matches(msg, a.keys.Help) || key.Matches(msg, a.whatif.keys.Back)):
			a.help = false
			return a, nil
		case a.help:
			return a, nil
		case key.Matches(msg, a.keys.Help):
			a.help = true
			return a, nil
		case key.Matches(msg, a.keys.Keep):
			return a, a.keep()
		case key.Matches(msg, a.keys.Demo):
			return a, a.openDemo()
		case key.Matches(msg, a.keys.Reload):
			var cmd tea.Cmd
			a.said = ""
			a.whatif, cmd = a.whatif.reload(a.ctx, a.cfg.Source)
			return a.offered(), cmd
		}
	}
	if a.size.tooSmall() {
		return a, nil
	}
	a.said = ""
	var cmd tea.Cmd
	a.whatif, cmd = a.whatif.update(msg)
	return a.offered(), cmd
}

func (a App) keep() tea.Cmd {
	keep := a.cfg.Keep
	return func() tea.Msg {
		src, name, err := keep()
		return kept{src, name, err}
	}
}

// own shows the user's own ledger in place of the temporary one that it now holds.
func (a App) own(msg kept) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		a.said, a.wrong = "not kept: "+safe(msg.err.Error()), true
		return a, nil
	}
	a.said, a.wrong = "kept: this is your ledger, with all that it holds", false
	a.cfg.Source, a.cfg.LedgerName, a.cfg.Mode = msg.source, msg.name, Ledger
	var cmd tea.Cmd
	a.whatif, cmd = a.whatif.reload(a.ctx, a.cfg.Source)
	return a.offered(), cmd
}

func (a App) openDemo() tea.Cmd {
	open := a.cfg.Demo
	return func() tea.Msg {
		src, err := open()
		return demoOpened{src, err}
	}
}

// demo shows the demo's ledger in place of the empty one.
func (a App) demo(msg demoOpened) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		a.said, a.wrong = "the demo cannot be opened: "+safe(msg.err.Error()), true
		return a, nil
	}
	a.cfg.Source, a.cfg.Mode = msg.source, Demo
	var cmd tea.Cmd
	a.whatif, cmd = a.whatif.reload(a.ctx, a.cfg.Source)
	return a.offered(), cmd
}

// View draws the screen: exactly as many lines as the terminal has, none wider
// than it.
func (a App) View() string {
	width, height := a.size.width, a.size.height
	if a.size.tooSmall() {
		return small(a.size)
	}
	t := a.theme
	lines := []string{a.bar(), t.muted.Render(" " + strings.Repeat("─", width-2))}
	if a.help {
		lines = append(lines, helpLines(t, size{width, height - 3}, bindings(a.whatif.keys), bindings(a.keys))...)
	} else {
		lines = append(lines, a.whatif.view(t)...)
	}
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:height-1], a.foot())
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, width, "")
	}
	return strings.Join(lines, "\n")
}

// bar is the first line: the screens there are, and whose data is shown.
func (a App) bar() string {
	tabs := " "
	for i, name := range screenNames {
		if screen(i) == a.active {
			name = "[" + name + "]"
		}
		tabs += name
	}
	width := a.size.width - 1
	left := a.theme.strong.Render(tabs)
	room := width - lipgloss.Width(tabs)
	return left + a.theme.muted.Render(fitRight(a.ledger(room-2), room))
}

// ledger says whose data is shown and how far it goes, in at most width cells
// of which the name gives way first.
func (a App) ledger(width int) string {
	switch {
	case a.cfg.Mode == Demo:
		return "invented data · tollbook FILE.csv shows yours"
	case a.cfg.Mode == Temporary && a.keys.Keep.Enabled():
		return "temporary ledger · K keeps it"
	case a.cfg.Mode == Temporary:
		return "temporary ledger"
	}
	name, extent := safe(a.cfg.LedgerName), ""
	if until := a.whatif.until; !until.IsZero() {
		extent = "data to " + until.UTC().Format("2 Jan 15:04") + " UTC"
		if name != "" {
			extent = " · " + extent
		}
	}
	return ansi.Truncate(name, max(width-lipgloss.Width(extent), 1), "…") + extent
}

// foot is the last line: the answer to a command, else the keys that matter.
func (a App) foot() string {
	width := a.size.width - 3
	if a.said != "" && !a.help {
		style := a.theme.strong
		if a.wrong {
			style = a.theme.loss
		}
		return "  " + style.Render(fit(a.said, width))
	}
	return "  " + shortHelp(a.theme, width, a.footKeys())
}

// footKeys are the few keys to show, those that go first in want of room last.
func (a App) footKeys() []hint {
	k := a.whatif.keys
	last := []hint{{"?", "help"}, {"q", "quit"}}
	switch {
	case a.help:
		return []hint{{keyOf(k.Back), "back"}, {"q", "quit"}}
	case a.whatif.typing():
		return []hint{{keyOf(k.Enter), "keep"}, {keyOf(k.Back), "leave as it was"}}
	case a.whatif.phase == empty && a.keys.Demo.Enabled():
		return append([]hint{{keyOf(a.keys.Demo), "demo"}}, last...)
	case a.whatif.phase != ready:
		return append([]hint{{keyOf(a.keys.Reload), "read again"}}, last...)
	case a.whatif.focus == gatewayPane:
		return append([]hint{{"↑↓", "gateway"}, {keyOf(k.Pane), "knobs"}, {keyOf(k.Filter), "filter"}, {keyOf(k.Require), "require"}, {keyOf(k.Undo), "undo"}}, last...)
	}
	return append([]hint{{"↑↓", "knob"}, {"←→", "change"}, {keyOf(k.Reset), "reset"}, {keyOf(k.Undo), "undo"}, {keyOf(k.Fold), "more"}, {keyOf(k.Pane), "gateways"}, {keyOf(k.Filter), "filter"}}, last...)
}
