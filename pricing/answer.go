package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"tollbook/pricing/words"
)

// Answer says in a few sentences what a comparison came to: what is paid today, and
// what the cheapest would be, with what that rests on.
func (c *Comparison) Answer(w Workload) []string {
	const named = 2
	you := fmt.Sprintf("%s a month of tokens at list price.", c.ListUSD.Dollars())
	if c.You != nil {
		you = c.You.Sentence()
	}
	return append([]string{you}, c.Verdict(w, named)...)
}

// Verdict says which gateway would be the cheapest, and for a comparison with
// requirements who is known to meet them. It names so many of the things that it
// rests on, and counts the others.
func (c *Comparison) Verdict(w Workload, named int) []string {
	first := c.Row(c.Cheapest)
	if first == nil {
		return []string{"No winner is named: " + cmp.Or(c.Why, "no gateway prices this workload") + "."}
	}
	staying := first.Gateway == w.You && (c.You == nil || len(c.You.Accounts) == 1)
	if staying || first.VsYou != nil && first.VsYou.Sign() >= 0 {
		return append([]string{c.noneCheaper(first, w.You)}, c.meets()...)
	}
	out := []string{c.winner(first, named)}
	one := c.oneAccount(first)
	if one != nil {
		upTo, against := c.winsUpToOthers(one, w.You)
		out = append(out, fmt.Sprintf("With one account: %s at %s%s.", one.Name(), one.Total.Dollars(), one.assumed(1, upTo, against)))
	}
	if len(c.If) == 0 || one != nil && len(one.Assumptions) == 0 {
		return out
	}
	if len(c.requirements) > 0 {
		return append(out, c.meets()...)
	}
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Contends && len(r.Assumptions) == 0 && r.Gateway != w.You {
			return append(out, fmt.Sprintf("Without any assumption: %s at %s.", r.Name(), r.Total.Dollars()))
		}
	}
	return out
}

// Offer says in one short sentence what the cheapest gateway would save a month against what
// is paid, or what there is to say in its place; nil is not known. more is said where the
// saving comes on top of another, and from ten dollars on without cents. rests reports whether it rests on assumptions of the row.
//
//	direct saves $16 more
func (c *Comparison) Offer(w Workload, paid *Money, more bool) (sentence string, rests bool) {
	first := c.Row(c.Cheapest)
	if first == nil {
		return "No winner is named: " + cmp.Or(c.Why, "no gateway prices this workload") + ".", false
	}
	if paid == nil {
		return fmt.Sprintf("%s would be %s.", first.ShortName(), first.Total.Dollars()), len(first.Assumptions) > 0
	}
	saved := paid.Sub(*first.Total)
	staying := first.Gateway == w.You && (c.You == nil || len(c.You.Accounts) == 1)
	if staying || saved.Cents().Sign() <= 0 {
		return c.cheapestSaid(first, w.You), false
	}
	said := first.ShortName() + " saves " + saved.Dollars()
	if more {
		usd := saved.Dollars()
		if saved.Cmp(MustMoney("10")) >= 0 {
			usd = "$" + words.Thousands(saved.Fixed(0))
		}
		said = first.ShortName() + " saves " + usd + " more"
	}
	return said + ".", len(first.Assumptions) > 0
}

// cheapestSaid says that to stay is cheapest, and by how much the next is dearer.
func (c *Comparison) cheapestSaid(first *Row, you string) string {
	said := "None is cheaper"
	for i := range c.Rows {
		r := &c.Rows[i]
		if !r.Contends || r.Gateway == you {
			continue
		}
		if over := r.Total.Sub(*first.Total); over.IsZero() {
			return said + ": " + r.ShortName() + " costs the same."
		} else {
			return said + ": " + r.ShortName() + " is " + over.Dollars() + " more."
		}
	}
	return said + "."
}

// Meets names the cheapest gateway that is known to meet all that is required; "" where
// nothing is.
func (c *Comparison) Meets() string { return strings.Join(c.meets(), " ") }

// Stays says up to which price the cheapest row would still win, where it rests on something:
// "it stays cheaper than openrouter up to 4.9 % above that price"; "" where it does not.
func (c *Comparison) Stays() string {
	if len(c.If) == 0 || c.UpTo == "" {
		return ""
	}
	return "it stays cheaper than " + c.Against + " " + dearer(c.UpTo)
}

// winner says what the cheapest row would be, and what that rests on.
func (c *Comparison) winner(first *Row, named int) string {
	would := fmt.Sprintf("%s would be %s", first.would(), first.Total.Dollars())
	if first.VsYou != nil {
		would += fmt.Sprintf(", %s a month less than you pay", first.VsYou.Abs().Dollars())
	}
	return would + first.assumed(named, c.UpTo, c.Against) + "."
}

