package ledger

import (
	"context"
	"database/sql"
	"io/fs"

	"tollbook/pricing"
)

// What tests reach of the inside: a ledger opened as where it can't be written
// (which root always can), with further migrations, and a held write lock.

func OpenReadOnly(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	return open(ctx, path, readOnly, catalog, shipped)
}

func OpenMigrating(ctx context.Context, path string, catalog *pricing.Catalog, migrations fs.FS) (*Store, error) {
	return open(ctx, path, readWrite, catalog, migrations)
}

func Shipped() fs.FS { return shipped }

func (s *Store) Write(ctx context.Context, f func() error) error {
	return s.write(ctx, func(*sql.Tx) error { return f() })
}

var (
	Announce = announce
	Holder   = holder
)
