package pricing

import (
	"strings"

	"tollbook/pricing/words"
)

// Label is what a statement is about, for people: "least fee by card" of fee_min.
func (s Statement) Label() string {
	label, ok := statementLabels[s.Name]
	if !ok {
		label = strings.ReplaceAll(s.Name, "_", " ")
	}
	switch {
	case s.Of == "" || s.Of == AnyMethod:
		return label
	case strings.HasPrefix(s.Name, "fee_") || s.Name == "refund_hours":
		return label + " by " + s.Of
	case label == "note":
		return s.Of
	}
	return label + ", " + s.Of
}

// statementLabels are those that a name does not make by itself.
var statementLabels = map[string]string{
	"fee_percent": "fee to load credit", "fee_min": "least fee", "fee_max": "most fee", "fee_flat": "fee beside", "fee_taken": "fee is taken",
	"purchase_min": "least purchase", "purchase_max": "largest purchase", "expiry": "unused credit", "refund_hours": "refund of unused credit", "refund_note": "refund",
	"auto_topup": "loads itself", "markup_percent": "markup on token prices", "failed_requests_billed": "failed requests are billed",
	"prompt_logging_discount_percent": "discount for prompt logging", "volume_discount_percent": "discount for volume",
	"byok_fee_percent": "fee on your own keys", "byok_free_requests": "free on your own keys", "byok_free_list_usd": "free on your own keys",
	"sla_percent": "uptime promised", "sla_note": "promise", "latency_ms": "adds to a request", "plan_month": "plan", "plan_requests": "plan holds", "plan_overage": "plan beyond that",
	"free_credit_month": "free credit", "observed_from": "outages recorded from", "observed_to": "outages recorded to", "lot_order": "credit is used",
	"base_url": "address", "publishes": "lists its own models", "called": "also called", "effort_words": "efforts in names", "peak_windows": "peak hours (UTC)", "id_tier": "ids of a tier", "id_residency": "ids of a region",
	"tier_factor": "tier", "residency_factor": "region", "kind_rate": "rate by rule", "cache_multiplier": "price of", "prices": "token prices", "server_cost": "your own server",
}

// Text is a statement's value for people, with its unit: "$0.80" of 0.80, "on top of the
// credit" of on_top, "yes" of true.
func (s Statement) Text() string {
	switch s.Value {
	case "unknown":
		return "not known"
	case "true":
		return "yes"
	case "false":
		return "no"
	}
	switch s.Name {
	case "fee_percent", "markup_percent", "prompt_logging_discount_percent", "volume_discount_percent", "byok_fee_percent":
		if s.Value == "0" {
			return "none"
		}
		return s.Value + " %"
	case "sla_percent", "sla_note":
		if _, err := ParseMoney(s.Value); err != nil { // a decimal is a decimal
			return s.Value
		}
		return s.Value + " %"
	case "fee_min", "fee_max", "fee_flat", "purchase_min", "purchase_max":
		return dollarsOf(s.Value)
	case "byok_free_list_usd":
		return "the first " + dollarsOf(s.Value) + " of list price a month"
	case "plan_month", "free_credit_month":
		return dollarsOf(s.Value) + " a month"
	case "byok_free_requests":
		return "the first " + words.Count(s.Value, "request") + " a month"
	case "plan_requests":
		return words.Count(s.Value, "request") + " a month"
	case "refund_hours":
		if s.Value == "0" {
			return "never"
		}
		return "for " + words.Count(s.Value, "hour")
	case "latency_ms":
		return s.Value + " ms"
	case "tier_factor", "residency_factor":
		return s.Value + " times the rate"
	case "kind_rate":
		factor, of, two := strings.Cut(s.Value, " ")
		if !two {
			return "as " + strings.ReplaceAll(s.Value, "_", " ")
		}
		return factor + " times " + strings.ReplaceAll(of, "_", " ")
	case "cache_multiplier":
		return strings.Replace(s.Value, " x ", " times ", 1)
	case "expiry":
		switch s.Value {
		case "never":
			return "never expires"
		default:
			if rest, may := strings.CutPrefix(s.Value, "may "); may {
				return "may expire " + rest
			}
			return "expires " + s.Value
		}
	}
	for _, set := range [...]struct{ name, value, text string }{
		{"fee_taken", "on_top", "on top of the credit"},
		{"fee_taken", "deducted", "out of what is paid"},
		{"fee_taken", "by_division", "out of what is paid, which is divided by 1 + fee"},
		{"fee_taken", "gross_up", "on top, and on the fee itself"},
		{"prices", "listed", "its own list"},
		{"prices", "list", "those of the publishers, as far as known"},
		{"prices", "own-keys", "those of the publishers, on your own keys"},
		{"prices", "none", "not known"},
		{"billing", "prepaid", "credit is loaded first"},
		{"billing", "prepaid-then-invoice", "credit is loaded first, invoices later"},
		{"billing", "arrears", "invoiced after use"},
		{"billing", "own-key", "the providers are paid, on your own keys"},
		{"lot_order", "grants-first", "granted before bought"},
		{"kind", "provider", "publishes models and serves them"},
		{"kind", "router", "passes requests on to others"},
		{"kind", "host", "serves models that others publish"},
		{"kind", "observer", "watches requests, takes none"},
		{"kind", "agent", "calls models for its own users"},
	} {
		if set.name == s.Name && set.value == s.Value {
			return set.text
		}
	}
	return s.Value
}

// dollarsOf writes an amount of a file; as it stands where it is none.
func dollarsOf(text string) string {
	m, err := ParseMoney(text)
	if err != nil {
		return text
	}
	return m.Dollars()
}
