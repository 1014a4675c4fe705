package tui

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
	"tollbook/tui/pick"
	"tollbook/tui/tuitest"
)

// The table has every key struct that a screen, or the program around them, holds:
// a new one can't be left out.
func TestKeyTableIsWhole(t *testing.T) {
	listed := map[reflect.Type]bool{}
	for _, s := range slices.Concat([]keysAt{{"everywhere", programKeys()}}, screenKeys(), overlaidKeys()) {
		if listed[reflect.TypeOf(s.keys)] {
			t.Errorf("%s: the keys stand there twice", s.where)
		}
		listed[reflect.TypeOf(s.keys)] = true
	}
	shown := 0
	for _, s := range screensOf(Config{}) {
		if s != nil {
			shown++
		}
	}
	if len(screenKeys()) != shown {
		t.Errorf("the keys of %d screens, there are %d", len(screenKeys()), shown)
	}
	found := map[reflect.Type]bool{}
	held(reflect.TypeFor[App](), found, map[reflect.Type]bool{})
	for _, s := range screensOf(Config{}) {
		if s != nil {
			held(reflect.TypeOf(s), found, map[reflect.Type]bool{})
		}
	}
	for k := range found {
		if !listed[k] {
			t.Errorf("%s is in no table of keys: keytable.go", k)
		}
	}
	if len(found) != len(listed) {
		t.Errorf("%d key structs are held, %d stand in the table of keys", len(found), len(listed))
	}
}

// held finds the structs of bindings of this package, and of those in it, that a type holds.
// Those that move a cursor are a part of others.
func held(in reflect.Type, found, seen map[reflect.Type]bool) {
	if seen[in] {
		return
	}
	seen[in] = true
	switch in.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		held(in.Elem(), found, seen)
	case reflect.Struct:
		if in == reflect.TypeFor[page.Moves]() {
			return
		}
		for i := range in.NumField() {
			if f := in.Field(i).Type; f == reflect.TypeFor[key.Binding]() && strings.HasPrefix(in.PkgPath(), reflect.TypeFor[App]().PkgPath()) {
				found[in] = true
			} else {
				held(f, found, seen)
			}
		}
	}
}

// A state of the program, for what the help, the foot and the commands say in it.
type state struct {
	name string
	in   *driven
}

// keyStates are the screens as one comes to them, and with something open.
func keyStates(t *testing.T) []state {
	t.Helper()
	b := tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)
	b.Store = tuitest.Spend(t).Store
	b.Recorder = tuitest.StoreBooks{Store: b.Store}
	cfg := config(tuitest.Catalog(t), tuitest.LedgerBooks{Books: b})
	takes(&cfg)
	var out []state
	add := func(name string, from *driven, keys ...string) *driven {
		d := *from // the program is a value
		out = append(out, state{name, d.press(keys...)})
		return &d
	}
	base := drive(t, cfg, 200, 60)
	for _, digit := range base.app.digits() {
		name := page.Names[digit[0]-'1']
		on := add(name, base, digit)
		add(name+", the other pane", on, "tab")
		add(name+", filtering", on, "/")
		add(name+", gone in", on, "enter")
		add(name+", explained", on, "e")
		add(name+", going to anything", on, ":")
		add(name+", the help", on, "?")
	}
	add("What-if, typing a value", base, "2", "down", "enter")
	add("What-if, a gateway explained", base, "2", "tab", "enter")
	add("What-if, a knob turned", base, "2", "down", "right")
	on := func(knob string) *driven {
		d := *base
		return d.press("2", "m").onKnob(knob)
	}
	swap := add("What-if, whose work to swap", on("swap"), "enter")
	add("What-if, who is to do it", swap, "enter")
	add("What-if, requirements", on("REQUIRE"), "enter")
	add("Spend, a row explained", base, "4", "enter", "enter")
	add("Overview, a task in hand", base, "1", "tab", "tab")
	add("Overview, a task seen", base, "1", "tab", "tab", " ")
	undoable := add("Spend, the books changed", base, "4")
	undoable.run(undoable.send(page.Changed{Said: "done", What: "what was done", Back: func(context.Context) (string, error) { return "taken back", nil }}))
	out[len(out)-1].in = undoable
	add("Credits, a top-up typed", base, "3", "a")
	add("Credits, a top-up corrected", base, "3", "=")
	add("Credits, a lot of it", base, "3", "right", "down")
	prices := drive(t, config(tuitest.SmallCatalog(t), newPriceBooks(t)), 200, 60)
	add("Catalog, what changed", prices, "5", "shift+tab")
	add("Catalog, a price typed", prices, "5", "s")
	kept := twoShelved(t)
	add("What-if, scenarios kept", kept)
	add("What-if, its scenarios", kept, "o")
	add("What-if, two side by side", kept, "c")
	add("What-if, a subscription's calls", agents(t, nil))
	file := bringing(t, 200, 60)
	add("importing, choosing", file, "i")
	reading := add("importing, reading", file, "i", "~/Downloads/good.csv")
	reading.send(page.KeyMsg("enter"))
	out[len(out)-1].in = reading
	add("importing, looking", file, "i", "~/Downloads/good.csv", "enter")
	add("importing, an unknown table", file, "i", "~/Downloads/trace.csv", "enter")
	add("importing, a rate", file, "i", "~/Downloads/yuan.csv", "enter")
	add("importing, a rate said", file, "i", "~/Downloads/yuan.csv", "enter", "0.14", "enter")
	add("importing, the columns said", file, "i", "~/Downloads/trace.csv", "enter", "gpt-4o", "down", "openai", "enter")
	add("importing, refused", file, "i", "~/Downloads/bad.csv", "enter")
	add("importing, done", file, "i", "~/Downloads/more.csv", "enter", "enter")
	add("books that took a file in", file, "ctrl+r")
	add("importing, the imports", file, "I")
	add("importing, one taken back", file, "I", "enter")
	cfg.Mode, cfg.Keep = Temporary, func() (Books, string, error) { return nil, "", tuitest.ErrBroken }
	add("a temporary ledger", drive(t, cfg, 200, 60), "2")
	cfg = config(tuitest.Catalog(t), tuitest.Books{})
	cfg.Demo = func() (Books, error) { return nil, tuitest.ErrBroken }
	add("an empty ledger", drive(t, cfg, 200, 60), "1")
	return out
}

