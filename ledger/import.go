package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// ImportOptions say how a file comes in.
type ImportOptions struct {
	usagefile.Options
	File    string    // the name to remember it by
	Account string    // "" is the row's account, else the gateway's name
	At      time.Time // when it comes in
	DryRun  bool      // show what would happen and change nothing
	SkipBad bool      // leave bad rows out instead of refusing the file
}

// errUndone ends the transaction of a dry run.
var errUndone = errors.New("dry run")

// chunk is how many rows are sorted and written at a time.
const chunk = 20_000

// Import reads one export into the ledger, in one transaction. It returns
// *RejectedError for bad cells without SkipBad, the errors of
// usagefile.Open for a file that it can't read, and ErrBusy.
func (s *Store) Import(ctx context.Context, r io.Reader, opt ImportOptions) (Imported, error) {
	sum := sha256.New()
	var size counter
	file, err := usagefile.Open(io.TeeReader(r, io.MultiWriter(sum, &size)), opt.Options)
	if err != nil {
		return Imported{}, fmt.Errorf("%s: %w", opt.File, err)
	}
	im := &importing{store: s, opt: opt, file: file, edges: s.catalog.Edges(), keys: keyer{file.Format.Name, map[[32]byte]uint32{}},
		accounts: map[string]int64{}, series: map[seriesKey]int64{}, changes: map[dayKey]*daySum{},
		overlaps: map[int64]bool{}, unknown: map[[2]string]bool{}, unpriced: map[[2]string]*Unpriced{}, names: map[string]bool{},
		got: Imported{File: opt.File, Type: file.Format.Name, Header: file.Header}}
	err = s.write(ctx, func(tx *sql.Tx) error {
		im.tx = tx
		if err := im.begin(ctx); err != nil {
			return err
		}
		if err := im.read(ctx); err != nil {
			return err
		}
		if opt.DryRun {
			im.finish()
			im.got.ID = 0
			return errUndone
		}
		return im.end(ctx, hex.EncodeToString(sum.Sum(nil)), int64(size))
	})
	if err != nil && !errors.Is(err, errUndone) {
		return Imported{}, err
	}
	return im.got, nil
}

// A counter counts the bytes written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// importing is one import at work.
type importing struct {
	store    *Store
	tx       *sql.Tx
	opt      ImportOptions
	file     *usagefile.File
	edges    pricing.Edges
	keys     keyer
	in       inserter
	accounts map[string]int64
	series   map[seriesKey]int64
	changes  map[dayKey]*daySum
	overlaps map[int64]bool
	unknown  map[[2]string]bool      // by gateway and model: there is no rate at all
	unpriced map[[2]string]*Unpriced // by gateway and model
	names    map[string]bool         // accounts that rows went to
	pending  []row
	got      Imported
}

// begin notes the import, so that rows can name it.
func (im *importing) begin(ctx context.Context) error {
	im.in.tx = im.tx
	fx := make([]string, 0, len(im.opt.FX))
	for currency, rate := range im.opt.FX {
		fx = append(fx, currency+"="+rate)
	}
	slices.Sort(fx)
	res, err := im.tx.ExecContext(ctx, `INSERT INTO import (at_ns, type, file, size, sha256, catalog, fx, records, added, duplicates, updated, rejected, usd)
		VALUES (?, ?, ?, 0, '', ?, ?, 0, 0, 0, 0, 0, '0')`,
		im.opt.At.UnixNano(), im.file.Format.Name, im.opt.File, im.store.catalog.Version, strings.Join(fx, ","))
	if err != nil {
		return err
	}
	im.got.ID, err = res.LastInsertId()
	return err
}

// read takes the file's records in, chunk by chunk.
func (im *importing) read(ctx context.Context) error {
	for {
		rec, err := im.file.Next(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", im.opt.File, err)
		}
		im.got.Rows++
		if rec.Idle {
			continue
		}
		if len(rec.Faults) == 0 {
			var fault *usagefile.Fault
			if fault, err = im.take(ctx, rec); err != nil {
				return err
			}
			if fault != nil {
				fault.Part = rec.Part
				rec.Faults = append(rec.Faults, *fault)
			}
		}
		if len(rec.Faults) > 0 {
			im.got.Rejected++
			im.got.Rejections = append(im.got.Rejections, rec.Faults...)
			im.got.BadRecords = append(im.got.BadRecords, rec.Raw)
		}
		if len(im.pending) == chunk {
			if err := im.flush(ctx); err != nil {
				return err
			}
		}
	}
	// Bad rows of several files have no one header to be written under.
	if im.got.Rejected > 0 && (!im.opt.SkipBad || im.file.Parts > 0) {
		return &RejectedError{File: im.opt.File, Type: im.got.Type, Rows: im.got.Rows, Rejected: im.got.Rejected, Faults: im.got.Rejections, Parts: im.file.Parts}
	}
	if err := im.flush(ctx); err != nil {
		return err
	}
	return errors.Join(im.in.close(), addDaily(ctx, im.tx, im.changes))
}

