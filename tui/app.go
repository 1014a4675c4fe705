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
	"tollbook/tui/draw"
	"tollbook/tui/help"
	"tollbook/tui/importer"
	"tollbook/tui/page"
	"tollbook/tui/palette"
	"tollbook/tui/panel"
	"tollbook/tui/whatif"
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
	Books      Books
	AsOf       time.Time
	LedgerName string // shown at the top right
	Mode       Mode
	// Renderer carries the terminal's colours; nil is the output's own.
	Renderer *lipgloss.Renderer
	// Theme is one of Themes(); "" is the first.
	Theme string
	// KeepTheme makes a theme the one that the next run begins with; nil where there is
	// no place for that. It runs aside.
	KeepTheme func(name string) error
	// Keep brings a temporary ledger's files into the user's own, which is shown
	// from then on, and names that; nil where there is nothing to keep. It runs in a
	// goroutine, as Demo does; its error is shown.
	Keep func() (own Books, name string, err error)
	// Copy puts text into the clipboard, Save writes it into a file of that name in
	// the working folder and says where, under another name where there is one
	// already; Table writes rows as csv, json or markdown. All run aside; nil is
	// not offered.
	Copy  func(text string) error
	Save  func(name, text string) (path string, err error)
	Table func(format string, head []string, rows [][]string) (string, error)
	// Scenarios keeps what-ifs under names; nil is not offered.
	Scenarios *whatif.Scenarios
	// Ask is a file that does not tell what it is: the screens begin with the form that says
	// so; "" for none.
	Ask string
	// Demo opens the demo's ledger, which an empty one offers; nil where it
	// cannot.
	Demo func() (Books, error)
}

// App is the only tea.Model: it holds the screens, which of them is shown, and
// what stands above all of them.
type App struct {
	cfg      Config
	ctx      context.Context
	first    tea.Cmd // what Init asks for
	theme    draw.Theme
	keys     appKeys
	screens  [page.Count]page.Screen // nil where there is none
	read     [page.Count]bool        // the screen has asked for its data
	active   page.ID
	extent   page.Load[time.Time] // the last usage; zero without any
	size     draw.Size
	help     help.Model
	find     palette.Model
	found    []action // what the open palette has
	importer importer.Model
	panel    panel.Panel
	said     string // answer to the last command: kept, or why not
	wrong    bool   // said is a failure
	changes  changes
	history  []stand // where the reader was, the last one last
	watch    watch
}

// New returns the screens, as tea.NewProgram takes them. Nothing is read before
// the program runs.
func New(cfg Config) App { return newApp(context.Background(), cfg) }

func newApp(ctx context.Context, cfg Config) App {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.DefaultRenderer()
	}
	a := App{cfg: cfg, ctx: ctx, theme: draw.NewTheme(cfg.Renderer, cfg.Theme), screens: screensOf(cfg), extent: page.Load[time.Time]{Of: "extent"}, panel: panel.New(), help: help.New(), find: palette.New(), importer: importer.New(ctx)}
	a.keys = newAppKeys(a.digits())
	a.active = a.firstScreen()
	a.importer = a.importer.Onto(a.importTarget())
	a = a.resize(draw.Size{Width: 80, Height: 24}) // until the terminal has said its own
	a, a.first = a.refresh()
	if cfg.Ask != "" && a.importer.Able() {
		var ask tea.Cmd
		a.importer, ask = a.importer.Bring(cfg.Ask)
		a.first = tea.Batch(a.first, ask)
	}
	return a.enableKeys()
}

// firstScreen is the screen that is shown first: the overview of a ledger, the what-if
// of files, which are there to be compared.
func (a App) firstScreen() page.ID {
	if a.cfg.Mode != Temporary && a.screens[page.Overview] != nil {
		return page.Overview
	}
	return page.Whatif
}

// Run shows the screens on a terminal until the user quits or ctx ends, and
// leaves the terminal as it was, where a *Fault ends them too.
func Run(ctx context.Context, cfg Config, in io.Reader, out io.Writer) error {
	if cfg.Renderer == nil {
		cfg.Renderer = lipgloss.NewRenderer(out)
	}
	a := newApp(ctx, cfg)
	a.watch.live = true
	a, watch := a.startWatch()
	a.first = tea.Batch(a.first, watch)
	return runGuarded(ctx, a, tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen(), tea.WithMouseCellMotion())
}

// current is the screen that is shown.
func (a App) current() page.Screen { return a.screens[a.active] }