// works lists the keys that the state has: what its help shows, or the keys of the
// line in which a command is looked for.
func (s state) works() []key.Binding { return page.WithoutHeadings(s.listed()) }

// listed are those with the headings of their groups.
func (s state) listed() []key.Binding {
	switch a := s.in.app; {
	case a.find.Shown():
		return page.Bindings(a.find.Keys)
	case a.help.Shown():
		return append(page.Bindings(a.help.Keys), a.keys.Quit)
	case s.form():
		return a.current().Bindings()
	case a.importer.Open() && a.typing():
		return a.importer.Bindings()
	case a.importer.Open():
		return append(a.importer.Bindings(), a.keys.Help, a.keys.Quit)
	case a.panel.Open():
		return append(page.Bindings(a.panel.Keys), page.Bindings(a.keys)...)
	default:
		return append(a.current().Bindings(), page.Bindings(a.keys)...)
	}
}

// form reports whether a form is filled in.
func (s state) form() bool {
	record, take := form.NewKeys().Record.Help(), pick.NewKeys().Take.Help()
	return slices.ContainsFunc(s.in.app.current().Bindings(), func(b key.Binding) bool { return b.Help() == record || b.Help() == take })
}

// helped lists the keys and words that the state's help shows: of F1 in a form, where ?
// is a letter. In a line with few keys there is none.
func (s state) helped(t *testing.T) string {
	key := "?"
	switch a := s.in.app; {
	case s.form() || a.importer.Open() && a.typing():
		key = "f1"
	case a.typing() || a.help.Shown():
		return ""
	}
	d := *s.in
	d.press(key)
	if !d.app.help.Shown() {
		t.Errorf("%s: %s opens no help", s.name, key)
	}
	d.app = d.app.resize(draw.Size{Width: 200, Height: 120})
	return strings.Join(strings.Fields(d.app.View()), " ")
}

// What the key structs have, the table of keys, the help, the foot and the commands
// say alike, in every state.
func TestKeysAgree(t *testing.T) {
	states := keyStates(t)
	t.Run("table and help", func(t *testing.T) { tableAndHelp(t, states) })
	t.Run("foot", func(t *testing.T) { footNamesWhatWorks(t, states) })
	t.Run("commands", func(t *testing.T) { commandsAreTheKeys(t, states) })
}

