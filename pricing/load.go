package pricing

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// Load reads and checks a catalog: gateways/ID.csv, models/VENDOR.csv,
// rates/GATEWAY.csv, aliases/GATEWAY.csv, tokenizers/VENDOR.csv,
// incidents/GATEWAY.csv and withdrawn/GATEWAY.csv below the root of builtIn. Own files of
// the same kinds are laid over it: see own.go for who wins. On any fault it returns Faults
// with all of them.
func Load(builtIn fs.FS, own ...fs.FS) (*Catalog, error) {
	return load(&catalogLoader{}, builtIn, own...)
}

// LoadUpdated is Load without the rates that the user wrote: the catalog as updates know
// it.
func LoadUpdated(builtIn fs.FS, own ...fs.FS) (*Catalog, error) {
	return load(&catalogLoader{updatedOnly: true}, builtIn, own...)
}

func load(l *catalogLoader, builtIn fs.FS, own ...fs.FS) (*Catalog, error) {
	*l = catalogLoader{updatedOnly: l.updatedOnly, layers: append([]fs.FS{builtIn}, own...), sum: sha256.New(), windows: map[string]*Window{}, days: map[string]time.Time{}, facts: map[string][]factLine{}, c: &Catalog{
		byGateway: map[string]*Gateway{},
		byModel:   map[string]*Model{},
		publisher: map[string]*Gateway{}, byProvider: map[string]*Gateway{},
		names:  make(map[string]string, usualNames),
		moving: map[string][]MovingAlias{},
	}}
	l.each("gateways", l.gateway)
	l.eachFact()
	for l.layer = range l.layers { // own files find all names that are built in
		l.inLayer("models", l.models)
		l.inLayer("rates", l.rates)
		l.inLayer("aliases", l.aliases)
	}
	l.each("tokenizers", l.tokenizers)
	l.each("incidents", l.incidents)
	l.each("withdrawn", l.withdrawn)
	if len(l.c.gateways) == 0 && len(l.faults) == 0 {
		return nil, errors.New("catalog: no files below gateways/")
	}
	l.finish()
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return l.c, nil
}

// Columns are the columns of the files of each folder of a catalog.
var Columns = map[string][]string{
	"gateways":   {"fact", "of", "value", "from", "basis", "source", "seen", "words"},
	"models":     {"model", "family", "released", "context", "max_output", "also"},
	"rates":      {"model", "id", "over", "window", "from", "to", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "other", "basis", "source", "seen"},
	"aliases":    {"id", "model", "from", "to", "basis", "source", "seen"},
	"tokenizers": {"models", "than", "percent", "basis", "source", "seen"},
	"incidents":  {"incident", "start", "end", "failed_share", "error_code", "cause", "basis", "source", "seen"},
	"withdrawn":  {"id", "from", "basis", "source", "seen"},
}

// A catalogLoader reads files into a catalog and collects what is wrong with them.
type catalogLoader struct {
	layers []fs.FS
	layer  int // of the file at hand: 0 is what is built in
	// updatedOnly leaves rates that the user wrote out.
	updatedOnly bool
	sum         hash.Hash
	c           *Catalog
	faults      Faults
	file        string
	line        int
	lines       int // of the file, about
	windows     map[string]*Window
	days        map[string]time.Time
	lastSeen    struct {
		text string
		day  time.Time
	}
	facts map[string][]factLine // by gateway

	// Rows are thousands and most cards small: their parts are taken from larger pieces.
	spans slab[Span]
	cards slab[Card]
	bands slab[Band]
	ids   slab[string]
	row   []Band // the bands of the card at hand that are not yet in it
}

// usualNames is room for the names of the built-in catalog's models.
const usualNames = 2000

// A slab gives out parts of larger pieces of memory, which live as long as any part does.
type slab[T any] struct{ free []T }

