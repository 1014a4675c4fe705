package check

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// signals are the findings of an instant before it is known which levels hold. They
// are worked out from the evidence and the settings alone.
func signals(e Evidence, s Settings) []signal {
	w := watch{e, s, nil}
	for _, a := range e.Books.Accounts {
		w.credit(a)
		w.proposed(a)
		w.books(a)
		for _, g := range a.Input.Gaps {
			w.gap(a.Account.Name, g)
		}
	}
	for _, b := range e.Budgets {
		w.budget(b)
	}
	w.stopped()
	for _, g := range e.Gaps {
		w.views(g)
	}
	for _, t := range e.Twins {
		w.twins(t)
	}
	for _, x := range e.OwnKeys {
		w.ownKeys(x)
	}
	for _, u := range e.Unpriced {
		w.unpriced(u)
	}
	for _, o := range e.Outdated {
		w.outdated(o)
	}
	for _, r := range e.LeftRates {
		w.leftRate(r)
	}
	w.prices()
	return w.found
}

// watch collects signals.
type watch struct {
	Evidence
	set   Settings
	found []signal
}

// add takes a finding in; what tells it from others of its kind and account.
func (w *watch) add(f Finding, what string, keeps Level) {
	f.ID = FindingID(f.Kind, f.Account, what)
	w.found = append(w.found, signal{f, max(keeps, f.Level)})
}

// credit warns of an account's credit: of what expires and of what runs out, in one
// finding where the two would give contrary advice. What runs out first takes the
// lots that are likely used before they expire along; a lot of which something is lost
// first speaks for what is left after it.
func (w *watch) credit(a credit.Position) {
	others := w.found
	w.found = nil
	w.expiring(a)
	lots := w.found
	w.found = nil
	w.runsOut(a)
	outs := w.found
	w.found = others
	if len(outs) == 0 || outs[0].Level == Calm {
		w.found = append(append(w.found, lots...), outs...)
		return
	}
	out := outs[0]
	worst := -1
	for i, s := range lots {
		if !s.USD.Cents().IsZero() && (worst < 0 || s.When.Before(lots[worst].When)) {
			worst = i
		}
	}
	if worst < 0 || lots[worst].When.After(out.When) {
		w.found = append(w.found, out)
		return
	}
	first := lots[worst]
	if rest := "; what is left then is used up by " + words.ShortDate(out.When); words.ShortDate(out.When) == words.ShortDate(first.When) {
		first.Message += "; nothing is left then"
	} else {
		first.Message += rest
	}
	first.Do += "; then " + out.Do
	first.Level, first.keeps = max(first.Level, out.Level), max(first.keeps, out.keeps)
	w.found = append(w.found, first)
}

// day is a day in few words: without its year where that is the clock's.
func (w *watch) day(t time.Time) string {
	if t.UTC().Year() == w.AsOf.UTC().Year() {
		return t.UTC().Format("2 Jan")
	}
	return words.ShortDate(t)
}

// lower moves a threshold of dollars down by the margin that holds a level.
func (w *watch) lower(m pricing.Money) pricing.Money { return m.Sub(w.set.HoldPercent.Of(m)) }

