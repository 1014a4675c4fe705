package ledger_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// A second implementation of DESIGN.md 3.4, written for the tests: whole
// micro-dollars, every request by itself, every step a look at everything. It
// shares no code with the ledger.

type plainLot struct {
	id                       int64 // 0 for a grant that a refund of usage made
	grant, opening           bool
	born, dies               time.Time // dies zero: never
	credit, used, lost, gave int64
	left                     int64
	dead                     bool
	nth                      int
	usage                    bool // made of refunded usage
}

type plainTopUp struct {
	id     int64
	kind   lot.Kind
	at     time.Time
	of     int64
	credit int64
	dies   time.Time
}

type plainRequest struct {
	at  time.Time
	usd int64 // micro-dollars
}

type plainBooks struct {
	lots    []*plainLot
	deficit int64
	begun   time.Time
}

// plainReplay walks from instant to instant and asks at each what the rules say.
func plainReplay(topUps []plainTopUp, requests []plainRequest, grantsFirst bool, asOf time.Time) plainBooks {
	var b plainBooks
	var instants []time.Time
	for _, t := range topUps {
		instants = append(instants, t.at)
		if t.kind != lot.Refund && !t.dies.IsZero() && !t.at.After(asOf) {
			instants = append(instants, t.dies)
		}
	}
	instants = slices.DeleteFunc(instants, func(t time.Time) bool { return t.After(asOf) })
	slices.SortFunc(instants, time.Time.Compare)
	instants = slices.CompactFunc(instants, time.Time.Equal)
	for i, now := range instants {
		for _, l := range b.lots {
			if !l.dead && !l.dies.IsZero() && !l.dies.After(now) {
				l.lost, l.left, l.dead = l.left, 0, true
			}
		}
		here := slices.DeleteFunc(slices.Clone(topUps), func(t plainTopUp) bool { return !t.at.Equal(now) })
		slices.SortFunc(here, func(a, b plainTopUp) int { return cmp.Compare(a.id, b.id) })
		for _, t := range here {
			if t.kind != lot.Refund {
				l := &plainLot{id: t.id, grant: t.kind == lot.Grant, opening: t.kind == lot.Opening, born: now, dies: t.dies, credit: t.credit, left: t.credit, nth: len(b.lots)}
				pays := min(b.deficit, l.left)
				l.used, l.left, b.deficit = pays, l.left-pays, b.deficit-pays
				b.lots = append(b.lots, l)
				if b.begun.IsZero() {
					b.begun = now
				}
			}
		}
		for _, t := range here {
			for _, l := range b.lots {
				if t.kind == lot.Refund && l.id == t.of {
					goes := min(t.credit, l.left)
					l.gave, l.left = l.gave+goes, l.left-goes
				}
			}
		}
		if len(b.lots) == 0 {
			continue
		}
		var net int64
		for _, r := range requests {
			if !r.at.Before(now) && !r.at.After(asOf) && (i+1 == len(instants) || r.at.Before(instants[i+1])) {
				net += r.usd
			}
		}
		for net > 0 {
			l := b.pick(grantsFirst, func(l *plainLot) bool { return l.left > 0 }, 1)
			if l == nil {
				b.deficit, net = b.deficit+net, 0
				break
			}
			part := min(net, l.left)
			l.used, l.left, net = l.used+part, l.left-part, net-part
		}
		if net < 0 {
			back := min(-net, b.deficit)
			b.deficit, net = b.deficit-back, net+back
		}
		for net < 0 {
			l := b.pick(grantsFirst, func(l *plainLot) bool { return l.used > 0 }, -1)
			if l == nil {
				b.lots = append(b.lots, &plainLot{grant: true, born: now, credit: -net, left: -net, nth: len(b.lots), usage: true})
				net = 0
				break
			}
			part := min(-net, l.used)
			l.used, l.left, net = l.used-part, l.left+part, net+part
		}
	}
	return b
}

// pick is the live lot that comes first (sign 1) or last (-1) in the order of
// use, of those that can do what is asked.
func (b plainBooks) pick(grantsFirst bool, can func(*plainLot) bool, sign int) *plainLot {
	rank := func(l *plainLot) string {
		class := "b"
		if grantsFirst && l.grant {
			class = "a"
		}
		dies := "9999"
		if !l.dies.IsZero() {
			dies = l.dies.Format(time.RFC3339)
		}
		return fmt.Sprintf("%s %s %s %09d", class, dies, l.born.Format(time.RFC3339), l.nth)
	}
	var best *plainLot
	for _, l := range b.lots {
		if !l.dead && can(l) && (best == nil || sign*strings.Compare(rank(l), rank(best)) < 0) {
			best = l
		}
	}
	return best
}

