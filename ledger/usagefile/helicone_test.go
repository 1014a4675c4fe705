package usagefile_test

import (
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestHelicone: an empty cost is unknown and a written one is the literal digits;
// failed calls count as requests; bodies and e-mails are not kept.
func TestHelicone(t *testing.T) {
	const head = "response_id,response_created_at,response_status,request_created_at,request_body,request_properties,request_user_id,model,prompt_tokens,completion_tokens,latency,cost\n"
	rows := read(t, strings.NewReader(head+
		`"a","2026-10-01T10:00:01Z","200","2026-10-01T12:00:00.500+02:00","{""""a"""": """"private,`+"\n"+`words""""}","{""""app"""": """"x""""}","u-1","gpt-5-nano","2829","745","7807","1.2e-05"`+"\n"+
		`"b","2026-10-01T10:00:01Z","500","2026-10-01T10:00:00Z",,,"ann@example.com","gpt-5-nano",,,"5602",`+"\n"+
		`"c","2026-10-01T10:00:01Z","200","2026-10-01T10:00:00Z",,,,"gpt-5-nano","1","1","2","0"`+"\n"), usagefile.Options{}, "helicone-export-csv")
	a, b, c := rows[0], rows[1], rows[2]
	if a.ID != "a" || a.Cost.String() != "0.000012" || !a.HasCost || a.Tokens[pricing.Input] != 2829 || a.Tokens[pricing.Output] != 745 || a.User != "u-1" || !a.CacheUnknown || a.Bucket {
		t.Errorf("got %+v", a)
	}
	if at := a.At.Format("15:04:05.000"); at != "10:00:00.500" {
		t.Errorf("time %s, want 12:00:00.500 at +02:00 in UTC", at)
	}
	if b.HasCost || b.Requests != 1 || !b.Tokens.IsZero() || b.User != "" {
		t.Errorf("a failed call: %+v", b)
	}
	if !c.HasCost || !c.Cost.IsZero() {
		t.Errorf("a cost of zero: %+v", c)
	}
	if c.Line != 5 {
		t.Errorf("line %d, want 5: the first record spans two", c.Line)
	}
	if got := faults(t, head+`"a",,,"2026-10-01T10:00:00Z",,,,"m","1","1","1","$1"`+"\n", usagefile.Options{}); len(got) != 1 || got[0].Column != "cost" {
		t.Errorf("faults %v, want one of cost", got)
	}
}
