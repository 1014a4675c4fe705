package ownrates

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/wholefile"
)

const steps = "steps"

// A Step is one change of the folder.
type Step struct {
	ID     int
	Kind   string    // "update" or "set"
	At     time.Time // to the second, in UTC
	Words  string    // what it was: the feeds of an update, the price of a set
	Undone bool
	Files  map[string]Edit
}

// An Edit is what a step did to one file.
type Edit struct {
	Removed, Added Records

	before, after string // digests of the file
	was           []byte // the file before, where its lines alone would not give it back; nil where they do
}

var (
	// ErrNoStep is returned for the number of a step that there is not, or that was taken
	// back already.
	ErrNoStep = errors.New("no such change of own rates")
	// ErrNothing is returned by Change where the files are as they were.
	ErrNothing = errors.New("nothing has changed")
)

// A ChangedSinceError is returned where lines of a step were changed by later ones, which
// have to be taken back first.
type ChangedSinceError struct {
	ID   int
	File string
	By   []int // the later steps that touched the file, the newest first; none: by hand
}

func (e *ChangedSinceError) Error() string {
	return fmt.Sprintf("what change %d wrote into %s has been changed since", e.ID, e.File)
}

// stepHeader are the columns of a step's file: the lines of head say what it was, the
// others are of a file: its digests before and after, what it was where it was not as we write
// it, and its lines that the step took away (-) or wrote (+).
var stepHeader = []string{"file", "op", "line"}

// Change lets edit change the files and makes a step of it. All of it is done, or nothing.
func (f Folder) Change(ctx context.Context, kind, words string, at time.Time, edit func(Files) error) (s Step, err error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return s, err
	}
	defer unlock()
	f.sweep()
	before, after, err := f.edited(edit)
	if err != nil {
		return s, err
	}
	s = Step{Kind: kind, Words: words, At: at.UTC().Truncate(time.Second), Files: map[string]Edit{}}
	for name := range before {
		if _, ok := after[name]; !ok {
			after[name] = nil // it is taken away
		}
	}
	for name := range after {
		if e := difference(before[name], after[name]); len(e.Removed)+len(e.Added) > 0 {
			s.Files[name] = e
		}
	}
	if len(s.Files) == 0 {
		return s, ErrNothing
	}
	last, err := f.last()
	if err != nil {
		return s, err
	}
	s.ID = last + 1
	texts := map[string][]byte{}
	for name, e := range s.Files {
		if texts[name], err = written(name, after[name]); err != nil {
			return s, err
		}
		if s.Files[name], err = f.prepared(name, e, texts[name]); err != nil {
			return s, err
		}
	}
	err = f.commit(s, texts, func() error {
		if err := os.Rename(f.file(pendingName), f.file(stepName(s.ID))); err != nil {
			return err
		}
		f.changed()
		return nil
	})
	if err == nil {
		f.forget()
	}
	return s, err
}

// stepsKept is how many steps can be taken back: an update that sees every rate again is of
// some hundred kilobytes.
const stepsKept = 30

// forget takes the files of steps away that are older than those kept. One that can't be
// taken away stays: it is in nobody's way.
func (f Folder) forget() {
	all, err := f.Steps()
	if err != nil {
		return
	}
	for _, s := range all[min(stepsKept, len(all)):] {
		_ = os.Remove(f.file(stepName(s.ID)))
	}
}

// edited are the files as they are, and as they would be.
func (f Folder) edited(edit func(Files) error) (before, after Files, err error) {
	if before, err = f.read(); err != nil {
		return nil, nil, err
	}
	after = Files{}
	for name, lines := range before {
		after[name] = slices.Clone(lines)
	}
	if err := edit(after); err != nil {
		return nil, nil, err
	}
	for name, lines := range after {
		for i, line := range lines {
			lines[i] = readable(line)
		}
		sorted(name, lines)
	}
	return before, after, nil
}

// readable are cells as they will be read: CSV has one way to end a line inside of a cell.
func readable(line []string) []string {
	out := slices.Clone(line)
	for i := range out {
		for strings.Contains(out[i], "\r\n") {
			out[i] = strings.ReplaceAll(out[i], "\r\n", "\n")
		}
	}
	return out
}

// Tried are the catalog's files as they would be with a change, which is not made.
func (f Folder) Tried(edit func(Files) error) (fs.FS, error) {
	_, after, err := f.edited(edit)
	if err != nil {
		return nil, err
	}
	return Overlay(after)
}

// commit writes the step down as pending, then the files, and says then that it is done: what
// is found pending was interrupted, and is taken back.
func (f Folder) commit(s Step, texts map[string][]byte, done func() error) error {
	pending, err := csvText(s.records())
	if err != nil {
		return err
	}
	if err := f.put(pendingName, pending); err != nil {
		return err
	}
	for name := range s.Files {
		if err := f.put(name, texts[name]); err != nil {
			return errors.Join(err, f.recover())
		}
	}
	if err := done(); err != nil {
		return errors.Join(err, f.recover())
	}
	return nil
}

const pendingName = steps + "/pending.csv"

func stepName(id int) string { return fmt.Sprintf("%s/%04d.csv", steps, id) }

// Steps lists all changes, the newest first, those that were taken back among them.
func (f Folder) Steps() (out []Step, err error) {
	entries, err := os.ReadDir(f.file(steps))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".csv")
		if _, err := strconv.Atoi(name); err != nil || !ok {
			continue
		}
		s, err := readStep(f.file(steps + "/" + e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Step) int { return b.ID - a.ID })
	return out, nil
}

// last is the highest number that a step has had; 0 where there is none.
func (f Folder) last() (int, error) {
	all, err := f.Steps()
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].ID, nil
}

// Read returns the lines of one file of the folder.
func (f Folder) Read(name string) (Records, error) {
	if _, ok := headerOf(name); !ok {
		return nil, fmt.Errorf("%s is no file of own rates", name)
	}
	return f.readFile(name)
}

// sweep takes away what a crash has left half written: nobody else writes while the folder is
// locked. What can't be taken away stays.
func (f Folder) sweep() {
	for _, folder := range []string{".", steps, "rates", "models", "aliases", "gateways", "withdrawn"} {
		entries, err := os.ReadDir(f.file(folder))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), wholefile.Prefix) {
				_ = os.Remove(f.file(folder + "/" + e.Name()))
			}
		}
	}
}
