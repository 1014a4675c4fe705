package usagefile_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	cursorType   = "cursor-usage-events-csv"
	cursorCounts = `"Input (w/ Cache Write)","Input (w/o Cache Write)",Cache Read,Output Tokens,Total Tokens`
	cursorHead   = `Date,User,Cloud Agent ID,Automation ID,Kind,Model,Max Mode,` + cursorCounts + ",Cost\n"
)

// cursorRow is a row of the header of 2026.
func cursorRow(kind, model, cost string) string {
	return fmt.Sprintf("2026-11-10T03:32:33.284Z,,,,%q,%q,No,10,20,30,40,100,%q\n", kind, model, cost)
}

// TestCursorKindSaysWhatPays: a bill is what an On-Demand row cost; what a plan includes
// is list value where it has a number; an own key's call cost what the catalog says.
func TestCursorKindSaysWhatPays(t *testing.T) {
	const none = "none"
	for _, c := range []struct {
		kind, cost string
		pot        usagefile.Pot
		want       string
	}{
		{"On-Demand", "0.11", usagefile.WholeAccount, "0.11"},
		{"On-Demand", "$0.11", usagefile.WholeAccount, "0.11"},
		{"On-Demand", "-$0.11", usagefile.WholeAccount, "-0.11"},
		{"On-Demand", "0", usagefile.WholeAccount, "0"},
		{"On-Demand", "-", usagefile.WholeAccount, none},
		{"On-Demand", "NaN", usagefile.WholeAccount, none},
		{"On-Demand", "Included", usagefile.InPlan, none},
		{"Usage-based", "0.04", usagefile.WholeAccount, "0.04"},
		{"Included", "Included", usagefile.InPlan, none},
		{"Included", "", usagefile.InPlan, none},
		{"Included", "0.12", usagefile.InPlan, "0.12"},
		{"Included", "$0.00", usagefile.InPlan, none},
		{"Included in Business", "Included", usagefile.InPlan, none},
		{"Free", "Free", usagefile.InPlan, none},
		{"Errored, No Charge", "-", usagefile.InPlan, "0"},
		{"Aborted, Not Charged", "0.3", usagefile.InPlan, "0"},
		{"User API Key", "0", usagefile.ByOwnKey, none},
		{"User API Key", "-", usagefile.ByOwnKey, none},
		{"User API Key", "0.02", usagefile.WholeAccount, "0.02"}, // Cursor's own part
		{"", "0.5", usagefile.WholeAccount, "0.5"},
		{"", "", usagefile.InPlan, none},
		{"Team pool", "0.7", usagefile.WholeAccount, "0.7"},
		{"Team pool", "-", usagefile.InPlan, none},
	} {
		r := read(t, strings.NewReader(cursorHead+cursorRow(c.kind, "m", c.cost)), usagefile.Options{}, cursorType)[0]
		got := none
		if r.HasCost {
			got = r.Cost.String()
		}
		if r.Pot != c.pot || got != c.want || r.Requests != 1 || r.OwnKey != (c.kind == "User API Key" && got == "0.02") {
			t.Errorf("%q at %q: pot %q, cost %s, own key %t; want %q, %s", c.kind, c.cost, r.Pot, got, r.OwnKey, c.pot, c.want)
		}
	}
}

// TestCursorHeaders: each header that Cursor has written is read by the names of its columns.
func TestCursorHeaders(t *testing.T) {
	const at = "2025-09-25T15:09:18.685Z,"
	for _, c := range []struct {
		name, data, cost string
		pot              usagefile.Pot
	}{
		{"2025-06, charged", "Date,Model," + cursorCounts + ",Cost,Cost to you\n" + at + "m,10,20,30,40,100,$0.30,$0.25\n", "0.25", usagefile.WholeAccount},
		{"2025-06, in the plan", "Date,Model," + cursorCounts + ",Cost,Cost to you\n" + at + "m,10,20,30,40,100,$0.30,$0\n", "0.3", usagefile.InPlan},
		{"2025-09", "Date,User,Kind,Model,Max Mode," + cursorCounts + ",Requests\n" + at + "a@b.c,Included,m,No,10,20,30,40,100,1.2\n", "", usagefile.InPlan},
		{"2025-12", "Date,Kind,Model,Max Mode," + cursorCounts + ",Cost\n" + at + "On-Demand,m,No,10,20,30,40,100,0.3\n", "0.3", usagefile.WholeAccount},
		{"2026, alone", "Date,Cloud Agent ID,Automation ID,Kind,Model,Max Mode," + cursorCounts + ",Cost\r\n" + at + "bc-1,au-2,On-Demand,m,No,10,20,30,40,100,0.3\r\n", "0.3", usagefile.WholeAccount},
	} {
		r := read(t, strings.NewReader(c.data), usagefile.Options{}, cursorType)[0]
		got := ""
		if r.HasCost {
			got = r.Cost.String()
		}
		want := pricing.Tokens{pricing.CacheWrite5m: 10, pricing.Input: 20, pricing.CacheRead: 30, pricing.Output: 40}
		if got != c.cost || r.Pot != c.pot || r.Tokens != want || r.User != "" {
			t.Errorf("%s: cost %q of pot %q, tokens %v, user %q", c.name, got, r.Pot, r.Tokens, r.User)
		}
		if strings.HasPrefix(c.name, "2026") != (r.App == "au-2") {
			t.Errorf("%s: app %q", c.name, r.App)
		}
	}
	// Nothing says what pays.
	if err := refuse("Date,Model,"+cursorCounts+",Cost\n"+at+"m,10,20,30,40,100,1\n", usagefile.Options{}); err == nil || !strings.Contains(err.Error(), "Kind") {
		t.Errorf("without Kind: %v", err)
	}
}

