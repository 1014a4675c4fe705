package usagefile_test

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	amountHead    = "user_id,start_time_iso,end_time_iso,model,api_key_name,api_key,type,price,amount\r\n"
	amountOldHead = "user_id,utc_date,model,api_key_name,api_key,type,price,amount\r\n"
	walletHead    = "user_id,start_time_iso,end_time_iso,model,wallet_type,cost,currency\r\n"
	amountBucket  = "1,2026-10-01T00:00:00+08:00,2026-10-02T00:00:00+08:00,deepseek-v4-pro,"
)

// amounts reads one row of an amount file.
func amounts(t *testing.T, cells string, opt usagefile.Options) usagefile.Row {
	t.Helper()
	return read(t, strings.NewReader("\ufeff"+amountHead+amountBucket+cells+"\r\n"), opt, "deepseek-csv")[0]
}

// TestDeepSeekKinds: every name that a kind has had, and what it costs in yuan of
// $0.14: 1000 x 0.000003 = 0.003 yuan = $0.00042.
func TestDeepSeekKinds(t *testing.T) {
	opt := usagefile.Options{FX: map[string]string{"CNY": "0.14"}}
	for _, c := range []struct {
		typ      string
		kind     pricing.Kind
		unknown  bool
		requests int64
		cost     string
	}{
		{"input_cache_hit_tokens", pricing.CacheRead, false, 0, "0.00042"},
		{"input_cache_miss_tokens", pricing.Input, false, 0, "0.00042"},
		{"output_tokens", pricing.Output, false, 0, "0.00042"},
		{"input_tokens", pricing.Input, true, 0, "0.00042"},
		{"completion", pricing.Output, false, 0, "0.00042"},
		{"request_count", 0, false, 1000, "0"},
	} {
		r := amounts(t, "web,sk-a***b,"+c.typ+",0.000003,1000", opt)
		var want pricing.Tokens
		if c.requests == 0 {
			want[c.kind] = 1000
		}
		if r.Tokens != want || r.Requests != c.requests || r.CacheUnknown != c.unknown || r.Cost.String() != c.cost || !r.HasCost || !r.Bucket || !r.Mixed || r.Key != "web" {
			t.Errorf("%s: %+v", c.typ, r)
		}
		if !r.At.Equal(time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC)) {
			t.Errorf("a day that starts at midnight in +08:00 starts at %v", r.At)
		}
	}
}

