package usage

import (
	"context"
	"fmt"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// SumFaults adds up all rows anew and says where the daily sums that are kept are others,
// and how many sums and rows there are.
func SumFaults(ctx context.Context, q sqlite.Reader, c *pricing.Catalog) (sums, rows int64, faults []string, err error) {
	want, rows, err := sumRows(ctx, q, c.Edges())
	if err != nil {
		return 0, 0, nil, err
	}
	whole := map[dayKey]*Sum{}
	for k, sum := range want {
		if whole[k.dayKey] == nil {
			whole[k.dayKey] = &Sum{}
		}
		whole[k.dayKey].merge(sum)
	}
	err = sqlite.Each(ctx, q, `SELECT day, series_id, records, tokens, usd, parts FROM daily`, nil, func(row sqlite.Scanner) error {
		var date, tokens, usd, parts string
		var k dayKey
		var records int64
		if err := row.Scan(&date, &k.series, &records, &tokens, &usd, &parts); err != nil {
			return err
		}
		at, err := time.Parse(pricing.Day, date)
		if err != nil {
			return err
		}
		k.day = int32(at.Unix() / 86400)
		sums++
		fault, err := checkSum(k, records, tokens, usd, parts, whole[k], want)
		if err != nil {
			fault = fmt.Sprintf("%s: %v", date, err)
		}
		if fault != "" {
			faults = append(faults, fault)
		}
		delete(whole, k)
		return nil
	})
	if err != nil {
		return sums, rows, faults, err
	}
	for k, should := range whole {
		faults = append(faults, fmt.Sprintf("%s: rows of $%s stand in no sum", k.date(), should.Cost))
	}
	return sums, rows, faults, nil
}

// checkSum compares one kept sum and its parts with those of the rows.
func checkSum(k dayKey, records int64, tokens, usd, parts string, should *Sum, cells cells) (fault string, err error) {
	var sum Sum
	if err := sum.read(records, tokens, usd); err != nil {
		return "", err
	}
	if should == nil {
		return fmt.Sprintf("%s: a sum of $%s has no rows", k.date(), sum.Cost), nil
	}
	if !sum.equal(should) {
		return fmt.Sprintf("%s: the sum says %d requests, $%s; its rows say %d, $%s", k.date(), sum.Requests, sum.Cost, should.Requests, should.Cost), nil
	}
	var added Sum
	err = eachPart(parts, &sum, func(p part) {
		cell := cells[cellKey{k, p.partKey}]
		if cell == nil || !cell.equal(&p.Sum) {
			fault = fmt.Sprintf("%s: a part of a sum says %d requests, $%s, and no rows do", k.date(), p.Requests, p.Cost)
		}
		added.merge(&p.Sum)
	})
	if err == nil && fault == "" && !added.equal(should) {
		fault = fmt.Sprintf("%s: the parts of a sum come to $%s, not $%s", k.date(), added.Cost, should.Cost)
	}
	return fault, err
}

// SplitFaults adds up the rows of divided days anew and says where the sums that are kept
// are others, and how many there are.
func SplitFaults(ctx context.Context, q sqlite.Reader) (sums int64, faults []string, err error) {
	want, err := sumSplits(ctx, q)
	if err != nil {
		return 0, nil, err
	}
	kept, err := keptSplits(ctx, q)
	if err != nil {
		return 0, nil, err
	}
	for k, sum := range kept {
		sums++
		should := want[k]
		delete(want, k)
		switch at := Instant(k.since).Format(time.RFC3339); {
		case should == nil:
			faults = append(faults, fmt.Sprintf("%s: a sum of $%s has no rows", at, sum.cost))
		case should.records != sum.records || !should.cost.Equal(sum.cost):
			faults = append(faults, fmt.Sprintf("%s: the sum says $%s; its rows say $%s", at, sum.cost, should.cost))
		}
	}
	for k, should := range want {
		faults = append(faults, fmt.Sprintf("%s: rows of $%s stand in no sum", Instant(k.since).Format(time.RFC3339), should.cost))
	}
	return sums, faults, nil
}
