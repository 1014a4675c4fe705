package catalog

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

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

// feeText is what loading credit costs: "5.5 %, at least $0.80".
func (r gatewayTerms) feeText() string {
	switch loads, known := r.feeKnown(); {
	case !loads:
		return billingText(r.Gateway)
	case !known:
		return "?"
	case r.free():
		return claim("free", r.fee.Basis)
	}
	text := r.fee.Percent.String() + " %"
	if !r.fee.Flat.IsZero() {
		text += " + " + draw.Money(r.fee.Flat)
	}
	if !r.fee.Min.IsZero() {
		text += ", at least " + draw.Money(r.fee.Min)
	}
	return claim(text, r.fee.Basis)
}

// billingText says how one is paid who takes no credit.
func billingText(g *pricing.Gateway) string {
	if g.Billing == "arrears" {
		return "none: invoiced"
	}
	return "none: own keys"
}

// monthText is what a month of the user's own takes there.
func (r gatewayTerms) monthText() string {
	switch {
	case !r.yours:
		return ""
	case len(r.uses) == 0:
		return "unused"
	}
	return draw.Money(r.month)
}

func (r gatewayTerms) expiryText() string {
	text := ""
	switch {
	case !r.Prepaid():
		return "-"
	case r.Expiry.Kind == pricing.NeverExpires:
		text = "never ends"
	case r.Expiry.Kind == pricing.MayExpire:
		text = "may end, " + words.Plural(r.Expiry.Days, "day")
	case r.Expiry.Kind == pricing.ExpiresAfter:
		text = "ends, " + words.Plural(r.Expiry.Days, "day")
	default:
		return "?"
	}
	return claim(text, r.Expiry.Basis)
}

// alsoText is what else is known, in words: what nobody knows has none.
func (r gatewayTerms) alsoText() string {
	var parts []string
	if r.MarkupFact != nil && !r.Markup.IsZero() {
		parts = append(parts, "token prices + "+r.markupText())
	}
	if r.SLA != "none" && r.SLA != "unknown" && r.SLA != "" {
		parts = append(parts, "promises "+r.slaText()+" uptime")
	}
	if r.record.Watched {
		parts = append(parts, "was up "+availability(r.record))
	}
	if text := r.refundText(); text != "-" && text != "?" {
		parts = append(parts, map[bool]string{true: "no refund", false: "refund for " + text}[text == "none"])
	}
	if text := r.latencyText(); text != "?" {
		parts = append(parts, "adds "+text)
	}
	return strings.Join(parts, ", ")
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

// days counts whole days from one instant to another, none into the future.
func days(from, to time.Time) int {
	if from.IsZero() || to.Before(from) {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
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
