// Package tui draws tollbook's screens in a terminal. It shows what package
// pricing computes and what the books hold; it computes no figure itself, and
// reads no clock, file or environment.
//
//	err := tui.Run(ctx, tui.Config{Catalog: c, Source: books, AsOf: now, LedgerName: "ledger.db"}, os.Stdin, os.Stdout)
//
// shows the screens of the tab bar, What-if among them: "You pay $68.20 a month
// (5.5 %) just to load openrouter", what the cheapest gateway would cost, and the
// knobs that change the answer.
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
	// Theme is one of Themes(); "" is the first.
	Theme string
	// Keep brings a temporary ledger's files into the user's own, which is shown
	// from then on, and names that; nil where there is nothing to keep. It runs in a
	// goroutine, as Demo does; its error is shown.
	Keep func() (own Source, name string, err error)
	// Copy puts text into the clipboard, Save writes it into a file of that name in
	// the working folder and says where, under another name where there is one
	// already; Table writes rows as csv, json or markdown. All run aside; nil is
	// not offered.
	Copy  func(text string) error
	Save  func(name, text string) (path string, err error)
	Table func(format string, head []string, rows [][]string) (string, error)
	// Demo opens the demo's ledger, which an empty one offers; nil where it
	// cannot.
	Demo func() (Source, error)
}

// App is the only tea.Model: it holds the screens, which of them is shown, and
// what stands above all of them.
type App struct {
	cfg     Config
	ctx     context.Context
	first   tea.Cmd // what Init asks for
	theme   theme
	keys    appKeys
	screens [screenCount]screen // nil where there is none
	read    [screenCount]bool   // the screen has asked for its data
	active  screenID
	extent  loadState[time.Time] // the last usage; zero without any
	size    size
	help    bool
	find    commands
	panel   panel
	said    string // answer to the last command: kept, or why not
	wrong   bool   // said is a failure
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
func New(cfg Config) App { return newApp(context.Background(), cfg) }

func newApp(ctx context.Context, cfg Config) App {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.DefaultRenderer()
	}
	a := App{cfg: cfg, ctx: ctx, theme: newTheme(cfg.Renderer, cfg.Theme), screens: screensOf(cfg), extent: loadState[time.Time]{of: "extent"}, panel: newPanel()}
	a.keys = newAppKeys(a.digits())
	a.active = a.opening()
	a = a.resized(size{80, 24}) // until the terminal has said its own
	a, a.first = a.refresh()
	return a.offered()
}

// opening is the screen that is shown first: the overview of a ledger, the what-if
// of files, which are there to be compared.
func (a App) opening() screenID {
	if a.cfg.Mode != Temporary && a.screens[overviewScreen] != nil {
		return overviewScreen
	}
	return whatifScreen
}

// Run shows the screens on a terminal until the user quits or ctx ends, and
// leaves the terminal as it was.
func Run(ctx context.Context, cfg Config, in io.Reader, out io.Writer) error {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.NewRenderer(out)
	}
	_, err := tea.NewProgram(newApp(ctx, cfg), tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen(), tea.WithMouseCellMotion()).Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// current is the screen that is shown.
func (a App) current() screen { return a.screens[a.active] }

// offered switches the keys on that the state has a use for.
func (a App) offered() App {
	a.keys.Keep.SetEnabled(a.cfg.Mode == Temporary && a.cfg.Keep != nil)
	a.keys.Copy.SetEnabled(a.cfg.Copy != nil)
	a.keys.Save.SetEnabled(a.cfg.Save != nil)
	a.keys.Demo.SetEnabled(a.cfg.Demo != nil && a.cfg.Mode != Demo && a.current().status().phase == empty)
	return a
}

// Init reads the books for the first time.
func (a App) Init() tea.Cmd { return a.first }

// refresh reads the books anew: what is shown at once, the other screens when
// they are next shown.
func (a App) refresh() (App, tea.Cmd) {
	src := a.cfg.Source
	a.read = [screenCount]bool{}
	var extent tea.Cmd
	a.extent, extent = a.extent.begin(func() (time.Time, error) {
		until, _ := src.DataUntil()
		return until, nil
	})
	a, cmd := a.show(a.active)
	return a, tea.Batch(extent, cmd)
}

// show turns to a screen, and reads its data where that was not done yet.
func (a App) show(id screenID) (App, tea.Cmd) {
	if id != a.active {
		a = a.closed()
	}
	a.active = id
	if a.read[id] {
		return a.offered(), nil
	}
	a.read[id] = true
	var cmd tea.Cmd
	a.screens[id], cmd = a.screens[id].reload(a.ctx, a.cfg.Source)
	return a.offered(), cmd
}

// turned is the next screen that there is, by steps of 1 or -1.
func (a App) turned(by int) screenID {
	n := int(screenCount)
	for i := 1; i < n; i++ {
		if id := screenID((int(a.active) + by*i + n*n) % n); a.screens[id] != nil {
			return id
		}
	}
	return a.active
}

