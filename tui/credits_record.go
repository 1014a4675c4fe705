package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// creditsBooks is the part of the books that this screen changes.
type creditsBooks interface {
	// PreviewTopUp is what AddTopUp would record, and AccountNamed where: both look
	// nothing up on disk.
	PreviewTopUp(known []credit.Account, t lot.TopUp) (lot.TopUp, []string, error)
	AccountNamed(name string, known []credit.Account) (credit.Account, error)

	AddTopUp(ctx context.Context, t lot.TopUp) (lot.TopUp, []string, error)
	// AcceptTopUp records a proposed top-up as a purchase.
	AcceptTopUp(ctx context.Context, id int64) (lot.TopUp, []string, error)
	RefundTopUp(ctx context.Context, o lot.RefundOrder) (lot.TopUp, error)
	RemoveTopUp(ctx context.Context, id int64) (lot.TopUp, error)
	Balances(ctx context.Context, account string) ([]lot.Balance, error)
	SetBalance(ctx context.Context, account string, usd pricing.Money, at time.Time) (lot.Balance, error)
	RemoveBalance(ctx context.Context, id int64) error

	// Passing says what becomes of changes in a ledger that does not last; "" in one
	// that does.
	Passing() string
}

// recorded is the answer to a form.
type recorded struct {
	request int
	account string
	done    page.Changed
	err     error
}

// An order is a form read: one of its three, and what it comes to in words.
type order struct {
	topUp    *lot.TopUp
	refund   *lot.RefundOrder
	balance  *lot.Balance
	words    string
	warnings []string
}

// What is not typed yet.
var (
	errNoAccount  = errors.New("choose the gateway: → steps through them, letters find one")
	errNothingYet = errors.New("type an amount in dollars, like 25 or 14.55")
)

// instant reads a field of time; no text is the clock.
func (s credits) instant(f recordForm) (time.Time, error) {
	text := f.Text(whenField)
	if text == "" {
		return s.asOf, nil
	}
	t, err := pricing.ParseInstant(text)
	if err != nil {
		return t, fmt.Errorf("%s: %w", whenField, err)
	}
	return t, nil
}

// known are the accounts of the books.
func (s credits) known() []credit.Account {
	out := make([]credit.Account, len(s.accounts.Rows))
	for i, a := range s.accounts.Rows {
		out[i] = a.Account
	}
	return out
}

// read makes an order of what a form holds, or says what is wrong with it.
func (s credits) read(f recordForm) (order, error) {
	switch f.kind {
	case refundForm:
		return s.readRefund(f)
	case balanceForm:
		return s.readBalance(f)
	}
	return s.readTopUp(f)
}

