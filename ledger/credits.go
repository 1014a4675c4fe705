package ledger

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// BurnDays is over how many days of data the burn rate is taken.
const BurnDays = 30

// Books are what a ledger comes to at an instant: its usage as daily sums, and the credit
// of its accounts. They are read in one transaction and do not change when the ledger
// does; reports, forecasts, findings and explanations are functions of them.
type Books struct {
	AsOf time.Time // the clock: usage after it does not count; zero is the end of all
	// First and Last are the first and the last day of usage; zero where there is none.
	First, Last time.Time
	DataUntil   time.Time // the last usage of all accounts; zero where there is none
	// KnownUntil is until when the usage of all accounts is known: the latest of theirs.
	KnownUntil time.Time
	Accounts   []AccountCredits // by name; none where they were not asked for

	Catalog *pricing.Catalog
	Sums    *usage.Sums
	Gaps    map[string][]usage.DaySpan // days of no data, by account
}

// AccountCredits are one account's. Balance, Estimated and the lots are for an
// account that HasLots; the others spend without credit.
type AccountCredits struct {
	Account Account
	lot.State
	HasLots   bool
	DataUntil time.Time // its last usage, or the end of that day; zero for none
	// KnownUntil is until when its usage is known: to its last row, or further where the
	// file that brought it tells of more (DESIGN.md 3.6).
	KnownUntil time.Time
	// Estimated is the balance less the burn since KnownUntil, to 6 decimals.
	Estimated *pricing.Money
	Burn      *pricing.Money // USD a day over the last days of data, to 6 decimals
	// Runway is how many days the estimated balance lasts at the burn rate; "" where
	// nothing burns. It is the plain quotient; the day that credits run out, deaths of
	// lots and all, is the forecast's.
	Runway string
	// Stated is the newest balance that the gateway's page gave, and Drift what it
	// has over the books at that instant.
	Stated *lot.Balance
	Drift  *pricing.Money

	Input Input
}

// An Input is what an account's credit was derived from.
type Input struct {
	AsOf     time.Time
	History  lot.History
	Pieces   []usage.Piece   // the dollars that count, in order of time
	Gaps     []usage.DaySpan // days of no data: what was used then is unknown, not zero
	Steps    []priceStep     // announced changes of rates
	Imported time.Time       // when the newest import came that tells of it; zero for none
	Usual    usualRequest    // what it mostly asks
	// LastUsage is that of the whole ledger, not after the clock.
	LastUsage time.Time
	// DayIsOver: its last day is a whole one, though its last row stands inside it.
	DayIsOver bool
}

