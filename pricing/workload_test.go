package pricing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A dailySum is what the ledger keeps of the requests that one rate per kind
// prices (DESIGN.md 5): the day, the price band of the prompt, the slot of the
// clock.
type dailySum struct {
	gateway, name, day string
	band               int
	slot               int32
	service            Service
}

// summed adds requests up as the ledger does.
func summed(c *Catalog, requests []WorkLine) []WorkLine {
	at := map[dailySum]int{}
	var out []WorkLine
	for _, r := range requests {
		k := dailySum{r.Gateway, r.Name, r.At.Format(Day), c.Edges().Band(r.Tokens.Prompt()), c.Edges().Slot(r.At.Unix()), r.Service}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			sum := r
			sum.Tokens, sum.Requests, sum.Reported = Tokens{}, 0, Money{}
			sum.Prompt = c.Edges().PromptOf(k.band)
			sum.At = instant(k.day).Add(time.Duration(k.slot) * time.Second)
			out = append(out, sum)
		}
		out[i].Tokens = out[i].Tokens.Plus(r.Tokens)
		out[i].Requests++
	}
	return out
}

// interesting are gateways with tiers, windows, dated rates, a markup.
var interesting = []string{"deepseek", "openai", "anthropic", "google", "alibaba", "openrouter", "requesty", "xai", "moonshotai", "vercel"}

// bandTimes are the instants at which a card's price can change, by its windows and
// dates.
func bandTimes(card *Card) []time.Time {
	out := []time.Time{instant("2025-03-01"), instant("2026-07-10"), instant("2026-11-20")}
	for _, b := range card.Bands {
		for _, t := range []time.Time{b.From, b.To} {
			if !t.IsZero() {
				out = append(out, t)
			}
		}
	}
	return out
}

var anyRequest = rapid.Custom(func(t *rapid.T) WorkLine { return drawRequest(t, mustShipped()) })

func mustShipped() *Catalog {
	c, err := shipped()
	if err != nil {
		panic(err)
	}
	return c
}

// drawRequest is a request to one of the interesting cards, near the edges of
// its tiers, windows and dates.
func drawRequest(t *rapid.T, c *Catalog) WorkLine {
	g := c.Gateway(rapid.SampledFrom(interesting).Draw(t, "gateway"))
	ids := make([]string, 0, len(g.cards))
	for id := range g.cards {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	tricky := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return !slices.ContainsFunc(g.cards[id].Bands, func(b Band) bool { return b.Over > 0 || b.Window != nil || !b.From.IsZero() })
	})
	if len(tricky) > 0 && rapid.IntRange(0, 3).Draw(t, "tricky") > 0 { // more of those that can go wrong
		ids = tricky
	}
	card := g.cards[rapid.SampledFrom(ids).Draw(t, "id")]
	r := WorkLine{Gateway: g.ID, Name: card.ID, Model: card.Model, Requests: 1, Service: drawService(t)}
	at := rapid.SampledFrom(bandTimes(card)).Draw(t, "time")
	at = at.AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, "days"))
	if c.windowed[card.Model] && rapid.Bool().Draw(t, "at an edge") {
		at = at.Truncate(24 * time.Hour).Add(time.Duration(rapid.SampledFrom(c.edges.Clock).Draw(t, "edge")) * time.Second)
	}
	r.At = at.Add(time.Duration(rapid.SampledFrom([]int{-1, 0, 1, -3600, 3600, 40_000}).Draw(t, "seconds")) * time.Second)
	prompt := rapid.SampledFrom(c.edges.Prompts).Draw(t, "threshold") + rapid.Int64Range(-2, 2).Draw(t, "off")
	if rapid.Bool().Draw(t, "small") {
		prompt = rapid.Int64Range(0, 5_000).Draw(t, "prompt")
	}
	read := rapid.Int64Range(0, prompt).Draw(t, "read")
	write := rapid.Int64Range(0, prompt-read).Draw(t, "write")
	r.Tokens = used(kInput, prompt-read-write, kRead, read, kWrite5m, write/2, kWrite1h, write-write/2,
		kOutput, rapid.Int64Range(0, 3_000).Draw(t, "output"), kReasoning, rapid.Int64Range(0, 3_000).Draw(t, "reasoning"),
		kSearch, rapid.Int64Range(0, 2).Draw(t, "searches"), kRequest, 1)
	return r
}

