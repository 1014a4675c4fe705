package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"time"
)

// A Lever is one knob's best step for a bill: what it would be set to and what
// the bill would change by.
type Lever struct {
	Knob   string   // "gateway", "method", "top-up", "swap", "cache", "batch"
	To     string   // the step in words: "crypto", "70 %"; for the gateway its id
	Change Money    // monthly change of the bill; negative saves
	Apply  Knobs    // the knobs with the step taken; the gateway is none of them
	If     []string // what the saving rests on; the gateway's alone rests on anything
}

// BatchSteps are the shares of tokens that the lever of batches tries, in percent.
var BatchSteps = []string{"25", "50", "75", "100"}

// topUpSteps are round sizes of a purchase; "" is one a month.
var topUpSteps = []string{"5", "10", "25", "100", ""}

// TopUpSteps are the sizes of a purchase at a gateway that are worth a look: some
// round ones, and the one from which on the fee's minimum no longer binds. nil is
// a gateway that nobody knows.
//
//	5.5 %, at least $0.80: 5, 10, 14.55, 25, 100, monthly
func TopUpSteps(g *Gateway, method string, at time.Time) []string {
	if g == nil {
		return topUpSteps
	}
	fee, _ := g.Fee(method, at)
	if fee == nil {
		return topUpSteps
	}
	from, ok := fee.minimumEnds()
	if !ok {
		return topUpSteps
	}
	i := slices.IndexFunc(topUpSteps, func(s string) bool { return s == "" || MustMoney(s).Cmp(from) >= 0 })
	if topUpSteps[i] == from.String() {
		return topUpSteps
	}
	return slices.Insert(slices.Clone(topUpSteps), i, from.String())
}

// leverShare is the part of a bill that a step has to save to be a lever: a
// twentieth of a percent. What saves less is the rounding of a fee.
const leverShare = 2000

// Levers finds the best step of each knob for the bill at one gateway, the largest
// saving first; for the workload's own gateway it is the bill of all that are used, each
// for its part. A knob that can't save anything is left out. Swaps stay among the models
// that carry the workload: whether a model does the work is not for a price list to say.
// The cache's step is what an app of the user's has already, and none without one. The
// gateway's step is the cheapest that serves as much, of those that the knobs compare;
// where no winner is named it has none.
func (c *Catalog) Levers(w Workload, k Knobs, gateway string, asOf time.Time) ([]Lever, error) {
	all, err := c.Compare(w, k, asOf)
	if err != nil {
		return nil, err
	}
	search, err := c.leverSearch(w, k, gateway, asOf)
	if err != nil {
		return nil, err
	}
	if search.total = all.leverTotal(w, gateway, search.base); search.total.Sign() <= 0 {
		return nil, nil
	}
	found := []Lever{all.cheaperGateway(w, gateway, k, search.chosen)}
	for _, name := range leverKnobs {
		found = append(found, search.best(name).Lever)
	}
	found = slices.DeleteFunc(found, func(l Lever) bool {
		return l.Change.Sign() >= 0 || l.Change.Abs().Times(leverShare).Cmp(search.total) < 0
	})
	slices.SortStableFunc(found, func(a, b Lever) int { return a.Change.Cmp(b.Change) })
	return found, nil
}

// leverKnobs are the knobs whose steps are tried, as a Lever names them.
var leverKnobs = []string{"method", "top-up", "cache", "batch", "swap"}

// A leverSearch tries steps of knobs on one bill.
type leverSearch struct {
	c       *Catalog
	w       Workload
	gateway string
	asOf    time.Time
	bills   func(Knobs) (stay, error)
	base    stay
	total   Money    // of the bill
	homes   []string // gateways of the bill
	knobs   Knobs
	chosen  []string // gateways that the user's knobs compare
}

