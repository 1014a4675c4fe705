package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A UsageGap is a stretch of days without usage of an account that no import covers:
// what was used then is unknown, not zero. A forgotten export looks like this.
type UsageGap struct {
	Account     string
	First, Last time.Time // days, both without usage
	Days        int
}

// gapDays is the least length of a gap.
const gapDays = 7

// A span is the days from the first to the last row of an import, as days since 1970.
type span struct{ first, last int64 }

// spans are those of all imports with rows, by their first day.
func (s *Store) spans(ctx context.Context) (out []span, err error) {
	rows, err := s.reads().QueryContext(ctx, `SELECT first_ns, last_ns FROM import WHERE first_ns IS NOT NULL ORDER BY first_ns`)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var first, last sql.NullInt64
		if err := rows.Scan(&first, &last); err != nil {
			return nil, driverError(err)
		}
		out = append(out, span{dayNumber(first.Int64), dayNumber(last.Int64)})
	}
	return out, driverError(rows.Err())
}

// usageGaps finds the gaps of each account, from daily sums and spans in order. A gap is
// a silence of at least gapDays, no day of which lies in an import, and longer than
// every silence of the account that an import covers in part: such an account is often
// silent that long.
func usageGaps(list []day, spans []span) []UsageGap {
	var out []UsageGap
	for account, days := range usedDays(list) {
		var gaps []span
		longest := int64(0)
		for i := 1; i < len(days); i++ {
			silence := span{days[i-1] + 1, days[i] - 1}
			length := silence.last - silence.first + 1
			if length <= 0 {
				continue
			}
			if slices.ContainsFunc(spans, func(s span) bool { return s.first <= silence.last && s.last >= silence.first }) {
				longest = max(longest, length)
			} else {
				gaps = append(gaps, silence)
			}
		}
		for _, g := range gaps {
			if n := g.last - g.first + 1; n >= gapDays && n > longest {
				out = append(out, UsageGap{account, instant(g.first * dayNS), instant(g.last * dayNS), int(n)})
			}
		}
	}
	slices.SortFunc(out, func(a, b UsageGap) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), a.First.Compare(b.First))
	})
	return out
}

// gap warns of days that no import covers.
func (w *watch) gap(g UsageGap) {
	f := Finding{Kind: NoData, Account: g.Account, Level: Warning, When: g.First, Do: "export those days there, then: tollbook import FILE"}
	f.Message = fmt.Sprintf("%s: no data from %s to %s, %s between two imports: what was used then is unknown, not zero", g.Account, shortDate(g.First), shortDate(g.Last), plural(g.Days, "day"))
	w.add(f, "gap "+g.First.Format("2006-01-02"), Calm)
}
