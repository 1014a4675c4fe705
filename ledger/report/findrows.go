package report

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// ErrNoRow is returned where no row of usage has an id.
var ErrNoRow = errors.New("no such row of usage")

// FindRows finds rows by what their export or a list calls them: the request id,
// a row's Address, or FILE:LINE. Several accounts may have one id, and rows without
// an id are found by the others. It returns ErrNoRow.
func FindRows(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, name string) (out []UsageRow, err error) {
	f, err := newFiller(ctx, q, c)
	if err != nil {
		return nil, err
	}
	var keys []string
	if text, ok := strings.CutPrefix(name, keyPrefix); ok {
		if key, err := hex.DecodeString(text); err == nil {
			keys = append(keys, string(key))
		}
	}
	err = sqlite.Each(ctx, q, `SELECT id FROM account ORDER BY name`, nil, func(row sqlite.Scanner) error {
		var id int64
		err := row.Scan(&id)
		keys = append(keys, string(usage.FirstKey(id))+"i"+name)
		return err
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	for _, key := range keys {
		rows, err := f.rows(ctx, `key = ?`, []byte(key))
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
		if err := findCounts(ctx, q, c, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// atLine finds the rows whose figures stand at FILE:LINE, by the file's path or its last
// part, or by what a source's pulls are called without its address: sync prod:12.
func (f *filler) atLine(ctx context.Context, name string) (out []UsageRow, err error) {
	at := strings.LastIndexByte(name, ':')
	if at < 0 {
		return nil, nil
	}
	var line int
	if n, err := fmt.Sscanf(name[at+1:], "%d", &line); n != 1 || err != nil || fmt.Sprint(line) != name[at+1:] {
		return nil, nil
	}
	sources, err := sqlite.Lines(ctx, f.q, `SELECT CAST(id AS TEXT) FROM import_file WHERE path = ?1 OR substr(path, -length(?2)) = ?2 OR substr(path, 1, length(?3)) = ?3`, name[:at], "/"+name[:at], name[:at]+" (")
	if err != nil || len(sources) == 0 {
		return nil, sqlite.Fault(err)
	}
	origins := make([]string, len(sources))
	for i, id := range sources {
		origins[i] = fmt.Sprintf("(%s << 32) + %d", id, line)
	}
	return f.rows(ctx, `origin IN (`+strings.Join(origins, ", ")+`)`)
}

// findCounts finds which part of a row a report counts.
func findCounts(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, r *UsageRow) error {
	day := pricing.StartOfDay(r.At)
	sums, err := usage.ReadSums(ctx, q, c, usage.SumsQuery{From: day, To: day, Account: r.Account})
	if err != nil {
		return err
	}
	for i := range sums.Days {
		if d := &sums.Days[i]; d.ID == r.spend {
			r.count(counting{d.DollarsCount, d.TokensCount, d.Beside})
		}
	}
	return nil
}
