package check

import (
	"fmt"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// proposed says which credit a gateway counts that is not recorded: the gateway itself
// says that it was loaded. Usage without credit and a page that says more are named with
// the first, as far as it explains them.
//
//	$150.00 ever loaded where it was $100.00, $20.00 of it recorded: $30.00, which pays
//	for $12.00 of usage that had no credit
func (w *watch) proposed(a credit.Position) {
	for i, p := range a.Proposed {
		usd, name := p.Credit, a.Account.Name
		f := Finding{Kind: Proposed, Account: name, Level: Info, USD: &usd, When: p.Until, Do: acceptWords(p)}
		if usd.Cmp(w.set.DeficitWarningUSD) >= 0 {
			f.Level = Warning
		}
		if f.Message = fmt.Sprintf("%s: its credit grew by %s %s: a purchase that is not recorded", name, p.Grown().Dollars(), spanWords(p.After, p.Until)); !p.Grown().Equal(usd) {
			f.Message = fmt.Sprintf("%s: its credit grew by %s %s, %s of it is not recorded", name, p.Grown().Dollars(), spanWords(p.After, p.Until), usd.Dollars())
		}
		f.Brief = fmt.Sprintf("record the purchase of %s that its gateway counts", usd.Dollars())
		if p.Log != "" {
			f.Message = fmt.Sprintf("%s: its log tells of %s, which is not recorded", name, p.LogWords())
			f.Brief = fmt.Sprintf("record the %s of %s that its log tells of", p.LogKind(), usd.Dollars())
		}
		switch {
		case a.Doubtful():
			f.Level = Info
			f.Message += ", unless it is at another time: its page agrees with the books"
			f.Do = fmt.Sprintf("look whether it is recorded at another time: tollbook topup list %s; if it is not: %s", words.Shell(name), acceptCommand(p))
		case i == 0:
			f.Message += w.explains(a)
		}
		w.add(f, ProposedWord(p), Calm)
	}
}

// ProposedWord tells a proposed top-up from the others of its account.
func ProposedWord(p credit.ProposedTopUp) string {
	if p.Log != "" {
		return fmt.Sprintf("%s %s %s", p.Kind, p.Became, p.Until.UTC().Format(time.RFC3339))
	}
	return p.Source + " " + p.Until.UTC().Format(time.RFC3339Nano)
}

// explains names what is no finding of its own since what is proposed explains it.
func (w *watch) explains(a credit.Position) (text string) {
	proposed := a.Unrecorded(w.AsOf)
	if proposed.Sign() <= 0 {
		return ""
	}
	if missing := a.Missing(w.AsOf); a.HasLots && !a.Account.InvoicedBeyond() && a.Deficit.Cents().Sign() > 0 && missing.Cents().IsZero() {
		text += fmt.Sprintf("; %s of usage had no credit without it", a.Deficit.Dollars())
	}
	if a.Drift != nil && w.drifts(*a.Drift) && !w.drifts(w.drift(a)) {
		text += "; with it the books agree with its page"
	}
	return text
}

// drift is what the page has over the books with what is proposed.
func (w *watch) drift(a credit.Position) pricing.Money {
	return a.Drift.Sub(a.Unrecorded(a.Stated.At))
}

// drifts reports whether a drift is worth saying.
func (w *watch) drifts(usd pricing.Money) bool {
	return !usd.IsZero() && usd.Abs().Cmp(w.set.DriftInfoUSD) >= 0
}

// acceptCommand records all that a source proposes.
func acceptCommand(p credit.ProposedTopUp) string {
	if p.Log != "" {
		return p.RecordCommand()
	}
	return "tollbook sync " + words.Shell(p.Source) + " --accept"
}

func acceptWords(p credit.ProposedTopUp) string {
	if p.Log != "" {
		return "record it: " + p.RecordCommand()
	}
	return "record it, by the gateway's own word: " + acceptCommand(p)
}

// spanWords are the days from one instant to another: "between 12 and 14 Nov 2026",
// "between 30 Oct and 2 Nov 2026", or "on 14 Nov 2026".
func spanWords(from, to time.Time) string {
	from, to = from.UTC(), to.UTC()
	first := "2 Jan 2006"
	switch {
	case words.ShortDate(from) == words.ShortDate(to):
		return "on " + words.ShortDate(to)
	case from.Year() == to.Year() && from.Month() == to.Month():
		first = "2"
	case from.Year() == to.Year():
		first = "2 Jan"
	}
	return "between " + from.Format(first) + " and " + words.ShortDate(to)
}
