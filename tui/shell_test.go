package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/check"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func (d *driven) on(t *testing.T, want page.ID) {
	t.Helper()
	if d.app.active != want {
		t.Fatalf("on %s, want %s:\n%s", page.Names[d.app.active], page.Names[want], d.app.View())
	}
}

func TestScreensAreTurnedTo(t *testing.T) {
	d := monthDriven(t, 100, 30)
	d.on(t, page.Whatif)
	d.press("5").on(t, page.Catalog)
	d.press("2").on(t, page.Whatif)
	for id := page.Whatif + 1; id < page.Count; id++ { // every screen that there is, in the bar's order
		if d.app.screens[id] != nil {
			d.press("]").on(t, id)
		}
	}
	for d.app.active != page.Whatif {
		before := d.app.active
		if d.press("["); d.app.active >= before {
			t.Fatalf("[ goes from %d to %d", before, d.app.active)
		}
	}
	// Tab is the panes' in a screen that has some.
	d.press("tab").on(t, page.Whatif)
	shows(t, d, "▸● openrouter") // the cursor among the gateways
	d.press("5").on(t, page.Catalog)
	d.press("tab").on(t, page.Catalog)
	// A digit turns from a knob that holds a number too; where a value is typed it is
	// one.
	d.press("2", "tab", "down", "5").on(t, page.Catalog)
	d.press("2", "=", "5").on(t, page.Whatif)
	if !d.app.current().Typing() {
		t.Error("5 on the volume is not typed")
	}
	d.press("esc", "5").on(t, page.Catalog)
	// Nor does Tab turn away from a screen that is still read.
	started(t, config(tuitest.Catalog(t), tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)), 100, 30).press("tab").on(t, page.Whatif)
	// A digit without a screen does nothing.
	before := d.app.View()
	if d.press("9"); d.app.View() != before {
		t.Error("9 does something")
	}
}

func TestTabsAreClicked(t *testing.T) {
	for _, width := range []int{60, 80, 200} {
		d := monthDriven(t, width, 24)
		bar, _, _ := strings.Cut(d.app.View(), "\n")
		at := lipgloss.Width(bar[:strings.Index(bar, "5")])
		d.click(at, 0)
		d.on(t, page.Catalog)
		bar, _, _ = strings.Cut(d.app.View(), "\n")
		d.click(lipgloss.Width(bar[:strings.Index(bar, "2")]), 0)
		d.on(t, page.Whatif)
		d.click(width-2, 0)
		d.on(t, page.Whatif)
	}
}

// The place on a screen is kept while another is shown, and through a resize.
func TestPlacesAreKept(t *testing.T) {
	d := monthDriven(t, 100, 30).press("5", "down", "down", "tab", "down")
	catalog := d.app.View()
	d.press("2", "tab", "down")
	whatif := d.app.View()
	d.app = d.resize(draw.Size{Width: 60, Height: 18})
	d.app = d.resize(draw.Size{Width: 100, Height: 30})
	if got := d.app.View(); got != whatif {
		t.Errorf("what-if after a resize:\n%s\nwant\n%s", got, whatif)
	}
	if got := d.press("5").app.View(); got != catalog {
		t.Errorf("catalog after what-if:\n%s\nwant\n%s", got, catalog)
	}
}

// A reading that comes too late, or was made for another, changes nothing.
func TestLateReadings(t *testing.T) {
	l := page.Load[int]{Of: "mine"}
	l, first := l.Begin(func() (int, error) { return 1, nil })
	l, second := l.Begin(func() (int, error) { return 2, nil })
	if l.Phase != page.Loading || !l.Pending {
		t.Fatalf("%+v before any answer", l)
	}
	l, mine := l.Take(first().(page.Loaded[int]))
	if mine || l.Phase != page.Loading {
		t.Error("the first answer is taken though a second was asked for")
	}
	other := second().(page.Loaded[int])
	other.Of = "another's"
	if l, mine = l.Take(other); mine {
		t.Error("another's answer is taken")
	}
	if l, mine = l.Take(second().(page.Loaded[int])); !mine || l.Phase != page.Ready || l.Value != 2 || l.Pending {
		t.Errorf("%+v after the answer", l)
	}
	// Read again the old value stays until the new one is there, or fails.
	l, third := l.Begin(func() (int, error) { return 0, tuitest.ErrBroken })
	if l.Phase != page.Ready || l.Value != 2 || !l.Pending {
		t.Errorf("%+v while read again", l)
	}
	if l, _ = l.Take(third().(page.Loaded[int])); l.Phase != page.Failed || !errors.Is(l.Err, tuitest.ErrBroken) {
		t.Errorf("%+v after a failure", l)
	}
	if l, _ = l.Begin(nil); l.Phase != page.Loading {
		t.Errorf("%+v while read again after a failure", l)
	}
}