// assumed says what a row rests on, and up to which percentage more than its price it
// costs no more than another gateway; "" where it rests on nothing.
func (r *Row) assumed(named int, upTo, against string) string {
	if len(r.Assumptions) == 0 {
		return ""
	}
	out := ", if " + fewWords(r.Assumptions, named)
	if upTo != "" {
		out += "; it stays cheaper than " + against + " " + dearer(upTo)
	}
	return out
}

// noneCheaper says that to stay is cheapest, and who comes next.
func (c *Comparison) noneCheaper(first *Row, you string) string {
	var same []string
	var next *Row
	for i := range c.Rows {
		switch r := &c.Rows[i]; {
		case !r.Contends || r.Gateway == you:
		case r.Total.Equal(*first.Total):
			same = append(same, r.Name())
		case next == nil:
			next = r
		}
	}
	const none = "None that serves all of it is cheaper"
	switch {
	case len(same) == 1:
		return none + "; " + same[0] + " costs the same."
	case len(same) > 0:
		return none + "; " + fewOf(same, 3) + " cost the same."
	case next != nil:
		return fmt.Sprintf("%s; next is %s at %s, %s more.", none, next.Name(), next.Total.Dollars(), next.Total.Sub(*first.Total).Dollars())
	case len(c.Rows) > 1 && c.Rows[1].Ranked:
		return "No other gateway that serves all of it meets what is required."
	}
	return "No other gateway that is compared serves all of it at a known cost."
}

// oneAccount is the cheapest gateway that needs one account alone, where the cheapest
// row needs many and that one is cheaper too than what is paid; nil where there is none.
func (c *Comparison) oneAccount(first *Row) *Row {
	if first.Gateway != Direct {
		return nil
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if !r.Contends || r.Gateway == Direct || len(r.Sellers) > 0 {
			continue
		}
		if r.VsYou != nil && r.VsYou.Sign() >= 0 {
			return nil
		}
		return r
	}
	return nil
}

// meets names the cheapest gateway that is known to meet all that is required; none
// where nothing is.
func (c *Comparison) meets() []string {
	if len(c.requirements) == 0 {
		return nil
	}
	wanted := requirementWords(c.requirements)
	for i := range c.Rows {
		r := &c.Rows[i]
		if !r.Contends || slices.ContainsFunc(c.requirements, func(q Requirement) bool { return r.Requirements[q.Text] != Pass }) {
			continue
		}
		known := "Known"
		for _, basis := range r.Claims {
			if known == "Known" || basis == Claimed {
				known = strings.ToUpper(string(basis[:1])) + string(basis[1:])
			}
		}
		return []string{fmt.Sprintf("%s to meet %s: %s at %s.", known, wanted, r.Name(), r.Total.Dollars())}
	}
	return []string{"None that serves all of it is known to meet " + wanted + "."}
}

// fewWords name the first things that an answer rests on, and count the others;
// the notes have all of them.
func fewWords(ifs []string, named int) string {
	words := make([]string, len(ifs))
	for i, s := range ifs {
		words[i] = strings.TrimSuffix(s, " (assumed)")
	}
	return fewOf(words, named)
}

// fewOf joins the first few words and counts the others: "a, b and 2 more".
func fewOf(words []string, named int) string {
	if len(words) <= named+1 { // to count one takes as much room as to name it
		return allOf(words)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:named], ", "), len(words)-named)
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
	return "even at " + words.Thousands(whole.Add(whole, big.NewInt(1)).String()) + " times that price"
}

// would is a row's name where a sentence first speaks of it.
func (r *Row) would() string {
	n := len(r.Sellers)
	accounts := words.Count(fmt.Sprint(n), "account")
	switch {
	case r.Gateway == Direct && n > 0:
		return "direct (each model at its own publisher, " + accounts + ")"
	case r.Gateway == Direct:
		return "direct (each model at its own publisher)"
	case n > 0:
		return r.Gateway + " (with " + accounts + " at publishers)"
	}
	return r.Gateway
}

// Name is the row's gateway with the keys that it needs: "direct, 4 keys", and "portkey + own
// keys" for one at which the publishers are paid for the tokens.
func (r *Row) Name() string {
	switch n := len(r.Sellers); {
	case n == 0:
		return r.Gateway
	case r.Gateway == Direct:
		return Direct + ", " + words.Count(fmt.Sprint(n), "key")
	}
	return r.Gateway + " + own keys"
}

// ShortName is Name where the room is small: "direct", "portkey + keys".
func (r *Row) ShortName() string {
	if len(r.Sellers) == 0 || r.Gateway == Direct {
		return r.Gateway
	}
	return r.Gateway + " + keys"
}

// Label is the row's name, with the mark of what rests on an assumption: "ofox ~".
func (r *Row) Label() string {
	if len(r.Assumptions) > 0 {
		return r.Name() + " ~"
	}
	return r.Name()
}

// SellersNote says what "direct, 4 keys" and "portkey + own keys" mean.
const SellersNote = "with keys of your own the publishers are paid for the tokens, with an account at each"

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
