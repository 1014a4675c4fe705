package usage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A keptImport is an import as a ledger has it, with the files that its rows name.
type keptImport struct {
	id                      int64
	at, size                int64
	typ, file, sha, options string
	catalog, fx, usd        string
	records, added, known   int64
	updated, rejected       int64
	removed, told           int64
	first, last             sql.NullInt64
	files                   []keptFile
	identity                string // what makes it the same import in two ledgers
	of                      int64  // its id in our ledger
	fresh                   bool   // our ledger did not have it
}

// A keptFile is a file that rows name, in the order of ids.
type keptFile struct {
	id   int64
	path string
	size int64
}

// readImports reads all imports of a ledger, in the order of their ids.
func readImports(ctx context.Context, q sqlite.Querier) ([]*keptImport, error) {
	var list []*keptImport
	byID := map[int64]*keptImport{}
	err := sqlite.Each(ctx, q, `
		SELECT
			id,
			at_ns,
			type,
			file,
			size,
			sha256,
			catalog,
			fx,
			records,
			added,
			duplicates,
			updated,
			rejected,
			removed,
			told,
			usd,
			first_ns,
			last_ns,
			options
		FROM import
		ORDER BY id`, nil, func(row sqlite.Scanner) error {
		i := &keptImport{}
		err := row.Scan(&i.id, &i.at, &i.typ, &i.file, &i.size, &i.sha, &i.catalog, &i.fx, &i.records, &i.added, &i.known, &i.updated, &i.rejected, &i.removed, &i.told, &i.usd, &i.first, &i.last, &i.options)
		list, byID[i.id] = append(list, i), i
		return err
	})
	if err != nil {
		return nil, err
	}
	err = sqlite.Each(ctx, q, `SELECT id, import_id, path, size FROM import_file ORDER BY id`, nil, func(row sqlite.Scanner) error {
		var f keptFile
		var of int64
		if err := row.Scan(&f.id, &of, &f.path, &f.size); err != nil {
			return err
		}
		i := byID[of]
		if i == nil {
			return fmt.Errorf("%w: file %d names import %d, which is missing", sqlite.ErrDamaged, f.id, of)
		}
		i.files = append(i.files, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	times := map[string]int{}
	for _, i := range list {
		i.identify(times)
	}
	return list, nil
}

// identify says what makes an import the same in two ledgers: when it came, what was read
// and how. Two of one ledger that agree in all of it are told apart by which is the first;
// times counts them.
func (i *keptImport) identify(times map[string]int) {
	var files strings.Builder
	for _, f := range i.files {
		fmt.Fprintf(&files, "%s\x00%d\x00", f.path, f.size)
	}
	words := fmt.Sprintf("%s\x00%s\x00%d\x00%s\x00%s\x00%x", i.sha, i.file, i.size, i.typ, i.options, sha256.Sum256([]byte(files.String())))
	at := fmt.Sprintf("%d\x00%s", i.at, words)
	i.identity = fmt.Sprintf("%s\x00%06d", words, times[at])
	times[at]++
}

// compare is the order of time. What came at one instant is in an order that does not
// depend on which ledger it came to.
func (i *keptImport) compare(o *keptImport) int {
	return cmp.Or(cmp.Compare(i.at, o.at), strings.Compare(i.identity, o.identity))
}

// guestImports are the imports of our ledger and of a guest together.
type guestImports struct {
	byID  map[int64]*keptImport // by their ids in our ledger
	rank  map[int64]int         // by the same: their place in the order of time
	files map[int64]int64       // the guest's files: their ids in our ledger
	of    map[int64]int64       // by the id of a file in our ledger: its import
	fresh int                   // so many our ledger did not have
	// firstFile is an id behind those of all files that our ledger had.
	firstFile int64
	ours      map[int64]int64 // by the guest's ids: our ledger's
}

// bringImports puts the imports of a guest into our ledger that it does not have, with
// their files, spans and overlaps.
func bringImports(ctx context.Context, tx *sql.Tx, from Guest) (*guestImports, error) {
	ours, err := readImports(ctx, tx)
	if err != nil {
		return nil, err
	}
	theirs, err := readImports(ctx, from.Ledger)
	if err != nil {
		return nil, from.Fault(err)
	}
	saw, err := overlaps(ctx, from.Ledger)
	if err != nil {
		return nil, from.Fault(err)
	}
	type same struct {
		at       int64
		identity string
	}
	known := map[same]*keptImport{}
	for _, i := range ours {
		i.of = i.id
		known[same{i.at, i.identity}] = i
	}
	all, node := ours, map[int64]*keptImport{} // the guest's by id: what stands for each in our ledger
	for _, i := range theirs {
		if o := known[same{i.at, i.identity}]; o != nil {
			node[i.id] = o
			continue
		}
		i.fresh = true
		node[i.id], all = i, append(all, i)
	}
	earlier := map[*keptImport][]*keptImport{}
	if err := addEarlier(earlier, saw, node); err != nil {
		return nil, from.Fault(err)
	}
	if err := addOurs(ctx, tx, earlier, ours); err != nil {
		return nil, err
	}
	ordered := inOrder(all, earlier, (*keptImport).compare)
	g := &guestImports{byID: map[int64]*keptImport{}, rank: map[int64]int{}, files: map[int64]int64{}, of: map[int64]int64{}, ours: map[int64]int64{}}
	for rank, i := range ordered {
		if i.fresh {
			g.fresh++
			if err := g.put(ctx, tx, i); err != nil {
				return nil, err
			}
		} else {
			for _, f := range i.files {
				g.of[f.id], g.firstFile = i.of, max(g.firstFile, f.id+1)
			}
		}
		g.byID[i.of], g.rank[i.of] = i, rank
	}
	for _, i := range theirs {
		o := node[i.id]
		g.ours[i.id] = o.of
		if !i.fresh {
			for n, f := range i.files {
				g.files[f.id] = o.files[n].id
			}
		}
	}
	for e, list := range saw {
		for _, l := range list {
			if err := putOverlap(ctx, tx, g.ours[l], g.ours[e]); err != nil {
				return nil, err
			}
		}
	}
	return g, errors.Join(g.putSpans(ctx, tx, from), g.putProposals(ctx, tx, from))
}

// addEarlier notes of which other imports each saw rows, as one ledger says it; of are its
// imports by id.
func addEarlier(earlier map[*keptImport][]*keptImport, later map[int64][]int64, of map[int64]*keptImport) error {
	for e, list := range later {
		for _, l := range list {
			a, b := of[l], of[e]
			if a == nil || b == nil {
				return fmt.Errorf("%w: import %d saw rows of import %d, and one of them is missing", sqlite.ErrDamaged, l, e)
			}
			earlier[a] = append(earlier[a], b)
		}
	}
	return nil
}

// addOurs is addEarlier for our ledger.
func addOurs(ctx context.Context, tx *sql.Tx, earlier map[*keptImport][]*keptImport, ours []*keptImport) error {
	later, err := overlaps(ctx, tx)
	if err != nil {
		return err
	}
	of := map[int64]*keptImport{}
	for _, i := range ours {
		of[i.id] = i
	}
	return addEarlier(earlier, later, of)
}

// put writes an import of the guest, with its files one behind the other: taking it back
// finds its rows by the first and the last of them. When a file of it changed is not kept:
// a walk of this machine's folders must not take another machine's logs for its own.
func (g *guestImports) put(ctx context.Context, tx *sql.Tx, i *keptImport) error {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO import (at_ns, type, file, size, sha256, catalog, fx, records, added, duplicates, updated, rejected, removed, told, usd, first_ns, last_ns, options)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.at, i.typ, i.file, i.size, i.sha, i.catalog, i.fx, i.records, i.added, i.known, i.updated, i.rejected, i.removed, i.told, i.usd, i.first, i.last, i.options)
	if err != nil {
		return err
	}
	if i.of, err = res.LastInsertId(); err != nil {
		return err
	}
	for _, f := range i.files {
		res, err := tx.ExecContext(ctx, `INSERT INTO import_file (import_id, path, size, modified_ns) VALUES (?, ?, ?, 0)`, i.of, f.path, f.size)
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		g.files[f.id], g.of[id] = id, i.of
	}
	return nil
}

// putSpans writes for which days the guest's imports tell of which accounts.
func (g *guestImports) putSpans(ctx context.Context, tx *sql.Tx, from Guest) error {
	type span struct{ account, of, first, last int64 }
	var spans []span
	err := sqlite.Each(ctx, from.Ledger, `SELECT account_id, import_id, first_ns, last_ns FROM import_span`, nil, func(row sqlite.Scanner) error {
		var s span
		err := row.Scan(&s.account, &s.of, &s.first, &s.last)
		spans = append(spans, s)
		return err
	})
	if err != nil {
		return from.Fault(err)
	}
	for _, s := range spans {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO import_span (account_id, import_id, first_ns, last_ns)
			VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET
				first_ns = MIN(first_ns, excluded.first_ns),
				last_ns = MAX(last_ns, excluded.last_ns)`, from.Accounts[s.account], g.ours[s.of], s.first, s.last)
		if err != nil {
			return err
		}
	}
	return nil
}

// putProposals writes of which purchases and gifts the guest's logs tell. What the gateway
// said at two pulls stays with the source, which is another machine's.
func (g *guestImports) putProposals(ctx context.Context, tx *sql.Tx, from Guest) error {
	type told struct {
		account, of, at    int64
		kind, became, note string
	}
	var all []told
	err := sqlite.Each(ctx, from.Ledger, `SELECT account_id, import_id, until_ns, kind, became, note FROM proposed_topup WHERE import_id IS NOT NULL`, nil, func(row sqlite.Scanner) error {
		var p told
		err := row.Scan(&p.account, &p.of, &p.at, &p.kind, &p.became, &p.note)
		all = append(all, p)
		return err
	})
	if err != nil {
		return from.Fault(err)
	}
	for _, p := range all {
		_, err := tx.ExecContext(ctx, insertProposal, g.ours[p.of], from.Accounts[p.account], p.kind, p.at, p.at, p.became, p.note)
		if err != nil {
			return err
		}
	}
	return nil
}

// putOverlap notes that an import saw rows of another one.
func putOverlap(ctx context.Context, tx *sql.Tx, later, earlier int64) error {
	_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO import_overlap (later_id, earlier_id) VALUES (?, ?)`, later, earlier)
	return err
}

// correct changes the record of an import by what it did otherwise than its ledger said.
func (g *guestImports) correct(ctx context.Context, tx *sql.Tx, id int64, by tally) error {
	i := g.byID[id]
	usd, err := pricing.ParseFigure(i.usd)
	if err != nil {
		return fmt.Errorf("import %d: amount %q in the ledger: %w", id, i.usd, err)
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE import
		SET
			added = added + ?,
			duplicates = duplicates - ?,
			updated = updated + ?,
			usd = ?
		WHERE id = ?`, by.added, by.added+by.updated, by.updated, usd.Add(by.usd).String(), id)
	return err
}
