package lot

import (
	"cmp"
	"slices"
	"time"

	"tollbook/pricing"
)

// Replay derives an account's lots at asOf from its top-ups and usage, by the
// eleven rules of DESIGN.md 3.4. It reads and changes nothing else.
//
//	$100.00 bought, $30.00 used: the lot has 30 used and 70 remaining
func Replay(h History, asOf time.Time) State {
	r := &replay{terms: h.Terms, asOf: asOf, open: -1, trace: h.Trace}
	for _, u := range h.Usage {
		if !u.From.After(asOf) {
			r.usage = append(r.usage, u)
		}
	}
	for _, t := range h.TopUps {
		switch {
		case t.At.After(asOf):
		case t.Kind == Refund:
			r.refunds = append(r.refunds, t)
		default:
			r.births = append(r.births, t)
		}
	}
	r.anchor(h.Balances)
	slices.SortStableFunc(r.births, inOrder)
	slices.SortStableFunc(r.refunds, inOrder)
	r.run()
	return r.finish()
}

// inOrder sorts top-ups by instant, then id; derived ones have none and come last.
func inOrder(a, b TopUp) int {
	if at := a.At.Compare(b.At); at != 0 || a.ID == b.ID {
		return at
	}
	if a.ID == 0 || b.ID == 0 {
		return cmp.Compare(b.ID, a.ID)
	}
	return cmp.Compare(a.ID, b.ID)
}

// replay is a Replay at work.
type replay struct {
	terms   Terms
	asOf    time.Time
	trace   bool
	births  []TopUp // still to come, in order
	refunds []TopUp
	usage   []Usage
	next    int // of usage: the first that no interval has yet

	lots     []*held       // by birth
	live     [2]queue      // those that have not died; the first has grants, where these go first
	left     pricing.Money // in the live lots
	deficits []owed        // oldest first
	decided  time.Time     // until when automatic purchases have been derived
	out      State
	open     int // the interval that usage goes to; -1 before the books begin
}

// A held lot knows its fee's allocation.
type held struct {
	Lot
	dies time.Time
	ends bool // it dies at dies
}

// owed is deficit of one interval, since the usage that found no credit.
type owed struct {
	interval int
	usd      pricing.Money
	since    time.Time
}

// run steps from event to event.
func (r *replay) run() {
	for {
		at, ok := r.upcoming()
		if !ok {
			break
		}
		r.closeInterval(at)
		r.expire(at)
		for len(r.births) > 0 && !r.births[0].At.After(at) {
			r.bear(r.births[0])
			r.births = r.births[1:]
		}
		r.loadItself(at, r.automatic(at))
		for len(r.refunds) > 0 && !r.refunds[0].At.After(at) {
			r.refund(r.refunds[0])
			r.refunds = r.refunds[1:]
		}
		r.openInterval(at)
	}
	r.closeInterval(time.Time{})
}

// upcoming is the instant of the next event.
func (r *replay) upcoming() (at time.Time, ok bool) {
	consider := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	if len(r.births) > 0 {
		consider(r.births[0].At)
	}
	if len(r.refunds) > 0 {
		consider(r.refunds[0].At)
	}
	for _, q := range r.live {
		if len(q.lots) > 0 && q.lots[0].diesBy(r.asOf) {
			consider(q.lots[0].dies)
		}
	}
	if t, found := r.automaticDay(at, ok); found {
		consider(t)
	}
	return at, ok
}

// closeInterval settles the usage before the instant, all that is left for zero.
func (r *replay) closeInterval(to time.Time) {
	var sum pricing.Money
	var since time.Time // of the usage with which the sum came to more than is left
	for ; r.next < len(r.usage) && (to.IsZero() || r.usage[r.next].From.Before(to)); r.next++ {
		u := r.usage[r.next]
		had := sum.Cmp(r.left) <= 0
		sum = sum.Add(u.USD)
		if had && sum.Cmp(r.left) > 0 {
			since = u.From
		}
	}
	if r.open < 0 {
		return // before the books begin usage is spend, but no lot's
	}
	i := &r.out.Intervals[r.open]
	i.To, i.USD = to, i.USD.Add(sum)
	r.out.Usage = r.out.Usage.Add(sum)
	if sum.Sign() > 0 {
		r.take(sum, since)
	} else if sum.Sign() < 0 {
		r.giveBack(sum.Neg())
	}
}

