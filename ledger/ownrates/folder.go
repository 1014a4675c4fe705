// Package ownrates keeps the folder of rates that stands beside a ledger: files like those
// of data/, laid over what is built in. People write into it by hand; a program changes it
// in steps, each of which has a number, is done whole or not at all, and can be taken back.
//
//	catalog/rates/openrouter.csv    the rates, as package pricing reads them
//	catalog/held.csv                prices that wait for somebody's word
//	catalog/steps/0003.csv          what step 3 changed, line by line
package ownrates

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"tollbook/ledger/wholefile"
	"tollbook/pricing"
)

// ErrBusy is returned where another process was changing the folder for longer than wait.
var ErrBusy = errors.New("another tollbook is changing the own rates")

// wait is how long a change waits for another process's.
const wait = 5 * time.Second

// A Folder is the own rates beside one ledger. There need not be any yet.
type Folder struct {
	path  string
	wait  time.Duration // for the lock; zero is the constant's
	after func()        // called after each change of a file, by tests of crashes
}

// Beside is the folder of a ledger's file.
func Beside(ledger string) Folder {
	return Folder{path: filepath.Join(filepath.Dir(ledger), pricing.OwnFolder)}
}

// Path is where the folder is.
func (f Folder) Path() string { return f.path }

// FS are the files to lay over the catalog, as they are now; nil where there are none. A step
// that was interrupted is taken back first. No step is seen in part: where another process
// makes one meanwhile, the files are read again.
func (f Folder) FS() (fs.FS, error) {
	if beside, err := os.Stat(filepath.Dir(f.path)); err == nil && !beside.IsDir() {
		return nil, nil // there is no such ledger, which is for others to say
	}
	if _, err := os.Stat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	for range 100 {
		mark, pending, err := f.mark()
		if err != nil {
			return nil, err
		}
		if pending {
			unlock, err := f.lock(context.Background()) // ends what is pending
			if err != nil {
				return nil, err
			}
			unlock()
			continue
		}
		files := memory{}
		err = f.each(func(name string) (err error) {
			if _, beside := kept[name]; !beside {
				files[name], err = os.ReadFile(f.file(name))
			}
			return err
		})
		again, _, errMark := f.mark()
		if errMark != nil {
			return nil, errMark
		}
		if again == mark {
			return files, err
		}
	}
	return nil, ErrBusy
}

// mark changes with every step, and says whether one is being made.
func (f Folder) mark() (mark string, pending bool, err error) {
	entries, err := os.ReadDir(f.file(steps))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", false, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // since
			mark += "-"
			continue
		} else if err != nil {
			return "", false, err
		}
		mark += fmt.Sprintln(e.Name(), info.Size(), info.ModTime().UnixNano())
		pending = pending || e.Name() == path.Base(pendingName)
	}
	return mark, pending, nil
}

// each calls do with every file that the folder keeps, but for those of steps.
func (f Folder) each(do func(name string) error) error {
	folders := []string{"."}
	for folder := range pricing.Columns {
		folders = append(folders, folder)
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(f.file(folder)) // follows a link, as a walk would not
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			name := path.Join(folder, e.Name())
			if _, ok := headerOf(name); !ok {
				continue
			}
			if err := do(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Records are the lines of one file below its header, by cell.
type Records = [][]string

// Files are the files of the folder, by their slash-separated paths in it.
type Files = map[string]Records

// read reads the files that hold data: all but those of steps.
func (f Folder) read() (Files, error) {
	files := Files{}
	err := f.each(func(name string) (err error) {
		files[name], err = f.readFile(name)
		return err
	})
	return files, err
}

// readFile reads one file and holds it to its header; nil where there is none.
func (f Folder) readFile(name string) (Records, error) {
	text, err := f.text(name)
	if text == nil || err != nil {
		return nil, err
	}
	return f.parsed(name, text)
}

// text is a file as it is; nil where there is none.
func (f Folder) text(name string) ([]byte, error) {
	text, err := os.ReadFile(f.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

func (f Folder) parsed(name string, text []byte) (Records, error) {
	if text == nil {
		return nil, nil
	}
	header, ok := headerOf(name)
	if !ok {
		return nil, fmt.Errorf("%s is no file of own rates", name)
	}
	r := csv.NewReader(bytes.NewReader(text))
	if first, err := r.Read(); err != nil || !slices.Equal(first, header) {
		return nil, fmt.Errorf("%s: its first line has to be %s", f.file(name), strings.Join(header, ","))
	}
	r.FieldsPerRecord = len(header)
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.file(name), err)
	}
	return all, nil
}

func (f Folder) file(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }

// headerOf is the header of a file that the folder keeps, false for any other.
func headerOf(name string) ([]string, bool) {
	if !strings.HasSuffix(name, ".csv") {
		return nil, false
	}
	if header, ok := kept[name]; ok {
		return header, true
	}
	header, ok := pricing.Columns[path.Dir(name)]
	return header, ok
}

// kept are the files that are no part of the catalog, with their columns.
var kept = map[string][]string{
	Held: {"id", "state", "gateway", "model", "gateway_model_id", "kind", "over", "window", "was", "was_source", "was_seen", "now", "from", "source", "seen", "why"},
	Tags: {"address", "etag", "feed", "at"},
}

// The files beside the catalog's.
const (
	Held = "held.csv" // prices that wait for catalog update --accept
	Tags = "tags.csv" // what a server answered by: asked again, it says whether that is still so
)

// written is a file of lines below its header; nil without lines.
func written(name string, lines Records) ([]byte, error) {
	header, ok := headerOf(name)
	if !ok {
		return nil, fmt.Errorf("%s is no file of own rates", name)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return csvText(append(Records{header}, lines...))
}

func csvText(lines Records) ([]byte, error) {
	var text bytes.Buffer
	err := csv.NewWriter(&text).WriteAll(lines)
	return text.Bytes(), err
}

// put puts a text in the place of a file, whole or not at all: beside its path first, then in
// its place. Without text the file is taken away.
func (f Folder) put(name string, text []byte) error {
	path := f.file(name)
	if text == nil {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f.changed()
		return nil
	}
	return wholefile.Write(path, text, func(written string) error {
		f.changed()
		if err := os.Rename(written, path); err != nil {
			return err
		}
		f.changed()
		return nil
	})
}

func (f Folder) changed() {
	if f.after != nil {
		f.after()
	}
}

// lock keeps other processes from changing the folder until unlock is called. What one that
// died has left half done is brought to an end first.
func (f Folder) lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return nil, err
	}
	l := flock.New(f.file("lock"))
	ctx, stop := context.WithTimeout(ctx, cmp.Or(f.wait, wait))
	defer stop()
	ok, err := l.TryLockContext(ctx, 50*time.Millisecond)
	if errors.Is(err, context.DeadlineExceeded) || err == nil && !ok {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, err
	}
	unlock = func() { _ = l.Unlock() } // what follows a failed one is the end of the process
	if err := f.recover(); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}
