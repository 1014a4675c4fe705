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

// News is what was done to the ledger between two marks.
type News struct {
	Imports []usage.ImportRecord // the newest first
	TopUps  []lot.TopUp
	// Other is a change of neither: an import taken back, a balance, a budget.
	Other bool
}

// Empty reports whether nothing was done.
func (n News) Empty() bool { return len(n.Imports)+len(n.TopUps) == 0 && !n.Other }

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

// Others reports whether other programs wrote to the ledger between two marks. What was done
// through this Store does not count.
func (m Mark) Others(since Mark) bool { return m.version != since.version }

// Since is what was done to the ledger since a mark, with the mark to ask from next.
func (s *Store) Since(ctx context.Context, from Mark) (news News, now Mark, err error) {
	if now, err = s.Mark(ctx); err != nil {
		return News{}, from, err
	}
	imports, err := s.Imports(ctx)
	if err != nil {
		return News{}, from, err
	}
	for _, i := range imports {
		if i.ID > from.imports && i.ID <= now.imports {
			news.Imports = append(news.Imports, i)
		}
	}
	if now.lots > from.lots {
		all, err := s.TopUps(ctx, "")
		if err != nil {
			return News{}, from, err
		}
		for _, t := range all {
			if t.ID > from.lots && t.ID <= now.lots {
				news.TopUps = append(news.TopUps, t)
			}
		}
	}
	news.Other = now.Others(from) && len(news.Imports)+len(news.TopUps) == 0
	return news, now, nil
}