// leverSearch is a search on the bill of a workload at one gateway, with the knobs as they
// are.
func (c *Catalog) leverSearch(w Workload, k Knobs, gateway string, asOf time.Time) (s leverSearch, err error) {
	s = leverSearch{c: c, w: w, gateway: gateway, asOf: asOf, homes: w.homes(), chosen: k.Gateways}
	s.bills = func(k Knobs) (stay, error) { return c.stays(w, k, asOf) }
	if gateway != w.You {
		k.Gateways = []string{gateway}
		s.homes = k.Gateways
		s.bills = func(k Knobs) (stay, error) {
			got, err := c.Compare(w, k, asOf)
			if err != nil {
				return nil, err
			}
			return stay{*got.Row(gateway)}, nil
		}
	}
	s.knobs = k
	s.base, err = s.bills(k)
	return s, err
}

// leverTotal is the bill that levers move; zero where it is not known.
func (c *Comparison) leverTotal(w Workload, gateway string, base stay) Money {
	if gateway == w.You && c.You != nil {
		if c.You.Total == nil {
			return Money{}
		}
		return *c.You.Total
	}
	if len(base) != 1 || base[0].Total == nil {
		return Money{}
	}
	return *base[0].Total
}

// best finds the best step of one knob.
func (s *leverSearch) best(name string) BestStep {
	out := BestStep{Lever: Lever{Knob: name}}
	switch name {
	case "method":
		for _, m := range s.methods() {
			s.try(&out, m, func(k *Knobs) { k.Method = m })
		}
	case "top-up":
		for _, text := range s.sizes() {
			words, size := "monthly", Money{}
			if text != "" {
				words, size = "$"+text, MustMoney(text)
			}
			s.try(&out, words, func(k *Knobs) { k.TopUp, k.Monthly = size, text == "" })
		}
	case "cache":
		if e := s.w.Example; e != nil && s.w.Source != "spend" {
			s.try(&out, e.Share.String()+" %", func(k *Knobs) { k.CacheHit = &e.Share })
			out.rest("all of it can be cached as well as " + e.Name + " is")
		}
	case "batch":
		if s.w.Source == "spend" {
			break
		}
		for _, text := range BatchSteps {
			share := MustPercent(text)
			s.try(&out, text+" %", func(k *Knobs) { k.BatchShare = &share })
		}
		out.rest("that share of it can wait for a batch")
	case "swap":
		s.swaps(&out)
	}
	return out
}

// try keeps a step that saves more than the knob's best so far. A step that leaves less
// of the workload priced is none.
func (s *leverSearch) try(best *BestStep, to string, set func(*Knobs)) {
	turned := s.knobs
	set(&turned)
	bill, err := s.bills(turned)
	if err != nil {
		return
	}
	m, known := s.base.moveTo(bill)
	best.Priced = best.Priced || known
	if known && m.total.Sign() < 0 && (best.To == "" || m.total.Cmp(best.Change) < 0) {
		turned.Gateways = s.chosen
		best.To, best.Change, best.Apply, best.If = to, m.total, turned, nil
		if len(m.kept) > 0 {
			best.If = []string{"the part at " + allOf(m.kept) + " stays as it is"}
		}
	}
}

// methods are the ways to pay at the gateways of the bill.
func (s *leverSearch) methods() (out []string) {
	for _, name := range s.homes {
		if g := s.c.byGateway[name]; g != nil {
			for _, m := range g.Methods() {
				if !slices.Contains(out, m) {
					out = append(out, m)
				}
			}
		}
	}
	return out
}

// sizes are the purchases that are worth a look at the gateways of the bill.
func (s *leverSearch) sizes() (out []string) {
	for _, name := range s.homes {
		if g := s.c.byGateway[name]; g != nil {
			for _, size := range TopUpSteps(g, s.knobs.Method, s.asOf) {
				if !slices.Contains(out, size) {
					out = append(out, size)
				}
			}
		}
	}
	return out
}

