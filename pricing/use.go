package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// A Use is what a month of one's own work takes of one model at one gateway.
type Use struct {
	Gateway string
	Model   string // canonical id; "" where the catalog knows none
	Name    string // as the ledger has it
	USD     Money  // what the gateway took, of a month of 30 days; own keys left out
	OwnKey  bool   // all of it went over the user's own keys
}

// Uses are the models that a workload uses and where, the one that costs most first. What the
// catalog does not know is there too, under its name.
//
//	27 days of $231.24 for one model at openrouter: $256.93 a month
func (w Workload) Uses() []Use {
	type place struct{ gateway, model string }
	type sum struct {
		Use
		usd *big.Rat
	}
	by := map[place]*sum{}
	for _, l := range w.here(w.Lines) {
		if l.Gateway == "" {
			continue
		}
		k := place{l.Gateway, cmp.Or(l.Model, l.Name)}
		s := by[k]
		if s == nil {
			s = &sum{Use{Gateway: l.Gateway, Model: l.Model, Name: l.Name, OwnKey: true}, new(big.Rat)}
			by[k] = s
		}
		if l.OwnKey {
			continue
		}
		s.OwnKey = false
		s.usd.Add(s.usd, new(big.Rat).Mul(l.Reported.rat(), w.lineScale(l)))
	}
	var out []Use
	for _, s := range by {
		s.USD = moneyOf(s.usd)
		out = append(out, s.Use)
	}
	slices.SortFunc(out, func(a, b Use) int {
		return cmp.Or(b.USD.Cmp(a.USD), strings.Compare(a.Gateway, b.Gateway), strings.Compare(cmp.Or(a.Model, a.Name), cmp.Or(b.Model, b.Name)))
	})
	return out
}