// expiring warns of the lots that die within some days (DESIGN.md 3.6). What is
// likely lost decides, not the date alone; where it is not known all that is left
// is in question.
//
//	$41.49 left of $60.00, dies in 36 days, $32.85 of it likely lost: that is above
//	max($5.00, 5 % of $60.00), so a warning
func (w *watch) expiring(a credit.Position) {
	for _, l := range a.Lots {
		left := l.Expires.Sub(w.AsOf)
		if l.Remaining.Sign() <= 0 || l.Expires.IsZero() || left > days(w.set.ExpiringWarningDays) {
			continue
		}
		loss, text := l.Remaining, "up to "+l.Remaining.Dollars()
		if l.Outlook != nil {
			loss = l.Outlook.ExpectedBreakage
			text = "about " + loss.Dollars()
		}
		limit := w.set.ExpiringLossUSD.Max(w.set.ExpiringLossPercent.Of(l.Credit))
		level := func(limit pricing.Money) Level {
			switch {
			case loss.Cmp(limit) <= 0:
				return Info
			case !l.May && left <= days(w.set.ExpiringCriticalDays):
				return Critical
			}
			return Warning
		}
		in := words.Days(credit.DaysBetween(w.AsOf, l.Expires))
		verb := "expires unused"
		if l.May {
			verb = "may expire unused"
		}
		f := Finding{Kind: Expiring, Account: a.Account.Name, Level: level(limit), USD: &loss, When: l.Expires, Do: "tollbook expiring"}
		if !loss.Cents().IsZero() {
			f.Do = "spend it first, so much a day: tollbook expiring"
		}
		if n := w.set.ExpiringWarningDays; n > shownDays {
			f.Do += fmt.Sprintf(" --within %dd", n)
		}
		f.Message = fmt.Sprintf("%s: %s of %s %s on %s, in %s", a.Account.Name, text, l.Remaining.Dollars(), verb, words.ShortDate(l.Expires), in)
		f.Brief = fmt.Sprintf("spend %s a day until %s, or lose %s", a.SaveADay(l, w.AsOf).Dollars(), w.day(l.Expires), strings.TrimPrefix(text, "about "))
		if loss.Cents().IsZero() {
			f.Message = fmt.Sprintf("%s: %s %s on %s, in %s, and is likely used before", a.Account.Name, l.Remaining.Dollars(), strings.TrimSuffix(verb, " unused"), words.ShortDate(l.Expires), in)
			f.Brief = fmt.Sprintf("%s %s on %s, likely used before", l.Remaining.Dollars(), strings.TrimSuffix(verb, " unused"), w.day(l.Expires))
		}
		w.add(f, LotWord(l), level(w.lower(limit)))
	}
}

// shownDays is how far tollbook expiring looks by itself.
const shownDays = 60

// runsOut warns of credit that lasts some days at the burn rate. When it is used up
// the projection says, which knows weekends and lots that die before; credit of which
// the last expires lasts until then. It says nothing where purchases come by themselves,
// where the gateway invoices what credit does not cover, where usage went on without
// credit (a top-up is missing, and with it the balance), and where the account is no
// longer used. Credit that the gateway counts is there, recorded or not.
func (w *watch) runsOut(a credit.Position) {
	missing := a.Missing(w.AsOf)
	if !a.HasLots || a.Account.AutoTopUp != nil || a.Account.InvoicedBeyond() || a.Runway == "" || a.Estimated == nil ||
		missing.Cmp(w.set.DeficitWarningUSD) >= 0 && missing.Sign() > 0 || w.forgotten(a.Account.Name) {
		return
	}
	left, lasting, with := *a.Estimated, a.Runway, ""
	unrecorded := a.Unrecorded(w.AsOf)
	if unrecorded.Sign() > 0 {
		left = left.Add(unrecorded)
		lasting, _ = pricing.Quotient(left.Max(pricing.Money{}), *a.Burn)
		with = " with " + unrecorded.Dollars() + " that is not recorded"
	}
	runway, err := pricing.ParseFigure(lasting) // days, to 6 decimals
	if err != nil {
		return
	}
	f := Finding{Kind: RunsOut, Account: a.Account.Name, USD: &left, When: w.AsOf.Add(credit.SpanOf(runway))}
	if projected := w.RunsOut[a.Account.Name]; !projected.IsZero() && unrecorded.IsZero() {
		f.When = projected
	}
	if lasts, ends := a.Lasts(); ends && lasts.Expires && unrecorded.IsZero() {
		if days := pricing.MustFigure(lasts.Days); days.Cmp(runway) < 0 {
			runway, f.When = days, lasts.At
		}
	}
	f.Do = loadWords(a, w.AsOf, f.When)
	keeps := Calm
	for _, at := range []struct {
		days  int
		level Level
	}{{w.set.RunwayWarningDays, Warning}, {w.set.RunwayCriticalDays, Critical}} {
		limit := pricing.MustMoney(strconv.Itoa(at.days))
		if runway.Cmp(limit) < 0 {
			f.Level = at.level
		}
		if runway.Cmp(limit.Add(w.set.HoldPercent.Of(limit))) < 0 {
			keeps = at.level
		}
	}
	if keeps == Calm {
		return
	}
	if left.Sign() <= 0 {
		f.Message = fmt.Sprintf("%s: its credit is used up by now%s, at %s a day", a.Account.Name, with, a.Burn.Dollars())
		f.Brief = "load it: its credit is used up by now"
	} else {
		f.Message = fmt.Sprintf("%s: about %s left%s, %s at %s a day; used up by %s", a.Account.Name, left.Dollars(), with, words.Days(runway.String()), a.Burn.Dollars(), words.ShortDate(f.When))
		f.Brief = fmt.Sprintf("load by %s: %s left, %s at %s a day", w.day(f.When), left.Dollars(), words.Days(runway.String()), a.Burn.Dollars())
	}
	w.add(f, lastLot(a), keeps)
}

