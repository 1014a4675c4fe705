package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// endedBy is the cause of a context that a signal ended.
type endedBy struct{ os.Signal }

func (e endedBy) Error() string { return fmt.Sprint("ended by ", e.Signal) }

// untilEnded is a context that Ctrl-C, a kill and the end of the terminal end: what runs then
// leaves files and terminal as they shall be. A second signal ends what the first could not, a
// read from a terminal. Under nohup the end of the terminal ends nothing.
func untilEnded(parent context.Context) (_ context.Context, stop func()) {
	ctx, end := context.WithCancelCause(parent)
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	came := make(chan os.Signal, 1)
	signal.Notify(came, signals...)
	go func() {
		select {
		case s := <-came:
			signal.Stop(came)
			end(endedBy{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(came)
		end(nil)
	}
}

// endAs ends the program with an exit status; after the end of its terminal by that signal
// itself, as whoever started it expects to see.
func endAs(ctx context.Context, code int) {
	var by endedBy
	if errors.As(context.Cause(ctx), &by) && by.Signal == syscall.SIGHUP {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Signal(syscall.SIGHUP) // where a system has no such signal the status tells of it
		}
		code = 128 + int(syscall.SIGHUP)
	}
	os.Exit(code)
}
