package keep

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// diffJSON is what changed since an instant.
type diffJSON struct {
	Schema  string           `json:"schema"`
	Since   *string          `json:"since"`
	Changes []RateChangeJSON `json:"changes"`
}

// Records are the changes.
func (d diffJSON) Records() (rows []any, empty any) {
	return print.Rows(d.Changes)
}

// newCatalogDiffCommand shows what changed in the catalog.
func newCatalogDiffCommand(run *cli.Run) *cobra.Command {
	var o sinceOptions
	cmd := &cobra.Command{
		Use:   "diff",
		Short: "which prices changed since a day or an update, and what is announced",
		Long: `Lists the rates that are others now than on that day, of all gateways, what moves
your own month most first; then what is announced, and what waits for your word:
prices too far off, and conflicts, with both sides.`,
		Example: "  tollbook catalog diff\n  tollbook catalog diff --since 2026-10-01\n  tollbook catalog diff --since 3   # before change 3",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCatalogDiff(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// runCatalogDiff lists what changed in the catalog since an instant.
func runCatalogDiff(ctx context.Context, run *cli.Run, o sinceOptions) error {
	s, err := spanOf(ctx, run, o)
	if err != nil {
		return err
	}
	since := s.since
	out := diffJSON{Schema: "tollbook.catalog.v1", Since: print.RFC3339(since.At), Changes: changesIn(run, s)}
	waits, err := waitingChanges(run)
	if err != nil {
		return err
	}
	out.Changes = append(out.Changes, endedModels(run, since.At)...)
	done := out.Changes
	out.Changes = append(out.Changes, waits...)
	prose := fmt.Sprintf("%s since %s", words.Counted(len(done), "change"), since.At.Format(pricing.Day))
	if len(out.Changes) == 0 {
		prose = "no price has changed since " + since.At.Format(pricing.Day) + ", none is announced, and none waits"
	}
	if err := run.Emit(out, prose, changeTable(run, done)); err != nil {
		return err
	}
	if run.Format == "table" {
		showWaiting(run, waits)
	}
	run.Next("tollbook impact", "tollbook catalog update")
	return nil
}
