package tui

import (
	"slices"

	"tollbook/tui/catalog"
	"tollbook/tui/credits"
	"tollbook/tui/form"
	"tollbook/tui/help"
	"tollbook/tui/importer"
	"tollbook/tui/overview"
	"tollbook/tui/page"
	"tollbook/tui/palette"
	"tollbook/tui/panel"
	"tollbook/tui/pick"
	"tollbook/tui/spend"
	"tollbook/tui/whatif"
)

// A KeySet is the keys that work in one place.
type KeySet struct {
	Where string // "What-if"; "everywhere" for what works on every screen
	Keys  []KeyHelp
}

// A KeyHelp is a key and what it does, as the help says it.
type KeyHelp struct{ Key, Does string }

// KeyTable lists every key of the program from the structs that the handling and
// the help use, those that the state has switched off included: what works on every
// screen, what each has of its own in the order of the tab bar, what works in that
// which is laid over them.
func KeyTable() []KeySet {
	screens := screenKeys()
	// A key that all screens have alike stands once.
	shared := keySet("everywhere", screens[0].keys)
	shared.Keys = slices.DeleteFunc(shared.Keys, func(k KeyHelp) bool {
		return slices.ContainsFunc(screens, func(s keysAt) bool { return !slices.Contains(keySet(s.where, s.keys).Keys, k) })
	})
	out := []KeySet{{shared.Where, append(slices.Clone(shared.Keys), keySet("", programKeys()).Keys...)}}
	for _, s := range screens {
		own := keySet(s.where, s.keys)
		own.Keys = slices.DeleteFunc(own.Keys, func(k KeyHelp) bool { return slices.Contains(shared.Keys, k) })
		out = append(out, own)
	}
	for _, s := range overlaidKeys() {
		own := keySet(s.where, s.keys)
		own.Keys = slices.DeleteFunc(own.Keys, func(k KeyHelp) bool { return slices.Contains(shared.Keys, k) })
		out = append(out, own)
	}
	return out
}

func keySet(where string, keys any) KeySet {
	set := KeySet{Where: where}
	for _, b := range page.AllBindings(keys) {
		set.Keys = append(set.Keys, KeyHelp{b.Help().Key, b.Help().Desc})
	}
	return set
}

// programKeys are those of every screen there is.
func programKeys() appKeys { return newAppKeys(App{screens: screensOf(Config{})}.digits()) }

// screenKeys are the key structs of the screens, in the order of the tab bar.
func screenKeys() []keysAt {
	return []keysAt{
		{page.Names[page.Overview], overview.NewKeys()},
		{page.Names[page.Whatif], whatif.NewKeys(true)},
		{page.Names[page.Credits], credits.NewKeys()},
		{page.Names[page.Spend], spend.NewKeys()},
		{page.Names[page.Catalog], catalog.NewKeys()},
	}
}

// overlaidKeys are the key structs of what is laid over a screen.
func overlaidKeys() []keysAt {
	return []keysAt{
		{"in an explanation", panel.New().Keys},
		{"in the help", help.NewKeys()},
		{"going to anything", palette.NewKeys()},
		{"picking from a list", pick.NewKeys()},
		{"whose work to swap", whatif.NewSwapKeys()},
		{"requirements", whatif.NewRequireKeys()},
		{"among scenarios", whatif.NewBoardKeys()},
		{"two scenarios side by side", whatif.NewBesideKeys()},
		{"in a form", form.NewKeys()},
		{"importing", importer.NewKeys()},
		{"saying what a file is", importer.NewAskKeys()},
	}
}

// keysAt is a key struct and where it works.
type keysAt struct {
	where string
	keys  any
}
