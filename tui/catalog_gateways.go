package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
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
func gatewayTable() table[gatewayTerms] {
	amount := func(m pricing.Money) string {
		if m.IsZero() {
			return ""
		}
		return money(m)
	}
	fee := func(r gatewayTerms) pricing.Percent { // unknown ones last where the largest are first
		if _, known := r.feeKnown(); known {
			return r.fee.Percent
		}
		return pricing.Percent{}
	}
	return newTable(func(r gatewayTerms) string { return r.ID },
		column[gatewayTerms]{title: "GATEWAY", text: func(r gatewayTerms) string { return r.ID }, most: 18, least: 10},
		column[gatewayTerms]{title: "FEE", figure: true, text: gatewayTerms.feeText, order: func(a, b gatewayTerms) int {
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
		column[gatewayTerms]{title: "MIN FEE", figure: true, drop: 4, text: func(r gatewayTerms) string {
			if r.fee == nil {
				return ""
			}
			return amount(r.fee.Min)
		}, order: func(a, b gatewayTerms) int {
			least := func(r gatewayTerms) (m pricing.Money) {
				if r.fee != nil {
					m = r.fee.Min
				}
				return m
			}
			return least(a).Cmp(least(b))
		}},
		column[gatewayTerms]{title: "LEAST", figure: true, drop: 5, text: func(r gatewayTerms) string { return amount(r.PurchaseMin) },
			order: func(a, b gatewayTerms) int { return a.PurchaseMin.Cmp(b.PurchaseMin) }},
		column[gatewayTerms]{title: "EXPIRES", text: gatewayTerms.expiryText,
			order: func(a, b gatewayTerms) int {
				return cmp.Or(cmp.Compare(a.Expiry.Kind, b.Expiry.Kind), a.Expiry.Days-b.Expiry.Days)
			}},
		column[gatewayTerms]{title: "REFUND", drop: 6, text: gatewayTerms.refundText},
		column[gatewayTerms]{title: "SLA", figure: true, text: gatewayTerms.slaText},
		column[gatewayTerms]{title: "NINES", drop: 3, text: gatewayTerms.ninesText},
		column[gatewayTerms]{title: "LATENCY", drop: 7, text: gatewayTerms.latencyText},
		column[gatewayTerms]{title: "MARKUP", figure: true, drop: 8, text: gatewayTerms.markupText},
		column[gatewayTerms]{title: "MODELS", figure: true, drop: 2, text: func(r gatewayTerms) string { return words.Thousands(strconv.Itoa(r.Models())) },
			order: func(a, b gatewayTerms) int { return a.Models() - b.Models() }},
		column[gatewayTerms]{title: "KIND", drop: 9, text: func(r gatewayTerms) string { return string(r.Kind) }},
		column[gatewayTerms]{title: "BILLING", drop: 11, text: func(r gatewayTerms) string { return r.Billing }},
		column[gatewayTerms]{title: "AGE", figure: true, drop: 1, text: func(r gatewayTerms) string { return fmt.Sprintf("%d d", r.age) },
			order: func(a, b gatewayTerms) int { return a.age - b.age }},
		column[gatewayTerms]{title: "SOURCE", drop: 10, most: 26, least: 14, text: func(r gatewayTerms) string { return site(r.basis.Source) }},
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
		second += ", may at " + list(may, 3)
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
	out := safe(r.Name) + ": "
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
