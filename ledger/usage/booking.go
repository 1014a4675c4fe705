package usage

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// batchRows is how many rows are sorted and written at a time: enough for long
// runs in the order of the tree, few enough that memory stays small.
const batchRows = 4_096

// maxCells is how many sums an import keeps in memory: a year of a busy account
// has more. When they are full they are written, and others begin.
const maxCells = 65_536

// A batch is some rows on their way in, with the labels and sums that they are
// the first to name.
type batch struct {
	rows     []arrival
	accounts []*accountRef
	series   []Series
	cells    []cellKey
	full     bool   // the sums of the batches before are to be written before this one
	text     []byte // of the rows' text columns, while it is filled
	ends     []int  // of each text: key, tokens, usd, row by row
}

// booking turns a file's records into rows: account, labels, price, key. It
// touches no database.
type booking struct {
	catalog  *pricing.Catalog
	opt      ImportOptions
	bytes    func() (read, of int64)
	file     *usagefile.File
	fileID   int64            // the id of the file, or of the first of a folder
	logs     map[string]int64 // ids of a folder's logs, by path
	edges    pricing.Edges
	keys     map[*usagefile.Format]*keyer
	labels   *labels
	kinds    map[bookingKind]*place
	cells    map[cellKey]int32
	round    int                     // how often cells began anew, from 1
	models   map[[2]string]*Unpriced // by gateway and model
	names    map[string]bool         // accounts that rows went to
	marks    [8]int                  // rows by the bit of their marks
	secrets  map[string]bool         // labels in which an API key was hidden, as they are kept
	batch    *batch
	spent    chan *batch       // written: to be filled again
	strange  error             // the gateway that nobody knows
	damaged  []usagefile.Fault // lines of agents' logs that are lost, and refuse nothing
	before   int64             // the last account that was there before the import
	outside  int               // rows of other days than a pull told
	proposed []proposal        // credit of which the file tells
	told     [2]time.Time      // the first and the last instant of a row or an empty bucket
	got      Imported
}

// A bookingKind is all that says where a row is booked.
type bookingKind struct {
	format                                            *usagefile.Format
	gateway, account, model, provider, key, app, user string
	team, machine                                     string
	pot                                               usagefile.Pot
	service                                           pricing.Service
	view                                              usagefile.View
	flags                                             int
}

// place is where rows of a kind are booked.
type place struct {
	account *accountRef
	series  int64
	model   *Unpriced
	// The sum that its last row belongs to, and its place among those of the round:
	// the next row mostly belongs there too.
	cell   cellKey
	number int32
	round  int     // 0 is none
	pots   []int64 // the account's other pots, as far as they were there before the import
	// hidden are the kind's labels where an API key stood in one; nil where none did.
	hidden *bookingKind
}

func newBooking(im *importing, labels *labels) *booking {
	return &booking{catalog: im.catalog, opt: im.opt, bytes: im.bytes, file: im.file, fileID: im.fileID, logs: map[string]int64{}, edges: im.catalog.Edges(),
		keys: map[*usagefile.Format]*keyer{}, labels: labels, kinds: map[bookingKind]*place{}, cells: map[cellKey]int32{}, round: 1,
		before: labels.nextAccount, secrets: map[string]bool{}, models: map[[2]string]*Unpriced{}, names: map[string]bool{}, batch: &batch{}, spent: make(chan *batch, 4)}
}

// read sends the file's rows until it ends.
func (in *booking) read(ctx context.Context, to chan<- *batch) error {
	for {
		rec, err := in.file.Next(ctx)
		if err == io.EOF {
			in.got.Warnings = in.file.Warnings()
			return in.send(ctx, to)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", in.opt.File, err)
		}
		if p := in.opt.Pull; p != nil && len(rec.Faults) == 0 && !rec.Idle && !p.told(rec.Row.At) {
			in.outside++
			continue
		}
		in.got.Rows += 1 + rec.Copies
		in.got.Duplicates += rec.Copies
		if in.opt.Progress != nil && in.got.Rows%512 == 0 {
			read, of := in.bytes()
			in.opt.Progress(Progress{read, of, in.got.Rows})
		}
		if rec.Idle {
			in.got.Empty++
			if rec.Proposed != nil {
				if err := in.propose(rec); err != nil {
					return fmt.Errorf("%s: line %d: %w", in.opt.File, rec.Row.Line, err)
				}
			}
			if at := rec.Row.At; !at.IsZero() { // else it is no bucket, but what was left out
				in.tell(at, at)
			}
			continue
		}
		if len(rec.Faults) == 0 {
			if fault := in.take(rec); fault != nil {
				if in.strange != nil { // of this row, and most likely of all
					return fmt.Errorf("%s: line %d: %w", in.opt.File, fault.Line, in.strange)
				}
				if fault.Column == "gateway" && !in.file.SaysGateway() { // the same of every row: no fault of one
					return fmt.Errorf("%s: %w", in.opt.File, ErrNoGateway)
				}
				rec.Reject(*fault)
			}
		}
		if len(rec.Faults) > 0 {
			in.leaveOut(rec)
		}
		if len(in.batch.rows) == batchRows {
			if err := in.send(ctx, to); err != nil {
				return err
			}
		}
	}
}

