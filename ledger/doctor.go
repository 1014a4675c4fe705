package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A Check is one thing that doctor looked at.
type Check struct {
	Name   string // "SQLite integrity"
	Count  int64  // how many things were checked
	Of     string // what they are: "pages", "rows"
	Faults []string
}

// Doctor proves that the ledger is sound: SQLite's integrity, foreign keys, daily
// sums and cuts that equal their rows to the last digit, and the laws of credit
// lots (DESIGN.md 3.4). The error is for what
// stopped it, not for what it found.
func (s *Store) Doctor(ctx context.Context) ([]Check, error) {
	var out []Check
	for _, check := range []func(context.Context, sqlite.Reader) (Check, error){checkIntegrity, checkForeignKeys, s.checkSums, checkCuts} {
		// One view of all tables, without the write lock: doctor reads, also while
		// another process imports.
		err := s.file.Read(ctx, func(tx *sql.Tx) error {
			c, err := check(ctx, tx)
			out = append(out, c)
			return err
		})
		if err != nil {
			return out[:len(out)-1], err
		}
	}
	laws, err := s.checkLaws(ctx)
	if errors.Is(err, sqlite.ErrDamaged) { // what keeps lots from being derived has been found above, or is a finding itself
		return append(out, Check{Name: "laws of credit lots", Of: "accounts", Faults: []string{err.Error()}}), nil
	}
	return append(out, laws...), sqlite.Fault(err)
}

func checkIntegrity(ctx context.Context, q sqlite.Reader) (Check, error) {
	c := Check{Name: "SQLite integrity", Of: "pages"}
	if err := q.QueryRowContext(ctx, `SELECT page_count FROM pragma_page_count`).Scan(&c.Count); err != nil {
		return c, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT integrity_check FROM pragma_integrity_check`)
	if len(found) != 1 || found[0] != "ok" {
		c.Faults = found
	}
	return c, err
}

func checkForeignKeys(ctx context.Context, q sqlite.Reader) (Check, error) {
	c := Check{Name: "foreign keys", Of: "rows"}
	if err := q.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM usage) + (SELECT COUNT(*) FROM daily) + (SELECT COUNT(*) FROM series)
		+ (SELECT COUNT(*) FROM topup) + (SELECT COUNT(*) FROM balance) + (SELECT COUNT(*) FROM cut)`).Scan(&c.Count); err != nil {
		return c, err
	}
	found, err := sqlite.Lines(ctx, q, `SELECT "table" || ' names a missing ' || parent FROM pragma_foreign_key_check`)
	c.Faults = found
	return c, err
}

// checkSums adds up all rows anew and compares with the sums that are kept.
func (s *Store) checkSums(ctx context.Context, q sqlite.Reader) (c Check, err error) {
	c = Check{Name: "daily sums = rows", Of: "sums"}
	want, rows, err := sumRows(ctx, q, s.catalog.Edges())
	if err != nil {
		return c, err
	}
	c.Of = "sums of " + words.Count(fmt.Sprint(rows), "row")
	kept, err := q.QueryContext(ctx, `SELECT day, series_id, records, tokens, usd, parts FROM daily`)
	if err != nil {
		return c, err
	}
	defer kept.Close()
	whole := map[dayKey]*daySum{}
	for k, sum := range want {
		if whole[k.dayKey] == nil {
			whole[k.dayKey] = &daySum{}
		}
		whole[k.dayKey].merge(sum)
	}
	for kept.Next() {
		var date, tokens, usd, parts string
		var k dayKey
		var records int64
		if err := kept.Scan(&date, &k.series, &records, &tokens, &usd, &parts); err != nil {
			return c, err
		}
		at, err := time.Parse(pricing.Day, date)
		if err != nil {
			return c, err
		}
		k.day = int32(at.Unix() / 86400)
		c.Count++
		fault, err := checkSum(k, records, tokens, usd, parts, whole[k], want)
		if err != nil {
			fault = fmt.Sprintf("%s: %v", date, err)
		}
		if fault != "" {
			c.Faults = append(c.Faults, fault)
		}
		delete(whole, k)
	}
	for k, should := range whole {
		c.Faults = append(c.Faults, fmt.Sprintf("%s: rows of $%s stand in no sum", k.date(), should.cost))
	}
	return c, kept.Err()
}

// checkSum compares one kept sum and its parts with those of the rows.
func checkSum(k dayKey, records int64, tokens, usd, parts string, should *daySum, cells cells) (fault string, err error) {
	var sum daySum
	if err := sum.read(records, tokens, usd); err != nil {
		return "", err
	}
	if should == nil {
		return fmt.Sprintf("%s: a sum of $%s has no rows", k.date(), sum.cost), nil
	}
	if !sum.equal(should) {
		return fmt.Sprintf("%s: the sum says %d requests, $%s; its rows say %d, $%s", k.date(), sum.requests, sum.cost, should.requests, should.cost), nil
	}
	var added daySum
	err = eachPart(parts, &sum, func(p part) {
		cell := cells[cellKey{k, p.partKey}]
		if cell == nil || !cell.equal(&p.daySum) {
			fault = fmt.Sprintf("%s: a part of a sum says %d requests, $%s, and no rows do", k.date(), p.requests, p.cost)
		}
		added.merge(&p.daySum)
	})
	if err == nil && fault == "" && !added.equal(should) {
		fault = fmt.Sprintf("%s: the parts of a sum come to $%s, not $%s", k.date(), added.cost, should.cost)
	}
	return fault, err
}