func micro(usd int64) pricing.Money { return pricing.MustMoney(fmt.Sprintf("%de-6", usd)) }

// words writes books of either kind; lots of one instant stand by id.
func (b plainBooks) words() string {
	var out []string
	for _, l := range b.lots {
		out = append(out, fmt.Sprintf("%s %d: %s/%s/%s/%s", l.born.Format(time.RFC3339), l.id, micro(l.used), micro(l.lost), micro(l.gave), micro(l.left)))
	}
	slices.Sort(out)
	return strings.Join(append(out, "deficit "+micro(b.deficit).String()), "\n")
}

func wordsOf(b lot.State) string {
	var out []string
	for _, l := range b.Lots {
		out = append(out, fmt.Sprintf("%s %d: %s/%s/%s/%s", l.At.Format(time.RFC3339), l.ID, l.Used, l.Expired, l.Refunded, l.Remaining))
	}
	slices.Sort(out)
	return strings.Join(append(out, "deficit "+b.Deficit.String()), "\n")
}

// conserves checks the three laws of DESIGN.md 3.4 on books and the usage behind
// them.
func conserves(t ledgertest.T, b lot.State, requests []plainRequest, asOf time.Time) {
	t.Helper()
	var usage int64
	for _, r := range requests {
		if len(b.Lots) > 0 && !r.at.Before(b.Begun) && !r.at.After(asOf) {
			usage += r.usd
		}
	}
	accounted := b.Deficit
	var fees, paid pricing.Money
	for _, l := range b.Lots {
		if sum := l.Used.Add(l.Expired).Add(l.Refunded).Add(l.Remaining); !sum.Equal(l.Credit) {
			t.Errorf("lot %d: %s accounted for of %s", l.ID, sum, l.Credit)
		}
		accounted = accounted.Add(l.Used)
		if l.ID == 0 {
			accounted = accounted.Sub(l.Credit)
		}
		rest, _ := l.FeeUnused()
		fees, paid = fees.Add(rest), paid.Add(*l.Fee).Sub(l.FeeReturned)
	}
	for _, i := range b.Intervals {
		fees = fees.Add(i.Fee)
	}
	if !accounted.Equal(micro(usage)) {
		t.Errorf("usage %s, lots and deficit say %s", micro(usage), accounted)
	}
	if !fees.Equal(paid) {
		t.Errorf("fees %s paid, %s accounted for", paid, fees)
	}
}

// moment draws instants that often meet: a few hours of a few days.
func moment(t *rapid.T, label string) time.Time {
	hours := []time.Duration{0, 0, 6*time.Hour + 30*time.Minute, 12 * time.Hour, 18*time.Hour + time.Second}
	return time.Date(2026, 3, rapid.IntRange(1, 25).Draw(t, label), 0, 0, 0, 0, time.UTC).Add(rapid.SampledFrom(hours).Draw(t, label+" hour"))
}

func drawRequests(t *rapid.T, most int) []plainRequest {
	var out []plainRequest
	for range rapid.IntRange(0, most).Draw(t, "requests") {
		r := plainRequest{moment(t, "used"), rapid.Int64Range(1, 30_000_000).Draw(t, "usd")}
		if rapid.IntRange(0, 4).Draw(t, "refund of usage") == 0 {
			r.usd = -r.usd
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b plainRequest) int { return a.at.Compare(b.at) })
	return out
}

// TestLotsEqualPlain compares 1,000 random histories with the plain
// implementation, to the last digit.
func TestLotsEqualPlain(t *testing.T) {
	for i := range 10 {
		t.Run(fmt.Sprint(i), func(t *testing.T) { rapid.Check(t, lotsEqualPlain) })
	}
}

