package usagefile

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// An endless file begins with head and repeats rest for ever. read counts what was
// taken of it.
type endless struct {
	head, rest string
	at         int // in rest
	read       int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for n < len(p) {
		took := copy(p[n:], e.rest[e.at:])
		n += took
		e.at = (e.at + took) % len(e.rest)
	}
	e.read += n
	return n, nil
}

// lastError reads a file to its error.
func lastError(r io.Reader, opt Options) error {
	f, err := Open(r, opt)
	for err == nil {
		_, err = f.Next(context.Background())
	}
	return err
}

// TestEndlessLines: what is too long is refused by its real reason and its line, as
// soon as that shows: little more is read than may be.
func TestEndlessLines(t *testing.T) {
	const table, record = "time,model\n2026-10-01,m\n", `{"date":"2026-10-03","model":"m","usage":0.25,"requests":3,"prompt_tokens":30,"completion_tokens":4`
	for name, c := range map[string]struct {
		head, rest string
		is         error
		line       string
		most       int
	}{
		"a header without end":                    {"time,model,", "column,", ErrLongLine, "line 1", 9 << 20},
		"a header without separators":             {"time", "model", ErrLongLine, "line 1", 9 << 20},
		"a cell":                                  {table + "2026-10-01,", "m", ErrLongLine, "line 3", 9 << 20},
		"many cells":                              {table + "2026-10-01,", "m,", ErrLongLine, "line 3", 9 << 20},
		"a quoted cell":                           {table + "2026-10-01,\"", "m", ErrLongLine, "line 3", 9 << 20},
		"a quote that is never closed":            {table + "2026-10-01,\"", "2026-10-01,m\n", ErrLongCell, "line 3", 9 << 20},
		"quoted cells in one line":                {table + "2026-10-01,", "\"m\",", ErrLongLine, "line 3", 9 << 20},
		"quoted cells with line breaks":           {table + "2026-10-01", ",\"a\nb\"", ErrLongRecord, "line 3", 24 << 20},
		"a text in the first of JSON lines":       {record + `,"prompt":"`, "m", ErrLongCell, "line 1", 5 << 20},
		"a text in another of JSON lines":         {record + "}\n" + record + `,"prompt":"`, `\"`, ErrLongLine, "line 2", 5 << 20},
		"a list in another of JSON lines":         {record + "}\n" + record + `,"prompt":[`, "1,", ErrLongLine, "line 2", 5 << 20},
		"numbers in another of JSON lines":        {record + "}\n" + record + `,"prompt":`, "1", ErrLongCell, "line 2", 5 << 20},
		"a line of JSON lines that is no record":  {record + "}\n", "x", ErrLongLine, "line 2", 5 << 20},
		"a list in a record of a page":            {`{"data":[` + record + `},` + record + `,"prompt":[`, "1,\n", ErrLongRecord, "line 1", 65 << 20},
		"a text in a record of a page":            {`{"data":[` + "\n" + record + `,"prompt":"`, "m", ErrLongCell, "line 2", 5 << 20},
		"space in a record":                       {record + ",", " ", ErrLongRecord, "line 1", 65 << 20},
		"the first of JSON lines, without a text": {record + `,"prompt":[`, "1,", ErrLongRecord, "line 1", 65 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			r := &endless{head: c.head, rest: c.rest}
			err := lastError(r, Options{})
			if !errors.Is(err, c.is) || !strings.HasPrefix(err.Error(), c.line+":") {
				t.Errorf("error %v, want %s: %v", err, c.line, c.is)
			}
			if r.read > c.most {
				t.Errorf("%d bytes were read, want at most %d", r.read, c.most)
			}
		})
	}
}

