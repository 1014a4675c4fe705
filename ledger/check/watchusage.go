package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// stopped warns of accounts without usage for longer than is their habit: of all
// in one line where none goes on.
func (w *watch) stopped() {
	var silent []Habit
	inUse := 0
	for _, h := range w.Habits {
		stopped := h.Days >= habitNeeded && h.Silent > max(w.set.StoppedDays, w.set.StoppedTimes*h.Pause)
		switch {
		case w.forgotten(h.Account):
			if stopped {
				f := Finding{Kind: Stopped, Account: h.Account, Level: Info, When: h.Last, Do: "tollbook import FILE"}
				f.Brief = fmt.Sprintf("no usage since %s: it counts as no longer used", w.day(h.Last))
				f.Message = fmt.Sprintf("%s: no usage since %s, so it counts as no longer used", h.Account, words.ShortDate(h.Last))
				w.add(f, "", Calm)
			}
		case stopped:
			silent = append(silent, h)
			inUse++
		default:
			inUse++
		}
	}
	if len(silent) > 1 && len(silent) == inUse {
		last := silent[0]
		for _, h := range silent {
			if h.Last.After(last.Last) {
				last = h
			}
		}
		f := Finding{Kind: Stopped, Level: Warning, When: last.Last, Do: "export the newest usage, then: tollbook import FILE"}
		f.Brief = fmt.Sprintf("no usage since %s: import the newest exports", w.day(last.Last))
		f.Message = fmt.Sprintf("no usage of any account for %s (last on %s): the newest exports are not imported", words.Plural(last.Silent, "day"), words.ShortDate(last.Last))
		w.add(f, "", Calm)
		return
	}
	for _, h := range silent {
		f := Finding{Kind: Stopped, Account: h.Account, Level: Warning, When: h.Last, Do: "export the newest usage there, then: tollbook import FILE"}
		f.Brief = fmt.Sprintf("no usage since %s: import the newest export", w.day(h.Last))
		f.Message = fmt.Sprintf("%s: no usage for %s (last on %s), its longest pause was %s", h.Account, words.Plural(h.Silent, "day"), words.ShortDate(h.Last), words.Plural(h.Pause, "day"))
		w.add(f, "", Calm)
	}
}

// forgotten reports whether an account is no longer used: others went on for long.
func (w *watch) forgotten(account string) bool {
	return slices.ContainsFunc(w.Habits, func(h Habit) bool { return h.Account == account && h.Behind > w.set.StoppedForgetDays })
}

// views warns of two exports of one spend that disagree.
func (w *watch) views(g ViewGap) {
	differ := g.OtherUSD.Sub(g.USD).Abs()
	if differ.Cmp(w.set.ViewsWarningUSD.Max(w.set.ViewsWarningPercent.Of(g.USD.Abs()))) <= 0 {
		return
	}
	f := Finding{Kind: ViewsDiffer, Account: g.Account, Level: Warning, USD: &differ, When: g.Last, Do: "tollbook report --by day --account " + words.Shell(g.Account) + " --from " + g.First.Format(pricing.Day)}
	of, are := "the same "+words.Plural(g.Days, "day"), "come"
	if g.Days == 1 {
		of, are = "the same day", "comes"
	}
	f.Brief = fmt.Sprintf("two exports of %s differ by %s", of, differ.Dollars())
	f.Message = fmt.Sprintf("%s: %s %s to %s by %s%s, and to %s by %s%s", g.Account, of, are, g.USD.Dollars(), g.Counts, g.By[0].Words("counted"), g.OtherUSD.Dollars(), g.Other, g.By[1].Words(""))
	w.add(f, fmt.Sprint(int(g.Views[1])), Calm)
}

// twins warns of usage that stands under two labels.
func (w *watch) twins(t Twins) {
	f := Finding{Kind: Twice, Account: t.Account, Level: Warning, USD: &t.USD, When: t.Last, Do: t.UndoWords(), Message: t.Words(), Brief: t.USD.Dollars() + " may count twice, under two labels"}
	w.add(f, strings.Join(t.Labels[:], "\x00"), Calm)
}

// OwnKeyUSD is by how much own-key logs of a day may exceed their provider's dollars
// (DESIGN.md 3.5), as long as that is within views.warning_percent too.
var OwnKeyUSD = pricing.MustMoney("1")

// ownKeys warns of a day on which calls on own keys are logged that the provider's own
// account does not have: an export of it is missing, or another account paid.
func (w *watch) ownKeys(x OwnKeyExcess) {
	over := x.Logged.Sub(x.Billed)
	if over.Cmp(OwnKeyUSD.Max(w.set.ViewsWarningPercent.Of(x.Billed.Abs()))) <= 0 {
		return
	}
	day := x.Day.Format(pricing.Day)
	f := Finding{Kind: OwnKeysOver, Account: x.Account, Level: Warning, USD: &over, When: x.Day, Do: "tollbook report --by account --from " + day + " --to " + day}
	f.Brief = fmt.Sprintf("on %s %s more of %s's calls than %s itself has", w.day(x.Day), over.Dollars(), x.Seller, x.Seller)
	f.Message = fmt.Sprintf("%s: on %s it logged %s of %s's calls, %s more than %s's own %s: who paid the rest?", x.Account, words.ShortDate(x.Day), x.Logged.Dollars(), x.Seller, over.Dollars(), x.Seller, x.Billed.Dollars())
	w.add(f, x.Seller+" "+day, Calm)
}

// unpriced names usage that no price is known of.
func (w *watch) unpriced(u UnpricedUse) {
	f := Finding{Kind: NoPrice, Account: u.Account, About: u.Model, Level: Warning, When: u.Last, Do: "tollbook catalog update, then tollbook reprice"}
	verb := "have no price and are"
	if u.Tokens == 1 {
		verb = "has no price and is"
	}
	f.Brief = fmt.Sprintf("%s has no price: %s in no total", u.Model, words.Count(strconv.FormatInt(u.Tokens, 10), "token"))
	f.Message = fmt.Sprintf("%s: %s of %s %s in no total", u.Account, words.Count(strconv.FormatInt(u.Tokens, 10), "token"), u.Model, verb)
	what := u.Model
	if u.Reported {
		f.Level, f.Do, what = Info, "tollbook catalog update; if nobody lists it: "+setCommand(u.Gateway, u.Model), u.Model+" reported"
		f.Brief = u.Model + " has no rate: no comparison prices it"
		f.Message = fmt.Sprintf("%s: the catalog has no rate for %s (%s): no comparison prices it", u.Account, u.Model, words.Count(strconv.FormatInt(u.Tokens, 10), "token"))
	}
	w.add(f, what, Calm)
}

// gap warns of days that no import tells.
func (w *watch) gap(account string, g usage.DaySpan) {
	f := Finding{Kind: NoData, Account: account, Level: Warning, When: g.From, Do: "export those days there, then: tollbook import FILE"}
	f.Brief = fmt.Sprintf("no data from %s to %s: export those days", w.day(g.From), w.day(g.To))
	f.Message = fmt.Sprintf("%s: no data from %s to %s, %s between two imports: what was used then is unknown, not zero", account, words.ShortDate(g.From), words.ShortDate(g.To), words.Plural(g.Days(), "day"))
	w.add(f, "gap "+g.From.Format("2006-01-02"), Calm)
}
