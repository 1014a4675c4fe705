package ledger

import (
	"errors"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// AccountNamed is the account that a top-up by that name would go to: one of those
// known, or the one that would be made for it. It reads nothing. It returns
// *pricing.UnknownGatewayError.
func (s *Store) AccountNamed(name string, known []credit.Account) (credit.Account, error) {
	a, err := newAccount(s.catalog, name)
	for _, k := range known {
		if k.Name == name || err == nil && k.Name == a.Name {
			return k, nil
		}
	}
	return withDefault(s.catalog, a), err
}

// PreviewTopUp is what AddTopUp would record, with the schedule's fee and the expiry,
// and what it would warn of. It reads and writes nothing; known are the ledger's
// accounts. It returns AddTopUp's errors.
//
//	$500.00 at OpenRouter by card: fee $27.50, may expire after 365 days
func (s *Store) PreviewTopUp(known []credit.Account, t lot.TopUp) (lot.TopUp, []string, error) {
	a, err := s.AccountNamed(t.Account, known)
	if err != nil {
		return t, nil, err
	}
	t.Account = a.Name
	if err := t.Validate(); err != nil {
		return t, nil, err
	}
	complete(s.catalog, &t, a)
	return t, warnTopUp(s.catalog, a, t), nil
}

// ParseCredit reads an amount of credit: dollars above zero.
func ParseCredit(s string) (pricing.Money, error) {
	m, err := pricing.ParseAmount(s)
	if err == nil && m.Sign() <= 0 {
		err = errors.New("want dollars above zero, like 25 or 14.55")
	}
	return m, err
}

// ParseCharge reads a fee or a tax: zero or more; nil for "".
func ParseCharge(s string) (*pricing.Money, error) {
	if s == "" {
		return nil, nil
	}
	m, err := pricing.ParseAmount(s)
	if err != nil {
		return nil, err
	}
	if m.Sign() < 0 {
		return nil, errors.New("want zero or more")
	}
	return &m, nil
}