func (r *replay) openInterval(at time.Time) {
	if len(r.lots) == 0 {
		return // a refund of nothing begins no books
	}
	if r.open >= 0 && r.out.Intervals[r.open].From.Equal(at) {
		return
	}
	r.out.Intervals = append(r.out.Intervals, Interval{From: at})
	r.open = len(r.out.Intervals) - 1
}

// take uses credit: of the lot that expires first, among equals of the older. What
// finds none is deficit since an instant.
func (r *replay) take(usd pricing.Money, since time.Time) {
	for i := range r.live {
		for l := r.live[i].next(); l != nil && usd.Sign() > 0; l = r.live[i].next() {
			part := usd.Min(l.Remaining)
			r.use(l, r.open, part)
			usd = usd.Sub(part)
		}
	}
	if usd.Sign() > 0 {
		r.deficits = append(r.deficits, owed{r.open, usd, since})
		r.owe(r.open, usd)
	}
}

// owe makes an interval's usage deficit, or for a negative amount pays it.
func (r *replay) owe(interval int, usd pricing.Money) {
	r.out.Deficit = r.out.Deficit.Add(usd)
	i := &r.out.Intervals[interval]
	i.Unbought = i.Unbought.Add(usd)
}

// use takes from a lot, or for a negative amount gives back to it, for the usage
// of an interval, which carries the lot's fee in proportion.
func (r *replay) use(l *held, interval int, usd pricing.Money) {
	l.Used, l.Remaining, r.left = l.Used.Add(usd), l.Remaining.Sub(usd), r.left.Sub(usd)
	l.Status = Live
	if l.Remaining.IsZero() {
		l.Status = UsedUp
	}
	if r.trace {
		l.noteUse(interval, usd)
	}
	i := &r.out.Intervals[interval]
	if l.Kind == Opening {
		i.Unbought = i.Unbought.Add(usd)
	}
	if l.Fee == nil {
		return
	}
	// The shares telescope: whatever the intervals, they sum to that of all that
	// was used.
	upTo := l.Fee.Share(l.Used, l.Credit, FeeDecimals)
	fee := upTo.Sub(l.FeeUsed)
	i.Fee, l.FeeUsed = i.Fee.Add(fee), upTo
	if l.Assumed {
		i.FeeDerived = i.FeeDerived.Add(fee)
	}
}

// noteUse adds what an interval took to what it has taken already.
func (l *held) noteUse(interval int, usd pricing.Money) {
	for i := len(l.Uses) - 1; i >= 0 && l.Uses[i].Interval >= interval; i-- {
		if l.Uses[i].Interval == interval {
			l.Uses[i].USD = l.Uses[i].USD.Add(usd)
			return
		}
	}
	at, _ := slices.BinarySearchFunc(l.Uses, interval, func(u Use, interval int) int { return cmp.Compare(u.Interval, interval) })
	l.Uses = slices.Insert(l.Uses, at, Use{interval, usd})
}

// giveBack places a refund of usage: on the deficit first, then in the live lots
// in the reverse of the order of use, never above what was used of each. What
// finds no place becomes a grant that never expires.
func (r *replay) giveBack(usd pricing.Money) {
	usd = r.settle(usd, func(int, pricing.Money) {})
	for n := range slices.Backward(r.live[:]) {
		q := &r.live[n]
		for i, l := range slices.Backward(q.lots) {
			if usd.Sign() <= 0 {
				return
			}
			if l.Used.Sign() > 0 {
				part := usd.Min(l.Used)
				r.use(l, r.open, part.Neg())
				q.first, usd = min(q.first, i), usd.Sub(part)
			}
		}
	}
	if usd.Sign() > 0 {
		r.bear(TopUp{Kind: Grant, At: r.out.Intervals[r.open].From, Credit: usd, Fee: &pricing.Money{}, Expires: Never(), derived: true, refundOfUsage: true})
	}
}

// settle pays the deficit, oldest first, and returns what is left of the amount.
func (r *replay) settle(usd pricing.Money, paid func(interval int, part pricing.Money)) pricing.Money {
	for len(r.deficits) > 0 && usd.Sign() > 0 {
		first := &r.deficits[0]
		part := usd.Min(first.usd)
		paid(first.interval, part)
		usd, first.usd = usd.Sub(part), first.usd.Sub(part)
		r.owe(first.interval, part.Neg())
		if first.usd.IsZero() {
			r.deficits = r.deficits[1:]
		}
	}
	return usd
}

