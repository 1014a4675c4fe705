package ledger_test

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger/report"
)

// TestCallsAreMovedToTheirGateway: the first edition booked every call of an agent's
// log at the agent's account. The same log again moves one that went over OpenRouter,
// and taking that import back moves it back.
func TestCallsAreMovedToTheirGateway(t *testing.T) {
	s := temporary(t, real())
	bring(t, s, nativeHead+
		"2026-08-10T10:00:00Z,anthropic,claude-code,claude-opus-4-8,gen-1,1000,0,100,0,1,,,\n"+
		"2026-08-10T10:00:00Z,anthropic,claude-code,claude-opus-4-8,msg_01,2000,0,100,0,1,,,\n", options("first-edition.csv"))
	const call = `{"type":"assistant","sessionId":"s","version":"2.1.97","userType":"external","uuid":"u","timestamp":"2026-08-10T10:00:00Z","requestId":"r","message":{"id":"%ID","type":"message","role":"assistant","model":"claude-opus-4-8","usage":{"input_tokens":%IN,"output_tokens":100}}}` + "\n"
	got := bring(t, s, strings.NewReplacer("%ID", "gen-1", "%IN", "1000").Replace(call)+strings.NewReplacer("%ID", "msg_01", "%IN", "2000").Replace(call), options("log.jsonl"))
	if got.Added != 0 || got.Updated+got.Duplicates != 2 || got.Updated < 1 {
		t.Errorf("%d added, %d updated, %d known; want none new", got.Added, got.Updated, got.Duplicates)
	}
	tokens := func(account string) int64 {
		r, err := s.Report(context.Background(), report.Query{Account: account})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total.Tokens[0]
	}
	if a, b := tokens("openrouter"), tokens("claude-code"); a != 1000 || b != 2000 {
		t.Errorf("%d tokens at openrouter, %d of the agent; want 1,000 and 2,000", a, b)
	}
	sound(t, s)
	if _, err := s.Undo(context.Background(), got.ID); err != nil {
		t.Fatal(err)
	}
	if a, b := tokens("openrouter"), tokens("claude-code"); a != 0 || b != 3000 {
		t.Errorf("taken back: %d tokens at openrouter, %d of the agent", a, b)
	}
	sound(t, s)
}