// enableKeys switches the keys on that the state has a use for.
func (a App) enableKeys() App {
	a.keys.Keep.SetEnabled(a.cfg.Mode == Temporary && a.cfg.Keep != nil)
	a.keys.Undo.SetEnabled(len(a.changes) > 0)
	a.keys.Import.SetEnabled(a.importer.Able())
	a.keys.Imports.SetEnabled(a.importer.Able())
	a.keys.Copy.SetEnabled(a.cfg.Copy != nil)
	a.keys.Save.SetEnabled(a.cfg.Save != nil)
	a.keys.Demo.SetEnabled(a.cfg.Demo != nil && a.cfg.Mode != Demo && a.current().Status().Phase == page.Empty)
	return a
}

// Init reads the books for the first time.
func (a App) Init() tea.Cmd { return a.first }

// rebook is refresh on other books, which are watched from now on.
func (a App) rebook() (App, tea.Cmd) {
	a, watch := a.startWatch()
	a, read := a.refresh()
	return a, tea.Batch(read, watch)
}

// refresh reads the books anew: what is shown at once, the other screens when
// they are next shown.
func (a App) refresh() (App, tea.Cmd) {
	src := a.cfg.Books
	a.read = [page.Count]bool{}
	var extent tea.Cmd
	a.extent, extent = a.extent.Begin(func() (time.Time, error) {
		until, _ := src.DataUntil()
		return until, nil
	})
	a, cmd := a.show(a.active)
	return a, tea.Batch(extent, cmd)
}

// show turns to a screen, and reads its data where that was not done yet.
func (a App) show(id page.ID) (App, tea.Cmd) {
	if id != a.active {
		a = a.closePanel()
	}
	a.active = id
	if a.read[id] {
		return a.enableKeys(), nil
	}
	a.read[id] = true
	var cmd tea.Cmd
	a.screens[id], cmd = a.screens[id].Reload(a.ctx, a.cfg.Books)
	return a.enableKeys(), cmd
}

// neighbour is the next screen that there is, by steps of 1 or -1.
func (a App) neighbour(by int) page.ID {
	n := int(page.Count)
	for i := 1; i < n; i++ {
		if id := page.ID((int(a.active) + by*i + n*n) % n); a.screens[id] != nil {
			return id
		}
	}
	return a.active
}

// closePanel puts the explanation away.
func (a App) closePanel() App {
	a.panel = a.panel.Close()
	return a.resize(a.size)
}

func (a App) resize(to draw.Size) App {
	a.size = to
	a.importer = a.importer.Resize(to)
	between := draw.Size{Width: to.Width, Height: to.Height - 3}
	a.help, a.find = a.help.Resize(between), a.find.Resize(between)
	to = a.panel.ScreenSize(to)
	for i, s := range a.screens {
		if s != nil {
			a.screens[i] = s.Resize(to)
		}
	}
	return a
}

// Update handles what belongs to no screen and passes the rest on: keys and the
// mouse to the one that is shown, what commands bring to all.
func (a App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return a.settled(a.burst(msg))
	case tea.MouseMsg, page.TurnTo:
		return a.settled(a.lead(msg))
	}
	return a.settled(a.take(msg))
}

// settled takes news of the books in that waited for the reader.
func (App) settled(model tea.Model, cmd tea.Cmd) (tea.Model, tea.Cmd) {
	a, read := model.(App).takeNews()
	return a, tea.Batch(cmd, read)
}

// lead handles what the reader does, or a screen asks for on behalf of the reader, and keeps where that led
// from.
func (a App) lead(msg tea.Msg) (tea.Model, tea.Cmd) {
	before, walked := a.stand(), len(a.history)
	steps := a.steps()
	model, cmd := a.take(msg)
	if a = model.(App); len(a.history) == walked {
		a = a.stepped(before)
	}
	return a.tookSteps(steps), cmd
}

