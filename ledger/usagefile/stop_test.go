package usagefile_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"tollbook/ledger/usagefile"
)

// A stopping file never ends. Once it was read up to a place it ends the context, and
// counts what is read of it after that.
type stopping struct {
	head, rest string
	at         int
	left       int // up to the place
	stop       func()
	late       int
}

func (s *stopping) Read(p []byte) (int, error) {
	if s.left <= 0 {
		s.late += len(p)
	}
	n := copy(p, s.head)
	s.head = s.head[n:]
	for n < len(p) {
		took := copy(p[n:], s.rest[s.at:])
		n, s.at = n+took, (s.at+took)%len(s.rest)
	}
	if s.left -= n; s.left <= 0 {
		s.stop()
	}
	return n, nil
}

// TestStopped: whatever is being read when the context ends, nothing more is read.
func TestStopped(t *testing.T) {
	const table = "time,model,note\n"
	for name, c := range map[string]struct {
		head, rest string
		at         int
	}{
		"rows":                     {table, "2026-10-01,m,\n", 2 << 20},
		"a header":                 {table[:5], "column,", 1 << 20},
		"a line":                   {table, "x", 1 << 20},
		"a quoted cell":            {table + "2026-10-01,m,\"", "a\n", 2 << 20},
		"rows with a missing cell": {table, "2026-10-01\n", 2 << 20},
		"blank lines":              {table + "2026-10-01,m,\n", "\n", 2 << 20},
		"a JSON text":              {`{"date":"`, "x", 2 << 20},
		"a JSON list":              {`{"a":[`, "1,", 2 << 20},
		"space":                    {"{", " ", 2 << 20},
		"empty buckets":            {`{"data":[`, `{"start_time":1791072000,"end_time":1791158400,"results":[]},`, 200_000},
		"JSON lines":               {day("m"), "\n" + day("m"), 2 << 20},
		"words between JSON lines": {day("m"), "\nWARN retrying", 2 << 20},
		"a log without calls":      {`{"type":"user","sessionId":"s","version":"2","userType":"external"}` + "\n", `{"type":"user"}` + "\n", 8 << 20},
		"a line of a log":          {`{"type":"assistant","sessionId":"s","version":"2","userType":"external","message":{"usage":{}},"a":"`, "x", 8 << 20},
		"UTF-16":                   {string(utf16Of(table, binary.LittleEndian)), "x\x00\n\x00", 2 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			r := &stopping{head: c.head, rest: c.rest, left: c.at, stop: cancel}
			err := drain(ctx, r)
			if !errors.Is(err, context.Canceled) || r.late > 0 {
				t.Errorf("error %v, %d bytes were read after the end", err, r.late)
			}
		})
	}
}

// drain reads a file to its error.
func drain(ctx context.Context, r io.Reader) error {
	f, err := usagefile.OpenContext(ctx, r, usagefile.Options{})
	for err == nil {
		_, err = f.Next(context.Background()) // the context of the file alone has to do
	}
	return err
}

// TestStoppedInArchives: what an archive was read into memory for is left as well.
func TestStoppedInArchives(t *testing.T) {
	rows := "time,model\n" + strings.Repeat("2026-10-01,m\n", 40_000)
	for name, data := range map[string][]byte{"gzip": []byte(squeeze(t, rows)), "zip": []byte(archive(t, map[string]string{"a.csv": rows})), "zip of two": []byte(packed(t, "a.csv", rows, "b.csv", rows))} {
		ctx, cancel := context.WithCancel(context.Background())
		f, err := usagefile.OpenContext(ctx, bytes.NewReader(data), usagefile.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cancel()
		n := 0
		for ; err == nil; n++ {
			_, err = f.Next(context.Background())
		}
		if !errors.Is(err, context.Canceled) || n > 30_000 { // what was unpacked already
			t.Errorf("%s: %d records, then %v", name, n, err)
		}
	}
	// A gzip that never ends, and makes nothing of what it reads: empty members.
	var empty bytes.Buffer
	if err := gzip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := &stopping{rest: empty.String(), left: 1 << 20, stop: cancel}
	if err := drain(ctx, r); !errors.Is(err, context.Canceled) || r.late > 0 {
		t.Errorf("empty members: %v, %d bytes were read after the end", err, r.late)
	}
}

// A stoppingFS counts the folders that are listed after it stopped whoever walks it.
type stoppingFS struct {
	fstest.MapFS
	left int
	stop chan struct{}
	late int
}

func (s *stoppingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if s.left == 0 {
		s.late++
	} else if s.left--; s.left == 0 {
		close(s.stop)
	}
	return s.MapFS.ReadDir(name)
}

// TestStoppedWalk: a walk through many folders ends in the one that it lists.
func TestStoppedWalk(t *testing.T) {
	tree := &stoppingFS{MapFS: fstest.MapFS{}, left: 3, stop: make(chan struct{})}
	for _, name := range strings.Split("a b c d e f g h", " ") {
		tree.MapFS[name+"/x/y.txt"] = &fstest.MapFile{}
	}
	if _, err := usagefile.OpenFolder(tree, usagefile.FolderOptions{Stop: tree.stop}); !errors.Is(err, context.Canceled) || tree.late > 0 {
		t.Errorf("error %v, %d folders were listed after the end", err, tree.late)
	}
}
