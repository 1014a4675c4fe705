package pricing

import "testing"

// TestBestSteps: each knob's step is counted from the knob left alone, with the others as
// they stand. 200M tokens into m1, 600, and 60M into m2, 60, by crypto: 660 and 33, 693.
func TestBestSteps(t *testing.T) {
	c := leverShop.load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 200_000_000), line("acme/m2", kInput, 60_000_000)})
	w.Example = &CacheExample{Name: "crew at r", Share: MustPercent("70")}
	got, err := c.BestSteps(w, Knobs{Method: "crypto"}, "r", today)
	if err != nil {
		t.Fatal(err)
	}
	for knob, want := range map[string]struct{ to, change string }{
		"method": {"crypto", "-3.3"},            // 36.30 by card, and it stands there already
		"swap":   {"acme/m1 → acme/m2", "-420"}, // 260 and 13
		"cache":  {"70 %", "-396.9"},            // 282 and 14.10
		"batch":  {"100 %", "-346.5"},           // half
		"top-up": {"", "0"},                     // 5 % of whatever is bought at once
	} {
		step := got.By[knob]
		if step.To != want.to || !step.Priced {
			t.Errorf("%s: %+v, want %s", knob, step, want.to)
		}
		money(t, knob, step.Change, want.change)
	}
	if ifs := got.By["batch"].If; len(ifs) != 1 || ifs[0] != "that share of it can wait for a batch" {
		t.Errorf("batch rests on %q", ifs)
	}
	if ifs := got.By["swap"].If; !says(ifs, "acme/m2 does the work as well") {
		t.Errorf("swap rests on %q", ifs)
	}
	// m2 for all, half of it: 130 and 6.50. It has no cache price, so the cache adds nothing.
	if got.Total == nil || !got.Total.Equal(MustMoney("136.5")) || got.Together.CacheHit != nil || got.Together.Method != "crypto" || got.Together.BatchShare == nil || len(got.Together.Swaps) != 1 {
		t.Errorf("together %v: %+v", got.Total, got.Together)
	}
	// Once they are set there is nothing left, and what each brings is still said.
	again, err := c.BestSteps(w, got.Together, "r", today)
	if err != nil || again.Total != nil {
		t.Errorf("again: %v, %v", again.Total, err)
	}
	money(t, "the batch that is set", again.By["batch"].Change, "-136.5")
}

// TestBestStepNotKnown: what can't be priced is not known, and no step is something else.
func TestBestStepNotKnown(t *testing.T) {
	got, err := facts(t).BestSteps(SpendWorkload(MustMoney("1000")), Knobs{}, "vercel", today)
	if err != nil || len(got.By) != 0 || got.Total != nil {
		t.Errorf("%+v, %v", got, err)
	}
	// m2 prices no output, so m1 can't be done by it there.
	c := acme.plus(rows{
		"models/acme": {"acme/m1", "acme/m2"},
		"rates/acme":  {"acme/m1,m1,,,,,3,15,0.3", "acme/m2,m2,,,,,3"},
	}).load(t)
	got, err = c.BestSteps(c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 10_000_000, kOutput, 10_000_000), line("acme/m2", kInput, 10_000_000)}), Knobs{}, "acme", today)
	if err != nil {
		t.Fatal(err)
	}
	if swap := got.By["swap"]; swap.To != "" {
		t.Errorf("swap %+v", swap)
	}
}

func TestAsGood(t *testing.T) {
	for _, c := range []struct {
		change, bill string
		want         bool
	}{
		{"-0.99", "608", true},
		{"-1", "608", false},
		{"-0.20", "19", false}, // more than 1 %
		{"-0.10", "19", true},
		{"0", "19", true},
		{"5", "19", true},
	} {
		if got := AsGood(MustMoney(c.change), MustMoney(c.bill)); got != c.want {
			t.Errorf("%s of %s: %v", c.change, c.bill, got)
		}
	}
}