// take handles a message of any kind.
func (a App) take(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a.resize(draw.Size{Width: msg.Width, Height: msg.Height}), nil
	case tea.KeyMsg:
		return a.press(msg)
	case tea.ResumeMsg: // the mouse was given back with the rest of the terminal
		return a, tea.EnableMouseCellMotion
	case tea.MouseMsg:
		return a.mouse(msg)
	case heard:
		return a.hear(msg)
	case ownOpened:
		return a.showOwn(msg)
	case demoOpened:
		return a.showDemo(msg)
	case page.Changed:
		return a.takeChange(msg)
	case undone:
		return a.takeUndone(msg)
	case page.Undo:
		return a.undo()
	case page.Saved:
		return a.saySaved(msg), nil
	case page.Unexplained:
		a.said, a.wrong = "not explained: "+draw.Safe(msg.Err.Error()), true
		return a, nil
	case page.Copy:
		return a, a.copy(msg.What, msg.Text)
	case page.Notice:
		a.said, a.wrong = draw.Safe(msg.Text), msg.Wrong
		return a, nil
	case page.Later:
		return a, tea.Tick(msg.After, func(time.Time) tea.Msg { return msg.Then })
	case page.TurnTo:
		return a.turnTo(msg)
	case page.Explain:
		var cmd tea.Cmd
		a.panel, cmd = a.panel.Show(a.ctx, a.cfg.Books, msg)
		return a.resize(a.size), cmd
	case page.Loaded[pricing.Explanation]:
		var err error
		if a.panel, err = a.panel.Take(msg); err != nil {
			a.said, a.wrong = "not explained: "+draw.Safe(err.Error()), true
		}
		return a.resize(a.size), nil
	case page.Loaded[time.Time]:
		a.extent, _ = a.extent.Take(msg)
	}
	if b, cmd, mine := a.importer.Update(msg); mine {
		a.importer = b
		return a.enableKeys(), cmd
	}
	var cmds []tea.Cmd
	for i, s := range a.screens {
		if s != nil {
			var cmd tea.Cmd
			a.screens[i], cmd = s.Update(msg)
			cmds = append(cmds, cmd)
		}
	}
	return a.refind().enableKeys(), tea.Batch(cmds...)
}

// pass gives a key or the mouse to the screen that is shown.
func (a App) pass(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	a.screens[a.active], cmd = a.current().Update(msg)
	return a.enableKeys(), cmd
}

// View draws the screen: exactly as many lines as the terminal has, none wider
// than it.
func (a App) View() string {
	width, height := a.size.Width, a.size.Height
	if a.size.TooSmall() {
		return small(a.size)
	}
	t := a.theme
	lines := []string{a.bar(), t.Muted.Render(" " + strings.Repeat("─", width-2))}
	switch {
	case a.help.Shown():
		lines = append(lines, a.help.View(t)...)
	case a.importer.Open():
		lines = append(lines, a.importer.View(t)...)
	default:
		lines = append(lines, a.body()...)
	}
	if a.find.Shown() {
		lines = append(lines[:2], a.find.Over(t, lines[2:])...)
	}
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:height-1], a.foot())
	for i, line := range lines {
		lines[i] = t.Paint(ansi.Truncate(line, width, ""), width)
	}
	return strings.Join(lines, "\n")
}

// around are the program's keys that work beside an import: where a line is typed
// letters are none.
func (a App) around() []key.Binding {
	if a.typing() {
		return nil
	}
	return []key.Binding{a.keys.Help, a.keys.Quit}
}

// body is the screen, or why there is nothing to show. While a screen is read
// again what it showed stands there; the bar says that it is read.
func (a App) body() []string {
	s, width := a.current(), a.size.Width
	switch state := s.Status(); state.Phase {
	case page.Loading:
		return draw.Message(width, "Reading the ledger …")
	case page.Failed:
		return draw.Message(width, "The ledger cannot be read: "+draw.Safe(state.Err.Error())+".", "Ctrl-R reads it again; `tollbook doctor` says what is wrong with it.")
	case page.Empty:
		lines := s.Vacant()
		var here []string
		for _, b := range s.Offers() {
			here = append(here, page.KeyOf(b)+" to "+b.Help().Desc)
		}
		if len(here) > 0 {
			lines = append(lines, "", "Or press "+draw.List(here, len(here))+" here.")
		}
		switch {
		case a.keys.Import.Enabled() && a.keys.Demo.Enabled():
			lines = append(lines, "", "Or press i to choose the file here, d to look at the demo, a year of invented usage.")
		case a.keys.Import.Enabled():
			lines = append(lines, "", "Or press i to choose the file here.")
		case a.keys.Demo.Enabled():
			lines = append(lines, "", "Or press d to look at the demo, a year of invented usage.")
		}
		return draw.Message(width, lines...)
	default:
		lines := s.View(a.theme)
		if a.panel.Open() {
			return a.panel.Put(a.theme, lines, a.size)
		}
		return lines
	}
}
