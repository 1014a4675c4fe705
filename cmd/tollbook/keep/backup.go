package keep

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing/words"
)

// NewBackupCommand copies the ledger while it may be in use.
func NewBackupCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "a consistent copy of the ledger, also while it is in use",
		Example: "  tollbook backup ledger-2026-11-14.db",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runBackup(cmd.Context(), run, args) },
	}
}

func runBackup(ctx context.Context, run *cli.Run, args []string) (err error) {
	if cli.Exists(args[0]) {
		return cli.WithHint(fmt.Errorf("%s is there already", args[0]), "name a new file: a backup overwrites nothing")
	}
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if err := s.Backup(ctx, args[0]); err != nil {
		return cli.HintIfNone(err, "name a file in a folder that is there and can be written")
	}
	t := print.NewTable("LEDGER", "BACKUP")
	t.Add(s.Path(), args[0])
	if err := run.Emit(struct {
		Schema string `json:"schema"`
		Ledger string `json:"ledger"`
		File   string `json:"file"`
	}{"tollbook.backup.v1", s.Path(), args[0]}, "", t); err != nil {
		return err
	}
	run.Next("tollbook --ledger " + words.Shell(args[0]) + " doctor")
	return nil
}
