package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Store is an open ledger: its file, and the catalog that prices what is in it. It is
// made for one process; a second process may read while it writes.
type Store struct {
	file    *sqlite.File
	catalog *pricing.Catalog
}

// shipped are the steps of a ledger's tables, and the schema that they come to.
//
//go:embed migrations/*.sql schema.sql
var shipped embed.FS

// applicationID marks a SQLite file as a tollbook ledger ("toll").
const applicationID = 0x746f6c6c

// design is what lies in a ledger's file.
func design(catalog *pricing.Catalog, schema fs.FS) sqlite.Design {
	return sqlite.Design{Schema: schema, ID: applicationID, Follow: func(ctx context.Context, f *sqlite.File) error {
		err := usage.FollowCatalog(ctx, f, catalog, progressOf(ctx))
		if !f.ReadOnly() {
			err = errors.Join(err, followTerms(ctx, f, catalog))
		}
		return err
	}}
}

type progressKey struct{}

// WithProgress gives the context of Open and its kin what is told, of work that takes a
// while, how many of about how many rows are done: the sums that a ledger of an earlier
// version gets.
func WithProgress(ctx context.Context, told func(done, of int64)) context.Context {
	return context.WithValue(ctx, progressKey{}, told)
}

func progressOf(ctx context.Context) func(done, of int64) {
	told, _ := ctx.Value(progressKey{}).(func(done, of int64))
	return told
}

// Open opens the ledger at path and makes it, readable by its owner alone, where there is
// none. It returns the errors of sqlite.Open.
func Open(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	return store(catalog, func(d sqlite.Design) (*sqlite.File, error) { return sqlite.Open(ctx, path, d) })
}

// OpenExisting is Open for a ledger that has to be there; it makes none and returns
// sqlite.ErrMissing, also for an empty file: there is no ledger in it yet.
func OpenExisting(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	return store(catalog, func(d sqlite.Design) (*sqlite.File, error) { return sqlite.OpenExisting(ctx, path, d) })
}

// OpenTemporary opens a ledger in memory, which is gone when it is closed.
func OpenTemporary(ctx context.Context, catalog *pricing.Catalog) (*Store, error) {
	return store(catalog, func(d sqlite.Design) (*sqlite.File, error) { return sqlite.OpenTemporary(ctx, d) })
}

func store(catalog *pricing.Catalog, open func(sqlite.Design) (*sqlite.File, error)) (*Store, error) {
	if err := usage.RegisterIncoming(); err != nil {
		return nil, err
	}
	f, err := open(design(catalog, shipped))
	if err != nil {
		return nil, err
	}
	return &Store{file: f, catalog: catalog}, nil
}

// Catalog is what prices the ledger's usage.
func (s *Store) Catalog() *pricing.Catalog { return s.catalog }

// Read lets something be read of the ledger that has no method of its own, all of it of one
// state. Nothing else may be asked of the Store meanwhile.
func (s *Store) Read(ctx context.Context, do func(q sqlite.Reader) error) error {
	return s.file.Read(ctx, func(tx *sql.Tx) error { return do(tx) })
}

// Close closes the ledger.
func (s *Store) Close() error { return s.file.Close() }

// Path is the ledger's file, ":memory:" for a temporary one.
func (s *Store) Path() string { return s.file.Path() }

// Backup writes a consistent copy of the ledger to a new file, while others may
// be using it. It returns fs.ErrExist where there is such a file.
func (s *Store) Backup(ctx context.Context, path string) error { return s.file.Backup(ctx, path) }
