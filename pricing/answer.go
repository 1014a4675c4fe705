package pricing

import (
	"fmt"
	"strings"
)

// Answer says in one or two sentences what a comparison came to: what is paid today,
// and what the cheapest would be, with what that rests on.
func (c *Comparison) Answer(w Workload) []string {
	var out []string
	if c.You == nil {
		out = append(out, fmt.Sprintf("%s a month of tokens at list price.", c.ListUSD.Dollars()))
	} else {
		out = append(out, c.You.Sentence())
	}
	first := c.Row(c.Cheapest)
	switch {
	case first == nil:
		return append(out, "No winner is named: "+c.Why+".")
	case first.Gateway == w.You && (c.You == nil || len(c.You.Accounts) == 1):
		return append(out, first.Gateway+" is the cheapest of those that serve all of it.")
	}
	would := fmt.Sprintf("%s would be %s", first.would(), first.Total.Dollars())
	if vs := first.VsYou; vs != nil {
		switch vs.Sign() {
		case -1:
			would += fmt.Sprintf(": %s a month less", vs.Abs().Dollars())
		case 0:
			would += ", which is what you pay"
		default:
			would += fmt.Sprintf(": %s a month more than you pay", vs.Dollars())
		}
	}
	would += "."
	if len(c.If) == 0 {
		return append(out, would)
	}
	would += " Assumed: " + strings.Join(c.If, "; ")
	if c.UpTo != "" {
		would += fmt.Sprintf("; it stays cheaper than %s up to %s %% above that", c.Against, MustMoney(c.UpTo).Fixed(1))
	}
	out = append(out, would+".")
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Ranked && len(r.Assumptions) == 0 && r.Gateway != w.You {
			return append(out, fmt.Sprintf("Without any assumption: %s at %s.", r.Gateway, r.Total.Dollars()))
		}
	}
	return out
}

// would is a row's name as a sentence about what would be begins with it.
func (r *Row) would() string {
	if r.Gateway != Direct {
		return r.Gateway
	}
	if n := len(r.Sellers); n > 0 {
		return "Buying each model from its publisher (" + CountOf(fmt.Sprint(n), "account") + ")"
	}
	return "Buying each model from its publisher"
}
