package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/gatewayapi"
	"tollbook/cmd/tollbook/keep"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/tui/draw"
)

// setCompletion makes wrong use of what cobra answers with a page of help: completion
// without a shell that it knows.
func setCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic(err) // the command that was just made
	}
	pointTo(cmd, "files")
	cmd.Short = "the script that lets your shell complete names"
	cmd.Long = "Prints a script for bash, zsh, fish or powershell. The help of each says where it\ngoes: tollbook completion zsh --help."
	cmd.Example = "  tollbook completion bash > ~/.local/share/bash-completion/completions/tollbook"
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		err := fmt.Errorf("completion needs a shell")
		if len(args) > 0 {
			err = fmt.Errorf("no completion for %q", args[0])
		}
		return cli.AsWrongUse(cli.WithHint(err, "tollbook completion bash, zsh, fish or powershell"))
	}
}

// A namer lists what a word of the command line can be.
type namer func(cmd *cobra.Command) []string

// addCompletions lets the shell complete names of the catalog, of the ledger and of
// scenarios. A catalog or ledger that can't be read completes nothing: it is the
// command's to say so.
func addCompletions(run *cli.Run, root *cobra.Command) {
	n := knownNames{run}
	flags := map[string]namer{
		"gateway": n.rowNames, "gateways": n.rowNames, "method": n.methodNames, "model": n.modelNames,
		"account": n.accountNames, "scenario": func(*cobra.Command) []string { return decide.ScenarioNames(run) },
		"theme":  names(draw.Themes()...),
		"format": formatsOf, "color": names("auto", "always", "never"), "rates": names("now", "then"),
	}
	args := map[string]namer{
		"gateways": n.gatewayNames, "fee": n.gatewayNames, "plan": n.gatewayNames,
		"quote": n.modelNames, "models show": n.modelNames,
		"credits": n.accountNames, "topup add": n.accountNames, "account set": n.accountNames, "account rename": n.accountNames, "balance set": n.accountNames,
		"source remove": n.sourceNames, "sync": n.syncNames,
		"scenario compare": flags["scenario"], "scenario rename": flags["scenario"], "scenario remove": flags["scenario"], "settings set": func(*cobra.Command) []string { return keep.SettingNames() }, "catalog update": names(strings.Split(keep.FeedNames(), ", ")...),
	}
	for _, cmd := range allCommands(root) {
		for flag, list := range flags {
			if f := cmd.Flag(flag); f != nil && (cmd == root || f != root.PersistentFlags().Lookup(flag)) {
				if err := cmd.RegisterFlagCompletionFunc(flag, completeNames(list, -1)); err != nil {
					panic(err) // a flag that was just found
				}
			}
		}
		path, _ := strings.CutPrefix(cmd.CommandPath(), root.Name()+" ")
		if path == "catalog set" {
			cmd.ValidArgsFunction = completeCatalogSet(n)
		}
		if list, ok := args[path]; ok {
			most := 1
			switch path {
			case "scenario compare":
				most = 2
			case "catalog update":
				most = len(feed.All)
			}
			cmd.ValidArgsFunction = completeNames(list, most)
		}
	}
}

// completeCatalogSet offers the gateways, models and kinds of catalog set.
func completeCatalogSet(n knownNames) cobra.CompletionFunc {
	lists := []namer{n.gatewayNames, n.modelNames, names(strings.Split(keep.KindNames(), ", ")...)}
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(lists) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completeNames(lists[len(args)], len(args)+1)(cmd, args, word)
	}
}

// completeNames offers the names that begin as the word does, for the first most words;
// -1 is a flag's value, in which what stands before a comma stays.
func completeNames(list namer, most int) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if most >= 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		before := ""
		if i := strings.LastIndexByte(word, ','); most < 0 && i >= 0 {
			before, word = word[:i+1], word[i+1:]
		}
		var out []string
		for _, name := range list(cmd) {
			if strings.HasPrefix(name, word) && print.Printable(name) == name {
				out = append(out, before+name)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

func names(list ...string) namer { return func(*cobra.Command) []string { return list } }

// knownNames are the names that the catalog and the ledger of a run have.
type knownNames struct{ run *cli.Run }

// catalog is the run's catalog, which completion finds unread; nil where it can't be read.
func (n knownNames) catalog() *pricing.Catalog {
	if n.run.Catalog == nil {
		c, err := n.run.LoadWith(pricing.Load)
		if err != nil {
			return nil
		}
		n.run.Catalog = c
	}
	return n.run.Catalog
}

func (n knownNames) gatewayNames(*cobra.Command) (out []string) {
	if c := n.catalog(); c != nil {
		for _, g := range c.Gateways() {
			out = append(out, g.ID)
		}
	}
	return out
}

// rowNames are the rows that a comparison can have.
func (n knownNames) rowNames(cmd *cobra.Command) []string {
	return append(n.gatewayNames(cmd), pricing.Direct)
}

func (n knownNames) methodNames(*cobra.Command) []string {
	if c := n.catalog(); c != nil {
		return c.Methods()
	}
	return nil
}

func (n knownNames) modelNames(*cobra.Command) (out []string) {
	if c := n.catalog(); c != nil {
		for _, m := range c.Models() {
			out = append(out, m.ID)
		}
	}
	return out
}

// accountNames are the ledger's. It is opened as it is, and none is made.
func (n knownNames) accountNames(cmd *cobra.Command) []string {
	return n.inLedger(cmd, func(s *ledger.Store) ([]string, error) {
		e, err := s.Extent(cmd.Context())
		return slices.Clone(e.Accounts), err
	})
}

// sourceNames are those of the ledger's sources.
func (n knownNames) sourceNames(cmd *cobra.Command) []string {
	return n.inLedger(cmd, func(s *ledger.Store) (names []string, err error) {
		list, err := s.Sources(cmd.Context())
		for _, x := range list {
			names = append(names, x.Name)
		}
		return names, err
	})
}

// syncNames are the sources, and the gateways that need none.
func (n knownNames) syncNames(cmd *cobra.Command) []string {
	all := append(n.sourceNames(cmd), gatewayapi.Kinds()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// inLedger are names that the ledger has, none where it can't be read.
func (n knownNames) inLedger(cmd *cobra.Command, of func(*ledger.Store) ([]string, error)) []string {
	path, err := n.run.Path()
	if err != nil || n.catalog() == nil || !cli.Exists(path) {
		return nil
	}
	s, err := ledger.OpenExisting(cmd.Context(), path, n.run.Catalog)
	if err != nil {
		return nil
	}
	names, err := of(s)
	if err = errors.Join(err, s.Close()); err != nil {
		return nil
	}
	return names
}
