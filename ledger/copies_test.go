package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
)

// copyOf is a line of Claude Code's log: one call as it was written at an instant, at
// lab's prices.
func copyOf(id, at string, output int) string {
	return fmt.Sprintf(`{"type":"assistant","timestamp":%q,"sessionId":"s","message":{"id":%q,"model":"lab-one","usage":{"input_tokens":1000,"output_tokens":%d}}}`+"\n", at, id, output)
}

// atLab are the options of a log whose calls lab answered.
func atLab(name string) usage.ImportOptions {
	return usage.ImportOptions{File: name, At: now, Options: usagefile.Options{Set: map[string]string{"gateway": "lab", "account": "lab"}}}
}

// TestUndoOfAnEarlierCopy: an import that brings no more of a call than its earlier
// time has changed the row all the same, and can be taken back.
func TestUndoOfAnEarlierCopy(t *testing.T) {
	s := temporary(t, small())
	first := bring(t, s, copyOf("m", "2026-10-02T09:00:00Z", 50), atLab("a"))
	before := dump(t, s)
	second := bring(t, s, copyOf("m", "2026-10-01T09:00:00Z", 4), atLab("b"))
	counts(t, second, 0, 0, 1, 0)
	after := dump(t, s)
	third := bring(t, s, copyOf("m", "2026-10-01T09:00:00Z", 4), atLab("c")) // saw what b changed
	counts(t, third, 0, 1, 0, 0)
	if got := plan(t, s, second.ID); fmt.Sprint(got) != fmt.Sprint([]int64{third.ID, second.ID}) {
		t.Errorf("plan %v, want c and b", got)
	}
	undo(t, s, third.ID)
	differ(t, "without c", dump(t, s), after)
	if done := undo(t, s, second.ID); done[0].Restored != 1 || done[0].Removed != 0 {
		t.Errorf("undone %+v, want 1 restored", done)
	}
	sound(t, s)
	differ(t, "without b", dump(t, s), before)
	undo(t, s, first.ID)
	sound(t, s)
}

// TestEarlierCopiesFarApart: two copies of a known call, each earlier than all
// before it and with more rows between them than are written at a time, are two
// changes of one import: what stood before it is what comes back.
func TestEarlierCopiesFarApart(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, copyOf("m", "2026-10-03T09:00:00Z", 50), atLab("a"))
	before := dump(t, s)
	var log strings.Builder
	log.WriteString(copyOf("m", "2026-10-02T09:00:00Z", 4))
	for i := range 5_000 {
		log.WriteString(copyOf(fmt.Sprint("other", i), "2026-10-05T09:00:00Z", 7))
	}
	log.WriteString(copyOf("m", "2026-10-01T09:00:00Z", 5))
	second := bring(t, s, log.String(), atLab("b"))
	counts(t, second, 5_000, 0, 2, 0)
	sound(t, s)
	rows := reported(t, s, report.Query{By: []string{"day"}}).Rows
	if len(rows) != 2 || rows[0].Keys[0] != "2026-10-01" || rows[0].Requests != 1 || rows[1].Requests != 5_000 {
		t.Errorf("days %+v, want one call on the 1st and 5,000 on the 5th", rows)
	}
	undo(t, s, second.ID)
	sound(t, s)
	differ(t, "without b", dump(t, s), before)
}

// TestCopiesAreOnePrice: a call costs what its rates were at its own time, the
// earliest of its copies, whichever of them is the fullest and however they came.
//
//	1,000 input and 50 output in May at 2 and 10 is $0.0025; June has 3 and 12
func TestCopiesAreOnePrice(t *testing.T) {
	early, full := copyOf("m", "2026-05-31T23:59:59Z", 4), copyOf("m", "2026-06-01T00:00:01Z", 50)
	for name, files := range map[string][]string{
		"one log":              {early + full},
		"two":                  {early, full},
		"the full one first":   {full, early},
		"one log, others amid": {early + copyOf("1", "2026-05-01T00:00:00Z", 0) + copyOf("2", "2026-05-01T00:00:00Z", 0) + copyOf("3", "2026-05-01T00:00:00Z", 0) + copyOf("4", "2026-05-01T00:00:00Z", 0) + copyOf("5", "2026-05-01T00:00:00Z", 0) + full},
	} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			for i, log := range files {
				bring(t, s, log, atLab(fmt.Sprint(i)))
			}
			sound(t, s)
			r := reported(t, s, report.Query{By: []string{"day"}})
			last := r.Rows[len(r.Rows)-1]
			if last.Keys[0] != "2026-05-31" || last.Requests != 1 {
				t.Errorf("days %+v, want one call on 31 May", r.Rows)
			}
			ledgertest.USD(t, "31 May", last.ListValueUSD, "0.0025")
		})
	}
}

// TestCopiesNameOneModel: of copies that name two models the fullest counts, also where
// the catalog has no price for either.
func TestCopiesNameOneModel(t *testing.T) {
	odd := func(model string, output int) string {
		return strings.Replace(copyOf("m", "2026-10-02T09:00:00Z", output), "lab-one", model, 1)
	}
	amid := ""
	for i := range 5 {
		amid += copyOf(fmt.Sprint(i), "2026-10-02T09:00:00Z", 1)
	}
	for name, log := range map[string]string{"the fullest last": odd("odd-one", 1) + amid + odd("odd-two", 50), "first": odd("odd-two", 50) + amid + odd("odd-one", 1)} {
		s := temporary(t, small())
		got := bring(t, s, log, atLab(name))
		if len(got.Unpriced) != 1 || got.Unpriced[0].Model != "odd-two" || got.Unpriced[0].Tokens != 1_050 {
			t.Errorf("%s: unpriced %+v, want 1,050 tokens of odd-two", name, got.Unpriced)
		}
		sound(t, s)
	}
}
