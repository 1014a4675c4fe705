package pricing

import (
	"slices"
	"testing"
)

// outages are three gateways that somebody watched for 100 days, 144,000 minutes,
// and one that nobody did.
var outages = rows{
	"gateways/a": router("fee_percent,card,5", "observed_from,,2026-01-01", "observed_to,,2026-04-11"),
	"gateways/b": router("fee_percent,card,5", "observed_from,,2026-01-01", "observed_to,,2026-04-11"),
	"gateways/c": router("fee_percent,card,5", "observed_from,,2026-01-01", "observed_to,,2026-04-11"),
	"gateways/x": router("fee_percent,card,5"),
	// a: a whole day of a hundred, 1 %. b: two days of which half failed, 1 %, and
	// a third one in full, 2 %. c: never down.
	"incidents/a": {"2026-01-02,2026-01-02T00:00:00Z,2026-01-03T00:00:00Z,1,500,a fire"},
	"incidents/b": {"2026-02-01,2026-02-01T00:00:00Z,2026-02-03T00:00:00Z,0.5,500,a flood", "2026-03-01,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,1,500,a storm"},
}

func TestFailovers(t *testing.T) {
	c := outages.load(t)
	got := compared(t, c, SpendWorkload(MustMoney("100")), Knobs{}, today)
	var watched []string
	for _, g := range got.Watched() {
		watched = append(watched, g.ID)
	}
	if !slices.Equal(watched, []string{"c", "a", "b"}) {
		t.Errorf("watched %v", watched)
	}
	want := []Failover{
		{A: "c", B: "a", Availability: "100", Nines: 9, MinutesPer30Days: "0"},
		{A: "c", B: "b", Availability: "100", Nines: 9, MinutesPer30Days: "0"},
		// 1 % x 2 % = 0.0002; of 43,200 minutes 8.64
		{A: "a", B: "b", Availability: "99.98", Nines: 3, MinutesPer30Days: "8.64"},
	}
	pairs := got.Failovers()
	if len(pairs) != len(want) {
		t.Fatalf("pairs %+v", pairs)
	}
	for i, f := range pairs {
		f.down = nil
		if f != want[i] {
			t.Errorf("%+v, want %+v", f, want[i])
		}
	}
	// Alone 1 % of 43,200 is 432 minutes.
	if m := c.Gateway("a").Reliability().MinutesPer30Days; m != "432" {
		t.Errorf("a: %s minutes", m)
	}
}

// TestFailoverAsShipped: OpenRouter's 104.05 of 352,800 minutes with OpenAI's 774
// x 0.25 = 193.5 of 43,200.
func TestFailoverAsShipped(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("100")), Knobs{Gateways: []string{"openai", "ofox", "openrouter"}}, today)
	pairs := got.Failovers()
	if len(pairs) != 1 || pairs[0].A != "openrouter" || pairs[0].B != "openai" {
		t.Fatalf("pairs %+v", pairs)
	}
	// 104.05 x 193.5 / (352,800 x 43,200) = 20,133.675 / 15,240,960,000 = 0.00000132102;
	// of 43,200 minutes 193.5 x 104.05 / 352,800 = 0.057068
	if f := pairs[0]; f.Availability != "99.999868" || f.Nines != 5 || f.MinutesPer30Days != "0.057068" {
		t.Errorf("%+v", f)
	}
}

// TestTargets: exactly at the target it is reached, alone or as a pair.
func TestTargets(t *testing.T) {
	c := outages.load(t)
	for _, k := range []struct {
		require, minutes string
		alone            []string
		pairs            int
	}{
		{"uptime=98", "864", []string{"c", "a", "b"}, 3},
		{"uptime=99", "432", []string{"c", "a"}, 3}, // a is down 1 %
		{"uptime=99.01", "427.68", []string{"c"}, 3},
		{"uptime=99.98", "8.64", []string{"c"}, 3},
		{"uptime=99.99", "4.32", []string{"c"}, 2},
		{"uptime=100", "0", []string{"c"}, 2},
	} {
		reqs, err := ParseRequirements("no-fee," + k.require)
		if err != nil {
			t.Fatal(err)
		}
		knobs := Knobs{Requirements: reqs}
		got := compared(t, c, SpendWorkload(MustMoney("100")), knobs, today)
		targets := got.Targets(knobs)
		if len(targets) != 1 || targets[0].AllowedMinutes != k.minutes || !slices.Equal(targets[0].Gateways, k.alone) || len(targets[0].Pairs) != k.pairs {
			t.Errorf("%s: %+v", k.require, targets)
		}
	}
}
