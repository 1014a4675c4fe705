package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A UsageError is wrong use of the command line: exit status 2. Its text is that of the
// error inside.
type UsageError struct{ err error }

func (e UsageError) Error() string { return e.err.Error() }

func (e UsageError) Unwrap() error { return e.err }

// WrongUse is a UsageError with a text of its own, made as by fmt.Errorf.
func WrongUse(format string, args ...any) error { return AsWrongUse(fmt.Errorf(format, args...)) }

// AsWrongUse is a UsageError with the text of another error.
func AsWrongUse(err error) error { return UsageError{err} }

// A HintError is an error with a line that says how to mend it, which Hints finds.
type HintError struct {
	err  error
	hint string
}

func (e HintError) Error() string { return e.err.Error() }

func (e HintError) Unwrap() error { return e.err }

// WithHint is an error with a line that says how to mend it.
func WithHint(err error, hint string) error { return HintError{err, hint} }

// HintIfNone is WithHint where nothing else says how to mend an error.
func HintIfNone(err error, hint string) error {
	if errors.Is(err, sqlite.ErrBusy) || len(Hints(err, "")) > 0 {
		return err
	}
	return WithHint(err, hint)
}

// notFoundErrors are the errors of names and numbers that nothing in the ledger has.
var notFoundErrors = []error{credit.ErrNoAccount, check.ErrNoFinding, ledger.ErrNoBalance, check.ErrNoBudget, ledger.ErrNoTopUp, usage.ErrNoImport, usage.ErrNoMapping, ledger.ErrNoSource}

// NameNotFound reports whether a command line names a gateway, a model, an account or
// an ID that there is none of: that is wrong use of it.
func NameNotFound(err error) bool {
	var gateway *pricing.UnknownGatewayError
	var model *pricing.UnknownModelError
	return errors.As(err, &gateway) || errors.As(err, &model) || slices.ContainsFunc(notFoundErrors, func(n error) bool { return errors.Is(err, n) })
}

// Interrupted reports whether an error comes of Ctrl-C.
func Interrupted(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// Hints says for the errors that users meet how to mend them. The command is the
// one that met it: nobody is sent to where he comes from.
func Hints(err error, command string) []string {
	var out []string
	var h HintError
	if errors.As(err, &h) {
		out = append(out, h.hint)
	}
	var model *pricing.UnknownModelError
	if errors.As(err, &model) {
		if len(model.Nearest) > 0 {
			out = append(out, "nearest: "+strings.Join(model.Nearest, ", "))
		}
		out = append(out, "tollbook models QUERY searches the catalog; tollbook catalog update reads the newest lists")
	}
	var gateway *pricing.UnknownGatewayError
	if errors.As(err, &gateway) {
		out = append(out, "nearest: "+strings.Join(gateway.Nearest, ", "), "tollbook gateways lists them all")
	}
	var rate *pricing.NoRateError
	if errors.As(err, &rate) {
		out = append(out, "tollbook models show "+words.Shell(rate.Model)+" lists the gateways that have it")
	}
	var rejected *usage.RejectedError
	if errors.As(err, &rejected) {
		out = append(out, "--skip-bad imports the good rows and writes the bad ones beside the file, to be mended")
	}
	switch {
	case errors.Is(err, usagefile.ErrEmpty), errors.Is(err, usagefile.ErrBinary):
		out = append(out, "export or download it again; tollbook help exports says which exports are read")
	case errors.Is(err, usagefile.ErrNoTable):
		out = append(out, "tollbook help exports says which exports are read, and tollbook help own-files how any other table comes in")
	case errors.Is(err, usagefile.ErrNoLogs):
		out = append(out, "tollbook help agents says whose logs are read; exports in a folder are named one by one: tollbook import FOLDER/*.csv")
	case errors.Is(err, usagefile.ErrForeignDatabase):
		out = append(out, "tollbook help agents says whose logs are read")
	case errors.Is(err, pricing.ErrFeeUnknown) && len(out) == 0:
		out = append(out, "tollbook gateways shows what is known of each; tollbook topup add --fee records what you were charged")
	case errors.Is(err, sqlite.ErrMissing):
		out = append(out, "tollbook import openrouter_activity.csv makes it; tollbook demo shows an invented one")
	case errors.Is(err, sqlite.ErrNotWritable):
		out = append(out, "name a file that can be written with --ledger or $TOLLBOOK_LEDGER")
	case errors.Is(err, sqlite.ErrNewer):
		out = append(out, "install the newest tollbook; the file is untouched")
	case errors.Is(err, sqlite.ErrNotALedger):
		out = append(out, "name another file with --ledger; this one is untouched")
	case errors.Is(err, sqlite.ErrDamaged):
		if command != "doctor" {
			out = append(out, "tollbook doctor says what is wrong, as far as the file can be read")
		}
		out = append(out, "keep the file, which is untouched; restore the copy that tollbook backup made, or import the exports into a new ledger: tollbook --ledger NEW.db import FILE...")
	}
	return out
}

// An ExitStatus is an error that only sets the exit status: all is said already.
type ExitStatus int

func (e ExitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
