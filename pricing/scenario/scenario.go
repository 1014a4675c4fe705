package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// A Scenario is one set of what-if answers under a name, with its workload frozen
// as it was and what it came to. As a text file it can be kept beside code and asked
// again: the same work at other rates.
type Scenario struct {
	Name    string
	Saved   time.Time // the clock of saving: the rates of that day made the bill
	Gateway string    // whose bill it is
	Knobs   pricing.Knobs
	Work    pricing.Workload
	Follow  *Following      // nil: the frozen workload is what is asked again
	ListUSD pricing.Money   // list price of a month then
	Bill    pricing.Bill    // what it came to
	Others  []pricing.Total // the ranked gateways, by id
}

// A Following says which usage of a ledger a scenario takes anew each time.
type Following struct {
	Account   string    // "" is all
	From, To  time.Time // zero as in Workload
	Projected bool      // scaled to the projection
}

// New is a comparison under a name: its workload frozen, with the bill of a
// gateway. follow is nil where the frozen workload is to be asked again. It fails
// where the gateway is none or a knob can't be turned.
func New(c *pricing.Catalog, name string, w pricing.Workload, k pricing.Knobs, gateway string, follow *Following, asOf time.Time) (Scenario, error) {
	got, err := c.Compare(w, k, asOf)
	if err != nil {
		return Scenario{}, err
	}
	bill, err := c.Bill(w, k, gateway, asOf)
	if err != nil {
		return Scenario{}, err
	}
	s := Scenario{Name: name, Saved: asOf.UTC().Truncate(time.Second), Gateway: bill.Gateway, Knobs: k, Follow: follow, ListUSD: got.ListUSD, Bill: bill, Others: got.Totals()}
	s.Work = c.Freeze(w, k)
	return s, nil
}

// Side is the scenario beside another.
func (s Scenario) Side() pricing.Side {
	return pricing.Side{Workload: s.Work, Knobs: s.Knobs, Gateway: s.Gateway}
}

// Words say in a line what the scenario is: "openrouter, 30 days to 2026-11-14,
// volume 2x, method crypto".
func (s Scenario) Words() string {
	return strings.Join(append([]string{s.Gateway, s.Work.Words()}, s.Side().Turned()...), ", ")
}

// SuggestedName is a name for a scenario of a side, by what is turned and where it is asked:
// "2x, crypto, cache 70 %", "2x at portkey"; a gateway alone where no knob is turned.
func SuggestedName(s pricing.Side) string {
	var parts []string
	for _, words := range s.Turned() {
		name, value, _ := strings.Cut(words, " ")
		switch name {
		case "method", "volume":
			parts = append(parts, value)
		case "swap":
			for _, from := range slices.Sorted(maps.Keys(s.Knobs.Swaps)) {
				parts = append(parts, bare(s.Knobs.Swaps[from])+" for "+bare(from))
			}
		default:
			parts = append(parts, words)
		}
	}
	name := strings.Join(parts, ", ")
	switch {
	case name == "":
		name = s.Gateway
	case !s.Own():
		name += " at " + s.Gateway
	}
	if CheckName(name) != nil {
		return s.Gateway
	}
	return name
}

// bare is a model's id without its vendor.
func bare(model string) string { return model[strings.LastIndexByte(model, '/')+1:] }

// CheckName refuses what can't be the name of a file on every system.
func CheckName(name string) error {
	switch {
	case name == "" || len(name) > 100:
		return fmt.Errorf("the name of a scenario has 1 to 100 letters")
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) || r == 0xfffd }):
		return fmt.Errorf(`the name of a scenario has none of / \ : * ? " < > | in it`)
	case strings.Trim(name, ". ") != name || strings.HasPrefix(name, "-"):
		return fmt.Errorf("the name of a scenario begins and ends with a letter or digit")
	}
	return nil
}
