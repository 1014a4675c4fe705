package credit

import (
	"time"

	"tollbook/pricing"
)

// A Risk is what of all live credit will likely expire unused.
type Risk struct {
	USD      pricing.Money // what will likely expire; of it
	May      pricing.Money // what the gateways only keep the right to
	Of       pricing.Money // all live credit
	Lots     []DyingLot    // that lose a cent or more, the one that dies soonest first
	Accounts int           // of those lots
	Until    time.Time     // when the last of them dies; zero without any
	// Unknown are the lots that die, of which nobody can tell how much is lost.
	Unknown []DyingLot
}

// Risk adds up what is at risk over all accounts, however far ahead it dies. The lots carry
// their outlook already, as those of Store.Credits and of a check's reading do.
//
//	$52.45 that die on 1 Dec and $105.33 that die on 13 Dec, at $4 a day each: about $46 and
//	$52, so $98 of $157.78 in 2 accounts by 13 Dec
func (b Books) Risk() Risk {
	var out Risk
	for _, a := range b.Accounts {
		for _, l := range a.Lots {
			if l.Remaining.Sign() > 0 {
				out.Of = out.Of.Add(l.Remaining)
			}
		}
	}
	accounts := map[string]bool{}
	for _, l := range b.Expiring(days200years) {
		switch {
		case l.Outlook == nil:
			out.Unknown = append(out.Unknown, l)
			continue
		case l.Outlook.ExpectedBreakage.Cents().Sign() <= 0:
			continue
		}
		lost := l.Outlook.ExpectedBreakage
		if out.USD = out.USD.Add(lost); l.May {
			out.May = out.May.Add(lost)
		}
		accounts[l.Account] = true
		out.Lots, out.Until = append(out.Lots, l), l.Expires
	}
	out.Accounts = len(accounts)
	return out
}

// Dying is what of the risk dies from an instant on and before another; a zero to is no end.
func (r Risk) Dying(from, to time.Time) (usd pricing.Money) {
	for _, l := range r.Lots {
		if !l.Expires.Before(from) && (to.IsZero() || l.Expires.Before(to)) {
			usd = usd.Add(l.Outlook.ExpectedBreakage)
		}
	}
	return usd
}
