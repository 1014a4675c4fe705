package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// A UsageRow is one row of usage as it is kept: a request, or a bucket of many.
type UsageRow struct {
	At       time.Time
	Account  string
	Gateway  string
	Model    string // canonical, or as written where the catalog does not know it
	Written  string // as the export wrote it
	Provider string
	Key      string // the API key's label
	App      string
	User     string
	ID       string // the gateway's request id; "" where the export has none
	Requests int64
	Tokens   pricing.Tokens // Output includes Reasoning
	Unpriced int64
	USD      pricing.Money
	BYOKUSD  pricing.Money
	ExtraUSD pricing.Money // the part of USD that is for searches and files
	View     string        // what kind of record it is, in words

	Computed, CacheUnknown, OwnKey, Mixed, Batch, Subscription bool
	// DollarsCount and TokensCount say which part of it a report counts, where there
	// are several views of one spend.
	DollarsCount, TokensCount bool

	File    string // where its figures stand
	Line    int
	Import  int64  // that brought them
	Catalog string // version of the catalog of that import, which priced a Computed row

	key    string
	series int64
}

// Address is what finds the row again: its request id, or its key.
func (r UsageRow) Address() string {
	if r.ID != "" && !strings.ContainsAny(r.ID, " \"") {
		return r.ID
	}
	return r.keyAddress()
}

// keyAddress finds the row among others of the same id.
func (r UsageRow) keyAddress() string { return keyPrefix + hex.EncodeToString([]byte(r.key)) }

// keyPrefix stands before a row's key in an address.
const keyPrefix = "key:"

// A RowOrder is the order in which rows are listed.
type RowOrder uint8

// The two orders.
const (
	Newest RowOrder = iota
	Dearest
)

// A RowsQuery chooses a page of rows.
type RowsQuery struct {
	ReportQuery // By is not used; the Filter's dollars are those of a row
	Order       RowOrder
	Offset      int
	Limit       int // of the page
}

// Rows are a page of rows, with what all of them come to. The sums are the
// report's for the same query.
type Rows struct {
	Page     []UsageRow
	Count    int           // of all rows, those that count for nothing left out
	Requests int64         // of all
	USD      pricing.Money // of all, subscriptions left out
}

// Drill is the query for what stands behind a row of its report.
func (q ReportQuery) Drill(keys []string) (ReportQuery, error) {
	q.Filter = q.Filter.Labels()
	for i, by := range q.By {
		if i >= len(keys) {
			break
		}
		if !timeGroup(by) {
			q.Filter = q.Filter.And(by, keys[i])
			continue
		}
		from, to, err := daysOf(by, keys[i])
		if err != nil {
			return q, err
		}
		if q.From.IsZero() || from.After(q.From) {
			q.From = from
		}
		if q.To.IsZero() || to.Before(q.To) {
			q.To = to
		}
	}
	q.By = nil
	return q, nil
}

// daysOf are the first and the last day of a group of time: "2026-11-14",
// "2026-W46", "2026-11".
func daysOf(by, key string) (from, to time.Time, err error) {
	switch by {
	case "day":
		from, err = time.Parse(pricing.Day, key)
		return from, from, err
	case "month":
		from, err = time.Parse("2006-01", key)
		return from, from.AddDate(0, 1, -1), err
	}
	var year, week int
	if n, err := fmt.Sscanf(key, "%d-W%d", &year, &week); n != 2 || err != nil || week < 1 || week > 53 || len(key) != len("2026-W46") {
		return from, to, fmt.Errorf("week %q: want one like 2026-W46", key)
	}
	// 4 January lies in the first week.
	from = time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	from = from.AddDate(0, 0, -(int(from.Weekday())+6)%7+7*(week-1))
	return from, from.AddDate(0, 0, 6), nil
}

// counting says which part of a series' day counts.
type counting struct{ dollars, tokens bool }

// A choice is the usage that a query lets through and that counts.
type choice struct {
	days     map[int64]map[string]counting // by series
	accounts map[int64]bool
	records  int64 // rows of usage
}

func (s Spend) choose(q ReportQuery) (choice, error) {
	c := choice{map[int64]map[string]counting{}, map[int64]bool{}, 0}
	if err := q.check(); err != nil {
		return c, err
	}
	q.By = nil
	b := newReporting(s.catalog, q)
	for i := range s.days {
		d := &s.days[i]
		if !d.dollarsCount && !d.tokensCount || !b.wanted(d) {
			continue
		}
		if c.days[d.id] == nil {
			c.days[d.id] = map[string]counting{}
		}
		c.days[d.id][d.day] = counting{d.dollarsCount, d.tokensCount}
		c.accounts[d.accountID] = true
		c.records += d.records
	}
	return c, nil
}

// listed is a row as far as its place in the list needs it.
type listed struct {
	key string
	at  int64
	usd pricing.Money
	counting
}

