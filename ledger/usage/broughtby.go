package usage

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A BroughtBy says which import brought some rows. The zero value is not known.
type BroughtBy struct {
	Import int64
	File   string
}

// Words are " a.csv (import 3)", or nothing where it is not known; note is put beside
// the number.
func (b BroughtBy) Words(note string) string {
	var in []string
	name := ""
	if b.Import != 0 {
		name = " " + b.File[strings.LastIndexAny(b.File, `/\`)+1:]
		in = append(in, fmt.Sprintf("import %d", b.Import))
	}
	if note != "" {
		in = append(in, note)
	}
	if len(in) == 0 {
		return ""
	}
	return name + " (" + strings.Join(in, ", ") + ")"
}

// WhoBrought finds the import of an account's buckets of a day that a condition on
// their series x, or their spend series p, selects. Their keys begin with the day, so that few rows are read.
func WhoBrought(ctx context.Context, q sqlite.Reader, account int64, day time.Time, where string, args ...any) (b BroughtBy, err error) {
	from := func(t time.Time) []byte {
		return binary.BigEndian.AppendUint64(append(FirstKey(account), 'b'), uint64(t.UnixNano())^1<<63)
	}
	rows, err := q.QueryContext(ctx, `
		SELECT f.import_id, f.path
		FROM usage u
		CROSS JOIN series x ON x.id = u.series_id
		CROSS JOIN spend_series p ON p.id = x.spend_id
		CROSS JOIN import_file f ON f.id = u.origin >> 32
		WHERE u.key >= ? AND u.key < ? AND `+where+`
		LIMIT 1`, append([]any{from(day), from(day.Add(pricing.DayLength))}, args...)...)
	if err != nil {
		return b, sqlite.Fault(err)
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&b.Import, &b.File)
	}
	if err == nil {
		err = rows.Err()
	}
	return b, sqlite.Fault(err)
}