// bear makes a lot; it pays the deficit first.
func (r *replay) bear(t TopUp) {
	l := &held{Lot: Lot{ID: t.ID, Kind: t.Kind, At: t.At, Assumed: t.derived, Method: t.Method, Credit: t.Credit, Remaining: t.Credit, Fee: t.Fee,
		Status: Live, Order: len(r.lots)}}
	if l.Credit.IsZero() {
		l.Status = UsedUp
	}
	l.setExpiry(t, r.terms)
	if t.Kind == Purchase && r.terms.RefundHours != nil {
		if hours := r.terms.RefundHours(t.Method); hours > 0 {
			l.RefundableUntil = t.At.Add(time.Duration(hours) * time.Hour)
		}
	}
	if len(r.lots) == 0 {
		r.out.Begun = t.At
	}
	r.lots = append(r.lots, l)
	r.left = r.left.Add(l.Credit)
	if r.terms.GrantsFirst && l.Kind == Grant {
		r.live[0].add(l)
	} else {
		r.live[1].add(l)
	}
	r.settle(l.Remaining, func(interval int, part pricing.Money) { r.use(l, interval, part) })
}

// UsedBefore is the order in which usage takes from lots (rule 2).
func (t Terms) UsedBefore(a, b Lot) int {
	if t.GrantsFirst && (a.Kind == Grant) != (b.Kind == Grant) {
		if a.Kind == Grant {
			return -1
		}
		return 1
	}
	return a.usedBefore(b)
}

// usedBefore is the order where a grant goes where every lot does.
func (l Lot) usedBefore(b Lot) int {
	if ends := !l.Expires.IsZero(); ends == b.Expires.IsZero() {
		if ends {
			return -1
		}
		return 1
	}
	return cmp.Or(l.Expires.Compare(b.Expires), l.At.Compare(b.At), cmp.Compare(l.Order, b.Order))
}

// expire ends the lots that die at the instant: what is left of them is lost.
func (r *replay) expire(at time.Time) {
	for i := range r.live {
		for _, l := range r.live[i].expire(at) {
			r.left = r.left.Sub(l.Remaining)
			l.Expired, l.Remaining = l.Remaining, pricing.Money{}
			if l.Expired.Sign() > 0 {
				l.Status = Lapsed
			}
		}
	}
}

// refund takes credit back out of its own lot, at most what is left there.
func (r *replay) refund(t TopUp) {
	l := r.refunded(t)
	left := t.Credit
	if l != nil {
		part := t.Credit.Min(l.Remaining)
		l.Refunded, l.Remaining = l.Refunded.Add(part), l.Remaining.Sub(part)
		left, r.left = left.Sub(part), r.left.Sub(part)
		if l.Remaining.IsZero() && part.Sign() > 0 {
			l.Status = Returned
		}
		if t.Fee != nil {
			l.FeeReturned = l.FeeReturned.Add(*t.Fee)
		}
	}
	if left.Sign() > 0 {
		r.out.Excesses = append(r.out.Excesses, Excess{t, left})
	}
}

// refunded is the lot that a refund takes from: the one it names, or else the
// youngest live purchase that holds enough, or that holds anything.
func (r *replay) refunded(t TopUp) *held {
	var found *held
	for _, l := range slices.Backward(r.lots) {
		switch {
		case t.Of != 0 && l.ID == t.Of:
			return l
		case t.Of != 0 || l.ID == 0 || l.Kind != Purchase || t.Method != "" && l.Method != t.Method:
		case l.Remaining.Cmp(t.Credit) >= 0:
			return l
		case found == nil && l.Remaining.Sign() > 0:
			found = l
		}
	}
	return found
}

func (r *replay) finish() State {
	for _, l := range r.lots {
		r.out.Lots = append(r.out.Lots, l.Lot)
	}
	if len(r.deficits) > 0 {
		r.out.DeficitSince = r.deficits[0].since
	}
	// A grant that a refund of usage made is born when its interval is over.
	slices.SortStableFunc(r.out.Lots, func(a, b Lot) int { return a.At.Compare(b.At) })
	return r.out
}