// take is a new slice of n zero values that can't grow into its neighbour.
func (s *slab[T]) take(n int) []T {
	if len(s.free) < n {
		s.free = make([]T, max(n, 256))
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// fault notes something wrong with the row at hand.
func (l *catalogLoader) fault(field, format string, args ...any) {
	l.faults = append(l.faults, Fault{l.file, l.line, field, fmt.Sprintf(format, args...)})
}

// each reads every CSV file of a folder of all layers, holds it to the folder's columns and
// passes its rows on. A row is only good until the next one is asked for.
func (l *catalogLoader) each(folder string, read func(name string, next func() []string)) {
	for l.layer = range l.layers {
		l.inLayer(folder, read)
	}
}

func (l *catalogLoader) inLayer(folder string, read func(name string, next func() []string)) {
	header, fsys := Columns[folder], l.layers[l.layer]
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.faults = append(l.faults, Fault{l.shown(folder), 0, "folder", err.Error()})
		return
	}
	for _, e := range entries {
		name, isCSV := strings.CutSuffix(e.Name(), ".csv")
		if !isCSV {
			continue
		}
		file := path.Join(folder, e.Name())
		l.file, l.line = l.shown(file), 1
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			l.fault("file", "%v", err)
			continue
		}
		fmt.Fprintf(l.sum, "%s %d\n", l.file, len(data))
		l.sum.Write(data)
		// A catalog keeps parts of its files' text: nothing writes to data, which fs.ReadFile
		// hands over for good, so it needs no copy.
		text := unsafe.String(unsafe.SliceData(data), len(data))
		l.lines = strings.Count(text, "\n")
		next := l.records(text, len(header))
		if got := next(); !slices.Equal(got, header) {
			l.line = 1
			l.fault("header", "want %s", strings.Join(header, ","))
			continue
		}
		read(name, next)
	}
}

// shown is the name of a file in faults: an own one stands in OwnFolder.
func (l *catalogLoader) shown(file string) string {
	if l.layer == 0 {
		return file
	}
	return path.Join(OwnFolder, file)
}

// day reads a date or instant; empty is the zero time.
func (l *catalogLoader) day(field, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	if t, ok := l.days[s]; ok {
		return t
	}
	t, err := ParseInstant(s)
	if err != nil {
		l.fault(field, "%v", err)
		return time.Time{} // not kept: the next row with it has the fault too
	}
	l.days[s] = t
	return t
}

func (l *catalogLoader) seen(s string) time.Time {
	if s != "" && s == l.lastSeen.text { // as in most rows
		return l.lastSeen.day
	}
	t := l.day("seen", s)
	if t.After(l.c.Newest) {
		l.c.Newest = t
	}
	if !t.IsZero() {
		l.lastSeen.text, l.lastSeen.day = s, t
	}
	return t
}

func (l *catalogLoader) count(field, s string) int64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		l.fault(field, "%q is not a whole number", s)
	}
	return n
}

func (l *catalogLoader) money(field, s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		l.fault(field, "%q: %v", s, err)
	}
	return m
}

func (l *catalogLoader) percent(field, s string) Percent {
	p, err := ParsePercent(s)
	if err != nil {
		l.fault(field, "%q: %v", s, err)
	}
	return p
}

func (l *catalogLoader) models(vendor string, next func() []string) {
	for r := next(); r != nil; r = next() {
		m := &Model{ID: r[0], Vendor: vendor, Family: r[1], Released: r[2], Context: l.count("context", r[3]), MaxOutput: l.count("max_output", r[4]), NoOutput: r[4] == "0"}
		if m.ID == "" {
			l.fault("model", "is empty")
			continue
		}
		if l.c.byModel[m.ID] != nil || l.layer > 0 && l.c.names[fold(m.ID)] != "" {
			if l.layer == 0 {
				l.fault("model", "%q stands twice", m.ID)
			}
			continue // built in since, maybe under another name
		}
		l.c.models = append(l.c.models, m)
		l.c.byModel[m.ID] = m
		l.name(m.ID, m.ID)
		for _, also := range strings.Fields(r[5]) {
			l.name(also, m.ID)
		}
	}
}

// name notes that an id means a model; one id can't mean two.
func (l *catalogLoader) name(id, model string) {
	key := fold(id)
	if old, ok := l.c.names[key]; ok && old != model {
		if l.layer > 0 { // what is built in says what the name means
			return
		}
		l.fault("id", "%q means both %s and %s", id, old, model)
		return
	}
	l.c.names[key] = model
}

