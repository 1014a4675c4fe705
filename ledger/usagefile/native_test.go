package usagefile_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// nativeRows reads tollbook's own CSV.
func nativeRows(t interface {
	Helper()
	Fatalf(string, ...any)
}, data string) (rows []usagefile.Row, faults []usagefile.Fault) {
	t.Helper()
	f, err := usagefile.Open(strings.NewReader(data), usagefile.Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	for {
		rec, err := f.Next(context.Background())
		if err != nil {
			return rows, faults
		}
		if len(rec.Faults) > 0 {
			faults = append(faults, rec.Faults...)
			continue
		}
		rows = append(rows, rec.Row)
	}
}

func TestNativeFields(t *testing.T) {
	const head = "time,model,input_tokens,requests,cost_usd,team,machine,service_tier,residency,band,window,other,marks,view\n"
	rows, faults := nativeRows(t, head+"2026-08-10T10:00:00Z,gpt-5.4,1000,3,0.5,core,box-7,Flex-Tier,US,200001,06:00,audio_in=5; web_search=2;extra_usd=0.02,cache-unknown;many-requests,buckets:1f3a\n"+
		"2026-08-10T10:00:00Z,gpt-5.4,1000,,,,,default,global,,,,,\n")
	if len(faults) > 0 || len(rows) != 2 {
		t.Fatalf("%d rows, faults %v", len(rows), faults)
	}
	r := rows[0]
	if r.Team != "core" || r.Machine != "box-7" || r.Service != (pricing.Service{Tier: pricing.Flex, Residency: "us"}) || r.Prompt != 200_001 || r.Clock != 6*3600+1 ||
		r.Tokens[pricing.AudioIn] != 5 || r.Tokens[pricing.WebSearch] != 2 || r.Extra.String() != "0.02" || !r.CacheUnknown || !r.Mixed ||
		r.View.Kind() != usagefile.Buckets || r.View.Source() != 0x1f3a {
		t.Errorf("read as %+v", r)
	}
	if r := rows[1]; r.Service != (pricing.Service{}) || r.Prompt != 0 || r.Clock != 0 || r.HasCost || r.View != usagefile.Requests {
		t.Errorf("a plain row read as %+v", r)
	}
	for column, value := range map[string]string{"band": "-5", "window": "25:00", "other": "tokens=5", "marks": "strange", "view": "sideways", "requests": "1.5"} {
		cells := map[string]string{"time": "2026-08-10", "model": "m", column: value}
		var row []string
		for _, name := range strings.Split(strings.TrimSpace(head), ",") {
			row = append(row, cells[name])
		}
		if _, faults := nativeRows(t, head+strings.Join(row, ",")+"\n"); len(faults) != 1 || faults[0].Column != column || faults[0].Value != value || faults[0].Line != 2 {
			t.Errorf("%s %q: %v", column, value, faults)
		}
	}
	// Two requests are many; and of tokens alone, or of costs wherever they stand, the view.
	for data, want := range map[string]struct {
		mixed bool
		view  usagefile.View
	}{
		"time,model,requests\n2026-08-10,m,1\n":           {false, usagefile.Usage},
		"time,model,requests\n2026-08-10,m,2\n":           {true, usagefile.Usage},
		"cost_usd,time,model\n0.5,2026-08-10,m\n":         {false, usagefile.Requests},
		"time,model,byok_usd\n2026-08-10,m,0.5\n":         {false, usagefile.Requests},
		"byok_usd,time,model,requests\n,2026-08-10,m,3\n": {true, usagefile.Requests},
		"time,model,marks\n2026-08-10,m,own-key\n":        {false, usagefile.Usage},
	} {
		rows, faults := nativeRows(t, data)
		if len(faults) > 0 || len(rows) != 1 || rows[0].Mixed != want.mixed || rows[0].View != want.view || rows[0].OwnKey != strings.Contains(data, "own-key") && rows[0].OwnKeyUSD.IsZero() {
			t.Errorf("%q: %+v, %v", data, rows, faults)
		}
	}
	if rows, faults := nativeRows(t, "time,model,other\n2026-08-10,m,web_search=1\n"); len(faults) > 0 || rows[0].Tokens[pricing.WebSearch] != 1 {
		t.Errorf("one search: %+v, %v", rows, faults)
	}
	for value, says := range map[string]string{"extra_usd=x": "extra_usd: not a decimal", "audio_in=1.5": "audio_in: not a whole number", "audio_in=-1": "negative"} {
		if _, faults := nativeRows(t, "time,model,other\n2026-08-10,m,"+value+"\n"); len(faults) != 1 || faults[0].Column != "other" || !strings.Contains(faults[0].Reason, says) {
			t.Errorf("%s: %v, want %q", value, faults, says)
		}
	}
	if _, faults := nativeRows(t, "time,model\nyesterday,m\n"); len(faults) != 1 || faults[0].Column != "time" {
		t.Errorf("a time of yesterday: %v", faults)
	}
	if _, faults := nativeRows(t, "time,model,other\n2026-08-10,m,audio_in\n"); len(faults) != 1 || !strings.Contains(faults[0].Reason, "want a count") {
		t.Errorf("a kind without a count: %v", faults)
	}
	if _, faults := nativeRows(t, "time,model,input_tokens,other\n2026-08-10,m,5,input=7\n"); len(faults) != 1 || !strings.Contains(faults[0].Reason, "column of its own") {
		t.Errorf("a kind said twice: %v", faults)
	}
}

// TestNativeCosts: a cost that is said of all rows is there, and a word for none stands for
// a cost alone.
func TestNativeCosts(t *testing.T) {
	said := usagefile.Options{Set: map[string]string{"cost_usd": "0.5"}, NoCost: []string{"none"}}
	if r := read(t, strings.NewReader("time,model\n2026-08-10,m\n"), said, "native")[0]; r.View != usagefile.Requests || r.Cost.String() != "0.5" {
		t.Errorf("a cost of all rows: %+v", r)
	}
	none := usagefile.Options{NoCost: []string{"none"}}
	if r := read(t, strings.NewReader("time,model,cost_usd\n2026-08-10,m,none\n"), none, "native")[0]; r.HasCost {
		t.Errorf("no cost: %+v", r)
	}
	if got := faults(t, "time,model,byok_usd\n2026-08-10,m,none\n", none); len(got) != 1 || got[0].Column != "byok_usd" {
		t.Errorf("own-key spend of none: %v", got)
	}
}

// TestNativeRoundTrip: a row that is written as tollbook's own CSV is read as the same
// row: nothing that a price depends on is lost.
func TestNativeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z][a-z0-9 ",;.:-]{0,8}[a-z]`)
		some := func(name string) string {
			if rapid.Bool().Draw(t, name+" there") {
				return word.Draw(t, name)
			}
			return ""
		}
		usd := func(name string) pricing.Money {
			return pricing.MustMoney("0.01").Times(rapid.Int64Range(-500, 5000).Draw(t, name))
		}
		r := usagefile.Row{
			At:      time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
			Gateway: some("gateway"), Account: some("account"), Model: word.Draw(t, "model"), Provider: some("provider"), ID: some("id"),
			Key: some("key"), App: some("app"), User: some("user"), Team: some("team"), Machine: some("machine"),
			Service:  pricing.Service{Tier: rapid.SampledFrom([]pricing.Tier{"", "batch", "flex", "priority", "fast", "scale"}).Draw(t, "tier"), Residency: rapid.SampledFrom([]string{"", "us", "eu"}).Draw(t, "residency")},
			Prompt:   rapid.SampledFrom([]int64{0, 1, 200_000, 200_001}).Draw(t, "band"),
			Clock:    rapid.SampledFrom([]int32{0, 1, 2, 3_601, 86_400}).Draw(t, "window"),
			Requests: rapid.SampledFrom([]int64{0, 1, 2, 3, 11, 1_234}).Draw(t, "requests"),
			HasCost:  rapid.Bool().Draw(t, "cost there"), CacheUnknown: rapid.Bool().Draw(t, "blind"),
			Marks: usagefile.Marks(rapid.IntRange(0, 7).Draw(t, "marks")),
			View:  rapid.SampledFrom([]usagefile.View{usagefile.Requests, usagefile.Buckets, usagefile.Buckets.From("x", "days"), usagefile.Costs, usagefile.Usage, usagefile.Estimates}).Draw(t, "view"),
		}
		r.Mixed = r.Requests > 1 || rapid.Bool().Draw(t, "mixed")
		for k := range r.Tokens {
			if rapid.Bool().Draw(t, "some") {
				r.Tokens[k] = rapid.Int64Range(0, 1_000_000).Draw(t, pricing.Kind(k).String())
			}
		}
		r.Tokens[pricing.Reasoning] = min(r.Tokens[pricing.Reasoning], r.Tokens[pricing.Output])
		if r.HasCost {
			r.Cost, r.Computed = usd("cost"), rapid.Bool().Draw(t, "computed")
			if rapid.Bool().Draw(t, "own") {
				r.OwnKey, r.OwnKeyUSD = true, usd("byok") // or nothing: then the mark says it
			}
		}
		if rapid.Bool().Draw(t, "extra there") {
			r.Extra = usd("extra")
		}
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		if err := w.WriteAll([][]string{usagefile.NativeFields(), r.Native()}); err != nil {
			t.Fatal(err)
		}
		rows, faults := nativeRows(t, file.String())
		if len(faults) > 0 || len(rows) != 1 {
			t.Fatalf("%d rows, faults %v, of\n%s", len(rows), faults, file.String())
		}
		got := rows[0]
		same := got.Cost.Equal(r.Cost) && got.OwnKeyUSD.Equal(r.OwnKeyUSD) && got.Extra.Equal(r.Extra)
		r.Line, r.Cost, r.OwnKeyUSD, r.Extra = got.Line, got.Cost, got.OwnKeyUSD, got.Extra
		if got != r || !same {
			t.Fatalf("read as\n%+v, was\n%+v", got, r)
		}
	})
}
