package usagefile

import (
	"slices"
	"strings"

	"tollbook/pricing"
)

// noise is how far sums of dollars may be apart that were added up in floating point in
// another order, as the gateways do: 0.1 + 0.2 is 0.30000000000000004 there.
var noise = pricing.MustMoney("0.000000001")

// WithRest are the rows of single keys and, for each row of the account, what they leave
// over of it, as a row without a key. false says that the keys' rows come to more than
// the account's. The sum is that of the account to the last digit: a difference that is
// noise is put to the largest of the keys' rows.
//
//	account 10 requests $0.30, key ci 7 and $0.21, key app 2 and $0.06: 1 and $0.03 without a key
func WithRest(account, keys []Row) ([]Row, bool) {
	account = Together(account)
	keys = Together(keys)
	of := map[rowKey][]int{}
	for i, r := range keys {
		of[keyOf(r)] = append(of[keyOf(r)], i)
	}
	var out []Row
	for _, whole := range account {
		parts := of[keyOf(whole)]
		delete(of, keyOf(whole))
		rest := whole
		for _, i := range parts {
			rest = less(rest, keys[i])
		}
		settle(&rest, keys, parts, func(r *Row) *pricing.Money { return &r.Cost })
		settle(&rest, keys, parts, func(r *Row) *pricing.Money { return &r.OwnKeyUSD })
		if negative(rest, whole) {
			return nil, false
		}
		if len(parts) == 0 || !nothing(rest) {
			out = append(out, ownKey(rest))
		}
		for _, i := range parts {
			out = append(out, ownKey(keys[i]))
		}
	}
	if len(of) > 0 {
		return nil, false
	}
	SortRows(out)
	return out, true
}

// settle gives a rest of dollars that is noise to the row of a key that has the most.
func settle(rest *Row, keys []Row, parts []int, dollars func(*Row) *pricing.Money) {
	left := dollars(rest)
	if left.IsZero() || left.Abs().Cmp(noise) >= 0 || len(parts) == 0 {
		return
	}
	most := parts[0]
	for _, i := range parts {
		if dollars(&keys[i]).Cmp(*dollars(&keys[most])) > 0 {
			most = i
		}
	}
	with := dollars(&keys[most]).Add(*left)
	if with.Sign() < 0 {
		return
	}
	*dollars(&keys[most]), *left = with, pricing.Money{}
}

// Together adds up rows of one key whose dimensions are the same.
func Together(rows []Row) []Row {
	type labelled struct {
		rowKey
		key, team string
	}
	at := map[labelled]int{}
	var out []Row
	for _, r := range rows {
		k := labelled{keyOf(r), r.Key, r.Team}
		i, known := at[k]
		if !known {
			at[k] = len(out)
			out = append(out, r)
			continue
		}
		sum := &out[i]
		sum.Requests += r.Requests
		for kind := range sum.Tokens {
			sum.Tokens[kind] += r.Tokens[kind]
		}
		sum.Cost, sum.OwnKeyUSD = sum.Cost.Add(r.Cost), sum.OwnKeyUSD.Add(r.OwnKeyUSD)
		sum.Marks |= r.Marks
	}
	return out
}

// less is what one row leaves over of another.
func less(whole, part Row) Row {
	whole.Requests -= part.Requests
	for kind := range whole.Tokens {
		whole.Tokens[kind] -= part.Tokens[kind]
	}
	whole.Cost, whole.OwnKeyUSD = whole.Cost.Sub(part.Cost), whole.OwnKeyUSD.Sub(part.OwnKeyUSD)
	return whole
}

// negative reports whether a rest is below zero where the whole is not: a gateway may
// take dollars back, and then the whole is.
func negative(rest, whole Row) bool {
	for _, n := range rest.Tokens {
		if n < 0 {
			return true
		}
	}
	return rest.Requests < 0 || rest.Cost.Sign() < 0 && whole.Cost.Sign() >= 0 || rest.OwnKeyUSD.Sign() < 0 && whole.OwnKeyUSD.Sign() >= 0
}

func nothing(r Row) bool {
	return r.Requests == 0 && r.Tokens.IsZero() && r.Cost.IsZero() && r.OwnKeyUSD.IsZero()
}

// ownKey says of a row whether all of it went over the user's own key at the provider.
func ownKey(r Row) Row {
	r.OwnKey = r.Cost.IsZero() && !r.OwnKeyUSD.IsZero()
	return r
}

// A rowKey says of which row of the account a key's row is a part.
type rowKey struct {
	at                    int64
	model, provider, dims string
}

func keyOf(r Row) rowKey { return rowKey{r.At.Unix(), r.Model, r.Provider, r.Dims} }

// SortRows puts rows in the order of their days, newest last, and then of their labels.
func SortRows(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		for _, c := range []int{strings.Compare(a.Model, b.Model), strings.Compare(a.Provider, b.Provider), strings.Compare(a.Dims, b.Dims), strings.Compare(a.Key, b.Key), strings.Compare(a.Team, b.Team)} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
}
