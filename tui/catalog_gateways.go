package tui

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
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

// methodTexts are the fees in force by method of payment: "card 5.5 %".
func methodTexts(g *pricing.Gateway, asOf time.Time) []string {
	var out []string
	for _, m := range g.Methods() {
		f, _ := g.Fee(m, asOf)
		text := "?"
		if !f.Unknown {
			text = f.Percent.String() + " %"
		}
		if m != pricing.AnyMethod {
			text = m + " " + text
		}
		out = append(out, text)
	}
	return out
}

// known counts the terms that are more than a question mark.
func (r gatewayTerms) known() int {
	n := 0
	for _, text := range []string{r.feeText(), r.expiryText(), r.refundText(), r.slaText(), r.ninesText(), r.latencyText(), r.markupText()} {
		if text != "?" {
			n++
		}
	}
	return n
}

// days counts whole days from one instant to another, none into the future.
func days(from, to time.Time) int {
	if from.IsZero() || to.Before(from) {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

// claim marks what rests on anything but a page of the one who decides.
func claim(text string, f pricing.Basis) string {
	if f == pricing.Claimed || f == pricing.Assumed {
		return text + " ~"
	}
	return text
}

// feeKnown reports whether there is credit to load, and whether its fee is known.
func (r gatewayTerms) feeKnown() (loads, known bool) {
	return r.Prepaid(), r.fee != nil && !r.fee.Unknown
}

// free reports whether loading is known to cost nothing.
func (r gatewayTerms) free() bool {
	_, known := r.feeKnown()
	return known && r.fee.Percent.IsZero() && r.fee.Min.IsZero() && r.fee.Flat.IsZero()
}

func (r gatewayTerms) feeText() string {
	switch loads, known := r.feeKnown(); {
	case !loads:
		return "-"
	case !known:
		return "?"
	}
	text := r.fee.Percent.String() + " %"
	if !r.fee.Flat.IsZero() {
		text += " + " + money(r.fee.Flat)
	}
	return claim(text, r.fee.Basis)
}

func (r gatewayTerms) expiryText() string {
	switch {
	case !r.Prepaid():
		return "-"
	case r.Expiry.Kind == pricing.ExpiryUnknown:
		return "?"
	case r.Expiry.Kind == pricing.NeverExpires:
		return claim("never", r.Expiry.Basis)
	}
	text := fmt.Sprintf("%d d", r.Expiry.Days)
	if r.Expiry.Kind == pricing.MayExpire {
		text = "may, " + text
	}
	return claim(text, r.Expiry.Basis)
}

// refundText is until when unused credit can go back, by the fee's method.
func (r gatewayTerms) refundText() string {
	if !r.Prepaid() {
		return "-"
	}
	method := pricing.AnyMethod
	if r.fee != nil {
		method = r.fee.Method
	}
	hours, ok := r.RefundHours[method]
	if !ok {
		hours, ok = r.RefundHours[pricing.AnyMethod]
	}
	switch {
	case !ok || hours == "unknown":
		return "?"
	case hours == "0":
		return "none"
	}
	return hours + " h"
}

func (r gatewayTerms) slaText() string {
	switch r.SLA {
	case "none":
		return "none"
	case "unknown":
		return "?"
	}
	return r.SLA + " %"
}

// ninesText is the record: how many nines, and of which availability.
func (r gatewayTerms) ninesText() string {
	if !r.record.Watched {
		return "?"
	}
	return fmt.Sprintf("%d (%s)", r.record.Nines, availability(r.record))
}

// availability is the share of time in service, to four decimals.
func availability(r pricing.Reliability) string {
	pct, err := pricing.ParseMoney(r.Availability) // a decimal is a decimal
	if err != nil {
		return "?"
	}
	return pct.Fixed(4) + " %"
}

// latencyText is the span of what is claimed to be added to a request.
func (r gatewayTerms) latencyText() string {
	var least, most pricing.Money
	n := 0
	for _, l := range r.Latencies {
		ms, err := pricing.ParseMoney(l.MS) // a decimal is a decimal
		if err != nil {
			continue
		}
		if n == 0 || ms.Cmp(least) < 0 {
			least = ms
		}
		if n == 0 || ms.Cmp(most) > 0 {
			most = ms
		}
		n++
	}
	switch {
	case n == 0:
		return "?"
	case least.Equal(most):
		return claim(least.String()+" ms", r.Latencies[0].Basis)
	}
	return claim(least.String()+"-"+most.String()+" ms", r.Latencies[0].Basis)
}

func (r gatewayTerms) markupText() string {
	if r.MarkupFact == nil {
		return "?"
	}
	return claim(r.Markup.String()+" %", r.MarkupFact.Basis)
}

// site is the host of a page's address, or the address itself where it is none.
func site(source string) string {
	if u, err := url.Parse(source); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Host, "www.")
	}
	name, _, _ := strings.Cut(source, ":")
	name, _, _ = strings.Cut(name, " ")
	return name
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
		column[gatewayTerms]{title: "MODELS", figure: true, drop: 2, text: func(r gatewayTerms) string { return pricing.Thousands(itoa(r.Models())) },
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
	first := fmt.Sprintf("Loading credit is free at %d of %s", free, plural(len(all), "gateway"))
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
	return []string{first, fmt.Sprintf("%s; %d %s an SLA. Facts are %s days old.", second, sla, verb, fromTo(itoa(max(newest, 0)), itoa(oldest)))}
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
		out += fmt.Sprintf("; watched %s to %s: %s", dayText(r.record.From), dayText(r.record.To), plural(r.record.Incidents, "incident"))
	}
	return out
}

// facts are all that is known of the gateway, each with its page and day.
func (r gatewayTerms) facts() pricing.Explanation {
	e := pricing.Explanation{Title: r.Name + " (" + r.ID + "), " + string(r.Kind), Figure: plural(len(r.Statements), "fact")}
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
