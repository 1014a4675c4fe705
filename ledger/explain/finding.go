package explain

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// check explains a finding: the figures that it rests on, and the thresholds in force.
func (x explaining) check(ctx context.Context, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) != 1 {
		return none, &pricing.AddressError{Word: strings.Join(append([]string{"check"}, words...), " "), Reason: "want one ID, of a finding as tollbook check shows it", Nearest: nil}
	}
	set, err := x.settings()
	if err != nil {
		return none, err
	}
	all, today, err := x.s.Attend(ctx, x.asOf, set)
	if err != nil {
		return none, err
	}
	at := slices.IndexFunc(all.Findings, func(f check.Finding) bool { return f.ID == words[0] })
	if at < 0 {
		var ids []string
		for _, f := range all.Findings {
			ids = append(ids, f.ID)
		}
		reason := "no such finding now"
		if len(ids) == 0 {
			reason = "nothing needs attention now"
		}
		return none, &pricing.AddressError{Word: words[0], Reason: reason, Nearest: pricing.Nearest(words[0], ids, 3)}
	}
	e := findingExplainer{x, today, all.Findings, all.Findings[at], set}.explain()
	e.Address = all.Findings[at].Address()
	return e, nil
}

// findingExplainer explains a finding.
type findingExplainer struct {
	explaining
	today   check.Evidence
	all     []check.Finding
	finding check.Finding
	set     check.Settings
}

// settingsOf are the tables of settings that decide on findings of a kind.
var settingsOf = map[check.Kind][]string{
	check.RunsOut: {"runway.", "stopped.forget_days"}, check.Expiring: {"expiring."}, check.OverBudget: {"budget."}, check.Proposed: {"deficit."}, check.NoCredit: {"deficit."}, check.RefundExcess: nil, check.Drifted: {"drift."},
	check.ViewsDiffer: {"views.", "recent."}, check.Twice: {"recent."}, check.OwnKeysOver: {"views.warning_percent", "recent."}, check.NoPrice: {"recent."}, check.Outdated: {"views."}, check.Stopped: {"stopped."}, check.OldCatalog: {"catalog."}, check.PricesChanged: nil,
}

func (x findingExplainer) explain() pricing.Explanation {
	f := x.finding
	e := pricing.Explanation{Title: fmt.Sprintf("%s: %s", f.Level, f.Message), USD: f.USD, Figure: f.Level.String(), Formula: "thresholds are of tollbook settings"}
	if f.USD != nil {
		e.Figure = pricing.ExactDollars(*f.USD)
	}
	switch f.Kind {
	case check.Expiring:
		x.expiring(&e)
	case check.RunsOut, check.NoCredit, check.Drifted:
		x.ofAccount(&e)
	case check.Proposed:
		x.proposed(&e)
	case check.OverBudget:
		x.overBudget(&e)
	case check.RefundExcess:
		x.refund(&e)
	case check.ViewsDiffer:
		x.views(&e)
	case check.Twice:
		e.Formula = "the dollars of the sums of buckets that have the same tokens, or the same dollars, under both labels"
	case check.OwnKeysOver:
		x.ownKeys(&e)
	case check.NoPrice:
		x.unpriced(&e)
	case check.Outdated:
		x.outdated(&e)
	case check.NoData:
		e.Figure, e.Formula = "no data", fmt.Sprintf("a silence of at least %d days that no import covers, and longer than those that one does", usage.GapDays)
	case check.RateLeft:
		x.leftRate(&e)
	case check.Stopped:
		x.stopped(&e)
	case check.OldCatalog:
		x.oldRates(&e)
	case check.PricesChanged:
		x.pricesChanged(&e)
	}
	x.thresholds(&e)
	if f.Held {
		e.Note(fmt.Sprintf("held: its threshold was reached within %s and not clearly left since", words.Plural(x.set.HoldDays, "day")))
	}
	if f.Acknowledged {
		e.Note("acknowledged: it counts again when it becomes worse")
	}
	e.Note("what to do: " + f.Do)
	return e
}

