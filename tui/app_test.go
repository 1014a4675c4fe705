package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// A place where a key has something to do: the keys that lead there.
type place struct {
	name  string
	start func(*testing.T) *driven
	keys  func(App) []key.Binding // whose deeds are tried there
}

// What the help shows is handled, and what is handled the help shows, on every
// screen and in every overlay.
func TestKeysAndHelpAreOne(t *testing.T) {
	c := tuitest.Catalog(t)
	taking := func() *driven {
		cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
		takes(&cfg)
		cfg.Mode, cfg.Keep = Temporary, func() (Books, string, error) { return tuitest.UsageBooks(c, tuitest.Month...), "own.db", nil }
		return drive(t, cfg, 100, 30)
	}
	places := []place{
		{"overview", func(t *testing.T) *driven {
			cfg := config(c, tuitest.Overview(t))
			takes(&cfg)
			return opened(t, cfg, 100, 30).press("tab", " ", "d")
		}, func(a App) []key.Binding {
			return append(a.current().Bindings(), page.Bindings(a.keys)...)
		}},
		{"what-if", func(*testing.T) *driven { return taking().press("2", "down", "right", "tab", "down", "tab") }, func(a App) []key.Binding {
			return append(a.current().Bindings(), page.Bindings(a.keys)...)
		}},
		{"catalog", func(*testing.T) *driven { return taking().press("5", "tab", "o", "down", "down") }, func(a App) []key.Binding {
			return append(a.current().Bindings(), page.Bindings(a.keys)...)
		}},
		{"explanation", func(*testing.T) *driven { return taking().press("2", "tab", "enter") }, func(a App) []key.Binding {
			return append(page.Bindings(a.panel.Keys), page.Bindings(a.keys)...)
		}},
		{"scenarios", func(*testing.T) *driven { return twoShelved(t).press("o") }, func(a App) []key.Binding {
			return append(a.current().Bindings(), page.Bindings(a.keys)...)
		}},
		{"side by side", func(*testing.T) *driven { return twoShelved(t).press("c") }, func(a App) []key.Binding {
			return append(a.current().Bindings(), page.Bindings(a.keys)...)
		}},
		{"imports", func(t *testing.T) *driven {
			return bringing(t, 100, 30).press("i", "~/Downloads/good.csv", "enter", "enter", "i", "more.csv", "enter", "enter", "enter", "I")
		}, func(a App) []key.Binding {
			return append(a.importer.Bindings(), a.keys.Help, a.keys.Quit)
		}},
		{"what was imported", func(t *testing.T) *driven {
			return bringing(t, 100, 30).press("i", "~/Downloads/good.csv", "enter", "enter")
		}, func(a App) []key.Binding {
			return append(a.importer.Bindings(), a.keys.Help, a.keys.Quit)
		}},
		{"an empty ledger", func(*testing.T) *driven {
			cfg := config(c, tuitest.Books{})
			cfg.Demo = func() (Books, error) { return tuitest.UsageBooks(c, tuitest.Month...), nil }
			return drive(t, cfg, 100, 30).press("1")
		}, func(a App) []key.Binding { return page.Bindings(a.keys) }},
	}
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			handled := map[string]bool{"esc": true}
			base := *p.start(t)
			start := func() *driven { d := base; return &d } // the program is a value
			own := string('1' + rune(base.app.active))
			for _, b := range page.WithoutHeadings(p.keys(base.app)) {
				for _, k := range b.Keys() {
					handled[k] = true
					if k == own { // this screen is shown
						continue
					}
					d := start()
					switch {
					case b.Help().Desc == "back, never quit" && p.name == "what-if":
						d.press("m")
					case k == "up" || k == "k":
						d.press("down")
					case k == "home" || k == "g" || k == "pgup" || k == "ctrl+b":
						d.press("down", "down")
					}
					before := d.app.View()
					cmd := d.send(page.KeyMsg(k))
					if d.app.View() == before && cmd == nil {
						t.Errorf("%s (%s) is in the help and does nothing", k, b.Help().Desc)
					}
					// The help names the key.
					named := strings.NewReplacer("1-9", "1 2 3 4 5 6 7 8 9", "1-5", "1 2 3 4 5").Replace(b.Help().Key)
					if len(k) == 1 && !strings.Contains(" "+named+" ", k) {
						t.Errorf("%q is handled by %q and not named by it", k, b.Help().Key)
					}
				}
			}
			d := start()
			before := d.app.View()
			for r := rune(' '); r < 0x7f; r++ {
				if handled[string(r)] {
					continue
				}
				if cmd := d.send(page.KeyMsg(string(r))); cmd != nil || d.app.View() != before {
					t.Errorf("%q is in no help and does something", r)
				}
			}
			d.press("?")
			d.app = d.app.resize(draw.Size{Width: 100, Height: 90})
			for _, b := range page.WithoutHeadings(p.keys(d.app)) {
				shows(t, d, b.Help().Key+" "+b.Help().Desc)
			}
			if d.press("?"); d.app.help.Shown() {
				t.Error("? does not close the help")
			}
		})
	}
}

