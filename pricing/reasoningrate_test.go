package pricing_test

import (
	"testing"
	"testing/fstest"
	"time"

	"tollbook/pricing"
)

// TestReasoningWithoutAnyRateIsUnpriced: reasoning that would be priced as
// output is as unpriced as output where a card has no rate for that.
func TestReasoningWithoutAnyRateIsUnpriced(t *testing.T) {
	c, err := pricing.Load(fstest.MapFS{
		"gateways/lab.csv": {Data: []byte("fact,of,value,from,basis,source,seen,words\nname,,Lab,,assumed,,2026-01-01,\nkind,,provider,,assumed,,2026-01-01,\nprices,,listed,,assumed,,2026-01-01,\nbilling,,arrears,,assumed,,2026-01-01,\npublishes,,lab,,assumed,,2026-01-01,\n")},
		"models/lab.csv":   {Data: []byte("model,family,released,context,max_output,also\nlab/one,,,,,\n")},
		"rates/lab.csv":    {Data: []byte("model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\nlab/one,one,,,,,3,,,,,,,x,2026-01-01\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var used pricing.Tokens
	used[pricing.Reasoning] = 100
	_, unpriced, ok := c.Cost(pricing.WorkLine{Gateway: "lab", Name: "one", Tokens: used, At: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)})
	if ok || len(unpriced) != 2 || unpriced[0] != pricing.Output || unpriced[1] != pricing.Reasoning {
		t.Errorf("ok %t, unpriced %v; want output and reasoning unpriced", ok, unpriced)
	}
}