// thresholds lists the settings that decide, and which of them are not the default.
func (x findingExplainer) thresholds(e *pricing.Explanation) {
	tables := settingsOf[x.finding.Kind]
	if x.finding.Held {
		tables = append(slices.Clone(tables), "hold.")
	}
	for _, s := range x.set.List() {
		if !slices.ContainsFunc(tables, func(t string) bool { return strings.HasPrefix(s.Key, t) }) {
			continue
		}
		l := pricing.ExplainLine{Label: "setting " + s.Key, Figure: s.Value, Formula: s.Words + " (default)"}
		if s.Value != s.Default {
			l.Formula = s.Words + " (set; default " + s.Default + ")"
		}
		e.Say(l)
	}
}

// account finds the finding's account.
func (x findingExplainer) account() (accountExplainer, bool) {
	at := slices.IndexFunc(x.today.Books.Accounts, func(a credit.Position) bool { return a.Account.Name == x.finding.Account })
	if at < 0 {
		return accountExplainer{}, false
	}
	return accountExplainer{x.today.Books.Accounts[at], x.explaining}, true
}

// expiring is about a lot: what is likely lost of it, against what is allowed.
func (x findingExplainer) expiring(e *pricing.Explanation) {
	a, _ := x.account()
	for i, l := range a.Lots {
		if check.FindingID(check.Expiring, a.Account.Name, check.LotWord(l)) != x.finding.ID {
			continue
		}
		e.Formula = "what is likely lost; all that is left where that is not known"
		line := pricing.ExplainLine{Label: "likely lost", Address: a.LotAddress(i, "loss")}
		if l.Outlook == nil {
			line.Label = "left, and not known how much of it is lost"
		}
		e.Add(line, *x.finding.USD)
		sayLimit(e, "allowed loss", x.set.ExpiringLossUSD, x.set.ExpiringLossPercent, l.Credit)
		e.Say(pricing.ExplainLine{Label: "left of " + a.Position.LotWords(i), Figure: pricing.ExactDollars(l.Remaining), Formula: lot.DiesWords(l), Address: a.LotAddress(i)})
		e.Say(pricing.ExplainLine{Label: "it has", Figure: words.Days(credit.DaysBetween(x.asOf, l.Expires))})
	}
}

// sayLimit says from what on a finding warns: the larger of an amount and a part of what it
// is about.
func sayLimit(e *pricing.Explanation, label string, least pricing.Money, part pricing.Percent, of pricing.Money) {
	e.Say(pricing.ExplainLine{Label: label, Figure: pricing.ExactDollars(least.Max(part.Of(of))),
		Formula: fmt.Sprintf("max(%s, %s %% of %s)", pricing.ExactDollars(least), part, pricing.ExactDollars(of))})
}

// accountFigureOf is the figure of an account that a kind of finding is about.
var accountFigureOf = map[check.Kind]string{check.RunsOut: "estimated", check.NoCredit: "deficit", check.Drifted: "drift"}

// ofAccount is about a figure of an account.
func (x findingExplainer) ofAccount(e *pricing.Explanation) {
	a, _ := x.account()
	of := a.explain(accountFigureOf[x.finding.Kind])
	e.Formula = of.Formula
	for _, l := range of.Lines {
		if l.Part != nil {
			e.Add(l, *l.Part)
		}
	}
	lasting, by := a.Runway, "estimated balance / burn a day"
	if rest := x.finding.USD.Sub(*of.Sum); !rest.IsZero() {
		e.Add(pricing.ExplainLine{Label: "credit that the gateway counts and that is not recorded", Address: x.findingOf(check.Proposed)}, rest)
		if x.finding.Kind == check.RunsOut {
			lasting, _ = pricing.Quotient(x.finding.USD.Max(pricing.Money{}), *a.Burn)
			by = "what is left with it / burn a day"
		}
	}
	e.Say(pricing.ExplainLine{Label: "figure of the account", Figure: of.Figure, Address: a.Position.Address(accountFigureOf[x.finding.Kind])})
	if x.finding.Kind == check.Drifted {
		sayLimit(e, "warning from", x.set.DriftWarningUSD, x.set.DriftWarningPercent, a.Stated.USD.Abs())
	}
	if x.finding.Kind != check.RunsOut {
		return
	}
	e.Say(pricing.ExplainLine{Label: "lasts at that burn", Figure: lasting + " days", Formula: by, Address: a.Position.Address("runway")})
	e.Say(pricing.ExplainLine{Label: "used up by", Figure: x.finding.When.Format(pricing.Day), Formula: "by the forecast, which knows weekends and lots that expire before", Address: pricing.JoinAddress("forecast", a.Account.Name, projection.RunsOutFigure)})
	if x.today.RunsOut[a.Account.Name].IsZero() || lasting != a.Runway {
		e.Lines[len(e.Lines)-1].Formula = "now + what it lasts at that burn"
	}
}

