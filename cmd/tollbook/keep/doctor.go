package keep

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/pricing/words"
)

// NewDoctorCommand proves that the ledger is sound.
func NewDoctorCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		Short:   "prove that the ledger is sound, and say what was checked",
		Example: "  tollbook doctor",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), run) },
	}
}

func runDoctor(ctx context.Context, run *cli.Run) (err error) {
	s, err := run.OpenExisting(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	checks, err := s.Doctor(ctx)
	if err != nil {
		return err
	}
	return showChecks(run, checks)
}

func showChecks(run *cli.Run, checks []ledger.Proof) error {
	type checkJSON struct {
		Check  string   `json:"check"`
		Count  int64    `json:"count"`
		Of     string   `json:"of"`
		OK     bool     `json:"ok"`
		Faults []string `json:"faults"`
	}
	out := struct {
		Schema string      `json:"schema"`
		OK     bool        `json:"ok"`
		Checks []checkJSON `json:"checks"`
	}{Schema: "tollbook.doctor.v1", OK: true}
	t := print.NewTable("CHECK", ">COUNT", "OF", "RESULT").Folding("RESULT")
	for _, c := range checks {
		out.OK = out.OK && len(c.Faults) == 0
		out.Checks = append(out.Checks, checkJSON{c.Name, c.Count, c.Of, len(c.Faults) == 0, print.NotNull(c.Faults)})
		result := "ok"
		if len(c.Faults) > 0 {
			result = words.Counted(len(c.Faults), "fault") + ": " + print.ShortList(c.Faults, 3)
		}
		t.Add(c.Name, words.Number(c.Count), c.Of, result)
	}
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	if !out.OK {
		return cli.WithHint(errors.New("the ledger is not sound"), "keep the file; restore a backup, or import the exports into a new ledger (--ledger NEW.db)")
	}
	run.Next("tollbook backup ledger-backup.db")
	return nil
}
