package ledger

import (
	"context"
	"database/sql"
	"io/fs"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// What tests reach of the inside: a ledger opened as where it can't be written
// (which root always can), with further migrations, and a held write lock.

func OpenReadOnly(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	return store(catalog, func(d sqlite.Design) (*sqlite.File, error) { return sqlite.OpenReadOnly(ctx, path, d) })
}

func OpenMigrating(ctx context.Context, path string, catalog *pricing.Catalog, migrations fs.FS) (*Store, error) {
	return store(catalog, func(d sqlite.Design) (*sqlite.File, error) {
		d.Schema = migrations
		return sqlite.Open(ctx, path, d)
	})
}

func Shipped() fs.FS { return shipped }

func (s *Store) Write(ctx context.Context, f func() error) error {
	return s.file.Write(ctx, func(*sql.Tx) error { return f() })
}