// overBudget is about a budget: spent or projected, against what it may cost.
func (x findingExplainer) overBudget(e *pricing.Explanation) {
	for _, b := range x.today.Budgets {
		if check.FindingID(check.OverBudget, b.Account, b.Name+" "+b.Month.Format("2006-01")) != x.finding.ID {
			continue
		}
		over, label, figure := b.Spent, "spent", "spent"
		if b.Left().Sign() >= 0 && b.Projected != nil {
			over, label, figure = *b.Projected, "projected for the whole month", "projected"
		}
		e.Formula = label + " - what the month may cost, 0 where it is less"
		e.Add(pricing.ExplainLine{Label: label, Address: b.Address(figure)}, over)
		e.Add(pricing.ExplainLine{Label: "less what a month may cost", Address: b.Address(check.BudgetFigures[0])}, b.USD.Neg())
		if rest := x.finding.USD.Sub(*e.Sum); !rest.IsZero() {
			e.Add(pricing.ExplainLine{Label: "within the budget: nothing is too much yet"}, rest)
		}
		limit := x.set.BudgetWarningPercent.Of(b.USD)
		e.Say(pricing.ExplainLine{Label: "warning above", Figure: pricing.ExactDollars(limit), Formula: x.set.BudgetWarningPercent.String() + " % of " + pricing.ExactDollars(b.USD)})
	}
}

// refund is about a refund of more than its lot held.
func (x findingExplainer) refund(e *pricing.Explanation) {
	a, _ := x.account()
	for _, r := range a.Excesses {
		if check.FindingID(check.RefundExcess, a.Account.Name, strconv.FormatInt(r.Refund.ID, 10)) != x.finding.ID {
			continue
		}
		e.Formula = "the refund as recorded - what its lot held then"
		e.Add(pricing.ExplainLine{Label: "refund #" + strconv.FormatInt(r.Refund.ID, 10) + ", " + words.Moment(r.Refund.At)}, r.Refund.Credit)
		e.Add(pricing.ExplainLine{Label: "less what was left in the lot then"}, r.USD.Sub(r.Refund.Credit))
	}
}

// ownKeys is about a day of own-key logs beside their provider's account.
func (x findingExplainer) ownKeys(e *pricing.Explanation) {
	for _, o := range x.today.OwnKeys {
		day := o.Day.Format(pricing.Day)
		if check.FindingID(check.OwnKeysOver, o.Account, o.Seller+" "+day) != x.finding.ID {
			continue
		}
		e.Formula = "what was logged on own keys - what the provider's own account has of that day"
		e.Add(pricing.ExplainLine{Label: "logged by " + o.Account}, o.Logged)
		e.Add(pricing.ExplainLine{Label: "less " + o.Seller + "'s own"}, o.Billed.Neg())
		sayLimit(e, "warning above", check.OwnKeyUSD, x.set.ViewsWarningPercent, o.Billed.Abs())
	}
}

// views is about two exports of one spend.
func (x findingExplainer) views(e *pricing.Explanation) {
	for _, g := range x.today.Gaps {
		if check.FindingID(check.ViewsDiffer, g.Account, fmt.Sprint(int(g.Views[1]))) != x.finding.ID {
			continue
		}
		e.Formula = "how far the two are apart on the days that both have"
		days := g.First.Format(pricing.Day) + ".." + g.Last.Format(pricing.Day)
		sign := int64(1)
		if g.OtherUSD.Cmp(g.USD) > 0 {
			sign = -1
		}
		line := pricing.ExplainLine{Label: g.Counts + ", which count", Formula: words.Plural(g.Days, "day")}
		if int(g.Last.Sub(g.First)/pricing.DayLength)+1 == g.Days {
			line.Address = pricing.JoinAddress("report", days, "account="+g.Account)
		}
		e.Add(line, g.USD.Times(sign))
		e.Add(pricing.ExplainLine{Label: "less " + g.Other, Formula: "the same days"}, g.OtherUSD.Times(-sign))
		if sign < 0 {
			e.Lines[len(e.Lines)-2].Label, e.Lines[len(e.Lines)-1].Label = "less "+g.Counts+", which count", g.Other
		}
		sayLimit(e, "warning above", x.set.ViewsWarningUSD, x.set.ViewsWarningPercent, g.USD.Abs())
	}
}

