package credits

import (
	"fmt"
	"strings"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// An order is a form read: one of its three, and what it comes to in words.
type order struct {
	topUp    *lot.TopUp
	refund   *lot.RefundOrder
	balance  *lot.Balance
	words    string
	warnings []string
}

// errNoAmount is a form without its amount.
const errNoAmount = form.Missing("type an amount in dollars, like 25 or 14.55")

// instant reads a field of time; no text is the clock.
func (s Model) instant(f draft) (time.Time, error) {
	text := f.Text(whenField)
	switch {
	case f.kind == editForm && (text == "" || text == f.was.At.UTC().Format(toTheSecond)):
		return f.was.At, nil
	case text == "":
		return s.asOf, nil
	}
	t, err := pricing.ParseWhen(text, s.asOf, false)
	if err != nil {
		return t, fmt.Errorf("%s: %w", whenField, err)
	}
	return t, nil
}

// known are the accounts of the books.
func (s Model) known() []credit.Account {
	out := make([]credit.Account, len(s.rows))
	for i, a := range s.rows {
		out[i] = a.Account
	}
	return out
}

// read makes an order of what a form holds, or says what is wrong with it.
func (s Model) read(f draft) (order, error) {
	switch f.kind {
	case removeForm:
		return order{words: lotWords(f.lot) + " goes out of the books, and all that it paid for is paid by others or missing"}, nil
	case refundForm:
		return s.readRefund(f)
	case balanceForm:
		return s.readBalance(f)
	}
	return s.readTopUp(f)
}

func (s Model) readTopUp(f draft) (order, error) {
	t := lot.TopUp{Account: f.Text(accountField), Kind: lot.Kind(s.choice(f, kindField)), Note: f.Text(noteField)}
	if f.kind == editForm {
		t.ID, t.Account, t.Kind = f.was.ID, f.was.Account, f.was.Kind
	}
	if t.Kind == lot.Purchase {
		t.Method = s.choice(f, methodField)
	}
	if t.Account == "" {
		return order{}, form.ErrNoGateway
	}
	var err error
	if t.At, err = s.instant(f); err != nil {
		return order{}, err
	}
	amount := f.Text(amountField)
	if amount == "" {
		return order{}, errNoAmount
	}
	if t.Credit, err = ledger.ParseCredit(amount); err != nil {
		return order{}, form.Fault(amountField, amount, err)
	}
	if t.Fee, err = ledger.ParseCharge(f.Text(feeField)); err != nil {
		return order{}, form.Fault(feeField, f.Text(feeField), err)
	}
	t.Charged = t.Fee != nil
	if t.Expires, err = ledger.ParseExpires(f.Text(expiresField), t.At); err == nil {
		err = t.Expires.DiesAfter(t.At)
	}
	if err != nil {
		return order{}, fmt.Errorf("%s: %w", expiresField, err)
	}
	would, warnings, err := s.src.PreviewTopUp(s.known(), t)
	if err != nil {
		return order{}, err
	}
	return order{topUp: &t, words: s.topUpWords(would), warnings: warnings}, nil
}

// topUpWords are a top-up with its fee and expiry: "$500.00 by card: fee $27.50, you pay
// $527.50, may expire 2027-11-25".
func (s Model) topUpWords(t lot.TopUp) string {
	text := draw.Money(t.Credit)
	if t.Kind != lot.Purchase {
		text += map[lot.Kind]string{lot.Grant: " received", lot.Opening: " to begin with"}[t.Kind]
	} else {
		if t.By != "" && t.By != pricing.AnyMethod {
			text += " by " + draw.Safe(t.By)
		}
		switch paid, known := t.Paid(); {
		case known && t.Fee.IsZero():
			text += ": you pay " + draw.Money(paid) + ", no fee"
		case known:
			mark := ""
			if t.FeeAssumed {
				mark = "~"
			}
			text += ": fee " + mark + draw.Money(*t.Fee) + ", you pay " + draw.Money(paid)
		default:
			text += ": what it costs is not published"
		}
	}
	switch {
	case !t.Dies.IsZero() && strings.HasPrefix(t.Policy, "may "):
		text += ", may expire " + t.Dies.UTC().Format(pricing.Day)
	case !t.Dies.IsZero():
		text += ", expires " + t.Dies.UTC().Format(pricing.Day)
	case t.Policy == "unknown":
		text += ", whether it expires is not known"
	default:
		text += ", never expires"
	}
	return text
}

func (s Model) readRefund(f draft) (order, error) {
	o := lot.RefundOrder{Of: f.lot.ID, FeeReturned: s.choice(f, backField) == "yes", Note: f.Text(noteField)}
	var err error
	if o.At, err = s.instant(f); err != nil {
		return order{}, err
	}
	if amount := f.Text(amountField); amount != "" {
		usd, err := ledger.ParseCredit(amount)
		if err != nil {
			return order{}, form.Fault(amountField, amount, err)
		}
		o.USD = &usd
	}
	if !o.At.Equal(s.asOf) && f.lot.ID != 0 {
		return order{refund: &o, words: "what was left then is looked up when it is recorded"}, nil
	}
	would, err := lot.PreviewRefund(f.of.Account.Name, f.lot, o)
	if err != nil {
		return order{}, err
	}
	text := draw.Money(would.Credit) + " of " + lotName(f.lot) + " goes back"
	if o.FeeReturned {
		text += ", and " + draw.Money(*would.Fee) + " of the fee"
	} else {
		text += feeKept(f.lot)
	}
	out := order{refund: &o, words: text}
	if f.lot.Kind == lot.Purchase && !f.lot.RefundableUntil.After(s.asOf) {
		out.warnings = []string{"as far as is known " + f.of.Account.Gateway + " does not take it back any more"}
	}
	return out, nil
}

func (s Model) readBalance(f draft) (order, error) {
	b := lot.Balance{Account: f.Text(accountField)}
	if b.Account == "" {
		return order{}, form.ErrNoGateway
	}
	var err error
	if b.At, err = s.instant(f); err != nil {
		return order{}, err
	}
	amount := f.Text(pageField)
	if amount == "" {
		return order{}, errNoAmount
	}
	if b.USD, err = pricing.ParseAmount(amount); err != nil {
		return order{}, form.Fault(pageField, amount, err)
	}
	a, err := s.src.AccountNamed(b.Account, s.known())
	if err != nil {
		return order{}, err
	}
	b.Account = a.Name
	text := draw.Money(b.USD) + " on " + draw.Safe(a.Name) + "'s page"
	for _, r := range s.rows {
		if r.Account.Name != a.Name || !b.At.Equal(s.asOf) || !r.HasLots {
			continue
		}
		switch by := b.USD.Sub(r.Balance()); by.Sign() {
		case 0:
			text += ": as tollbook does"
		case 1:
			text += ": " + draw.Money(by) + " more than tollbook"
		default:
			text += ": " + draw.Money(by.Neg()) + " less than tollbook"
		}
	}
	return order{balance: &b, words: text}, nil
}