func (s credits) readTopUp(f recordForm) (order, error) {
	t := lot.TopUp{Account: f.Text(accountField), Kind: lot.Purchase, Note: f.Text(noteField)}
	if f.kind == grantForm {
		t.Kind = lot.Grant
	} else {
		t.Method = s.choice(f, methodField)
	}
	if t.Account == "" {
		return order{}, errNoAccount
	}
	var err error
	if t.At, err = s.instant(f); err != nil {
		return order{}, err
	}
	amount := f.Text(amountField)
	if amount == "" {
		return order{}, errNothingYet
	}
	if t.Credit, err = ledger.ParseCredit(amount); err != nil {
		return order{}, form.Fault(amountField, amount, err)
	}
	if t.Fee, err = ledger.ParseCharge(f.Text(feeField)); err != nil {
		return order{}, form.Fault(feeField, f.Text(feeField), err)
	}
	t.Charged = t.Fee != nil
	if t.Expires, err = ledger.ParseExpires(f.Text(expiresField)); err == nil {
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
func (s credits) topUpWords(t lot.TopUp) string {
	text := draw.Money(t.Credit)
	if t.Kind == lot.Grant {
		text += " received"
	} else {
		if t.By != "" && t.By != pricing.AnyMethod {
			text += " by " + draw.Safe(t.By)
		}
		if paid, known := t.Paid(); known {
			mark := ""
			if t.FeeAssumed {
				mark = "~"
			}
			text += ": fee " + mark + draw.Money(*t.Fee) + ", you pay " + draw.Money(paid)
		} else {
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

func (s credits) readRefund(f recordForm) (order, error) {
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

func (s credits) readBalance(f recordForm) (order, error) {
	b := lot.Balance{Account: f.Text(accountField)}
	if b.Account == "" {
		return order{}, errNoAccount
	}
	var err error
	if b.At, err = s.instant(f); err != nil {
		return order{}, err
	}
	amount := f.Text(pageField)
	if amount == "" {
		return order{}, errNothingYet
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
	for _, r := range s.accounts.Rows {
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

// submitted records the form, aside; one that cannot be read stays open and says why.
func (s credits) submitted() (credits, tea.Cmd) {
	f := *s.form
	f.tried = true
	s.form = &f
	o, err := s.read(f)
	if err != nil {
		return s, nil
	}
	f.busy, f.wrong = true, ""
	s.records++
	src, ctx, request := s.src, s.ctx, s.records
	return s, func() tea.Msg {
		var r recorded
		own, name, err := made(src)
		if err != nil {
			return recorded{request: request, err: err}
		}
		var books creditsBooks = src
		if own != nil {
			books = own.(creditsBooks)
		}
		switch {
		case o.refund != nil:
			r = refunded(ctx, books, *o.refund)
		case o.balance != nil:
			r = balanced(ctx, books, *o.balance)
		default:
			r = toppedUp(ctx, books, *o.topUp)
		}
		r.request, r.done.Books, r.done.Name = request, own, name
		if text := books.Passing(); text != "" && r.err == nil {
			r.done.Said += "; " + text
		}
		return r
	}
}

// made makes the books that are to be there from now on; nil where they are.
func made(src creditsBooks) (own page.Books, name string, err error) {
	if m, ok := src.(page.Maker); ok {
		return m.Make()
	}
	return nil, "", nil
}

// removing is the way back from a recorded top-up or refund.
func removing(src creditsBooks, id int64, what string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		_, err := src.RemoveTopUp(ctx, id)
		return what + " is taken back", err
	}
}

func toppedUp(ctx context.Context, src creditsBooks, t lot.TopUp) recorded {
	added, _, err := src.AddTopUp(ctx, t)
	if err != nil {
		return recorded{err: err}
	}
	what := "the top-up of " + draw.Money(added.Credit)
	if added.Kind == lot.Grant {
		what = "the grant of " + draw.Money(added.Credit)
	}
	text := "added " + draw.Money(added.Credit) + " to " + added.Account
	if added.Fee != nil && !added.Fee.IsZero() {
		text += ", fee " + draw.Money(*added.Fee)
	}
	return recorded{account: added.Account, done: page.Changed{Said: text, What: what, Back: removing(src, added.ID, what)}}
}

func refunded(ctx context.Context, src creditsBooks, o lot.RefundOrder) recorded {
	t, err := src.RefundTopUp(ctx, o)
	if err != nil {
		return recorded{err: err}
	}
	what := "the refund of " + draw.Money(t.Credit)
	return recorded{account: t.Account, done: page.Changed{Said: fmt.Sprintf("%s of #%d went back", draw.Money(t.Credit), t.Of), What: what, Back: removing(src, t.ID, what)}}
}

// balanced sets a balance; its way back is what was said of the same instant before.
func balanced(ctx context.Context, src creditsBooks, b lot.Balance) recorded {
	before, err := src.Balances(ctx, b.Account)
	if err != nil {
		return recorded{err: err}
	}
	set, err := src.SetBalance(ctx, b.Account, b.USD, b.At)
	if err != nil {
		return recorded{err: err}
	}
	what := "the balance of " + set.Account
	back := func(ctx context.Context) (string, error) {
		return what + " is taken back", src.RemoveBalance(ctx, set.ID)
	}
	for _, old := range before {
		if old.Account == set.Account && old.At.Equal(b.At) {
			back = func(ctx context.Context) (string, error) {
				_, err := src.SetBalance(ctx, old.Account, old.USD, old.At)
				return what + " is " + draw.Money(old.USD) + " again", err
			}
		}
	}
	return recorded{account: set.Account, done: page.Changed{Said: "set " + set.Account + "'s page to " + draw.Money(set.USD), What: what, Back: back}}
}

// took closes a form that was recorded and keeps its account in hand; one that the
// books refused stays open.
func (s credits) took(msg recorded) (credits, tea.Cmd) {
	if msg.request != s.records || s.form == nil {
		return s, nil
	}
	if msg.err != nil {
		f := *s.form
		f.busy, f.wrong = false, msg.err.Error()
		s.form = &f
		return s, nil
	}
	s.form, s.next = nil, msg.account
	return s.Resize(s.full), func() tea.Msg { return msg.done }
}
