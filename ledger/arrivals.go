package ledger

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// batchRows is how many rows are sorted and written at a time: enough for long
// runs in the order of the tree, few enough that memory stays small.
const batchRows = 16_384

// A batch is some rows on their way in, with the labels and sums that they are
// the first to name.
type batch struct {
	rows     []arrival
	accounts []*accountRef
	series   []series
	cells    []cellKey
	text     []byte // of the rows' text columns, while it is filled
	ends     []int  // of each text: key, tokens, usd, row by row
}

// arrivals turns a file's records into rows: account, labels, price, key. It
// touches no database.
type arrivals struct {
	catalog *pricing.Catalog
	opt     ImportOptions
	file    *usagefile.File
	source  int64
	edges   pricing.Edges
	keys    map[string]*keyer // by format
	labels  *labels
	cells   map[cellKey]int32
	unknown map[[2]string]bool // by gateway and model: there is no rate at all
	lacking map[[2]string]*Unpriced
	names   map[string]bool // accounts that rows went to
	batch   *batch
	got     Imported
}

func newArrivals(im *importing, labels *labels) *arrivals {
	return &arrivals{catalog: im.store.catalog, opt: im.opt, file: im.file, source: im.source, edges: im.store.catalog.Edges(),
		keys: map[string]*keyer{}, labels: labels, cells: map[cellKey]int32{}, unknown: map[[2]string]bool{},
		lacking: map[[2]string]*Unpriced{}, names: map[string]bool{}, batch: &batch{}}
}

// read sends the file's rows until it ends.
func (in *arrivals) read(ctx context.Context, to chan<- *batch) error {
	for {
		rec, err := in.file.Next(ctx)
		if err == io.EOF {
			return in.send(ctx, to)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", in.opt.File, err)
		}
		in.got.Rows++
		if rec.Idle {
			continue
		}
		if len(rec.Faults) == 0 {
			if fault := in.take(rec); fault != nil {
				rec.Faults = append(rec.Faults, *fault)
			}
		}
		if len(rec.Faults) > 0 {
			in.got.Rejected++
			in.got.Rejections = append(in.got.Rejections, rec.Faults...)
			in.got.BadRecords = append(in.got.BadRecords, rec.Raw)
		}
		if len(in.batch.rows) == batchRows {
			if err := in.send(ctx, to); err != nil {
				return err
			}
		}
	}
}