func (l *catalogLoader) rates(gateway string, next func() []string) {
	g := l.c.byGateway[gateway]
	if g == nil {
		l.fault("file", "there is no gateways/%s.csv", gateway)
		g = newGateway(gateway)
	}
	if len(g.cards) == 0 {
		g.cards, g.ids = make(map[string]*Card, l.lines), make(map[string][]string, l.lines)
	}
	plainKinds := [...]Kind{Input, Output, CacheRead, CacheWrite5m, CacheWrite1h}
	var card *Card
	for r := next(); r != nil; r = next() {
		model, id := r[0], r[1]
		by := l.by(r[13])
		if by == byUser && l.updatedOnly {
			continue
		}
		if card == nil || card.ID != id {
			l.fill(card)
			if card = l.card(g, model, id); card == nil {
				continue
			}
			l.row = append(l.row, card.Bands...)
		} else if card.Model != model && l.layer == 0 {
			l.fault("model", "id %q is %s above and %s here", id, card.Model, model)
		}
		b := &l.spans.take(1)[0]
		*b = Span{Over: l.count("over", r[2]), From: l.day("from", r[4]), To: l.day("to", r[5]), Basis: r[12], Source: r[13], Seen: l.seen(r[14]), windowText: r[3], by: by}
		if by != builtIn {
			card.layered, g.layered = true, true
		}
		if !b.To.IsZero() && !b.From.Before(b.To) {
			l.fault("to", "%s is not after from", r[5])
		}
		b.setSeconds()
		w, ok := l.windows[r[3]]
		if !ok {
			var err error
			if w, err = ParseWindow(r[3]); err != nil {
				l.fault("window", "%v", err)
			} else {
				l.windows[r[3]] = w
			}
		}
		b.Window, b.width = w, w.width()
		before := len(l.row)
		add := func(k Kind, field, text string) {
			rate, err := ParseRate(text)
			if err != nil {
				l.fault(field, "%q: %v", text, err)
			}
			for i := range l.row {
				if o := &l.row[i]; o.Kind == k && o.by == b.by && o.Over == b.Over && o.windowText == b.windowText && o.fromSec < b.toSec && b.fromSec < o.toSec {
					l.fault(field, "two rates of %s %q hold at one time", gateway, card.ID)
				}
			}
			l.row = append(l.row, Band{k, rate, b})
		}
		for i, k := range plainKinds {
			if text := r[6+i]; text != "" {
				add(k, k.String(), text)
			}
		}
		for _, pair := range strings.Fields(r[11]) {
			name, text, _ := strings.Cut(pair, "=")
			k, err := ParseKind(name)
			if err != nil {
				l.fault("other", "%v", err)
				continue
			}
			add(k, "other", text)
		}
		if len(l.row) == before {
			l.fault("row", "has no rate")
		}
	}
	l.fill(card)
}

// fill gives a card its bands once all rows that stand together have been read, grouped by
// kind.
func (l *catalogLoader) fill(card *Card) {
	if card == nil {
		return
	}
	var next [kindCount + 1]int // where the bands of each kind go
	for i := range l.row {
		next[l.row[i].Kind+1]++
	}
	for k := 1; k < len(next); k++ {
		next[k] += next[k-1]
	}
	card.Bands = l.bands.take(len(l.row))
	for i := range l.row {
		k := l.row[i].Kind
		card.Bands[next[k]] = l.row[i]
		next[k]++
	}
	l.row = l.row[:0]
}

// card is the card to which the rows of an id belong that follow; nil where they name no
// model.
func (l *catalogLoader) card(g *Gateway, model, id string) *Card {
	key := fold(id)
	card := g.cards[key]
	if card != nil && l.layer > 0 {
		return card
	}
	m := l.c.byModel[model]
	if m == nil && l.layer > 0 { // built in since, under another name
		m = l.c.byModel[l.c.names[fold(model)]]
	}
	switch {
	case m == nil:
		l.fault("model", "%q stands in no models file", model)
		return nil
	case id == "":
		l.fault("id", "is empty")
		return nil
	case card != nil:
		l.fault("id", "%q stands in two places; keep its rows together", id)
	}
	card = &l.cards.take(1)[0]
	*card = Card{Gateway: g.ID, ID: id, Model: m.ID, service: g.serviceOf(id)}
	g.cards[key] = card
	ids := g.ids[card.Model]
	if ids == nil { // most models have one
		ids = l.ids.take(1)[:0]
	}
	g.ids[card.Model] = append(ids, card.ID)
	l.name(card.ID, card.Model)
	return card
}

