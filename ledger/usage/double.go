package usage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tollbook/pricing"
)

// A DoubleError refuses a file whose usage the books have under another account:
// taking it would count every dollar of it twice. ImportOptions.Again takes it.
type DoubleError struct {
	File    string
	Account string // where its rows would go
	Under   string // the account that has them
	// Line and ID are of the first row that is known, Line below 0 where it is one of another
	// ledger; where Line is 0 the whole file came before, as import Import.
	Line   int
	ID     string
	Import int64
}

func (e *DoubleError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: the same file came in as import %d, under account %s: under %s it would count twice", e.File, e.Import, e.Under, e.Account)
	}
	if e.Line < 0 {
		return fmt.Sprintf("%s: %s of its account %s is in the ledger already, under account %s: it would count twice", e.File, e.ID, e.Account, e.Under)
	}
	return fmt.Sprintf("%s: line %d (%s) is in the ledger already, under account %s: under %s it would count twice", e.File, e.Line, e.ID, e.Under, e.Account)
}

// maxSiblings is beside how many accounts each row of an import is looked for. With
// more only every second, third ... row is: a double of a file is seen all the same.
const maxSiblings = 8

// A doubleFinder looks for the ids of arriving rows under other accounts.
type doubleFinder struct {
	tx       *sql.Tx
	catalog  *pricing.Catalog
	file     string
	fileID   int64                   // the import's first: rows of earlier ones have lower ones
	accounts map[int64]*accountRef   // by id
	siblings map[int64][]*accountRef // of an account that rows go to; nil of none
	fresh    map[int64]bool          // accounts that the import makes: they have no earlier row
}

// newDoubleFinder begins with the accounts that the ledger has; nil where no id is to be
// looked for.
func newDoubleFinder(tx *sql.Tx, im *importing) *doubleFinder {
	if im.opt.Again {
		return nil
	}
	f := &doubleFinder{tx: tx, catalog: im.catalog, file: im.opt.File, fileID: im.fileID, accounts: map[int64]*accountRef{}, siblings: map[int64][]*accountRef{}, fresh: map[int64]bool{}}
	for _, a := range im.in.labels.accounts {
		f.accounts[a.id] = a
	}
	return f
}

// made adds an account that the import makes.
func (f *doubleFinder) made(a *accountRef) {
	if f != nil {
		f.fresh[a.id] = true
		f.accounts[a.id] = a
	}
}

// view is an account's billing where that makes it another view of somebody else's spend,
// "" for an account of its own.
func (f *doubleFinder) view(a *accountRef) string {
	billing := a.billing
	if g := f.catalog.Gateway(a.gateway); billing == "" && g != nil {
		billing = g.Billing
	}
	if billing == "own-key" || billing == "subscription" {
		return billing
	}
	return ""
}

// besides are the other accounts at the gateway of one that rows go to, of which earlier
// imports can have brought rows. An own-key
// account beside its provider's, and an agent's subscription beside the gateway's own
// account, are other views of one spend: they may well have the same ids.
func (f *doubleFinder) besides(a *accountRef) []*accountRef {
	list, known := f.siblings[a.id]
	if known {
		return list
	}
	for _, o := range f.accounts {
		if o.id != a.id && !f.fresh[o.id] && o.gateway == a.gateway && f.view(o) == f.view(a) {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(x, y *accountRef) int { return cmp.Compare(x.id, y.id) })
	f.siblings[a.id] = list
	return list
}

// look refuses the incoming rows where another account has one of their ids. It returns
// *DoubleError.
func (f *doubleFinder) look(ctx context.Context, rows []*arrival) error {
	if f == nil || len(f.accounts) < 2 {
		return nil
	}
	met := map[int64]bool{}
	for _, r := range rows {
		id := accountOf(r.Key)
		if met[id] {
			continue
		}
		met[id] = true
		for _, o := range f.besides(f.accounts[id]) {
			if err := f.beside(ctx, f.accounts[id], o); err != nil {
				return err
			}
		}
	}
	return nil
}

// beside looks for the ids of one account's incoming rows under another.
func (f *doubleFinder) beside(ctx context.Context, a, other *accountRef) error {
	var now origin
	var key []byte
	every := 1 + len(f.siblings[a.id])/maxSiblings
	err := f.tx.QueryRowContext(ctx, `
		SELECT
			i.origin,
			u.key
		FROM temp.incoming i
		CROSS JOIN usage u ON u.key = CAST(? || substr(i.key, 5) AS BLOB)
		WHERE substr(i.key, 1, 5) = ?
			AND i.rowid % ? = 0
			AND u.origin < ?
		LIMIT 1`, FirstKey(other.id), append(FirstKey(a.id), 'i'), every, int64(originOf(f.fileID, 0))).Scan(&now, &key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &DoubleError{File: f.file, Account: a.name, Under: other.name, Line: now.Line(), ID: string(key[5:])}
}

// sameFile refuses a file that brought rows and came before, byte by byte the same,
// for another account. It returns *DoubleError.
func (im *importing) sameFile(ctx context.Context, sha string) error {
	if im.opt.Again || im.file.Folder != nil || im.got.Added == 0 || sha == "" {
		return nil
	}
	var earlier int64
	err := im.to.tx.QueryRowContext(ctx, `SELECT id FROM import WHERE sha256 = ? AND id < ? ORDER BY id DESC LIMIT 1`, sha, im.got.ID).Scan(&earlier)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	// No index leads from a file to its rows: this reads until it finds one of another
	// account, once for a file that comes under a second name.
	var first, last int64
	if err := im.to.tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM import_file WHERE import_id = ?`, earlier).Scan(&first, &last); err != nil {
		return err
	}
	byName := im.in.labels.accounts
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		a := byName[name]
		if im.in.names[name] {
			continue
		}
		var there bool
		err := im.to.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM usage WHERE key >= ? AND key < ? AND origin >= ? AND origin < ?)`,
			FirstKey(a.id), FirstKey(a.id+1), int64(originOf(first, 0)), int64(originOf(last+1, 0))).Scan(&there)
		if err != nil {
			return err
		}
		if there {
			return &DoubleError{File: im.opt.File, Account: im.got.Account, Under: name, Import: earlier}
		}
	}
	return nil
}

// strangeGateway refuses a gateway that a file of one's own or --set names and nobody
// knows: neither the catalog nor an account of the ledger.
func (in *booking) strangeGateway(gateway string, k bookingKind) error {
	if in.opt.Again || k.format.Gateway != "" || k.gateway != gateway {
		return nil
	}
	for _, a := range in.labels.accounts {
		if a.gateway == gateway {
			return nil
		}
	}
	_, err := in.catalog.NeedGateway(gateway)
	if g := in.catalog.Gateway(gateway); err == nil && g == nil { // OpenRouter for openrouter
		return &pricing.UnknownGatewayError{Gateway: gateway, Nearest: in.catalog.NearestGateways(gateway, 3)}
	}
	return err
}
