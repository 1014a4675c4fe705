package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// Evidence is all that findings are made of: the books and the usage at an instant.
type Evidence struct {
	AsOf  time.Time
	Books credit.Books
	// RunsOut is the day on which an account's credit is used up by its projection,
	// where that was asked for and is known.
	RunsOut map[string]time.Time
	Budgets []BudgetState
	Habits  []Habit
	Gaps    []ViewGap
	OwnKeys []OwnKeyExcess
	Twins   []Twins
	// Unpriced is recent usage without a price.
	Unpriced []UnpricedUse
	// Outdated is computed usage that the catalog prices otherwise now. It is found
	// for the instant itself alone, not for the days looked back to.
	Outdated []OutdatedPrices
	// LeftRates are models that are billed otherwise than before; found like Outdated.
	LeftRates []LeftRate
	// Prices are the rates that price the last 30 days of data; found like Outdated.
	Prices PricesInUse
}

// A Habit is how regularly an account is used. Days are UTC.
type Habit struct {
	Account string
	Last    time.Time // the last day with usage
	Days    int       // with usage, in the HabitDays that end with Last
	Pause   int       // the most days without usage between two of them
	Silent  int       // whole days without usage since Last, as-of's own not counted
	Behind  int       // days from Last to the last day of any account
}

const (
	HabitDays   = 90 // over which a habit is found
	habitNeeded = 5  // days with usage, to speak of one
)

// habits finds how regularly each account is used, from daily sums in order of day.
func habits(list []usage.Day, asOf time.Time) []Habit {
	used := usedDays(list)
	newest := int64(0)
	for _, days := range used {
		newest = max(newest, days[len(days)-1])
	}
	today := usage.DayNumber(asOf.UnixNano())
	var out []Habit
	for account, days := range used {
		last := days[len(days)-1]
		h := Habit{Account: account, Last: usage.Instant(last * usage.DayNS), Silent: int(max(today-last-1, 0)), Behind: int(newest - last)}
		for i := len(days) - 1; i >= 0 && days[i] > last-HabitDays; i-- {
			h.Days++
			if i > 0 && days[i-1] > last-HabitDays {
				h.Pause = max(h.Pause, int(days[i]-days[i-1]-1))
			}
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b Habit) int { return strings.Compare(a.Account, b.Account) })
	return out
}

// usedDays are the days with usage of each account, as days since 1970 in order, from
// daily sums in order of day.
func usedDays(list []usage.Day) map[string][]int64 {
	used := map[string][]int64{}
	text, number := "", int64(0)
	for i := range list {
		d := &list[i]
		if d.Requests <= 0 && d.Tokens.IsZero() && d.Cost.IsZero() {
			continue
		}
		if d.Date != text {
			text, number = d.Date, usage.DayNumber(usage.DayOf(d.Date).UnixNano())
		}
		if days := used[d.Account]; len(days) == 0 || days[len(days)-1] != number {
			used[d.Account] = append(days, number)
		}
	}
	return used
}

// A ViewGap is what two views of an account's spend say of the same days.
type ViewGap struct {
	Account         string
	Counts, Other   string // the views in words
	USD, OtherUSD   pricing.Money
	Days            int
	First, Last     time.Time          // the first and the last of those days
	By              [2]usage.BroughtBy // of Counts and of Other, where their rows are buckets
	account         int64
	Views           [2]usagefile.View
	firstDay, until string
}

// viewGaps compares the views that state dollars, on the days since a day which
// have both. The first and the last day of a view are left out: an export may
// begin and end inside one.
func viewGaps(list []usage.Day, since string) []ViewGap {
	type viewKey struct {
		account string
		id      int64
		view    usagefile.View
	}
	spans := map[viewKey]*[2]string{}
	sums := map[viewKey]map[string]pricing.Money{} // by day
	counts := map[string]map[string]usagefile.View{}
	for i := range list {
		d := &list[i]
		if d.View.Kind() > usagefile.Costs || d.Flags&usage.FlagComputed != 0 || d.Billing == "subscription" {
			continue // nobody stated these dollars
		}
		k := viewKey{d.Account, d.AccountID, d.View}
		if spans[k] == nil {
			spans[k], sums[k] = &[2]string{d.Date}, map[string]pricing.Money{}
		}
		spans[k][1] = d.Date
		if d.Date < since {
			continue
		}
		sums[k][d.Date] = sums[k][d.Date].Add(d.Cost)
		if d.DollarsCount {
			if counts[d.Account] == nil {
				counts[d.Account] = map[string]usagefile.View{}
			}
			counts[d.Account][d.Date] = d.View
		}
	}
	gaps := map[[2]viewKey]*ViewGap{}
	inside := func(k viewKey, day string) bool { return spans[k][0] < day && day < spans[k][1] }
	for k, byDay := range sums {
		for day, usd := range byDay {
			counted, ok := counts[k.account][day]
			best := viewKey{k.account, k.id, counted}
			if !ok || best == k || !inside(k, day) || !inside(best, day) {
				continue
			}
			g := gaps[[2]viewKey{best, k}]
			if g == nil {
				g = &ViewGap{Account: k.account, Counts: counted.String(), Other: k.view.String(), account: k.id, Views: [2]usagefile.View{counted, k.view}, firstDay: day, until: day}
				gaps[[2]viewKey{best, k}] = g
			}
			g.USD, g.OtherUSD, g.Days = g.USD.Add(sums[best][day]), g.OtherUSD.Add(usd), g.Days+1
			g.firstDay, g.until = min(g.firstDay, day), max(g.until, day)
		}
	}
	var out []ViewGap
	for _, g := range gaps {
		g.First, g.Last = usage.DayOf(g.firstDay), usage.DayOf(g.until)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b ViewGap) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Counts, b.Counts), cmp.Compare(a.Views[1], b.Views[1]))
	})
	return out
}

