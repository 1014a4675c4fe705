package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// A PaidAccount is what one account was charged for its part of a workload, and how
// it pays.
type PaidAccount struct {
	Account string
	Gateway string
	Charged Money // over Days: what the gateway reported, or the catalog computed
	Days    int   // days for which its usage is known; 0 is a month as it is
	// Arrears says that it pays after use, with no credits to load.
	Arrears  bool
	Method   string // of its last purchase; "" is the gateway's default
	Purchase Money  // its usual top-up; zero is one a month
}

// You is what is paid today for a workload: each account's work at its own gateway,
// by its own method and in purchases of its own size. All gateways are set against
// it. An amount is nil where it is not known.
type You struct {
	Token    *Money // charged a month of 30 days
	Fee      *Money // for loading that much credit
	Total    *Money
	Accounts []YourAccount // the dearest first
	Kept     []string      // gateways whose part stays as it is, since they have no price of what is asked
	Assumed  string        // what the fees rest on: "by card, once a month"; "" where purchases say it
}

// YourAccount is one account's part of what is paid today.
type YourAccount struct {
	Account, Gateway  string
	Token, Fee, Total *Money
}

// you adds up what a workload costs where it is used today. The volume is the one
// knob that counts: turned to twice the work, what is paid today is twice as much.
// It is nil where nobody was paid.
//
//	27 days of $231.24 at OpenRouter by card: $256.93 a month, 5.5 % are $14.13
func (c *Catalog) you(w Workload, k *Knobs, asOf time.Time) *You {
	if len(w.Paid) == 0 {
		return nil
	}
	out := &You{Token: new(Money), Fee: new(Money)}
	var assumed []string
	for _, p := range w.Paid {
		month := p.perMonth(k.Volume)
		token := moneyOf(month)
		a := YourAccount{Account: p.Account, Gateway: p.Gateway, Token: &token}
		switch g := c.byGateway[p.Gateway]; {
		case p.Arrears:
			a.Fee = new(Money)
		case g != nil:
			l := g.load(month, p.Method, p.Purchase, asOf)
			if l.unknown {
				break
			}
			a.Fee = &l.fee
			if l.purchased && p.Purchase.IsZero() && !l.fee.IsZero() {
				how := "once a month"
				if l.method != AnyMethod {
					how = "by " + l.method + ", " + how
				}
				if !slices.Contains(assumed, how) {
					assumed = append(assumed, how)
				}
			}
		}
		*out.Token = out.Token.Add(token)
		if a.Fee == nil {
			out.Fee = nil
		} else {
			total := token.Add(*a.Fee)
			a.Total = &total
			if out.Fee != nil {
				*out.Fee = out.Fee.Add(*a.Fee)
			}
		}
		out.Accounts = append(out.Accounts, a)
	}
	if out.Fee != nil {
		total := out.Token.Add(*out.Fee)
		out.Total = &total
	}
	out.Assumed = strings.Join(assumed, "; ")
	slices.SortStableFunc(out.Accounts, func(a, b YourAccount) int {
		return cmp.Or(b.Token.Cmp(*a.Token), strings.Compare(a.Account, b.Account))
	})
	return out
}

// perMonth is what the account is charged a month of 30 days, at a multiple of the
// volume.
func (p PaidAccount) perMonth(volume Factor) *big.Rat {
	usd := new(big.Rat).Mul(p.Charged.rat(), volume.rat())
	if p.Days > 0 {
		usd.Mul(usd, big.NewRat(30, int64(p.Days)))
	}
	return usd
}

// yours is what a row says that is paid today: for a workload that nobody was charged
// for, like one kept in a scenario, that of the present gateway stands for it.
func (r *Row) yours() *You {
	if r == nil || r.Total == nil {
		return nil
	}
	return &You{Token: r.Token, Fee: r.Fee, Total: r.Total, Accounts: []YourAccount{{r.Gateway, r.Gateway, r.Token, r.Fee, r.Total}}}
}

// charge sets what each account was charged: the sum of its lines, own keys left out.
func (w *Workload) charge() {
	sums := map[string]Money{}
	for i := range w.Lines {
		if l := &w.Lines[i]; !l.OwnKey {
			sums[l.Account] = sums[l.Account].Add(l.Reported)
		}
	}
	for i := range w.Paid {
		w.Paid[i].Charged = sums[w.Paid[i].Account]
	}
}

