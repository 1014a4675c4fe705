package usage

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A SumProof says how many sums of a level there are, and where they are others than those
// of the rows.
type SumProof struct {
	Sums   int64
	Faults []string
}

// mostFaults is how many rows outside of the ids of their day are named.
const mostFaults = 20

// ProveSums adds up all rows anew and says where the daily sums that are kept are others.
func ProveSums(ctx context.Context, q sqlite.Reader, c *pricing.Catalog) (money, label SumProof, rows int64, err error) {
	all, err := AllSeries(ctx, q)
	if err != nil {
		return money, label, 0, err
	}
	spans, err := keptSpans(ctx, q)
	if err != nil {
		return money, label, 0, err
	}
	want, edges := cells{}, c.Edges()
	err = EachRow(ctx, q, all, `SELECT `+RowColumns+` FROM usage`, nil, func(r Row) error {
		want.add(&r.figures, edges, 1)
		rows++
		if fault := spans.fault(&r); fault != "" && len(money.Faults) < mostFaults {
			money.Faults = append(money.Faults, fault)
		}
		return nil
	})
	if err != nil {
		return money, label, rows, err
	}
	for _, x := range []struct {
		table sumTable
		into  *SumProof
	}{{moneySumTable, &money}, {labelSumTable, &label}} {
		should := blockSums{}
		for k, sum := range want {
			of := all[k.series]
			if of == nil {
				x.into.Faults = append(x.into.Faults, fmt.Sprintf("%s: rows of $%s name series %d, which is missing", dateOf(int64(k.day)), sum.Cost, k.series))
				continue
			}
			sumAt(should.of(blockKey{int64(k.day), of.AccountID}), x.table.placeOf(of, k.partKey)).merge(sum)
		}
		if err := x.table.prove(ctx, q, should, x.into); err != nil {
			return money, label, rows, err
		}
	}
	return money, label, rows, nil
}

// ProveSplits adds up the rows of divided days anew and says where the sums that are kept
// are others.
func ProveSplits(ctx context.Context, q sqlite.Reader) (out SumProof, err error) {
	all, err := AllSeries(ctx, q)
	if err != nil {
		return out, err
	}
	want, err := sumSplits(ctx, q)
	if err != nil {
		return out, err
	}
	for _, t := range []sumTable{moneyPieceTable, labelPieceTable} {
		should := blockSums{}
		for k, sum := range want {
			if of := all[k.series]; of != nil {
				piece := sum.sum()
				sumAt(should.of(blockKey{k.since, k.account}), t.placeOf(of, partKey{})).merge(&piece)
			}
		}
		if err := t.prove(ctx, q, should, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// blockSums are the sums that the blocks of a table should hold.
type blockSums map[blockKey]map[sumPlace]*Sum

// of finds or makes those of a block.
func (s blockSums) of(k blockKey) map[sumPlace]*Sum {
	if s[k] == nil {
		s[k] = map[sumPlace]*Sum{}
	}
	return s[k]
}

// prove compares the blocks of a table with what they should hold, which it uses up.
func (t sumTable) prove(ctx context.Context, q sqlite.Reader, should blockSums, into *SumProof) error {
	var r sumReader
	err := t.eachBlock(ctx, q, math.MinInt64, math.MaxInt64, nil, func(k blockKey, block []byte) error {
		have := should[k]
		delete(should, k)
		last := sumPlace{id: math.MinInt64}
		err := r.each(block, func(s *blockSum) error {
			into.Sums++
			if last.compare(s.sumPlace) >= 0 {
				return fmt.Errorf("sums of series %d stand in no order", s.id)
			}
			last = s.sumPlace
			want := have[s.sumPlace]
			delete(have, s.sumPlace)
			switch {
			case want == nil:
				into.Faults = append(into.Faults, fmt.Sprintf("%s: a sum of $%s has no rows", t.when(k), s.Cost))
			case !want.equal(&s.Sum):
				into.Faults = append(into.Faults, fmt.Sprintf("%s: the sum says %d requests, $%s; its rows say %d, $%s", t.when(k), s.Requests, s.Cost, want.Requests, want.Cost))
			}
			return nil
		})
		if err != nil {
			into.Faults = append(into.Faults, fmt.Sprintf("the %s of %s, account %d: %v", t.words(), t.when(k), k.account, err))
			return nil
		}
		into.missing(t, k, have)
		return nil
	})
	for k, have := range should {
		into.missing(t, k, have)
	}
	slices.Sort(into.Faults)
	return err
}

// missing names the rows of a block that stand in no sum.
func (p *SumProof) missing(t sumTable, k blockKey, have map[sumPlace]*Sum) {
	for _, sum := range have {
		if sum.Records != 0 {
			p.Faults = append(p.Faults, fmt.Sprintf("%s: rows of $%s stand in no sum", t.when(k), sum.Cost))
		}
	}
}
