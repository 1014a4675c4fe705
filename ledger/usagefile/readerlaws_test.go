package usagefile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/ledger/usagefile/sampletest"
)

// everySample calls do with each sample of testdata, whose name is the test's.
func everySample(t *testing.T, do func(t *testing.T, text []byte)) {
	for _, sample := range sampletest.All(t, "testdata") {
		t.Run(sample.Name, func(t *testing.T) { do(t, sample.Text) })
	}
}

// goodRows are the rows of a file that are not bad, up to where it ends or is refused.
// joined says that copies of a call are one row of it, so that a row may be less full
// than in the whole file.
func goodRows(t *testing.T, text []byte) (rows []string, joined bool, err error) {
	t.Helper()
	f, err := usagefile.Open(bytes.NewReader(text), usagefile.Options{FX: sampletest.Rates()})
	if err != nil {
		return nil, false, err
	}
	for {
		rec, err := f.Next(t.Context())
		if err == io.EOF {
			return rows, joined, nil
		}
		if err != nil {
			return rows, joined, err
		}
		if len(rec.Faults) == 0 && !rec.Idle {
			joined = joined || rec.Format.Fullest
			rec.Row.Line = 0
			rows = append(rows, fmt.Sprintf("%+v", rec.Row))
		}
	}
}

// TestEveryReaderOnACutFile: a file that was cut off anywhere is refused, or has the rows
// of the whole one as far as it goes. Only the last may be another: a number that is cut is
// a number.
func TestEveryReaderOnACutFile(t *testing.T) {
	everySample(t, func(t *testing.T, text []byte) {
		whole, joined, err := goodRows(t, text)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 30 {
			end := len(text) * i / 30
			rows, _, err := goodRows(t, text[:end])
			if err != nil {
				continue
			}
			if joined { // the last few may still grow
				rows = rows[:max(0, len(rows)-4)]
			}
			for n := range len(rows) - 1 {
				if n >= len(whole) || rows[n] != whole[n] {
					t.Fatalf("cut at byte %d, row %d is\n%s", end, n, rows[n])
				}
			}
		}
	})
}

// TestEveryReaderOnADamagedRecord: a digit that is none any more costs the record in which
// it stands, or makes another of its labels; it never changes another record.
func TestEveryReaderOnADamagedRecord(t *testing.T) {
	everySample(t, func(t *testing.T, text []byte) {
		whole, _, err := goodRows(t, text)
		if err != nil {
			t.Fatal(err)
		}
		most, start := 1, headerEnd(text)
		if trimmed := bytes.TrimLeft(text, "\ufeff \n"); trimmed[0] == '{' || trimmed[0] == '[' {
			most, start = 8, 0 // rows of one bucket, or calls behind a running total
		}
		for i := range 40 {
			at := start + (len(text)-start)*i/40
			for at < len(text) && (text[at] < '0' || text[at] > '9') {
				at++
			}
			if at == len(text) {
				break
			}
			damaged := bytes.Clone(text)
			damaged[at] = 'x'
			rows, _, err := goodRows(t, damaged)
			if err != nil {
				if len(whole) > most {
					t.Fatalf("byte %d refuses the file: %v", at, err)
				}
				continue // the file is that record
			}
			if others, lost := without(rows, whole), without(whole, rows); len(others) > most || len(lost) > most {
				t.Fatalf("byte %d: %d other rows, %d lost", at, len(others), len(lost))
			}
		}
	})
}

// without are the rows of one list that are not in another.
func without(rows, of []string) []string {
	return slices.DeleteFunc(slices.Clone(rows), func(r string) bool { return slices.Contains(of, r) })
}

// A longSample is a sample whose records come again and again: its lines below the header,
// or the elements of the outermost list of objects in its document.
type longSample struct {
	head, records, between, tail []byte
}