// Every key of every screen's struct, and of the program's, stands in the help of
// some state, and the help has none that KeyTable has not.
func tableAndHelp(t *testing.T, states []state) {
	inTable, inHelp := map[KeyHelp]bool{}, map[KeyHelp]bool{}
	for _, set := range KeyTable() {
		for _, k := range set.Keys {
			inTable[k] = true
		}
	}
	for _, s := range states {
		help := s.helped(t)
		for _, b := range s.works() {
			k := KeyHelp{b.Help().Key, b.Help().Desc}
			if !inTable[k] {
				t.Errorf("%s: %q, %q is in no table of keys", s.name, k.Key, k.Does)
			}
			if help != "" {
				if !strings.Contains(help, k.Key+" "+k.Does) {
					t.Errorf("%s: the help has no %q, %q", s.name, k.Key, k.Does)
				}
				inHelp[k] = true
			} else if s.in.app.help.Shown() { // it is too well known to say its own arrows
				inHelp[k] = true
			} else if s.in.app.find.Shown() || s.in.app.importer.Open() || s.form() { // the foot has them all
				if one, _, _ := strings.Cut(k.Key, " "); !strings.Contains(s.in.app.foot(), one) {
					t.Errorf("%s: the foot has no %q", s.name, one)
				}
				inHelp[k] = true
			}
		}
	}
	for k := range inTable {
		if !inHelp[k] {
			t.Errorf("%q, %q is in the table of keys, and in no help", k.Key, k.Does)
		}
	}
}

// The foot names no key that does not work there.
func footNamesWhatWorks(t *testing.T, states []state) {
	for _, s := range states {
		works := map[string]bool{}
		for _, b := range s.works() {
			for _, k := range append(strings.Fields(b.Help().Key), b.Help().Key) {
				works[k] = true
			}
		}
		for _, h := range s.in.app.footKeys() {
			for _, one := range strings.Split(h.Key, "") { // ↑↓
				if !works[h.Key] && !works[one] {
					t.Errorf("%s: the foot says %q to %s, the help does not", s.name, h.Key, h.Does)
				}
			}
		}
	}
}

// What a key does stands among the commands, and does the same from there. Keys
// that move, and those that mean what is under the cursor, are no commands.
func commandsAreTheKeys(t *testing.T, states []state) {
	atHand := []string{"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "enter", "esc", "tab", "shift+tab", "0", "1", "[", "]", "y", "S", ":"}
	tried := map[string]bool{}
	for _, s := range states {
		if a := s.in.app; a.typing() || a.panel.Open() || a.importer.Open() || a.help.Shown() {
			continue
		}
		commands := map[string]action{}
		for _, a := range s.in.app.actions() {
			name := a.Kind + " " + a.Name
			if _, twice := commands[name]; twice {
				t.Errorf("%s: two are called %q", s.name, name)
			}
			commands[name] = a
		}
		for _, b := range s.works() {
			if goes := s.in.app.keys; slices.Contains(atHand, b.Keys()[0]) || b.Help() == goes.Go.Help() {
				continue
			}
			do, ok := commands["everywhere "+b.Help().Desc]
			if own, is := commands[page.Names[s.in.app.active]+" "+b.Help().Desc]; is {
				do, ok = own, is
			}
			if !ok {
				t.Errorf("%s: no command does what %s does: %s", s.name, b.Help().Key, b.Help().Desc)
				continue
			}
			if do.Key != b.Help().Key {
				t.Errorf("%s: the command %q names the key %q, the help %q", s.name, do.Name, do.Key, b.Help().Key)
			}
			if deed := page.Names[s.in.app.active] + b.Help().Desc; tried[deed] {
				continue
			} else {
				tried[deed] = true
			}
			pressed, chosen := *s.in, *s.in
			pressed.press(b.Keys()[0])
			chosen.press(":")
			for chosen.app.found[chosen.app.find.Chosen()].Entry != do.Entry {
				chosen.press("down")
			}
			chosen.press("enter")
			if got, want := chosen.app.View(), pressed.app.View(); got != want && !pressed.quit || chosen.quit != pressed.quit {
				t.Errorf("%s: the command %q shows\n%s\nits key\n%s", s.name, do.Name, got, want)
			}
		}
		var more []string
		for _, name := range draw.Themes() {
			more = append(more, "theme theme "+name)
		}
		for id, name := range page.Names {
			if s.in.app.screens[id] != nil && page.ID(id) != s.in.app.active {
				more = append(more, "screen "+name)
			}
		}
		if s.in.app.keys.Copy.Enabled() {
			here := page.Names[s.in.app.active]
			more = append(more, here+" copy screen as text", here+" save screen as text")
		}
		for _, name := range more {
			if _, ok := commands[name]; !ok {
				t.Errorf("%s: no command is called %q", s.name, name)
			}
		}
	}
}