// closed puts the explanation away.
func (a App) closed() App {
	a.panel.levels = nil
	return a.resized(a.size)
}

func (a App) resized(to size) App {
	a.size = to
	to = a.panel.screenSize(to)
	for i, s := range a.screens {
		if s != nil {
			a.screens[i] = s.resized(to)
		}
	}
	return a
}

// Update handles what belongs to no screen and passes the rest on: keys and the
// mouse to the one that is shown, what commands bring to all.
func (a App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a.resized(size{msg.Width, msg.Height}), nil
	case tea.KeyMsg:
		return a.burst(msg)
	case tea.MouseMsg:
		return a.mouse(msg)
	case kept:
		return a.own(msg)
	case demoOpened:
		return a.demo(msg)
	case taken:
		return a.took(msg), nil
	case unexplained:
		a.said, a.wrong = "not explained: "+safe(msg.err.Error()), true
		return a, nil
	case explain:
		var cmd tea.Cmd
		a.panel, cmd = a.panel.opened(a.ctx, a.cfg.Source, msg)
		return a.resized(a.size), cmd
	case loaded[pricing.Explanation]:
		var err error
		if a.panel, err = a.panel.loaded(msg); err != nil {
			a.said, a.wrong = "not explained: "+safe(err.Error()), true
		}
		return a.resized(a.size), nil
	case loaded[time.Time]:
		a.extent, _ = a.extent.take(msg)
	}
	var cmds []tea.Cmd
	for i, s := range a.screens {
		if s != nil {
			var cmd tea.Cmd
			a.screens[i], cmd = s.update(msg)
			cmds = append(cmds, cmd)
		}
	}
	return a.offered(), tea.Batch(cmds...)
}

// pass gives a key or the mouse to the screen that is shown.
func (a App) pass(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	a.screens[a.active], cmd = a.current().update(msg)
	return a.offered(), cmd
}

// mouse turns to the screen whose tab is clicked; the rest is the screen's own.
func (a App) mouse(msg tea.MouseMsg) (tea.Model, tea.Cmd) {
	if a.size.tooSmall() {
		return a, nil
	}
	if msg.Y == 0 {
		id, ok := a.tabAt(msg.X)
		if !ok || a.typing() || msg.Button != tea.MouseButtonLeft || msg.Action != tea.MouseActionPress {
			return a, nil
		}
		a.help, a.said = false, ""
		return a.show(id)
	}
	left := msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress
	switch z := a.panel.screenSize(a.size); {
	case a.help:
		return a, nil
	case a.find.open():
		return a.clickCommand(msg, left)
	case a.current().status().phase != ready:
		return a, nil
	case a.panel.open() && (msg.X >= z.width || msg.Y >= z.height-1):
		return a.clickPanel(msg, left)
	}
	return a.pass(msg)
}

// clickCommand does the action that is clicked; the wheel goes through them.
func (a App) clickCommand(msg tea.MouseMsg, left bool) (tea.Model, tea.Cmd) {
	if by := wheel(msg); by != 0 {
		a.find.at = min(max(a.find.at+by, 0), max(len(a.find.found)-1, 0))
		return a, nil
	}
	if !left {
		return a, nil
	}
	var chosen *action
	if a.find, chosen = a.find.clicked(msg.Y-3, a.size); chosen == nil {
		return a, nil
	}
	a, cmd := chosen.run(a)
	return a.offered(), cmd
}

// clickPanel puts the panel's cursor on a line, and goes deeper at the second click.
func (a App) clickPanel(msg tea.MouseMsg, left bool) (tea.Model, tea.Cmd) {
	if by := wheel(msg); by != 0 {
		a.panel = a.panel.moved(by)
		return a, nil
	}
	if !left {
		return a, nil
	}
	var again bool
	if a.panel, again = a.panel.clicked(a.size, msg.X, msg.Y); again {
		return a.explained(tea.KeyMsg{Type: tea.KeyEnter})
	}
	return a, nil
}

// wheel is the way that a wheel turns: -1 up, 1 down, 0 for what is no wheel.
func wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -1
	case tea.MouseButtonWheelDown:
		return 1
	}
	return 0
}

