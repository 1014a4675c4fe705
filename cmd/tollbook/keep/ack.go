package keep

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/check"
)

// newAckCommand keeps a finding from counting.
func newAckCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "ack ID",
		Short: "acknowledge a finding: it counts again when it becomes worse",
		Long: `Acknowledges a finding: it stands behind the others and does not set the status,
until its level rises or its dollars grow (tollbook settings has by how much).`,
		Example: "  tollbook check ack cce3a609",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runAck(cmd.Context(), run, args) },
	}
}

func runAck(ctx context.Context, run *cli.Run, args []string) (err error) {
	s, set, err := run.OpenWithThresholds(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	f, err := s.Acknowledge(ctx, args[0], run.AsOf, set)
	if errors.Is(err, check.ErrNoFinding) {
		return cli.WithHint(err, "tollbook check lists them with their ids")
	}
	if err != nil {
		return err
	}
	return showAck(run, "tollbook.check.ack.v1", &f, "Acknowledged: "+print.Printable(f.Message)+"\nIt counts again when it becomes worse, or by tollbook check unack "+f.ID+".")
}

// newUnackCommand takes an acknowledgement back.
func newUnackCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "unack ID",
		Short: "a finding that was acknowledged counts again",
		Long: `Takes an acknowledgement back: the finding counts again at once, and sets the status
of check. One that is over is forgotten, and counts when it comes back.`,
		Example: "  tollbook check unack cce3a609",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runUnack(cmd.Context(), run, args) },
	}
}

func runUnack(ctx context.Context, run *cli.Run, args []string) (err error) {
	s, set, err := run.OpenWithThresholds(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if err := s.Unacknowledge(ctx, args[0]); errors.Is(err, check.ErrNotSeen) {
		return cli.WithHint(err, "tollbook check marks those that somebody has as acked")
	} else if err != nil {
		return err
	}
	found, err := s.Check(ctx, run.AsOf, set)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(found.Findings, func(f check.Finding) bool { return f.ID == args[0] })
	if at < 0 {
		return showAck(run, "tollbook.check.unack.v1", nil, "Finding "+args[0]+" is over: it counts when it comes back.")
	}
	f := &found.Findings[at]
	return showAck(run, "tollbook.check.unack.v1", f, "Counts again: "+print.Printable(f.Message))
}

// showAck says what has become of a finding; nil is one that is over.
func showAck(run *cli.Run, schema string, f *check.Finding, words string) error {
	out := struct {
		Schema  string       `json:"schema"`
		Finding *findingJSON `json:"finding"`
	}{Schema: schema}
	if f != nil {
		finding := newFindingJSON(*f)
		out.Finding = &finding
	}
	if err := run.Emit(out, words, nil); err != nil {
		return err
	}
	run.Next("tollbook check")
	return nil
}
