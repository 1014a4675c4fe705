package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// Evidence is all that findings are made of: the books and the usage at an instant.
type Evidence struct {
	AsOf  time.Time
	Books Books
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
	// Catalog is when the newest fact of the catalog was seen; zero for none.
	Catalog time.Time
}

// A Habit is how regularly an account is used. Days are UTC.
type Habit struct {
	Account string
	Last    time.Time // the last day with usage
	Days    int       // with usage, in the habitDays that end with Last
	Pause   int       // the most days without usage between two of them
	Silent  int       // whole days without usage since Last, as-of's own not counted
	Behind  int       // days from Last to the last day of any account
}

const (
	habitDays   = 90 // over which a habit is found
	habitNeeded = 5  // days with usage, to speak of one
)

// habits finds how regularly each account is used, from daily sums in order of day.
func habits(list []day, asOf time.Time) []Habit {
	used := usedDays(list)
	newest := int64(0)
	for _, days := range used {
		newest = max(newest, days[len(days)-1])
	}
	today := dayNumber(asOf.UnixNano())
	var out []Habit
	for account, days := range used {
		last := days[len(days)-1]
		h := Habit{Account: account, Last: instant(last * dayNS), Silent: int(max(today-last-1, 0)), Behind: int(newest - last)}
		for i := len(days) - 1; i >= 0 && days[i] > last-habitDays; i-- {
			h.Days++
			if i > 0 && days[i-1] > last-habitDays {
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
func usedDays(list []day) map[string][]int64 {
	used := map[string][]int64{}
	text, number := "", int64(0)
	for i := range list {
		d := &list[i]
		if d.requests <= 0 && d.tokens.IsZero() && d.cost.IsZero() {
			continue
		}
		if d.Date != text {
			text, number = d.Date, dayNumber(dayOf(d.Date).UnixNano())
		}
		if days := used[d.account]; len(days) == 0 || days[len(days)-1] != number {
			used[d.account] = append(days, number)
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
	First, Last     time.Time    // the first and the last of those days
	By              [2]BroughtBy // of Counts and of Other, where their rows are buckets
	account         int64
	views           [2]usagefile.View
	firstDay, until string
}

// viewGaps compares the views that state dollars, on the days since a day which
// have both. The first and the last day of a view are left out: an export may
// begin and end inside one.
func viewGaps(list []day, since string) []ViewGap {
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
		if d.view.Kind() > usagefile.Costs || d.flags&flagComputed != 0 || d.billing == "subscription" {
			continue // nobody stated these dollars
		}
		k := viewKey{d.account, d.accountID, d.view}
		if spans[k] == nil {
			spans[k], sums[k] = &[2]string{d.Date}, map[string]pricing.Money{}
		}
		spans[k][1] = d.Date
		if d.Date < since {
			continue
		}
		sums[k][d.Date] = sums[k][d.Date].Add(d.cost)
		if d.dollarsCount {
			if counts[d.account] == nil {
				counts[d.account] = map[string]usagefile.View{}
			}
			counts[d.account][d.Date] = d.view
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
				g = &ViewGap{Account: k.account, Counts: counted.String(), Other: k.view.String(), account: k.id, views: [2]usagefile.View{counted, k.view}, firstDay: day, until: day}
				gaps[[2]viewKey{best, k}] = g
			}
			g.USD, g.OtherUSD, g.Days = g.USD.Add(sums[best][day]), g.OtherUSD.Add(usd), g.Days+1
			g.firstDay, g.until = min(g.firstDay, day), max(g.until, day)
		}
	}
	var out []ViewGap
	for _, g := range gaps {
		g.First, g.Last = dayOf(g.firstDay), dayOf(g.until)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b ViewGap) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Counts, b.Counts), cmp.Compare(a.views[1], b.views[1]))
	})
	return out
}

// UnpricedUse is usage of a model without a price.
type UnpricedUse struct {
	Account, Model string // the model as written
	Tokens         int64
	// Reported: the gateway said what it took, so that it is in the totals; only
	// comparisons can't price it.
	Reported bool
	Last     time.Time // its last day
}

// unpricedUses finds the usage since a day that the catalog has no price for: of
// rows that came without a cost the tokens that were counted so, of others all
// where it has no rate at all.
func unpricedUses(c *pricing.Catalog, list []day, since string) []UnpricedUse {
	type use struct {
		account, model string
		reported       bool
	}
	uses := map[use]*UnpricedUse{}
	known := map[[2]string]bool{}
	from, _ := slices.BinarySearchFunc(list, since, func(d day, since string) int { return strings.Compare(d.Date, since) })
	for i := from; i < len(list); i++ {
		d := &list[i]
		if !d.tokensCount || d.billing == "subscription" {
			continue
		}
		reported := d.flags&flagComputed == 0
		tokens := d.unpriced
		if reported {
			tokens = priceTokens(d.tokens).Total()
			k := [2]string{d.gateway, d.model}
			if _, asked := known[k]; !asked {
				known[k] = rated(c, d.gateway, d.model, dayOf(d.Date))
			}
			if known[k] {
				continue
			}
		}
		if tokens == 0 {
			continue
		}
		k := use{d.account, d.model, reported}
		if uses[k] == nil {
			uses[k] = &UnpricedUse{Account: d.account, Model: d.model, Reported: reported}
		}
		uses[k].Tokens += tokens
		uses[k].Last = dayOf(d.Date)
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

// nameTwins says which imports brought the two labels of each.
func nameTwins(ctx context.Context, q sqlite.Reader, list []Twins) error {
	for i := range list {
		t := &list[i]
		column := "x.app"
		if t.What == "key" {
			column = "x.api_key"
		}
		for side, label := range t.Labels {
			var err error
			if t.By[side], err = WhoBrought(ctx, q, t.account, t.First, column+" = ?", label); err != nil {
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
		for side, view := range g.views {
			var err error
			if g.By[side], err = WhoBrought(ctx, q, g.account, g.First, "x.view = ?", int(view)); err != nil {
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
func ownKeyExcesses(list []day, since string) (out []OwnKeyExcess) {
	from, _ := slices.BinarySearchFunc(list, since, func(d day, since string) int { return strings.Compare(d.Date, since) })
	for list = list[from:]; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].Date == list[0].Date {
			n++
		}
		found := len(out)
		for i := range list[:n] {
			d := &list[i]
			if !d.beside || !d.dollarsCount {
				continue
			}
			at := found + slices.IndexFunc(out[found:], func(x OwnKeyExcess) bool { return x.Seller == d.seller })
			if at < found {
				at = len(out)
				out = append(out, OwnKeyExcess{Account: d.account, Seller: d.seller, Day: dayOf(d.Date)})
			}
			out[at].Logged = out[at].Logged.Add(d.byok)
			if !slices.Contains(strings.Split(out[at].Account, ","), d.account) {
				out[at].Account += "," + d.account
			}
		}
		for i := range list[:n] {
			d := &list[i]
			for j := range out[found:] {
				if x := &out[found+j]; d.gateway == x.Seller && !d.beside && d.seller == "" && d.dollarsCount && d.billing != "subscription" {
					x.Billed = x.Billed.Add(d.cost)
				}
			}
		}
		list = list[n:]
	}
	out = slices.DeleteFunc(out, func(x OwnKeyExcess) bool { return x.Logged.Cmp(x.Billed) <= 0 })
	slices.SortStableFunc(out, func(a, b OwnKeyExcess) int { return cmp.Or(a.Day.Compare(b.Day), strings.Compare(a.Seller, b.Seller)) })
	return out
}