// loadWords are what to do about credit that is used up by a day: it is loaded first,
// and recorded when that is done.
func loadWords(a credit.Position, asOf, by time.Time) string {
	name, when := a.Account.Name, "now"
	if by.After(asOf) {
		when = "by " + words.ShortDate(by)
	}
	plan := "tollbook plan " + a.Account.Gateway
	if name != a.Account.Gateway {
		plan += " --account " + words.Shell(name)
	}
	return fmt.Sprintf("load it at %s %s (%s), then record it: tollbook topup add %s AMOUNT", a.Account.Gateway, when, plan, words.Shell(name))
}

// recordWords are what to do about a purchase that is missing: it is looked up first.
// The command has what is known of it, the least that it came to and by when it was
// made.
func recordWords(a credit.Position, missing pricing.Money) string {
	at, by := "TIME", ""
	if since := a.DeficitSince; !since.IsZero() {
		at, by = since.UTC().Format(time.RFC3339), " by "+words.ShortDate(since)
	}
	least := missing.CentsUp()
	return fmt.Sprintf("look up what was bought at %s%s, %s or more, then record it: tollbook topup add %s %s --at %s",
		a.Account.Gateway, by, least.Dollars(), words.Shell(a.Account.Name), least, at)
}

// driftWords are what to do about a page that says something else than the books: what
// is missing in them is fetched or looked up first.
func driftWords(a credit.Position, drift pricing.Money) string {
	name, to := words.Shell(a.Account.Name), words.ShortDate(a.Stated.At)
	if drift.Sign() < 0 {
		return fmt.Sprintf("export its usage to %s, then: tollbook import FILE; tollbook explain %s drift names what may be missing", to, name)
	}
	return fmt.Sprintf("look up what was bought at %s by %s and is not recorded; tollbook explain %s drift names what it may be", a.Account.Gateway, to, name)
}

// since is " since 5 Nov 2026", or nothing for no instant.
func since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " since " + words.ShortDate(t)
}

// books names what does not fit together in an account's books: usage without
// credit, refunds of more than there was, and a page that says something else.
func (w *watch) books(a credit.Position) {
	name := a.Account.Name
	if missing := a.Missing(w.AsOf); a.HasLots && !a.Account.InvoicedBeyond() && missing.Cents().Sign() > 0 {
		f := Finding{Kind: NoCredit, Account: name, Level: Info, USD: &missing, When: a.DeficitSince, Do: recordWords(a, missing)}
		if missing.Cmp(w.set.DeficitWarningUSD) >= 0 {
			f.Level = Warning
		}
		f.Message = fmt.Sprintf("%s: %s of usage had no credit%s: a top-up is missing", name, missing.Dollars(), since(a.DeficitSince))
		f.Brief = fmt.Sprintf("record the purchase that %s of usage came from", missing.Dollars())
		if !missing.Equal(a.Deficit) {
			f.Message += " beside the credit that its gateway counts"
		}
		w.add(f, lastLot(a), Calm)
	}
	for _, x := range a.Excesses {
		usd := x.USD
		f := Finding{Kind: RefundExcess, Account: name, Level: Warning, USD: &usd, When: x.Refund.At, Do: "tollbook topup list " + words.Shell(name)}
		f.Brief = fmt.Sprintf("refund #%d took %s more than its lot held", x.Refund.ID, usd.Dollars())
		f.Message = fmt.Sprintf("%s: refund #%d of %s took %s more than its lot held", name, x.Refund.ID, words.ShortDate(x.Refund.At), usd.Dollars())
		w.add(f, strconv.FormatInt(x.Refund.ID, 10), Calm)
	}
	if a.Drift == nil || !w.drifts(w.drift(a)) {
		return
	}
	drift := w.drift(a)
	f := Finding{Kind: Drifted, Account: name, Level: Info, USD: &drift, When: a.Stated.At, Do: driftWords(a, drift)}
	if drift.Abs().Cmp(w.set.DriftWarningUSD.Max(w.set.DriftWarningPercent.Of(a.Stated.USD.Abs()))) >= 0 {
		f.Level = Warning
	}
	than, missing := "less than the books", "usage is missing"
	if drift.Sign() > 0 {
		than, missing = "more than the books", "credit is missing"
	}
	if !drift.Equal(*a.Drift) {
		than += " with the credit that its gateway counts"
	}
	f.Brief = fmt.Sprintf("its page said %s %s on %s: %s", drift.Abs().Dollars(), strings.TrimSuffix(than, " with the credit that its gateway counts"), w.day(a.Stated.At), missing)
	f.Message = fmt.Sprintf("%s: its page said %s on %s, %s %s: %s", name, a.Stated.USD.Dollars(), words.ShortDate(a.Stated.At), drift.Abs().Dollars(), than, missing)
	w.add(f, "stated "+strconv.FormatInt(a.Stated.ID, 10), Calm)
}