// What was shown of one file is shown of the ledger that it was kept in.
func TestKeep(t *testing.T) {
	c := tuitest.Catalog(t)
	calls := 0
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month[0]))
	cfg.LedgerName = "activity.csv"
	cfg.Mode, cfg.Keep = Temporary, func() (Books, string, error) {
		calls++
		if calls == 1 {
			return nil, "", errors.New("the disk is full")
		}
		return tuitest.UsageBooks(c, tuitest.Month...), "own.db", nil
	}
	d := drive(t, cfg, 100, 30)
	shows(t, d, "temporary ledger · K keeps it", "$43.89 of it in fees") // 5.5 % of 798.00
	d.press("K")
	shows(t, d, "not kept: the disk is full", "temporary ledger · K keeps it", "$43.89 of it in fees")
	d.press("K")
	shows(t, d, "kept: this is your ledger, with all that it holds", "own.db · data to 14 Nov 18:22 UTC", "$65.65 of it in fees")
	d.press("K") // nothing is left to keep
	if calls != 2 {
		t.Errorf("kept %d times", calls)
	}
}

// Letters typed faster than they are read come as one message.
func TestBurstOfLetters(t *testing.T) {
	cases := []struct {
		name, letters string
		single        []string
	}{
		{"moves", "jjj", []string{"j", "j", "j"}},
		{"there and back", "jjk", []string{"j", "j", "k"}},
		{"a step and its undo", "jlu", []string{"j", "l", "u"}},
		{"what follows a digit is typed", "j25", []string{"j", "2", "5"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, want := monthDriven(t, 100, 30), monthDriven(t, 100, 30).press(c.single...)
			start := got.app.View()
			got.press(c.letters)
			if got.app.View() == start || got.app.View() != want.app.View() {
				t.Errorf("%q shows\n%s\none by one\n%s", c.letters, got.app.View(), want.app.View())
			}
		})
	}
	d := monthDriven(t, 100, 30)
	if d.press("jq"); !d.quit {
		t.Error("jq does not quit")
	}
	d = monthDriven(t, 100, 30)
	d.run(d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jq"), Paste: true}))
	if d.quit || d.app.View() != monthDriven(t, 100, 30).app.View() {
		t.Error("pasted text is taken for keys")
	}
}

// Esc and what follows it come as one message with Alt where they are read together.
func TestEscInABurst(t *testing.T) {
	for _, c := range []struct {
		name, together string
		before, single []string
	}{
		{"twice", "alt+esc", []string{"5", "/", "open", "enter", "enter"}, []string{"esc", "esc"}},
		{"out of a line and on", "alt+3", []string{"5", "/", "x"}, []string{"esc", "3"}},
		{"out of the help and a move", "alt+down", []string{"5", "?"}, []string{"esc", "down"}},
		{"out of a command and in", "alt+enter", []string{"5", ":", "theme"}, []string{"esc", "enter"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, want := monthDriven(t, 100, 30).press(c.before...), monthDriven(t, 100, 30).press(c.before...).press(c.single...)
			start := got.app.View()
			got.press(c.together)
			if got.app.View() == start || got.app.View() != want.app.View() {
				t.Errorf("%s shows\n%s\none by one\n%s", c.together, got.app.View(), want.app.View())
			}
		})
	}
	// Each of several keys is a step that Esc walks back.
	d := monthDriven(t, 100, 30).press("345", "alt+5", "alt+2")
	d.on(t, page.Whatif)
	d.press("esc").on(t, page.Spend)
	d.press("esc").on(t, page.Credits)
	// In a line Alt with some letters moves by words: that is no Esc.
	d = monthDriven(t, 100, 30).press(":", "the", " ", "dark", "alt+b", "X")
	shows(t, d, ":the X▏dark")
}

// Ctrl-Z hands the terminal to the shell, from everywhere; back from there the mouse is
// asked for again, which was given back too.
func TestSuspend(t *testing.T) {
	for _, keys := range [][]string{nil, {"?"}, {":", "x"}, {"4", "/"}, {"3", "a"}} {
		d := monthDriven(t, 100, 30).press(keys...)
		before := d.app.View()
		asked := false
		for _, cmd := range bundled(d.send(page.KeyMsg("ctrl+z"))) {
			_, suspends := cmd().(tea.SuspendMsg)
			asked = asked || suspends
		}
		if !asked || d.app.View() != before {
			t.Errorf("after %q: Ctrl-Z asks for the shell: %v", keys, asked)
		}
	}
	d := monthDriven(t, 100, 30)
	if cmd := d.send(tea.ResumeMsg{}); cmd == nil || reflect.TypeOf(cmd()) != reflect.TypeOf(tea.EnableMouseCellMotion()) {
		t.Error("the mouse is not asked for again")
	}
}

// bundled are the commands that one command stands for.
func bundled(cmd tea.Cmd) []tea.Cmd {
	if cmd == nil {
		return nil
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		return batch
	}
	return []tea.Cmd{cmd}
}

func TestEmptyLedgerOffersTheDemo(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.Books{})
	hides(t, drive(t, cfg, 100, 30).press("1"), "press d")

	fails := true
	cfg.Demo = func() (Books, error) {
		if fails {
			return nil, tuitest.ErrBroken
		}
		return tuitest.UsageBooks(c, tuitest.Month...), nil
	}
	d := drive(t, cfg, 120, 30).press("1")
	shows(t, d, "press d to look at the demo", "d demo")
	d.press("d")
	shows(t, d, "the demo cannot be opened: open ledger.db")
	fails = false
	d.press("d")
	shows(t, d.press("2"), "invented data · tollbook FILE.csv shows yours", "$65.65 of it in fees")
	hides(t, d, "cannot be opened")
}

