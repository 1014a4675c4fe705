package progress

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usage"
)

// TestProgressLine: nothing for what is quick, then a few lines a second, each in
// the place of the one before, and none at the end.
func TestProgressLine(t *testing.T) {
	began := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var out strings.Builder
	now := began
	p := &Line{out: &out, now: func() time.Time { return now }, name: "usage.csv", size: 200_000_000, began: began}
	step := func(after time.Duration, x usage.Progress, want string) {
		t.Helper()
		out.Reset()
		now = began.Add(after)
		p.Show(x)
		if got := out.String(); got != want {
			t.Errorf("after %s: %q, want %q", after, got, want)
		}
	}
	step(200*time.Millisecond, usage.Progress{Bytes: 10_000_000, Rows: 50_000}, "")
	step(1*time.Second, usage.Progress{Bytes: 50_000_000, Rows: 250_000}, "\rusage.csv  ██░░░░░░░░ 25% of 200 MB  250,000 rows  250,000/s  3s left\x1b[K")
	step(1050*time.Millisecond, usage.Progress{Bytes: 60_000_000, Rows: 300_000}, "")
	step(4*time.Second, usage.Progress{Bytes: 200_000_000, Rows: 1_000_000}, "\rusage.csv  ██████████ 100% of 200 MB  1,000,000 rows  250,000/s  writing\x1b[K")
	p.size = 0 // standard input
	step(8*time.Second, usage.Progress{Bytes: 300_000_000, Rows: 1_600_000}, "\rusage.csv  300 MB  1,600,000 rows  200,000/s\x1b[K")
	step(9*time.Second, usage.Progress{Bytes: 300_000_000, Of: 600_000_000, Rows: 1_800_000}, "\rusage.csv  █████░░░░░ 50% of 600 MB  1,800,000 rows  200,000/s  9s left\x1b[K")
	p.name = strings.Repeat("a long name ", 9) + ".csv"
	out.Reset()
	now = began.Add(time.Minute)
	p.Show(usage.Progress{Bytes: 1_000_000_000, Of: 9_000_000_000, Rows: 100_000_000})
	if line := strings.TrimSuffix(strings.TrimPrefix(out.String(), "\r"), "\x1b[K"); len([]rune(line)) > 79 {
		t.Errorf("%d columns: %q", len([]rune(line)), line)
	}
	out.Reset()
	p.Clear()
	if out.String() != "\r\x1b[K" {
		t.Errorf("clear: %q", out.String())
	}
}

// TestProgressOfSums: opening a ledger of an earlier version says how many of its rows have
// been added up.
func TestProgressOfSums(t *testing.T) {
	began := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var out strings.Builder
	now := began.Add(100 * time.Millisecond)
	p := &Line{out: &out, now: func() time.Time { return now }, name: "ledger.db", began: began}
	p.ShowSums(65_536, 1_000_000)
	if out.String() != "" {
		t.Errorf("after a tenth of a second: %q", out.String())
	}
	now = began.Add(2 * time.Second)
	p.ShowSums(400_000, 1_000_000)
	if want := "\rledger.db  ████░░░░░░ 40% of 1,000,000 rows added up anew  3s left\x1b[K"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
