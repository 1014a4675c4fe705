package report

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
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
	Team     string
	Machine  string
	Service  pricing.Service // as the export states it, or the gateway's id does
	ID       string          // the gateway's request id; "" where the export has none
	Requests int64
	Tokens   pricing.Tokens // Output includes Reasoning
	Unpriced int64
	USD      pricing.Money
	BYOKUSD  pricing.Money
	ExtraUSD pricing.Money // the part of USD that is for searches and files
	View     string        // what kind of record it is, in words

	Computed, CacheUnknown, OwnKey, Mixed, Subscription bool
	// BandKnown and ClockKnown: a row that adds up many requests states the price band
	// or window of all of them.
	BandKnown, ClockKnown bool
	Marks                 usagefile.Marks // what surprises in its figures
	// DollarsCount and TokensCount say which part of it a report counts, where there
	// are several views of one spend.
	DollarsCount, TokensCount bool
	// Beside: it is of an own-key account, on a day of which its provider's own account
	// has the dollars: BYOKUSD holds them here, USD none.
	Beside bool

	File    string // where its figures stand
	Line    int
	Import  int64  // that brought them
	Catalog string // version of the catalog of that import, which priced a Computed row

	key    string
	spend  int64            // id of its spend series
	byHour bool             // it adds up requests of any hour, of a model that is priced by it
	priced pricing.WorkLine // as the catalog prices it; Output includes Reasoning
}

// count notes which part of the row a report counts.
func (r *UsageRow) count(c counting) {
	r.DollarsCount, r.TokensCount, r.Beside = c.dollars, c.tokens, c.beside
	if c.beside {
		r.BYOKUSD, r.USD = r.BYOKUSD.Add(r.USD), pricing.Money{}
	}
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

// filler turns rows as they are kept into UsageRows.
type filler struct {
	q       sqlite.Reader
	catalog *pricing.Catalog
	series  map[int64]*usage.Series
	source  map[int64]UsageRow // File, Import and Catalog by source
}

func newFiller(ctx context.Context, q sqlite.Reader, c *pricing.Catalog) (*filler, error) {
	all, err := usage.AllSeries(ctx, q)
	return &filler{q, c, all, map[int64]UsageRow{}}, sqlite.Fault(err)
}

// rows reads the rows that a condition chooses; none where the ledger has none.
func (f *filler) rows(ctx context.Context, where string, args ...any) (out []UsageRow, err error) {
	var found []usage.Row
	err = usage.EachRow(ctx, f.q, f.series, `SELECT `+usage.RowColumns+` FROM usage WHERE `+where, args, func(r usage.Row) error {
		found = append(found, r)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
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

func (f *filler) row(ctx context.Context, r usage.Row) (UsageRow, error) {
	x := f.series[r.Series]
	if x == nil {
		return UsageRow{}, fmt.Errorf("%w: a row names series %d, which is missing", sqlite.ErrDamaged, r.Series)
	}
	at, ok := f.source[r.Origin.File()]
	if !ok {
		err := f.q.QueryRowContext(ctx, `SELECT s.path, s.import_id, i.catalog FROM import_file s JOIN import i ON i.id = s.import_id WHERE s.id = ?`,
			r.Origin.File()).Scan(&at.File, &at.Import, &at.Catalog)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return at, sqlite.Fault(err)
		}
		f.source[r.Origin.File()] = at
	}
	u := UsageRow{At: usage.Instant(r.At), Account: x.Account, Gateway: x.Gateway, Model: f.catalog.CanonicalNameAt(x.Model, usage.Instant(r.At)), Written: x.Model, Provider: x.Provider, Key: x.Key,
		App: x.App, User: x.User, Requests: r.Requests, Tokens: r.Tokens, Unpriced: r.Unpriced, USD: r.Cost, BYOKUSD: r.BYOK, ExtraUSD: r.Extra, View: x.View.String(),
		Computed: x.Flags&usage.FlagComputed != 0, CacheUnknown: x.Flags&usage.FlagCacheUnknown != 0, OwnKey: x.Flags&usage.FlagOwnKey != 0, Mixed: x.Flags&usage.FlagMixed != 0,
		BandKnown: x.Flags&usage.FlagBandKnown != 0, ClockKnown: x.Flags&usage.FlagClockKnown != 0, Team: x.Team, Machine: x.Machine, Service: f.catalog.ServiceOf(x.Gateway, x.Model, x.Service),
		Subscription: x.Billing == "subscription",
		File:         at.File, Line: r.Origin.Line(), Import: at.Import, Catalog: at.Catalog, key: r.Key, spend: x.SpendSeries.ID, priced: r.WorkLine(x.Gateway, x.Model, x.Service)}
	u.byHour = u.Mixed && !u.ClockKnown && f.catalog.ByHour(x.Model)
	for mark, flag := range usage.MarkFlags {
		if x.Flags&flag != 0 {
			u.Marks |= mark
		}
	}
	if len(r.Key) > 4 && r.Key[4] == 'i' {
		u.ID = r.Key[5:]
	}
	return u, nil
}
