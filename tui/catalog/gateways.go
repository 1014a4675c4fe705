package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// gatewayTerms is one gateway with the terms in force and the age of what is known.
type gatewayTerms struct {
	*pricing.Gateway
	fee     *pricing.Fee // nil where there is none to load, or no schedule
	assumed bool         // fee is that of a later day
	basis   pricing.Fact // the fact behind the fee, else behind the billing
	methods []string     // "card 5.5 %", by method, in force
	age     int          // days since basis was seen
	record  pricing.Reliability
}

// gatewayRows are routers first, then publishers, then hosts; among them those of
// which most is known, then by name.
func gatewayRows(c *pricing.Catalog, asOf time.Time) []gatewayTerms {
	var out []gatewayTerms
	for _, g := range c.Gateways() {
		r := gatewayTerms{Gateway: g, basis: g.BillingFact, record: g.Reliability()}
		if g.Prepaid() {
			r.methods = methodTexts(g, asOf)
			if r.fee, r.assumed = g.Fee("", asOf); r.fee != nil {
				r.basis = r.fee.Fact
			}
		}
		r.age = days(r.basis.Seen, asOf)
		out = append(out, r)
	}
	kinds := []pricing.GatewayKind{pricing.Router, pricing.Provider, pricing.Host}
	slices.SortStableFunc(out, func(a, b gatewayTerms) int {
		return cmp.Or(slices.Index(kinds, a.Kind)-slices.Index(kinds, b.Kind), b.known()-a.known())
	})
	return out
}

// gatewayTable are the columns; SOURCE goes first in want of room, then the kind, the
// markup, latency and so on: the fee, when credit expires and the SLA go last.
func gatewayTable() draw.Table[gatewayTerms] {
	amount := func(m pricing.Money) string {
		if m.IsZero() {
			return ""
		}
		return draw.Money(m)
	}
	fee := func(r gatewayTerms) pricing.Percent { // unknown ones last where the largest are first
		if _, known := r.feeKnown(); known {
			return r.fee.Percent
		}
		return pricing.Percent{}
	}
	return draw.NewTable(func(r gatewayTerms) string { return r.ID },
		draw.Column[gatewayTerms]{Title: "GATEWAY", Text: func(r gatewayTerms) string { return r.ID }, Most: 18, Least: 10},
		draw.Column[gatewayTerms]{Title: "FEE", Figure: true, Text: gatewayTerms.feeText, Compare: func(a, b gatewayTerms) int {
			_, x := a.feeKnown()
			_, y := b.feeKnown()
			if x != y {
				if x {
					return 1
				}
				return -1
			}
			return fee(a).Cmp(fee(b))
		}},
		draw.Column[gatewayTerms]{Title: "MIN FEE", Figure: true, Drop: 4, Text: func(r gatewayTerms) string {
			if r.fee == nil {
				return ""
			}
			return amount(r.fee.Min)
		}, Compare: func(a, b gatewayTerms) int {
			least := func(r gatewayTerms) (m pricing.Money) {
				if r.fee != nil {
					m = r.fee.Min
				}
				return m
			}
			return least(a).Cmp(least(b))
		}},
		draw.Column[gatewayTerms]{Title: "LEAST", Figure: true, Drop: 5, Text: func(r gatewayTerms) string { return amount(r.PurchaseMin) },
			Compare: func(a, b gatewayTerms) int { return a.PurchaseMin.Cmp(b.PurchaseMin) }},
		draw.Column[gatewayTerms]{Title: "EXPIRES", Text: gatewayTerms.expiryText,
			Compare: func(a, b gatewayTerms) int {
				return cmp.Or(cmp.Compare(a.Expiry.Kind, b.Expiry.Kind), a.Expiry.Days-b.Expiry.Days)
			}},
		draw.Column[gatewayTerms]{Title: "REFUND", Drop: 6, Text: gatewayTerms.refundText},
		draw.Column[gatewayTerms]{Title: "SLA", Figure: true, Text: gatewayTerms.slaText},
		draw.Column[gatewayTerms]{Title: "NINES", Drop: 3, Text: gatewayTerms.ninesText},
		draw.Column[gatewayTerms]{Title: "LATENCY", Drop: 7, Text: gatewayTerms.latencyText},
		draw.Column[gatewayTerms]{Title: "MARKUP", Figure: true, Drop: 8, Text: gatewayTerms.markupText},
		draw.Column[gatewayTerms]{Title: "MODELS", Figure: true, Drop: 2, Text: func(r gatewayTerms) string { return words.Thousands(strconv.Itoa(r.Models())) },
			Compare: func(a, b gatewayTerms) int { return a.Models() - b.Models() }},
		draw.Column[gatewayTerms]{Title: "KIND", Drop: 9, Text: func(r gatewayTerms) string { return string(r.Kind) }},
		draw.Column[gatewayTerms]{Title: "BILLING", Drop: 11, Text: func(r gatewayTerms) string { return r.Billing }},
		draw.Column[gatewayTerms]{Title: "AGE", Figure: true, Drop: 1, Text: func(r gatewayTerms) string { return fmt.Sprintf("%d d", r.age) },
			Compare: func(a, b gatewayTerms) int { return a.age - b.age }},
		draw.Column[gatewayTerms]{Title: "SOURCE", Drop: 10, Most: 26, Least: 14, Text: func(r gatewayTerms) string { return site(r.basis.Source) }},
	)
}

