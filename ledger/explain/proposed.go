package explain

import (
	"path"
	"path/filepath"
	"strconv"

	"tollbook/ledger/check"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// proposed is about credit that a gateway counts and the books do not: what it said at
// two pulls, and what is recorded of the time between.
//
//	$150.00 on 14 Nov - $100.00 on 12 Nov - top-up #3 of $20.00: $30.00
func (x findingExplainer) proposed(e *pricing.Explanation) {
	a, _ := x.account()
	for _, p := range a.Proposed {
		if check.FindingID(check.Proposed, a.Account.Name, check.ProposedWord(p)) != x.finding.ID {
			continue
		}
		if p.Log != "" {
			e.Formula = "what the log of usage tells of and no top-up of that day and amount records"
			line := pricing.ExplainLine{Label: "a " + p.LogKind() + " on " + words.Moment(p.Until), Formula: "the log " + path.Base(filepath.ToSlash(p.Log))}
			if p.Note != "" {
				line.Formula += ": " + p.Note
			}
			e.Add(line, p.Became)
			e.Note("A log's words are for people: nothing is booked before you say so.")
			continue
		}
		e.Formula = "what the gateway's figure for all credit ever loaded grew by - what is recorded of that time"
		e.Add(pricing.ExplainLine{Label: "ever loaded, it said on " + words.Moment(p.Until), Formula: "the pull of " + p.Source + " that saw it"}, p.Became)
		e.Add(pricing.ExplainLine{Label: "less what it said on " + words.Moment(p.After), Formula: "the pull before"}, p.Was.Neg())
		for _, t := range a.Input.History.TopUps {
			if !p.Covers(t) {
				continue
			}
			id := strconv.FormatInt(t.ID, 10)
			line := pricing.ExplainLine{Label: "less " + string(t.Kind) + " #" + id + ", " + words.Moment(t.At), Address: pricing.JoinAddress("lot", id)}
			usd := t.Credit.Neg()
			if t.Kind == lot.Refund { // it has no lot
				line.Label, line.Address, usd = "refund #"+id+", "+words.Moment(t.At), "", t.Credit
			}
			e.Add(line, usd)
		}
		fee := pricing.ExplainLine{Label: "its fee by the schedule of that day", Figure: "?"}
		if p.FeeUSD != nil {
			fee.Figure = pricing.ExactDollars(*p.FeeUSD)
			fee.Address = pricing.JoinAddress("fee", p.Gateway, p.Credit.String(), p.Until.UTC().Format(pricing.Day))
		}
		e.Say(fee)
		for _, b := range a.Input.History.Balances {
			if b.At.Equal(p.After) || b.At.Equal(p.Until) {
				e.Say(pricing.ExplainLine{Label: "left, it said on " + words.Moment(b.At), Figure: pricing.ExactDollars(b.USD)})
			}
		}
	}
	if a.HasLots && !a.Deficit.IsZero() {
		e.Say(pricing.ExplainLine{Label: "usage that no credit covered", Figure: pricing.ExactDollars(a.Deficit), Formula: "which a purchase pays first", Address: a.Position.Address("deficit")})
	}
	if a.Drift != nil {
		e.Say(pricing.ExplainLine{Label: "its page has over the books", Figure: pricing.ExactDollars(*a.Drift), Address: a.Position.Address("drift")})
	}
	e.Note("The gateway tells neither fee nor method; if the fee was another, topup edit records it.")
}

// findingOf is the address of the account's first finding of a kind; "" for none.
func (x findingExplainer) findingOf(kind check.Kind) string {
	for _, f := range x.all {
		if f.Kind == kind && f.Account == x.finding.Account {
			return f.Address()
		}
	}
	return ""
}