// Purchased reports whether any purchase stands behind the lots: only then are
// the fees of the account known.
func (a AccountCredits) Purchased() bool {
	for _, l := range a.Lots {
		if l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// Assumed reports whether any lot was derived from settings instead of recorded.
func (a AccountCredits) Assumed() bool {
	for _, l := range a.Lots {
		if l.Assumed && l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// LikelyLost is what of the live lots will likely expire unused; false where that is
// not known of any of them.
func (a AccountCredits) LikelyLost() (usd pricing.Money, known bool) {
	for _, l := range a.Lots {
		if l.Outlook != nil {
			usd, known = usd.Add(l.Outlook.ExpectedBreakage), true
		}
	}
	return usd, known
}

// LosesFirst is the live lot of which the forecast loses something first, and how much;
// nil for none.
func (a AccountCredits) LosesFirst() (usd pricing.Money, lot *lot.Lot) {
	for i := range a.Lots {
		l := &a.Lots[i]
		if l.Outlook != nil && l.Outlook.ExpectedBreakage.Cents().Sign() > 0 && (lot == nil || l.Expires.Before(lot.Expires)) {
			usd, lot = l.Outlook.ExpectedBreakage, l
		}
	}
	return usd, lot
}

// BoughtSince is the credit of the purchases from an instant on and what loading it
// cost, less what came back; fees are nil where one of them is not known.
//
//	$500.00 and $100.00 by card at OpenRouter: $600.00, fees $27.50 + $5.50 = $33.00
func (a AccountCredits) BoughtSince(from time.Time) (credit pricing.Money, fees *pricing.Money) {
	bought := lot.State{}
	for _, l := range a.Lots {
		if l.Kind == lot.Purchase && !l.At.Before(from) {
			bought.Lots = append(bought.Lots, l)
			credit = credit.Add(l.Credit)
		}
	}
	if paid, known := bought.FeesPaid(); known {
		fees = &paid
	}
	return credit, fees
}

// SoFar is the headline of the account's lots.
func (a AccountCredits) SoFar() SoFar {
	out := SoFar{Account: a.Account.Name, Lost: a.Lost()}
	if paid, known := a.FeesPaid(); known {
		out.FeesPaid = &paid
	}
	return out
}

// clock is the instant that the books stand at.
func (b Books) clock() time.Time {
	if b.AsOf.IsZero() || b.AsOf.After(usage.EndOfTime) {
		return usage.EndOfTime
	}
	return b.AsOf
}

// Booked reports whether anything is recorded of credit: a top-up, what a gateway's page
// said, or an automatic top-up.
func (b Books) Booked() bool {
	return slices.ContainsFunc(b.Accounts, func(a AccountCredits) bool {
		return len(a.Input.History.TopUps) > 0 || len(a.Input.History.Balances) > 0 || a.Account.AutoTopUp != nil
	})
}

// entries are what people recorded of accounts: how they pay, what was bought, what the
// gateway's pages said.
type entries struct {
	accounts  []Account
	histories map[string]lot.History // of TopUps and Balances alone, by account
}

// derive makes the books of daily sums, of the dollars that count among them, and of what
// people recorded; of the accounts that are not among the entries there is nothing.
func derive(sums *usage.Sums, spent usage.Spending, e entries) (Books, error) {
	b, asOf := sums.Catalog, sums.AsOf
	out := Books{AsOf: asOf, Catalog: b, Sums: sums, Gaps: sums.Known.Gaps(asOf)}
	if n := len(sums.Days); n > 0 {
		var err error
		if out.First, err = time.Parse(pricing.Day, sums.Days[0].Date); err != nil {
			return out, err
		}
		if out.Last, err = time.Parse(pricing.Day, sums.Days[n-1].Date); err != nil {
			return out, err
		}
	}
	asOf = out.clock()
	coming, err := announced(b, sums, asOf)
	if err != nil {
		return out, err
	}
	recent := recentDays(sums.Days, spent.Until)
	for _, a := range e.accounts {
		h := e.histories[a.Name]
		h.Terms, h.Usage, h.Trace = terms(b, a), usage.UsageOf(spent.Pieces[a.Name]), true
		x := AccountCredits{Account: a, DataUntil: spent.Until[a.Name],
			Input: Input{AsOf: asOf, History: h, Pieces: spent.Pieces[a.Name], Gaps: out.Gaps[a.Name], LastUsage: sums.Last}}
		if sums.Last.After(asOf) {
			x.Input.LastUsage = asOf
		}
		x.know(sums.Known.Told[a.Name])
		if x.KnownUntil.After(out.KnownUntil) {
			out.KnownUntil = x.KnownUntil
		}
		x.Input.DayIsOver = dayIsOver(recent[a.Name], x.DataUntil, h.Usage)
		if x.DataUntil.After(out.DataUntil) {
			out.DataUntil = x.DataUntil
		}
		if a.HasLots() {
			x.State = lot.Replay(h, asOf)
			x.HasLots = len(x.Lots) > 0
		}
		if x.HasLots {
			x.Input.Usual = usualRequestOf(b, recent[a.Name], x.DataUntil)
		}
		x.burn(h.Usage, asOf)
		x.Input.Steps = coming.steps(x)
		if x.HasLots {
			x.compareStated(h, asOf)
		}
		out.Accounts = append(out.Accounts, x)
	}
	return out, nil
}

// know notes until when the account's usage is known.
func (a *AccountCredits) know(t usage.Telling) {
	a.KnownUntil, a.Input.Imported = a.DataUntil, t.Imported
	if t.Until.After(a.Input.AsOf) {
		t.Until = a.Input.AsOf
	}
	if !a.DataUntil.IsZero() && t.Until.After(a.DataUntil) {
		a.KnownUntil = t.Until
	}
}

// LastDay is the last day of which anything is known, of an account that has usage.
func (a AccountCredits) lastDay() time.Time {
	known := pricing.StartOfDay(a.KnownUntil.Add(-time.Nanosecond))
	if used := pricing.StartOfDay(a.Input.History.Usage[len(a.Input.History.Usage)-1].From); used.After(known) {
		return used
	}
	return known
}

// burn finds the burn rate, what it makes of the balance by asOf, and how long
// that lasts. Days from the first with usage to the last known one count, also those
// without any, but for days of no data.
//
//	$90.00 in the last 30 days of data: $3.00 a day; $60.00 two days ago are about
//	$54.00, which last 18 days
func (a *AccountCredits) burn(used []lot.Usage, asOf time.Time) {
	if len(used) == 0 {
		return
	}
	first, days := a.burnWindow()
	var sum pricing.Money
	for _, u := range used {
		if !u.From.Before(first) {
			sum = sum.Add(u.USD)
		}
	}
	burn := sum.Part(1, days, 6)
	a.Burn = &burn
	if !a.HasLots {
		return
	}
	exact := a.Balance().Sub(sum.Part(int64(asOf.Sub(a.KnownUntil)), days*int64(pricing.DayLength), 30))
	estimated := exact.Round(6)
	a.Estimated = &estimated
	switch {
	case sum.Sign() <= 0:
	case exact.Sign() <= 0:
		a.Runway = "0"
	default:
		a.Runway, _ = pricing.Quotient(exact.Times(days), sum)
	}
}

// burnWindow is since when the burn rate is taken, and how many days of data that are:
// all of the last BurnDays that are known.
func (a *AccountCredits) burnWindow() (first time.Time, days int64) {
	used := a.Input.History.Usage
	window := usage.DaySpan{From: pricing.StartOfDay(used[0].From), To: a.lastDay()}
	if from := window.To.Add(-(BurnDays - 1) * pricing.DayLength); from.After(window.From) {
		window.From = from
	}
	return window.From, int64(usage.CountDays(window.Without(a.Input.Gaps)))
}

// compareStated finds the newest balance that the gateway's page gave and how far
// it stands from the books.
func (a *AccountCredits) compareStated(h lot.History, asOf time.Time) {
	for i, b := range h.Balances {
		if !b.At.After(asOf) && (a.Stated == nil || !b.At.Before(a.Stated.At)) {
			a.Stated = &h.Balances[i]
		}
	}
	if a.Stated == nil {
		return
	}
	then := lot.Replay(h, a.Stated.At)
	drift := a.Stated.USD.Sub(then.Balance())
	a.Drift = &drift
}

// A DyingLot is one that expires within some time with credit left.
type DyingLot struct {
	Account string
	lot.Lot
	// Days is how long it has, and Save the burn a day that uses it up until then:
	// credit that comes before it has to be used as well. Both to 6 decimals.
	Days string
	Save pricing.Money
	Burn *pricing.Money // as it is; nil where no usage is known
	// SaveRequests is Save as requests a day, to 6 decimals, of the model that the
	// account asked most in the last 30 days of data, at what those cost there: Model
	// and RequestUSD. Empty where no request with a cost is known.
	SaveRequests string
	Model        string
	RequestUSD   pricing.Money
}

// Expiring lists the lots that hold credit and die after AsOf and not later than
// within, soonest first.
func (b Books) Expiring(within time.Duration) []DyingLot {
	var out []DyingLot
	for _, a := range b.Accounts {
		for _, l := range a.Lots {
			if l.Remaining.Sign() <= 0 || l.Expires.IsZero() || l.Expires.After(b.AsOf.Add(within)) {
				continue
			}
			d := DyingLot{Account: a.Account.Name, Lot: l, Days: daysBetween(b.AsOf, l.Expires), Burn: a.Burn}
			needed, left := a.before(l), int64(l.Expires.Sub(b.AsOf))
			d.Save = needed.Part(int64(pricing.DayLength), left, 6)
			if u := a.Input.Usual; u.requests > 0 {
				d.Model, d.RequestUSD = u.model, u.usd.Part(1, u.requests, 6)
				d.SaveRequests, _ = pricing.Quotient(needed.Times(u.requests).Part(int64(pricing.DayLength), left, 30), u.usd)
			}
			out = append(out, d)
		}
	}
	sortDying(out)
	return out
}

// before is the live credit that usage takes no later than a lot's, its own
// included.
func (a AccountCredits) before(l lot.Lot) pricing.Money {
	var sum pricing.Money
	for _, o := range a.Lots {
		if o.Remaining.Sign() > 0 && !o.Expires.IsZero() && !o.Expires.After(l.Expires) {
			sum = sum.Add(o.Remaining)
		}
	}
	return sum
}

// daysBetween counts days from one instant to a later one, to 6 decimals.
func daysBetween(from, to time.Time) string {
	return pricing.MustMoney("1").Part(int64(to.Sub(from)), int64(pricing.DayLength), 6).String()
}

func sortDying(list []DyingLot) {
	slices.SortStableFunc(list, func(a, b DyingLot) int {
		return cmp.Or(a.Expires.Compare(b.Expires), strings.Compare(a.Account, b.Account), cmp.Compare(a.ID, b.ID))
	})
}

// recentDays are the sums that count of each account's last day of data and of the
// BurnDays before it, by its name, the newest first. Until says when its data end.
func recentDays(list []usage.Day, until map[string]time.Time) map[string][]*usage.Day {
	first, oldest := make(map[string]string, len(until)), ""
	for account, at := range until {
		from := pricing.StartOfDay(at).Add(-BurnDays * pricing.DayLength).Format(pricing.Day)
		first[account] = from
		if oldest == "" || from < oldest {
			oldest = from
		}
	}
	out := make(map[string][]*usage.Day, len(until))
	for i := range slices.Backward(list) {
		d := &list[i]
		if d.Date < oldest {
			break
		}
		if from, known := first[d.Account]; known && d.DollarsCount && d.Date >= from {
			out[d.Account] = append(out[d.Account], d)
		}
	}
	return out
}

// dayIsOver reports whether an account's last day has as many rows as its days have,
// where that is one or two, or the same on all of them: an export of a row a day, or
// of one each hour, has no more to come. Recent are its sums as recentDays finds them.
func dayIsOver(recent []*usage.Day, until time.Time, spent []lot.Usage) bool {
	today := pricing.StartOfDay(until)
	var used pricing.Money
	for _, u := range slices.Backward(spent) {
		if u.From.Before(today) {
			break
		}
		used = used.Add(u.USD)
	}
	at := today.Format(pricing.Day)
	counts := map[string]int64{}
	for _, d := range recent {
		if d.Date > at {
			continue
		}
		counts[d.Date] += d.Records
		if d.Date == at {
			used = used.Sub(d.Cost)
		}
	}
	if !used.IsZero() {
		return false // the ledger has more of that day, after the clock
	}
	now := counts[at]
	delete(counts, at)
	var usual []int64
	for _, n := range counts {
		usual = append(usual, n)
	}
	if len(usual) == 0 {
		return false
	}
	slices.Sort(usual)
	median := usual[len(usual)/2]
	regular := len(usual) >= regularDays && usual[0] == usual[len(usual)-1]
	return (median <= fewRows || regular) && now >= median
}

const (
	// fewRows is how many rows a day may have for it to be over with the last of them.
	fewRows = 2
	// regularDays is how many days have to have equally many rows to be taken for a habit.
	regularDays = 7
)

// spanOf is a number of days with decimals as a span of time, to the second.
func spanOf(days pricing.Money) time.Duration {
	seconds, err := strconv.ParseInt(days.Times(86400).Round(0).String(), 10, 64)
	if err != nil || seconds > int64(days200years/time.Second) {
		return days200years
	}
	return time.Duration(seconds) * time.Second
}

// days200years is about the longest that a time.Duration reaches.
const days200years = 200 * 365 * pricing.DayLength

// automatic reports whether the account loads itself.
func (a AccountCredits) automatic() bool { return a.Input.History.Terms.AutoTopUp.Sign() > 0 }

// usualPurchase is the size in which the account buys credit, and the method of the
// newest purchase: its automatic top-up, or the median of the last 90 days before the
// clock; zero where none was recorded.
func (a AccountCredits) usualPurchase() (size pricing.Money, method string) {
	var sizes []pricing.Money
	newest := true
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind != lot.Purchase || l.ID == 0 {
			continue
		}
		if newest {
			method, newest = l.Method, false
		}
		if l.At.After(a.Input.AsOf.AddDate(0, 0, -purchaseDays)) {
			sizes = append(sizes, l.Credit)
		}
	}
	if a.automatic() {
		return a.Input.History.Terms.AutoTopUp, method
	}
	return lot.Median(sizes), method
}

// An Account is one of the user's accounts and how it pays.
type Account struct {
	Name    string
	Gateway string
	// Billing is how it pays; BillingSet says that someone set it, else it is the
	// gateway's default, "" where the catalog does not know the gateway.
	Billing    string
	BillingSet bool
	Expiry     string         // Strict or Lenient
	AutoTopUp  *pricing.Money // credit of one automatic purchase; nil without
	AutoBelow  *pricing.Money // the balance under which it is made
	TopUps     int            // recorded ones, refunds included

	id int64
}

// HasLots reports whether the account's credit is kept in lots: it pays before
// it uses. An account at a gateway that the catalog does not know does so once
// it has top-ups.
func (a Account) HasLots() bool {
	return a.Billing == "prepaid" || a.Billing == "prepaid-then-invoice" || a.Billing == ""
}

// NoLotsWords say why an account has no balance.
func (a Account) NoLotsWords() string {
	switch {
	case a.HasLots():
		return "no purchase recorded"
	case a.Billing == "arrears":
		return "billed after use"
	case a.Billing == "own-key":
		return "on your own keys"
	}
	return a.Billing
}

// invoicedBeyond reports whether the gateway goes on without credit and sends an
// invoice for it.
func (a Account) invoicedBeyond() bool { return a.Billing == "prepaid-then-invoice" }

// ErrNoAccount is returned for an account that the ledger does not have.
var ErrNoAccount = errors.New("no such account in the ledger")

// The readings of an expiry that a gateway may or may not carry out.
const (
	Strict  = "strict"  // as if it happens
	Lenient = "lenient" // as if it does not
)

// terms are an account's as its lots are replayed.
func terms(c *pricing.Catalog, a Account) lot.Terms {
	t := lot.Terms{Expiry: pricing.Expiry{Kind: pricing.ExpiryUnknown}, Lenient: a.Expiry == Lenient}
	if a.AutoTopUp != nil && a.AutoBelow != nil {
		t.AutoTopUp, t.AutoBelow = *a.AutoTopUp, *a.AutoBelow
	}
	t.Fee = func(credit pricing.Money, at time.Time) *pricing.Money {
		fee, _ := scheduleFee(c, a.Gateway, "", credit, at)
		return fee
	}
	g := c.Gateway(a.Gateway)
	if g == nil {
		return t
	}
	t.Expiry, t.GrantsFirst = g.Expiry, g.GrantsFirst
	t.RefundHours = func(method string) int { return refundHours(g, method) }
	return t
}

// scheduleFee is what loading credit costs by the gateway's schedule of the day;
// nil where nobody has published it.
func scheduleFee(c *pricing.Catalog, gateway, method string, credit pricing.Money, at time.Time) (fee *pricing.Money, assumed bool) {
	g := c.Gateway(gateway)
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

// refundHours is for how long a purchase can go back; 0 for not at all and for
// not known.
func refundHours(g *pricing.Gateway, method string) int {
	hours, err := strconv.Atoi(refundText(g, method))
	if err != nil { // "unknown"
		return 0
	}
	return hours
}

// refundText is for how many hours a purchase can go back, as the catalog has it: "24",
// "0" for never, "unknown", or "" for nothing known.
func refundText(g *pricing.Gateway, method string) string {
	if methods := g.Methods(); method == "" && len(methods) > 0 {
		method = methods[0]
	}
	if text, ok := g.RefundHours[method]; ok {
		return text
	}
	return g.RefundHours[pricing.AnyMethod]
}

// SoFar is the headline of an account's credit lots.
type SoFar struct {
	Account  string
	FeesPaid *pricing.Money // nil where a fee is not known
	Lost     pricing.Money
}

// Today is the day up to which the sums go: the clock's, or that of the last usage
// where it comes earlier.
func (b Books) Today() time.Time {
	if b.AsOf.IsZero() || b.Last.Before(b.AsOf) {
		return b.Last
	}
	return b.AsOf
}