// gatewayAnswer says what loading costs around, and what becomes of credit.
func gatewayAnswer(all []gatewayTerms) []string {
	var free, unsaid, invoice, priced, expires int
	var low, high *gatewayTerms
	var may []string
	sla, oldest, newest := 0, 0, -1
	for i := range all {
		r := &all[i]
		loads, known := r.feeKnown()
		switch {
		case !loads:
			invoice++
		case !known:
			unsaid++
		case r.free():
			free++
		default:
			priced++
			if low == nil || r.fee.Percent.Cmp(low.fee.Percent) < 0 {
				low = r
			}
			if high == nil || r.fee.Percent.Cmp(high.fee.Percent) > 0 {
				high = r
			}
		}
		switch {
		case !loads:
		case r.Expiry.Kind == pricing.ExpiresAfter:
			expires++
		case r.Expiry.Kind == pricing.MayExpire:
			may = append(may, r.ID)
		}
		if r.SLA != "none" && r.SLA != "unknown" {
			sla++
		}
		oldest = max(oldest, r.age)
		if newest < 0 || r.age < newest {
			newest = r.age
		}
	}
	first := fmt.Sprintf("Loading credit is free at %d of %s", free, words.Plural(len(all), "gateway"))
	if priced > 0 {
		first += fmt.Sprintf(", costs %s %% at %d", fromTo(low.fee.Percent.String(), high.fee.Percent.String()), priced)
	}
	first += fmt.Sprintf(", is unpublished at %d; %d need none.", unsaid, invoice)
	second := fmt.Sprintf("Credit expires at %d", expires)
	if len(may) > 0 {
		second += ", may at " + draw.List(may, 3)
	}
	verb := "promise"
	if sla == 1 {
		verb = "promises"
	}
	return []string{first, fmt.Sprintf("%s; %d %s an SLA. Facts are %s days old.", second, sla, verb, fromTo(strconv.Itoa(max(newest, 0)), strconv.Itoa(oldest)))}
}

// fromTo is "5 to 5.5", or one figure where the two are the same.
func fromTo(low, high string) string {
	if low == high {
		return low
	}
	return low + " to " + high
}

// note says how the fee is taken and where that stands.
func (r gatewayTerms) note() string {
	out := draw.Safe(r.Name) + ": "
	switch loads, known := r.feeKnown(); {
	case !loads:
		out += "billing " + r.Billing + ", nothing to load"
	case !known:
		out += "its fee for loading credits is not published"
	default:
		out += strings.Join(r.methods, ", ") + " " + strings.ReplaceAll(r.fee.Taken.String(), "_", " ")
	}
	if r.basis.Source != "" {
		out += fmt.Sprintf(" (%s, %s %s)", site(r.basis.Source), r.basis.Basis, dayText(r.basis.Seen))
	}
	if r.record.Watched {
		out += fmt.Sprintf("; watched %s to %s: %s", dayText(r.record.From), dayText(r.record.To), words.Plural(r.record.Incidents, "incident"))
	}
	return out
}

// facts are all that is known of the gateway, each with its page and day.
func (r gatewayTerms) facts() pricing.Explanation {
	e := pricing.Explanation{Title: r.Name + " (" + r.ID + "), " + string(r.Kind), Figure: words.Plural(len(r.Statements), "fact")}
	for _, s := range r.Statements {
		label := strings.ReplaceAll(s.Name, "_", " ")
		if s.Of != "" {
			label += ", " + s.Of
		}
		if !s.From.IsZero() {
			label += ", from " + dayText(s.From)
		}
		e.Say(pricing.ExplainLine{Label: label, Figure: s.Value, Formula: s.Words, Source: s.Source, Seen: s.Seen, Basis: s.Basis})
	}
	if r.BaseURL != "" {
		e.Note("base URL " + r.BaseURL)
	}
	return e
}
