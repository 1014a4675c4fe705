package usagefile

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// splitAll cuts text with the splitter; lines are those on which records start.
func splitAll(r io.Reader, comma byte) (records [][]string, lines []int, err error) {
	s := newSplitter(r)
	s.comma = comma
	for {
		fields, err := s.next()
		if err == io.EOF {
			return records, lines, nil
		}
		if err != nil {
			return records, lines, err
		}
		records, lines = append(records, slices.Clone(fields)), append(lines, s.line)
	}
}

// readAll is the same by encoding/csv.
func readAll(text string, comma byte) (records [][]string, lines []int, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = rune(comma)
	r.FieldsPerRecord = -1
	for {
		fields, err := r.Read()
		if err == io.EOF {
			return records, lines, nil
		}
		if err != nil {
			return records, lines, err
		}
		line, _ := r.FieldPos(0)
		records, lines = append(records, fields), append(lines, line)
	}
}

var splitSeeds = []string{
	"", "a", "a\n", "a,b\nc,d", "a,b\r\nc,d\r\n", "\n\na,b\n\n\nc\n", ",\n,,\n", "\r\n\r\na\r\n", "a\rb,c\r", "\r",
	`"a","b"` + "\n" + `"c,d",e`, `"a""b",c` + "\n", "\"a\nb\",c\nd,e\n", "\"a\r\nb\r\n\",\"c\"\r\n\"d\"\r", `""` + "\n", `"",""`, `"""",x`,
	`"never closed` + "\nx", `a"b,c`, `"a"b,c`, `"a" ,b`, ` "a"`, "ok,1\nbad\"x\n", "\"a\"\rb", "\"a\r", "\"\r\n\r\n\"", "x,\"\"\"\n\"\"\"\n", "é,\"ü,\n\"", "a;b\n\"c;d\";e\"\n", "a\tb\n\"c\td\"\te\n", "|\n||\r\n\"|\"",
}

// FuzzSplitter holds the splitter against encoding/csv: the same records, on the
// same lines, the same kind of error, however the text comes in.
func FuzzSplitter(f *testing.F) {
	for _, s := range splitSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		comma := separatorOf(text) // any text has one
		want, wantLines, wantErr := readAll(text, comma)
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
			"data with EOF": iotest.DataErrReader(strings.NewReader(text))} {
			got, lines, err := splitAll(r, comma)
			if !slices.EqualFunc(got, want, slices.Equal[[]string]) || !slices.Equal(lines, wantLines) {
				t.Fatalf("%s: %q on lines %v, want %q on %v", name, got, lines, want, wantLines)
			}
			var a, b *csv.ParseError
			if errors.As(err, &a) != errors.As(wantErr, &b) || a != nil && (!errors.Is(a.Err, b.Err) || a.StartLine != b.StartLine) {
				t.Fatalf("%s: error %v, want %v", name, err, wantErr)
			}
		}
	})
}

// TestSplitterLongRecord: a record longer than a block is one all the same.
func TestSplitterLongRecord(t *testing.T) {
	long := strings.Repeat("long \"\"text\"\"\n", 3*blockSize/14)
	got, lines, err := splitAll(strings.NewReader("a,\""+long+"\",b\nc,d,e\n"), ',')
	if err != nil || len(got) != 2 || got[0][1] != strings.ReplaceAll(long, `""`, `"`) || got[1][2] != "e" || lines[1] != 2+strings.Count(long, "\n") {
		t.Errorf("%d records, lines %v, %v", len(got), lines, err)
	}
}

func TestSplitterReadError(t *testing.T) {
	if _, _, err := splitAll(io.MultiReader(strings.NewReader("a,b\nc"), iotest.ErrReader(io.ErrUnexpectedEOF)), ','); err != io.ErrUnexpectedEOF {
		t.Errorf("error %v, want the reader's", err)
	}
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("2026-11-10T09:00:00Z,openai/gpt-4o,openrouter,1200,300,0,0.0045,production,support-bot\n", 2000)
	b.Run("splitter", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			s := newSplitter(strings.NewReader(text))
			for {
				if _, err := s.next(); err == io.EOF {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("encoding/csv", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			r := csv.NewReader(strings.NewReader(text))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); err == io.EOF {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