// tell notes that the file tells of what was used between two instants.
func (in *booking) tell(first, last time.Time) {
	if in.told[0].IsZero() || first.Before(in.told[0]) {
		in.told[0] = first
	}
	if last.After(in.told[1]) {
		in.told[1] = last
	}
}

// leaveOut keeps a bad record aside, with those of its file in an archive. Those of
// a folder's logs are JSON lines of one kind, whichever log they stand in.
func (in *booking) leaveOut(rec *usagefile.Record) {
	in.got.Rejected++
	for i := range rec.Faults {
		rec.Faults[i].HideKeys()
	}
	in.got.Rejections = append(in.got.Rejections, rec.Faults...)
	if rec.Damaged {
		in.damaged = append(in.damaged, rec.Faults...)
		if !in.opt.SkipBad {
			return
		}
	}
	part := rec.Part
	if in.file.Folder != nil {
		part = ""
	}
	last := len(in.got.Bad) - 1
	if last < 0 || in.got.Bad[last].Part != part {
		in.got.Bad = append(in.got.Bad, BadRecords{Part: part, Header: in.file.HeaderOf(part), Comma: in.file.CommaOf(part)})
		last++
	}
	in.got.Bad[last].Records = append(in.got.Bad[last].Records, rec.Raw)
}

// send hands the batch over, its texts cut out of one string.
func (in *booking) send(ctx context.Context, to chan<- *batch) error {
	b := in.batch
	text, from := string(b.text), 0
	for i := range b.rows {
		r, ends := &b.rows[i], b.ends[3*i:]
		r.Key, r.tokens, r.usd = text[from:ends[0]], text[ends[0]:ends[1]], text[ends[1]:ends[2]]
		from = ends[2]
	}
	select {
	case in.batch = <-in.spent:
		*in.batch = batch{rows: in.batch.rows[:0], text: in.batch.text[:0], ends: in.batch.ends[:0]}
	default:
		in.batch = &batch{rows: make([]arrival, 0, len(b.rows))}
	}
	if len(in.cells) > maxCells {
		in.batch.full = true
		clear(in.cells)
		in.round++
	}
	select {
	case to <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take makes a ledger row of an export's row. A fault means that the row is bad
// in a way that only the ledger can see.
func (in *booking) take(rec *usagefile.Record) *usagefile.Fault {
	r := &rec.Row
	if r.PromptMost > r.Prompt && !in.catalog.OneBand(cmp.Or(r.Gateway, rec.Format.Gateway), r.Model, r.Prompt, r.PromptMost, r.At) {
		r.Prompt = 0
	}
	view := cmp.Or(r.View, rec.Format.View)
	if r.Bucket {
		view = view.From(rec.Format.Name, r.Grain)
	}
	k := bookingKind{rec.Format, r.Gateway, r.Account, r.Model, r.Provider, r.Key, r.App, r.User, r.Team, r.Machine, r.Pot, r.Service, view, flagsOf(r)}
	p := in.kinds[k]
	if p == nil {
		var fault *usagefile.Fault
		if p, fault = in.place(k, r.Line); fault != nil {
			return fault
		}
	}
	a := in.batch.next()
	a.Origin = originOf(in.sourceOf(rec.Part), r.Line)
	f := &a.figures
	*f = figures{At: r.At.UnixNano(), Series: p.series, view: k.view, flags: k.flags, Requests: r.Requests, Tokens: r.Tokens,
		prompt: r.Prompt, clock: r.Clock, Cost: r.Cost, BYOK: r.OwnKeyUSD, Extra: r.Extra}
	in.price(r, p.model, k.service, f)
	a.model, a.former, a.pots = p.model, in.formerKey(k, r.ID), p.pots
	if cell := cellOf(f, in.edges); p.round != in.round || p.cell != cell {
		p.cell, p.number, p.round = cell, in.number(cell), in.round
	}
	a.cell = p.number
	if in.got.First.IsZero() || r.At.Before(in.got.First) {
		in.got.First = r.At
	}
	if r.At.After(in.got.Last) {
		in.got.Last = r.At
	}
	if !r.Until.IsZero() {
		in.tell(r.At, r.Until.Add(-1))
	}
	in.note(r)
	in.hide(r, p.hidden)
	r.Gateway, r.Account = p.account.gateway, p.account.born
	in.write(a, p.account.id, rec)
	return nil
}

// note counts what should be said of a row that is taken.
func (in *booking) note(r *usagefile.Row) {
	for marks := r.Marks; marks != 0; marks &= marks - 1 {
		in.marks[bits.TrailingZeros8(uint8(marks))]++
	}
	if !in.opt.At.IsZero() && r.At.After(in.opt.At) {
		in.got.Later++
	}
}

// number is the place of a sum among those of the round.
func (in *booking) number(cell cellKey) int32 {
	n, known := in.cells[cell]
	if !known {
		n = int32(len(in.cells))
		in.cells[cell] = n
		in.batch.cells = append(in.batch.cells, cell)
	}
	return n
}

// sourceOf is the id of the file that a part of what is read is: the one file,
// also where it is an archive, or a log of its folder.
func (in *booking) sourceOf(part string) int64 {
	if in.file.Folder == nil {
		return in.fileID
	}
	id, known := in.logs[part]
	if !known {
		id = in.fileID + int64(len(in.logs))
		in.logs[part] = id
	}
	return id
}

// place finds or makes the account and series that rows of a kind are booked to.
// Its labels are cloned: they may be parts of a block of the file.
func (in *booking) place(k bookingKind, line int) (*place, *usagefile.Fault) {
	labels := []*string{&k.gateway, &k.account, &k.model, &k.provider, &k.key, &k.app, &k.user, &k.team, &k.machine, (*string)(&k.service.Tier), &k.service.Residency}
	for _, s := range labels {
		*s = strings.Clone(*s)
	}
	read := k
	hidden := in.fingerprints(labels)
	gateway, name, billing := cmp.Or(k.gateway, k.format.Gateway), cmp.Or(in.opt.Account, k.account), k.format.Billing
	if k.view.Kind() == usagefile.AgentLog { // not the agent's account, which --account names
		billing = ""
		if of, _, _ := strings.Cut(name, "/"); of != gateway {
			name = k.account
		}
	}
	if gateway == "" && name != "" { // openrouter/team-a says it
		gateway, _, _ = strings.Cut(name, "/")
		if in.catalog.Gateway(gateway) == nil {
			gateway = ""
		}
	}
	if gateway == "" {
		return nil, &usagefile.Fault{Line: line, Column: "gateway", Reason: "no gateway: fill the cell, or --set gateway=openrouter"}
	}
	if in.strange = in.strangeGateway(gateway, k); in.strange != nil {
		return nil, &usagefile.Fault{Line: line, Column: "gateway", Value: gateway, Reason: in.strange.Error()}
	}
	whole := cmp.Or(name, k.format.Account, gateway)
	if k.format.Pots { // whichever of its accounts was named
		whole = usagefile.WholeOf(whole)
	}
	name = k.pot.Of(whole)
	if k.pot != usagefile.WholeAccount {
		billing = k.pot.Billing()
	}
	account, fresh, err := in.labels.account(name, gateway, billing)
	if err != nil {
		return nil, &usagefile.Fault{Line: line, Column: "account", Value: name, Reason: err.Error()}
	}
	if fresh {
		in.batch.accounts = append(in.batch.accounts, account)
	}
	in.names[name] = true
	p := &place{account: account, model: in.model(gateway, k.model), pots: in.otherPots(k.format, whole, account)}
	of := SeriesKey{SpendKey{account.id, k.model, k.provider, k.service, k.view, k.flags}, Labels{k.key, k.app, k.user, k.team, k.machine}}
	x, fresh := in.labels.find(of, SpendSeries{Account: name, Gateway: gateway, Billing: account.billing})
	if fresh {
		in.batch.series = append(in.batch.series, x)
	}
	p.series = x.ID
	if hidden {
		p.hidden = &k
	}
	in.kinds[read] = p
	return p, nil
}

// model is what the catalog lacks for a model at a gateway.
func (in *booking) model(gateway, name string) *Unpriced {
	m := in.models[[2]string{gateway, name}]
	if m == nil {
		m = &Unpriced{Gateway: gateway, Model: name}
		if !Rated(in.catalog, gateway, name, in.opt.At) {
			m.unknown = true
			if known, _ := in.catalog.FindModelAt(name, in.opt.At); known == nil { // else it is sold elsewhere alone
				m.Nearest = in.catalog.NearestModels(name, 3)
			}
		}
		in.models[[2]string{gateway, name}] = m
	}
	return m
}

// write appends a row and its texts to the batch.
func (in *booking) write(a *arrival, account int64, rec *usagefile.Record) {
	b := in.batch
	k := in.keys[rec.Format]
	if k == nil {
		k = &keyer{format: rec.Format.Name, seen: map[[16]byte]uint32{}}
		in.keys[rec.Format] = k
	}
	b.text = k.key(b.text, account, &rec.Row)
	b.ends = append(b.ends, len(b.text))
	b.text = appendRow(b.text, &a.figures)
	b.ends = append(b.ends, len(b.text))
	b.text = appendUSD(b.text, a.Cost, a.BYOK, a.Extra)
	b.ends = append(b.ends, len(b.text))
}

// next is the place of another row.
func (b *batch) next() *arrival {
	if n := len(b.rows); n < cap(b.rows) {
		b.rows = b.rows[:n+1]
	} else {
		b.rows = append(b.rows, arrival{})
	}
	return &b.rows[len(b.rows)-1]
}

// MarkFlags are the flags of what surprises in a row.
var MarkFlags = map[usagefile.Marks]int{
	usagefile.ReasoningOutside: flagReasoningOutside,
	usagefile.CachedOutside:    flagCachedOutside,
	usagefile.Latin1:           flagLatin1,
}

func flagsOf(r *usagefile.Row) (flags int) {
	if !r.HasCost || r.Computed {
		flags |= FlagComputed
	}
	if r.CacheUnknown {
		flags |= FlagCacheUnknown
	}
	if r.OwnKey {
		flags |= FlagOwnKey
	}
	if r.Mixed {
		flags |= FlagMixed
	}
	if r.Prompt != 0 {
		flags |= FlagBandKnown
	}
	if r.Clock != 0 {
		flags |= FlagClockKnown
	}
	if r.Marks != 0 {
		for mark, flag := range MarkFlags {
			if r.Marks&mark != 0 {
				flags |= flag
			}
		}
	}
	return flags
}

// price gives a row without a cost the catalog's.
func (in *booking) price(r *usagefile.Row, model *Unpriced, service pricing.Service, f *figures) {
	if r.HasCost && !r.Computed {
		return
	}
	f.Cost, f.Unpriced, _ = Computed(in.catalog, f.WorkLine(model.Gateway, model.Model, service))
	if r.HasCost {
		f.Cost = r.Cost
	}
}

// report puts what was read in order.
func (in *booking) report(got *Imported) {
	got.Duplicates = in.got.Duplicates // copies that the reader joined
	got.Rows, got.Empty = in.got.Rows, in.got.Empty
	got.Rejected, got.Rejections, got.Bad = in.got.Rejected, in.got.Rejections, in.got.Bad
	got.First, got.Last, got.Later = in.got.First, in.got.Last, in.got.Later
	got.Warnings = slices.Concat(in.got.Warnings, damagedWords(in.damaged), in.marked(), outsideWords(in.outside), laterWords(got.Later, in.opt.At), in.hiddenWords())
	for _, u := range in.models {
		if u.Tokens > 0 {
			got.Unpriced = append(got.Unpriced, *u)
		}
	}
	slices.SortFunc(got.Unpriced, func(a, b Unpriced) int {
		return cmp.Or(strings.Compare(a.Model, b.Model), strings.Compare(a.Gateway, b.Gateway))
	})
	got.Account = strings.Join(slices.Sorted(maps.Keys(in.names)), ",")
}
