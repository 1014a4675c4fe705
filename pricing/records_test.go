package pricing

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestRecordsAreThoseOfEncodingCSV: the same rows on the same lines, and the same fault on
// the same line, whatever the text.
func TestRecordsAreThoseOfEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b c", ",", ",", ",", "\n", "\n", "\r\n", "\r", `"`, `""`, `"a"`, `"a,b"`, `,"a""b",`, "\n\"", "\"\n", "ä"})).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		l := &catalogLoader{}
		next := l.records(text, 2)
		var got []string
		for r := next(); r != nil; r = next() {
			got = append(got, fmt.Sprintf("%d %q", l.line, r))
		}
		for _, f := range l.faults {
			got = append(got, fmt.Sprintf("%d %s", f.Line, f.Reason))
		}
		var want, faults []string
		for r := newReader(text); ; {
			rec, err := r.Read()
			if err == io.EOF {
				break
			}
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				faults = append(faults, fmt.Sprintf("%d %s", bad.Line, bad.Err))
				break
			}
			line, _ := r.FieldPos(0)
			if len(rec) == 2 {
				want = append(want, fmt.Sprintf("%d %q", line, rec))
			} else {
				faults = append(faults, fmt.Sprintf("%d has %d cells, want 2", line, len(rec)))
			}
		}
		if want = append(want, faults...); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q gives\n%s\nwant\n%s", text, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func newReader(text string) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	return r
}
