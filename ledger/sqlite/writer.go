package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// ErrBusy is returned where another process kept the ledger locked for writing
// for longer than the store waits (5 seconds).
var ErrBusy = errors.New("is being written by another process; try again when that is done")

// A Writer is a process that writes to a ledger. It says so in a small file
// beside the ledger, PATH.writer, while it holds the lock. The file is advice
// for the error message of others alone; the lock is SQLite's.
type Writer struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"` // "tollbook import"; "" is unknown
	Since   time.Time `json:"-"`       // when the file was written
}

// A BusyError is ErrBusy with the process that holds the lock.
type BusyError struct{ Writer Writer }

func (e *BusyError) Error() string {
	w := e.Writer
	what := fmt.Sprintf("process %d", w.PID)
	if w.Command != "" {
		what += " (" + w.Command + ")"
	}
	if host, err := os.Hostname(); err != nil || host != w.Host {
		what += " on " + w.Host
	}
	return fmt.Sprintf("is being written by %s since %s; try again when that is done", what, w.Since.UTC().Format("2006-01-02 15:04:05 MST"))
}

// Is makes errors.Is(err, ErrBusy) hold.
func (e *BusyError) Is(target error) bool { return target == ErrBusy }

type commandKey struct{}

// WithCommand gives the context the words for what the process does, by which
// another one that waits for the ledger is told: "tollbook import".
func WithCommand(ctx context.Context, words string) context.Context {
	return context.WithValue(ctx, commandKey{}, words)
}

func writerPath(path string) string { return path + ".writer" }

// announce notes beside the ledger who writes, and returns what takes the note
// away. It is called with the write lock held. That it can't be written, in a
// folder of others or on a full disk, changes nothing.
func announce(ctx context.Context, path string) (withdraw func()) {
	nothing := func() {}
	if path == memory {
		return nothing
	}
	w := Writer{PID: os.Getpid()}
	w.Command, _ = ctx.Value(commandKey{}).(string)
	w.Host, _ = os.Hostname()
	note, err := json.Marshal(w)
	if err != nil {
		return nothing
	}
	name := writerPath(path)
	if err := os.WriteFile(name, note, 0o600); err != nil {
		_ = os.Remove(name) // half a note, or one that a crash left
		return nothing
	}
	return func() {
		// The lock is free again: the note may be the next writer's by now.
		if now, err := os.ReadFile(name); err == nil && string(now) == string(note) {
			_ = os.Remove(name)
		}
	}
}

// holder reads the note of the process that writes. It returns false where there
// is none, or where its process is gone: a crash left it.
func holder(path string) (Writer, bool) {
	var w Writer
	note, err := os.ReadFile(writerPath(path))
	if err != nil || json.Unmarshal(note, &w) != nil || w.PID <= 0 {
		return w, false
	}
	info, err := os.Stat(writerPath(path))
	if err != nil {
		return w, false
	}
	w.Since = info.ModTime()
	if host, err := os.Hostname(); err == nil && host == w.Host && !alive(w.PID) {
		return w, false
	}
	return w, true
}

// A ledgerError is an error with the ledger's name in front.
type ledgerError struct {
	path string
	err  error
}

func (e *ledgerError) Error() string {
	text := e.err.Error()
	var unnamed *explained
	if errors.As(e.err, &unnamed) {
		text = strings.Replace(text, unnamed.Error(), unnamed.words.Error(), 1)
	}
	return "ledger " + e.path + " " + text
}
func (e *ledgerError) Unwrap() error { return e.err }

// named puts the ledger's name before what SQLite says of it, once, and the
// writer's where another process writes.
func named(path string, err error) error {
	var already *ledgerError
	if err == nil || errors.As(err, &already) || errors.Is(err, context.Canceled) {
		return err
	}
	if errors.Is(err, ErrBusy) {
		if w, ok := holder(path); ok {
			err = &BusyError{w}
		}
	}
	return &ledgerError{path, err}
}
