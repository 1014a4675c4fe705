package whatif

import (
	"fmt"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// value is what a knob shows for one of its settings.
func (s Model) value(id knobID, value string) string {
	amount := func() string {
		m, err := pricing.ParseMoney(value)
		if err != nil {
			return "-"
		}
		return draw.Brief(m)
	}
	switch id {
	case modelKnob:
		switch {
		case value == anyModel:
			return "any model"
		case value == "":
			return draw.Safe(draw.BareModel(s.untouchedModel()))
		}
		return draw.Safe(draw.BareModel(value))
	case workloadKnob:
		switch {
		case s.vacant && value == "":
			return draw.Brief(pricing.MustMoney(supposedSpend))
		case s.vacant && !strings.HasPrefix(value, keptWork):
			return amount()
		case value == "":
			return s.period()
		case value == projectedWork && s.projecting():
			return "next 30 d …"
		case value == projectedWork:
			return "next 30 d"
		case strings.HasPrefix(value, keptWork):
			return draw.Safe(value[len(keptWork):])
		}
		return amount() + " list"
	case volumeKnob:
		m, err := pricing.ParseMoney(orOne(value))
		if err != nil {
			return "-"
		}
		if tenths := m.Fixed(1); m.Equal(pricing.MustMoney(tenths)) {
			return words.Thousands(tenths) + "x"
		}
		return orOne(value) + "x"
	case swapKnob:
		switch swaps := swapsOf(value); len(swaps) {
		case 0:
			return "none"
		case 1:
			for from, to := range swaps {
				return draw.BareModel(draw.Safe(from)) + " → " + draw.BareModel(draw.Safe(to))
			}
		default:
			return words.Plural(len(swaps), "swap")
		}
	case cacheKnob:
		if value == "" {
			if ratio, ok := s.workload().CacheShare(); ok {
				return words.Share(ratio)
			}
			return "as it was"
		}
		return words.Percent(value)
	case methodKnob:
		if value == "" {
			return s.defaultMethod()
		}
		return value
	case topUpKnob:
		switch {
		case value == "" && !s.workload().Purchase.IsZero():
			return "usual " + draw.Dollars(s.workload().Purchase)
		case value == "" || value == knob.Monthly:
			return "monthly"
		}
		return amount()
	case batchKnob:
		if value == "" {
			return "0 %"
		}
		return words.Percent(value)
	case ratesKnob:
		if value == "" {
			return "today's"
		}
		return "then"
	case downtimeKnob:
		if value == "" {
			return "$0 an hour"
		}
		return amount() + " an hour"
	case serverKnob:
		if value == "" {
			return "not set"
		}
		return amount()
	case requireKnob:
		if value == "" {
			return "none"
		}
		return draw.Safe(value)
	}
	return ""
}

// period says which usage the workload is: "30 d to 14 Nov".
func (s Model) period() string {
	switch s.base.Source {
	case "ledger":
		return fmt.Sprintf("%d d to %s", s.base.Days, s.base.To.UTC().Format("2 Jan"))
	case "spend":
		return draw.Brief(s.base.Spend) + " list"
	}
	return "as given"
}

// defaultMethod is how the present gateway is paid when nobody chooses.
func (s Model) defaultMethod() string {
	if g := s.cat.Gateway(s.base.You); g != nil {
		if m := g.Methods(); len(m) > 0 && m[0] != pricing.AnyMethod {
			return m[0]
		}
	}
	return "any way"
}
