package whatif

import (
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// Someone who chooses a gateway has no export yet: over a ledger without usage the screen
// supposes a month, so many dollars on one model, and the two are knobs.

// supposedSpend is what a month is supposed to come to at list price, and supposedModel what
// it is spent on, where the catalog has that model.
const (
	supposedSpend = "1000"
	supposedModel = "anthropic/claude-sonnet-4-5"
	anyModel      = "any" // of settings: bare list dollars
)

// supposedSteps are the amounts to step through.
var supposedSteps = []string{"20", "50", "100", "200", "500", "", "2000", "5000", "10000", "100000"}

// supposable are how many models the arrows step through; any other is typed.
const supposable = 12

// supposing begins a month that is supposed.
func (s Model) supposing() Model {
	s.models = []string{""}
	for _, m := range s.cat.CommonModels(supposable) {
		if m != s.untouchedModel() {
			s.models = append(s.models, m)
		}
	}
	s.models = append(s.models, anyModel)
	return s
}

// untouchedModel is the model of a month before anybody has chosen one; "" where the catalog
// sells none.
func (s Model) untouchedModel() string {
	if s.cat.ListCard(supposedModel) != nil {
		return supposedModel
	}
	for _, m := range s.cat.CommonModels(1) {
		return m
	}
	return ""
}

// spend is the month that is supposed.
func (s Model) spend() pricing.Money {
	if usd, err := pricing.ParseMoney(s.now[workloadKnob]); err == nil {
		return usd
	}
	return pricing.MustMoney(supposedSpend)
}

// model is what it is spent on; "" is any model.
func (s Model) model() string {
	switch value := s.now[modelKnob]; value {
	case "":
		return s.untouchedModel()
	case anyModel:
		return ""
	default:
		return value
	}
}

// supposed is the workload of that month.
func (s Model) supposed() pricing.Workload {
	if model := s.model(); model != "" {
		if w, err := s.cat.SpendOn(model, s.spend(), s.asOf); err == nil {
			return w
		}
	}
	return pricing.SpendWorkload(s.spend())
}

// readModel is a model as settings hold it: by any of its names, or the shortest in which the
// text is.
func (s Model) readModel(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch text {
	case "":
		return "", nil
	case anyModel, "any model":
		return anyModel, nil
	}
	if m, _ := s.cat.FindModel(text); m == nil {
		if like := modelsLike(s.cat, text); len(like) > 0 {
			text = like[0]
		}
	}
	m, err := s.cat.NeedModel(text)
	if err != nil {
		return "", err
	}
	_, err = s.cat.SpendOn(m.ID, s.spend(), s.asOf)
	return unless(m.ID, s.untouchedModel()), err
}

// modelsLike are the models with a list price in whose names a text is, the shortest first.
func modelsLike(c *pricing.Catalog, text string) (out []string) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, m := range c.Models() {
		if strings.Contains(m.ID, text) && c.ListCard(m.ID) != nil {
			out = append(out, m.ID)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(a) - len(b) })
	return out
}

// modelsLike are those of the screen's catalog, without their vendors.
func (s Model) modelsLike(text string) []string {
	var out []string
	for _, m := range modelsLike(s.cat, text) {
		out = append(out, draw.BareModel(m))
	}
	if len(out) == 0 {
		return []string{"none is called so"}
	}
	return out
}