// TestCursorIDs: the same request has one id in every file, whatever it cost; equal ones
// of one millisecond are several.
func TestCursorIDs(t *testing.T) {
	ids := func(rows ...string) (out []string) {
		for _, r := range read(t, strings.NewReader(cursorHead+strings.Join(rows, "")), usagefile.Options{}, cursorType) {
			out = append(out, r.ID)
		}
		return out
	}
	first, other := cursorRow("On-Demand", "m", "-"), cursorRow("On-Demand", "m-fast", "-")
	a, b := ids(first, other, first), ids(other, cursorRow("On-Demand", "m", "0.2"))
	if a[0] == a[1] || a[0] == a[2] || a[2] != a[0]+"-2" || b[1] != a[0] || b[0] != a[1] {
		t.Errorf("ids %q, and then %q", a, b)
	}
	if both := ids(first, first, strings.Replace(first, "32:33", "32:32", 1), first); both[1] != both[0]+"-2" || both[3] != both[0] {
		t.Errorf("two exports in one file: %q", both)
	}
	if claude, fast := ids(cursorRow("Free", "claude-opus-5", "")), ids(cursorRow("Free", "claude-opus-5-fast", "")); claude[0] == fast[0] {
		t.Errorf("a fast request has the id %q of a standard one", fast[0])
	}
}

// TestCursorSpeed: "-fast" is a tier where the publisher has no model of that name.
func TestCursorSpeed(t *testing.T) {
	for name, want := range map[string]string{
		"gpt-5.4-high-fast": "gpt-5.4-high priority", "claude-opus-5-fast": "claude-opus-5 fast",
		"composer-2-fast": "composer-2-fast ", "grok-4-fast": "grok-4-fast ",
	} {
		r := read(t, strings.NewReader(cursorHead+cursorRow("Free", name, "")), usagefile.Options{}, cursorType)[0]
		if got := r.Model + " " + string(r.Service.Tier); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestCursorCounts: thousands may have commas; what surprises is said, what is no number
// is a bad cell; a row of nothing is left out, unless it cost something.
func TestCursorCounts(t *testing.T) {
	row := func(counts, cost string) string {
		return cursorHead + "2026-11-10T03:32:33.284Z,,,,On-Demand,m,No," + counts + "," + cost + "\n"
	}
	r := read(t, strings.NewReader(row(`"1,234,567","12","1,000",0,"1,235,579"`, "1")), usagefile.Options{}, cursorType)[0]
	if r.Tokens[pricing.CacheWrite5m] != 1234567 || r.Tokens[pricing.CacheRead] != 1000 || r.Tokens[pricing.Input] != 12 {
		t.Errorf("tokens %v", r.Tokens)
	}
	for _, bad := range []string{`"1,23"`, `"1,2345"`, `",123"`, `"1234,567"`, `"1,,234"`, `"-1,234"`, `"1,234.5"`, `"999,999,999,999,999"`, "-5", "x"} {
		if got := faults(t, row(bad+",0,0,0,0", "1"), usagefile.Options{}); len(got) != 1 || got[0].Column != "Input (w/ Cache Write)" {
			t.Errorf("%s: %v", bad, got)
		}
	}
	if got := faults(t, row("1,0,0,0,1", "€1"), usagefile.Options{}); len(got) != 1 || got[0].Column != "Cost" {
		t.Errorf("a cost in euros: %v", got)
	}
	// Where semicolons separate, a comma may stand before decimals.
	if got := faults(t, strings.ReplaceAll(row("1.234,0,0,0,0", "1"), ",", ";"), usagefile.Options{}); len(got) != 1 {
		t.Errorf("1.234 of a file with semicolons: %v", got)
	}
	if rows, said := readSaid(t, row("0,0,0,0,0", "-")); rows != 0 || len(said) != 0 {
		t.Errorf("a row of nothing: %d rows, said %q", rows, said)
	}
	if rows, said := readSaid(t, row("0,0,0,0,0", "0.04")); rows != 1 || len(said) != 0 {
		t.Errorf("a cost without tokens: %d rows, said %q", rows, said)
	}
	if rows, said := readSaid(t, row("1,2,3,4,11", "0.04")); rows != 1 || len(said) != 1 || !strings.Contains(said[0], "Total Tokens") {
		t.Errorf("another total: %d rows, said %q", rows, said)
	}
	if rows, said := readSaid(t, cursorHead+cursorRow("Team pool", "m", "1")+cursorRow("Team pool", "m", "-")); rows != 2 || !slices.Contains(said, "2 rows are of a kind that is not known: those with an amount count as a bill, the others as included") {
		t.Errorf("a new kind: %d rows, said %q", rows, said)
	}
}

// readSaid reads a file to its end: how many rows it has, and what is said of them.
func readSaid(t *testing.T, data string) (rows int, said []string) {
	t.Helper()
	f, err := usagefile.Open(bytes.NewReader([]byte(data)), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			return rows, f.Warnings()
		}
		if err != nil {
			t.Fatal(err)
		}
		if !rec.Idle {
			rows++
		}
	}
}
