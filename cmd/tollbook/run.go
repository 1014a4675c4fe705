package main

import (
	"context"
	"errors"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/keep"
	"tollbook/cmd/tollbook/screens"
)

// Exit codes (DESIGN.md 4).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run runs one command line and returns the exit status.
func run(ctx context.Context, e cli.Env, args []string) int {
	run := cli.New(e)
	root := rootCommand(run)
	root.SetArgs(screens.JoinPlain(args))
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	var said cli.ExitStatus
	if errors.As(err, &said) {
		return int(said)
	}
	text := err.Error()
	if cli.Interrupted(ctx, err) {
		text = strings.ReplaceAll(text, context.Canceled.Error(), "interrupted")
	}
	run.Fault("error", text)
	if cli.Interrupted(ctx, err) {
		run.Fault("hint", "nothing is half done; what was finished before stays, and the same command goes on with the rest")
	}
	advice := cli.Hints(err, cmd.Name())
	if len(advice) == 0 {
		advice = helpHint(err, cmd)
	}
	for _, hint := range advice {
		run.Fault("hint", hint)
	}
	if run.Instead != nil {
		run.Next()
	}
	if cmd.CommandPath() == "tollbook check" {
		return keep.CheckUnknown(run, err)
	}
	var wrong cli.UsageError
	if errors.As(err, &wrong) || cli.NameNotFound(err) && cmd.Name() != "import" { // there it is the file that names it
		return exitUsage
	}
	return exitFailed
}
