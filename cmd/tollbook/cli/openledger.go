package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/progress"
	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/sqlite"
)

// Path is the ledger's file by flag, environment or the XDG data folder. The error, where
// none of them says, has a hint.
func (r *Run) Path() (string, error) {
	if r.LedgerPath != "" {
		return r.LedgerPath, nil
	}
	if p := r.Getenv("TOLLBOOK_LEDGER"); p != "" {
		return p, nil
	}
	folder, err := r.DataFolder()
	if err != nil {
		return "", WithHint(fmt.Errorf("no place for the ledger: %w", err), "name the file with --ledger")
	}
	return filepath.Join(folder, "ledger.db"), nil
}

// DataFolder is tollbook's folder in the XDG data folder.
func (r *Run) DataFolder() (string, error) {
	if d := r.Getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	if d := r.Getenv("LOCALAPPDATA"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	home := r.Getenv("HOME")
	if home == "" {
		return "", errors.New("neither HOME nor XDG_DATA_HOME is set")
	}
	return filepath.Join(home, ".local", "share", "tollbook"), nil
}

// Open opens the ledger, making it where there is none. Whoever opens one closes it.
func (r *Run) Open(ctx context.Context) (*ledger.Store, error) {
	path, err := r.Path()
	if err != nil {
		return nil, err
	}
	ctx, clear := r.withOpenProgress(ctx, path)
	defer clear()
	s, err := ledger.Open(ctx, path, r.Catalog)
	if err != nil {
		return nil, HintIfNone(err, "name a file that can be written with --ledger or $TOLLBOOK_LEDGER")
	}
	return s, nil
}

// OpenExisting opens the ledger. Where there is no file the error is sqlite.ErrMissing.
func (r *Run) OpenExisting(ctx context.Context) (*ledger.Store, error) {
	path, err := r.Path()
	if err != nil {
		return nil, err
	}
	ctx, clear := r.withOpenProgress(ctx, path)
	defer clear()
	return ledger.OpenExisting(ctx, path, r.Catalog)
}

// OpenToAdd opens the ledger that something is to come into. Where nothing will, since it
// is a dry run or no file of those named is there, it makes none.
func (r *Run) OpenToAdd(ctx context.Context, dryRun, comes bool) (*ledger.Store, error) {
	switch {
	case dryRun:
		return r.OpenToRead(ctx)
	case !comes:
		return ledger.OpenTemporary(ctx, r.Catalog)
	}
	return r.Open(ctx)
}

// OpenToRead opens the ledger for a command that only reads. Where there is no
// file yet it stands for an empty ledger, makes none, and says so on stderr.
func (r *Run) OpenToRead(ctx context.Context) (*ledger.Store, error) {
	s, err := r.OpenExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		r.Say("%v", err)
		r.Instead = []string{"tollbook import openrouter_activity.csv", "tollbook demo"} // what is shown is an empty one
		return ledger.OpenTemporary(ctx, r.Catalog)
	}
	return s, err
}

// OpenWithAccount opens the ledger by open for a command about an account, and refuses one
// that the ledger does not have; "" is all accounts.
func OpenWithAccount(ctx context.Context, open func(context.Context) (*ledger.Store, error), account string) (*ledger.Store, error) {
	s, err := open(ctx)
	if err != nil {
		return nil, err
	}
	if err := needAccount(ctx, s, account); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// needAccount refuses an account that the ledger does not have; "" is all.
func needAccount(ctx context.Context, s *ledger.Store, name string) error {
	e, err := s.Extent(ctx)
	if err != nil || name == "" || slices.Contains(e.Accounts, name) {
		return err
	}
	if len(e.Accounts) == 0 {
		return WrongUse("no account %q: the ledger is empty", name)
	}
	return AsWrongUse(WithHint(fmt.Errorf("no account %q in the ledger", name), "accounts: "+strings.Join(e.Accounts, ", ")))
}

// OpenWithThresholds opens the ledger, which must exist, and reads the settings in force,
// which come first: what is wrong with them is said where there is no ledger too.
func (r *Run) OpenWithThresholds(ctx context.Context) (*ledger.Store, check.Settings, error) {
	set, err := r.Thresholds()
	if err != nil {
		return nil, set, err
	}
	s, err := r.OpenExisting(ctx)
	return s, set, err
}

// CloseStore closes a store and adds what goes wrong to err: it is deferred with the address
// of a function's result.
func CloseStore(s *ledger.Store, err *error) { *err = errors.Join(*err, s.Close()) }

// Exists reports whether there is such a file.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// OpenToRecord opens the ledger to write for an account. Where there is no ledger yet,
// none is made for an account at a gateway that nobody knows.
func (r *Run) OpenToRecord(ctx context.Context, account string) (*ledger.Store, error) {
	path, err := r.Path()
	if err != nil {
		return nil, err
	}
	if !Exists(path) {
		gateway, _, _ := strings.Cut(account, "/")
		if _, err := r.Catalog.NeedGateway(gateway); err != nil {
			return nil, err
		}
	}
	return r.Open(ctx)
}

// withOpenProgress has the opening of a ledger say how far it is, where somebody looks on. The
// line goes with clear.
func (r *Run) withOpenProgress(ctx context.Context, path string) (_ context.Context, clear func()) {
	if !r.ErrTerminal {
		return ctx, func() {}
	}
	line := progress.New(r.Err, r.Now, path)
	return ledger.WithProgress(ctx, line.ShowSums), line.Clear
}