// TestDailySumsRepriceExactly: repricing the sums gives what repricing every
// request would, to the last digit, at the rates of their days.
func TestDailySumsRepriceExactly(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(t *rapid.T) {
		requests := rapid.SliceOfN(anyRequest, 1, 60).Draw(t, "requests")
		want := map[string]Money{}
		for _, r := range requests {
			usd, _, _ := c.Cost(WorkLine{Gateway: r.Gateway, Name: r.Name, Tokens: r.Tokens, At: r.At, Service: r.Service})
			want[r.Gateway] = want[r.Gateway].Add(usd)
		}
		for gateway, usd := range want {
			own := slices.DeleteFunc(slices.Clone(requests), func(r WorkLine) bool { return r.Gateway != gateway })
			got, err := c.Compare(c.LedgerWorkload(summed(c, own), today, today, 30), Knobs{RatesThen: true, Gateways: []string{gateway}}, today)
			if err != nil {
				t.Fatal(err)
			}
			token := byRates(&got.Rows[0])
			if token == nil && usd.IsZero() {
				continue
			}
			if token == nil || !token.Equal(usd) {
				t.Fatalf("%s: the sums come to %v, the requests to %s", gateway, token, usd)
			}
		}
	})
}

// TestMergedDaysKeepTheirHours: Monday 02:00 is peak today, Monday 12:00 and
// Sunday 02:00 are not, whenever the usage was: 0.30 + 0.15 + 0.15, and another
// Monday's 0.30.
func TestMergedDaysKeepTheirHours(t *testing.T) {
	c := facts(t)
	var lines []WorkLine
	for _, at := range []string{"2026-10-05T01:00:00Z", "2026-10-05T10:00:00Z", "2026-10-04T01:00:00Z", "2026-10-12T01:00:00Z"} {
		l := line("deepseek/deepseek-v4-flash", kInput, 1_000_000)
		l.At = instant(at)
		lines = append(lines, l)
	}
	w := c.LedgerWorkload(lines, instant("2026-10-04"), instant("2026-10-12"), 30)
	amount(t, "four hours", compared(t, c, w, Knobs{Gateways: []string{"deepseek"}}, today).Rows[0].Token, "0.9")
	if len(w.today) != 3 {
		t.Errorf("%d merged lines, want the two Mondays as one", len(w.today))
	}
	// Swapped to it, the hours of a model that has none are needed after all.
	for i := range lines {
		lines[i].Name, lines[i].Model = "openai/gpt-4o", "openai/gpt-4o"
	}
	w = c.LedgerWorkload(lines, instant("2026-10-04"), instant("2026-10-12"), 30)
	swap := map[string]string{"openai/gpt-4o": "deepseek/deepseek-v4-flash"}
	amount(t, "swapped", compared(t, c, w, Knobs{Swaps: swap, Gateways: []string{"deepseek"}}, today).Rows[0].Token, "0.9")
	if len(w.today) != 1 {
		t.Errorf("%d merged lines of a model with one price", len(w.today))
	}
}