// TestLongButRead: what is exactly as long as it may be is read, and so is a document
// of one long line that is no JSON lines.
func TestLongButRead(t *testing.T) {
	cell := strings.Repeat("x", maxLine-len("2026-10-01,m,"))
	entry := `{"date":"2026-10-03","model":"m","usage":0.25,"requests":3,"prompt_tokens":30,"completion_tokens":4,"note":"` + strings.Repeat("y", 1000) + `"},`
	for name, data := range map[string]string{
		"a line":                  "time,model,note\n2026-10-01,m," + cell + "\n2026-10-02,m,\n",
		"a quoted cell":           "time,model,note\n2026-10-01,m,\"" + cell[2:] + "\"\n2026-10-02,m,\n",
		"an answer on one line":   `{"data":{"id":"g","created_at":"2026-10-01T00:00:00Z","model":"m","total_cost":1,"is_byok":false,"usage":1,"native_tokens_prompt":1,"native_tokens_completion":1,"list":[` + strings.Repeat("1,", maxLine/2) + "1]}}",
		"a page of one long line": `{"data":[` + strings.TrimSuffix(strings.Repeat(entry, 2*maxLine/len(entry)), ",") + "]}",
	} {
		if err := lastError(strings.NewReader(data), Options{}); err != io.EOF {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := lastError(strings.NewReader("time,model,note\n2026-10-01,m,"+cell+"x\n2026-10-02,m,\n"), Options{}); !errors.Is(err, ErrLongLine) {
		t.Errorf("one byte more: error %v", err)
	}
}

// TestLongLogLine: a log's line may have 256 MiB, and little of it is in memory; one
// that has more is one bad record, and the next is read.
func TestLongLogLine(t *testing.T) {
	if testing.Short() {
		t.Skip("reads half a GiB")
	}
	call := func(id string) string {
		return `{"type":"assistant","sessionId":"s","version":"2","userType":"external","timestamp":"2026-10-01T10:00:00Z","requestId":"r` + id + `","message":{"id":"m` + id + `","model":"claude-opus-5","role":"assistant","usage":{"input_tokens":1,"output_tokens":1}},"pasted":"`
	}
	long := func(bytes int64) io.Reader { return io.LimitReader(&endless{rest: "pasted text "}, bytes) }
	end := func() io.Reader { return strings.NewReader("\"}\n") }
	r := io.MultiReader(strings.NewReader(call("1")), long(200<<20), end(), strings.NewReader(call("2")), long(257<<20), end(), strings.NewReader(call("3")), end())
	f, err := Open(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Faults) > 0 {
			got += rec.Faults[0].Error() + "; "
		} else {
			got += rec.Row.ID + "; "
		}
	}
	if want := `m1; line 2:  "": a line of more than 256 MiB; m3; `; got != want {
		t.Errorf("records %q, want %q", got, want)
	}
}

// zeros is an archive of so many bytes of nothing behind a table's beginning.
func zeros(t *testing.T, wrap string, n int64) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var index *zip.Writer
	if wrap == "zip" {
		index = zip.NewWriter(&b)
		in, err := index.Create("usage.csv")
		if err != nil {
			t.Fatal(err)
		}
		w = struct {
			io.Writer
			io.Closer
		}{in, index}
	} else {
		w = gzip.NewWriter(&b)
	}
	if _, err := io.Copy(w, io.LimitReader(&endless{head: "time,model\n", rest: "2026-10-01,m\n"}, n)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchivesThatExpand: an archive that makes more than a hundred bytes of each of
// its own is refused once it has made a MiB, in an archive too; what is short is read,
// however often it repeats itself.
func TestArchivesThatExpand(t *testing.T) {
	var twice bytes.Buffer
	w := gzip.NewWriter(&twice)
	if _, err := w.Write(zeros(t, "gzip", 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"gzip": zeros(t, "gzip", 16<<20), "zip": zeros(t, "zip", 16<<20), "gzip in gzip": twice.Bytes()} {
		r := &counted{r: bytes.NewReader(data)}
		if err := lastError(r, Options{}); !errors.Is(err, ErrExpands) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for name, data := range map[string][]byte{"gzip": zeros(t, "gzip", smallArchive-1), "zip": zeros(t, "zip", smallArchive-1)} {
		if err := lastError(bytes.NewReader(data), Options{}); !errors.Is(err, ErrCutOff) && err != io.EOF { // its last line may be cut
			t.Errorf("a short %s: error %v", name, err)
		}
	}
}

// TestExpandingStops: a bomb is left as soon as it has made a hundred times of what was
// read of it, here a MiB and some.
func TestExpandingStops(t *testing.T) {
	in := &endless{rest: "\n"}
	u := &unpacked{r: in, packed: func() int64 { return 2 << 10 }}
	if _, err := io.Copy(io.Discard, u); !errors.Is(err, ErrExpands) || in.read > 2*smallArchive {
		t.Errorf("%d bytes, %v", in.read, err)
	}
	almost := &unpacked{r: io.LimitReader(&endless{rest: "x"}, 200<<10*10), packed: func() int64 { return 20 << 10 }}
	if n, err := io.Copy(io.Discard, almost); err != nil || n != 2_048_000 {
		t.Errorf("exactly a hundredfold: %d bytes, %v", n, err)
	}
}
