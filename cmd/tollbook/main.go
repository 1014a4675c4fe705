// Command tollbook tells people who pay for LLM APIs through gateways what a
// gateway really costs them: tokens at the right dated rate, the fee for loading
// credits, credits that expire, and outages.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"

	"tollbook/cmd/tollbook/asknot"
)

// All that is linked in has begun by now, without a question to the terminal.
func init() { asknot.Done() }

// heapLimit is how large the heap grows before garbage is collected in earnest. An
// import needs a third of it, however long the file, and a forecast of 2,000 accounts
// two thirds; with 56 MiB the collector took half of that forecast's time. The 400,000 daily
// sums of a year with many labels take 86 MiB: right below the limit the collector runs
// without end, and with 96 MiB it ran twice as often as with 104.
const heapLimit = 104 << 20

func main() {
	// A command lives for a moment, and most make less garbage than is worth
	// collecting. Who sets GOGC or GOMEMLIMIT knows better.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(200)
		debug.SetMemoryLimit(heapLimit)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends what the first could not, a read from a terminal
	code := run(ctx, env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, stderrTerminal: isatty.IsTerminal(os.Stderr.Fd()) && os.Getenv("TERM") != "dumb", terminal: isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stdout.Fd()), columns: columnsOf(os.Stdout),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}
