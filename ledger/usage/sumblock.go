package usage

import (
	"cmp"

	"tollbook/ledger/packed"
	"tollbook/pricing"
)

// A sumPlace finds a sum in its block: a money sum, of a spend series and what else a price
// can depend on, or a label sum, of a series.
type sumPlace struct {
	id int64 // of the spend series or the series
	partKey
}

// compare is the order of a block.
func (p sumPlace) compare(o sumPlace) int {
	return cmp.Or(cmp.Compare(p.id, o.id), cmp.Compare(p.band, o.band), cmp.Compare(p.slot, o.slot))
}

// A blockSum is one sum of a block.
type blockSum struct {
	sumPlace
	Sum
}

// The columns of a block of sums. Ledgers hold them: none ever gets another meaning.
const (
	columnID       = iota // the difference to the sum before
	columnPart            // slot * 65536 + band
	columnRecords         // rows of usage
	columnRequests        // less the rows
	columnUnpriced
	columnCost
	columnBYOK
	columnExtra
	columnTokens // and one more for each of tokenColumns
)

// tokenColumns are the kinds of tokens in the order of their columns. A new kind goes to
// the end.
var tokenColumns = [len(pricing.Tokens{})]pricing.Kind{
	pricing.Input, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h, pricing.Output, pricing.Reasoning,
	pricing.AudioIn, pricing.AudioOut, pricing.AudioCacheRead, pricing.ImageIn, pricing.ImageOut, pricing.ImageCacheRead,
	pricing.VideoIn, pricing.VideoOut, pricing.Citation, pricing.Request, pricing.WebSearch, pricing.Image,
}

// packSums packs sums that are in order.
func packSums(w *packed.Writer, list []blockSum) []byte {
	w.Begin(len(list))
	w.Ints(columnID, func(i int) int64 {
		if i == 0 {
			return list[i].id
		}
		return list[i].id - list[i-1].id
	})
	w.Ints(columnPart, func(i int) int64 { return int64(list[i].slot)<<16 | int64(uint16(list[i].band)) })
	w.Ints(columnRecords, func(i int) int64 { return list[i].Records })
	w.Ints(columnRequests, func(i int) int64 { return list[i].Requests - list[i].Records })
	w.Ints(columnUnpriced, func(i int) int64 { return list[i].Unpriced })
	w.Money(columnCost, func(i int) pricing.Money { return list[i].Cost })
	w.Money(columnBYOK, func(i int) pricing.Money { return list[i].BYOK })
	w.Money(columnExtra, func(i int) pricing.Money { return list[i].Extra })
	for at, kind := range tokenColumns {
		w.Ints(columnTokens+at, func(i int) int64 { return list[i].Tokens[kind] })
	}
	return w.Block()
}

// amountColumns are the columns of amounts; numberColumns are the others.
var amountColumns, numberColumns = packed.Of(columnCost, columnBYOK, columnExtra), columnsOfNumbers()

func columnsOfNumbers() packed.Columns {
	out := packed.Of(columnID, columnPart, columnRecords, columnRequests, columnUnpriced)
	for at := range tokenColumns {
		out |= packed.Of(columnTokens + at)
	}
	return out
}

// A sumReader unpacks blocks of sums, one after another.
type sumReader struct{ packed.Reader }

// open unpacks the wanted columns of a block. It returns packed.ErrDamaged, also where a
// column holds amounts in place of numbers, or numbers in place of amounts.
func (r *sumReader) open(block []byte, want packed.Columns) error {
	if err := r.Open(block, want); err != nil {
		return err
	}
	if numbers, amounts := r.Holds(); numbers&amountColumns != 0 || amounts&numberColumns != 0 {
		return packed.ErrDamaged
	}
	return nil
}

// each calls f for every sum of a block, in order; f may keep nothing of it. It returns
// packed.ErrDamaged.
func (r *sumReader) each(block []byte, f func(*blockSum) error) error {
	if err := r.open(block, packed.All); err != nil {
		return err
	}
	type counts struct {
		kind pricing.Kind
		of   []int64
	}
	var tokens []counts // of the kinds that the block has
	for at, kind := range tokenColumns {
		if list := r.Ints(columnTokens + at); list != nil {
			tokens = append(tokens, counts{kind, list})
		}
	}
	var s blockSum
	for i := range r.Rows() {
		s.id += r.Int(columnID, i)
		part := r.Int(columnPart, i)
		s.partKey = partKey{band: int16(part), slot: int32(part >> 16)}
		s.Sum = Sum{Records: r.Int(columnRecords, i), Unpriced: r.Int(columnUnpriced, i),
			Cost: r.Money(columnCost, i), BYOK: r.Money(columnBYOK, i), Extra: r.Money(columnExtra, i)}
		s.Requests = s.Records + r.Int(columnRequests, i)
		for _, c := range tokens {
			s.Tokens[c.kind] = c.of[i]
		}
		if err := f(&s); err != nil {
			return err
		}
	}
	return nil
}

// all appends the sums of a block to a list.
func (r *sumReader) all(list []blockSum, block []byte) ([]blockSum, error) {
	err := r.each(block, func(s *blockSum) error {
		list = append(list, *s)
		return nil
	})
	return list, err
}