// UnpricedUse is usage of a model without a price.
type UnpricedUse struct {
	Account, Gateway string
	Model            string // as written
	Tokens           int64
	// Reported: the gateway said what it took, so that it is in the totals; only
	// comparisons can't price it.
	Reported bool
	Last     time.Time // its last day
}

// unpricedUses finds the usage since a day that the catalog has no price for: of
// rows that came without a cost the tokens that were counted so, of others all
// where it has no rate at all.
func unpricedUses(c *pricing.Catalog, list []usage.Day, since string) []UnpricedUse {
	type use struct {
		account, model string
		reported       bool
	}
	uses := map[use]*UnpricedUse{}
	known := map[[2]string]bool{}
	from, _ := slices.BinarySearchFunc(list, since, func(d usage.Day, since string) int { return strings.Compare(d.Date, since) })
	for i := from; i < len(list); i++ {
		d := &list[i]
		if !d.TokensCount || d.Billing == "subscription" {
			continue
		}
		reported := d.Flags&usage.FlagComputed == 0
		tokens := d.Unpriced
		if reported {
			tokens = usage.PriceTokens(d.Tokens).Total()
			k := [2]string{d.Gateway, d.Model}
			if _, asked := known[k]; !asked {
				known[k] = usage.Rated(c, d.Gateway, d.Model, usage.DayOf(d.Date))
			}
			if known[k] {
				continue
			}
		}
		if tokens == 0 {
			continue
		}
		k := use{d.Account, d.Model, reported}
		if uses[k] == nil {
			uses[k] = &UnpricedUse{Account: d.Account, Gateway: d.Gateway, Model: d.Model, Reported: reported}
		}
		uses[k].Tokens += tokens
		uses[k].Last = usage.DayOf(d.Date)
	}
	var out []UnpricedUse
	for _, u := range uses {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b UnpricedUse) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Model, b.Model), strings.Compare(fmt.Sprint(a.Reported), fmt.Sprint(b.Reported)))
	})
	return out
}

// NameTwins says which imports brought the two labels of each.
func NameTwins(ctx context.Context, q sqlite.Reader, list []Twins) error {
	for i := range list {
		t := &list[i]
		column := "x.app"
		if t.What == "key" {
			column = "x.api_key"
		}
		for side, label := range t.Labels {
			var err error
			if t.By[side], err = usage.WhoBrought(ctx, q, t.account, t.First, column+" = ?", label); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameViews says which imports brought the two views of each.
func nameViews(ctx context.Context, q sqlite.Reader, list []ViewGap) error {
	for i := range list {
		g := &list[i]
		for side, view := range g.Views {
			var err error
			if g.By[side], err = usage.WhoBrought(ctx, q, g.account, g.First, "p.view = ?", int(view)); err != nil {
				return err
			}
		}
	}
	return nil
}

// An OwnKeyExcess is a day on which own-key logs have more dollars of a provider than
// its own account has.
type OwnKeyExcess struct {
	Account string // the own-key accounts, comma separated
	Seller  string
	Day     time.Time
	Logged  pricing.Money
	Billed  pricing.Money // of the seller's accounts
}

// ownKeyExcesses compares own-key logs with what their sellers' accounts have, on the
// days since a day on which both are there.
func ownKeyExcesses(list []usage.Day, since string) (out []OwnKeyExcess) {
	from, _ := slices.BinarySearchFunc(list, since, func(d usage.Day, since string) int { return strings.Compare(d.Date, since) })
	for list = list[from:]; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].Date == list[0].Date {
			n++
		}
		found := len(out)
		for i := range list[:n] {
			d := &list[i]
			if !d.Beside || !d.DollarsCount {
				continue
			}
			at := found + slices.IndexFunc(out[found:], func(x OwnKeyExcess) bool { return x.Seller == d.Seller })
			if at < found {
				at = len(out)
				out = append(out, OwnKeyExcess{Account: d.Account, Seller: d.Seller, Day: usage.DayOf(d.Date)})
			}
			out[at].Logged = out[at].Logged.Add(d.BYOK)
			if !slices.Contains(strings.Split(out[at].Account, ","), d.Account) {
				out[at].Account += "," + d.Account
			}
		}
		for i := range list[:n] {
			d := &list[i]
			for j := range out[found:] {
				if x := &out[found+j]; d.Gateway == x.Seller && !d.Beside && d.Seller == "" && d.DollarsCount && d.Billing != "subscription" {
					x.Billed = x.Billed.Add(d.Cost)
				}
			}
		}
		list = list[n:]
	}
	out = slices.DeleteFunc(out, func(x OwnKeyExcess) bool { return x.Logged.Cmp(x.Billed) <= 0 })
	slices.SortStableFunc(out, func(a, b OwnKeyExcess) int { return cmp.Or(a.Day.Compare(b.Day), strings.Compare(a.Seller, b.Seller)) })
	return out
}
