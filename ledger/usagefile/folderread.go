package usagefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// walk is one folder being read.
type walk struct {
	fsys    fs.FS
	opt     FolderOptions
	only    *Format     // the type that was asked for
	todo    []FolderLog // the largest first, so that the last ones are short
	known   []FolderLog
	found   Folder
	forks   *forks
	started bool
	stop    chan struct{}
	closing sync.Once
	logs    chan logRead
	records []Record // of the log that is handed out
	out     int
}

// logRead is what came of one log.
type logRead struct {
	log     FolderLog
	records []Record
	skipped error
}

func (w *walk) next() (*Record, error) {
	if !w.started {
		w.started = true
		go w.read()
	}
	for w.out == len(w.records) {
		l, more := <-w.logs
		if !more {
			return nil, w.end()
		}
		w.records, w.out = l.records, 0
		w.found.done += l.log.Size
		if l.skipped != nil {
			w.found.Skipped = append(w.found.Skipped, SkippedLog{l.log.Path, l.skipped})
		} else {
			w.found.Read = append(w.found.Read, l.log)
		}
	}
	w.out++
	return &w.records[w.out-1], nil
}

// end puts what was found in order.
func (w *walk) end() error {
	select {
	case <-w.stop:
		return context.Canceled
	default:
	}
	slices.SortFunc(w.found.Read, func(a, b FolderLog) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(w.found.Skipped, func(a, b SkippedLog) int { return strings.Compare(a.Path, b.Path) })
	if len(w.found.Read)+w.found.Unchanged > 0 {
		return io.EOF
	}
	for _, s := range w.found.Skipped {
		if !errors.Is(s.Reason, ErrNoLog) {
			return fmt.Errorf("holds no log that could be read: %s: %w", s.Path, s.Reason)
		}
	}
	return ErrNoLogs
}

func (w *walk) close() { w.closing.Do(func() { close(w.stop) }) }

// read reads the logs, those of Codex last: which call is which shows only when
// it is known which session was forked from which.
func (w *walk) read() {
	defer close(w.logs)
	var lock sync.Mutex
	var later []FolderLog
	w.each(w.todo, func(r *folderReader, log FolderLog) {
		f, err := r.open(log)
		switch {
		case err == nil && f == nil:
			err = ErrNoLog
			fallthrough
		case err != nil:
			w.send(logRead{log: log, skipped: err})
		default:
			if log.Type = f.Name; f.Name == codexName {
				own := r.head(f)
				lock.Lock()
				defer lock.Unlock()
				w.forks.add(own)
				later = append(later, log)
			} else {
				w.send(r.all(f, log))
			}
		}
		r.close()
	})
	if len(later) == 0 {
		return
	}
	if w.forks.open() { // a session that was read before may say more
		w.each(w.known, func(r *folderReader, log FolderLog) {
			if f, err := r.open(log); err == nil && f != nil && f.Name == codexName {
				own := r.head(f)
				lock.Lock()
				defer lock.Unlock()
				w.forks.add(own)
			}
			r.close()
		})
	}
	w.each(later, func(r *folderReader, log FolderLog) {
		f, err := r.open(log)
		if err == nil && (f == nil || f.Name != log.Type) {
			err = errors.New("changed while it was read")
		}
		if err != nil {
			w.send(logRead{log: log, skipped: err})
		} else {
			w.send(r.all(f, log))
		}
		r.close()
	})
}

// each has every log read by one of a few readers.
func (w *walk) each(logs []FolderLog, read func(*folderReader, FolderLog)) {
	var readers sync.WaitGroup
	queue := make(chan FolderLog)
	for range min(runtime.GOMAXPROCS(0), 8, len(logs)) {
		readers.Go(func() {
			r := &folderReader{walk: w, lines: newLogLines(nil, nil)}
			for log := range queue {
				read(r, log)
			}
		})
	}
	defer readers.Wait()
	defer close(queue)
	for _, log := range logs {
		select {
		case queue <- log:
		case <-w.stop:
			return
		}
	}
}

func (w *walk) send(l logRead) {
	select {
	case w.logs <- l:
	case <-w.stop:
	}
}

// folderReader reads one log after another with one window.
type folderReader struct {
	walk     *walk
	lines    *logLines
	file     fs.File
	database *databaseLines // that the file is, nil for any other
	made     int            // records that the log before came to
}

// open begins a log and says whose it is, nil for nobody's.
func (r *folderReader) open(log FolderLog) (*Format, error) {
	file, err := r.walk.fsys.Open(log.Path)
	if err != nil {
		return nil, err
	}
	r.file = file
	if path.Ext(log.Path) == databaseExt {
		return r.openDatabase(log)
	}
	r.lines.reset(untilStopped{r.walk, file})
	for r.lines.end < logStart && !r.lines.eof {
		if err := r.lines.fill(); err != nil {
			return nil, err
		}
	}
	start := r.lines.buf[:r.lines.end]
	f, document := whoseLog(start)
	if document {
		r.lines.resetDocument(io.MultiReader(bytes.NewReader(bytes.Clone(r.lines.buf[r.lines.start:r.lines.end])), untilStopped{r.walk, file}), f.list)
	}
	if f == nil && bytes.IndexByte(start, 0) >= 0 {
		return nil, ErrBinary
	}
	if r.walk.only != nil && f != nil && f != r.walk.only {
		return nil, fmt.Errorf("is a log of another type, %s", f.Name)
	}
	return f, nil
}

// openDatabase begins the records of a database.
func (r *folderReader) openDatabase(log FolderLog) (*Format, error) {
	if r.walk.opt.Real == nil {
		return nil, ErrStreamedDatabase
	}
	real, err := r.walk.opt.Real(log.Path)
	if err != nil {
		return nil, err
	}
	lines, err := readDatabase(context.Background(), real, r.walk.opt.Type)
	if err != nil {
		return nil, err
	}
	r.database = lines
	r.lines.reset(untilStopped{r.walk, lines})
	return lines.format, nil
}

// untilStopped reads a log until the walk is stopped.
type untilStopped struct {
	walk *walk
	r    io.Reader
}

func (u untilStopped) Read(p []byte) (int, error) {
	select {
	case <-u.walk.stop:
		return 0, context.Canceled
	default:
		return u.r.Read(p)
	}
}

func (r *folderReader) close() {
	if r.file != nil {
		_ = r.file.Close() // only read from: nothing can be lost
		r.file = nil
	}
	if r.database != nil {
		_ = r.database.Close()
		r.database = nil
	}
}

// all reads a log to its end.
func (r *folderReader) all(f *Format, log FolderLog) logRead {
	at := log.Path
	if r.walk.opt.Path != "" { // whose log it is a folder's name may tell
		at = path.Join(filepath.ToSlash(r.walk.opt.Path), at)
	}
	reader := f.log(logPlace{at, r.walk.forks, func(name string) (io.ReadCloser, error) {
		return r.walk.fsys.Open(path.Join(path.Dir(log.Path), name))
	}})
	r.lines.dull = reader.dull
	l := &logFile{format: f, log: reader, lines: r.lines, set: r.walk.opt.Set, source: log.Path, records: make([]Record, 0, r.made)}
	for !l.ended {
		if err := l.readLine(); err != nil {
			return logRead{log: log, skipped: err}
		}
		if n := len(l.records); n > 0 && len(l.records[n-1].Faults) > 0 && !l.records[n-1].Damaged && !r.walk.opt.SkipBad {
			bad := l.records[n-1].Faults[0]
			bad.Part = "" // the log is named beside
			bad.HideKeys()
			return logRead{log: log, skipped: bad}
		}
		select {
		case <-r.walk.stop:
			return logRead{log: log, skipped: context.Canceled}
		default:
		}
	}
	r.made = len(l.records)
	return logRead{log: log, records: l.records}
}

// head reads as far as a Codex log says whose session it is.
func (r *folderReader) head(f *Format) map[string]string {
	c := f.log(logPlace{}).(*codex)
	r.lines.dull = c.dull
	l := &logFile{format: f, log: c, lines: r.lines}
	for range 100 {
		if l.readLine() != nil || l.ended || c.session != "" {
			break
		}
	}
	from := c.own[c.session]
	if c.session == "" {
		return nil
	}
	return map[string]string{c.session: from}
}
