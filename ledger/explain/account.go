package explain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// lotFigures are the figures of a lot that can be explained, the usual one first.
var lotFigures = []string{"remaining", "credit", "fee", "used", "expired", "refunded", "loss", "chance"}

// account explains a figure of an account.
func (x explaining) account(ctx context.Context, name string, rest []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	all, err := x.s.Books(ctx, x.asOf)
	if err != nil {
		return none, err
	}
	i := slices.IndexFunc(all.Accounts, func(a credit.Position) bool { return a.Account.Name == name })
	if i < 0 {
		names := slices.Clone(pricing.AddressWords)
		for _, a := range all.Accounts {
			names = append(names, a.Account.Name)
		}
		reason := "no account of that name, and no form of an address"
		if x.s.Catalog().Gateway(name) != nil {
			reason = "no account of that name in the ledger; compare " + name + " explains the gateway's row in the comparison"
		}
		return none, &pricing.AddressError{Word: name, Reason: reason, Nearest: pricing.Nearest(name, names, 3)}
	}
	figure, err := pricing.WantFigure(rest, credit.AccountFigures)
	if err != nil {
		return none, err
	}
	a := accountExplainer{all.Accounts[i], x}
	e := a.explain(figure)
	e.Address = a.Position.Address(figure)
	if a.Assumed() {
		e.Note("rests on top-ups that an automatic top-up would have made, until real ones are recorded (assumed)")
	}
	return e, nil
}

// accountExplainer explains figures of an account.
type accountExplainer struct {
	credit.Position
	explaining
}

func (a accountExplainer) titled(what string, usd *pricing.Money) pricing.Explanation {
	e := pricing.Explanation{Title: what + " of " + a.Account.Name, USD: usd, Figure: "?"}
	if usd != nil {
		e.Figure = pricing.ExactDollars(*usd)
	}
	return e
}

func (a accountExplainer) explain(figure string) pricing.Explanation {
	if !a.HasLots && figure != "burn" {
		e := a.titled(figure, nil)
		e.Note(a.NoLotsWords() + ", so the account has no lots; report account=" + a.Account.Name + " explains what it spent")
		return e
	}
	switch figure {
	case "estimated":
		return a.estimated()
	case "deficit":
		return a.deficit()
	case "lost":
		lost := a.Lost()
		e := a.titled("credit that expired unused", &lost)
		e.Formula = "sum over lots of what was left when they expired"
		a.lotLines(&e, "expired", func(l lot.Lot) pricing.Money { return l.Expired })
		return e
	case "fees":
		return a.fees()
	case "burn":
		return a.burned()
	case "runway":
		return a.runway()
	case "drift":
		return a.drift()
	}
	balance := a.Balance()
	e := a.titled("balance", &balance)
	e.Formula = "sum over live lots of what is left - deficit"
	a.lotLines(&e, "left", func(l lot.Lot) pricing.Money { return l.Remaining })
	if !a.Deficit.IsZero() {
		e.Add(pricing.ExplainLine{Label: "less usage that no credit covered", Address: a.Position.Address("deficit")}, a.Deficit.Neg())
	}
	if !a.DataUntil.IsZero() {
		e.Note("usage is known until " + words.Moment(a.DataUntil))
	}
	return e
}

// lotLines adds a line for every lot that has something of what is asked.
func (a accountExplainer) lotLines(e *pricing.Explanation, what string, of func(lot.Lot) pricing.Money) {
	for i, l := range a.Lots {
		if usd := of(l); !usd.IsZero() {
			e.Add(pricing.ExplainLine{Label: a.Position.LotWords(i), Formula: what + " of " + pricing.ExactDollars(l.Credit), Address: a.LotAddress(i)}, usd)
		}
	}
	if e.Sum == nil {
		e.Sum = &pricing.Money{}
	}
}

func (a accountExplainer) estimated() pricing.Explanation {
	balance := a.Balance()
	if a.Estimated == nil {
		e := a.titled("estimated balance", &balance)
		e.Formula = "balance: nothing burns"
		e.Add(pricing.ExplainLine{Label: "balance", Address: a.Position.Address("balance")}, balance)
		return e
	}
	e := a.titled("estimated balance", a.Estimated)
	e.Formula = "balance - burn a day x days since the last known usage, half up to 6 decimals"
	e.Add(pricing.ExplainLine{Label: "balance", Address: a.Position.Address("balance")}, balance)
	e.Add(pricing.ExplainLine{Label: "burned since " + words.Moment(a.DataUntil), Formula: fmt.Sprintf("%s x %s a day", words.Count(credit.DaysBetween(a.DataUntil, a.explaining.asOf), "day"), pricing.ExactDollars(*a.Burn)),
		Address: a.Position.Address("burn")}, a.Estimated.Sub(balance))
	return e
}

