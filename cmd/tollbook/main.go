// Command tollbook tells people who pay for LLM APIs through gateways what a
// gateway really costs them: tokens at the right dated rate, the fee for loading
// credits, credits that expire, and outages.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/mattn/go-isatty"

	"tollbook/cmd/tollbook/asknot"
)

// All that is linked in has begun by now, without a question to the terminal.
func init() { asknot.Done() }

func main() {
	limitHeap()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)                  // a second Ctrl-C ends what the first could not, a read from a terminal
	columns, _, _ := term.GetSize(os.Stdout.Fd()) // 0 where it fails: stdout is no terminal
	code := run(ctx, env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, stderrTerminal: isatty.IsTerminal(os.Stderr.Fd()) && os.Getenv("TERM") != "dumb", terminal: isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stdout.Fd()), columns: columns,
	}, os.Args[1:])
	stop()
	os.Exit(code)
}
