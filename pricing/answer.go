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
	if you != nil && you.Total != nil {
		over := you.Total.Sub(c.ListUSD)
		share := ""
		if q, ok := Quotient(over.Times(100), c.ListUSD); ok {
			share = " (" + MustMoney(q).Fixed(1) + " %)"
		}
		switch {
		case over.Sign() > 0:
			out = append(out, fmt.Sprintf("You pay %s a month%s over list price at %s: %s for %s of tokens at list.", dollars(over), share, you.Gateway, dollars(*you.Total), dollars(c.ListUSD)))
		default:
			out = append(out, fmt.Sprintf("You pay %s a month at %s for %s of tokens at list price.", dollars(*you.Total), you.Gateway, dollars(c.ListUSD)))
		}
	} else {
		out = append(out, fmt.Sprintf("%s a month of tokens at list price.", dollars(c.ListUSD)))
	}
	first := c.Row(c.Cheapest)
	switch {
	case first == nil:
		return append(out, "No winner is named: "+c.Why+".")
	case first.Gateway == w.You:
		return append(out, first.Gateway+" is the cheapest of those that serve all of it.")
	}
	would := fmt.Sprintf("%s would be %s", nameOf(first), dollars(*first.Total))
	if you != nil && you.Total != nil {
		would += fmt.Sprintf(", %s a month less", dollars(you.Total.Sub(*first.Total)))
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
			return append(out, fmt.Sprintf("Without any if: %s at %s.", r.Gateway, dollars(*r.Total)))
		}
	}
	return out
}

// nameOf is a row's name in a sentence.
func nameOf(r *Row) string {
	if r.Gateway == Direct {
		return "each model at its own publisher"
	}
	return r.Gateway
}

func dollars(m Money) string {
	whole, cents, _ := strings.Cut(m.Abs().Fixed(2), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	sign := ""
	if m.Sign() < 0 {
		sign = "-"
	}
	return sign + "$" + whole + "." + cents
}

// capital begins a sentence that begins with a word, and leaves a gateway's id
// as it is.
func capital(s string) string {
	if strings.HasPrefix(s, "each ") {
		return "E" + s[1:]
	}
	return s
}
