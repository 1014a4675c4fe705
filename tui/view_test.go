package tui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// scene is a state of the screen that has golden views.
type scene struct {
	name   string
	books  []tuitest.Used
	change func(*Config)
	keys   []string
	unread bool
}

var (
	partial = append([]tuitest.Used{
		{Gateway: "openrouter", Model: "openai/gpt-5.5", Requests: 3000, Input: 40, Cached: 0, Output: 3, ReportedUSD: "290"},
		{Gateway: "openrouter", Model: "mistral/magistral-medium", Requests: 900, Input: 20, Cached: 0, Output: 2, ReportedUSD: "30"},
	}, tuitest.Month...)
	// Half of this bill is for a model that nobody knows: no winner.
	murky = []tuitest.Used{
		{Gateway: "openrouter", Model: "openai/gpt-4o", Requests: 6000, Input: 80, Cached: 0, Output: 12, ReportedUSD: "320"},
		{Gateway: "openrouter", Model: "acme/\x1b[31mred", Requests: 100, Input: 10, Cached: 0, Output: 1, ReportedUSD: "300"},
	}
	scenes = []scene{
		{name: "normal", books: tuitest.Month},
		{name: "changed", books: tuitest.Month, keys: []string{"down", "right", "right", "down", "down", "=", "7", "0", "enter"}},
		{name: "best", books: tuitest.Month, keys: []string{"B"}},
		{name: "unfolded", books: tuitest.Month, keys: []string{"m", "end", "up"}},
		{name: "typing", books: tuitest.Month, keys: []string{"down", "=", "3", "."}},
		{name: "hypothetical", books: tuitest.Month, keys: []string{"right", "right"}},
		{name: "requirements", books: tuitest.Month, keys: []string{"R", " ", "down", "down", "down", " ", "enter"}},
		{name: "partial", books: partial},
		{name: "nowinner", books: murky},
		{name: "gateways", books: tuitest.Month, keys: []string{"tab", "end"}},
		{name: "filter", books: tuitest.Month, keys: []string{"/", "o", "r"}},
		{name: "filternothing", books: tuitest.Month, keys: []string{"/", "zzz", "enter"}},
		{name: "publisher", books: []tuitest.Used{{Gateway: "openai", Model: "openai/gpt-4o", Requests: 6000, Input: 80, Cached: 0, Output: 12, ReportedUSD: "320"}}},
		{name: "nogateway", books: []tuitest.Used{{Gateway: "", Model: "openai/gpt-4o", Requests: 6000, Input: 80, Cached: 0, Output: 12, ReportedUSD: "0"}}},
		{name: "temporary", books: tuitest.Month, change: func(c *Config) { c.Mode, c.Keep = Temporary, func() (Books, string, error) { return nil, "", nil } }},
		{name: "demo", books: tuitest.Month, change: func(c *Config) { c.Mode = Demo }},
		{name: "empty"},
		{name: "loading", books: tuitest.Month, unread: true},
		{name: "error", change: func(c *Config) { c.Books = tuitest.Books{Err: tuitest.ErrBroken} }},
		{name: "help", books: tuitest.Month, keys: []string{"?"}},
		{name: "explain", books: tuitest.Month, keys: []string{"tab", "enter", "down"}},
		{name: "explaindeep", books: tuitest.Month, keys: []string{"tab", "enter", "enter", "enter"}},
		{name: "commands", books: tuitest.Month, change: takes, keys: []string{":"}},
		{name: "commandfound", books: tuitest.Month, change: takes, keys: []string{":", "t", "a", "b", "c", "s", "v"}},
		{name: "commandnothing", books: tuitest.Month, keys: []string{":", "zzz"}},
		{name: "copy", books: tuitest.Month, change: takes, keys: []string{"y"}},
	}
	// Two scenarios were saved: the month twice by crypto, and as it was.
	shelfScenes = []scene{
		{name: "scenarionaming", keys: []string{"s"}},
		{name: "scenariothere", keys: []string{"Z", "s", "enter"}},
		{name: "scenarios", keys: []string{"o", "down"}},
		{name: "scenarioshelp", keys: []string{"o", "?"}},
		{name: "scenarioloaded", keys: []string{"Z", "o", "down", "enter"}},
		{name: "beside", keys: []string{"c"}},
		{name: "besideswapped", keys: []string{"c", "tab"}},
		{name: "besidehelp", keys: []string{"c", "?"}},
		{name: "projected", keys: []string{"Z", "g", "right"}},
		{name: "failover", keys: []string{"Z", "R", "down", "right", "right", "enter", "f"}},
	}
	// shelfFrames are those of them that are kept as frames.
	shelfFrames = []string{"scenariothere", "scenarios", "beside"}
	goldenSizes = []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 120, Height: 36}, {Width: 200, Height: 50}}
)

// takes lets a program copy and save.
func takes(c *Config) {
	c.Copy = func(string) error { return nil }
	c.Save = func(name, _ string) (string, error) { return name, nil }
	c.Table = func(string, []string, [][]string) (string, error) { return "", nil }
}

// play brings the program into a scene.
func (sc scene) play(t testing.TB, width, height int) *driven {
	t.Helper()
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, sc.books...))
	if sc.change != nil {
		sc.change(&cfg)
	}
	if sc.unread {
		return started(t, cfg, width, height)
	}
	return drive(t, cfg, width, height).press(sc.keys...)
}

// whatifScenes are the scenes of the what-if that are kept as frames; those of heldScenes are
// held in every window, and no frame of them shows what another does not.
var (
	whatifScenes = []string{"normal", "changed", "best", "typing", "requirements", "partial", "gateways", "empty"}
	heldScenes   = []string{"unfolded", "hypothetical", "nowinner", "filter", "filternothing", "publisher", "nogateway", "temporary", "demo"}
)

