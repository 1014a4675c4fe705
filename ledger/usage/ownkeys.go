package usage

import (
	"tollbook/pricing"
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

func findOwnKeys(c *pricing.Catalog, all map[int64]*Series) ownKeys {
	own := ownKeys{map[int64]string{}, map[string]bool{}, map[int64]bool{}}
	for id, x := range all {
		billing := x.Billing
		if g := c.Gateway(x.Gateway); billing == "" && g != nil {
			billing = g.Billing
		}
		switch billing {
		case "own-key":
			own.accounts[x.Account], own.sellers[id] = true, ""
			if g := c.Seller(x.Provider, x.Model); g != nil {
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

// moved are the dollars of days that stand beside: what was Cost and is own-key spend now.
type moved map[sumKey]pricing.Money

// A sumKey finds a daily sum, or a part of one, in a list.
type sumKey struct {
	date   string
	series int64
	partKey
}

func (d *Day) key() sumKey { return sumKey{d.Date, d.ID, d.partKey} }

// setBeside moves the dollars of own-key usage to own-key spend on the days on which
// its seller's account has usage that counts, and says how many those were. list is in the
// order of days.
func (own ownKeys) setBeside(list []Day) moved {
	if len(own.accounts) == 0 {
		return nil
	}
	out := moved{}
	has := map[string]bool{} // gateways with usage on a day
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Date == list[0].Date {
			n++
		}
		clear(has)
		for i := range list[:n] {
			if d := &list[i]; own.others[d.ID] && (d.DollarsCount || d.TokensCount) {
				has[d.Gateway] = true
			}
		}
		for i := range list[:n] {
			d := &list[i]
			d.Seller = own.sellers[d.ID]
			if d.Seller == "" || !has[d.Seller] || !d.DollarsCount && !d.TokensCount {
				continue
			}
			d.Beside, d.TokensCount = true, false
			out[d.key()] = d.Cost
			d.BYOK, d.Cost = d.BYOK.Add(d.Cost), pricing.Money{}
		}
		list = list[n:]
	}
	return out
}
