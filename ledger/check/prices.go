package check

import (
	"fmt"
	"slices"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// PricesInUse are the rates that price a month of the user's own work: how old they are,
// what became of them, and what is announced.
type PricesInUse struct {
	Cards []pricing.UsedCard // the one that costs most first
	Month pricing.Money      // what the work costs at all of them
	// Changed is what the changes of the last ChangeDays did to that month, Since of when
	// the last of them is.
	Changed pricing.Impact
	Since   time.Time
	// Announced are the changes of the next ChangeDays, by day.
	Announced []AnnouncedChange
}

// An AnnouncedChange is what rates that change on a day do to a month of the user's own.
type AnnouncedChange struct {
	At     time.Time
	Impact pricing.Impact
}

// ChangeDays is how far back, and how far ahead, changed prices are looked for.
const ChangeDays = 30

// pricesInUse looks at the rates of a month of work.
func pricesInUse(w pricing.Workload, now pricing.Prices) (p PricesInUse) {
	if w.Empty() {
		return p
	}
	p.Cards = w.UsedCards(now)
	for _, c := range p.Cards {
		p.Month = p.Month.Add(c.USD)
	}
	at := func(t time.Time) pricing.Prices { return pricing.Prices{Catalog: now.Catalog, At: t} }
	if past := now.Catalog.RateChanges(now.At.AddDate(0, 0, -ChangeDays), now.At); len(past) > 0 {
		p.Changed = w.Impact(at(now.At.AddDate(0, 0, -ChangeDays)), now)
		for _, c := range p.Changed.Changes {
			if c.From.After(p.Since) {
				p.Since = c.From
			}
		}
	}
	for _, t := range now.Catalog.RateChanges(now.At, now.At.AddDate(0, 0, ChangeDays)) {
		if i := w.Impact(at(t.Add(-time.Second)), at(t)); len(i.Changes) > 0 {
			p.Announced = append(p.Announced, AnnouncedChange{t, i})
		}
	}
	return p
}

// setCommand is the command that takes down a price of a model that nobody lists.
func setCommand(gateway, model string) string {
	return fmt.Sprintf("tollbook catalog set %s %s input USD", words.Shell(gateway), words.Shell(model))
}

// What of a month has to rest on old rates to be worth a word: a tenth, and $1.
var (
	oldShare = pricing.MustPercent("10")
	oldLeast = pricing.MustMoney("1")
)

// prices warns of rates that the user's own work rests on: of their age, of changes that
// have come and that are announced, and of models that their gateway withdraws.
func (w *watch) prices() {
	w.oldRates()
	w.changedRates()
	for _, a := range w.Prices.Announced {
		w.announcedRates(a)
	}
	for _, c := range w.Prices.Cards {
		w.doubtedRates(c)
		w.withdrawn(c)
	}
}

// oldRates warns of rates that nobody has looked at for long and that price a tenth of the
// last 30 days of data or more, and $1. The user's own rates are his business.
//
//	$40 of $100 a month at rates seen 70 days ago or earlier: worth a word from 60 on
func (w *watch) oldRates() {
	for _, limit := range []struct {
		days int
		Level
	}{{w.set.CatalogWarningDays, Warning}, {w.set.CatalogInfoDays, Info}} {
		old := w.Prices.Older(w.AsOf, limit.days)
		sum, oldest := pricing.Money{}, w.AsOf
		for _, c := range old {
			sum = sum.Add(c.USD)
			if c.Oldest.Before(oldest) {
				oldest = c.Oldest
			}
		}
		if sum.Cmp(oldLeast.Max(oldShare.Of(w.Prices.Month))) < 0 {
			continue
		}
		more := ""
		if n := len(old) - 1; n > 0 {
			more = " and " + words.Plural(n, "other model")
		}
		f := Finding{Kind: OldCatalog, Level: limit.Level, When: oldest, Do: "tollbook catalog update"}
		f.Brief = fmt.Sprintf("%s a month rests on rates that are %s old and more", sum.Dollars(), words.Plural(limit.days, "day"))
		f.Message = fmt.Sprintf("%s of %s a month rests on rates that nobody has looked at for more than %s, the oldest for %s: %s at %s%s", sum.Dollars(), w.Prices.Month.Dollars(),
			words.Plural(limit.days, "day"), words.Plural(daysOld(oldest, w.AsOf), "day"), old[0].ID, old[0].Gateway, more)
		w.add(f, "", Calm)
		return
	}
}

// Older are the cards with rates that were last seen more than some days ago, the one that
// costs most first.
func (p PricesInUse) Older(asOf time.Time, than int) (out []pricing.UsedCard) {
	for _, c := range p.Cards {
		if !c.Own && !c.Oldest.IsZero() && daysOld(c.Oldest, asOf) > than {
			out = append(out, c)
		}
	}
	return out
}

// daysOld is how many whole days ago a day was.
func daysOld(day, asOf time.Time) int { return int(asOf.Sub(day) / pricing.DayLength) }

// moves reports whether a change of a month's dollars is worth a word: by more than a cent
// in a dollar and more than $1.
func (w *watch) moves(change pricing.Money) bool {
	return change.Abs().Cmp(pricing.MustMoney("1").Max(pricing.MustPercent("1").Of(w.Prices.Month))) > 0
}

// changedRates says what the changes of the last days did to a month.
func (w *watch) changedRates() {
	i := w.Prices.Changed
	change := i.After.Sub(i.Before)
	if !w.moves(change) {
		return
	}
	f := Finding{Kind: PricesChanged, Level: Info, USD: &change, When: w.Prices.Since, Do: "tollbook impact"}
	f.Brief = fmt.Sprintf("changed prices make your month %s", moreOrLess(change))
	f.Message = fmt.Sprintf("changed prices make your month %s: %s at the rates of %s ago, %s now (most: %s)", moreOrLess(change), i.Before.Dollars(), words.Plural(ChangeDays, "day"), i.After.Dollars(), mostOf(i))
	w.add(f, w.Prices.Since.Format(pricing.Day), Calm)
}

// announcedRates warns of a rise that is announced, and tells of a fall.
func (w *watch) announcedRates(a AnnouncedChange) {
	change := a.Impact.After.Sub(a.Impact.Before)
	if !w.moves(change) {
		return
	}
	f := Finding{Kind: PricesChanged, Level: Info, USD: &change, When: a.At, Do: "tollbook impact"}
	if change.Sign() > 0 {
		f.Level = Warning
	}
	f.Brief = fmt.Sprintf("from %s on your month costs %s, as announced", w.day(a.At), moreOrLess(change))
	f.Message = fmt.Sprintf("from %s on announced prices make your month %s (%s)", words.ShortDate(a.At), moreOrLess(change), mostOf(a.Impact))
	w.add(f, "announced "+a.At.UTC().Format(time.RFC3339), Calm) // a day may have two
}

func moreOrLess(change pricing.Money) string {
	if change.Sign() < 0 {
		return change.Neg().Dollars() + " less"
	}
	return change.Dollars() + " more"
}

// mostOf names the model whose cost moves most.
func mostOf(i pricing.Impact) string {
	most := slices.MaxFunc(i.ByModel, func(a, b pricing.ModelImpact) int {
		return a.After.Sub(a.Before).Abs().Cmp(b.After.Sub(b.Before).Abs())
	})
	return fmt.Sprintf("%s at %s: %s to %s", most.Model, most.Gateway, most.Before.Dollars(), most.After.Dollars())
}

// doubtedRates tells of an announced change whose day has come and that nobody has seen.
func (w *watch) doubtedRates(c pricing.UsedCard) {
	if c.Doubted.IsZero() || c.Doubted.After(w.AsOf) || !w.moves(c.USD) {
		return
	}
	usd := c.USD
	f := Finding{Kind: PricesChanged, About: c.Model, Level: Info, USD: &usd, When: c.Doubted, Do: "tollbook catalog update"}
	f.Brief = fmt.Sprintf("%s at %s: the price of %s is not confirmed", c.ID, c.Gateway, w.day(c.Doubted))
	f.Message = fmt.Sprintf("%s: since %s %s is priced as announced before, and nobody has confirmed it", c.Gateway, words.ShortDate(c.Doubted), c.ID)
	w.add(f, doubtedWhat(c), Calm)
}

// withdrawn warns of a model in use that its gateway serves no longer, or will not.
func (w *watch) withdrawn(c pricing.UsedCard) {
	if c.Withdrawn == nil || c.Withdrawn.Basis == pricing.Missing || c.Withdrawn.From.Sub(w.AsOf) > days(w.set.ExpiringWarningDays) {
		return
	}
	usd := c.USD
	f := Finding{Kind: PricesChanged, About: c.Model, Level: Warning, USD: &usd, When: c.Withdrawn.From, Do: "tollbook models show " + words.Shell(c.Model)}
	verb := "has not had it in its own list since"
	if c.Withdrawn.Basis == pricing.Announced {
		verb = "ends it on"
	}
	f.Brief = fmt.Sprintf("%s ends %s on %s: %s a month of yours", c.Gateway, c.ID, w.day(c.Withdrawn.From), usd.Dollars())
	if c.Withdrawn.Basis != pricing.Announced {
		f.Brief = fmt.Sprintf("%s has not listed %s since %s: %s a month of yours", c.Gateway, c.ID, w.day(c.Withdrawn.From), usd.Dollars())
	}
	f.Message = fmt.Sprintf("%s %s %s: %s, %s a month of yours", c.Gateway, verb, words.ShortDate(c.Withdrawn.From), c.ID, usd.Dollars())
	w.add(f, withdrawnWhat(c), Calm)
}

func doubtedWhat(c pricing.UsedCard) string {
	return "doubted " + c.Gateway + " " + c.ID + " " + c.Doubted.Format(pricing.Day)
}

func withdrawnWhat(c pricing.UsedCard) string { return "withdrawn " + c.Gateway + " " + c.ID }

// OfCard reports whether the finding is about one rate card: doubted, or withdrawn.
func (f Finding) OfCard(c pricing.UsedCard) bool {
	return f.ID == FindingID(PricesChanged, "", doubtedWhat(c)) || f.ID == FindingID(PricesChanged, "", withdrawnWhat(c))
}
