package rewrite

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/update"
)

// The columns of rates/GATEWAY.csv.
const (
	colModel = iota
	colID
	colOver
	colWindow
	colFrom
	colTo
	colInput
	colOther  = 11
	colBasis  = 12
	colSource = 13
	colSeen   = 14
)

// inColumns are the kinds with a column of their own, from colInput on.
var inColumns = []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h}

// A rate is one that the catalog is to have.
type rate struct {
	kind   pricing.Kind
	rate   pricing.Rate
	over   int64
	window string
	since
	planned bool // by the plan, not as built in
	taken   bool // a line that stands there has it
}

// since is when a rate holds and who says so: what the rates of one line have in common
// besides tier and window.
type since struct {
	from, to time.Time
	basis    string
	source   string
	seen     time.Time
}

func (s since) equal(o since) bool {
	return s.from.Equal(o.from) && s.to.Equal(o.to) && s.basis == o.basis && s.source == o.source && s.seen.Equal(o.seen)
}

// overlaps reports whether two rates hold at one time.
func (s since) overlaps(o since) bool {
	return (s.to.IsZero() || o.from.Before(s.to)) && (o.to.IsZero() || s.from.Before(o.to))
}

// rates brings a file of rates to what the catalog has with the plan laid over it, for the
// ids that the plan has lines of.
func (e *editor) rates(f *file, gateway string, own [][]string) error {
	g := e.after.Gateway(gateway)
	var added []*pricing.Card
	done := map[string]bool{}
	for _, cells := range own {
		card := g.Card(cells[colID])
		if done[card.ID] {
			continue
		}
		done[card.ID] = true
		if f.index(func(cells []string) bool { return cells[colID] == card.ID }) >= 0 {
			f.rewriteCard(card)
		} else {
			added = append(added, card)
		}
	}
	place := func(card *pricing.Card) int { return slices.Index(g.IDs(card.Model), card.ID) }
	slices.SortFunc(added, func(a, b *pricing.Card) int {
		return cmp.Or(strings.Compare(a.Model, b.Model), cmp.Compare(place(a), place(b)))
	})
	for _, card := range added {
		f.insert(f.placeOf(card, g.IDs(card.Model)), rows(wanted(card), card)...)
	}
	name := "gateways/" + gateway + ".csv"
	if g.Prices != pricing.Listed || e.before.Gateway(gateway).Prices == pricing.Listed || len(e.own[name]) > 0 {
		return nil
	}
	terms, err := e.file(name) // of a gateway that had no prices
	if err != nil {
		return err
	}
	terms.fact([]string{"prices", "", string(pricing.Listed), "", string(pricing.Assumed), "", own[0][colSeen], "Its own price file is in data/rates."})
	return nil
}

// placeOf is where the rows of a new id go: behind those of the id before it among the ids of
// its model, of which the first is the default.
func (f *file) placeOf(card *pricing.Card, ids []string) int {
	if i := slices.Index(ids, card.ID); i > 0 {
		return f.lastIndex(func(cells []string) bool { return cells[colID] == ids[i-1] }) + 1
	}
	if i := f.index(func(cells []string) bool { return cells[colModel] == card.Model }); i >= 0 {
		return i
	}
	return f.sorted(card.Model)
}

// wanted are the rates that a card is to have. A rate that the plan kept is as it was.
func wanted(card *pricing.Card) (out []rate) {
	for i := range card.Bands {
		b := &card.Bands[i]
		if b.Basis == "rule" { // of the gateway's kind_rate: it stands in no file of rates
			continue
		}
		source := b.Source
		if pricing.FromFeed(source) == pricing.KeptSource {
			_, source, _ = strings.Cut(source, "#")
		}
		out = append(out, rate{b.Kind, b.Rate, b.Over, b.WindowText(), since{b.From, b.To, b.Basis, source, b.Seen}, b.Updated(), false})
	}
	return joined(out)
}

// joined makes one rate of two that follow each other at one price, as the later one says it:
// a rate that was seen again does not begin anew where another one of its kind changed.
func joined(all []rate) (out []rate) {
	slices.SortStableFunc(all, func(a, b rate) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.over, b.over), strings.Compare(a.window, b.window), a.from.Compare(b.from))
	})
	for _, r := range all {
		if n := len(out) - 1; n >= 0 && out[n].continues(r) {
			r.from = out[n].from
			out[n] = r
			continue
		}
		out = append(out, r)
	}
	return out
}

// continues reports whether another rate begins where this one ends, at the same price. Two
// that are built in stay as they are: when a rate began is part of what is known of it.
func (r rate) continues(o rate) bool {
	return (r.planned || o.planned) && r.kind == o.kind && r.over == o.over && r.window == o.window && !r.to.IsZero() && r.to.Equal(o.from) && r.rate.Cmp(o.rate) == 0
}

