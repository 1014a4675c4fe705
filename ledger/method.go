package ledger

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A MethodError refuses a payment method that the gateway does not have: the fee of
// another one would be taken for it.
type MethodError struct {
	Gateway string // "" where it would not matter which method of any gateway it is
	Method  string
	Offered []string
}

func (e *MethodError) Error() string { return fmt.Sprintf("method %q: %s", e.Method, e.reason()) }

func (e *MethodError) reason() string {
	if e.Gateway == "" {
		return "no gateway takes that; methods are " + strings.Join(e.Offered, ", ")
	}
	return e.Gateway + " takes " + strings.Join(e.Offered, ", ")
}

// setMethod writes a top-up's method as the catalog does ("CARD" is card). Where the
// gateway's fees tell methods apart it has to be one of them, unless the fee that was
// charged is recorded; else one that some gateway takes. It returns *MethodError.
func setMethod(c *pricing.Catalog, t *lot.TopUp, gateway string) *MethodError {
	g := c.Gateway(gateway)
	t.Method = strings.ToLower(strings.TrimSpace(t.Method))
	if t.Method == pricing.AnyMethod {
		t.Method = ""
	}
	if t.Method == "" || g == nil {
		return nil
	}
	name, offered := g.ID, g.Methods()
	if slices.Contains(offered, pricing.AnyMethod) || t.Charged || len(offered) == 0 {
		name, offered = "", c.Methods()
	}
	if !slices.Contains(offered, t.Method) {
		return &MethodError{name, t.Method, offered}
	}
	return nil
}

// neverRefunds reports whether a gateway says that a purchase by a method never goes
// back; not known is not never.
func neverRefunds(g *pricing.Gateway, method string) bool { return credit.RefundText(g, method) == "0" }

// refundGiven refuses a refund that the gateway never gives.
func refundGiven(c *pricing.Catalog, bought lot.TopUp, gateway string) error {
	g := c.Gateway(gateway)
	if g == nil || bought.Kind != lot.Purchase || !neverRefunds(g, bought.Method) {
		return nil
	}
	by := ""
	if bought.By != "" {
		by = " by " + bought.By
	}
	return fmt.Errorf("%s never gives a purchase%s back: top-up %d can't be refunded", g.ID, by, bought.ID)
}
