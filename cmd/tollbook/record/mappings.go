package record

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
)

type mappingJSON struct {
	ID      int64             `json:"id"`
	At      *string           `json:"at"`
	Columns []string          `json:"columns"`
	Map     map[string]string `json:"map"`
	Set     map[string]string `json:"set"`
	NoCost  []string          `json:"no_cost"`
}

// mappingsOptions are the flags of mappings.
type mappingsOptions struct {
	forget cli.Given[int64]
}

func (o *mappingsOptions) addFlags(f *pflag.FlagSet) {
	cli.GivenVar(f, f.Int64Var, &o.forget, "forget", 0, "take out the mapping with this `ID`")
}

// newMappingsCommand lists what is remembered about CSVs of one's own.
func newMappingsCommand(run *cli.Run) *cobra.Command {
	var o mappingsOptions
	cmd := &cobra.Command{
		Use:   "mappings",
		Short: "what --map and --set said about files, used again for the same columns",
		Long: `What --map, --set and --no-cost said about a CSV is used again for files with the
same columns, and what they said about JSON where the first record has the same
fields. Saying something else replaces it; --forget takes it out.`,
		Example: "  tollbook imports mappings\n  tollbook imports mappings --forget 2",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runMappings(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runMappings(ctx context.Context, run *cli.Run, o mappingsOptions) (err error) {
	open := run.OpenToRead
	if o.forget.Is {
		open = run.OpenExisting
	}
	s, err := open(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if o.forget.Is {
		if err := s.ForgetMapping(ctx, o.forget.Value); err != nil {
			return cli.WithHint(err, "tollbook imports mappings lists them")
		}
	}
	list, err := s.Mappings(ctx)
	if err != nil {
		return err
	}
	return showMappings(run, list)
}

func showMappings(run *cli.Run, mappings []usage.KnownMapping) error {
	out := struct {
		Schema   string        `json:"schema"`
		Mappings []mappingJSON `json:"mappings"`
	}{"tollbook.mappings.v1", []mappingJSON{}}
	t := print.NewTable(">ID", "SINCE", "COLUMNS", "MAP", "SET").Folding("COLUMNS", "MAP", "SET").Dropping("SINCE")
	for _, m := range mappings {
		sets := pairsOf(m.Set)
		if len(m.NoCost) > 0 {
			sets = strings.TrimSpace(sets + " no-cost=" + strings.Join(m.NoCost, ","))
		}
		out.Mappings = append(out.Mappings, mappingJSON{m.ID, print.RFC3339(m.At), m.Columns, m.Map, m.Set, print.NotNull(m.NoCost)})
		t.Add(fmt.Sprint(m.ID), run.When(m.At), strings.Join(m.Columns, ","), pairsOf(m.Map), sets)
	}
	prose := ""
	if len(mappings) == 0 {
		prose = "nothing is remembered: tollbook import FILE --map FIELD=COLUMN says what a column is"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next("tollbook import FILE.csv", "tollbook imports")
	return nil
}

// pairsOf writes NAME=VALUE in order of the names.
func pairsOf(values map[string]string) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		words = append(words, name+"="+values[name])
	}
	return strings.Join(words, " ")
}
