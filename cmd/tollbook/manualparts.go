package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usagefile"
	"tollbook/tui"
	"tollbook/tui/wrap"
)

// manualParts make what the manual shows of the program itself, each at a width.
func manualParts(root *cobra.Command) map[string]func(width int) string {
	return map[string]func(int) string{
		"flags":   func(width int) string { return flagsPart(root, width) },
		"exports": func(width int) string { return formatsPart(width, false) },
		"logs":    func(width int) string { return formatsPart(width, true) },
		"keys":    keysPart,
	}
}

// formatsPart lists the exports that are read, or agents' logs: whose they are, and where
// one gets them.
func formatsPart(width int, logs bool) string {
	formats := slices.DeleteFunc(usagefile.Formats(), func(f *usagefile.Format) bool { return f.IsLog() != logs })
	whose := func(f *usagefile.Format) string { return cmp.Or(f.Account, f.Gateway, "~ your own") } // which comes last
	slices.SortStableFunc(formats, func(a, b *usagefile.Format) int { return strings.Compare(whose(a), whose(b)) })
	t := print.NewTable("WHOSE", "WHERE TO GET IT").Folding("WHERE TO GET IT")
	last, found := "", ""
	for _, f := range formats {
		name := strings.TrimPrefix(whose(f), "~ ")
		switch {
		case name == last && f.Found == found: // one export in several shapes
			continue
		case name == last:
			name = ""
		default:
			last = name
		}
		found = f.Found
		t.Add(name, strings.ReplaceAll(f.Found, "GET ", "GET"+wrap.Joint))
	}
	return t.Text(print.NewPage(width))
}

// keysPart lists every key, place by place. A key is not parted from what it does.
func keysPart(width int) string {
	var places []string
	for _, set := range tui.KeyTable() {
		var keys []string
		for _, k := range set.Keys {
			keys = append(keys, strings.ReplaceAll(k.Key+" "+k.Does, " ", wrap.Joint))
		}
		places = append(places, print.Hang(set.Where+": "+strings.Join(keys, wrap.Joint+"· "), width-2, "  "))
	}
	return strings.Join(places, "\n")
}

// flagsPart lists the flags that every command has, and those of the screens.
func flagsPart(root *cobra.Command, width int) string {
	screens := pflag.NewFlagSet("screens", pflag.ContinueOnError)
	root.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "version" {
			screens.AddFlag(f)
		}
	})
	return "Every command has:\n\n" + root.PersistentFlags().FlagUsagesWrapped(width) +
		"  -h, --help            what a command does, with examples\n" +
		"\nThe screens, tollbook and tollbook demo, have:\n\n" + screens.FlagUsagesWrapped(width)
}
