package ledger_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const traced = "TIMESTAMP, ContextTokens ,GeneratedTokens,who\n" +
	"2026-10-01 10:00:00,1000,50,ann\n" +
	"2026-10-02 10:00:00,-5,60,ben\n" +
	"2026-10-03 10:00:00,2000,70,ann\n"

func sampled(t *testing.T, s *ledger.Store, text string, opt usagefile.Options, n int) usage.Sample {
	t.Helper()
	got, err := s.Sample(context.Background(), strings.NewReader(text), usage.ImportOptions{File: "x.csv", Options: opt}, n)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A sample shows the columns of an unknown header, and what a mapping makes of the first
// rows; it changes nothing.
func TestSample(t *testing.T) {
	s := temporary(t, small())
	got := sampled(t, s, traced, usagefile.Options{}, 2)
	if strings.Join(got.Columns, "|") != "TIMESTAMP| ContextTokens |GeneratedTokens|who" || len(got.Cells) != 2 || got.Cells[1][1] != "-5" {
		t.Errorf("columns %q, cells %q", got.Columns, got.Cells)
	}
	var unknown *usagefile.UnrecognisedError
	if !errors.As(got.Fault, &unknown) || len(got.Rows) != 0 {
		t.Errorf("without a mapping: %v, %d rows", got.Fault, len(got.Rows))
	}
	opt := usagefile.Options{Map: map[string]string{"time": "TIMESTAMP", "input_tokens": "ContextTokens", "user": "who"}, Set: map[string]string{"model": "lab/one"}}
	got = sampled(t, s, traced, opt, 3)
	if !errors.Is(got.Fault, usage.ErrNoGateway) || len(got.Rows) != 3 {
		t.Errorf("without a gateway: %v, %d rows", got.Fault, len(got.Rows))
	}
	opt.Set["gateway"] = "lab"
	got = sampled(t, s, traced, opt, 3)
	if got.Fault != nil {
		t.Fatal(got.Fault)
	}
	first, second := got.Rows[0], got.Rows[1]
	if first.Model != "lab/one" || first.User != "ann" || first.Tokens[pricing.Input] != 1000 || first.HasCost || len(first.Faults) != 0 {
		t.Errorf("the first: %+v", first)
	}
	if len(second.Faults) != 1 || second.Faults[0].Line != 3 || !strings.Contains(second.Faults[0].Reason, "negative") {
		t.Errorf("the second: %+v", second.Faults)
	}
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 0 {
		t.Errorf("%d imports, %v", len(list), err)
	}
	opt.Map["time"] = "When"
	var head *usagefile.HeaderError
	if got = sampled(t, s, traced, opt, 3); !errors.As(got.Fault, &head) || !head.Own() {
		t.Errorf("no such column: %v", got.Fault)
	}
}

// What was said about the columns before is in the sample, with or without blanks
// around their names.
func TestSampleRecalls(t *testing.T) {
	s := temporary(t, small())
	good := strings.Replace(traced, "-5", "5", 1)
	opt := options("x.csv")
	opt.Map, opt.Set = map[string]string{"time": "TIMESTAMP", "input_tokens": "ContextTokens"}, map[string]string{"model": "lab/one", "gateway": "lab"}
	if got := bring(t, s, good, opt); !got.Own || got.Added != 3 {
		t.Fatalf("%+v", got)
	}
	got := sampled(t, s, traced, usagefile.Options{}, 1)
	if got.Recalled == nil || got.Recalled.Map["time"] != "TIMESTAMP" || got.Recalled.Set["gateway"] != "lab" || got.Fault != nil || got.Rows[0].Gateway != "lab" {
		t.Errorf("%+v", got)
	}
}

func TestSampleOfWhatIsNoTable(t *testing.T) {
	s := temporary(t, small())
	for name, text := range map[string]string{"empty": "", "binary": "\x00\x01\x02\x03"} {
		if _, err := s.Sample(context.Background(), strings.NewReader(text), usage.ImportOptions{}, 3); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if got := sampled(t, s, "time,model\n", usagefile.Options{}, 3); len(got.Columns) != 2 || len(got.Rows) != 0 || !errors.Is(got.Fault, usage.ErrNoGateway) {
		t.Errorf("a header alone: %+v", got)
	}
}