func (a accountExplainer) deficit() pricing.Explanation {
	e := a.titled("usage that no live credit covered", &a.Deficit)
	e.Formula = "usage since the books began - what the lots gave + refunds of usage that found no lot"
	e.Add(pricing.ExplainLine{Label: "usage since " + words.Moment(a.Begun)}, a.Usage)
	for i, l := range a.Lots {
		if !l.Used.IsZero() {
			e.Add(pricing.ExplainLine{Label: "less used of " + a.Position.LotWords(i), Address: a.LotAddress(i)}, l.Used.Neg())
		}
		if l.Policy == lot.RefundOfUsage {
			e.Add(pricing.ExplainLine{Label: "refund of usage, " + a.Position.LotWords(i)}, l.Credit)
		}
	}
	if !a.DeficitSince.IsZero() {
		e.Say(pricing.ExplainLine{Label: "credit was missing since", Figure: words.Moment(a.DeficitSince), Formula: "the usage that found none"})
	}
	return e
}

func (a accountExplainer) fees() pricing.Explanation {
	paid, known := a.FeesPaid()
	e := a.titled("fees paid", nil)
	e.Formula = "sum over lots of fee - fee returned with refunds"
	if known {
		e.USD, e.Figure = &paid, pricing.ExactDollars(paid)
	}
	for i, l := range a.Lots {
		line := pricing.ExplainLine{Label: a.Position.LotWords(i), Formula: "for " + pricing.ExactDollars(l.Credit) + " of credit", Address: a.LotAddress(i, "fee")}
		switch {
		case l.Fee == nil:
			line.Figure = "?"
			e.Say(line)
		case !l.Fee.IsZero() || !l.FeeReturned.IsZero():
			if !l.FeeReturned.IsZero() {
				line.Formula += ", " + pricing.ExactDollars(l.FeeReturned) + " came back"
			}
			e.Add(line, l.Fee.Sub(l.FeeReturned))
		}
	}
	if e.Sum == nil {
		e.Sum = &pricing.Money{}
	}
	return e
}

// burned adds up the days over which the burn rate is taken.
func (a accountExplainer) burned() pricing.Explanation {
	e := a.titled("burn a day", a.Burn)
	used := a.Input.History.Usage
	if len(used) == 0 {
		e.Note("no usage is known")
		return e
	}
	_, days := a.BurnWindow()
	e.Formula = fmt.Sprintf("usage of the last %d days of data / %d, half up to 6 decimals", days, days)
	var day time.Time
	var sum pricing.Money
	var formula string
	flush := func() {
		if !day.IsZero() {
			text := day.Format(pricing.Day)
			e.Add(pricing.ExplainLine{Label: text, Formula: formula, Address: pricing.JoinAddress("report", "day="+text, "account="+a.Account.Name)}, sum)
		}
	}
	for _, u := range used {
		burned, within, of := a.Burned(u)
		if within == 0 {
			continue
		}
		if d := pricing.StartOfDay(u.From); !d.Equal(day) {
			flush()
			day, sum, formula = d, pricing.Money{}, ""
		}
		sum = sum.Add(burned)
		if of > 1 {
			formula = fmt.Sprintf("%d of %d days of %s", within, of, pricing.ExactDollars(u.USD))
		}
	}
	flush()
	return e
}

func (a accountExplainer) runway() pricing.Explanation {
	e := a.titled("runway", nil)
	e.Formula = "estimated balance / burn a day"
	switch {
	case a.Runway != "":
		e.Figure = a.Runway + " days"
	default:
		e.Note("nothing burns")
	}
	if lasts, ends := a.Lasts(); ends && lasts.Expires {
		e.Note("the last of its credit " + map[bool]string{false: "expires", true: "may expire"}[lasts.May] + " before, on " + words.ShortDate(lasts.At) + ": " + lasts.Words())
	}
	if a.Estimated != nil {
		e.Say(pricing.ExplainLine{Label: "estimated balance", Figure: pricing.ExactDollars(*a.Estimated), Address: a.Position.Address("estimated")})
	}
	if a.Burn != nil {
		e.Say(pricing.ExplainLine{Label: "burn a day", Figure: pricing.ExactDollars(*a.Burn), Address: a.Position.Address("burn")})
	}
	return e
}

func (a accountExplainer) drift() pricing.Explanation {
	e := a.titled("drift", a.Drift)
	if a.Stated == nil {
		e.Note("no balance of the gateway's page is recorded: balance set " + a.Account.Name + " USD")
		return e
	}
	e.Formula = "what the gateway's page said - the books at that instant"
	e.Add(pricing.ExplainLine{Label: "the page on " + words.Moment(a.Stated.At)}, a.Stated.USD)
	e.Add(pricing.ExplainLine{Label: "less the books then"}, a.Drift.Sub(a.Stated.USD))
	a.causes(&e)
	return e
}
