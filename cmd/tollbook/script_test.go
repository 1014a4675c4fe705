package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tollbook": func() {
			os.Exit(run(context.Background(), cli.Env{
				Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
				Now: func() time.Time { return clitest.Clock },
			}, os.Args[1:]))
		},
	})
}

// TestScripts runs the stories of testdata/script: each is a user's session.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"zip": zipFiles, "exits": exits, "idof": idOf,
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("TOLLBOOK_LEDGER", e.WorkDir+"/books/ledger.db")
			e.Setenv("XDG_DATA_HOME", e.WorkDir+"/data")
			e.Setenv("COLUMNS", "400") // stories read whole lines; page.txt and TestAnswersFitThePage are at 80
			return nil
		},
	})
}

// exits runs the program and compares its exit status: exits 2 report --nosuch.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec("tollbook", args[1:]...)
	var status *exec.ExitError
	if errors.As(err, &status) {
		got, err = status.ExitCode(), nil
	}
	ts.Check(err)
	if got != want {
		ts.Fatalf("tollbook %s: exit status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// idOf keeps in $ID the first cell of the line of the last output that has a text.
func idOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: idof TEXT")
	}
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		if id, _, ok := strings.Cut(line, ","); ok && strings.Contains(line, args[0]) {
			ts.Setenv("ID", id)
			return
		}
	}
	ts.Fatalf("no line has %q", args[0])
}
