package credit

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// Lasting is how long an account's live credit lasts at its burn rate, and what ends
// it: it is used up, or the last of it expires unused before that.
type Lasting struct {
	Days    string    // from the clock on, half up to 6 decimals
	At      time.Time // when
	Expires bool      // the last of it expires unused
	May     bool      // which the gateway keeps the right to
}

// Lasts says what ends the account's credit first; false where nothing does: it loads
// itself, usage went on without credit, so that a top-up is missing, or nothing burns
// and some credit never expires.
//
//	$41.49 at $0.24 a day would need 172 days, and expires in 36: 36 days, expires.
//	$10 that expire in 4 days and $50 that never do, at $2 a day: 4 + 25 = 29 days,
//	where the whole $60 would last 30
func (a Position) Lasts() (Lasting, bool) {
	if !a.HasLots || a.Account.AutoTopUp != nil || a.Deficit.Sign() > 0 {
		return Lasting{}, false
	}
	var live []lot.Lot
	for _, l := range a.Lots {
		if l.Status == lot.Live && l.Remaining.Sign() > 0 {
			live = append(live, l)
		}
	}
	slices.SortStableFunc(live, a.Input.History.Terms.UsedBefore)
	burns := a.Burn != nil && a.Burn.Sign() > 0
	now, at := cmp.Or(a.Input.AsOf, a.DataUntil), cmp.Or(a.DataUntil, a.Input.AsOf)
	lost, out := false, Lasting{}
	for _, l := range live {
		if !l.Expires.IsZero() && (!burns || a.Burn.Part(int64(max(l.Expires.Sub(at), 0)), int64(pricing.DayLength), 30).Cmp(l.Remaining) < 0) {
			out.Expires, out.May, lost = true, l.May, true
			if l.Expires.After(at) {
				at = l.Expires
			}
			continue
		}
		if !burns {
			return Lasting{}, false
		}
		days, _ := pricing.Quotient(l.Remaining, *a.Burn)
		out.Expires, at = false, at.Add(SpanOf(pricing.MustFigure(days)))
	}
	if !lost { // then it is the plain quotient, which is never before the clock
		out.Days = a.Runway
		if a.Runway == "" {
			return Lasting{}, false
		}
		out.At = now.Add(SpanOf(pricing.MustFigure(a.Runway)))
		return out, true
	}
	if at.Before(now) {
		at = now
	}
	out.At, out.Days = at, DaysBetween(now, at)
	return out, true
}

// Words are "36 days, expires", or "14 days".
func (l Lasting) Words() string {
	text := words.Days(l.Days)
	switch {
	case l.Expires && l.May:
		return text + ", may expire"
	case l.Expires:
		return text + ", expires"
	}
	return text
}

// SpanOf is a number of days with decimals as a span of time, to the second.
func SpanOf(days pricing.Money) time.Duration {
	seconds, err := strconv.ParseInt(days.Times(86400).Round(0).String(), 10, 64)
	if err != nil || seconds > int64(days200years/time.Second) {
		return days200years
	}
	return time.Duration(seconds) * time.Second
}

// days200years is about the longest that a time.Duration reaches.
const days200years = 200 * 365 * pricing.DayLength
