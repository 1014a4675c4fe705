package lot

import (
	"strconv"
	"time"

	"tollbook/pricing"
)

// automaticDay finds the next day, before the limit if there is one, on which an
// automatic top-up would have bought credit. Days are whole: a purchase stands at
// the start of the day whose usage needs it.
func (r *replay) automaticDay(limit time.Time, limited bool) (time.Time, bool) {
	if r.terms.AutoTopUp.Sign() <= 0 {
		return time.Time{}, false
	}
	balance := r.left.Sub(r.out.Deficit)
	for i := r.next; i < len(r.usage); {
		day := pricing.StartOfDay(r.usage[i].From)
		if limited && !day.Before(limit) {
			break
		}
		var used pricing.Money
		for ; i < len(r.usage) && r.usage[i].From.Before(day.Add(pricing.DayLength)); i++ {
			used = used.Add(r.usage[i].USD)
		}
		if !day.Before(r.decided) && r.due(day, balance.Sub(used)) > 0 {
			return day, true
		}
		balance = balance.Sub(used)
	}
	return time.Time{}, false
}

// automatic counts the automatic purchases of the day that begins at the instant.
func (r *replay) automatic(at time.Time) int64 {
	if r.terms.AutoTopUp.Sign() <= 0 || !at.Equal(pricing.StartOfDay(at)) || at.Before(r.decided) {
		return 0
	}
	balance := r.left.Sub(r.out.Deficit)
	uses := false
	for i := r.next; i < len(r.usage) && r.usage[i].From.Before(at.Add(pricing.DayLength)); i++ {
		balance = balance.Sub(r.usage[i].USD)
		uses = true
	}
	if !uses {
		return 0
	}
	n := r.due(at, balance)
	r.decided = at.Add(pricing.DayLength)
	return n
}

// MostAtOnce is how many lots the automatic purchases of a day make at most: the last
// one stands for all that are needed beyond. The bound is no more than as many
// purchases either; a million of them took minutes.
const MostAtOnce = 100

// due is how many purchases keep the balance at the end of a day from standing
// under the bound. Recorded purchases of that day and the next take their place,
// and a recorded opening begins the books.
func (r *replay) due(day time.Time, balance pricing.Money) int64 {
	for _, t := range r.births {
		if t.Kind == Opening || t.Kind == Purchase && t.At.Before(day.Add(2*pricing.DayLength)) {
			return 0
		}
		if t.At.Before(day.Add(pricing.DayLength)) {
			balance = balance.Add(t.Credit)
		}
	}
	if n := len(r.lots); n > 0 {
		if last := r.lots[n-1]; last.Kind == Purchase && last.ID != 0 && !last.At.Before(day) {
			return 0
		}
	}
	short := r.terms.AutoBelow.Sub(balance)
	if short.Sign() <= 0 {
		return 0
	}
	// of $25 each $60 need 2.4: 3
	n, err := strconv.ParseInt(pricing.MustMoney("1").Share(short, r.terms.AutoTopUp, 0).String(), 10, 64)
	if err != nil {
		return 0 // a sum has 15 digits and a purchase at least $1
	}
	if r.terms.AutoTopUp.Times(n).Cmp(short) < 0 {
		n++
	}
	return n
}

// loadItself makes so many automatic purchases of an instant.
func (r *replay) loadItself(at time.Time, purchases int64) {
	for i := range min(purchases, MostAtOnce) {
		t := r.automaticPurchase(at)
		if beyond := purchases - MostAtOnce; i == MostAtOnce-1 && beyond > 0 {
			t.Credit = t.Credit.Times(1 + beyond)
			if t.Fee != nil {
				fee := t.Fee.Times(1 + beyond)
				t.Fee = &fee
			}
		}
		r.bear(t)
	}
}

// automaticPurchase is one that an automatic top-up would have made.
func (r *replay) automaticPurchase(at time.Time) TopUp {
	t := TopUp{Kind: Purchase, At: at, Credit: r.terms.AutoTopUp, derived: true}
	if r.terms.Fee != nil {
		t.Fee = r.terms.Fee(t.Credit, at)
	}
	return t
}
