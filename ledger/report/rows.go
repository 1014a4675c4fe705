package report

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A RowOrder is the order in which rows are listed.
type RowOrder uint8

// The two orders.
const (
	Newest RowOrder = iota
	Dearest
)

// A RowsQuery chooses a page of rows.
type RowsQuery struct {
	Query  // By is not used; the Filter's dollars are those of a row
	Order  RowOrder
	Offset int
	Limit  int // of the page
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
func (q Query) Drill(keys []string) (Query, error) {
	q.Filter = q.Filter.Labels()
	for i, by := range q.By {
		if i >= len(keys) {
			break
		}
		if !timeGroup(by) {
			q.Filter = q.Filter.And(by, keys[i])
			continue
		}
		from, to, err := groupDays(by, keys[i])
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

// groupDays are the first and the last day of a group of time: "2026-11-14",
// "2026-W46", "2026-11".
func groupDays(by, key string) (from, to time.Time, err error) {
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
	if _, has := from.ISOWeek(); has != week {
		return from, to, fmt.Errorf("week %q: that year has only 52", key)
	}
	return from, from.AddDate(0, 0, 6), nil
}

// counting says which part of a series' day counts.
//
// beside: its dollars stand as own-key spend, in no total.
type counting struct{ dollars, tokens, beside bool }

// A choice is the usage that a query lets through and that counts.
type choice struct {
	days       map[int64]map[string]counting // by spend series, or by series
	byLabel    bool
	accounts   map[int64]bool
	records    int64 // rows of usage
	subscribed map[int64]bool
}

func choose(s credit.Books, q Query) (choice, error) {
	c := choice{days: map[int64]map[string]counting{}, byLabel: q.ByLabel(), accounts: map[int64]bool{}, subscribed: map[int64]bool{}}
	if err := q.Validate(); err != nil {
		return c, err
	}
	q.By, q.AsOf = nil, s.AsOf
	b := newReporting(s.Catalog, q)
	return c, b.each(s.Sums, func(d *usage.Day) error {
		if !d.DollarsCount && !d.TokensCount || !b.wanted(d) {
			return nil
		}
		if c.days[d.ID] == nil {
			c.days[d.ID] = map[string]counting{}
			c.subscribed[d.ID] = d.Billing == "subscription"
		}
		c.days[d.ID][d.Date] = counting{d.DollarsCount, d.TokensCount, d.Beside}
		c.accounts[d.AccountID] = true
		c.records += d.Records
		return nil
	})
}

// series is the condition on a row's series, and the column that says which of days it is.
func (c choice) series() (where, column string) {
	ids := make([]string, 0, len(c.days))
	for id := range c.days {
		ids = append(ids, fmt.Sprint(id))
	}
	in := `IN (` + strings.Join(ids, ", ") + `)`
	if c.byLabel {
		return `u.series_id ` + in, `u.series_id`
	}
	return `s.spend_id ` + in, `s.spend_id`
}

// listed is a row as far as its place in the list needs it.
type listed struct {
	key string
	at  int64
	usd pricing.Money
	counting
}

// ReadRows lists the rows behind a report's figure, a page at a time, and adds all of
// them up. It looks at the rows of the days concerned, or where ids come in no order at all
// rows of the accounts, which takes seconds where they are millions; ending ctx ends it.
func ReadRows(ctx context.Context, r sqlite.Reader, b credit.Books, q RowsQuery) (out Rows, err error) {
	c, err := choose(b, q.Query)
	if err != nil || len(c.days) == 0 {
		return out, err
	}
	chosen, accounts := c.days, c.accounts
	first, last := span(chosen)
	until := last + usage.DayNS
	if as := b.AsOf; !as.IsZero() && as.UnixNano()+1 < until {
		until = as.UnixNano() + 1
	}
	where, column := c.series()
	var best []listed
	days := map[int64]string{}
	read := func(of usage.KeyRange) error {
		var key, tokens, text sql.RawBytes
		var at, series int64
		return sqlite.Each(ctx, r, `
			SELECT
				u.key,
				u.at_ns,
				`+column+`,
				u.tokens,
				u.usd
			FROM usage u
			CROSS JOIN series s ON s.id = u.series_id
			WHERE u.key >= ? AND u.key < ? AND u.at_ns >= ? AND u.at_ns < ? AND `+where, []any{of.First, of.End, first, until}, func(row sqlite.Scanner) error {
			if err := row.Scan(&key, &at, &series, &tokens, &text); err != nil {
				return err
			}
			n := usage.DayNumber(at)
			day, ok := days[n]
			if !ok {
				day = usage.Instant(n * usage.DayNS).Format(pricing.Day)
				days[n] = day
			}
			counts, ok := chosen[series][day]
			if !ok {
				return nil
			}
			usd, _, _, err := usage.ParseUSD(string(text))
			if err != nil {
				return err
			}
			if !q.Filter.dollars(usd) {
				return nil
			}
			requests, err := usage.ParseRequests(string(tokens))
			if err != nil {
				return err
			}
			out.Count++
			if counts.tokens {
				out.Requests += requests
			}
			if counts.dollars && !counts.beside && !c.subscribed[series] {
				out.USD = out.USD.Add(usd)
			}
			best = q.keep(best, listed{at: at, usd: usd, counting: counts}, key)
			return nil
		})
	}
	for account := range accounts {
		ranges, err := usage.KeyRanges(ctx, r, account, first, until)
		if err != nil {
			return out, err
		}
		for _, of := range ranges {
			if err := read(of); err != nil {
				return out, sqlite.Fault(err)
			}
		}
	}
	return out, fillPage(ctx, r, b.Catalog, &out, best[min(q.Offset, len(best)):])
}

// span is from which instant to which day's start the chosen days go.
func span(chosen map[int64]map[string]counting) (first, last int64) {
	var low, high string
	for _, days := range chosen {
		for day := range days {
			if low == "" || day < low {
				low = day
			}
			high = max(high, day)
		}
	}
	return usage.DayOf(low).UnixNano(), usage.DayOf(high).UnixNano()
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
func fillPage(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, out *Rows, page []listed) error {
	if len(page) == 0 {
		return nil
	}
	f, err := newFiller(ctx, q, c)
	if err != nil {
		return err
	}
	for _, l := range page {
		rows, err := f.rows(ctx, `key = ?`, []byte(l.key))
		if err != nil {
			return err
		}
		for _, r := range rows {
			r.count(l.counting)
			out.Page = append(out.Page, r)
		}
	}
	return nil
}
