package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/sqlite"
)

// path is the ledger's file by flag, environment or the XDG data folder.
func (r *app) path() (string, error) {
	if r.ledgerPath != "" {
		return r.ledgerPath, nil
	}
	if p := r.getenv("TOLLBOOK_LEDGER"); p != "" {
		return p, nil
	}
	folder, err := r.dataFolder()
	if err != nil {
		return "", withHint(fmt.Errorf("no place for the ledger: %w", err), "name the file with --ledger")
	}
	return filepath.Join(folder, "ledger.db"), nil
}

// dataFolder is tollbook's folder in the XDG data folder.
func (r *app) dataFolder() (string, error) {
	if d := r.getenv("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	if d := r.getenv("LOCALAPPDATA"); d != "" {
		return filepath.Join(d, "tollbook"), nil
	}
	home := r.getenv("HOME")
	if home == "" {
		return "", errors.New("neither HOME nor XDG_DATA_HOME is set")
	}
	return filepath.Join(home, ".local", "share", "tollbook"), nil
}

// open opens the ledger, making it where there is none.
func (r *app) open(ctx context.Context) (*ledger.Store, error) {
	path, err := r.path()
	if err != nil {
		return nil, err
	}
	ctx, clear := r.withOpenProgress(ctx, path)
	defer clear()
	s, err := ledger.Open(ctx, path, r.catalog)
	if err != nil {
		return nil, hintIfNone(err, "name a file that can be written with --ledger or $TOLLBOOK_LEDGER")
	}
	return s, nil
}

// openExisting opens the ledger and makes none where there is no file.
func (r *app) openExisting(ctx context.Context) (*ledger.Store, error) {
	path, err := r.path()
	if err != nil {
		return nil, err
	}
	ctx, clear := r.withOpenProgress(ctx, path)
	defer clear()
	return ledger.OpenExisting(ctx, path, r.catalog)
}

// openToAdd opens the ledger that something is to come into. Where nothing will, since it
// is a dry run or no file of those named is there, it makes none.
func (r *app) openToAdd(ctx context.Context, dryRun, comes bool) (*ledger.Store, error) {
	switch {
	case dryRun:
		return r.openToRead(ctx)
	case !comes:
		return ledger.OpenTemporary(ctx, r.catalog)
	}
	return r.open(ctx)
}

// openToRead opens the ledger for a command that only reads. Where there is no
// file yet it stands for an empty ledger, makes none, and says so on stderr.
func (r *app) openToRead(ctx context.Context) (*ledger.Store, error) {
	s, err := r.openExisting(ctx)
	if errors.Is(err, sqlite.ErrMissing) {
		r.Say("%v", err)
		r.Instead = []string{"tollbook import openrouter_activity.csv", "tollbook demo"} // what is shown is an empty one
		return ledger.OpenTemporary(ctx, r.catalog)
	}
	return s, err
}

// openWithAccount opens the ledger by open for a command about an account, and refuses one
// that the ledger does not have; "" is all accounts.
func openWithAccount(ctx context.Context, open func(context.Context) (*ledger.Store, error), account string) (*ledger.Store, error) {
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
		return wrongUse("no account %q: the ledger is empty", name)
	}
	return asWrongUse(withHint(fmt.Errorf("no account %q in the ledger", name), "accounts: "+strings.Join(e.Accounts, ", ")))
}

// openWithThresholds opens the ledger, which must exist, and reads the settings in force,
// which come first: what is wrong with them is said where there is no ledger too.
func (r *app) openWithThresholds(ctx context.Context) (*ledger.Store, check.Settings, error) {
	set, err := r.thresholds()
	if err != nil {
		return nil, set, err
	}
	s, err := r.openExisting(ctx)
	return s, set, err
}

// closeStore closes a store and keeps the first error.
func closeStore(s *ledger.Store, err *error) { *err = errors.Join(*err, s.Close()) }

// exists reports whether there is such a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// openFor opens the ledger to write for an account. Where there is no ledger yet,
// none is made for an account at a gateway that nobody knows.
func (r *app) openFor(ctx context.Context, account string) (*ledger.Store, error) {
	path, err := r.path()
	if err != nil {
		return nil, err
	}
	if !exists(path) {
		gateway, _, _ := strings.Cut(account, "/")
		if _, err := r.catalog.NeedGateway(gateway); err != nil {
			return nil, err
		}
	}
	return r.open(ctx)
}

// withOpenProgress has the opening of a ledger say how far it is, where somebody looks on. The
// line goes with clear.
func (r *app) withOpenProgress(ctx context.Context, path string) (_ context.Context, clear func()) {
	if !r.ErrTerminal {
		return ctx, func() {}
	}
	line := newProgressLine(r.Err, r.now, path)
	return ledger.WithProgress(ctx, line.showSums), line.clear
}
