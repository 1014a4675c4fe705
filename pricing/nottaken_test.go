package pricing

import (
	"slices"
	"strings"
	"testing"
)

// TestKnobsThatDoNothing: a knob that a gateway does not take as it was turned, or that
// changes nothing, is said.
func TestKnobsThatDoNothing(t *testing.T) {
	c := rows{
		"gateways/acme":  gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,card,0", "fee_percent,crypto,0", "purchase_min,,5", "purchase_max,,1000"),
		"gateways/cards": gateway("host", "listed", "prepaid", "markup_percent,,0", "fee_percent,card,3"),
		"gateways/later": gateway("host", "listed", "arrears", "markup_percent,,0"),
		"models/acme":    {"acme/m1", "acme/m2"},
		"rates/acme":     {"acme/m1,m1,,,,,3,15,0.3", "acme/m2,m2,,,,,1,5"},
		"rates/cards":    {"acme/m1,m1,,,,,3,15"},
		"rates/later":    {"acme/m1,m1,,,,,3,15,0.3"},
	}.load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 10_000_000)})
	for _, k := range []struct {
		name  string
		knobs Knobs
		notes map[string]string
	}{
		{"nothing turned", Knobs{}, nil},
		{"less than the least purchase", Knobs{TopUp: MustMoney("1")}, map[string]string{"acme": "its purchases are of $5.00, the least that it sells, and not of $1.00"}},
		{"more than the largest", Knobs{TopUp: MustMoney("2000")}, map[string]string{"acme": "its purchases are of $1,000.00, the most that it sells at once, and not of $2,000.00"}},
		{"within both", Knobs{TopUp: MustMoney("5")}, nil},
		{"a method that one does not take", Knobs{Method: "crypto"}, map[string]string{"cards": "its credit is loaded by card: it takes no crypto"}},
		{"a model without a cache price", Knobs{CacheHit: percent("50")}, map[string]string{"cards": "no cache price of acme/m1: its prompts are priced as not cached"}},
		{"no prompt from the cache", Knobs{CacheHit: percent("0")}, nil},
	} {
		got := compared(t, c, w, k.knobs, today)
		for _, g := range []string{"acme", "cards", "later"} {
			if text := strings.Join(rowOf(t, got, g).Notes, "; "); text != k.notes[g] {
				t.Errorf("%s: %s says %q, want %q", k.name, g, text, k.notes[g])
			}
		}
	}
	for _, k := range []struct {
		swaps map[string]string
		want  []string
	}{
		{map[string]string{"acme/m1": "acme/m2"}, nil},
		{map[string]string{"acme/m2": "acme/m1"}, []string{"there are no tokens of acme/m2 in this work: the swap to acme/m1 changes nothing"}},
		{map[string]string{"acme/m1": "acme/m1"}, []string{"there are no tokens of acme/m1 in this work: the swap to acme/m1 changes nothing"}},
	} {
		if got := compared(t, c, w, Knobs{Swaps: k.swaps}, today); !slices.Equal(got.Idle, k.want) || len(k.want) > 0 && !slices.Contains(got.Notes, k.want[0]) {
			t.Errorf("%v: %q, notes %q", k.swaps, got.Idle, got.Notes)
		}
	}
}
