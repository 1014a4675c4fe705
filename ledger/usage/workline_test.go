package usage

import (
	"fmt"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// TestWorkByRatesCostsTheSame: days cost the same by rates as one by one, at the rates of
// their own day and at later ones: models with tiers and windows, sums that don't tell
// theirs, any keys. And there is one line for what the same rates price.
func TestWorkByRatesCostsTheSame(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	sold := [][2]string{{"openrouter", "google/gemini-2.5-pro"}, {"openrouter", "anthropic/claude-sonnet-4.5"}, {"deepseek", "deepseek-chat"},
		{"google", "gemini-2.5-pro"}, {"openrouter", "a model that nobody sells"}}
	instants := []time.Time{DayOf("2026-10-02"), DayOf("2026-12-31")}
	rapid.Check(t, func(t *rapid.T) {
		var days []*Day
		rates := map[string]bool{}
		want := make([]pricing.Money, len(instants))
		canonical := map[string]string{}
		for range rapid.IntRange(0, 12).Draw(t, "days") {
			of := rapid.SampledFrom(sold).Draw(t, "sold")
			d := &Day{Date: rapid.SampledFrom([]string{"2026-10-01", "2026-10-02"}).Draw(t, "day"), Series: &Series{Gateway: of[0]}, TokensCount: rapid.IntRange(0, 4).Draw(t, "counts") > 0}
			d.Model, d.Key = of[1], rapid.SampledFrom([]string{"ci", "prod"}).Draw(t, "key")
			d.Flags = rapid.SampledFrom([]int{0, FlagMixed, FlagMixed | FlagBandKnown, FlagMixed | FlagClockKnown, FlagOwnKey | FlagComputed}).Draw(t, "flags")
			f := drawFigures(t)
			d.add(&f, 1)
			d.Tokens[pricing.Output] += d.Tokens[pricing.Reasoning]
			edges := catalog.Edges()
			d.band = int16(edges.Band(rapid.SampledFrom([]int64{100, 200_001, 300_000}).Draw(t, "prompt")))
			d.slot = edges.Slot(rapid.SampledFrom([]int64{0, 9 * 3600, 17 * 3600}).Draw(t, "clock"))
			days = append(days, d)
			l, err := WorkLineOf(catalog, d, canonical)
			if err != nil {
				t.Fatal(err)
			}
			for i, at := range instants {
				if usd, _, ok := catalog.CostAt(l, at); ok {
					want[i] = want[i].Add(usd)
				}
			}
			if d.TokensCount && !d.Tokens.IsZero() {
				rates[fmt.Sprint(of, d.Date, d.band, d.slot, d.Flags&(FlagMixed|FlagBandKnown|FlagClockKnown))] = true
			}
		}
		lines, err := WorkByRates(catalog, days, canonical)
		if err != nil || len(lines) != len(rates) {
			t.Fatalf("%d lines for %d rates: %v", len(lines), len(rates), err)
		}
		for i, at := range instants {
			var got pricing.Money
			for _, l := range lines {
				if usd, _, ok := catalog.CostAt(l, at); ok {
					got = got.Add(usd)
				}
			}
			if !got.Equal(want[i]) {
				t.Fatalf("at %s: $%s by rates, $%s day by day", at.Format(pricing.Day), got, want[i])
			}
		}
	})
}