// take makes a ledger row of an export's row: account, labels, price, key. A
// fault means that the row is bad in a way that only the ledger can see.
func (im *importing) take(ctx context.Context, rec *usagefile.Record) (*usagefile.Fault, error) {
	r := &rec.Row
	im.keys.format = rec.Format.Name // the parts of an archive have their own
	if r.Gateway == "" {
		r.Gateway = rec.Format.Gateway
	}
	if im.opt.Account != "" {
		r.Account = im.opt.Account
	}
	if r.Gateway == "" && r.Account != "" { // openrouter/team-a says it
		r.Gateway, _, _ = strings.Cut(r.Account, "/")
		if im.store.catalog.Gateway(r.Gateway) == nil {
			r.Gateway = ""
		}
	}
	if r.Gateway == "" {
		if !im.file.SaysGateway() { // the same of every row: no fault of one
			return nil, fmt.Errorf("%s: no gateway: say whose usage it is with --set gateway=openrouter, or --map gateway=COLUMN", im.opt.File)
		}
		return &usagefile.Fault{Line: r.Line, Column: "gateway", Reason: "no gateway: fill the cell, or --set gateway=openrouter"}, nil
	}
	if r.Account == "" {
		r.Account = r.Gateway
	}
	account, fault, err := im.account(ctx, r)
	if fault != nil || err != nil {
		return fault, err
	}
	im.names[r.Account] = true
	series, err := im.seriesID(ctx, seriesKey{account, r.Model, r.Provider, r.Key, r.App, r.User})
	if err != nil {
		return nil, err
	}
	view := r.View
	if view == 0 {
		view = rec.Format.View
	}
	f := figures{at: r.At.UnixNano(), series: series, view: view, requests: r.Requests, tokens: r.Tokens,
		cost: r.Cost, byok: r.OwnKeyUSD, extra: r.Extra}
	for flag, on := range map[int]bool{flagCacheUnknown: r.CacheUnknown, flagOwnKey: r.OwnKey, flagMixed: r.Mixed, flagBatch: r.Batch} {
		if on {
			f.flags |= flag
		}
	}
	im.price(r, &f)
	if im.got.First.IsZero() || r.At.Before(im.got.First) {
		im.got.First = r.At
	}
	if r.At.After(im.got.Last) {
		im.got.Last = r.At
	}
	im.pending = append(im.pending, row{account: account, key: im.keys.key(r), figures: f, imported: im.got.ID, figured: im.got.ID, line: r.Line})
	return nil, nil
}

// price gives a row without a cost the catalog's, and notes models that the
// catalog can't price.
func (im *importing) price(r *usagefile.Row, f *figures) {
	model := [2]string{r.Gateway, r.Model}
	unknown, seen := im.unknown[model]
	if !seen {
		_, _, ok := im.store.catalog.Cost(r.Gateway, r.Model, pricing.Tokens{}, r.At, false, false)
		unknown = !ok
		im.unknown[model] = unknown
	}
	tokens := priceTokens(r.Tokens)
	if !r.HasCost {
		f.flags |= flagComputed
		im.got.Computed++
		usd, lacking, ok := im.store.catalog.Cost(r.Gateway, r.Model, tokens, r.At, r.Mixed, r.Batch)
		f.cost = usd
		for _, k := range lacking {
			if !k.PerCall() {
				f.unpriced += tokens[k]
			}
		}
		if !ok {
			f.unpriced = tokens.Total()
		}
	}
	// A model without any rate is named even where its rows bring their cost: no
	// comparison can price it. One with rates lacks those that a row needed.
	if !unknown && f.unpriced == 0 {
		return
	}
	lacks := im.unpriced[model]
	if lacks == nil {
		lacks = &Unpriced{Gateway: r.Gateway, Model: r.Model}
		if unknown {
			lacks.Nearest = im.store.catalog.NearestModels(r.Model, 3)
		}
		im.unpriced[model] = lacks
	}
	if unknown {
		lacks.Tokens += tokens.Total()
	} else {
		lacks.Tokens += f.unpriced
	}
}

