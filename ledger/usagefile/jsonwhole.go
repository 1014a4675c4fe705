package usagefile

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"

	"tollbook/pricing"
)

// A wholeFile makes the rows of each record of those in it and of their parts
// (Format.whole). It holds one record at a time, which may go on in the next page.
type wholeFile struct {
	*jsonFile
	rows, parts []Row  // of the record that is read
	raw         []byte // it, as it is written
	of, page    int    // its number, and that of its page

	made    []Row // of the record before
	madeRaw []byte
	record  Record
	err     error // what comes behind the rows that were made
}

func (w *wholeFile) next() (*Record, error) {
	for {
		if len(w.made) > 0 {
			raw := w.madeRaw
			w.record = Record{Format: w.format, Row: w.made[0], whole: func() []byte { return raw }}
			w.made = w.made[1:]
			return &w.record, nil
		}
		if w.err != nil {
			return nil, w.err
		}
		rec, err := w.jsonFile.next()
		switch {
		case err == io.EOF:
			w.err = cmp.Or(w.make(), w.inOrder(), err)
		case err != nil:
			return nil, err
		case len(rec.Faults) > 0:
			return rec, nil
		default:
			if w.number != w.of {
				if !w.continues(&rec.Row) {
					w.err = w.make()
				}
				w.of, w.page, w.raw = w.number, w.now.page, bytes.Clone(w.now.raw)
			}
			w.rows, w.parts = append(w.rows, rec.Row), append(w.parts, w.jsonFile.parts...)
		}
	}
}

// continues reports whether a row is of a record that the page before began.
func (w *wholeFile) continues(r *Row) bool {
	return len(w.rows) > 0 && w.now.goesOn && w.now.page == w.page+1 && r.At.Equal(w.rows[0].At)
}

// make makes the rows of the record that was read, in the order of their lines.
func (w *wholeFile) make() error {
	if len(w.rows) == 0 {
		return nil
	}
	made, warning := w.format.whole(w.rows, w.parts)
	if warning != "" {
		w.warned.say(warning)
	}
	if len(w.opt.Set) > 0 { // rows that differ in what is set are one
		for i := range made {
			made[i].set(w.opt.Set)
		}
		made = Together(made)
	}
	slices.SortStableFunc(made, func(a, b Row) int { return cmp.Compare(a.Line, b.Line) })
	for _, r := range made {
		if err := holdable(&r); err != nil {
			return fmt.Errorf("line %d: %s: the sum is %w", r.Line, r.Model, err)
		}
	}
	w.made, w.madeRaw, w.rows, w.parts = made, w.raw, nil, nil
	return nil
}

// inOrder refuses a file of some pages of a report that are not its first ones, each once:
// a record may begin on one page and end on the next, and would be known in part.
func (w *wholeFile) inOrder() error {
	if why := w.records.stream.disorder; why != "" {
		return fmt.Errorf("%s: %s", why, allPages)
	}
	return nil
}

// part says why the file is not the whole report, "" where it is.
func (w *wholeFile) part() string {
	if w.records.stream.part == "" {
		return ""
	}
	return "the last page is not the report's last: " + allPages
}

// allPages is what to do about a file without some of a report's pages.
const allPages = "put all pages into one file, in their order: what one page begins the next one ends"

// holdable reports what of a row that was added up is more than a row may hold.
func holdable(r *Row) error {
	for _, n := range append(r.Tokens[:], r.Requests) {
		if n > maxCount {
			return fmt.Errorf("more than %d", int64(maxCount))
		}
	}
	_, err := pricing.ParseMoney(r.Cost.String())
	return err
}
