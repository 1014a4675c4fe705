package pricing

import (
	"fmt"
	"strings"
)

// Answer says in one or two sentences what a comparison came to: what loading
// the present gateway costs, and what the cheapest would be, with its "if".
func (c *Comparison) Answer(w Workload) []string {
	var out []string
	you := c.Row(w.You)
	switch {
	case you == nil || you.Total == nil:
		out = append(out, fmt.Sprintf("%s a month of tokens at list price.", c.ListUSD.Dollars()))
	case you.Fee.IsZero():
		out = append(out, fmt.Sprintf("You pay %s a month at %s%s, nothing of it to load credits.", you.Total.Dollars(), you.Gateway, w.Included()))
	default:
		share := ""
		if q, ok := Quotient(you.Fee.Times(100), *you.Token); ok {
			share = " (" + MustMoney(q).Fixed(1) + " %)"
		}
		out = append(out, fmt.Sprintf("You pay %s a month%s just to load %s: %s for %s of tokens%s.", you.Fee.Dollars(), share, you.Gateway, you.Total.Dollars(), you.Token.Dollars(), w.Included()))
	}
	first := c.Row(c.Cheapest)
	switch {
	case first == nil:
		return append(out, "No winner is named: "+c.Why+".")
	case first.Gateway == w.You:
		return append(out, first.Gateway+" is the cheapest of those that serve all of it.")
	}
	would := fmt.Sprintf("%s would be %s", nameOf(first), first.Total.Dollars())
	if you != nil && you.Total != nil {
		would += fmt.Sprintf(", %s a month less", you.Total.Sub(*first.Total).Dollars())
	}
	if len(c.If) > 0 {
		would += ", if " + strings.Join(c.If, " and ")
		if c.UpTo != "" {
			would += fmt.Sprintf("; it wins over %s up to %s %% above that", c.Against, MustMoney(c.UpTo).Fixed(1))
		}
	}
	out = append(out, capital(would)+".")
	if len(c.If) == 0 {
		return out
	}
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Ranked && len(r.Assumptions) == 0 && r.Gateway != w.You {
			return append(out, fmt.Sprintf("Without any if: %s at %s.", r.Gateway, r.Total.Dollars()))
		}
	}
	return out
}

// Included says in the answer's sentence which other gateways' usage the present one
// is charged with: ", anthropic's and openai's included". It is empty where all went
// to that one.
func (w Workload) Included() string {
	var names []string
	for _, g := range w.Elsewhere {
		names = append(names, g+"'s")
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n > 3:
		return fmt.Sprintf(", those of %d other gateways included", n)
	default:
		return ", " + allOf(names) + " included"
	}
}

// nameOf is a row's name in a sentence.
func nameOf(r *Row) string {
	if r.Gateway == Direct {
		return "each model at its own publisher"
	}
	return r.Gateway
}

// capital begins a sentence that begins with a word, and leaves a gateway's id
// as it is.
func capital(s string) string {
	if strings.HasPrefix(s, "each ") {
		return "E" + s[1:]
	}
	return s
}