// TestMergedSumsRepriceExactly: at today's rates days are merged by weekday and
// slot, and that changes nothing either.
func TestMergedSumsRepriceExactly(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(t *rapid.T) {
		requests := rapid.SliceOfN(anyRequest, 1, 60).Draw(t, "requests")
		asOf := rapid.SampledFrom([]time.Time{today, instant("2026-08-20T02:00:00Z"), instant("2025-07-01"), instant("2026-07-01T12:00:00Z")}).Draw(t, "as of")
		gateway := requests[0].Gateway
		g := c.Gateway(gateway)
		var want Money
		for _, r := range requests {
			card, _ := c.cardAt(g, r.Name, r.Model, r.Service, asOf)
			if card == nil {
				continue
			}
			var sum tally
			r.Prompt = r.Tokens.Prompt()
			g.price(card, r, Instant{asOf, r.At}, &sum)
			usd := sum.money()
			want = want.Add(usd).Add(g.Markup.Of(usd))
		}
		sums := summed(c, requests)
		for name, lines := range map[string][]WorkLine{"sums": sums, "backwards": backwards(sums)} {
			got, err := c.Compare(c.LedgerWorkload(lines, today, today, 30), Knobs{Gateways: []string{gateway}}, asOf)
			if err != nil {
				t.Fatal(err)
			}
			token := byRates(got.Row(gateway))
			if token == nil && want.IsZero() {
				continue
			}
			if token == nil || !token.Equal(want) {
				t.Fatalf("%s: the %s come to %v, the requests to %s", gateway, name, token, want)
			}
		}
	})
}

// drawService is standard for most, and else on any tier or in any region.
func drawService(t *rapid.T) Service {
	if rapid.IntRange(0, 2).Draw(t, "standard") > 0 {
		return Service{}
	}
	return Service{
		Tier:      rapid.SampledFrom([]Tier{Standard, Batch, Flex, Priority, Fast, "scale"}).Draw(t, "tier"),
		Residency: rapid.SampledFrom([]string{"", "us", "eu"}).Draw(t, "residency"),
	}
}

func backwards(lines []WorkLine) []WorkLine {
	out := slices.Clone(lines)
	slices.Reverse(out)
	return out
}

// TestPriceIsAdditiveOverTokens: two halves of the tokens of one prompt cost
// what the whole costs.
func TestPriceIsAdditiveOverTokens(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyRequest.Draw(t, "request")
		var part, rest Tokens
		for k := range part {
			part[k] = rapid.Int64Range(0, r.Tokens[k]).Draw(t, Kind(k).String())
			rest[k] = r.Tokens[k] - part[k]
		}
		g := c.Gateway(r.Gateway)
		card, _ := c.cardAt(g, r.Name, r.Model, r.Service, r.At)
		price := func(tokens Tokens) Money {
			l := r
			l.Prompt, l.Tokens = r.Tokens.Prompt(), tokens
			var sum tally
			g.price(card, l, At(r.At), &sum)
			return sum.money()
		}
		whole, halves := price(r.Tokens), price(part).Add(price(rest))
		if !whole.Equal(halves) {
			t.Fatalf("%s in whole and %s in two", whole, halves)
		}
	})
}

// TestVolumeScalesTokens: a request n times is its workload at n times the volume.
func TestVolumeScalesTokens(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(t *rapid.T) {
		r := anyRequest.Draw(t, "request")
		n := rapid.IntRange(1, 5).Draw(t, "times")
		var many []WorkLine
		for range n {
			many = append(many, r)
		}
		once, err := c.Compare(c.TokensWorkload([]WorkLine{r}), Knobs{Volume: factor(fmt.Sprint(n))}, today)
		if err != nil {
			t.Fatal(err)
		}
		times, err := c.Compare(c.TokensWorkload(many), Knobs{}, today)
		if err != nil {
			t.Fatal(err)
		}
		if !once.ListUSD.Equal(times.ListUSD) || len(once.Rows) != len(times.Rows) {
			t.Fatalf("list %s and %s", once.ListUSD, times.ListUSD)
		}
		for i := range once.Rows {
			a, b := once.Rows[i], times.Row(once.Rows[i].Gateway)
			if (a.Total == nil) != (b.Total == nil) || a.Total != nil && !a.Total.Equal(*b.Total) || a.Coverage != b.Coverage || a.Ranked != b.Ranked {
				t.Fatalf("%s: %v and %v", a.Gateway, a.Total, b.Total)
			}
		}
	})
}

// byRates is what a row's tokens cost by its rates, without what it lacks.
func byRates(r *Row) *Money {
	if r.Token == nil {
		return nil
	}
	usd := *r.Token
	for _, m := range r.carried {
		usd = usd.Sub(m.USD)
	}
	return &usd
}
