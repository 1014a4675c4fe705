package record

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type importRecordJSON struct {
	ID         int64         `json:"id"`
	At         *string       `json:"at"`
	File       string        `json:"file"`
	Type       string        `json:"type"`
	Size       int64         `json:"size"`
	SHA256     string        `json:"sha256"`
	Rows       int           `json:"rows"`
	Added      int           `json:"added"`
	Duplicates int           `json:"duplicates"`
	Updated    int           `json:"updated"`
	Empty      int           `json:"empty"`
	Rejected   int           `json:"rejected"`
	USD        pricing.Money `json:"usd"`
	First      *string       `json:"first"`
	Last       *string       `json:"last"`
	Removed    int           `json:"removed"` // rows of earlier pulls that it did not find again
}

// NewImportsCommand lists imports and takes them back.
func NewImportsCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "imports",
		Short:   "what was imported when; imports undo ID takes one back",
		Example: "  tollbook imports\n  tollbook imports undo 3",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runImports(cmd.Context(), run) },
	}
	cmd.AddCommand(newImportsUndoCommand(run))
	cmd.AddCommand(newMappingsCommand(run))
	return cmd
}

func runImports(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	records, err := s.Imports(ctx)
	if err != nil {
		return err
	}
	return showImports(run, records)
}

func newImportsUndoCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "undo ID",
		Short:   "take one import back whole, and before it those that saw its rows again",
		Example: "  tollbook imports undo 3",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runImportsUndo(cmd.Context(), run, args) },
	}
}

func runImportsUndo(ctx context.Context, run *cli.Run, args []string) (err error) {
	id, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return cli.WrongUse("ID %q: want the number that tollbook imports shows", args[0])
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	plan, err := s.UndoPlan(ctx, id)
	if err != nil {
		return cli.WithHint(err, "tollbook imports lists them")
	}
	for _, r := range plan[:len(plan)-1] {
		run.Say("import %d (%s) %s", r.ID, r.File, r.GoesFirst(plan[len(plan)-1]))
	}
	undone, err := s.Undo(ctx, id)
	if err != nil {
		return err
	}
	return showUndone(run, undone)
}

func showImports(run *cli.Run, records []usage.ImportRecord) error {
	out := struct {
		Schema  string             `json:"schema"`
		Imports []importRecordJSON `json:"imports"`
	}{"tollbook.imports.v1", []importRecordJSON{}}
	for _, r := range records {
		out.Imports = append(out.Imports, importRecordJSON{r.ID, print.RFC3339(r.At), r.File, r.Type, r.Size, r.SHA256, r.Rows, r.Added, r.Duplicates, r.Updated, r.Empty, r.Rejected, r.USD, print.RFC3339(r.First), print.RFC3339(r.Last), r.Removed})
	}
	prose := ""
	if len(records) == 0 {
		prose = "nothing was imported yet"
	}
	if err := run.Emit(out, prose, importTable(run, records)); err != nil {
		return err
	}
	if len(records) == 0 {
		run.Next("tollbook import openrouter_activity.csv")
	} else {
		run.Next(fmt.Sprintf("tollbook imports undo %d", records[0].ID), "tollbook report --by month")
	}
	return nil
}

// importTable is one line an import. Rows read are the sum of the counts behind them;
// empty and rejected ones have a column where there are any.
func importTable(run *cli.Run, records []usage.ImportRecord) *print.Table {
	count := func(head string, of func(usage.ImportRecord) int) print.Column[usage.ImportRecord] {
		return print.Column[usage.ImportRecord]{Head: ">" + head, Of: func(r usage.ImportRecord) string { return words.Number(int64(of(r))) }, Keep: true}
	}
	some := func(head string, of func(usage.ImportRecord) int) print.Column[usage.ImportRecord] {
		return print.Column[usage.ImportRecord]{Head: ">" + head, Of: func(r usage.ImportRecord) string {
			if of(r) == 0 {
				return "-"
			}
			return words.Number(int64(of(r)))
		}}
	}
	return print.TableOf(records, []print.Column[usage.ImportRecord]{
		{Head: ">ID", Of: func(r usage.ImportRecord) string { return fmt.Sprint(r.ID) }, Keep: true},
		{Head: "WHEN", Of: func(r usage.ImportRecord) string { return run.When(r.At) }, Keep: true},
		{Head: "FILE", Of: func(r usage.ImportRecord) string { return r.File }, Keep: true},
		{Head: "TYPE", Of: func(r usage.ImportRecord) string { return r.Type }, Keep: true},
		{Head: ">BYTES", Of: func(r usage.ImportRecord) string { return words.Number(r.Size) }, Keep: true},
		count("ROWS", func(r usage.ImportRecord) int { return r.Rows }),
		count("NEW", func(r usage.ImportRecord) int { return r.Added }),
		count("KNOWN", func(r usage.ImportRecord) int { return r.Duplicates }),
		count("UPDATED", func(r usage.ImportRecord) int { return r.Updated }),
		some("EMPTY", func(r usage.ImportRecord) int { return r.Empty }),
		some("REJECTED", func(r usage.ImportRecord) int { return r.Rejected }),
		some("GONE", func(r usage.ImportRecord) int { return r.Removed }),
		{Head: ">USD", Of: func(r usage.ImportRecord) string { return print.USD(r.USD) }, Keep: true},
		{Head: "SHA256", Of: func(r usage.ImportRecord) string { return r.SHA256[:min(12, len(r.SHA256))] }, Keep: true},
	}).Folding("FILE").Dropping("SHA256", "BYTES", "TYPE", "REJECTED", "EMPTY", "GONE", "KNOWN", "UPDATED")
}

func showUndone(run *cli.Run, undone []usage.Undone) error {
	type undoneJSON struct {
		ID       int64  `json:"id"`
		File     string `json:"file"`
		Removed  int    `json:"removed"`
		Restored int    `json:"restored"`
	}
	out := struct {
		Schema string       `json:"schema"`
		Undone []undoneJSON `json:"undone"`
	}{Schema: "tollbook.imports.v1"}
	t := print.NewTable(">ID", "FILE", ">ROWS REMOVED", ">ROWS RESTORED")
	for _, u := range undone {
		out.Undone = append(out.Undone, undoneJSON(u))
		t.Add(fmt.Sprint(u.ID), u.File, words.Number(int64(u.Removed)), words.Number(int64(u.Restored)))
	}
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	run.Next("tollbook imports", "tollbook doctor")
	return nil
}
