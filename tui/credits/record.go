package credits

import (
	"context"
	"fmt"
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

// recorder is the part of the books that this screen changes.
type recorder interface {
	// PreviewTopUp is what AddTopUp would record, with its warnings, and AccountNamed where:
	// both look nothing up on disk.
	PreviewTopUp(known []credit.Account, t lot.TopUp) (lot.TopUp, []string, error)
	AccountNamed(name string, known []credit.Account) (credit.Account, error)

	// AddTopUp records a top-up or grant, and returns it with its fee, expiry and warnings.
	AddTopUp(ctx context.Context, t lot.TopUp) (lot.TopUp, []string, error)
	// AcceptTopUp records a proposed top-up as a purchase.
	AcceptTopUp(ctx context.Context, id int64) (lot.TopUp, []string, error)
	// RefundTopUp records a refund.
	RefundTopUp(ctx context.Context, o lot.RefundOrder) (lot.TopUp, error)
	// RemoveTopUp takes a top-up, grant or refund back.
	RemoveTopUp(ctx context.Context, id int64) (lot.TopUp, error)
	// RestoreTopUp records one again that was removed, under its number.
	RestoreTopUp(ctx context.Context, t lot.TopUp) error
	// EditTopUp corrects what was recorded of a top-up.
	EditTopUp(ctx context.Context, id int64, c ledger.TopUpChange) (lot.TopUp, []string, error)
	// Balances are what was said of an account's page.
	Balances(ctx context.Context, account string) ([]lot.Balance, error)
	// SetBalance records what an account's page says, in the place of what it said at the same
	// instant; RemoveBalance takes it back.
	SetBalance(ctx context.Context, account string, usd pricing.Money, at time.Time) (lot.Balance, error)
	RemoveBalance(ctx context.Context, id int64) error

	// Passing says what becomes of changes in a ledger that does not last; "" in one
	// that does.
	Passing() string
}

// recorded is the answer to a form.
type recorded struct {
	form.Answer
	account string // that was changed
}

// record gives the form to the books, aside; one that cannot be read stays open and says why.
func (s Model) record() (Model, tea.Cmd) {
	f := *s.draft
	o, err := s.read(f)
	switch {
	case err != nil:
		return s, nil
	case f.kind == removeForm && s.choice(f, removeField) == "no":
		s.draft = nil
		return s.Resize(s.full), nil
	}
	s.records++
	f.Form = f.Recording(s.records)
	s.draft = &f
	src, ctx, request := s.src, s.ctx, s.records
	return s, func() tea.Msg {
		var r recorded
		own, name, err := makeBooks(src)
		if err != nil {
			return recorded{Answer: form.Answer{Request: request, Err: err}}
		}
		var books recorder = src
		if own != nil {
			books = own.(recorder)
		}
		switch {
		case o.refund != nil:
			r = addRefund(ctx, books, *o.refund)
		case o.balance != nil:
			r = setBalance(ctx, books, *o.balance)
		case f.kind == removeForm:
			r = removeTopUp(ctx, books, f.lot.ID)
		case f.kind == editForm:
			r = editTopUp(ctx, books, f.was, *o.topUp)
		default:
			r = addTopUp(ctx, books, *o.topUp)
		}
		r.Request, r.Done.Books, r.Done.Name = request, own, name
		if text := books.Passing(); text != "" && r.Err == nil {
			r.Done.Said += "; " + text
		}
		return r
	}
}

// makeBooks makes the books that are to be there from now on; nil where they are.
func makeBooks(src recorder) (own page.Books, name string, err error) {
	if m, ok := src.(page.Maker); ok {
		return m.Make()
	}
	return nil, "", nil
}

// removeTopUp takes a top-up out of the books; its way back records it again.
func removeTopUp(ctx context.Context, src recorder, id int64) recorded {
	t, err := src.RemoveTopUp(ctx, id)
	if err != nil {
		return recorded{Answer: form.Answer{Err: err}}
	}
	what := fmt.Sprintf("%s #%d of %s", t.Kind, t.ID, draw.Money(t.Credit))
	back := func(ctx context.Context) (string, error) {
		return what + " is recorded again", src.RestoreTopUp(ctx, t)
	}
	return recorded{Answer: form.Answer{Done: page.Changed{Said: "removed " + what + " at " + t.Account, What: what, Back: back}}, account: t.Account}
}

// editTopUp corrects a top-up; its way back is what was recorded before.
func editTopUp(ctx context.Context, src recorder, was, t lot.TopUp) recorded {
	if _, _, err := src.EditTopUp(ctx, was.ID, changeTo(t)); err != nil {
		return recorded{Answer: form.Answer{Err: err}}
	}
	what := fmt.Sprintf("%s #%d", was.Kind, was.ID)
	back := func(ctx context.Context) (string, error) {
		_, _, err := src.EditTopUp(ctx, was.ID, changeTo(was))
		return what + " is as it was", err
	}
	return recorded{Answer: form.Answer{Done: page.Changed{Said: "corrected " + what + " at " + was.Account, What: "the correction of " + what, Back: back}}, account: was.Account}
}

// changeTo is the correction that makes a top-up what another one says; its tax stays.
func changeTo(t lot.TopUp) ledger.TopUpChange {
	c := ledger.TopUpChange{Credit: &t.Credit, At: &t.At, Note: &t.Note, Expires: &t.Expires}
	if t.Kind == lot.Purchase {
		c.Method = &t.Method
		if c.Schedule = !t.Charged; t.Charged {
			c.Fee = t.Fee
		}
	}
	return c
}

// removal is the way back from a recorded top-up or refund.
func removal(src recorder, id int64, what string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		_, err := src.RemoveTopUp(ctx, id)
		return what + " is taken back", err
	}
}

