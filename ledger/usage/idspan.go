package usage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"tollbook/ledger/sqlite"
)

// The keys of rows with an id say nothing of when they were made, but gateways count their
// ids up: those of a day lie close together in the tree. Beside each block of money sums
// stands where they begin and end, so that a day's rows are found without a look at all
// others. Ids in no order cost no more than that look.

// An idSpan is from the lowest to the highest key of an account's rows with an id on one
// day. It only grows as long as there are any: after rows were taken out it may be wider
// than what is left.
type idSpan struct{ first, last []byte }

// idSpans are those of blocks.
type idSpans map[blockKey]idSpan

// note widens the span of a row's day.
func (s idSpans) note(r *Row) {
	if r.Key[4] != 'i' {
		return
	}
	k := blockKey{DayNumber(r.At), accountOf(r.Key)}
	span, there := s[k]
	if there && r.Key >= string(span.first) && r.Key <= string(span.last) {
		return
	}
	s[k] = span.around(idSpan{[]byte(r.Key), []byte(r.Key)})
}

// noteAll notes rows that are in the order of their keys: of those of one day that stand
// together the ends say all.
func (s idSpans) noteAll(rows []*arrival) {
	together := func(a, b *arrival) bool { return a.Key[:4] == b.Key[:4] && DayNumber(a.At) == DayNumber(b.At) }
	for i, r := range rows {
		if i == 0 || i == len(rows)-1 || !together(r, rows[i-1]) || !together(r, rows[i+1]) {
			s.note(&r.Row)
		}
	}
}

// around is the least span that holds both; one without keys holds nothing.
func (s idSpan) around(o idSpan) idSpan {
	if s.first == nil {
		return o
	}
	if o.first == nil {
		return s
	}
	if bytes.Compare(o.first, s.first) < 0 {
		s.first = o.first
	}
	if bytes.Compare(o.last, s.last) > 0 {
		s.last = o.last
	}
	return s
}

// holds reports whether a row's key lies in the span, if it has an id.
func (s idSpan) holds(key string) bool {
	return key[4] != 'i' || s.first != nil && key >= string(s.first) && key <= string(s.last)
}

// A KeyRange is a part of the tree of rows: from First on, before End.
type KeyRange struct{ First, End []byte }

// KeyRanges are where the rows of an account stand that were used from one instant to before
// another, in Unix nanoseconds; others stand there too.
func KeyRanges(ctx context.Context, q sqlite.Reader, account, from, to int64) ([]KeyRange, error) {
	if to <= from {
		return nil, nil
	}
	var ids idSpan
	err := q.QueryRowContext(ctx, `SELECT MIN(first_id), MAX(last_id) FROM money_sum WHERE account_id = ? AND day BETWEEN ? AND ?`,
		account, DayNumber(from), DayNumber(to-1)).Scan(&ids.first, &ids.last)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	var out []KeyRange
	for _, kind := range []byte{'b', 'c'} { // these begin with their instant
		at := func(ns int64) []byte {
			return binary.BigEndian.AppendUint64(append(FirstKey(account), kind), uint64(ns)^1<<63)
		}
		out = append(out, KeyRange{at(from), at(to)})
	}
	if ids.first != nil {
		out = append(out, KeyRange{ids.first, append(ids.last, 0)})
	}
	return out, nil
}

// keptSpans reads the spans of all blocks.
func keptSpans(ctx context.Context, q sqlite.Querier) (idSpans, error) {
	out := idSpans{}
	err := sqlite.Each(ctx, q, `SELECT day, account_id, first_id, last_id FROM money_sum WHERE first_id IS NOT NULL`, nil, func(row sqlite.Scanner) error {
		var k blockKey
		var span idSpan
		err := row.Scan(&k.at, &k.account, &span.first, &span.last)
		out[k] = span
		return err
	})
	return out, err
}

// fault says that a row stands outside of its day's span; "" where it does not.
func (s idSpans) fault(r *Row) string {
	k := blockKey{DayNumber(r.At), accountOf(r.Key)}
	if s[k].holds(r.Key) {
		return ""
	}
	return fmt.Sprintf("%s: row %s stands outside of the ids of its day", dateOf(k.at), r.Key[5:])
}
