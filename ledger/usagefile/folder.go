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
var ErrNoLogs = errors.New("holds no log of an agent that is known")

// FolderOptions say how a folder is to be read.
type FolderOptions struct {
	Options
	// Known reports that a file was read before and is the same: it is not read
	// again. nil knows none.
	Known func(path string, size int64, modified time.Time) bool
	// SkipBad reads a log's good lines where some have bad values. Without it a log
	// with one is left out as a whole, and named.
	SkipBad bool
	// Real is where a name in the folder really leads to, links followed. With it
	// folders that links lead to are read too, each once; nil follows none.
	Real func(path string) (string, error)
	// Stop ends the search for logs once it is closed; nil never is. Their reading
	// ends with File.Close.
	Stop <-chan struct{}
}

// stopped reports whether the search is to end.
func (opt FolderOptions) stopped() bool {
	select {
	case <-opt.Stop:
		return true
	default:
		return false
	}
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
		if w.only = logNamed(opt.Type); w.only == nil {
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

// setAside reports whether a file is what an import left out of another: bad
// lines that wait to be mended.
func setAside(name string) bool {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	_, after, found := strings.Cut(base, ".rejected")
	return found && strings.Trim(after, "-0123456789") == ""
}