// unpriced is about usage without a price.
func (x findingExplainer) unpriced(e *pricing.Explanation) {
	for _, u := range x.today.Unpriced {
		what := u.Model
		if u.Reported {
			what += " reported"
		}
		if check.FindingID(check.NoPrice, u.Account, what) != x.finding.ID {
			continue
		}
		e.Figure, e.Formula = words.Number(u.Tokens)+" tokens", fmt.Sprintf("those of %s of data without a rate", words.Plural(x.set.RecentDays, "day"))
		e.Say(pricing.ExplainLine{Label: "model, as written", Figure: u.Model})
		e.Say(pricing.ExplainLine{Label: "last used on", Figure: u.Last.Format(pricing.Day), Address: pricing.JoinAddress("report", "day="+u.Last.Format(pricing.Day), "account="+u.Account)})
		if u.Reported {
			e.Note("the gateway said what it took, so it is in the totals")
		}
	}
}

// stopped is about accounts without usage for long.
func (x findingExplainer) stopped(e *pricing.Explanation) {
	e.Figure, e.Formula = "no usage", "whole days without, against the longest pause before"
	for _, h := range x.today.Habits {
		if x.finding.Account != "" && h.Account != x.finding.Account {
			continue
		}
		if x.finding.Account != "" {
			e.Figure = words.Plural(h.Silent, "day") + " without usage"
		}
		e.Say(pricing.ExplainLine{Label: h.Account, Figure: words.Plural(h.Silent, "day"), Formula: fmt.Sprintf("longest pause before %s; used on %s of the last %d until then", words.Plural(h.Pause, "day"), words.Plural(h.Days, "day"), check.HabitDays),
			Address: pricing.JoinAddress("report", "day="+h.Last.Format(pricing.Day), "account="+h.Account)})
	}
}

// outdated shows both prices of usage whose computed one is no longer the catalog's.
func (x findingExplainer) outdated(e *pricing.Explanation) {
	e.Formula = "computed by the catalog in force - computed by those of the imports"
	for _, o := range x.today.Outdated {
		if o.Account != x.finding.Account {
			continue
		}
		e.Say(pricing.ExplainLine{Label: "in the books", Figure: pricing.ExactDollars(o.USD)})
		e.Say(pricing.ExplainLine{Label: "by the catalog now", Figure: pricing.ExactDollars(o.NewUSD)})
		if o.Unpriced != o.NewUnpriced {
			e.Say(pricing.ExplainLine{Label: "tokens without a rate", Figure: words.Number(o.Unpriced) + ", now " + words.Number(o.NewUnpriced)})
		}
		e.Say(pricing.ExplainLine{Label: "models", Figure: strings.Join(o.Models, ", ")})
	}
}

// leftRate sets what was billed of a model beside what the catalog makes of it.
func (x findingExplainer) leftRate(e *pricing.Explanation) {
	for _, r := range x.today.LeftRates {
		if r.Account != x.finding.Account || r.Model != x.finding.About {
			continue
		}
		e.Formula = "billed - the catalog's price x the share of it that was billed before"
		e.Say(pricing.ExplainLine{Label: "billed since " + r.Since.Format(pricing.Day), Figure: pricing.ExactDollars(r.Billed), Formula: words.Plural(r.Days, "day") + " with usage"})
		e.Say(pricing.ExplainLine{Label: "the same usage by the catalog", Figure: pricing.ExactDollars(r.Priced)})
		e.Say(pricing.ExplainLine{Label: "share billed before, and since", Figure: r.Before + " %, " + r.Now + " %"})
	}
}