// TestDeepSeekCurrency: an amount file alone says no currency, and none is guessed.
func TestDeepSeekCurrency(t *testing.T) {
	for _, c := range []struct {
		name string
		fx   map[string]string
		view usagefile.View
		cost string
	}{
		{"nothing says it", nil, usagefile.Usage, ""},
		{"a currency that is not billed in", map[string]string{"EUR": "1.1"}, usagefile.Usage, ""},
		{"yuan", map[string]string{"CNY": "0.14"}, 0, "0.00042"},
		{"dollars", map[string]string{"USD": "1"}, 0, "0.003"},
	} {
		r := amounts(t, "web,sk-a***b,output_tokens,3e-6,1000", usagefile.Options{FX: c.fx})
		if r.View != c.view || r.HasCost != (c.cost != "") || r.HasCost && r.Cost.String() != c.cost || r.Tokens[pricing.Output] != 1000 {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

// TestDeepSeekKey: peak and off-peak are two rows, another way to write one price
// is not, and nor is the case of a wallet.
func TestDeepSeekKey(t *testing.T) {
	base := amounts(t, "web,sk-a***b,output_tokens,0.000003,1000", usagefile.Options{}).Dims
	if other := amounts(t, "web,sk-a***b,output_tokens,3e-06,2000", usagefile.Options{}).Dims; other != base {
		t.Error("3e-06 is another row than 0.000003")
	}
	for _, cells := range []string{"web,sk-a***b,output_tokens,0.0000015,1000", "web,sk-a***c,output_tokens,0.000003,1000", "lab,sk-a***b,output_tokens,0.000003,1000", "web,sk-a***b,input_tokens,0.000003,1000"} {
		if amounts(t, cells, usagefile.Options{}).Dims == base {
			t.Errorf("%s has the key of another row", cells)
		}
	}
	cost := func(cells string) usagefile.Row {
		return read(t, strings.NewReader(walletHead+amountBucket+cells+"\n"), usagefile.Options{}, "deepseek-csv")[0]
	}
	paid := cost("Paid,1.5000000000000000,USD")
	if paid.View != usagefile.Costs || paid.Cost.String() != "1.5" || !paid.HasCost || !paid.Tokens.IsZero() {
		t.Errorf("a cost row: %+v", paid)
	}
	if paid.Dims != cost("PAID,2,usd").Dims || paid.Dims == cost("Granted,1.5,USD").Dims {
		t.Error("the wallet's case makes another row, or another wallet does not")
	}
}

// TestDeepSeekGrains: UTC days, a viewer's days and hours overlap, so each is a
// grain; two hours are one.
func TestDeepSeekGrains(t *testing.T) {
	grain := func(head, bucket string) string {
		return read(t, strings.NewReader(head+"1,"+bucket+",m,web,sk,output_tokens,0.1,1\n"), usagefile.Options{}, "deepseek-csv")[0].Grain
	}
	for bucket, want := range map[string]string{
		"2026-10-01T00:00:00+08:00,2026-10-02T00:00:00+08:00": "days from 16:00",
		"2026-10-01T00:00:00Z,2026-10-02T00:00:00Z":           "days from 00:00",
		"2026-10-01T05:00:00-07:00,2026-10-01T06:00:00-07:00": "hours",
		"2026-10-01T09:00:00-07:00,2026-10-01T10:00:00-07:00": "hours",
	} {
		if got := grain(amountHead, bucket); got != want {
			t.Errorf("%s: %q, want %q", bucket, got, want)
		}
	}
	for _, day := range []string{"20261001", "2026-10-01"} {
		if got := grain(amountOldHead, day); got != "days from 00:00" {
			t.Errorf("%s: %q, want days from 00:00", day, got)
		}
	}
}

// TestDeepSeekWithoutAPrice: no tokens cost nothing, and where no price is read none is
// missed.
func TestDeepSeekWithoutAPrice(t *testing.T) {
	if r := amounts(t, "web,sk,output_tokens,,0", usagefile.Options{FX: map[string]string{"CNY": "0.14"}}); !r.HasCost || !r.Cost.IsZero() {
		t.Errorf("no tokens: %+v", r)
	}
	if r := amounts(t, "web,sk,output_tokens,,5", usagefile.Options{}); r.HasCost || r.Tokens[pricing.Output] != 5 {
		t.Errorf("in no known currency: %+v", r)
	}
}

// TestDeepSeekCurrencyBesideABadRow: a row of the cost file without its currency does not
// keep the other rows from telling that of the amounts.
func TestDeepSeekCurrencyBesideABadRow(t *testing.T) {
	costs := walletHead + amountBucket + "Paid,1,\r\n" + amountBucket + "Paid,2,CNY\r\n"
	f, err := usagefile.Open(strings.NewReader(packed(t, "cost.csv", costs, "amount.csv", amountFile)), usagefile.Options{FX: map[string]string{"CNY": "0.14", "USD": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	faulty, priced := 0, 0
	for {
		rec, err := f.Next(t.Context())
		if err != nil {
			break
		}
		faulty += len(rec.Faults)
		if r := rec.Row; r.Tokens[pricing.Output] > 0 && r.Cost.String() == "0.00042" { // 1,000 at 0.000003 yuan of 0.14
			priced++
		}
	}
	if faulty != 1 || priced != 1 {
		t.Errorf("%d faults and %d rows in yuan, want one of each", faulty, priced)
	}
}

func TestDeepSeekBadCells(t *testing.T) {
	opt := usagefile.Options{FX: map[string]string{"CNY": "0.14"}}
	for _, c := range []struct{ name, data, column, reason string }{
		{"unknown kind", amountHead + amountBucket + "web,sk,thinking_tokens,0.1,1\n", "type", "known"},
		{"no kind", amountHead + amountBucket + "web,sk,,0.1,1\n", "type", "empty"},
		{"tokens without a price", amountHead + amountBucket + "web,sk,output_tokens,,1\n", "price", "empty"},
		{"half a token", amountHead + amountBucket + "web,sk,output_tokens,0.1,1.5\n", "amount", "whole"},
		{"beyond an amount", amountHead + amountBucket + "web,sk,output_tokens,99999,999999999999\n", "price", "12 digits"},
		{"ends before it starts", amountHead + "1,2026-10-02T00:00:00Z,2026-10-01T00:00:00Z,m,web,sk,output_tokens,1,1\n", "end_time_iso", "before"},
		{"no currency", walletHead + amountBucket + "Paid,1,\n", "currency", "empty"},
		{"another currency", walletHead + amountBucket + "Paid,1,EUR\n", "currency", "--fx EUR=RATE"},
		{"no cost", walletHead + amountBucket + "Paid,,CNY\n", "cost", "empty"},
	} {
		got := faults(t, c.data, opt)
		if len(got) != 1 || got[0].Line != 2 || got[0].Column != c.column || !strings.Contains(got[0].Reason, c.reason) {
			t.Errorf("%s: faults %v, want one of %s: %s", c.name, got, c.column, c.reason)
		}
	}
}