func lotsEqualPlain(t *rapid.T) {
	terms := lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}, GrantsFirst: rapid.Bool().Draw(t, "grants first")}
	days := 0
	if rapid.Bool().Draw(t, "policy") {
		days = rapid.IntRange(1, 12).Draw(t, "days")
		terms.Expiry = pricing.Expiry{Kind: rapid.SampledFrom([]pricing.ExpiryKind{pricing.ExpiresAfter, pricing.MayExpire}).Draw(t, "kind"), Days: days}
		if terms.Lenient = rapid.Bool().Draw(t, "lenient"); terms.Lenient && terms.Expiry.Kind == pricing.MayExpire {
			days = 0
		}
	}
	h := lot.History{Terms: terms}
	var plain []plainTopUp
	for id := int64(1); id <= int64(rapid.IntRange(0, 8).Draw(t, "top-ups")); id++ {
		p := plainTopUp{id: id, at: moment(t, "at"), credit: rapid.Int64Range(1, 50_000_000).Draw(t, "credit"),
			kind: rapid.SampledFrom([]lot.Kind{lot.Purchase, lot.Grant, lot.Opening, lot.Refund}).Draw(t, "what")}
		fee := pricing.MustMoney("0.37")
		top := lot.TopUp{ID: id, At: p.at, Kind: p.kind, Credit: micro(p.credit), Fee: &fee}
		if p.kind == lot.Refund {
			p.of = rapid.Int64Range(1, 8).Draw(t, "of")
			back := pricing.MustMoney("0.01")
			top.Of, top.Fee = p.of, &back
		} else {
			switch rapid.IntRange(0, 3).Draw(t, "expiry") {
			case 0:
				p.dies = p.at.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "half days")) * 12 * time.Hour)
				top.Expires = lot.ExpiresAt(p.dies)
			case 1:
				top.Expires = lot.Never()
			default:
				if days > 0 {
					p.dies = p.at.AddDate(0, 0, days)
				}
			}
		}
		h.TopUps, plain = append(h.TopUps, top), append(plain, p)
	}
	requests := drawRequests(t, 20)
	for _, r := range requests {
		h.Usage = append(h.Usage, lot.Usage{From: r.at, USD: micro(r.usd)})
	}
	asOf := moment(t, "as of").AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "later"))
	got := lot.Replay(h, asOf)
	differ(t, "lots", wordsOf(got), plainReplay(plain, requests, terms.GrantsFirst, asOf).words())
	conserves(t, got, requests, asOf)
	// The order in which top-ups come makes no difference.
	slices.Reverse(h.TopUps)
	differ(t, "lots of the reverse list", wordsOf(lot.Replay(h, asOf)), wordsOf(got))
}

// TestLedgerLotsEqualPlain does the same through the ledger: usage in several
// files, top-ups, refunds and undos in any order, days that events divide, and a
// clock that stands inside a day.
func TestLedgerLotsEqualPlain(t *testing.T) {
	s := temporary(t, small())
	next := 0
	rapid.Check(t, func(t *rapid.T) {
		next++
		ledgerLotsEqualPlain(t, s, fmt.Sprintf("openrouter/h%d", next))
	})
	sound(t, s)
}

