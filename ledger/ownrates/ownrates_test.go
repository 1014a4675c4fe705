package ownrates

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"pgregory.net/rapid"
)

var (
	bg  = context.Background()
	day = time.Date(2026, 11, 10, 10, 0, 0, 0, time.UTC)
)

const (
	acme  = "rates/acme.csv"
	other = "rates/other.csv"
	terms = "gateways/acme.csv"
)

// row is a line of rates of an id at a price.
func row(id, usd string) []string {
	return []string{"acme/" + id, id, "", "", "", "", usd, "", "", "", "", "", "own", "contract", "2026-11-10"}
}

func newFolder(t interface{ TempDir() string }) Folder {
	return Beside(filepath.Join(t.TempDir(), "ledger.db"))
}

// add makes a step that adds lines to a file.
func add(t *testing.T, f Folder, name string, lines ...[]string) Step {
	t.Helper()
	s, err := f.Change(bg, "set", "a price", day, func(files Files) error {
		files[name] = append(files[name], lines...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// swap makes a step that writes one line in the place of another.
func swap(t *testing.T, f Folder, name string, out, in []string) Step {
	t.Helper()
	s, err := f.Change(bg, "set", "a price", day, func(files Files) error {
		i := slices.IndexFunc(files[name], func(l []string) bool { return slices.Equal(l, out) })
		files[name][i] = in
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// texts are the files of a folder but for its steps and its lock, by path.
func texts(t interface{ Fatal(...any) }, f Folder) map[string]string {
	out := map[string]string{}
	err := filepath.WalkDir(f.path, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		inside, _ := filepath.Rel(f.path, name)
		if d.IsDir() && inside == steps {
			return fs.SkipDir
		}
		if _, ok := headerOf(filepath.ToSlash(inside)); ok {
			text, err := os.ReadFile(name)
			out[filepath.ToSlash(inside)] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func write(t *testing.T, f Folder, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(f.file(name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.file(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const header = "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen"

func TestStepsAndUndo(t *testing.T) {
	f := newFolder(t)
	if own, err := f.FS(); own != nil || err != nil {
		t.Fatalf("no folder: %v, %v", own, err)
	}
	if all, err := f.Steps(); len(all) > 0 || err != nil {
		t.Fatalf("no folder: %v, %v", all, err)
	}
	states := []map[string]string{{}}
	if s := add(t, f, acme, row("m2", "2"), row("m1", "3")); s.ID != 1 || s.Kind != "set" || !s.At.Equal(day) || len(s.Files[acme].Added) != 2 {
		t.Errorf("%+v", s)
	}
	states = append(states, texts(t, f))
	swap(t, f, acme, row("m1", "3"), row("m1", "4"))
	states = append(states, texts(t, f))
	add(t, f, other, row("m1", "5"))
	want := header + "\n" + strings.Join(row("m1", "4"), ",") + "\n" + strings.Join(row("m2", "2"), ",") + "\n"
	if got := texts(t, f)[acme]; got != want {
		t.Errorf("the file\n%s\nwant\n%s", got, want)
	}
	if _, err := f.Change(bg, "set", "", day, func(Files) error { return nil }); !errors.Is(err, ErrNothing) {
		t.Errorf("no change: %v", err)
	}
	no := errors.New("no")
	if _, err := f.Change(bg, "set", "", day, func(Files) error { return no }); !errors.Is(err, no) {
		t.Errorf("an edit that fails: %v", err)
	}
	if _, err := f.Change(bg, "set", "", day, func(files Files) error { files["rates/../../x.csv"] = Records{row("m1", "1")}; return nil }); err == nil {
		t.Error("a file outside of the folder")
	}
	for i := 2; i >= 0; i-- {
		s, err := f.Undo(bg, 0)
		if err != nil || s.ID != i+1 || !s.Undone {
			t.Fatalf("undo: %+v, %v", s, err)
		}
		if got := texts(t, f); !maps.Equal(got, states[i]) {
			t.Errorf("after undo of %d: %v, want %v", i+1, got, states[i])
		}
	}
	for _, id := range []int{0, 2, 9, -1} {
		if _, err := f.Undo(bg, id); !errors.Is(err, ErrNoStep) {
			t.Errorf("undo of %d: %v", id, err)
		}
	}
	if s := add(t, f, acme, row("m1", "3")); s.ID != 4 {
		t.Errorf("a number was given twice: %d", s.ID)
	}
	all, err := f.Steps()
	if err != nil || len(all) != 4 || all[0].ID != 4 || all[0].Undone || !all[1].Undone || all[3].Words != "a price" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestAFileThatAnEditTakesAway(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	was := texts(t, f)
	if _, err := f.Change(bg, "set", "", day, func(files Files) error { delete(files, acme); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, f); len(got) > 0 {
		t.Errorf("%v is left", got)
	}
	if _, err := f.Undo(bg, 0); err != nil || !maps.Equal(texts(t, f), was) {
		t.Errorf("%v: %v", err, texts(t, f))
	}
}

// Undo gives files back as the user wrote them: in their order, with their ends of lines.
func TestUndoGivesHandwritingBack(t *testing.T) {
	for name, text := range map[string]string{
		"ends of lines": header + "\r\n" + strings.Join(row("m2", "2"), ",") + "\r\n" + strings.Join(row("m1", "3"), ",") + "\r\n",
		"order":         header + "\n" + strings.Join(row("m2", "2"), ",") + "\n" + strings.Join(row("m1", "3"), ",") + "\n",
		"quotes":        header + "\n" + `"acme/m1",m1,,,,,"3",,,,,,own,"a ""contract""",2026-11-10`,
		"no lines":      header + "\n",
	} {
		f := newFolder(t)
		write(t, f, acme, text)
		add(t, f, acme, row("m9", "9"))
		if _, err := f.Undo(bg, 0); err != nil || texts(t, f)[acme] != text {
			t.Errorf("%s: %v: %q, want %q", name, err, texts(t, f)[acme], text)
		}
	}
	// A gateway's facts keep the order of their author.
	f := newFolder(t)
	fact := func(name, value string) []string {
		return []string{name, "", value, "", "stated", "x", "2026-11-10", ""}
	}
	add(t, f, terms, fact("prices", "listed"), fact("markup_percent", "0"))
	was := texts(t, f)
	if _, err := f.Change(bg, "update", "", day, func(files Files) error {
		files[terms] = Records{files[terms][1], fact("prices", "list")}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Undo(bg, 0); err != nil || !maps.Equal(texts(t, f), was) {
		t.Errorf("%v: %v, want %v", err, texts(t, f), was)
	}
}

func TestUndoOfAMiddleStep(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	add(t, f, acme, row("m2", "2"))
	swap(t, f, acme, row("m1", "3"), row("m1", "4"))
	swap(t, f, acme, row("m1", "4"), row("m1", "5"))
	was := texts(t, f)
	_, err := f.Undo(bg, 1)
	var since *ChangedSinceError
	if !errors.As(err, &since) || since.ID != 1 || since.File != f.file(acme) || !slices.Equal(since.By, []int{4, 3, 2}) || !strings.Contains(err.Error(), "what change 1 wrote") {
		t.Errorf("%+v", err)
	}
	if got := texts(t, f); !maps.Equal(got, was) {
		t.Errorf("what could not be undone changed %v", got)
	}
	if _, err := f.Undo(bg, 2); err != nil { // nobody has touched its line
		t.Error(err)
	}
	if got := texts(t, f)[acme]; got != header+"\n"+strings.Join(row("m1", "5"), ",")+"\n" {
		t.Error(got)
	}
	// By hand: nobody is named.
	write(t, f, acme, header+"\n"+strings.Join(row("m1", "6"), ",")+"\n")
	if _, err := f.Undo(bg, 0); !errors.As(err, &since) || since.ID != 4 || len(since.By) > 0 {
		t.Errorf("%+v", err)
	}
	// A line by hand beside it stays.
	write(t, f, acme, header+"\n"+strings.Join(row("m7", "6"), ",")+"\n"+strings.Join(row("m1", "5"), ",")+"\n")
	if _, err := f.Undo(bg, 0); err != nil {
		t.Error(err)
	}
	if got := texts(t, f)[acme]; got != header+"\n"+strings.Join(row("m1", "4"), ",")+"\n"+strings.Join(row("m7", "6"), ",")+"\n" {
		t.Error(got)
	}
}

// TestCrashes stops a step at each of its writes: the next reader finds all of it, or nothing.
func TestCrashes(t *testing.T) {
	for name, do := range map[string]func(Folder) error{
		"a change": func(f Folder) error {
			_, err := f.Change(bg, "update", "feeds", day, func(files Files) error {
				files[acme] = Records{row("m1", "4"), row("m2", "2")}                                                  // one changed
				files[other] = files[other][:1]                                                                        // one taken away
				files["rates/third.csv"] = Records{row("m1", "1")}                                                     // a new file
				files["rates/gone.csv"] = nil                                                                          // one that goes
				files[terms] = append(files[terms], []string{"name", "", "Acme", "", "stated", "x", "2026-11-10", ""}) // in its order
				return nil
			})
			return err
		},
		"an undo":             func(f Folder) error { _, err := f.Undo(bg, 0); return err },
		"an undo before it":   func(f Folder) error { _, err := f.Undo(bg, 2); return err },
		"an undo of a prune":  func(f Folder) error { _, err := f.Undo(bg, 3); return err },
		"an undo of a growth": func(f Folder) error { _, err := f.Undo(bg, 4); return err },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			write(t, f, terms, "fact,of,value,from,basis,source,seen,words\r\nprices,,listed,,stated,x,2026-11-10,\r\n")
			add(t, f, "rates/gone.csv", row("m1", "3"))
			s, err := f.Change(bg, "set", "", day, func(files Files) error {
				files[acme] = Records{row("m1", "3"), row("m2", "2")}
				files[other] = Records{row("m1", "5"), row("m2", "5"), row("m3", "5"), row("m3", "5")}
				return nil
			})
			if err != nil || s.ID != 2 {
				t.Fatal(s, err)
			}
			if _, err := f.Change(bg, "set", "", day, func(files Files) error { // only takes away
				files[other] = files[other][:3]
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			add(t, f, other, row("m3", "5"))
			before, stepsBefore := texts(t, f), undone(t, f)
			var snapshots []Folder
			crashing := f
			crashing.after = func() {
				at := newFolder(t)
				if err := os.CopyFS(at.path, os.DirFS(f.path)); err != nil {
					t.Fatal(err)
				}
				snapshots = append(snapshots, at)
			}
			if err := do(crashing); err != nil {
				t.Fatal(err)
			}
			after, stepsAfter := texts(t, f), undone(t, f)
			if len(snapshots) < 4 || maps.Equal(before, after) {
				t.Fatalf("%d writes, %v", len(snapshots), after)
			}
			for i, at := range snapshots {
				if _, err := at.FS(); err != nil {
					t.Fatal(err)
				}
				got, steps := texts(t, at), undone(t, at)
				if !(maps.Equal(got, before) && steps == stepsBefore) && !(maps.Equal(got, after) && steps == stepsAfter) {
					t.Errorf("stopped after write %d: %q, steps %s\nbefore %q, steps %s\nafter %q, steps %s", i, got, steps, before, stepsBefore, after, stepsAfter)
				}
				if _, err := os.Stat(at.file(pendingName)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("stopped after write %d: pending is left: %v", i, err)
				}
			}
		})
	}
}

// undone says which steps there are, and which of them were taken back.
func undone(t interface{ Fatal(...any) }, f Folder) (out string) {
	all, err := f.Steps()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		out += fmt.Sprint(s.ID, s.Undone, " ")
	}
	return out
}

// A step that can't be written whole is taken back at once.
func TestAWriteThatFails(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	if err := os.MkdirAll(f.file("rates/zz.csv/x"), 0o700); err != nil { // a folder in the way
		t.Fatal(err)
	}
	if _, err := f.Change(bg, "set", "", day, func(Files) error { return nil }); err == nil || !strings.Contains(err.Error(), "zz.csv") {
		t.Errorf("a folder in the place of a file: %v", err)
	}
	if err := os.RemoveAll(f.file("rates/zz.csv")); err != nil {
		t.Fatal(err)
	}
	was := texts(t, f)
	f.after = func() { // once the step is pending, the way is blocked
		if _, err := os.Stat(f.file(pendingName)); err == nil {
			_ = os.MkdirAll(f.file("rates/new.csv/x"), 0o700)
		}
	}
	_, err := f.Change(bg, "set", "", day, func(files Files) error {
		files[acme], files["rates/new.csv"] = Records{row("m1", "4")}, Records{row("m1", "4")}
		return nil
	})
	if err == nil {
		t.Error("a file was written over a folder")
	}
	f.after = nil
	if err := os.RemoveAll(f.file("rates/new.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.FS(); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, f); !maps.Equal(got, was) || undone(t, f) != "1 false " {
		t.Errorf("%v, steps %s", got, undone(t, f))
	}
}

// Two that write and one that reads at once: each step is seen whole.
func TestManyAtOnce(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m0", "0"))
	add(t, f, other, row("m0", "0"))
	const writers, each = 3, 5
	ids := make(chan int, writers*each)
	stop := make(chan struct{})
	var all, reader sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				s, err := f.Change(bg, "set", "", day, func(files Files) error {
					line := row(fmt.Sprint("m", w, "-", i), "1")
					files[acme], files[other] = append(files[acme], line), append(files[other], line)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				ids <- s.ID
			}
		})
	}
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			own, err := f.FS()
			if err != nil {
				t.Error(err)
				return
			}
			a, errA := fs.ReadFile(own, acme)
			b, errB := fs.ReadFile(own, other)
			if errA != nil || errB != nil || string(a) != string(b) {
				t.Errorf("seen in part: %v %v\n%s\n%s", errA, errB, a, b)
				return
			}
		}
	})
	all.Wait()
	close(stop)
	reader.Wait()
	close(ids)
	seen := map[int]bool{}
	for id := range ids {
		if seen[id] {
			t.Errorf("the number %d twice", id)
		}
		seen[id] = true
	}
	lines, err := f.Read(acme)
	if err != nil || len(lines) != 1+writers*each || len(seen) != writers*each {
		t.Errorf("%d lines, %d steps, %v", len(lines), len(seen), err)
	}
}

func TestBusy(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	l := flock.New(f.file("lock"))
	if err := l.Lock(); err != nil {
		t.Fatal(err)
	}
	f.wait = time.Millisecond
	if _, err := f.Change(bg, "set", "", day, func(Files) error { return nil }); !errors.Is(err, ErrBusy) {
		t.Errorf("change: %v", err)
	}
	if _, err := f.Undo(bg, 0); !errors.Is(err, ErrBusy) {
		t.Errorf("undo: %v", err)
	}
	write(t, f, pendingName, strings.Join(stepHeader, ",")+"\n")
	if _, err := f.FS(); !errors.Is(err, ErrBusy) {
		t.Errorf("a step that another makes: %v", err)
	}
	stopped, stop := context.WithCancel(bg)
	stop()
	if _, err := f.Change(stopped, "set", "", day, func(Files) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.FS(); err != nil {
		t.Error(err)
	}
}

// A folder that can't be written can be read.
func TestReadOnly(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	for _, dir := range []string{"rates", "steps", "."} {
		if err := os.Chmod(f.file(dir), 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(f.file(dir), 0o700)
	}
	own, err := f.FS()
	if err != nil {
		t.Fatal(err)
	}
	if text, err := fs.ReadFile(own, acme); err != nil || !strings.Contains(string(text), "acme/m1") {
		t.Errorf("%q, %v", text, err)
	}
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	if _, err := f.Change(bg, "set", "", day, func(files Files) error { files[acme] = nil; return nil }); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("change: %v", err)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{acme, "model;id\n", "its first line has to be model,id"},
		{acme, header + "\n" + "a,b\n", "wrong number of fields"},
		{acme, "", "its first line"},
		{acme, "\xff\xfe\x00\x01", acme},
		{acme, header + "\n\"", acme},
		{Held, "x\n", "wrong"},
	} {
		f := newFolder(t)
		write(t, f, c.name, c.text)
		_, err := f.Change(bg, "set", "", day, func(Files) error { return nil })
		if err == nil || !strings.Contains(err.Error(), f.file(c.name)) || c.want != "wrong" && !strings.Contains(err.Error(), filepath.FromSlash(c.want)) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
		if _, err := f.Read(c.name); err == nil {
			t.Errorf("%q is read", c.text)
		}
		if _, err := f.Tried(func(Files) error { return nil }); err == nil {
			t.Errorf("%q is tried", c.text)
		}
		if _, err := f.Before(func(Step) bool { return true }); err == nil {
			t.Errorf("%q before", c.text)
		}
		if _, err := f.FS(); err != nil { // the catalog says what is wrong with it, by line
			t.Errorf("%q: %v", c.text, err)
		}
	}
	f := newFolder(t)
	if _, err := f.Read("notes.txt"); err == nil {
		t.Error("notes are read")
	}
	if lines, err := f.Read(Tags); lines != nil || err != nil {
		t.Error(lines, err)
	}
	if _, err := f.Change(bg, "set", "", day, func(files Files) error {
		files["notes.csv"] = Records{{"", ""}}
		return nil
	}); err == nil {
		t.Error("notes are written")
	}
	// A broken file beside keeps nobody from taking a step back.
	add(t, f, acme, row("m1", "3"))
	write(t, f, other, "model;id\n")
	if _, err := f.Undo(bg, 0); err != nil {
		t.Error(err)
	}
	// Steps that are none.
	for _, text := range []string{"x,y,z\n", "a\nb,c\n", "file,op,line\nhead,id,one\n", "file,op,line\nhead,at,soon\n", "file,op,line\nhead,undone,maybe\n",
		"file,op,line\nrates/acme.csv,+,\"\"\"\"\n", "file,op,line\nrates/acme.csv,*,x\n", "file,op,line\nrates/acme.csv,was,x\n"} {
		for _, name := range []string{"steps/0009.csv", pendingName} {
			f := newFolder(t)
			add(t, f, acme, row("m1", "3"))
			write(t, f, name, text)
			if _, err := f.Change(bg, "set", "", day, func(files Files) error { files[acme] = nil; return nil }); err == nil || !strings.Contains(err.Error(), f.file(name)) {
				t.Errorf("%s %q: %v", name, text, err)
			}
			if _, err := f.Undo(bg, 0); err == nil {
				t.Errorf("undo with %s %q", name, text)
			}
		}
	}
}

func TestAPlaceThatIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if own, err := Beside(filepath.Join(file, "x.db")).FS(); own != nil || err != nil {
		t.Errorf("%v, %v", own, err)
	}
	f := newFolder(t)
	if err := os.WriteFile(f.Path(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.FS(); err == nil {
		t.Error("a file in the place of the folder")
	}
	if _, err := f.Change(bg, "set", "", day, func(Files) error { return nil }); err == nil {
		t.Error("a change of it")
	}
}

// A folder that is a link, or has brackets in its name, is one like others.
func TestNamesAndLinks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b]c*")
	real := filepath.Join(dir, "real")
	if err := os.MkdirAll(filepath.Join(real, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	f := Beside(filepath.Join(dir, "ledger.db"))
	for link, to := range map[string]string{f.path: real, filepath.Join(real, "rates"): filepath.Join(real, "more")} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	add(t, f, acme, row("m1", "3"))
	if s := add(t, f, acme, row("m2", "3")); s.ID != 2 {
		t.Errorf("the second step has the number %d", s.ID)
	}
	if lines, err := f.Read(acme); len(lines) != 2 || err != nil {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestTextsOfAllKinds(t *testing.T) {
	f := newFolder(t)
	texts := []string{`a "contract", of 1 Nov`, "two\nlines", "two\r\nlines", "two\r\r\nlines", "\r", "=1+1", "\x00", `\.`, " ", "", "\n", "ä", "\xff"}
	for i, text := range texts {
		line := row(fmt.Sprintf("m%02d", i), "3")
		line[13] = text
		add(t, f, acme, line)
	}
	lines, err := f.Read(acme)
	if err != nil || len(lines) != len(texts) || lines[0][13] != texts[0] || lines[2][13] != "two\nlines" {
		t.Fatalf("%q, %v", lines, err)
	}
	for range texts {
		if _, err := f.Undo(bg, 0); err != nil {
			t.Fatal(err)
		}
	}
	if lines, err := f.Read(acme); len(lines) > 0 || err != nil {
		t.Errorf("%q, %v", lines, err)
	}
}

func TestTriedAndBefore(t *testing.T) {
	f := newFolder(t)
	add(t, f, acme, row("m1", "3"))
	swap(t, f, acme, row("m1", "3"), row("m1", "4"))
	add(t, f, Tags, []string{"https://x", "tag", "litellm", "2026-11-10T10:00:00Z"})
	input := func(own fs.FS, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		text, err := fs.ReadFile(own, acme)
		if errors.Is(err, fs.ErrNotExist) {
			return "-"
		}
		lines := strings.Split(string(text), "\n")
		if lines[0] != header || len(lines) != 3 {
			t.Fatalf("%q", text)
		}
		entries, err := fs.ReadDir(own, "rates")
		if err != nil || len(entries) != 1 || entries[0].Name() != "acme.csv" || entries[0].IsDir() || entries[0].Type() != 0 {
			t.Fatalf("%v, %v", entries, err)
		}
		info, err := entries[0].Info()
		if err != nil || info.Size() != int64(len(text)) || info.Mode() != 0o444 || !info.ModTime().IsZero() || info.Sys() != nil {
			t.Fatalf("%v, %v", info, err)
		}
		file, err := own.Open(acme)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if again, err := io.ReadAll(file); err != nil || string(again) != string(text) {
			t.Fatalf("%q, %v", again, err)
		}
		if info, err := file.Stat(); err != nil || info.Name() != "acme.csv" {
			t.Fatal(info, err)
		}
		if _, err := fs.ReadFile(own, Tags); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("tags are part of the catalog: %v", err)
		}
		if _, err := own.Open("rates"); err == nil {
			t.Error("a folder is opened")
		}
		return strings.Split(lines[1], ",")[6]
	}
	was := texts(t, f)
	if got := input(f.Tried(func(files Files) error { files[acme] = Records{row("m1", "5")}; return nil })); got != "5" {
		t.Error(got)
	}
	no := errors.New("no")
	if _, err := f.Tried(func(Files) error { return no }); !errors.Is(err, no) {
		t.Error(err)
	}
	if !maps.Equal(texts(t, f), was) {
		t.Error("what was tried was done")
	}
	since := func(id int) func(Step) bool { return func(s Step) bool { return s.ID >= id } }
	for id, want := range map[int]string{1: "-", 2: "3", 3: "4"} {
		if got := input(f.Before(since(id))); got != want {
			t.Errorf("before %d: %s, want %s", id, got, want)
		}
	}
	if got := input(f.FS()); got != "4" {
		t.Error(got)
	}
	if _, err := f.Undo(bg, 2); err != nil {
		t.Fatal(err)
	}
	if got := input(f.Before(since(2))); got != "3" {
		t.Errorf("with a step taken back: %s", got)
	}
}

// TestLawOfSteps: random changes and undos beside a model, which keeps lines as often as they
// are there, and the texts before each step.
func TestLawOfSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "ownrates")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		f := Beside(filepath.Join(dir, "ledger.db"))
		type lines map[string]int // by file and line
		type done struct {
			step   Step
			before map[string]string
			undone bool
		}
		now := lines{}
		var made []*done
		straight := true // no step was taken back but the last one
		apply := func(to lines, s Step, sign int) bool {
			for name, e := range s.Files {
				for _, l := range e.Removed {
					to[name+"|"+csvLine(l)] -= sign
				}
				for _, l := range e.Added {
					to[name+"|"+csvLine(l)] += sign
				}
			}
			for key, n := range to {
				if n < 0 {
					return false
				}
				if n == 0 {
					delete(to, key)
				}
			}
			return true
		}
		for range rapid.IntRange(1, 10).Draw(t, "operations") {
			before := texts(t, f)
			if rapid.IntRange(0, 2).Draw(t, "change") > 0 {
				names := rapid.SliceOfN(rapid.SampledFrom([]string{acme, other, terms}), 1, 2).Draw(t, "files")
				s, err := f.Change(bg, "set", "x", day, func(files Files) error {
					for _, name := range names {
						if n := len(files[name]); n > 0 && rapid.Bool().Draw(t, "take away") {
							i := rapid.IntRange(0, n-1).Draw(t, "line")
							files[name] = slices.Delete(files[name], i, i+1)
						}
						if rapid.Bool().Draw(t, "add") {
							line := row(fmt.Sprint("m", rapid.IntRange(0, 3).Draw(t, "id")), rapid.SampledFrom([]string{"1", "2"}).Draw(t, "usd"))
							if name == terms {
								line = []string{line[1], "", line[6], "", "stated", "x, \"y\"\nz", "2026-11-10", ""}
							}
							files[name] = append(files[name], line)
						}
					}
					return nil
				})
				if errors.Is(err, ErrNothing) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if s.ID != len(made)+1 || !apply(now, s, 1) {
					t.Fatalf("step %d after %d: %+v", s.ID, len(made), s)
				}
				made = append(made, &done{step: s, before: before})
			} else {
				id := rapid.IntRange(0, len(made)+1).Draw(t, "undo")
				var want *done
				for _, d := range made {
					if !d.undone && (id == 0 || d.step.ID == id) {
						want = d
					}
				}
				s, err := f.Undo(bg, id)
				if want == nil {
					if !errors.Is(err, ErrNoStep) {
						t.Fatalf("undo %d: %v", id, err)
					}
					continue
				}
				last := !slices.ContainsFunc(made, func(d *done) bool { return !d.undone && d.step.ID > want.step.ID })
				back := maps.Clone(now)
				if !apply(back, want.step, -1) {
					var since *ChangedSinceError
					if !errors.As(err, &since) || last && straight || !maps.Equal(texts(t, f), before) {
						t.Fatalf("undo %d, of which lines are gone: %v", id, err)
					}
					continue
				}
				if err != nil || s.ID != want.step.ID {
					t.Fatalf("undo %d: %+v, %v", id, s, err)
				}
				now, want.undone = back, true
				straight = straight && last
				if straight {
					if got := texts(t, f); !maps.Equal(got, want.before) {
						t.Fatalf("undo %d: %q, want %q", s.ID, got, want.before)
					}
				}
			}
			got := lines{}
			files, err := f.read()
			if err != nil {
				t.Fatal(err)
			}
			for name, all := range files {
				for _, l := range all {
					got[name+"|"+csvLine(l)]++
				}
			}
			if !maps.Equal(got, now) {
				t.Fatalf("%v, want %v", got, now)
			}
		}
	})
}