func TestReadAgain(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.Books{Err: tuitest.ErrBroken})
	d := drive(t, cfg, 100, 30)
	shows(t, d, "The ledger cannot be read: open ledger.db: file is not a database.", "r read again")
	d.app.cfg.Books = tuitest.UsageBooks(c, tuitest.Month...)
	d.press("ctrl+r")
	shows(t, d, "$65.65 of it in fees")
}

// A screen that asks for a pause is given its message after it.
func TestLater(t *testing.T) {
	type rested struct{}
	after := monthDriven(t, 100, 30).send(page.Later{After: time.Nanosecond, Then: rested{}})
	if got := after(); got != (rested{}) {
		t.Errorf("after the pause: %v", got)
	}
}

// Run leaves the terminal as it found it: out of the other screen, without
// mouse reports, with its cursor.
func TestRunRestoresTheTerminal(t *testing.T) {
	c := tuitest.Catalog(t)
	in, keys := io.Pipe()
	go func() { keys.Write([]byte("q")) }()
	var out bytes.Buffer
	if err := Run(context.Background(), config(c, tuitest.UsageBooks(c, tuitest.Month...)), in, &out); err != nil {
		t.Fatal(err)
	}
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?25l": "\x1b[?25h"} {
		if strings.LastIndex(out.String(), on) < 0 || strings.LastIndex(out.String(), off) < strings.LastIndex(out.String(), on) {
			t.Errorf("%q is not taken back by %q", on, off)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	c := tuitest.Catalog(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in, _ := io.Pipe()
	if err := Run(ctx, config(c, tuitest.UsageBooks(c, tuitest.Month...)), in, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("err %v", err)
	}
}

func TestLongLedgerNames(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	cfg.LedgerName = "/home/somebody/with/a/long/path/to/their/ledger.db"
	for width, until := range map[int]string{60: "data to 14 Nov 18:22 UTC", 80: "5 Catalog            data to 14 Nov\n", 200: "data to 14 Nov 18:22 UTC"} {
		d := drive(t, cfg, width, 24)
		checkFrame(t, "long name", draw.Size{Width: width, Height: 24}, d.app.View())
		shows(t, d, until)
	}
}