func TestView(t *testing.T) {
	g := newGallery(t)
	for _, sc := range scenes {
		if !slices.Contains(whatifScenes, sc.name) && !slices.Contains(heldScenes, sc.name) {
			g.add(sc.name, sc.play(t, 80, 24))
		}
	}
}

// The what-if, its pickers, and its scenarios on a screen with two that are kept.
func TestWhatifView(t *testing.T) {
	g := newGallery(t)
	for _, sc := range scenes {
		if slices.Contains(whatifScenes, sc.name) {
			g.add(sc.name, sc.play(t, 80, 24))
		}
	}
	for _, sc := range sheetScenes {
		g.add(sc.name, sc.sheet(t))
	}
	g.add("agents", agents(t, nil))
	for _, sc := range shelfScenes {
		d := twoShelved(t).press(sc.keys...)
		for _, z := range goldenSizes {
			d.app = d.app.resize(z)
			if view := d.app.View(); len(strings.Split(view, "\n")) != z.Height {
				t.Errorf("%s at %v:\n%s", sc.name, z, view)
			}
		}
		if slices.Contains(shelfFrames, sc.name) {
			g.add(sc.name, d)
		}
	}
}

// Each screen as it is drawn in each theme, colours and all.
func TestThemeView(t *testing.T) {
	g := newGallery(t)
	for _, digit := range monthDriven(t, 80, 24).app.digits() {
		month := tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)
		month.Store = tuitest.Spend(t).Store
		month.Recorder = tuitest.StoreBooks{Store: month.Store}
		d := drive(t, config(tuitest.Catalog(t), month), 80, 24).press(digit)
		for _, name := range draw.Themes() {
			d.app.theme = draw.NewTheme(tuitest.ColourRenderer(), name)
			g.put(strings.ToLower(page.Names[d.app.active])+" "+name, strings.ReplaceAll(d.app.View(), "\x1b", "␛"))
		}
	}
}

// ownRow is the row of what is paid now.
var ownRow = regexp.MustCompile(`openrouter +\$1,259`)

// No view is wider or higher than its window, or blank, and the answer's first
// figure and the way out are always there.
func TestEverySize(t *testing.T) {
	for _, sc := range scenes {
		d := sc.play(t, 80, 24)
		step, heights := 20, []int{16, 21, 30, 60}
		if sc.name == "normal" {
			step, heights = 1, []int{16, 17, 19, 20, 22, 24, 28, 34, 60}
		}
		for width := 60; width <= 200; width += step {
			for _, height := range heights {
				z := draw.Size{Width: width, Height: height}
				d.app = d.app.resize(z)
				view := d.app.View()
				checkFrame(t, sc.name, z, view)
				if sc.name == "normal" && !strings.Contains(view, "You pay $1,259.25 a month, $65.65 of it in fees.") {
					t.Fatalf("%v: the answer is gone:\n%s", z, view)
				}
				if sc.name == "normal" && !ownRow.MatchString(view) {
					t.Fatalf("%v: the user's own row is out of sight:\n%s", z, view)
				}
			}
		}
	}
}

func checkFrame(t testing.TB, name string, z draw.Size, view string) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != z.Height {
		t.Fatalf("%s at %v: %d lines", name, z, len(lines))
	}
	for i, line := range lines {
		if w := lipgloss.Width(line); w > z.Width {
			t.Fatalf("%s at %v: line %d is %d wide: %q", name, z, i, w, line)
		}
		if strings.ContainsAny(line, "\x1b\x07\r\t") {
			t.Fatalf("%s at %v: line %d has a control character: %q", name, z, i, line)
		}
	}
	if last := lines[len(lines)-1]; !strings.Contains(last, "q quit") && !strings.Contains(last, "Esc") {
		t.Fatalf("%s at %v: no way out in %q", name, z, last)
	}
}

func TestTooSmallAndBack(t *testing.T) {
	d := scenes[0].play(t, 80, 24)
	before := d.app.View()
	for _, z := range []draw.Size{{Width: 59, Height: 24}, {Width: 80, Height: 15}, {Width: 20, Height: 5}, {Width: 1, Height: 1}, {Width: 0, Height: 0}} {
		d.app = d.resize(z)
		view := d.app.View()
		if z.Width >= 20 && !strings.Contains(strings.ReplaceAll(view, "\n", " "), "60 x 16") {
			t.Errorf("%v: %q", z, view)
		}
		for _, line := range strings.Split(view, "\n") {
			if lipgloss.Width(line) > max(z.Width, 1) {
				t.Errorf("%v: %q is too wide", z, line)
			}
		}
		d.press("down", "right", "x") // must not change what cannot be seen
	}
	d.app = d.resize(draw.Size{Width: 80, Height: 24})
	if after := d.app.View(); after != before {
		t.Errorf("after growing again:\n%s\nwant\n%s", after, before)
	}
}

// Colour is never the only sign: without it every mark is still there.
func TestColourAddsNothing(t *testing.T) {
	c := tuitest.Catalog(t)
	for _, z := range goldenSizes {
		bare := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Month...)), z.Width, z.Height)
		cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
		cfg.Renderer = tuitest.ColourRenderer()
		coloured := drive(t, cfg, z.Width, z.Height)
		view := coloured.app.View()
		if !strings.Contains(view, "\x1b[") {
			t.Fatalf("%v: no colour at all", z)
		}
		if got := stripped(view); got != bare.app.View() {
			t.Errorf("%v: colour changes the text:\n%s", z, got)
		}
	}
}