// rewriteCard brings the lines of an id to what its card has.
func (f *file) rewriteCard(card *pricing.Card) {
	want := wanted(card)
	at := f.index(func(cells []string) bool { return cells[colID] == card.ID })
	var block []line
	for _, l := range f.lines {
		if l.cells != nil && l.cells[colID] == card.ID {
			block = append(block, pieces(l, want)...)
		}
	}
	for _, l := range rows(want, card) {
		i := len(block)
		for i > 0 && compareRows(block[i-1].cells, l.cells) > 0 {
			i--
		}
		block = slices.Insert(block, i, l)
	}
	f.remove(func(cells []string) bool { return cells[colID] == card.ID })
	f.insert(at, block...)
}

// pieces are the lines that a line becomes: one where all of its rates share one fate,
// none where they are not wanted any more. It takes those that it has.
func pieces(l line, want []rate) []line {
	had := since{basis: l.cells[colBasis], source: l.cells[colSource]}
	for i, to := range map[int]*time.Time{colFrom: &had.from, colTo: &had.to, colSeen: &had.seen} {
		*to, _ = pricing.ParseInstant(l.cells[i]) // the catalog was loaded: it is a time or empty
	}
	over, _ := strconv.ParseInt(l.cells[colOver], 10, 64)
	type piece struct {
		since
		kinds map[pricing.Kind]bool
	}
	var out []piece
	for kind, text := range texts(l.cells) {
		r, _ := pricing.ParseRate(text)
		for i := range want {
			w := &want[i]
			if w.taken || w.kind != kind || w.over != over || w.window != l.cells[colWindow] || w.rate.Cmp(r) != 0 || !w.overlaps(had) {
				continue
			}
			w.taken = true
			j := slices.IndexFunc(out, func(p piece) bool { return p.equal(w.since) && !p.kinds[kind] })
			if j < 0 {
				out, j = append(out, piece{w.since, map[pricing.Kind]bool{}}), len(out)
			}
			out[j].kinds[kind] = true
		}
	}
	var lines []line
	for _, p := range out {
		cells := slices.Clone(l.cells)
		written := update.Row{From: p.from, To: p.to, Seen: p.seen}.Cells()
		for i, same := range map[int]bool{colFrom: p.from.Equal(had.from), colTo: p.to.Equal(had.to), colSeen: p.seen.Equal(had.seen)} {
			if !same {
				cells[i] = written[i]
			}
		}
		cells[colBasis], cells[colSource] = p.basis, p.source
		keepKinds(cells, p.kinds)
		lines = append(lines, l.with(cells))
	}
	slices.SortStableFunc(lines, func(a, b line) int { return compareRows(a.cells, b.cells) })
	return lines
}

// texts are the rates of a line, as written.
func texts(cells []string) map[pricing.Kind]string {
	out := map[pricing.Kind]string{}
	for i, kind := range inColumns {
		if text := cells[colInput+i]; text != "" {
			out[kind] = text
		}
	}
	for pair := range strings.FieldsSeq(cells[colOther]) {
		name, text, _ := strings.Cut(pair, "=")
		if kind, err := pricing.ParseKind(name); err == nil {
			out[kind] = text
		}
	}
	return out
}

// keepKinds takes the rates of other kinds out of a line.
func keepKinds(cells []string, kinds map[pricing.Kind]bool) {
	for i, kind := range inColumns {
		if !kinds[kind] {
			cells[colInput+i] = ""
		}
	}
	var kept []string
	all := strings.Fields(cells[colOther])
	for _, pair := range all {
		name, _, _ := strings.Cut(pair, "=")
		if kind, err := pricing.ParseKind(name); err == nil && kinds[kind] {
			kept = append(kept, pair)
		}
	}
	if len(kept) < len(all) {
		cells[colOther] = strings.Join(kept, " ")
	}
}

// rows are new lines of the rates that no line has yet.
func rows(want []rate, card *pricing.Card) (out []line) {
	var all []update.Row
	for i := range want {
		w := &want[i]
		if w.taken {
			continue
		}
		w.taken = true
		j := slices.IndexFunc(all, func(r update.Row) bool {
			_, has := r.Rates[w.kind]
			return !has && r.Over == w.over && r.Window == w.window && w.since.equal(since{r.From, r.To, r.Basis, r.Source, r.Seen})
		})
		if j < 0 {
			all, j = append(all, update.Row{Model: card.Model, ID: card.ID, Over: w.over, Window: w.window, From: w.from, To: w.to,
				Rates: map[pricing.Kind]pricing.Rate{}, Basis: w.basis, Source: w.source, Seen: w.seen}), len(all)
		}
		all[j].Rates[w.kind] = w.rate
	}
	for _, r := range all {
		out = append(out, newLine(r.Cells()))
	}
	slices.SortStableFunc(out, func(a, b line) int { return compareRows(a.cells, b.cells) })
	return out
}

// compareRows orders the lines of one id as the files have them: the base before tiers, all
// hours before windows, and then by time.
func compareRows(a, b []string) int {
	over := func(cells []string) int64 {
		n, _ := strconv.ParseInt(cells[colOver], 10, 64)
		return n
	}
	return cmp.Or(cmp.Compare(over(a), over(b)), strings.Compare(a[colWindow], b[colWindow]),
		strings.Compare(a[colFrom], b[colFrom]), strings.Compare(a[colTo], b[colTo]), strings.Compare(fmt.Sprint(texts(a)), fmt.Sprint(texts(b))))
}
