package usagefile

import (
	"context"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A finder lists the files of a folder that may be logs. Folders that links lead to
// are read as if they stood there, each folder and each file once, whichever ways
// lead to it: projects are shared between accounts and machines by links.
type finder struct {
	walk  *walk
	seen  map[string]bool // real paths of folders and files that were come to
	links []link          // to be followed when all that is really there was seen
}

// A link is one in the folder that really stands at within.
type link struct{ name, within string }

// find lists the files that may be logs. Where the walk can't tell real paths, links
// to folders are not followed.
func (w *walk) find() error {
	f := &finder{walk: w, seen: map[string]bool{}}
	root, err := f.real(".")
	if err != nil {
		return err
	}
	if err := f.folder(".", root); err != nil {
		return err
	}
	for len(f.links) > 0 && !w.opt.stopped() {
		l := f.links[0]
		f.links = f.links[1:]
		f.follow(l)
	}
	if w.opt.stopped() {
		return context.Canceled
	}
	w.found.Unchanged = len(w.known)
	if len(w.todo)+len(w.known) == 0 && len(w.found.Skipped) == 0 {
		return ErrNoLogs
	}
	slices.SortFunc(w.todo, func(a, b FolderLog) int { return int(b.Size - a.Size) })
	return nil
}

func (w *walk) skip(name string, err error) {
	w.found.Skipped = append(w.found.Skipped, SkippedLog{name, err})
}

// real is where a name of the folder really leads to.
func (f *finder) real(name string) (string, error) {
	if f.walk.opt.Real == nil {
		return name, nil
	}
	return f.walk.opt.Real(name)
}

// folder lists what stands in a folder, unless it was come to before. Only its own
// fault is an error: one of a folder in it is that folder's.
func (f *finder) folder(name, real string) error {
	if f.seen[real] {
		return nil
	}
	f.seen[real] = true
	entries, err := fs.ReadDir(f.walk.fsys, name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if f.walk.opt.stopped() {
			return context.Canceled
		}
		child, at := path.Join(name, e.Name()), filepath.Join(real, e.Name())
		switch {
		case e.IsDir():
			if err := f.folder(child, at); err != nil {
				f.walk.skip(child, err)
			}
		case e.Type().IsRegular():
			f.file(child, at)
		default:
			f.links = append(f.links, link{child, real})
		}
	}
	return nil
}

// follow reads what a link leads to. One to a folder that holds the link itself would
// lead in a circle, or out into all that stands around: it is left alone.
func (f *finder) follow(l link) {
	info, err := fs.Stat(f.walk.fsys, l.name)
	var real string
	if err == nil {
		real, err = f.real(l.name)
	}
	switch {
	case err != nil:
	case !info.IsDir():
		f.file(l.name, real)
	case f.walk.opt.Real != nil && !holds(real, l.within):
		err = f.folder(l.name, real)
	}
	if err != nil && (info != nil || mayBeLog(l.name)) { // a link to nothing is no log
		f.walk.skip(l.name, err)
	}
}

// holds reports whether a folder is another one or holds it.
func holds(folder, inner string) bool {
	rel, err := filepath.Rel(folder, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// mayBeLog reports whether some agent's logs have such a name.
func mayBeLog(name string) bool {
	base := path.Base(name)
	return slices.ContainsFunc(formats, func(f *Format) bool {
		if f.log == nil {
			return false
		}
		return slices.ContainsFunc(f.logFiles(), func(pattern string) bool {
			is, err := path.Match(pattern, base)
			return err == nil && is
		})
	})
}

// logFiles are the names of an agent's logs, as path.Match reads them.
func (f *Format) logFiles() []string {
	if f.files == nil {
		return []string{"*.jsonl"}
	}
	return f.files
}

// file lists a file that may be a log, unless it was come to before.
func (f *finder) file(name, real string) {
	w := f.walk
	if !mayBeLog(name) || setAside(name) || f.seen[real] {
		return
	}
	f.seen[real] = true
	info, err := fs.Stat(w.fsys, name)
	if err != nil {
		w.skip(name, err)
		return
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return
	}
	log := FolderLog{Path: name, Size: info.Size(), Modified: info.ModTime()}
	if path.Ext(name) == databaseExt { // what is new stands in its log of changes first
		if changes, err := fs.Stat(w.fsys, name+"-wal"); err == nil {
			log.Size += changes.Size()
			if changes.ModTime().After(log.Modified) {
				log.Modified = changes.ModTime()
			}
		}
	}
	if w.opt.Known != nil && w.opt.Known(log.Path, log.Size, log.Modified) {
		w.known = append(w.known, log)
	} else {
		w.todo = append(w.todo, log)
		w.found.size += log.Size
	}
}