func TestReadAgainShowsTheOldOne(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	cfg.Renderer = tuitest.ColourRenderer()
	d := drive(t, cfg, 100, 30)
	cmd := d.send(page.KeyMsg("ctrl+r"))
	view := d.app.View()
	if !strings.Contains(stripped(view), "$65.65 of it in fees") {
		t.Fatalf("the old answer is gone:\n%s", view)
	}
	shows(t, d, "reading again …")
	d.run(cmd)
	if hides(t, d, "reading again"); rest(d.app.View()) != rest(view) {
		t.Errorf("a reading that brings the same changes\n%s\nto\n%s", view, d.app.View())
	}
}

// rest is a view without the bar.
func rest(view string) string {
	_, rest, _ := strings.Cut(view, "\n")
	return rest
}

func TestCommands(t *testing.T) {
	d := monthDriven(t, 100, 30)
	d.press(":", "c", "a", "t", "a", "l")
	shows(t, d, ":catal▏", "▸ Catalog")
	d.press("enter").on(t, page.Catalog)
	if d.app.find.Shown() {
		t.Error("the box stays open")
	}
	d.press(":", "theme contrast", "enter")
	if d.app.theme.Name != "contrast" {
		t.Errorf("theme %s", d.app.theme.Name)
	}
	// A deed of another screen turns there first.
	d.press(":", "more what-if", "enter").on(t, page.Whatif)
	shows(t, d, "fewer m")
	// Letters go into the line, q too; Esc leaves all as it was.
	before := d.app.View()
	d.press(":", "q", "5", "?", "zzz")
	if d.quit || d.app.active != page.Whatif || d.app.help.Shown() {
		t.Error("letters typed into the box do something")
	}
	if d.press("enter"); !d.app.find.Shown() {
		t.Error("Enter on nothing closes the box")
	}
	if d.press("esc"); d.app.View() != before {
		t.Errorf("after Esc:\n%s", d.app.View())
	}
	d.press(":", "quit", "enter")
	if !d.quit {
		t.Error("quit does not quit")
	}
}

// Every command of every screen can be chosen without a panic, and leaves a view of
// the right size.
func TestEveryCommand(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	takes(&cfg)
	base := *drive(t, cfg, 80, 24)
	start := func() *driven { d := base; return &d }
	all := start().app.actions()
	if len(all) < 25 {
		t.Fatalf("only %d commands", len(all))
	}
	seen := map[string]bool{}
	for i, a := range all {
		if seen[a.Kind+" "+a.Name] {
			t.Errorf("%q twice", a.Name)
		}
		seen[a.Kind+" "+a.Name] = true
		d := start()
		app, cmd := d.app.actions()[i].run(d.app)
		d.app = app
		d.run(cmd)
		lines := strings.Split(d.app.View(), "\n")
		for _, line := range lines {
			if len(lines) != 24 || lipgloss.Width(line) > 80 {
				t.Errorf("%s: %d lines, %q", a.Name, len(lines), line)
			}
		}
	}
}

func TestCopyAndSave(t *testing.T) {
	c := tuitest.Catalog(t)
	var copied, saved string
	var full bool
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	cfg.Copy = func(text string) error { copied = text; return nil }
	cfg.Save = func(name, text string) (string, error) {
		if full {
			return "", errors.New("the disk is full")
		}
		saved = text
		return name, nil
	}
	cfg.Table = func(format string, head []string, rows [][]string) (string, error) {
		return fmt.Sprint(format, head, rows), nil
	}
	d := drive(t, cfg, 100, 30)
	d.press("y", "csv", "enter")
	shows(t, d, "copied 20 rows as csv")
	if !strings.HasPrefix(copied, "csv[gateway a month") || !strings.Contains(copied, "[openrouter $1,259.25 $1,193.60 $65.65 $0.00 $0.00 you") {
		t.Errorf("copied %q", copied)
	}
	d.press("y", "text", "enter")
	if !strings.Contains(copied, "$65.65 of it in fees") || strings.ContainsAny(copied, "\x1b") {
		t.Errorf("copied %q", copied)
	}
	d.press("5", "S", "json", "enter")
	shows(t, d, fmt.Sprintf("saved %d rows as json in gateways.json", len(c.Gateways())))
	if !strings.HasPrefix(saved, "json[gateway your month to load credit") {
		t.Errorf("saved %q", saved)
	}
	full = true
	d.press("S", "json", "enter")
	shows(t, d, "not done: the disk is full")
	// What a filter hides is not in it.
	full = false
	d.press("/", "openrouter.ai", "enter", "esc", "/", "ofox.ai", "enter", "S", "csv", "enter")
	shows(t, d, "saved 1 row as csv")
}

