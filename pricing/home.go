package pricing

import (
	"cmp"
	"slices"
	"time"
)

// home is the gateway at which a line was used: the workload's own where the line
// names none, as those of a hand-written scenario do.
func (w *Workload) home(l *WorkLine) string { return cmp.Or(l.Gateway, w.You) }

// homes are the gateways at which a workload was used, in order; the present one of a
// workload without lines.
func (w *Workload) homes() []string {
	var out []string
	lines := w.few()
	for i := range lines {
		if g := w.home(&lines[i]); g != "" && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	if len(lines) == 0 && w.You != "" {
		out = []string{w.You}
	}
	slices.Sort(out)
	return out
}

// here are those of a workload's lines that count.
func (w *Workload) here(lines []WorkLine) []WorkLine {
	if w.only == "" {
		return lines
	}
	var out []WorkLine
	for i := range lines {
		if w.home(&lines[i]) == w.only {
			out = append(out, lines[i])
		}
	}
	return out
}

// at is the part of a workload that one gateway served, bought as its largest account
// there buys.
func (w Workload) at(gateway string) (part Workload, method string, arrears bool) {
	w.only = gateway
	var most *PaidAccount
	for i := range w.Paid {
		if p := &w.Paid[i]; p.Gateway == gateway && (most == nil || p.Charged.Cmp(most.Charged) > 0) {
			most = p
		}
	}
	if most == nil {
		return w, "", false
	}
	w.Purchase = most.Purchase
	return w, most.Method, most.Arrears
}

// A stay is what a workload costs a month where it is used today, by today's rates: a
// row for each gateway of its part. Gateways that the catalog does not know have none.
type stay []Row

// stays prices each gateway's part of a workload at that gateway, with the knobs
// turned. Its error is ErrNeedsTokens or that of a knob.
func (c *Catalog) stays(w Workload, k Knobs, asOf time.Time) (stay, error) {
	k.Requirements = nil
	var out stay
	for _, gateway := range w.homes() {
		g := c.byGateway[gateway]
		if g == nil {
			continue
		}
		part, method, arrears := w.at(gateway)
		turned := k
		turned.Method = cmp.Or(k.Method, method)
		b, err := c.rowPricer(part, turned, asOf)
		if err != nil {
			return nil, err
		}
		r := b.row(g)
		if arrears { // whatever the gateway's other customers load
			r.Fee, r.Breakage = new(Money), new(Money)
		}
		out = append(out, r)
	}
	return out, nil
}

// A move is by how much a bill changes: in tokens, in fees for loading credits, and in
// all.
type move struct {
	token, fee, total Money
	kept              []string // gateways whose part stays as it is: they have no price of what is asked
}

// moveTo is by how much a stay's bill changes to that of another of the same gateways.
// A gateway at which more of the work would be unpriced keeps its part; it is false where
// all do, and where a cost is not known any more.
func (s stay) moveTo(o stay) (m move, known bool) {
	for i := range s {
		was, is := &s[i], &o[i]
		lost := func(name string) bool {
			return !slices.Contains(was.Missing, name) && !slices.Contains(was.Unpriced, name)
		}
		if slices.ContainsFunc(is.Missing, lost) || slices.ContainsFunc(is.Unpriced, lost) {
			m.kept = append(m.kept, was.Gateway)
			continue
		}
		for part, pair := range [][2]*Money{{was.Token, is.Token}, {was.Fee, is.Fee}, {was.Subscription, is.Subscription}, {was.BYOKFee, is.BYOKFee}, {was.Breakage, is.Breakage}, {was.Downtime, is.Downtime}} {
			change := Money{}
			switch {
			case pair[0] == nil && pair[1] == nil: // unknown, and no knob moves it
			case pair[1] == nil:
				return m, false
			case pair[0] == nil: // a server's cost that has just been said
				change = *pair[1]
			default:
				change = pair[1].Sub(*pair[0])
			}
			switch part {
			case 0:
				m.token = m.token.Add(change)
			case 1:
				m.fee = m.fee.Add(change)
			}
			m.total = m.total.Add(change)
		}
	}
	return m, len(m.kept) == 0 || len(m.kept) < len(s)
}

// WouldPay is what would be paid where the work is used today, had the knobs been
// turned: what was charged, moved by as much as the knobs move its price by today's
// rates. It is nil where nobody is paid or where that is not known; its error is
// ErrNeedsTokens or that of a knob.
//
//	charged $100.03 of tokens and $5.50, repriced $100.00 and $5.50 by card, $5.00 by
//	crypto: $105.03 by crypto
func (c *Catalog) WouldPay(w Workload, k Knobs, asOf time.Time) (*You, error) {
	asIs := Knobs{Volume: k.Volume}
	you := c.you(w, &asIs, asOf)
	if you == nil {
		k.Gateways = []string{cmp.Or(w.You, Direct)}
		got, err := c.Compare(w, k, asOf)
		return got.You, err
	}
	was, err := c.stays(w, asIs, asOf)
	if err != nil {
		return nil, err
	}
	is, err := c.stays(w, k, asOf)
	if err != nil {
		return nil, err
	}
	m, known := was.moveTo(is)
	if !known || you.Total == nil {
		return nil, nil
	}
	if you = you.moved(m); you.Token.Sign() < 0 { // a bill far below what the catalog makes of it
		return nil, nil
	}
	return you, nil
}

// BillAt is what a workload comes to a month at one gateway with the knobs turned: at its
// own what would be paid, elsewhere the total of that gateway's row; nil where it is not
// known.
func (c *Catalog) BillAt(w Workload, k Knobs, gateway string, asOf time.Time) *Money {
	if gateway == w.You {
		you, err := c.WouldPay(w, k, asOf)
		if err != nil || you == nil {
			return nil
		}
		return you.Total
	}
	k.Gateways = []string{gateway}
	got, err := c.Compare(w, k, asOf)
	if err != nil {
		return nil
	}
	return got.Row(gateway).Total
}

// moved is what is paid with a move of it. The accounts of one alone move with it.
func (y *You) moved(m move) *You {
	token, fee, total := y.Token.Add(m.token), y.Fee.Add(m.fee), y.Total.Add(m.total)
	out := &You{Token: &token, Fee: &fee, Total: &total, Kept: m.kept}
	if len(y.Accounts) == 1 {
		out.Accounts = []YourAccount{{y.Accounts[0].Account, y.Accounts[0].Gateway, &token, &fee, &total}}
	}
	return out
}