func ledgerLotsEqualPlain(t *rapid.T, s *ledger.Store, account string) {
	ctx := context.Background()
	var live []plainRequest
	file := 0
	if rapid.Bool().Draw(t, "lenient") {
		reading := credit.Lenient
		if _, err := s.SetAccount(ctx, account, ledger.AccountChange{Expiry: &reading}); err != nil {
			t.Fatalf("set: %v", err)
		}
	}
	for range rapid.IntRange(1, 10).Draw(t, "steps") {
		switch rapid.IntRange(0, 4).Draw(t, "step") {
		case 0, 1:
			top := lot.TopUp{Account: account, At: moment(t, "at"), Kind: rapid.SampledFrom([]lot.Kind{lot.Purchase, lot.Grant, lot.Opening}).Draw(t, "kind"),
				Credit: micro(rapid.Int64Range(1, 50_000_000).Draw(t, "credit"))}
			if rapid.Bool().Draw(t, "dies") {
				top.Expires = lot.ExpiresAt(top.At.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "half days")) * 12 * time.Hour))
			}
			if _, _, err := s.AddTopUp(ctx, top); err != nil {
				t.Fatalf("add: %v", err)
			}
		case 2:
			list, err := s.TopUps(ctx, account)
			if err != nil {
				t.Fatalf("list: %v", err)
			}
			if len(list) > 0 { // one that nothing is left of is refused
				_, _ = s.RefundTopUp(ctx, lot.RefundOrder{Of: rapid.SampledFrom(list).Draw(t, "of").ID, At: moment(t, "refunded"), FeeReturned: rapid.Bool().Draw(t, "fee returned")})
			}
		default:
			requests := drawRequests(t, 12)
			var b strings.Builder
			b.WriteString("time,gateway,account,model,request_id,cost_usd,input_tokens,app\n")
			for i, r := range requests {
				fmt.Fprintf(&b, "%s,openrouter,%s,lab/one,%s-%d-%d,%s,10,%s\n", r.at.Format(time.RFC3339), account, account, file, i, micro(r.usd), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "app"))
			}
			file++
			got := bring(t, s, b.String(), options("f.csv"))
			if rapid.IntRange(0, 3).Draw(t, "undo") > 0 {
				live = append(live, requests...)
			} else if _, err := s.Undo(ctx, got.ID); err != nil {
				t.Fatalf("undo: %v", err)
			}
		}
	}
	topUps, err := s.TopUps(ctx, account)
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	var plain []plainTopUp
	for _, top := range topUps {
		var credit int64
		if _, err := fmt.Sscan(top.Credit.Times(1_000_000).String(), &credit); err != nil {
			t.Fatalf("credit: %v", err)
		}
		plain = append(plain, plainTopUp{id: top.ID, kind: top.Kind, at: top.At, of: top.Of, credit: credit, dies: top.Dies})
	}
	asOf := moment(t, "as of").AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "later"))
	want := plainReplay(plain, live, false, asOf)
	credits, err := s.Credits(ctx, "", asOf)
	if err != nil {
		t.Fatalf("credits: %v", err)
	}
	for _, a := range credits.Accounts {
		if a.Account.Name == account {
			differ(t, "lots", wordsOf(a.State), want.words())
			conserves(t, a.State, live, asOf)
		}
	}
	// What a report charges to usage is what the lots carry, and the estimate for what was
	// not bought: all of the usage is of March.
	r, err := s.Report(ctx, report.Query{By: []string{"day", "app"}, Account: account, AsOf: asOf})
	if err != nil {
		t.Fatalf("report: %v", err)
	}
	var carried pricing.Money
	for _, a := range credits.Accounts {
		for _, l := range a.Lots {
			if a.Account.Name == account {
				carried = carried.Add(l.FeeUsed)
			}
		}
	}
	estimated := plainEstimate(want.unbought(live, asOf), plain, asOf)
	if got := *r.Total.FeesUSD; !got.Equal(carried.Add(estimated)) {
		t.Errorf("the report charges %s; the lots carry %s, and the estimate is %s", got, carried, estimated)
	}
	if got := r.Total.FeesAssumedUSD; !got.Equal(estimated) {
		t.Errorf("%s of the fees assumed, want %s", got, estimated)
	}
}

// unbought is the usage for which no top-up is known.
func (b plainBooks) unbought(requests []plainRequest, asOf time.Time) int64 {
	sum := b.deficit
	for _, r := range requests {
		if !r.at.After(asOf) && (b.begun.IsZero() || r.at.Before(b.begun)) {
			sum += r.usd
		}
	}
	for _, l := range b.lots {
		if l.opening {
			sum += l.used
		}
	}
	return sum
}

// plainEstimate is what micro-dollars of usage bear of purchases by card at OpenRouter
// in the small catalog, 5.5 % and at least $0.80, in whole cents: of the median size of
// the last 90 days, or one of just that usage, in either case of $5 and more.
func plainEstimate(unbought int64, topUps []plainTopUp, asOf time.Time) pricing.Money {
	if unbought <= 0 {
		return pricing.Money{}
	}
	halfUp := func(n, of int64) int64 { return (2*n + of) / (2 * of) }
	var sizes []int64
	for _, t := range topUps {
		if t.kind == lot.Purchase && !t.at.After(asOf) && t.at.After(asOf.AddDate(0, 0, -90)) {
			sizes = append(sizes, t.credit)
		}
	}
	slices.Sort(sizes)
	size := (unbought + 9_999) / 10_000 // cents from here on
	if n := len(sizes); n > 0 {
		if median := halfUp(sizes[(n-1)/2]+sizes[n/2], 20_000); median > 0 {
			size = median
		}
	}
	size = max(size, 500)
	fee := max(halfUp(size*55, 1_000), 80)
	return pricing.MustMoney(fmt.Sprintf("%de-2", halfUp(unbought*fee, size*10_000)))
}
