package credit

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// An Account is one of the user's accounts and how it pays.
type Account struct {
	Name    string
	Gateway string
	// Billing is how it pays; BillingSet says that someone set it, else it is the
	// gateway's default, "" where the catalog does not know the gateway.
	Billing    string
	BillingSet bool
	Expiry     string         // Strict or Lenient
	AutoTopUp  *pricing.Money // credit of one automatic purchase; nil without
	AutoBelow  *pricing.Money // the balance under which it is made
	TopUps     int            // recorded ones, refunds included

	ID int64
}

// Billings are the ways in which an account can pay.
var Billings = []string{"prepaid", "arrears", "prepaid-then-invoice", "subscription", "own-key"}

// The readings of an expiry that a gateway may or may not carry out.
const (
	Strict  = "strict"  // as if it happens
	Lenient = "lenient" // as if it does not
)

// HasLots reports whether the account's credit is kept in lots: it pays before
// it uses. An account at a gateway that the catalog does not know does so once
// it has top-ups.
func (a Account) HasLots() bool {
	return a.Billing == "prepaid" || a.Billing == "prepaid-then-invoice" || a.Billing == ""
}

// NoLotsWords say why an account has no balance.
func (a Account) NoLotsWords() string {
	switch {
	case a.HasLots():
		return "no purchase recorded"
	case a.Billing == "arrears":
		return "billed after use"
	case a.Billing == "own-key":
		return "on your own keys"
	}
	return a.Billing
}

// InvoicedBeyond reports whether the gateway goes on without credit and sends an
// invoice for it.
func (a Account) InvoicedBeyond() bool { return a.Billing == "prepaid-then-invoice" }

// ErrNoAccount is returned for an account that the ledger does not have.
var ErrNoAccount = errors.New("no such account in the ledger")

// TermsOf are an account's as its lots are replayed.
func TermsOf(c *pricing.Catalog, a Account) lot.Terms {
	t := lot.Terms{Expiry: pricing.Expiry{Kind: pricing.ExpiryUnknown}, Lenient: a.Expiry == Lenient}
	if a.AutoTopUp != nil && a.AutoBelow != nil {
		t.AutoTopUp, t.AutoBelow = *a.AutoTopUp, *a.AutoBelow
	}
	t.Fee = func(credit pricing.Money, at time.Time) *pricing.Money {
		fee, _ := ScheduleFee(c, a.Gateway, "", credit, at)
		return fee
	}
	g := c.Gateway(a.Gateway)
	if g == nil {
		return t
	}
	t.Expiry, t.GrantsFirst = g.Expiry, g.GrantsFirst
	t.RefundHours = func(method string) int { return refundHours(g, method) }
	return t
}

// ScheduleFee is what loading credit costs by the gateway's schedule of the day;
// nil where nobody has published it.
func ScheduleFee(c *pricing.Catalog, gateway, method string, credit pricing.Money, at time.Time) (fee *pricing.Money, assumed bool) {
	g := c.Gateway(gateway)
	if g == nil {
		return nil, false
	}
	rule, assumed := g.Fee(method, at)
	if rule == nil {
		return nil, false
	}
	p, err := rule.ForCredit(credit)
	if err != nil { // not published: unknown, not zero
		return nil, false
	}
	return &p.Fee, assumed
}

// refundHours is for how long a purchase can go back; 0 for not at all and for
// not known.
func refundHours(g *pricing.Gateway, method string) int {
	hours, err := strconv.Atoi(RefundText(g, method))
	if err != nil { // "unknown"
		return 0
	}
	return hours
}

// RefundText is for how many hours a purchase can go back, as the catalog has it: "24",
// "0" for never, "unknown", or "" for nothing known.
func RefundText(g *pricing.Gateway, method string) string {
	if methods := g.Methods(); method == "" && len(methods) > 0 {
		method = methods[0]
	}
	if text, ok := g.RefundHours[method]; ok {
		return text
	}
	return g.RefundHours[pricing.AnyMethod]
}

// CheckAuto refuses an automatic top-up that can't be: one of its two amounts alone, less
// than a dollar, or so small beside its bound that too many would be made at once.
func (a Account) CheckAuto() error {
	switch {
	case (a.AutoTopUp == nil) != (a.AutoBelow == nil):
		return errors.New("an automatic top-up needs both: how much it loads, and the balance under which it does")
	case a.AutoTopUp == nil:
	case a.AutoTopUp.Cmp(pricing.MustMoney("1")) < 0:
		return fmt.Errorf("an automatic top-up of %s: want at least $1", pricing.ExactDollars(*a.AutoTopUp))
	case a.AutoBelow.Sign() < 0:
		return fmt.Errorf("an automatic top-up below $%s: want zero or more", *a.AutoBelow)
	case a.AutoBelow.Cmp(a.AutoTopUp.Times(lot.MostAtOnce)) > 0:
		return fmt.Errorf("an automatic top-up of %s below %s: want at most %s, which is %d purchases at once",
			pricing.ExactDollars(*a.AutoTopUp), pricing.ExactDollars(*a.AutoBelow), pricing.ExactDollars(a.AutoTopUp.Times(lot.MostAtOnce)), lot.MostAtOnce)
	}
	return nil
}