// Rows lists the rows behind a report's figure, a page at a time, and adds all of
// them up. It looks at every row of the accounts concerned, which takes seconds
// where they are millions; ending ctx ends it.
func (s *Store) Rows(ctx context.Context, spend Spend, q RowsQuery) (out Rows, err error) {
	c, err := spend.choose(q.ReportQuery)
	if err != nil || len(c.days) == 0 {
		return out, err
	}
	chosen, accounts := c.days, c.accounts
	first, last := s.span(chosen)
	until := last + dayNS
	if as := spend.AsOf; !as.IsZero() && as.UnixNano()+1 < until {
		until = as.UnixNano() + 1
	}
	var ids []string
	for id := range chosen {
		ids = append(ids, fmt.Sprint(id))
	}
	subscribed := map[int64]bool{}
	for i := range spend.days {
		subscribed[spend.days[i].id] = spend.days[i].billing == "subscription"
	}
	var best []listed
	days := map[int64]string{}
	for account := range accounts {
		rows, err := s.reads().QueryContext(ctx, `
			SELECT
				key,
				at_ns,
				series_id,
				tokens,
				usd
			FROM usage
			WHERE key >= ? AND key < ? AND at_ns >= ? AND at_ns < ? AND series_id IN (`+strings.Join(ids, ", ")+`)`,
			firstKey(account), firstKey(account+1), first, until)
		if err != nil {
			return out, driverError(err)
		}
		err = func() (err error) {
			defer func() { err = errors.Join(err, rows.Close()) }()
			for rows.Next() {
				var key, tokens, text sql.RawBytes
				var at, series int64
				if err := rows.Scan(&key, &at, &series, &tokens, &text); err != nil {
					return err
				}
				n := dayNumber(at)
				day, ok := days[n]
				if !ok {
					day = instant(n * dayNS).Format(pricing.Day)
					days[n] = day
				}
				counts, ok := chosen[series][day]
				if !ok {
					continue
				}
				usd, _, _, err := parseUSD(string(text))
				if err != nil {
					return err
				}
				if !q.Filter.dollars(usd) {
					continue
				}
				requests, _, _, err := parseTokens(string(tokens))
				if err != nil {
					return err
				}
				out.Count++
				if counts.tokens {
					out.Requests += requests
				}
				if counts.dollars && !subscribed[series] {
					out.USD = out.USD.Add(usd)
				}
				best = q.keep(best, listed{at: at, usd: usd, counting: counts}, key)
			}
			return rows.Err()
		}()
		if err != nil {
			return out, driverError(err)
		}
	}
	return out, s.fillPage(ctx, &out, best[min(q.Offset, len(best)):])
}

// span is from which instant to which day's start the chosen days go.
func (s *Store) span(chosen map[int64]map[string]counting) (first, last int64) {
	var low, high string
	for _, days := range chosen {
		for day := range days {
			if low == "" || day < low {
				low = day
			}
			high = max(high, day)
		}
	}
	at := func(day string) int64 {
		t, err := time.Parse(pricing.Day, day)
		if err != nil {
			panic(fmt.Sprintf("day %q of a daily sum: %v", day, err)) // Spend read it as a day
		}
		return t.UnixNano()
	}
	return at(low), at(high)
}

// keep puts a row in its place among the first of the order, as many as the page
// needs.
func (q *RowsQuery) keep(best []listed, row listed, key []byte) []listed {
	most := q.Offset + q.Limit
	// Most rows of many come behind the page: they need no key of their own.
	if most == 0 || len(best) >= most && q.behind(best[most-1], row) {
		return best
	}
	row.key = string(key)
	at, _ := slices.BinarySearchFunc(best, row, q.compare)
	if at >= most {
		return best
	}
	best = slices.Insert(best, at, row)
	return best[:min(len(best), most)]
}

// behind reports whether a row comes behind another for certain, whatever its key.
func (q *RowsQuery) behind(last, row listed) bool {
	if q.Order == Dearest {
		return row.usd.Cmp(last.usd) < 0
	}
	return row.at < last.at
}

// compare is the order of a list: ties go by time, then by key.
func (q *RowsQuery) compare(a, b listed) int {
	byUSD := 0
	if q.Order == Dearest {
		byUSD = b.usd.Cmp(a.usd)
	}
	return cmp.Or(byUSD, cmp.Compare(b.at, a.at), strings.Compare(a.key, b.key))
}

// fillPage reads the rows of a page in full.
func (s *Store) fillPage(ctx context.Context, out *Rows, page []listed) error {
	if len(page) == 0 {
		return nil
	}
	f, err := s.filler(ctx)
	if err != nil {
		return err
	}
	for _, l := range page {
		rows, err := f.rows(ctx, l.key)
		if err != nil {
			return err
		}
		for _, r := range rows {
			r.DollarsCount, r.TokensCount = l.dollars, l.tokens
			out.Page = append(out.Page, r)
		}
	}
	return nil
}

// filler turns rows as they are kept into UsageRows.
type filler struct {
	s      *Store
	series map[int64]*series
	source map[int64]UsageRow // File, Import and Catalog by source
}

func (s *Store) filler(ctx context.Context) (*filler, error) {
	all, err := allSeries(ctx, s.reads())
	return &filler{s, all, map[int64]UsageRow{}}, driverError(err)
}

