package ledger_test

import (
	"bytes"
	"slices"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/ledger/usagefile/sampletest"
)

// TestEveryReaderTwiceAndOverlapping: the same export again adds nothing, and one that has
// a part of what came before adds the rest, in whichever order they come.
func TestEveryReaderTwiceAndOverlapping(t *testing.T) {
	c := real()
	for _, sample := range sampletest.All(t, "usagefile/testdata") {
		t.Run(sample.Name, func(t *testing.T) {
			text, opt := sample.Text, options(sample.Name)
			opt.FX = sampletest.Rates()
			once := temporary(t, c)
			typ := take(t, once, text, opt).Type
			log := slices.ContainsFunc(usagefile.Formats(), func(f *usagefile.Format) bool { return f.Name == typ && f.IsLog() })
			want := figures(t, once)
			if again := take(t, once, text, opt); again.Added > 0 || again.Rows > 0 && again.Duplicates+again.Updated == 0 {
				t.Errorf("the same again: %+v", again)
			}
			if got := figures(t, once); got != want {
				t.Errorf("twice is\n%s\nwant\n%s", got, want)
			}
			sound(t, once)
			first, second := halves(text, log)
			if first == nil {
				return // of one record
			}
			grown := temporary(t, c)
			_, _ = grown.Import(t.Context(), bytes.NewReader(first), opt) // one that is refused leaves nothing
			take(t, grown, text, opt)
			if got := figures(t, grown); got != want {
				t.Errorf("behind its first half\n%s\nwant\n%s", got, want)
			}
			sound(t, grown)
			if second == nil {
				return
			}
			_, _ = once.Import(t.Context(), bytes.NewReader(second), opt)
			if got := figures(t, once); got != want {
				t.Errorf("before its second half\n%s\nwant\n%s", got, want)
			}
			sound(t, once)
		})
	}
}

// take imports a sample.
func take(t *testing.T, s *ledger.Store, text []byte, opt usage.ImportOptions) usage.Imported {
	t.Helper()
	got, err := s.Import(t.Context(), bytes.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// halves are exports with the first and with the second half of a sample's records, nil of
// a sample of one record. Of a table both have the lines above its rows. A log only grows:
// its first half is cut somewhere, and it has no second.
func halves(text []byte, log bool) (first, second []byte) {
	if log {
		return text[:len(text)/2], nil
	}
	if document, ok := sampletest.DocumentOf(text); ok {
		list := document.Records
		if len(list) < 2 {
			return nil, nil
		}
		return document.With(list[:len(list)/2]), document.With(list[len(list)/2:])
	}
	lines, head := bytes.SplitAfter(text, []byte("\n")), 0
	if first := bytes.TrimLeft(lines[0], "\ufeff "); first[0] != '{' {
		for head = 1; bytes.Count(lines[head], []byte(",")) > bytes.Count(lines[0], []byte(",")); head++ { // a preamble
		}
	}
	half := (len(lines) + head) / 2
	return bytes.Join(lines[:half], nil), append(bytes.Join(lines[:head], nil), bytes.Join(lines[half:], nil)...)
}
