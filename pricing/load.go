package pricing

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"math/big"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Load reads and checks a catalog: gateways/ID.csv, models/VENDOR.csv,
// rates/GATEWAY.csv, aliases/GATEWAY.csv, tokenizers/VENDOR.csv and
// incidents/GATEWAY.csv below the root of fsys. On any
// fault it returns Faults with all of them.
func Load(fsys fs.FS) (*Catalog, error) {
	l := &loader{fsys: fsys, sum: sha256.New(), windows: map[string]*Window{}, days: map[string]time.Time{}, c: &Catalog{
		byGateway: map[string]*Gateway{},
		byModel:   map[string]*Model{},
		publisher: map[string]*Gateway{}, byProvider: map[string]*Gateway{},
		names:  map[string]string{},
		moving: map[string][]MovingAlias{},
	}}
	l.each("gateways", []string{"fact", "of", "value", "from", "basis", "source", "seen", "words"}, l.gateway)
	l.each("models", []string{"model", "family", "released", "context", "max_output", "also"}, l.models)
	l.each("rates", []string{"model", "id", "over", "window", "from", "to", "input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "other", "basis", "source", "seen"}, l.rates)
	l.each("aliases", []string{"id", "model", "from", "to", "basis", "source", "seen"}, l.aliases)
	l.each("tokenizers", []string{"models", "than", "percent", "basis", "source", "seen"}, l.tokenizers)
	l.each("incidents", []string{"incident", "start", "end", "failed_share", "error_code", "cause", "basis", "source", "seen"}, l.incidents)
	if len(l.c.gateways) == 0 && len(l.faults) == 0 {
		return nil, errors.New("catalog: no files below gateways/")
	}
	l.finish()
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return l.c, nil
}

// A loader reads files into a catalog and collects what is wrong with them.
type loader struct {
	fsys    fs.FS
	sum     hash.Hash
	c       *Catalog
	faults  Faults
	file    string
	line    int
	windows map[string]*Window
	days    map[string]time.Time
}

// fault notes something wrong with the row at hand.
func (l *loader) fault(field, format string, args ...any) {
	l.faults = append(l.faults, Fault{l.file, l.line, field, fmt.Sprintf(format, args...)})
}

// each reads every CSV file of a folder whose header is the one given and
// passes its rows on. A row is only good until the next one is asked for.
func (l *loader) each(folder string, header []string, read func(name string, next func() []string)) {
	entries, err := fs.ReadDir(l.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.faults = append(l.faults, Fault{folder, 0, "folder", err.Error()})
		return
	}
	for _, e := range entries {
		name, isCSV := strings.CutSuffix(e.Name(), ".csv")
		if !isCSV {
			continue
		}
		l.file, l.line = path.Join(folder, e.Name()), 1
		data, err := fs.ReadFile(l.fsys, l.file)
		if err != nil {
			l.fault("file", "%v", err)
			continue
		}
		fmt.Fprintf(l.sum, "%s %d\n", l.file, len(data))
		l.sum.Write(data)
		next := l.records(string(data), len(header))
		if got := next(); !slices.Equal(got, header) {
			l.line = 1
			l.fault("header", "want %s", strings.Join(header, ","))
			continue
		}
		read(name, next)
	}
}

// records reads CSV. Most files hold no quotes and are split as they are, which
// is several times faster than encoding/csv.
func (l *loader) records(text string, width int) (next func() []string) {
	l.line = 0
	if strings.Contains(text, "\"") {
		return l.quoted(text, width)
	}
	row := make([]string, width)
	return func() []string {
		for text != "" {
			line := text
			if i := strings.IndexByte(text, '\n'); i >= 0 {
				line, text = text[:i], text[i+1:]
			} else {
				text = ""
			}
			l.line++
			if line = strings.TrimSuffix(line, "\r"); line == "" {
				continue
			}
			n := 0
			for more := true; more; n++ {
				var cell string
				if cell, line, more = strings.Cut(line, ","); n < width {
					row[n] = cell
				}
			}
			if n == width {
				return row
			}
			l.fault("row", "has %d cells, want %d", n, width)
		}
		return nil
	}
}

// quoted reads CSV with quotes.
func (l *loader) quoted(text string, width int) (next func() []string) {
	r := csv.NewReader(strings.NewReader(text))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1
	return func() []string {
		for {
			rec, err := r.Read()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				var bad *csv.ParseError
				if errors.As(err, &bad) {
					l.line, err = bad.Line, bad.Err
				}
				l.fault("row", "%v", err)
				return nil
			}
			l.line, _ = r.FieldPos(0)
			if len(rec) == width {
				return rec
			}
			l.fault("row", "has %d cells, want %d", len(rec), width)
		}
	}
}

// day reads a date or instant; empty is the zero time.
func (l *loader) day(field, s string) time.Time {
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

func (l *loader) seen(s string) time.Time {
	t := l.day("seen", s)
	if t.After(l.c.Newest) {
		l.c.Newest = t
	}
	return t
}

func (l *loader) count(field, s string) int64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		l.fault(field, "%q is not a whole number", s)
	}
	return n
}