// Where nothing can be copied or saved no key says so.
func TestNothingToCopyWith(t *testing.T) {
	d := monthDriven(t, 100, 30)
	before := d.app.View()
	if d.press("y", "S"); d.app.View() != before {
		t.Errorf("y or S does something:\n%s", d.app.View())
	}
}

// The month of the tests by hand: 160 million tokens at $3.00, 60 at $0.30, 20 at
// $15.00 are 480 + 18 + 300.
func TestExplain(t *testing.T) {
	c := tuitest.Catalog(t)
	var copied string
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	cfg.Copy = func(text string) error { copied = text; return nil }
	d := drive(t, cfg, 140, 40).press("tab", "enter")
	shows(t, d, "all-in cost a month at openrouter", "$1,259.25", "tokens $1,193.60", "fee for loading credits $65.65")
	shows(t, d, "$65.65 of it in fees") // the screen is still there
	d.press("enter", "enter")
	shows(t, d, "claude-sonnet-4-5 a month at openrouter", "$798.00", "cache read $18.00", "input $480.00", "output $300.00", "60,000,000 x $0.3 per million")
	d.press("y")
	shows(t, d, "copied figure and formula")
	if !strings.Contains(copied, "$798.00") || !strings.Contains(copied, "input: $480.00") {
		t.Errorf("copied %q", copied)
	}
	d.press("esc")
	shows(t, d, "openai/gpt-4o")
	d.press("esc", "esc")
	if d.app.panel.Open() || d.quit {
		t.Error("Esc three times does not close it, or quits")
	}
	if d.press("esc"); d.quit {
		t.Error("Esc quits")
	}
	// Another screen closes it.
	d.press("enter")
	if d.press("tab", "enter", "5"); d.app.panel.Open() {
		t.Error("the explanation of another screen stays open")
	}
}

// booksThatExplain answer addresses as a ledger does.
type booksThatExplain struct {
	tuitest.Books
	asked *[]string
}

func (b booksThatExplain) Explain(_ context.Context, address string) (pricing.Explanation, error) {
	*b.asked = append(*b.asked, address)
	if address == "lot 9" {
		return pricing.Explanation{}, errors.New("no lot 9")
	}
	return pricing.Explanation{Title: "a purchase \x1b[31m", Figure: "$1.00"}, nil
}

func TestExplainAsksTheLedger(t *testing.T) {
	c := tuitest.Catalog(t)
	var asked []string
	cfg := config(c, booksThatExplain{tuitest.UsageBooks(c, tuitest.Month...), &asked})
	d := drive(t, cfg, 140, 40)
	d.run(d.send(page.Explain{Is: pricing.Explanation{Title: "lots", Figure: "2", Lines: []pricing.ExplainLine{
		{Label: "first", Figure: "$1.00", Address: "lot 1"}, {Label: "second", Figure: "$2.00", Address: "lot 9"}, {Label: "third", Figure: "-"},
	}}}))
	d.press("enter")
	shows(t, d, "a purchase ·[31m")
	checkFrame(t, "explained", draw.Size{Width: 140, Height: 40}, d.app.View())
	d.press("esc", "down", "enter")
	shows(t, d, "not explained: no lot 9")
	d.press("down", "enter") // nothing behind it
	if got := strings.Join(asked, ", "); got != "lot 1, lot 9" {
		t.Errorf("asked for %s", got)
	}
	// By address alone.
	d.run(d.send(page.Explain{Address: "lot 1"}))
	shows(t, d, "a purchase")
	// Books that cannot: the command is named.
	d = monthDriven(t, 140, 40)
	d.run(d.send(page.Explain{Address: "lot 1"}))
	shows(t, d, "tollbook explain lot 1 shows it")
}

// A panic in the books ends the program and gives the terminal back.
func TestPanicRestoresTheTerminal(t *testing.T) {
	c := tuitest.Catalog(t)
	in, _ := io.Pipe()
	var out strings.Builder
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := Run(ctx, config(c, panicking{}), in, &out); err == nil || ctx.Err() != nil {
		t.Fatalf("err %v, context %v", err, ctx.Err())
	}
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?25l": "\x1b[?25h"} {
		if strings.LastIndex(out.String(), off) < strings.LastIndex(out.String(), on) {
			t.Errorf("%q is not taken back by %q", on, off)
		}
	}
}

type panicking struct{ tuitest.Books }

func (panicking) Reading(context.Context, time.Time) (check.Reading, error) { panic("a bug") }

