package usage

import (
	"context"
	"errors"
	"io"
	"slices"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
)

// A Sample is the beginning of a CSV: its columns, its first records as they are
// written, and what an import with the same options would make of them.
type Sample struct {
	Columns []string
	Cells   [][]string
	Rows    []SampleRow
	// Recalled is what was said about these columns before; nil for nothing.
	Recalled *usagefile.Mapping
	// Fault is why no record can be read with these options; nil where they can.
	Fault error
}

// A SampleRow is a record as it would come in, or what is wrong with it.
type SampleRow struct {
	usagefile.Row
	Faults []usagefile.Fault
}

// ReadSample reads the first n records of a CSV. It writes nothing, and returns an error
// for what is no CSV alone; that the options don't fit is the Fault of what it returns.
func ReadSample(ctx context.Context, q sqlite.Querier, r io.ReadSeeker, opt ImportOptions, n int) (Sample, error) {
	var out Sample
	var err error
	if out.Columns, out.Cells, err = usagefile.Peek(r, n); err != nil {
		return out, err
	}
	opt.HideKeys()
	out.Columns = usagefile.HidingKeys(out.Columns)
	for i := range out.Cells {
		out.Cells[i] = usagefile.HidingKeys(out.Cells[i])
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return out, err
	}
	if err := opt.Remembering(ctx, q); err != nil {
		return out, err
	}
	out.Recalled = opt.Remembered(out.Columns)
	file, err := usagefile.Open(r, opt.Options)
	if err != nil {
		out.Fault = err
		return out, nil
	}
	defer file.Close()
	said := func(field string) bool {
		_, set := opt.Set[field]
		return set || file.Recalled != nil && file.Recalled.Set[field] != ""
	}
	if !file.SaysGateway() && opt.Account == "" && !said("gateway") && !said("account") {
		out.Fault = ErrNoGateway
	}
	for len(out.Rows) < n {
		rec, err := file.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			out.Fault = err
			return out, nil
		}
		if !rec.Idle {
			row := SampleRow{rec.Row, slices.Clone(rec.Faults)}
			row.HideKeys()
			for i := range row.Faults {
				row.Faults[i].HideKeys()
			}
			out.Rows = append(out.Rows, row)
		}
	}
	return out, nil
}
