package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// promptOfOutput is how many tokens of prompt a supposed month has for each token of output:
// agents and chats send their whole conversation again with every request.
const promptOfOutput = 10

// SpendOn is a month of one model's work that nobody has recorded: as many tokens as come to
// so many dollars at list price, ten of prompt for one of output and none of them cached.
// Its error says that the catalog knows no such model, or no list price of it.
//
//	$1,000 at $3 and $15 a million: 22.2 M tokens of output and 222.2 M of prompt
func (c *Catalog) SpendOn(model string, listUSD Money, asOf time.Time) (Workload, error) {
	m, err := c.NeedModel(model)
	if err != nil {
		return Workload{}, err
	}
	each := listedLine{WorkLine: WorkLine{Name: m.ID, Model: m.ID, Requests: 1}}
	each.Tokens[Input], each.Tokens[Output] = promptOfOutput*1_000_000, 1_000_000
	nowhere := map[string]bool{}
	c.listPrice(&each, each.instant(asOf), map[string]bool{}, nowhere)
	if len(nowhere) > 0 || each.total.Sign() <= 0 {
		return Workload{}, fmt.Errorf("no list price of %s is known", m.ID)
	}
	millions := new(big.Rat).Quo(listUSD.rat(), each.total.rat())
	tokens := func(each int64) int64 {
		n := new(big.Rat).Mul(millions, big.NewRat(each, 1))
		whole := new(big.Int).Quo(n.Num(), n.Denom())
		if whole.Cmp(big.NewInt(maxTokens)) > 0 {
			return maxTokens
		}
		return whole.Int64()
	}
	l := WorkLine{Name: m.ID, Model: m.ID} // how many requests it is nobody knows
	l.Tokens[Input], l.Tokens[Output] = tokens(each.Tokens[Input]), tokens(each.Tokens[Output])
	w := c.TokensWorkload([]WorkLine{l})
	w.Notes = []string{"supposed: ten tokens of prompt for one of output, none of them cached"}
	return w, nil
}

// CommonModels are the models that most gateways sell and a publisher has a list price of,
// those that most sell first.
func (c *Catalog) CommonModels(n int) []string {
	type sold struct {
		id string
		by int
	}
	var all []sold
	for _, m := range c.models {
		if c.ListCard(m.ID) == nil {
			continue
		}
		by := 0
		for _, g := range c.gateways {
			if g.Sells(m.ID) {
				by++
			}
		}
		all = append(all, sold{m.ID, by})
	}
	slices.SortFunc(all, func(a, b sold) int { return cmp.Or(b.by-a.by, strings.Compare(a.id, b.id)) })
	var out []string
	for _, s := range all[:min(n, len(all))] {
		out = append(out, s.id)
	}
	return out
}