func TestPlain(t *testing.T) {
	c := tuitest.Catalog(t)
	text, err := Plain(context.Background(), config(c, tuitest.UsageBooks(c, tuitest.Month...)), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"tollbook, ledger.db · data to 14 Nov 18:22 UTC\n\nOverview\n\nThere is no usage yet. With it",
		"\n\nWhat-if\n\nYou pay $1,259.25 a month, $65.65 of it in fees. direct saves $44.95.\n",
		"\npay by: card; best step crypto: -$5.97\n",
		"\nopenrouter: a month $1,259.25; tokens $1,193.60; fee $65.65; plan $0.00; expires unused $0.00; against today you; coverage 100 %\n",
		"\nCatalog\n\nGateways\n",
		"\nopenrouter: your month $1,193.60; to load credit 5.5 %, at least $0.80; min fee $0.80; least $5.00; unused credit may end, 365 days; refund 24 h; sla none; nines 3 (99.9705 %);",
		"\nanthropic/claude-sonnet-4-5: a month $798.00; at openrouter; in 3; cached 0.3; out 15;",
		"\nopenrouter: utc 2025-08-28 09:40; minutes 50; failed 100 %;",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%.3000s", want, text)
		}
	}
	for _, r := range text {
		if r == '█' || r == '│' || r == '\x1b' || r >= 0x2800 && r <= 0x28ff {
			t.Fatalf("%q is drawn, not told", r)
		}
	}
	if one, err := Plain(context.Background(), config(c, tuitest.UsageBooks(c, tuitest.Month...)), "catalog"); err != nil || strings.Contains(one, "What-if") {
		t.Errorf("catalog alone: %v, %.200s", err, one)
	}
	if text, err := Plain(context.Background(), config(c, tuitest.Books{}), "what-if"); err != nil || !strings.Contains(text, "tollbook import openrouter_activity.csv") {
		t.Errorf("empty: %v, %s", err, text)
	}
	if _, err := Plain(context.Background(), config(c, tuitest.Books{Err: tuitest.ErrBroken}), "what-if"); !errors.Is(err, tuitest.ErrBroken) {
		t.Errorf("broken: %v", err)
	}
}

// What keys do to the line of commands and to an explanation the mouse does too.
func TestOverlaysAreClicked(t *testing.T) {
	for _, z := range []draw.Size{{Width: 140, Height: 40}, {Width: 80, Height: 24}} {
		d := monthDriven(t, z.Width, z.Height)
		lineOf := func(text string) (x, y int) {
			t.Helper()
			for y, line := range strings.Split(d.app.View(), "\n") {
				if i := strings.Index(line, text); i >= 0 {
					return lipgloss.Width(line[:i]), y
				}
			}
			t.Fatalf("%q is not shown:\n%s", text, d.app.View())
			return 0, 0
		}
		d.press(":", "cat")
		x, y := lineOf("▸ Catalog")
		d.click(x, y)
		d.on(t, page.Catalog)
		d.press("2", "tab", "enter")
		x, y = lineOf("fee for loading credits  ")
		d.click(x, y)
		if _, at := d.app.panel.Front(); at != 1 {
			t.Errorf("%v: the cursor is on line %d", z, at)
		}
		x, y = lineOf("▸ fee for loading credits")
		d.click(x, y)
		shows(t, d, "fee for loading credits a month at openrouter")
		x, y = lineOf("EXPLAIN")
		if d.click(x, y); d.app.panel.Depth() != 2 {
			t.Errorf("%v: a click on the heading goes to level %d", z, d.app.panel.Depth())
		}
	}
}

// draw/theme.go alone has colours.
func TestColoursStandInOnePlace(t *testing.T) {
	here, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	rooms, err := filepath.Glob("*/*.go")
	if err != nil || len(here) < 10 || len(rooms) < 30 {
		t.Fatal(here, rooms, err)
	}
	for _, name := range append(here, rooms...) {
		if name == filepath.Join("draw", "theme.go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, colour := range []string{"lipgloss.Color", "ANSIColor", "Foreground(", "Background(", "AdaptiveColor"} {
			if strings.Contains(strings.ReplaceAll(string(text), "context.Background(", ""), colour) {
				t.Errorf("%s has %s", name, colour)
			}
		}
	}
}

// A theme that is chosen is kept for the next run, or it is said why not.
func TestThemeIsKept(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	var kept []string
	var fails error
	cfg.KeepTheme = func(name string) error {
		kept = append(kept, name)
		return fails
	}
	d := drive(t, cfg, 100, 30).press(":", "theme light", "enter")
	shows(t, d, "the theme is light from now on")
	if d.app.theme.Name != "light" || strings.Join(kept, " ") != "light" {
		t.Errorf("theme %s, kept %q", d.app.theme.Name, kept)
	}
	fails = errors.New("the disk is full")
	d.press(":", "theme dark", "enter")
	shows(t, d, "the theme dark is not kept: the disk is full")
	if d.app.theme.Name != "dark" || !d.app.wrong {
		t.Errorf("theme %s", d.app.theme.Name)
	}
}
