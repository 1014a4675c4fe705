package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// clock is what the program under test takes for now.
var clock = time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tollbook": func() {
			os.Exit(run(context.Background(), env{
				stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
				now: func() time.Time { return clock },
			}, os.Args[1:]))
		},
	})
}

// TestScripts runs the stories of testdata/script: each is a user's session.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"zip": zipFiles},
		Setup: func(e *testscript.Env) error {
			e.Setenv("TOLLBOOK_LEDGER", e.WorkDir+"/books/ledger.db")
			e.Setenv("XDG_DATA_HOME", e.WorkDir+"/data")
			return nil
		},
	})
}
