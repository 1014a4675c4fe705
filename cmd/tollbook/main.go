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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, terminal: isTerminal(os.Stdin) && isTerminal(os.Stdout),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// isTerminal reports whether the file is a character device.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
