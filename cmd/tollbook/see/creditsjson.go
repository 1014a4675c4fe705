package see

import (
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

type lotJSON struct {
	ID              *int64         `json:"id"`
	Kind            string         `json:"kind"`
	Assumed         bool           `json:"assumed"`
	PurchasedAt     *string        `json:"purchased_at"`
	ExpiresAt       *string        `json:"expires_at"`
	ExpiryPolicy    string         `json:"expiry_policy"`
	CreditUSD       pricing.Money  `json:"credit_usd"`
	FeeUSD          *pricing.Money `json:"fee_usd"`
	UsedUSD         pricing.Money  `json:"used_usd"`
	ExpiredUSD      pricing.Money  `json:"expired_usd"`
	RefundedUSD     pricing.Money  `json:"refunded_usd"`
	RemainingUSD    pricing.Money  `json:"remaining_usd"`
	RefundableUntil *string        `json:"refundable_until"`
	Status          string         `json:"status"`
	// What of a live lot is likely lost; null where nothing is known to project from.
	ExpectedBreakageUSD *pricing.Money `json:"expected_breakage_usd"`
	BreakageChance      *string        `json:"breakage_chance"`
}

func newLotJSON(l lot.Lot) lotJSON {
	out := lotJSON{Kind: string(l.Kind), Assumed: l.Assumed, PurchasedAt: print.RFC3339(l.At), ExpiresAt: print.RFC3339(l.Expires), ExpiryPolicy: l.Policy,
		CreditUSD: l.Credit, FeeUSD: l.Fee, UsedUSD: l.Used, ExpiredUSD: l.Expired, RefundedUSD: l.Refunded, RemainingUSD: l.Remaining,
		RefundableUntil: print.RFC3339(l.RefundableUntil), Status: string(l.Status)}
	if l.ID != 0 {
		out.ID = &l.ID
	}
	if o := l.Outlook; o != nil {
		out.ExpectedBreakageUSD, out.BreakageChance = &o.ExpectedBreakage, &o.Chance
	}
	return out
}

type statedJSON struct {
	Time     *string       `json:"time"`
	USD      pricing.Money `json:"usd"`
	DriftUSD pricing.Money `json:"drift_usd"`
}

type excessJSON struct {
	Refund int64         `json:"refund"`
	USD    pricing.Money `json:"usd"`
}

type accountCreditsJSON struct {
	Account      string         `json:"account"`
	Gateway      string         `json:"gateway"`
	Billing      *string        `json:"billing"`
	DataUntil    *string        `json:"data_until"`
	KnownUntil   *string        `json:"known_until"`
	BalanceUSD   *pricing.Money `json:"balance_usd"`
	EstimatedUSD *pricing.Money `json:"estimated_balance_usd"`
	DeficitUSD   *pricing.Money `json:"deficit_usd"`
	LostUSD      *pricing.Money `json:"lost_usd"`
	FeesPaidUSD  *pricing.Money `json:"fees_paid_usd"`
	BurnUSD      *pricing.Money `json:"burn_usd_per_day"`
	RunwayDays   *string        `json:"runway_days"`
	Stated       *statedJSON    `json:"stated"`
	Excesses     []excessJSON   `json:"refund_excesses"`
	Lots         []lotJSON      `json:"lots"`
}

func newAccountCreditsJSON(c credit.Position) accountCreditsJSON {
	out := accountCreditsJSON{Account: c.Account.Name, Gateway: c.Account.Gateway, Billing: print.OrNull(c.Account.Billing), DataUntil: print.RFC3339(c.DataUntil), KnownUntil: print.RFC3339(c.KnownUntil),
		BurnUSD: c.Burn, RunwayDays: print.OrNull(c.Runway), Excesses: []excessJSON{}, Lots: []lotJSON{}}
	for _, e := range c.Excesses {
		out.Excesses = append(out.Excesses, excessJSON{e.Refund.ID, e.USD})
	}
	if !c.HasLots { // an account without lots has no balance, not one of zero
		return out
	}
	balance, lost := c.Balance(), c.Lost()
	out.BalanceUSD, out.LostUSD, out.DeficitUSD = &balance, &lost, &c.Deficit
	out.EstimatedUSD = c.Estimated
	if out.EstimatedUSD == nil { // nothing burns
		out.EstimatedUSD = &balance
	}
	if paid, known := c.FeesPaid(); known {
		out.FeesPaidUSD = &paid
	}
	if c.Stated != nil {
		out.Stated = &statedJSON{print.RFC3339(c.Stated.At), c.Stated.USD, *c.Drift}
	}
	for _, l := range c.Lots {
		out.Lots = append(out.Lots, newLotJSON(l))
	}
	return out
}

// CreditsJSON is what credits --json answers, tollbook.credits.v1.
type CreditsJSON struct {
	Schema     string               `json:"schema"`
	AsOf       *string              `json:"as_of"`
	DataUntil  *string              `json:"data_until"`
	KnownUntil *string              `json:"known_until"`
	Accounts   []accountCreditsJSON `json:"accounts"`
}

// accountLotJSON is a lot with its account in front: a row of its own.
type accountLotJSON struct {
	Account string `json:"account"`
	lotJSON
}

// Records are the lots: a row each, whatever the account.
func (c CreditsJSON) Records() (rows []any, empty any) {
	for _, x := range c.Accounts {
		for _, l := range x.Lots {
			rows = append(rows, accountLotJSON{x.Account, l})
		}
	}
	return rows, accountLotJSON{}
}

// NewCreditsJSON are balances and lots for JSON, amounts in dollars.
func NewCreditsJSON(c credit.Books) CreditsJSON {
	out := CreditsJSON{"tollbook.credits.v1", print.RFC3339(c.AsOf), print.RFC3339(c.DataUntil), print.RFC3339(c.KnownUntil), []accountCreditsJSON{}}
	for _, x := range c.Accounts {
		out.Accounts = append(out.Accounts, newAccountCreditsJSON(x))
	}
	return out
}