// rows reads the row of a key; none where the ledger does not have it.
func (f *filler) rows(ctx context.Context, key string) (out []UsageRow, err error) {
	var found []row
	err = eachRow(ctx, f.s.reads(), `SELECT `+rowColumns+` FROM usage WHERE key = ?`, []any{[]byte(key)}, func(r row) error {
		found = append(found, r)
		return nil
	})
	if err != nil {
		return nil, driverError(err)
	}
	for _, r := range found {
		u, err := f.row(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func (f *filler) row(ctx context.Context, r row) (UsageRow, error) {
	x := f.series[r.series]
	if x == nil {
		return UsageRow{}, fmt.Errorf("%w: a row names series %d, which is missing", ErrDamaged, r.series)
	}
	at, ok := f.source[r.origin.source()]
	if !ok {
		err := f.s.reads().QueryRowContext(ctx, `SELECT s.path, s.import_id, i.catalog FROM source s JOIN import i ON i.id = s.import_id WHERE s.id = ?`,
			r.origin.source()).Scan(&at.File, &at.Import, &at.Catalog)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return at, driverError(err)
		}
		f.source[r.origin.source()] = at
	}
	u := UsageRow{At: instant(r.at), Account: x.account, Gateway: x.gateway, Model: canonicalName(f.s.catalog, x.model), Written: x.model, Provider: x.provider, Key: x.seriesKey.key,
		App: x.app, User: x.user, Requests: r.requests, Tokens: r.tokens, Unpriced: r.unpriced, USD: r.cost, BYOKUSD: r.byok, ExtraUSD: r.extra, View: x.view.String(),
		Computed: x.flags&flagComputed != 0, CacheUnknown: x.flags&flagCacheUnknown != 0, OwnKey: x.flags&flagOwnKey != 0, Mixed: x.flags&flagMixed != 0, Batch: x.flags&flagBatch != 0,
		Subscription: x.billing == "subscription",
		File:         at.File, Line: r.origin.line(), Import: at.Import, Catalog: at.Catalog, key: r.key, series: r.series}
	if len(r.key) > 4 && r.key[4] == 'i' {
		u.ID = r.key[5:]
	}
	return u, nil
}

// ErrNoRow is returned where no row of usage has an id.
var ErrNoRow = errors.New("no such row of usage")

// FindRows finds rows by what their export or a list calls them: the request id,
// a row's Address, or FILE:LINE. Several accounts may have one id, and rows without
// an id are found by the others. It returns ErrNoRow.
func (s *Store) FindRows(ctx context.Context, name string) (out []UsageRow, err error) {
	f, err := s.filler(ctx)
	if err != nil {
		return nil, err
	}
	var keys []string
	if text, ok := strings.CutPrefix(name, keyPrefix); ok {
		if key, err := hex.DecodeString(text); err == nil {
			keys = append(keys, string(key))
		}
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		keys = append(keys, string(firstKey(a.id))+"i"+name)
	}
	for _, key := range keys {
		rows, err := f.rows(ctx, key)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	if len(out) == 0 {
		if out, err = f.atLine(ctx, name); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("row %q: %w", name, ErrNoRow)
	}
	for i := range out {
		if err := s.counts(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// atLine finds the rows whose figures stand at FILE:LINE, by the file's path or
// its last part.
func (f *filler) atLine(ctx context.Context, name string) (out []UsageRow, err error) {
	at := strings.LastIndexByte(name, ':')
	if at < 0 {
		return nil, nil
	}
	var line int
	if n, err := fmt.Sscanf(name[at+1:], "%d", &line); n != 1 || err != nil || fmt.Sprint(line) != name[at+1:] {
		return nil, nil
	}
	sources, err := f.s.lines(ctx, `SELECT CAST(id AS TEXT) FROM source WHERE path = ? OR substr(path, -length(?)) = ?`, name[:at], "/"+name[:at], "/"+name[:at])
	if err != nil || len(sources) == 0 {
		return nil, driverError(err)
	}
	origins := make([]string, len(sources))
	for i, id := range sources {
		origins[i] = fmt.Sprintf("(%s << 32) + %d", id, line)
	}
	var found []row
	err = eachRow(ctx, f.s.reads(), `SELECT `+rowColumns+` FROM usage WHERE origin IN (`+strings.Join(origins, ", ")+`)`, nil, func(r row) error {
		found = append(found, r)
		return nil
	})
	if err != nil {
		return nil, driverError(err)
	}
	for _, r := range found {
		u, err := f.row(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// counts finds which part of a row a report counts.
func (s *Store) counts(ctx context.Context, r *UsageRow) error {
	day := r.At.Format(pricing.Day)
	list, err := s.days(ctx, dayRange{from: day, to: day}, r.Account, wholeDays)
	if err != nil {
		return err
	}
	for i := range list {
		if d := &list[i]; d.id == r.series {
			r.DollarsCount, r.TokensCount = d.dollarsCount, d.tokensCount
		}
	}
	return nil
}
