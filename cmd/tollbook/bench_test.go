package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
)

// BenchmarkStart is a whole run of the program in process: flags, catalog, one
// fee.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if code := run(context.Background(), clitest.Env(""), []string{"fee", "openrouter", "25"}); code != exitDone {
			b.Fatalf("exit %d", code)
		}
	}
}

// BenchmarkReports are whole runs on the demo's year as a ledger in a file.
func BenchmarkReports(b *testing.B) {
	path := filepath.Join(b.TempDir(), "ledger.db")
	clitest.DemoFile(b, path)
	for _, command := range []string{"report --by month", "compare --json", "doctor"} {
		b.Run(strings.Fields(command)[0], func(b *testing.B) {
			for b.Loop() {
				if code := run(context.Background(), clitest.Env(path), strings.Fields(command)); code != exitDone {
					b.Fatalf("exit %d", code)
				}
			}
		})
	}
}