func (l *catalogLoader) incidents(gateway string, next func() []string) {
	g := l.c.byGateway[gateway]
	if g == nil {
		l.fault("file", "there is no gateways/%s.csv", gateway)
		g = newGateway(gateway)
	}
	for r := next(); r != nil; r = next() {
		p := Phase{Start: l.day("start", r[1]), End: l.day("end", r[2]), FailedShare: r[3], ErrorCode: r[4],
			Fact: Fact{Basis(r[6]), r[7], l.seen(r[8]), r[5]}}
		if p.Basis != Stated && p.Basis != Claimed && p.Basis != Assumed {
			l.fault("basis", "%q is none of stated, claimed, assumed", p.Basis)
		}
		if !p.Start.Before(p.End) {
			l.fault("end", "%s is not after start", r[2])
		}
		share, err := parseDecimal(r[3])
		p.share = share.Rat()
		if err != nil || p.share.Sign() < 0 || p.share.Cmp(big.NewRat(1, 1)) > 0 {
			l.fault("failed_share", "%q is not a share between 0 and 1", r[3])
		}
		if n := len(g.Incidents); n == 0 || g.Incidents[n-1].ID != r[0] {
			g.Incidents = append(g.Incidents, Incident{ID: r[0]})
		}
		last := &g.Incidents[len(g.Incidents)-1]
		last.Phases = append(last.Phases, p)
	}
}

// finish sorts, indexes and checks what no single row can show.
func (l *catalogLoader) finish() {
	l.layer = 0
	for _, g := range l.c.gateways {
		l.file, l.line = "gateways/"+g.ID+".csv", 1
		if g.Prices == NotPriced && len(g.ids) > 0 && g.layered {
			g.Prices = Listed // the user knows some
		}
		l.checkGateway(g)
		for _, vendor := range g.Publishes {
			if other := l.c.publisher[vendor]; other != nil {
				l.fault("publishes", "%s is published by %s too", vendor, other.ID)
			}
			l.c.publisher[vendor] = g
		}
		for _, name := range g.Called {
			if l.c.byGateway[name] != nil || l.c.byProvider[name] != nil {
				l.fault("called", "%s is the name of another gateway", name)
			}
			l.c.byProvider[name] = g
		}
		for _, card := range g.cards {
			if card.layered {
				card.settle()
			}
			card.group()
		}
		l.file = "rates/" + g.ID + ".csv"
		for model, ids := range g.ids {
			if g.layered {
				g.defaultFirst(ids)
			}
			if first := g.cards[fold(ids[0])]; first.service != (Service{}) && slices.ContainsFunc(ids, func(id string) bool { return variantOf(id) == "" && g.cards[fold(id)].service == Service{} }) {
				l.fault("id", "the first id of %s is its default and can't be one of a tier or a residency: %q", model, ids[0])
			}
			if v := variantOf(ids[0]); v != "" && slices.ContainsFunc(ids, func(id string) bool { return variantOf(id) == "" }) {
				l.fault("id", "the first id of %s is its default and can't be the variant %q", model, ids[0])
			}
		}
	}
	for _, g := range l.c.gateways {
		for _, card := range g.cards {
			card.as = g.snapshotOf(card)
			if g.Prices == AtList {
				list := l.c.ListCard(card.Model)
				card.atList = list != nil && card.within(list)
			}
		}
	}
	for _, g := range l.c.gateways {
		for _, card := range g.cards {
			if card.as == card {
				card.follow(g.kindRules)
			}
		}
	}
	slices.SortFunc(l.c.models, func(a, b *Model) int { return strings.Compare(a.ID, b.ID) })
	l.c.findEdges()
	l.c.Version = hex.EncodeToString(l.sum.Sum(nil))[:12]
}
