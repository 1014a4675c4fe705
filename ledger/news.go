package ledger

import (
	"context"
	"database/sql"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
)

// A Mark is a state of the ledger, to find out what came after it.
type Mark struct {
	// version is SQLite's own count of what other connections wrote: changes through this
	// Store leave it.
	version       int64
	imports, lots int64 // the highest ids
}

// News is what another program did to the ledger.
type News struct {
	Imports []usage.ImportRecord // the newest first
	TopUps  []lot.TopUp
	// Other is a change of neither: an import taken back, a balance, a budget.
	Other bool
}

// Mark is the state that the ledger is in.
func (s *Store) Mark(ctx context.Context) (m Mark, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&m.version); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT
			(SELECT ifnull(max(id), 0) FROM import),
			(SELECT ifnull(max(id), 0) FROM topup)`).Scan(&m.imports, &m.lots)
	})
	return m, err
}

// Since is what other programs did to the ledger since a mark, with the mark to ask from next;
// false where they did nothing. What was done through this Store is no news.
func (s *Store) Since(ctx context.Context, from Mark) (news News, now Mark, changed bool, err error) {
	if now, err = s.Mark(ctx); err != nil || now.version == from.version {
		return News{}, now, false, err
	}
	imports, err := s.Imports(ctx)
	if err != nil {
		return News{}, from, false, err
	}
	for _, i := range imports {
		if i.ID > from.imports && i.ID <= now.imports {
			news.Imports = append(news.Imports, i)
		}
	}
	if now.lots > from.lots {
		all, err := s.TopUps(ctx, "")
		if err != nil {
			return News{}, from, false, err
		}
		for _, t := range all {
			if t.ID > from.lots && t.ID <= now.lots {
				news.TopUps = append(news.TopUps, t)
			}
		}
	}
	news.Other = len(news.Imports)+len(news.TopUps) == 0
	return news, now, true, nil
}
