// Command tollbook tells people who pay for LLM APIs through gateways what a
// gateway really costs them: tokens at the right dated rate, the fee for loading
// credits, credits that expire, and outages.
//
// Here are the root command with the groups of its help, completion and exit statuses. The
// commands stand in rooms named after those groups:
//
//	see      what was used, what is left and what is to come
//	record   what came in and what was bought
//	decide   where, with what and how to pay
//	keep     it in order
//	screens  what opens the terminal UI, and gives it the world around it
//
// Each starts from a run of package cli and answers by package print.
package main

import (
	"context"
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/mattn/go-isatty"

	"tollbook/cmd/tollbook/asknot"
	"tollbook/cmd/tollbook/cli"
)

// All that is linked in has begun by now, without a question to the terminal.
func init() { asknot.Done() }

func main() {
	limitHeap()
	ctx, stop := untilEnded(context.Background())
	columns, _, _ := term.GetSize(os.Stdout.Fd()) // 0 where it fails: stdout is no terminal
	code := run(ctx, cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Now: time.Now, StderrTerminal: isatty.IsTerminal(os.Stderr.Fd()) && os.Getenv("TERM") != "dumb", Terminal: isatty.IsTerminal(os.Stdin.Fd()) && isatty.IsTerminal(os.Stdout.Fd()), Columns: columns,
	}, os.Args[1:])
	stop()
	endAs(ctx, code)
}
