package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// Calls on one's own keys (an own-key account, a proxy's log) are paid at a provider.
// Where the provider's account of the user has usage on a day, it has these calls too:
// the log's dollars of that day are then in no total, they stand as own-key spend, and
// its tokens count nowhere. What the log adds is who made the calls.

// ownKeys are the series of own-key accounts with the gateway that sold their calls.
type ownKeys struct {
	sellers  map[int64]string // by series; "" where the catalog does not know it
	accounts map[string]bool
	others   map[int64]bool // series of accounts that pay their gateway
}

func findOwnKeys(c *pricing.Catalog, all map[int64]*series) ownKeys {
	own := ownKeys{map[int64]string{}, map[string]bool{}, map[int64]bool{}}
	for id, x := range all {
		billing := x.billing
		if g := c.Gateway(x.gateway); billing == "" && g != nil {
			billing = g.Billing
		}
		switch billing {
		case "own-key":
			own.accounts[x.account], own.sellers[id] = true, ""
			if g := c.Seller(x.provider, x.model); g != nil {
				own.sellers[id] = g.ID
			}
		case "subscription":
		default:
			own.others[id] = true
		}
	}
	return own
}

// of reports whether an account is on own keys.
func (own ownKeys) of(account string) bool { return own.accounts[account] }

// setBeside moves the dollars of own-key usage to own-key spend on the days on which
// its seller's account has usage that counts. list is in the order of days.
func (own ownKeys) setBeside(list []day) {
	if len(own.accounts) == 0 {
		return
	}
	has := map[string]bool{} // gateways with usage on a day
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].day == list[0].day {
			n++
		}
		clear(has)
		for i := range list[:n] {
			if d := &list[i]; own.others[d.id] && (d.dollarsCount || d.tokensCount) {
				has[d.gateway] = true
			}
		}
		for i := range list[:n] {
			d := &list[i]
			d.seller = own.sellers[d.id]
			if d.seller == "" || !has[d.seller] || !d.dollarsCount && !d.tokensCount {
				continue
			}
			d.beside, d.tokensCount = true, false
			d.byok, d.moved, d.cost = d.byok.Add(d.cost), d.cost, pricing.Money{}
		}
		list = list[n:]
	}
}

// An ownKeyView is what an own-key account has of one seller's calls, beside the seller's
// own account or alone.
type ownKeyView struct {
	account, seller string
	beside          bool
}

// ownKeyWords say where own-key usage counts, and where it is beside its provider's.
func (b *reporting) ownKeyWords() (out []string) {
	views := slices.SortedFunc(maps.Keys(b.own), func(x, y ownKeyView) int {
		return cmp.Or(strings.Compare(x.account, y.account), strings.Compare(x.seller, y.seller))
	})
	for _, k := range views {
		days := words.Plural(len(b.own[k]), "day")
		if k.beside {
			out = append(out, fmt.Sprintf("%s: its dollars of %s's calls are %s's own on %s: they stand as own-key spend, in no total", k.account, k.seller, k.seller, days))
			continue
		}
		out = append(out, fmt.Sprintf("%s: its dollars of %s's calls count on %s: no account of yours at %s has usage there", k.account, k.seller, days, k.seller))
	}
	return out
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
	from, _ := slices.BinarySearchFunc(list, since, func(d day, since string) int { return strings.Compare(d.day, since) })
	for list = list[from:]; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].day == list[0].day {
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
				out = append(out, OwnKeyExcess{Account: d.account, Seller: d.seller, Day: dayOf(d.day)})
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
