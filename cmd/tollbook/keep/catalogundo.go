package keep

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// newCatalogUndoCommand takes a change of own rates back.
func newCatalogUndoCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:         "undo [ID]",
		Short:       "take an update or a set back: the last, or the one with that number",
		Long:        "Takes the lines back that the change wrote, and puts those back that it took away.\nA change whose lines a later one has changed needs that one undone first. The last 30\nchanges can be taken back.",
		Example:     "  tollbook catalog undo\n  tollbook catalog undo 3",
		Args:        cobra.MaximumNArgs(1),
		Annotations: map[string]string{cli.WithoutOwnRates: "it has to work where they are broken"},
		RunE:        func(cmd *cobra.Command, args []string) error { return runCatalogUndo(cmd.Context(), run, args) },
	}
}

func runCatalogUndo(ctx context.Context, run *cli.Run, args []string) error {
	id := 0
	if len(args) > 0 {
		var err error
		if id, err = strconv.Atoi(args[0]); err != nil || id <= 0 {
			return cli.WrongUse("ID %q: want the number of a change, as catalog update and catalog set say it", args[0])
		}
	}
	folder, err := run.NeedOwnRates()
	if err != nil {
		return err
	}
	if err := checkUndo(run, folder, id); err != nil {
		return err
	}
	step, err := folder.Undo(ctx, id)
	var since *ownrates.ChangedSinceError
	switch {
	case errors.Is(err, ownrates.ErrNoStep):
		return noSuchChange(folder, id, err)
	case errors.As(err, &since) && len(since.By) > 0:
		rest := make([]string, 0, len(since.By))
		for _, by := range since.By[1:] {
			rest = append(rest, strconv.Itoa(by))
		}
		then := ""
		if len(rest) > 0 {
			then = ", then " + strings.Join(rest, ", ")
		}
		return cli.WithHint(err, fmt.Sprintf("take the later ones back first: tollbook catalog undo %d%s", since.By[0], then))
	case errors.As(err, &since):
		return cli.WithHint(err, "it was changed by hand: mend the file, which is plain CSV")
	case err != nil:
		return err
	}
	lines := 0
	for _, e := range step.Files {
		lines += len(e.Added)
	}
	out := struct {
		Schema string `json:"schema"`
		Undone int    `json:"undone"`
		Kind   string `json:"kind"`
		What   string `json:"what"`
		Lines  int    `json:"lines"`
	}{"tollbook.catalog.v1", step.ID, step.Kind, step.Words, lines}
	if err := run.Emit(out, fmt.Sprintf("change %d is taken back (%s of %s: %s)", step.ID, step.Kind, step.Words, words.Counted(lines, "line")), nil); err != nil {
		return err
	}
	run.Next("tollbook catalog status", "tollbook catalog diff")
	return nil
}

// checkUndo refuses to take a change back that others need: without it the catalog could
// not be read. One that can't be read as it is may be mended by it.
func checkUndo(run *cli.Run, folder ownrates.Folder, id int) error {
	if _, err := run.LoadWith(pricing.Load); err != nil || id == 0 {
		return nil
	}
	files, err := folder.Before(func(s ownrates.Step) bool { return s.ID == id })
	if err != nil {
		return err
	}
	if _, err := pricing.Load(data.Files, files); err != nil {
		return cli.WithHint(fmt.Errorf("without change %d the catalog can't be read: %w", id, err), "take the later ones back first: tollbook catalog undo")
	}
	return nil
}

// noSuchChange says which changes there are to be taken back.
func noSuchChange(f ownrates.Folder, id int, err error) error {
	all, listErr := f.Steps()
	if listErr != nil {
		return listErr
	}
	var have []string
	for _, s := range all {
		if !s.Undone {
			have = append(have, fmt.Sprintf("%d (%s %s, %s)", s.ID, s.Kind, s.Words, s.At.Format("2006-01-02 15:04")))
		}
	}
	if len(have) == 0 {
		return cli.AsWrongUse(cli.WithHint(errors.New("no change of own rates is there to be taken back"), "tollbook catalog update and tollbook catalog set make one"))
	}
	if len(have) > 5 {
		have = append(have[:5], "older ones")
	}
	return cli.AsWrongUse(cli.WithHint(fmt.Errorf("%w: %d", err, id), "there are: "+strings.Join(have, "; ")))
}