// flush writes the pending rows: new ones in the order of their keys, known ones
// only where their figures changed.
func (im *importing) flush(ctx context.Context) error {
	// Within a file the last row of a key wins.
	last := make(map[rowKey]int, len(im.pending))
	for i, r := range im.pending {
		k := rowKey{r.account, r.key}
		if j, twice := last[k]; twice {
			im.count(im.pending[j].same(r.figures))
		}
		last[k] = i
	}
	keys := slices.Collect(maps.Keys(last))
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].account < keys[j].account || keys[i].account == keys[j].account && keys[i].key < keys[j].key
	})
	known, err := existing(ctx, im.tx, keys)
	if err != nil {
		return err
	}
	fresh := make([]row, 0, len(keys))
	for _, k := range keys {
		r := im.pending[last[k]]
		old, ok := known[k]
		if !ok {
			fresh = append(fresh, r)
			im.change(r.figures, 1)
			continue
		}
		im.overlap(old)
		im.count(old.same(r.figures))
		if old.same(r.figures) {
			continue
		}
		if err := im.update(ctx, old, r); err != nil {
			return err
		}
	}
	im.got.Added += len(fresh)
	im.pending = im.pending[:0]
	return im.in.insert(ctx, fresh)
}

func (im *importing) count(same bool) {
	if same {
		im.got.Duplicates++
	} else {
		im.got.Updated++
	}
}

// change adds a row's figures to the daily sums, or for -1 takes them out.
func (im *importing) change(f figures, times int64) {
	addFigures(im.changes, f, im.edges, times)
	if times < 0 {
		im.got.USD, im.got.BYOKUSD = im.got.USD.Sub(f.cost), im.got.BYOKUSD.Sub(f.byok)
	} else {
		im.got.USD, im.got.BYOKUSD = im.got.USD.Add(f.cost), im.got.BYOKUSD.Add(f.byok)
	}
}

// overlap notes that this import saw what an earlier one brought or changed.
func (im *importing) overlap(old row) {
	for _, id := range []int64{old.imported, old.figured} {
		if id != im.got.ID {
			im.overlaps[id] = true
		}
	}
}

// update gives a known row its new figures and keeps the old ones for undo.
func (im *importing) update(ctx context.Context, old, r row) error {
	if old.figured != im.got.ID {
		args := append([]any{im.got.ID, old.account, []byte(old.key)}, append(old.figures.values(), old.figured, old.line)...)
		_, err := im.tx.ExecContext(ctx, `INSERT INTO usage_before (import_id, account_id, key, `+figureColumns+`, figures_id, line)
			VALUES (?`+strings.Repeat(", ?", len(args)-1)+`)`, args...)
		if err != nil {
			return err
		}
	}
	r.imported = old.imported
	_, err := im.tx.ExecContext(ctx, `INSERT OR REPLACE INTO usage (`+rowColumns+`) VALUES (?`+strings.Repeat(", ?", rowWidth-1)+`)`, r.values()...)
	im.change(old.figures, -1)
	im.change(r.figures, 1)
	return err
}

// finish puts the results in order.
func (im *importing) finish() {
	for _, u := range im.unpriced {
		im.got.Unpriced = append(im.got.Unpriced, *u)
	}
	slices.SortFunc(im.got.Unpriced, func(a, b Unpriced) int {
		return cmp.Or(strings.Compare(a.Model, b.Model), strings.Compare(a.Gateway, b.Gateway))
	})
	im.got.Account = strings.Join(slices.Sorted(maps.Keys(im.names)), ",")
}

// end completes the import's own record.
func (im *importing) end(ctx context.Context, sha string, size int64) error {
	im.finish()
	for id := range im.overlaps {
		if _, err := im.tx.ExecContext(ctx, `INSERT INTO import_overlap (later_id, earlier_id) VALUES (?, ?)`, im.got.ID, id); err != nil {
			return err
		}
	}
	var first, last any
	if !im.got.First.IsZero() {
		first, last = im.got.First.UnixNano(), im.got.Last.UnixNano()
	}
	g := im.got
	_, err := im.tx.ExecContext(ctx, `UPDATE import SET size = ?, sha256 = ?, records = ?, added = ?, duplicates = ?, updated = ?, rejected = ?,
		usd = ?, first_ns = ?, last_ns = ? WHERE id = ?`, size, sha, g.Rows, g.Added, g.Duplicates, g.Updated, g.Rejected, g.USD.String(), first, last, g.ID)
	return err
}