// burst handles a key, or the several letters that come as one message where they
// are typed faster than they are read: each is a key, and what they ask for is done
// in their order. Text that is pasted is no key.
func (a App) burst(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || msg.Paste || a.typing() {
		return a.press(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
		if !a.typing() && key.Matches(one, a.keys.Quit) {
			return a, tea.Quit
		}
		model, cmd := a.press(one)
		a, cmds = model.(App), append(cmds, cmd)
	}
	return a, tea.Batch(cmds...)
}

// typing reports whether letters go into a line.
func (a App) typing() bool { return a.find.open() || a.current().typing() }

// press handles the keys of every screen. While a line is typed only Ctrl-C is
// one of them.
func (a App) press(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	switch {
	case msg.Type == tea.KeyCtrlC:
		return a, tea.Quit
	case a.find.open():
		return a.choose(msg)
	case !a.current().typing():
		if model, cmd, done := a.global(msg); done {
			return model, cmd
		}
	}
	if a.size.tooSmall() {
		return a, nil
	}
	a.said = ""
	switch {
	case a.current().status().phase != ready:
		return a, nil
	case a.panel.open():
		return a.explained(msg)
	}
	return a.pass(msg)
}

// global handles a key that belongs to no screen; it reports false for others.
func (a App) global(msg tea.KeyMsg) (_ tea.Model, _ tea.Cmd, done bool) {
	switch {
	case key.Matches(msg, a.keys.Quit):
		return a, tea.Quit, true
	case a.help:
		a.help = !key.Matches(msg, a.keys.Help) && !key.Matches(msg, a.keys.Close)
		return a, nil, true
	case key.Matches(msg, a.keys.Help):
		a.help = true
		return a, nil, true
	case key.Matches(msg, a.keys.Commands):
		return a.finding(""), nil, true
	case a.panel.open() && key.Matches(msg, a.panel.keys.Copy):
		return a, nil, false
	case key.Matches(msg, a.keys.Copy):
		return a.finding("copy "), nil, true
	case key.Matches(msg, a.keys.Save):
		return a.finding("save "), nil, true
	case key.Matches(msg, a.keys.Keep):
		return a, a.keep(), true
	case key.Matches(msg, a.keys.Demo):
		return a, a.openDemo(), true
	case key.Matches(msg, a.keys.Reload):
		a.said = ""
		a, cmd := a.refresh()
		return a, cmd, true
	}
	if id, ok := a.target(msg); ok {
		a.said = ""
		a, cmd := a.show(id)
		return a, cmd, true
	}
	return a, nil, false
}

// finding opens the line that finds a command.
func (a App) finding(typed string) App {
	a.find, a.said = a.find.opened(a.actions(), typed), ""
	return a
}

// choose passes a key to the line that finds a command, and does what was chosen.
func (a App) choose(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	var chosen *action
	if a.find, chosen = a.find.press(msg); chosen == nil {
		return a, nil
	}
	a, cmd := chosen.run(a)
	return a.offered(), cmd
}

// explained passes a key to the open explanation.
func (a App) explained(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	var text string
	a.panel, cmd, text = a.panel.press(a.ctx, a.cfg.Source, msg)
	if text != "" {
		cmd = a.copied("figure and formula", text)
	}
	return a.resized(a.size), cmd
}

// target is the screen that a key turns to: a digit's, or the one beside. What a
// screen has another use for is not such a key, but with Alt it always is.
func (a App) target(msg tea.KeyMsg) (screenID, bool) {
	phase := a.current().status().phase
	claimed := !a.panel.open() && (phase == ready || phase == loading) && a.current().claims(msg)
	switch {
	case key.Matches(msg, a.keys.Go) && !claimed, key.Matches(msg, a.keys.GoAlways):
		name := msg.String()
		return screenID(name[len(name)-1] - '1'), true
	case key.Matches(msg, a.keys.Next) && !claimed:
		return a.turned(1), true
	case key.Matches(msg, a.keys.Previous) && !claimed:
		return a.turned(-1), true
	}
	return 0, false
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
	return a.refresh()
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
	return a.refresh()
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
	switch {
	case a.help && a.panel.open():
		rest := a.keys
		rest.Copy.SetEnabled(false) // the panel's own y stands for it
		lines = append(lines, helpLines(t, size{width, height - 3}, nil, bindings(a.panel.keys), bindings(rest))...)
	case a.help:
		lines = append(lines, helpLines(t, size{width, height - 3}, a.current().legend(), a.current().bindings(), bindings(a.keys))...)
	default:
		lines = append(lines, a.body()...)
	}
	if a.find.open() {
		n := a.find.lines(a.size)
		for len(lines) < n+2 {
			lines = append(lines, "")
		}
		copy(lines[2:], a.find.view(t, size{width, n}))
	}
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:height-1], a.foot())
	for i, line := range lines {
		lines[i] = t.drawn(ansi.Truncate(line, width, ""), width)
	}
	return strings.Join(lines, "\n")
}

// body is the screen, or why there is nothing to show. While a screen is read
// again what it showed stands there dimmed.
func (a App) body() []string {
	s, width := a.current(), a.size.width
	switch state := s.status(); state.phase {
	case loading:
		return sentences(width, "Reading the ledger …")
	case failed:
		return sentences(width, "The ledger cannot be read: "+safe(state.err.Error())+".", "Ctrl-R reads it again; `tollbook doctor` says what is wrong with it.")
	case empty:
		lines := s.vacant()
		if a.keys.Demo.Enabled() {
			lines = append(lines, "", "Or press d to look at the demo, a year of invented usage.")
		}
		return sentences(width, lines...)
	default:
		lines := s.view(a.theme)
		if state.pending {
			for i, line := range lines {
				lines[i] = a.theme.muted.Render(ansi.Strip(line))
			}
		}
		if a.panel.open() {
			return a.panel.put(a.theme, lines, a.size)
		}
		return lines
	}
}
