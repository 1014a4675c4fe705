package usage

import (
	"context"
	"database/sql"
	"hash/maphash"

	"tollbook/ledger/sqlite"
)

// maxSeen is how many keys are remembered at most: 30 MiB or so.
const maxSeen = 1 << 20

// A knownKeys remembers the keys that the ledger has, as hashes, while an import brings
// rows in no order, as agent logs do: what is not among them is new, and the ledger
// need not be asked. It is kept where most of the ledger's rows are the import's own.
type knownKeys struct {
	before int                 // rows that the ledger had, about
	keys   map[uint64]struct{} // nil while it is not kept
	over   bool                // there are too many
	seed   maphash.Seed
}

func newKnownKeys(ctx context.Context, tx *sql.Tx) (*knownKeys, error) {
	s := &knownKeys{seed: maphash.MakeSeed()}
	return s, tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(added), 0) FROM import`).Scan(&s.before)
}

// keep begins to remember where that is worth its while, now that the import added
// so many rows, and where they are not too many already.
func (s *knownKeys) keep(ctx context.Context, tx *sql.Tx, added int) error {
	if s.over || s.before > added || s.before+added > maxSeen {
		return nil
	}
	s.keys = make(map[uint64]struct{}, min(4*added, maxSeen))
	var key sql.RawBytes
	return sqlite.Each(ctx, tx, `SELECT key FROM usage`, nil, func(row sqlite.Scanner) error {
		if err := row.Scan(&key); err != nil {
			return err
		}
		s.keys[maphash.Bytes(s.seed, key)] = struct{}{}
		return nil
	})
}

// maybe are the rows that the ledger may have, all of them where no keys are kept. Of
// the others it is now known that it has them. rows are in order and stay so.
func (s *knownKeys) maybe(rows []*arrival) (known []*arrival) {
	if s.keys == nil {
		return rows
	}
	for _, r := range rows {
		h := maphash.String(s.seed, r.Key)
		if _, is := s.keys[h]; is {
			known = append(known, r)
		} else {
			s.keys[h] = struct{}{}
		}
	}
	if len(s.keys) > maxSeen {
		s.keys, s.over = nil, true
	}
	return known
}