// send hands the batch over, its texts cut out of one string.
func (in *arrivals) send(ctx context.Context, to chan<- *batch) error {
	b := in.batch
	text, from := string(b.text), 0
	cut := func() string {
		end := b.ends[0]
		s := text[from:end]
		b.ends, from = b.ends[1:], end
		return s
	}
	for i := range b.rows {
		r := &b.rows[i]
		r.key, r.tokens, r.usd = cut(), cut(), cut()
	}
	in.batch = &batch{rows: make([]arrival, 0, len(b.rows)), text: b.text[:0]}
	select {
	case to <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take makes a ledger row of an export's row. A fault means that the row is bad
// in a way that only the ledger can see.
func (in *arrivals) take(rec *usagefile.Record) *usagefile.Fault {
	r := &rec.Row
	if r.Gateway == "" {
		r.Gateway = rec.Format.Gateway
	}
	if in.opt.Account != "" {
		r.Account = in.opt.Account
	}
	if r.Gateway == "" && r.Account != "" { // openrouter/team-a says it
		r.Gateway, _, _ = strings.Cut(r.Account, "/")
		if in.catalog.Gateway(r.Gateway) == nil {
			r.Gateway = ""
		}
	}
	if r.Gateway == "" {
		return &usagefile.Fault{Line: r.Line, Column: "gateway", Reason: "no gateway: add a column, or --set gateway=openrouter"}
	}
	if r.Account == "" {
		r.Account = cmp.Or(rec.Format.Account, r.Gateway)
	}
	account, fresh, err := in.labels.account(r.Account, r.Gateway, rec.Format.Billing)
	if err != nil {
		return &usagefile.Fault{Line: r.Line, Column: "account", Value: r.Account, Reason: err.Error()}
	}
	if fresh {
		in.batch.accounts = append(in.batch.accounts, account)
	}
	in.names[r.Account] = true
	a := arrival{row: row{origin: originOf(in.source, r.Line)}}
	f := &a.figures
	*f = figures{at: r.At.UnixNano(), view: cmp.Or(r.View, rec.Format.View), requests: r.Requests, tokens: r.Tokens,
		cost: r.Cost, byok: r.OwnKeyUSD, extra: r.Extra, flags: flagsOf(r)}
	in.price(r, f)
	k := seriesKey{account.id, r.Model, r.Provider, r.Key, r.App, r.User, f.view, f.flags}
	if f.series, fresh = in.labels.id(k); fresh {
		in.batch.series = append(in.batch.series, series{id: f.series, seriesKey: k})
	}
	cell := cellOf(f, in.edges)
	var known bool
	if a.cell, known = in.cells[cell]; !known {
		a.cell = int32(len(in.cells))
		in.cells[cell] = a.cell
		in.batch.cells = append(in.batch.cells, cell)
	}
	if in.got.First.IsZero() || r.At.Before(in.got.First) {
		in.got.First = r.At
	}
	if r.At.After(in.got.Last) {
		in.got.Last = r.At
	}
	in.write(&a, account.id, rec)
	return nil
}

// write appends a row and its texts to the batch.
func (in *arrivals) write(a *arrival, account int64, rec *usagefile.Record) {
	b := in.batch
	k := in.keys[rec.Format.Name]
	if k == nil {
		k = &keyer{format: rec.Format.Name, seen: map[[16]byte]uint32{}}
		in.keys[rec.Format.Name] = k
	}
	b.text = k.key(b.text, account, &rec.Row)
	b.ends = append(b.ends, len(b.text))
	b.text = appendTokens(b.text, a.requests, a.row.figures.tokens, a.unpriced)
	b.ends = append(b.ends, len(b.text))
	b.text = appendUSD(b.text, a.cost, a.byok, a.extra)
	b.ends = append(b.ends, len(b.text))
	b.rows = append(b.rows, *a)
}

func flagsOf(r *usagefile.Row) (flags int) {
	if !r.HasCost {
		flags |= flagComputed
	}
	if r.CacheUnknown {
		flags |= flagCacheUnknown
	}
	if r.OwnKey {
		flags |= flagOwnKey
	}
	if r.Mixed {
		flags |= flagMixed
	}
	if r.Batch {
		flags |= flagBatch
	}
	return flags
}

// price gives a row without a cost the catalog's, and notes models that the
// catalog can't price.
func (in *arrivals) price(r *usagefile.Row, f *figures) {
	model := [2]string{r.Gateway, r.Model}
	unknown, seen := in.unknown[model]
	if !seen {
		_, _, ok := in.catalog.Cost(r.Gateway, r.Model, pricing.Tokens{}, r.At, false, false)
		unknown = !ok
		in.unknown[model] = unknown
	}
	tokens := priceTokens(r.Tokens)
	if !r.HasCost {
		in.got.Computed++
		usd, lacking, ok := in.catalog.Cost(r.Gateway, r.Model, tokens, r.At, r.Mixed, r.Batch)
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
	if !unknown && f.unpriced == 0 || tokens.IsZero() {
		return
	}
	lacks := in.lacking[model]
	if lacks == nil {
		lacks = &Unpriced{Gateway: r.Gateway, Model: r.Model}
		if unknown {
			lacks.Nearest = in.catalog.NearestModels(r.Model, 3)
		}
		in.lacking[model] = lacks
	}
	if unknown {
		lacks.Tokens += tokens.Total()
	} else {
		lacks.Tokens += f.unpriced
	}
}

// report puts what was read in order.
func (in *arrivals) report(got *Imported) {
	got.Rows, got.Rejected, got.Rejections, got.BadRecords = in.got.Rows, in.got.Rejected, in.got.Rejections, in.got.BadRecords
	got.Computed, got.First, got.Last = in.got.Computed, in.got.First, in.got.Last
	for _, u := range in.lacking {
		got.Unpriced = append(got.Unpriced, *u)
	}
	slices.SortFunc(got.Unpriced, func(a, b Unpriced) int {
		return cmp.Or(strings.Compare(a.Model, b.Model), strings.Compare(a.Gateway, b.Gateway))
	})
	got.Account = strings.Join(slices.Sorted(maps.Keys(in.names)), ",")
}