func long(text []byte) longSample {
	document, ok := sampletest.DocumentOf(text)
	if !ok { // lines
		start := 0
		if trimmed := bytes.TrimLeft(text, "\ufeff \n"); len(trimmed) > 0 && trimmed[0] != '{' {
			start = headerEnd(text)
		}
		return longSample{head: text[:start], records: bytes.TrimRight(text[start:], "\r\n"), between: []byte("\n")}
	}
	const here = `"the list"`
	if document.Records != nil {
		records, _ := json.Marshal(document.Records) // which were just read
		around := document.With(json.RawMessage(here))
		head, tail, _ := bytes.Cut(around, []byte(here))
		return longSample{append(head, '['), records[1 : len(records)-1], []byte(","), append([]byte("]"), tail...)}
	}
	return longSample{records: bytes.ReplaceAll(text, []byte("\n"), []byte(" ")), between: []byte("\n")}
}

// times is the sample with so many times its records.
func (l longSample) times(n int) io.Reader {
	again := append(bytes.Clone(l.between), l.records...)
	return io.MultiReader(bytes.NewReader(l.head), bytes.NewReader(l.records), &repeated{text: again, times: n - 1}, bytes.NewReader(l.tail))
}

// A repeated reads a text some times.
type repeated struct {
	text  []byte
	at    int
	times int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.times <= 0 {
			return n, io.EOF
		}
		copied := copy(p[n:], r.text[r.at:])
		n += copied
		if r.at += copied; r.at == len(r.text) {
			r.at = 0
			r.times--
		}
	}
	return n, nil
}

// headerEnd is where the first row begins, behind the widest line of the first few.
func headerEnd(text []byte) int {
	at, end, most := 0, 0, 0
	for n := 0; n < 6 && at < len(text); n++ {
		line := bytes.IndexByte(text[at:], '\n') + 1
		if line == 0 {
			break
		}
		if commas := bytes.Count(text[at:at+line], []byte(",")); commas > most {
			most, end = commas, at+line
		}
		at += line
	}
	return end
}

// A countedReader counts what is read of it.
type countedReader struct {
	r io.Reader
	n int
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// longEnough is more than any reader may look at before it hands out a first row.
const longEnough = 4 << 20

// TestEveryReaderOnALongFile: a long file is not read to its end before its first rows come
// out, and its records are all read.
func TestEveryReaderOnALongFile(t *testing.T) {
	everySample(t, func(t *testing.T, text []byte) {
		times := longEnough/len(text) + 1
		in := &countedReader{r: long(text).times(times)}
		f, err := usagefile.Open(in, usagefile.Options{FX: sampletest.Rates()})
		if err != nil {
			t.Fatal(err)
		}
		records := 0
		for {
			rec, err := f.Next(t.Context())
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if records += 1 + rec.Copies; records == 1 && in.n > longEnough/2 {
				t.Errorf("%d of %d bytes were read before the first record", in.n, longEnough)
			}
		}
		if records < times {
			t.Errorf("%d records of %d times the sample", records, times)
		}
	})
}

// BenchmarkReaders reads b.N records of each sample's kind. With -benchtime 1000000x a
// million of each: peak-MB is the most that lived meanwhile.
func BenchmarkReaders(b *testing.B) {
	for _, sample := range sampletest.All(b, "testdata") {
		b.Run(sample.Name, func(b *testing.B) {
			records := long(sample.Text)
			runtime.GC()
			var before, now runtime.MemStats
			runtime.ReadMemStats(&before)
			peak := before.HeapAlloc
			b.ReportAllocs()
			b.ResetTimer()
			f, err := usagefile.Open(records.times(b.N), usagefile.Options{FX: sampletest.Rates()})
			if err != nil {
				b.Fatal(err)
			}
			for n, looked := 0, 0; n < b.N; looked++ {
				rec, err := f.Next(b.Context())
				if err == io.EOF {
					break
				}
				if err != nil {
					b.Fatal(err)
				}
				n += 1 + rec.Copies
				if looked%10_000 == 0 {
					runtime.ReadMemStats(&now)
					peak = max(peak, now.HeapAlloc)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(peak-before.HeapAlloc)/(1<<20), "peak-MB")
		})
	}
}