// PaidBy is the workload with the accounts that were charged for it.
func (w Workload) PaidBy(accounts []PaidAccount) Workload {
	w.Paid = accounts
	w.charge()
	w.Paid = slices.DeleteFunc(w.Paid, func(p PaidAccount) bool { return p.Charged.IsZero() })
	return w
}

// Unbilled is the workload as work that no gateway has charged anybody for: it is set against
// its list price, and there is no bill that the catalog could reproduce.
func (w Workload) Unbilled() Workload {
	w.You, w.Paid, w.Purchase = "", nil, Money{}
	w.Explained, w.explained, w.Reported, w.Reproduced = "", nil, Money{}, Money{}
	return w
}

// TakenAsMonth is the workload as a month of 30 days, whatever days it came from.
func (w Workload) TakenAsMonth() Workload {
	w.Days = 30
	w.Paid = slices.Clone(w.Paid)
	for i := range w.Paid {
		w.Paid[i].Days = 30
	}
	return w
}

// Sentence says what is paid today, and how much of it for loading credits.
func (y *You) Sentence() string { return "You pay " + y.words() + "." }

// Short says what is paid today in one short sentence, its accounts left out: "You pay $608.33
// a month, $31.14 of it in fees."
func (y *You) Short() string {
	if y.Total == nil {
		return y.Sentence()
	}
	switch said := "You pay " + y.Total.Dollars() + " a month"; {
	case y.Fee.Cents().IsZero():
		return said + ", nothing of it in fees."
	default:
		return said + ", " + y.Fee.Dollars() + " of it in fees."
	}
}

// Basis says what each account is paid and what the fees rest on, for who looks closer: "you
// pay openrouter $541.40, openai $3.68; fees assumed: by card, once a month"; "" where there is
// nothing to tell apart.
func (y *You) Basis() string {
	var said []string
	if len(y.Accounts) > 1 && y.Total != nil {
		said = append(said, "you pay "+strings.Join(y.parts(), ", "))
	}
	if y.Assumed != "" {
		said = append(said, "fees assumed: "+y.Assumed)
	}
	if len(y.Kept) > 0 {
		said = append(said, "the part at "+allOf(y.Kept)+" stays as it is, which has no price for it")
	}
	return strings.Join(said, "; ")
}

// words are an amount a month, at whom, and how much of it is for loading credits.
func (y *You) words() string {
	if y.Total == nil {
		return fmt.Sprintf("%s a month for tokens; what loading %s costs is not known", y.Token.Dollars(), allOf(y.unknownFees()))
	}
	if len(y.Accounts) == 1 {
		a := y.Accounts[0]
		if y.Fee.IsZero() {
			return fmt.Sprintf("%s a month at %s, nothing of it to load credits", y.Total.Dollars(), a.Account)
		}
		share := ""
		if !y.Token.IsZero() {
			share = " (" + oneDecimal(new(big.Rat).Quo(y.Fee.rat(), y.Token.rat())) + ")"
		}
		return fmt.Sprintf("%s a month%s just to load %s: %s for %s of tokens", y.Fee.Dollars(), share, a.Account, y.Total.Dollars(), y.Token.Dollars())
	}
	out := y.Total.Dollars() + " a month"
	if parts := y.parts(); len(parts) > 0 {
		out += ": " + strings.Join(parts, ", ")
	}
	if y.Fee.IsZero() {
		return out + ", nothing of it to load credit"
	}
	out += fmt.Sprintf(", of it %s to load credit", y.Fee.Dollars())
	if y.Assumed != "" {
		out += " (assumed: " + y.Assumed + ")"
	}
	return out
}

// oneDecimal is a share as a percentage with at most one decimal: "5.5 %", "5 %".
func oneDecimal(share *big.Rat) string {
	return strings.TrimSuffix(new(big.Rat).Mul(share, big.NewRat(100, 1)).FloatString(1), ".0") + " %"
}

// parts name the dearest accounts with their dollars, and count the others.
func (y *You) parts() (out []string) {
	const most = 4
	var rest Money
	for i, a := range y.Accounts {
		if i < most || len(y.Accounts) == most+1 {
			out = append(out, a.Account+" "+a.Total.Dollars())
		} else {
			rest = rest.Add(*a.Total)
		}
	}
	if n := len(y.Accounts) - len(out); n > 0 {
		out = append(out, fmt.Sprintf("%d more %s", n, rest.Dollars()))
	}
	return out
}

// unknownFees are the accounts whose fee for loading nobody has published.
func (y *You) unknownFees() (out []string) {
	for _, a := range y.Accounts {
		if a.Fee == nil {
			out = append(out, a.Account)
		}
	}
	return out
}
