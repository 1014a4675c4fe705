package ledger

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
		for n < len(list) && list[n].Date == list[0].Date {
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
