package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"tollbook/pricing"
)

// A TopUpKind says where credit came from, or that it went back.
type TopUpKind string

// The four kinds of top-up.
const (
	Purchase TopUpKind = "purchase"
	Grant    TopUpKind = "grant"   // received without paying
	Opening  TopUpKind = "opening" // the balance with which someone starts to record
	Refund   TopUpKind = "refund"  // credit that went back to the payer
)

// A TopUp is one purchase of credit, a grant, an opening balance, or the refund
// of one of them.
type TopUp struct {
	ID      int64
	Account string
	At      time.Time
	Kind    TopUpKind
	Of      int64         // a refund's top-up; 0 is the youngest that has the credit left
	Credit  pricing.Money // above zero; a refund's is what went back
	// Fee is what the purchase cost on top, nil where that is not known. A
	// refund's is the fee that came back.
	Fee *pricing.Money
	// Charged: the fee was recorded as really charged; else the schedule of that
	// day has it, and FeeAssumed says that it was not yet known to be in force.
	Charged    bool
	FeeAssumed bool
	Tax        *pricing.Money // a memo, in no total; nil where none was recorded
	Method     string         // "" is the gateway's default
	Note       string
	Expires    Expires // as recorded
	// By is the method whose fee was taken, Dies and Policy what Expires and the
	// gateway's rule come to, as in Lot. They are read, not written.
	By     string
	Dies   time.Time
	Policy string

	derived       bool
	refundOfUsage bool
	bought        time.Time // where the expiry does not count from At
}

// Paid is credit and fee together, false where the fee is not known.
func (t TopUp) Paid() (pricing.Money, bool) {
	if t.Fee == nil {
		return pricing.Money{}, false
	}
	return t.Credit.Add(*t.Fee), true
}

// Expires is when a top-up's credit dies as recorded. The zero value leaves it
// to the gateway's rule.
type Expires struct{ ns int64 }

// Never is credit that does not expire, whatever the gateway's rule.
func Never() Expires { return Expires{math.MaxInt64} }

// ExpiresAt is credit that dies at an instant for certain.
func ExpiresAt(t time.Time) Expires { return Expires{t.UnixNano()} }

// IsNever reports whether it was recorded that the credit never expires.
func (e Expires) IsNever() bool { return e.ns == math.MaxInt64 }

// At is the recorded instant; zero for never and for the gateway's rule.
func (e Expires) At() time.Time {
	if e.ns == 0 || e.IsNever() {
		return time.Time{}
	}
	return instant(e.ns)
}

// column is the expiry as it is kept.
func (e Expires) column() any {
	if e.ns == 0 {
		return nil
	}
	return e.ns
}

// ErrNoTopUp is returned for an id of a top-up that the ledger does not have.
var ErrNoTopUp = errors.New("no such top-up")

const topUpColumns = `t.id, a.name, t.at_ns, t.kind, t.of_id, t.credit, t.fee, t.tax, t.method, t.note, t.expires_ns`

// TopUps lists the top-ups of an account, or of all for "", by time, with the
// fees that the schedules of their days give where none was recorded.
func (s *Store) TopUps(ctx context.Context, account string) ([]TopUp, error) {
	return s.topUps(ctx, s.reads(), account)
}

func (s *Store) topUps(ctx context.Context, q querier, account string) (list []TopUp, err error) {
	rows, err := q.QueryContext(ctx, `SELECT `+topUpColumns+`, a.gateway, a.expiry
		FROM topup t
		JOIN account a ON a.id = t.account_id
		WHERE ? = '' OR a.name = ?
		ORDER BY t.at_ns, t.id`, account, account)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		t, a, err := scanTopUp(rows)
		if err != nil {
			return nil, driverError(err)
		}
		s.complete(&t, a)
		list = append(list, t)
	}
	return list, driverError(rows.Err())
}

// scanTopUp reads a top-up and, of its account, what its fee and expiry depend on.
func scanTopUp(rows scanner) (t TopUp, a Account, err error) {
	var at int64
	var of, expires sql.NullInt64
	var credit string
	var fee, tax, reading sql.NullString
	if err := rows.Scan(&t.ID, &t.Account, &at, &t.Kind, &of, &credit, &fee, &tax, &t.Method, &t.Note, &expires, &a.Gateway, &reading); err != nil {
		return t, a, err
	}
	a.Expiry = reading.String
	t.At, t.Of, t.Expires = instant(at), of.Int64, Expires{expires.Int64}
	if t.Credit, err = pricing.ParseMoney(credit); err != nil {
		return t, a, fmt.Errorf("top-up %d: credit %q in the ledger: %w", t.ID, credit, err)
	}
	if t.Fee, err = maybeMoney(fee); err != nil {
		return t, a, fmt.Errorf("top-up %d: fee %q in the ledger: %w", t.ID, fee.String, err)
	}
	if t.Tax, err = maybeMoney(tax); err != nil {
		return t, a, fmt.Errorf("top-up %d: tax %q in the ledger: %w", t.ID, tax.String, err)
	}
	t.Charged = fee.Valid
	return t, a, nil
}

// maybeMoney reads an amount that may be absent.
func maybeMoney(s sql.NullString) (*pricing.Money, error) {
	if !s.Valid {
		return nil, nil
	}
	m, err := pricing.ParseMoney(s.String)
	return &m, err
}

// moneyColumn is an amount that may be absent, as it is kept.
func moneyColumn(m *pricing.Money) any {
	if m == nil {
		return nil
	}
	return m.String()
}

// complete gives a top-up what was not recorded: the schedule's fee of its day, and
// the expiry by its gateway's rule.
func (s *Store) complete(t *TopUp, a Account) {
	if t.Kind == Refund {
		return
	}
	l := held{Lot: Lot{At: t.At}}
	l.setExpiry(*t, s.terms(a))
	t.Dies, t.Policy = l.Expires, l.Policy
	if t.Kind != Purchase {
		t.Fee = &pricing.Money{}
		return
	}
	t.By = t.Method
	if g := s.catalog.Gateway(a.Gateway); g != nil {
		if rule, _ := g.Fee(t.Method, t.At); rule != nil && rule.Method != pricing.AnyMethod {
			t.By = rule.Method
		}
	}
	if !t.Charged {
		t.Fee, t.FeeAssumed = s.scheduleFee(a.Gateway, t.Method, t.Credit, t.At)
	}
}

// scheduleFee is what loading credit costs by the gateway's schedule of the day;
// nil where nobody has published it.
func (s *Store) scheduleFee(gateway, method string, credit pricing.Money, at time.Time) (fee *pricing.Money, assumed bool) {
	g := s.catalog.Gateway(gateway)
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
