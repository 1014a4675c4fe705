package pricing

import (
	"slices"
	"testing"
)

// longShop is a publisher with a tier over 200,000 tokens, one router that lists the
// tier and one that lists the base alone; m2 has no tier anywhere.
var longShop = rows{
	"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
	"models/acme":   {"acme/m1,,2026-03-05", "acme/m2,,2025-09", "acme/m3"},
	"rates/acme":    {"acme/m1,m1,,,,,3,15", "acme/m1,m1,200000,,,,6,30", "acme/m2,m2,,,,,1,5", "acme/m3,m3,,,,,1,5"},
	"gateways/full": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
	"rates/full":    {"acme/m1,acme/m1,,,,,3,15", "acme/m1,acme/m1,200000,,,,6,30", "acme/m2,acme/m2,,,,,1,5"},
	"gateways/base": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
	"rates/base":    {"acme/m1,acme/m1,,,,,3,15", "acme/m2,acme/m2,,,,,1,5"},
}

const baseHasNoTier = "base charges long prompts of acme/m1 like short ones (not known)"

// TestMissingTierIsAnIf: 300,000 tokens are 1.80 by the publisher's tier; a gateway
// that lists 0.90 alone does not win without an "if".
func TestMissingTierIsAnIf(t *testing.T) {
	c := longShop.load(t)
	for _, k := range []struct {
		name   string
		model  string
		prompt int64
		want   []string
	}{
		{"a long prompt", "acme/m1", 300_000, []string{baseHasNoTier}},
		{"at the threshold", "acme/m1", 200_000, nil},
		{"no tier at the publisher", "acme/m2", 300_000, nil},
	} {
		l := line(k.model, kInput, k.prompt)
		l.Prompt = k.prompt
		got := compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{}, today)
		if r := rowOf(t, got, "base"); !slices.Equal(r.Assumptions, k.want) {
			t.Errorf("%s: base rests on %q, want %q", k.name, r.Assumptions, k.want)
		}
		for _, sure := range []string{"full", "acme", Direct} {
			if r := rowOf(t, got, sure); len(r.Assumptions) > 0 {
				t.Errorf("%s: %s rests on %q", k.name, sure, r.Assumptions)
			}
		}
		if k.want != nil && (got.Cheapest != "base" || !slices.Equal(got.If, k.want)) {
			t.Errorf("%s: %s wins if %q", k.name, got.Cheapest, got.If)
		}
	}
	l := line("acme/m1", kInput, 300_000)
	l.Prompt = 300_000
	got := compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{}, today)
	amount(t, "base", rowOf(t, got, "base").Token, "0.90")
	amount(t, "full", rowOf(t, got, "full").Token, "1.80")
}

// TestQuoteSaysWhatIsUnsure: a quote carries the same assumption, and one for an
// instant at which the model was not out yet.
func TestQuoteSaysWhatIsUnsure(t *testing.T) {
	c := longShop.load(t)
	early := func(model, day string) string {
		return model + " came out on " + day + ": its first known rates stand for the time before (assumed)"
	}
	for _, k := range []struct {
		model, gateway, at string
		prompt             int64
		want               []string
	}{
		{"acme/m1", "full", "2026-03-05", 300_000, nil},
		{"acme/m1", "base", "2026-03-05", 300_000, []string{baseHasNoTier}},
		{"acme/m1", "base", "2026-03-05", 1000, nil},
		{"acme/m1", "full", "2026-03-04T23:59:59Z", 1000, []string{early("acme/m1", "2026-03-05")}},
		{"acme/m2", "full", "2025-09-01", 1000, nil}, // in the month, which is all that is known
		{"acme/m2", "full", "2025-08-31T23:00:00Z", 1000, []string{early("acme/m2", "2025-09")}},
		{"acme/m3", "acme", "2001-01-01", 1000, nil}, // not known when
	} {
		got, err := c.Quotes(QuoteQuestion{Model: k.model, Gateway: k.gateway, Tokens: used(kInput, k.prompt), At: instant(k.at)})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || !slices.Equal(got[0].Assumptions, k.want) {
			t.Errorf("%s at %s on %s: %+v, want %q", k.model, k.gateway, k.at, got, k.want)
		}
	}
}