func (l *loader) money(field, s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		l.fault(field, "%q: %v", s, err)
	}
	return m
}

func (l *loader) percent(field, s string) Percent {
	p, err := ParsePercent(s)
	if err != nil {
		l.fault(field, "%q: %v", s, err)
	}
	return p
}

func (l *loader) models(vendor string, next func() []string) {
	for r := next(); r != nil; r = next() {
		m := &Model{ID: r[0], Vendor: vendor, Family: r[1], Released: r[2], Context: l.count("context", r[3]), MaxOutput: l.count("max_output", r[4]), NoOutput: r[4] == "0"}
		if m.ID == "" {
			l.fault("model", "is empty")
			continue
		}
		if l.c.byModel[m.ID] != nil {
			l.fault("model", "%q stands twice", m.ID)
			continue
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
func (l *loader) name(id, model string) {
	key := fold(id)
	if old, ok := l.c.names[key]; ok && old != model {
		l.fault("id", "%q means both %s and %s", id, old, model)
		return
	}
	l.c.names[key] = model
}

func (l *loader) rates(gateway string, next func() []string) {
	g := l.c.byGateway[gateway]
	if g == nil {
		l.fault("file", "there is no gateways/%s.csv", gateway)
		g = newGateway(gateway)
	}
	plainKinds := []Kind{Input, Output, CacheRead, CacheWrite5m, CacheWrite1h}
	var card *Card
	for r := next(); r != nil; r = next() {
		model, id := r[0], r[1]
		if card == nil || card.ID != id {
			if l.c.byModel[model] == nil {
				l.fault("model", "%q stands in no models file", model)
				continue
			}
			if id == "" {
				l.fault("id", "is empty")
				continue
			}
			if g.cards[fold(id)] != nil {
				l.fault("id", "%q stands in two places; keep its rows together", id)
			}
			card = &Card{Gateway: gateway, ID: id, Model: l.c.byModel[model].ID, service: g.serviceOf(id)}
			g.cards[fold(id)] = card
			g.ids[card.Model] = append(g.ids[card.Model], card.ID)
			l.name(card.ID, card.Model)
		} else if card.Model != model {
			l.fault("model", "id %q is %s above and %s here", id, card.Model, model)
		}
		b := &Span{Over: l.count("over", r[2]), From: l.day("from", r[4]), To: l.day("to", r[5]), Basis: r[12], Source: r[13], Seen: l.seen(r[14]), windowText: r[3]}
		if !b.To.IsZero() && !b.From.Before(b.To) {
			l.fault("to", "%s is not after from", r[5])
		}
		b.fromSec, b.toSec = math.MinInt64, math.MaxInt64
		if !b.From.IsZero() {
			b.fromSec = b.From.Unix()
		}
		if !b.To.IsZero() {
			b.toSec = b.To.Unix()
		}
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
		before := len(card.Bands)
		add := func(k Kind, field, text string) {
			rate, err := ParseRate(text)
			if err != nil {
				l.fault(field, "%q: %v", text, err)
			}
			for i := range card.Bands {
				if o := &card.Bands[i]; o.Kind == k && o.Over == b.Over && o.windowText == b.windowText && o.fromSec < b.toSec && b.fromSec < o.toSec {
					l.fault(field, "two rates of %s %q hold at one time", gateway, card.ID)
				}
			}
			card.Bands = append(card.Bands, Band{k, rate, b})
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
		if len(card.Bands) == before {
			l.fault("row", "has no rate")
		}
	}
}

func (l *loader) incidents(gateway string, next func() []string) {
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
func (l *loader) finish() {
	for _, g := range l.c.gateways {
		l.file, l.line = "gateways/"+g.ID+".csv", 1
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
			card.group()
		}
		l.file = "rates/" + g.ID + ".csv"
		for model, ids := range g.ids {
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
	sort.Slice(l.c.models, func(i, j int) bool { return l.c.models[i].ID < l.c.models[j].ID })
	l.c.findEdges()
	l.c.Version = hex.EncodeToString(l.sum.Sum(nil))[:12]
}