// budget warns of a month that costs more than it may, or is likely to.
func (w *watch) budget(b BudgetState) {
	f := Finding{Kind: OverBudget, Account: b.Account, About: b.Name, When: b.Ends(), Do: b.report()}
	limit := w.set.BudgetWarningPercent.Of(b.USD)
	keeps := Calm
	over := b.Left().Neg()
	switch {
	case over.Sign() > 0:
		f.Level, f.USD = w.set.BudgetExceeded, &over
		f.Message = fmt.Sprintf("budget %s: %s spent of %s, %s too much", b.Name, b.Spent.Dollars(), b.USD.Dollars(), over.Dollars())
		f.Brief = fmt.Sprintf("%s: %s over already, with fees", b.USD.Dollars(), over.Dollars())
	case b.Projected == nil || b.Projected.Cmp(w.lower(limit)) <= 0:
		return
	default:
		keeps = Warning
		if b.Projected.Cmp(limit) > 0 {
			f.Level = Warning
		}
		excess := b.Projected.Sub(b.USD).Max(pricing.Money{})
		f.USD = &excess
		f.Brief = fmt.Sprintf("%s: about %s over by the end of %s, with fees", b.USD.Dollars(), excess.Dollars(), b.Month.Format("January"))
		if excess.IsZero() {
			f.Brief = fmt.Sprintf("%s: about %s by the end of %s, with fees", b.USD.Dollars(), b.Projected.Dollars(), b.Month.Format("January"))
		}
		f.Message = fmt.Sprintf("budget %s: %s spent of %s, about %s by the end of %s", b.Name, b.Spent.Dollars(), b.USD.Dollars(), b.Projected.Dollars(), b.Month.Format("January"))
	}
	w.add(f, b.Name+" "+b.Month.Format("2006-01"), keeps)
}

// report is the command that shows what a budget was spent on.
func (b BudgetState) report() string {
	by := "model"
	if b.Model != "" {
		by = "day"
	}
	if b.Key != "" {
		by = "key," + by
	}
	out := "tollbook report --by " + by + " --from " + b.Month.Format(pricing.Day)
	if b.Account != "" {
		out += " --account " + words.Shell(b.Account)
	}
	if b.Model != "" {
		out += " --model " + words.Shell(b.Model)
	}
	return out
}

// LotWord tells a lot from the others of its account: by its top-up, or by its
// birth where it was derived.
func LotWord(l lot.Lot) string {
	if l.ID != 0 {
		return "lot " + strconv.FormatInt(l.ID, 10)
	}
	return fmt.Sprintf("lot of %s, %d", l.At.UTC().Format(time.RFC3339), l.Order)
}

// lastLot names the account's last purchase: with the next one, a new story begins.
func lastLot(a credit.Position) string {
	if len(a.Lots) == 0 {
		return ""
	}
	return LotWord(a.Lots[len(a.Lots)-1])
}

// days is so many whole days.
func days(n int) time.Duration { return time.Duration(n) * pricing.DayLength }