// swaps tries each model of the work in the place of each other one.
func (s *leverSearch) swaps(out *BestStep) {
	if s.w.Source == "spend" {
		return
	}
	target := ""
	models := s.c.WorkModels(s.w, s.asOf)
	for _, from := range models {
		for _, to := range models {
			if from == to || s.c.byModel[to] == nil {
				continue
			}
			before := out.To
			s.try(out, from+" → "+to, func(k *Knobs) { k.Swaps = withSwap(k.Swaps, from, to) })
			if out.To != before {
				target = to
			}
		}
	}
	for from, to := range out.Apply.Swaps {
		if note := s.c.swapNote(from, to); note != "" && s.knobs.Swaps[from] != to {
			out.rest(note)
		}
	}
	if target != "" {
		out.rest(target + " does the work as well")
	}
}

// cheaperGateway is the step from a gateway to the cheapest of a comparison, from what
// is paid today where that is the workload's own; the zero Lever where that is no saving
// or the two do not price the same work.
func (c *Comparison) cheaperGateway(w Workload, gateway string, k Knobs, chosen []string) Lever {
	from, to := c.Row(gateway), c.Row(c.Cheapest)
	if to == nil || from == to {
		return Lever{}
	}
	var change Money
	switch {
	case gateway == w.You && to.VsYou != nil:
		change = *to.VsYou
	case from == nil || !from.Ranked:
		return Lever{}
	default:
		change = to.Total.Sub(*from.Total)
	}
	if change.Sign() >= 0 {
		return Lever{}
	}
	k.Gateways = chosen
	return Lever{Knob: "gateway", To: to.Gateway, Change: change, Apply: k, If: to.Assumptions}
}

func withSwap(old map[string]string, from, to string) map[string]string {
	out := map[string]string{from: to}
	for k, v := range old {
		if k != from {
			out[k] = v
		}
	}
	return out
}

// minSwapShare is the part of a workload's list dollars that a model has to
// carry for a lever to offer it in another's place: what does real work already.
var minSwapShare = big.NewRat(5, 100)

// WorkModels are the models that carry a workload, by list dollars, the largest
// first: each at least a twentieth, and at most six. Swaps start from them and
// end at them.
func (c *Catalog) WorkModels(w Workload, asOf time.Time) []string {
	sums := map[string]Money{}
	var total Money
	for _, l := range w.today {
		if l.OwnKey {
			continue
		}
		ll := listedLine{WorkLine: l}
		c.listPrice(&ll, l.instant(asOf), map[string]bool{}, map[string]bool{})
		name := cmp.Or(l.Model, l.Name)
		sums[name] = sums[name].Add(ll.total)
		total = total.Add(ll.total)
	}
	var names []string
	for name, usd := range sums {
		if usd.rat().Cmp(new(big.Rat).Mul(total.rat(), minSwapShare)) >= 0 && usd.Sign() > 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(sums[b].Cmp(sums[a]), cmp.Compare(a, b))
	})
	return names[:min(len(names), 6)]
}

// String is the lever in words: "crypto: -$6.20 a month".
func (l Lever) String() string {
	return l.To + ": " + l.Change.Dollars() + " a month"
}

// LeverGateway is the gateway whose bill levers are looked for: the workload's
// own, else the first that the knobs compare, else the cheapest that takes the
// payment method asked for, which says nothing of the others, else the cheapest; ""
// where there is none of them.
//
//	$1,000 of list price by crypto: openrouter, at $1,050, and not the cheaper direct
func (c *Comparison) LeverGateway(w Workload, k Knobs) string {
	switch {
	case w.You != "":
		return w.You
	case len(k.Gateways) > 0:
		return fold(k.Gateways[0])
	}
	if k.Method != "" {
		if r := c.cheapestBy(k.Method); r != nil {
			return r.Gateway
		}
	}
	return c.Cheapest
}

// cheapestBy is the ranked row with the least total among those that pay by a method;
// nil where none does.
func (c *Comparison) cheapestBy(method string) *Row {
	var best *Row
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Contends && r.Method == method && (best == nil || r.Total.Cmp(*best.Total) < 0) {
			best = r
		}
	}
	return best
}
