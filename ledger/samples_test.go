package ledger_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
)

// TestEveryReaderTwiceAndOverlapping: the same export again adds nothing, and one that has
// a part of what came before adds the rest, in whichever order they come.
func TestEveryReaderTwiceAndOverlapping(t *testing.T) {
	paths, err := filepath.Glob("usagefile/testdata/*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	c := real()
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.IsDir() || strings.HasSuffix(path, ".expected.json") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			opt := options(filepath.Base(path))
			opt.FX = map[string]string{"CNY": "0.14"}
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
	var document any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&document) == nil && !dec.More() {
		whole := map[string]any{"": document}
		list, put := outermost(whole)
		if len(list) < 2 {
			return nil, nil
		}
		half := func(part []any) []byte {
			put(part)
			text, _ := json.Marshal(whole[""]) // which was just decoded
			return text
		}
		return half(list[:len(list)/2]), half(list[len(list)/2:])
	}
	lines, head := bytes.SplitAfter(text, []byte("\n")), 0
	if first := bytes.TrimLeft(lines[0], "\ufeff "); first[0] != '{' {
		for head = 1; bytes.Count(lines[head], []byte(",")) > bytes.Count(lines[0], []byte(",")); head++ { // a preamble
		}
	}
	half := (len(lines) + head) / 2
	return bytes.Join(lines[:half], nil), append(bytes.Join(lines[:head], nil), bytes.Join(lines[half:], nil)...)
}

// outermost is the outermost list of objects in an object, nil where there is none, and
// what puts another in its place.
func outermost(whole map[string]any) (list []any, put func([]any)) {
	type object = map[string]any
	for level := []object{whole}; len(level) > 0; {
		var inner []object
		for _, members := range level {
			for name, value := range members {
				switch v := value.(type) {
				case []any:
					if len(v) > 0 {
						if _, ok := v[0].(object); ok {
							return v, func(part []any) { members[name] = part }
						}
					}
				case object:
					inner = append(inner, v)
				}
			}
		}
		level = inner
	}
	return nil, nil
}
