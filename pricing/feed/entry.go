package feed

import (
	"strings"
	"time"

	"tollbook/pricing"
)

// An entry is one model of the feed while it is read.
type entry struct {
	r *reader
	Listing
	raw     value
	refused bool                  // something of it was
	out     bool                  // nothing of it comes through
	twice   bool                  // its key stands again with other values
	zero    bool                  // a price of it is 0
	bad     map[pricing.Kind]bool // kinds of which a price was refused
}

// skip leaves the entry out as one that is no price of a model.
func (e *entry) skip(why string) {
	e.r.skip(why)
	e.out = true
}

// maxShown is how many bytes of a value a refusal quotes.
const maxShown = 200

// refuse notes a field that can't be meant.
func (e *entry) refuse(field, shown, why string) {
	e.refused = true
	e.r.list.Refused = append(e.r.list.Refused, Refusal{ID: clipped(e.ID), Key: e.Key, Field: clipped(field), Value: clipped(shown), Why: why})
}

// clipped is a text that a refusal quotes, cut off where it is long.
func clipped(s string) string {
	if len(s) > maxShown {
		return strings.ToValidUTF8(s[:maxShown], "") + "..."
	}
	return s
}

// drop refuses the entry as a whole, because of one of its fields or for what it is.
func (e *entry) drop(field, shown, why string) {
	e.refuse(field, shown, why)
	e.out = true
}

// refuseKind notes a price that can't be meant: no price of its kind comes through.
func (e *entry) refuseKind(k pricing.Kind, field, shown, why string) {
	e.refuse(field, shown, why)
	if e.bad == nil {
		e.bad = map[pricing.Kind]bool{}
	}
	e.bad[k] = true
}

// rate reads the price of a kind. It returns false where there is none, or where it
// can't be meant.
func (e *entry) rate(k pricing.Kind, field string, v value, unit int32) (pricing.Rate, bool) {
	if v.missing() {
		return pricing.Rate{}, false
	}
	rate, err := readRate(v, unit)
	if err != nil {
		e.refuseKind(k, field, v.shown(), err.Error())
		return pricing.Rate{}, false
	}
	return rate, true
}

// count reads a number of tokens, 0 where there is none.
func (e *entry) count(field string, v value) int64 {
	if v.missing() {
		return 0
	}
	n, err := readCount(v)
	if err != nil {
		e.refuse(field, v.shown(), err.Error())
	}
	return n
}

// day reads Unix seconds as a day, "" where there are none.
func (e *entry) day(field string, v value) string {
	n := e.count(field, v)
	if n <= 0 || n > 1<<33 { // the year 2242
		return ""
	}
	return time.Unix(n, 0).UTC().Format(pricing.Day)
}

// neverYear is the first year in which a last day stands for none: OpenRouter writes
// 2098-12-31 for models that have no end.
const neverYear = 2090

// end reads the day from which a model is no longer served.
func (e *entry) end(field string, v value) {
	if v.missing() {
		return
	}
	s, isText := v.text()
	if isText && s == "" {
		return
	}
	t, err := pricing.ParseInstant(s)
	if err != nil {
		e.refuse(field, v.shown(), "not a day")
		return
	}
	if t.Year() < neverYear {
		e.Ends = t
	}
}

// put adds prices of a kind, unless one of the kind was refused.
func (e *entry) put(k pricing.Kind, prices ...Price) {
	if !e.bad[k] {
		e.Prices = append(e.Prices, prices...)
	}
}

const whyZero = "0 is no price, and its id does not say free"

// zeros judges the zeros among the prices for input and output of a model whose id does
// not say free. Both zero is refused, with the whole model, and it returns false; zero
// for output alone is an embedding, out of which nothing comes; zero for input alone is
// refused.
func (e *entry) zeros(rates map[pricing.Kind]pricing.Rate, inputField, outputField string) bool {
	input, hasInput := rates[pricing.Input]
	output, hasOutput := rates[pricing.Output]
	noInput, noOutput := hasInput && input.IsZero(), hasOutput && output.IsZero()
	if noInput && noOutput {
		e.drop(inputField, "0", whyZero)
		return false
	}
	if noInput {
		e.refuseKind(pricing.Input, inputField, "0", whyZero)
	}
	if noOutput {
		delete(rates, pricing.Output)
		if !hasInput {
			e.refuseKind(pricing.Output, outputField, "0", whyZero)
		}
	}
	return true
}

// fields reads an object of the entry. It returns false, and refuses the entry, where v
// is none or has a name twice.
func (e *entry) fields(name string, v value) (map[string]value, bool) {
	if !v.isObject() {
		e.drop(name, v.shown(), "not an object")
		return nil, false
	}
	all, twice := v.fields()
	if twice != "" {
		e.drop(under(name, twice), "", whyTwice)
		return nil, false
	}
	return all, true
}

// unique reads the fields of the entry with read, but refuses it where one stands twice.
func (e *entry) unique(all map[string]value, twice string, read func(*entry, map[string]value)) {
	if twice != "" {
		e.drop(twice, "", whyTwice)
		return
	}
	read(e, all)
}

// under is the name of a field inside another.
func under(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "." + inner
}
