package pricing

import "testing"

// TestOpenRouterReliability: 50 + 38 + 35 = 123 minutes raw; weighted 50 x 1 +
// 13 x 0.20 + 25 x 0.85 + 6 x 0.20 + 29 x 1 = 50 + 2.6 + 21.25 + 1.2 + 29 = 104.05.
// From 2025-08-28 to 2026-04-30 are 245 days, 352,800 minutes; 104.05 of them are
// 0.0294926 %.
func TestOpenRouterReliability(t *testing.T) {
	r := facts(t).Gateway("openrouter").Reliability()
	if !r.Watched || r.Incidents != 3 || r.RawMinutes != "123" || r.WeightedMinutes != "104.05" {
		t.Errorf("%d incidents, %s minutes, %s weighted; want 3, 123 and 104.05", r.Incidents, r.RawMinutes, r.WeightedMinutes)
	}
	if !r.From.Equal(instant("2025-08-28")) || !r.To.Equal(instant("2026-04-30")) {
		t.Errorf("window %v to %v", r.From, r.To)
	}
	if r.Availability != "99.970507" || r.Nines != 3 {
		t.Errorf("availability %s with %d nines, want 99.970507 with 3", r.Availability, r.Nines)
	}
	for target, want := range map[string]bool{"99": true, "99.9": true, "99.97": true, "99.9705": true, "99.9706": false, "99.98": false, "99.99": false, "100": false} {
		if got := r.Meets(MustPercent(target)); got != want {
			t.Errorf("meets %s: %v", target, got)
		}
	}
}

// TestOpenAIReliability: 06:36 to 19:30 are 774 minutes, a quarter of them
// 193.5; of the 43,200 of June 2025 0.447917 %.
func TestOpenAIReliability(t *testing.T) {
	r := facts(t).Gateway("openai").Reliability()
	if r.RawMinutes != "774" || r.WeightedMinutes != "193.5" || r.Availability != "99.552083" || r.Nines != 2 {
		t.Errorf("%+v", r)
	}
}

func TestReliabilityAtTheEdges(t *testing.T) {
	watched := []string{"observed_from,,2026-01-01", "observed_to,,2026-01-11"} // 14,400 minutes
	cases := []struct {
		name, gateway             string
		incidents                 []string
		weighted, availability    string
		nines                     int
		threeNines, hundred, four bool
	}{
		{"no incident", "g", nil, "0", "100", 9, true, true, true},
		// 14.4 minutes of 14,400: exactly three nines
		{"exactly 99.9", "g", []string{"i,2026-01-02,2026-01-02T00:14:24Z,1"}, "14.4", "99.9", 3, true, false, false},
		{"a second more", "g", []string{"i,2026-01-02,2026-01-02T00:14:25Z,1"}, "14.416667", "99.899884", 2, false, false, false},
		{"none failed", "g", []string{"i,2026-01-02,2026-01-03,0"}, "0", "100", 9, true, true, true},
		{"all of the time", "g", []string{"i,2026-01-01,2026-01-11,1"}, "14400", "0", 0, false, false, false},
	}
	for _, c := range cases {
		r := rows{"gateways/g": router(watched...), "incidents/g": c.incidents}.load(t).Gateway("g").Reliability()
		if r.WeightedMinutes != c.weighted || r.Availability != c.availability || r.Nines != c.nines {
			t.Errorf("%s: %s minutes, %s %%, %d nines; want %s, %s, %d", c.name, r.WeightedMinutes, r.Availability, r.Nines, c.weighted, c.availability, c.nines)
		}
		if r.Meets(MustPercent("99.9")) != c.threeNines || r.Meets(MustPercent("100")) != c.hundred || r.Meets(MustPercent("99.99")) != c.four {
			t.Errorf("%s: meets 99.9 %v, 99.99 %v, 100 %v", c.name, r.Meets(MustPercent("99.9")), r.Meets(MustPercent("99.99")), r.Meets(MustPercent("100")))
		}
	}
	// No record is no perfect record.
	r := rows{"gateways/g": router()}.load(t).Gateway("g").Reliability()
	if r.Watched || r.Availability != "" || r.Nines != 0 {
		t.Errorf("never watched: %+v", r)
	}
}

// TestAllowedMinutes: of 43,200 in 30 days.
func TestAllowedMinutes(t *testing.T) {
	for target, want := range map[string]string{"100": "0", "99.999": "0.432", "99.99": "4.32", "99.9": "43.2", "99": "432", "0": "43200"} {
		if got := AllowedMinutes(MustPercent(target)); got != want {
			t.Errorf("%s %%: %s minutes, want %s", target, got, want)
		}
	}
}
