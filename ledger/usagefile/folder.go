package usagefile

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// ErrNoLogs refuses a folder in which no agent wrote a log.
var ErrNoLogs = errors.New("holds no log of an agent that is known: *.jsonl of Claude Code (~/.claude/projects) or Codex (~/.codex/sessions)")

// FolderOptions say how a folder is to be read.
type FolderOptions struct {
	Options
	// Known reports that a file was read before and is the same: it is not read
	// again. nil knows none.
	Known func(path string, size int64, modified time.Time) bool
	// SkipBad reads a log's good lines where some have bad values. Without it a log
	// with one is left out as a whole, and named.
	SkipBad bool
}

// A Folder says what a walk found. It is complete when its File has ended.
type Folder struct {
	Read      []FolderLog // by path
	Unchanged int         // logs that were known
	Skipped   []SkippedLog
	size      int64 // of the logs to read
	done      int64 // of those that were handed out
}

// Progress is how many bytes of its logs were read, of how many.
func (f *Folder) Progress() (read, of int64) { return f.done, f.size }

// A FolderLog is one log inside a folder, as it was when it was read.
type FolderLog struct {
	Path     string // inside the folder, with slashes
	Type     string
	Size     int64
	Modified time.Time
}

// A SkippedLog is a file that was left out.
type SkippedLog struct {
	Path   string
	Reason error
}

// Types are the types of the logs that were read, joined by a comma; "" for none.
func (f *Folder) Types() string {
	var types []string
	for _, l := range f.Read {
		if !slices.Contains(types, l.Type) {
			types = append(types, l.Type)
		}
	}
	slices.Sort(types)
	return strings.Join(types, ",")
}

// OpenFolder makes ready all agent logs in a folder and the folders inside it, to
// be read as one file whose records say which they stand in. Several are read at a time,
// so they come in no order that means anything. Whoever stops before the end has
// to Close the file. It returns ErrNoLogs for a folder without any, which may
// show only at the end.
func OpenFolder(fsys fs.FS, opt FolderOptions) (*File, error) {
	w := &walk{fsys: fsys, opt: opt, forks: &forks{map[string]string{}}, stop: make(chan struct{}), logs: make(chan logRead)}
	if opt.Type != "" {
		if w.only = chosenLog(nil, opt.Options); w.only == nil {
			return nil, fmt.Errorf("a folder is walked for agent logs, and --type %s is none", opt.Type)
		}
	}
	for _, f := range formats {
		if f.log != nil {
			if err := fits(f, opt.Options); err != nil {
				return nil, err
			}
		}
	}
	if err := w.find(); err != nil {
		return nil, err
	}
	return &File{Format: &Format{View: Requests, Fullest: true}, Folder: &w.found, next: w.next, close: w.close, says: true}, nil
}

// find lists the files that may be logs.
func (w *walk) find() error {
	err := fs.WalkDir(w.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			w.found.Skipped = append(w.found.Skipped, SkippedLog{name, err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || path.Ext(name) != ".jsonl" || setAside(name) {
			return nil
		}
		info, err := fs.Stat(w.fsys, name) // of what a link points to
		if err != nil {
			w.found.Skipped = append(w.found.Skipped, SkippedLog{name, err})
			return nil
		}
		if !info.Mode().IsRegular() || info.Size() == 0 {
			return nil
		}
		log := FolderLog{Path: name, Size: info.Size(), Modified: info.ModTime()}
		if w.opt.Known != nil && w.opt.Known(log.Path, log.Size, log.Modified) {
			w.known = append(w.known, log)
		} else {
			w.todo = append(w.todo, log)
			w.found.size += log.Size
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.found.Unchanged = len(w.known)
	if len(w.todo)+len(w.known) == 0 {
		return ErrNoLogs
	}
	slices.SortFunc(w.todo, func(a, b FolderLog) int { return int(b.Size - a.Size) })
	return nil
}

// setAside reports whether a file is what an import left out of another: bad
// lines that wait to be mended.
func setAside(name string) bool {
	base := strings.TrimSuffix(path.Base(name), ".jsonl")
	_, after, found := strings.Cut(base, ".rejected")
	return found && strings.Trim(after, "-0123456789") == ""
}
