package pricing

import (
	"fmt"
	"math/big"
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
		switch n := c.contenders(); {
		case n > 1:
			return append(out, fmt.Sprintf("%s is the cheapest of the %d that serve all of it.", first.Gateway, n))
		case len(c.Rows) > 1 && c.Rows[1].Ranked:
			return append(out, "No other gateway that serves all of it meets what is required.")
		}
		return append(out, "No other gateway that is compared serves all of it at a known cost.")
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
	would += " Assumed: " + fewWords(c.If)
	if c.UpTo != "" {
		would += "; it stays cheaper than " + c.Against + " " + dearer(c.UpTo)
	}
	out = append(out, would+".")
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Contends && len(r.Assumptions) == 0 && r.Gateway != w.You && !r.unproven() {
			return append(out, fmt.Sprintf("Without any assumption: %s at %s.", r.Gateway, r.Total.Dollars()))
		}
	}
	return out
}

// contenders are how many rows contend.
func (c *Comparison) contenders() (n int) {
	for i := range c.Rows {
		if c.Rows[i].Contends {
			n++
		}
	}
	return n
}

// fewWords name the first things that an answer rests on, and count the others;
// the notes have all of them.
func fewWords(ifs []string) string {
	const most = 3
	var words []string
	for i, s := range ifs {
		if i == most-1 && len(ifs) > most {
			words = append(words, fmt.Sprintf("and %d more, named below", len(ifs)-i))
			break
		}
		words = append(words, strings.TrimSuffix(s, " (assumed)"))
	}
	return strings.Join(words, "; ")
}

// dearer says up to which percentage above its price something holds: "up to 4.9 %
// above that price", "even at 480 times that price".
func dearer(percent string) string {
	times, _ := new(big.Rat).SetString(percent)
	times.Quo(times, big.NewRat(100, 1))
	if times.Cmp(big.NewRat(1, 1)) <= 0 {
		return "up to " + oneDecimal(times) + " above that price"
	}
	whole := new(big.Int).Quo(times.Num(), times.Denom())
	return "even at " + Thousands(whole.Add(whole, big.NewInt(1)).String()) + " times that price"
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

// unproven reports whether the row meets a requirement only by somebody's word, or
// whether it does is not known.
func (r *Row) unproven() bool {
	for _, v := range r.Requirements {
		if v != Pass {
			return true
		}
	}
	return len(r.Claims) > 0
}
