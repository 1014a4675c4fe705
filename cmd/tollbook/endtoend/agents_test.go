//go:build unix

package endtoend

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// claudeLog is a log of Claude Code of ten days until the clock, 100,000 tokens of input to Claude
// Sonnet 4.5 a day: $0.30 at $3.00 a million, $9.00 a month.
func claudeLog(t *testing.T) string {
	t.Helper()
	last, err := time.Parse(time.RFC3339, clock)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range 10 {
		at := last.AddDate(0, 0, i-9).Add(-time.Hour).Format(time.RFC3339)
		fmt.Fprintf(&b, `{"type":"assistant","timestamp":"%s","sessionId":"s","cwd":"/home/me/shop","message":{"id":"msg_%d","model":"claude-sonnet-4-5","usage":{"input_tokens":100000,"output_tokens":0}}}`+"\n", at, i)
	}
	return b.String()
}

// An agent's log as the only argument says what a subscription is worth. P says that a key
// paid and takes that back, and K keeps what was said.
func TestAgentStory(t *testing.T) {
	for _, z := range sizes {
		t.Run(fmt.Sprintf("%dx%d", z[0], z[1]), func(t *testing.T) {
			x := open(t, z[0], z[1])
			x.write("log.jsonl", claudeLog(t))
			line := x.line("before")
			x.types("tollbook --as-of " + clock + " log.jsonl; echo left with $?").keys("Enter")
			x.sees("At API list prices: $9.00 a month.", "P if a key paid", "list $9")
			x.keys("P").sees("You pay $9.00 a month", "a key pays for claude-code now")
			x.keys("P").sees("At API list prices: $9.00 a month.")
			x.keys("P").sees("You pay $9.00 a month")
			x.keys("K").sees("kept: this is your ledger", "You pay $9.00 a month")
			x.keys("q")
			left(t, x, line, 0)
			x.types("clear; tollbook account list").keys("Enter").sees("claude-code", "arrears")
		})
	}
}
