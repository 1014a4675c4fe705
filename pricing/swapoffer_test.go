package pricing

import (
	"strings"
	"testing"
)

// offered are the models of offers, with what their remarks are.
func offered(all []SwapOffer) string {
	var out []string
	for _, o := range all {
		text := o.Model + " " + o.Gateway
		if o.Used {
			text += ", used"
		}
		if len(o.Remarks) > 0 {
			text += " (" + strings.Join(o.Remarks, "; ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// TestSwapOffers: a million tokens each way of m1 at acme. m2 is 1 + 5 = 6, m3 0.5 + 1 = 1.5,
// m4 2 + 12 = 14, old and odd 0.2 each; hub has only m1 and z1, and says nothing of z1's cache.
func TestSwapOffers(t *testing.T) {
	c := offers(nil).load(t)
	both := line("acme/m1", kInput, 1_000_000, kOutput, 1_000_000)
	cached := line("acme/m1", kInput, 1_000_000, kRead, 1_000_000)
	for _, k := range []struct {
		name, gateway string
		lines         []WorkLine
		want          string
	}{
		{"at acme", "acme", []WorkLine{both, line("acme/m3", kInput, 1)}, `
acme/odd acme
acme/old acme
zed/z1 acme
acme/m3 acme, used
acme/m2 acme
acme/m4 acme`},
		{"at hub", "hub", []WorkLine{cached}, `
zed/z1 hub
acme/m2 acme (not at hub)
acme/m3 acme (not at hub)
acme/m4 acme (not at hub)
acme/odd acme (not at hub)
acme/old acme (not at hub)`},
	} {
		for i := range k.lines {
			k.lines[i].Gateway = k.gateway
		}
		w := c.TokensWorkload(k.lines)
		if got := offered(c.SwapOffers(w, k.gateway, "acme/m1", today)); got != strings.TrimSpace(k.want) {
			t.Errorf("%s:\n%s\nwant%s", k.name, got, k.want)
		}
	}
	o := c.SwapOffers(c.TokensWorkload([]WorkLine{both}), "acme", "acme/m1", today)[4]
	if o.Gateways != 1 || o.In.String() != "1" || o.Out.String() != "5" || !o.Here {
		t.Errorf("%+v", o)
	}
}

// TestSwapChanges: 100 million into m1 are 300 and 16.50 of fee, into m2 100 and 5.50. What
// nobody there sells has no change.
func TestSwapChanges(t *testing.T) {
	c := leverShop.load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 100_000_000)})
	got := c.SwapChanges(w, Knobs{}, "r", "acme/m1", []string{"acme/m2", "acme/m9"}, today)
	if got[0].Change == nil || got[0].Change.String() != "-211" || len(got[0].Kept) > 0 {
		t.Errorf("m2: %+v", got[0])
	}
	if got[1].Change != nil {
		t.Errorf("m9, which is not sold: %s", got[1].Change)
	}
}

// Cached tokens are ordinary input at a model without a cache price that is swapped in: 100
// read and 20 written beside 100 new are 220 at 1, and the gateway serves all of it.
func TestSwappedCacheIsInput(t *testing.T) {
	c := leverShop.load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 100_000_000, kRead, 100_000_000, kWrite5m, 20_000_000)})
	got, err := c.Compare(w, Knobs{Swaps: map[string]string{"acme/m1": "acme/m2"}, Gateways: []string{"r"}}, today)
	if err != nil {
		t.Fatal(err)
	}
	r := got.Row("r")
	if !r.Ranked || r.Coverage != "1" || r.Token == nil || r.Token.String() != "220" {
		t.Errorf("coverage %s, tokens %s", r.Coverage, r.Token)
	}
}
