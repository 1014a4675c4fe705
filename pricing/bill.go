package pricing

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"time"
)

// Names of what a bill has apart from models.
const (
	TokensInAll = "tokens"           // of a workload that names no model
	Extras      = "searches, files…" // carried over at cost, with dollars that came without tokens
)

// A ModelCost is what one model's tokens cost a month.
type ModelCost struct {
	Model string
	USD   Money
}

// A Bill is what a month at one gateway comes to, part by part. An amount is nil
// where it is unknown.
type Bill struct {
	Gateway      string
	Token        *Money
	Models       []ModelCost // what Token is made of, dearest first; they add up to it exactly
	Fee          *Money
	Subscription *Money
	BYOKFee      *Money
	Breakage     *Money
	Downtime     *Money
	Total        *Money
	Coverage     string // share of the list dollars that it prices; "" where unknown
}

// Bill prices a workload at one gateway and keeps what each model costs. It returns
// ErrNeedsTokens or *UnknownGatewayError as Compare does.
func (c *Catalog) Bill(w Workload, k Knobs, gateway string, asOf time.Time) (Bill, error) {
	chosen, err := c.chosen([]string{gateway})
	if err != nil {
		return Bill{}, err
	}
	b, err := c.rowPricer(w, k, asOf)
	if err != nil {
		return Bill{}, err
	}
	b.byModel = true
	r := b.row(chosen[0])
	out := Bill{Gateway: r.Gateway, Token: r.Token, Fee: r.Fee, Subscription: r.Subscription, BYOKFee: r.BYOKFee, Breakage: r.Breakage, Downtime: r.Downtime, Total: r.Total, Coverage: r.Coverage}
	if r.Token == nil {
		return out, nil
	}
	models := map[string]*big.Rat{}
	maps.Copy(models, r.models)
	switch {
	case b.bare:
		models[TokensInAll] = r.Token.rat()
	case r.extra.Sign() != 0:
		models[Extras] = r.extra
	}
	for _, m := range r.carried {
		usd := m.USD.rat()
		if sum := models[m.Model]; sum != nil {
			usd.Add(usd, sum)
		}
		models[m.Model] = usd
	}
	rest := *r.Token
	for _, name := range slices.Sorted(maps.Keys(models)) {
		usd := moneyOf(models[name])
		rest = rest.Sub(usd)
		out.Models = append(out.Models, ModelCost{name, usd})
	}
	slices.SortStableFunc(out.Models, func(a, b ModelCost) int { return b.USD.Cmp(a.USD) })
	if len(out.Models) > 0 { // what was rounded off, at most a millionth a model
		out.Models[0].USD = out.Models[0].USD.Add(rest)
	}
	return out, nil
}

// parts are a bill's amounts beside the tokens, as a change names them.
func (b Bill) parts() []struct {
	name string
	usd  *Money
} {
	return []struct {
		name string
		usd  *Money
	}{
		{"fee", b.Fee}, {"subscription", b.Subscription}, {"own-key fee", b.BYOKFee}, {"breakage", b.Breakage}, {"downtime", b.Downtime},
	}
}

// A BillChange is a part of a bill that is another now. Then and Now are nil where
// the part was not there or is not known.
type BillChange struct {
	Cause     string // "rates", "usage", "fee", "subscription", "own-key fee", "breakage", "downtime", "rounding", "not told apart"
	Model     string // of rates and usage
	Then, Now *Money
	Change    Money // a month; positive is dearer now
}

// Changes say why a bill is another now, the largest change first; together they
// are the change of the total, to the last digit. still is the bill of then's usage
// at today's rates: what lies between then and still is rates, what lies between
// still and now is usage. It is nil where the usage is the same. Changes are nil
// where one of the totals is not known.
func Changes(then Bill, still *Bill, now Bill) []BillChange {
	if then.Total == nil || now.Total == nil {
		return nil
	}
	var out []BillChange
	rest := now.Total.Sub(*then.Total)
	if then.Token == nil && !rest.IsZero() { // a total that somebody wrote down without its parts
		return []BillChange{{Cause: "not told apart", Change: rest}}
	}
	add := func(cause, model string, a, b *Money) {
		var change Money
		if b != nil {
			change = *b
		}
		if a != nil {
			change = change.Sub(*a)
		}
		if !change.IsZero() {
			out = append(out, BillChange{cause, model, a, b, change})
			rest = rest.Sub(change)
		}
	}
	models := func(cause string, a, b []ModelCost) {
		of := func(list []ModelCost, name string) *Money {
			if i := slices.IndexFunc(list, func(m ModelCost) bool { return m.Model == name }); i >= 0 {
				return &list[i].USD
			}
			return nil
		}
		for _, m := range a {
			add(cause, m.Model, of(a, m.Model), of(b, m.Model))
		}
		for _, m := range b {
			if of(a, m.Model) == nil {
				add(cause, m.Model, nil, of(b, m.Model))
			}
		}
	}
	if still == nil {
		models("rates", then.Models, now.Models)
	} else {
		models("rates", then.Models, still.Models)
		models("usage", still.Models, now.Models)
	}
	after := now.parts()
	for i, p := range then.parts() {
		add(p.name, "", p.usd, after[i].usd)
	}
	slices.SortStableFunc(out, func(a, b BillChange) int {
		return cmp.Or(b.Change.Abs().Cmp(a.Change.Abs()), cmp.Compare(a.Model, b.Model))
	})
	switch {
	case rest.IsZero():
	case rest.Abs().Cmp(cents(1)) <= 0: // parts are rounded each for itself where a fraction does not end
		out = append(out, BillChange{Cause: "rounding", Change: rest})
	default: // a total that a hand has changed
		out = append(out, BillChange{Cause: "not told apart", Change: rest})
	}
	return out
}

// MovedOver reports whether a total moved, up or down, by more than a limit in
// percent, and by how many percent, half up to 6 decimals. From nothing every change
// is over, and has no percentage.
//
//	1,055 to 1,107.75 is 5 %, which is not over 5 %
func MovedOver(then, now Money, limit Percent) (percent string, over bool) {
	change := now.Sub(then)
	if then.IsZero() {
		return "", !change.IsZero()
	}
	moved := new(big.Rat).Quo(change.rat(), then.rat())
	moved.Mul(moved, big.NewRat(100, 1))
	return plain(quotient(moved, 6)), new(big.Rat).Abs(moved).Cmp(limit.pct.Rat()) > 0
}