func addTopUp(ctx context.Context, src recorder, t lot.TopUp) recorded {
	added, _, err := src.AddTopUp(ctx, t)
	if err != nil {
		return recorded{Answer: form.Answer{Err: err}}
	}
	what := "the " + map[lot.Kind]string{lot.Purchase: "top-up", lot.Grant: "grant", lot.Opening: "opening balance"}[added.Kind] + " of " + draw.Money(added.Credit)
	text := "added " + draw.Money(added.Credit) + " to " + added.Account
	if added.Fee != nil && !added.Fee.IsZero() {
		text += ", fee " + draw.Money(*added.Fee)
	}
	return recorded{Answer: form.Answer{Done: page.Changed{Said: text, What: what, Back: removal(src, added.ID, what)}}, account: added.Account}
}

func addRefund(ctx context.Context, src recorder, o lot.RefundOrder) recorded {
	t, err := src.RefundTopUp(ctx, o)
	if err != nil {
		return recorded{Answer: form.Answer{Err: err}}
	}
	what := "the refund of " + draw.Money(t.Credit)
	return recorded{Answer: form.Answer{Done: page.Changed{Said: fmt.Sprintf("%s of #%d went back", draw.Money(t.Credit), t.Of), What: what, Back: removal(src, t.ID, what)}}, account: t.Account}
}

// setBalance sets a balance; its way back is what was said of the same instant before.
func setBalance(ctx context.Context, src recorder, b lot.Balance) recorded {
	before, err := src.Balances(ctx, b.Account)
	if err != nil {
		return recorded{Answer: form.Answer{Err: err}}
	}
	set, err := src.SetBalance(ctx, b.Account, b.USD, b.At)
	if err != nil {
		return recorded{Answer: form.Answer{Err: err}}
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
	return recorded{Answer: form.Answer{Done: page.Changed{Said: "set " + set.Account + "'s page to " + draw.Money(set.USD), What: what, Back: back}}, account: set.Account}
}

// finish closes a form that was recorded and keeps its account in hand; one that the
// books refused stays open.
func (s Model) finish(msg recorded) (Model, tea.Cmd) {
	if s.draft == nil {
		return s, nil
	}
	f := *s.draft
	var closed bool
	f.Form, closed = f.Take(msg.Answer)
	s.draft = &f
	if !closed {
		return s, nil
	}
	if s.draft = nil; msg.account != s.hand { // else the cursor stays on its line
		s.next = &page.ShowAccount{Name: msg.account}
	}
	return s.Resize(s.full), func() tea.Msg { return msg.Done }
}
