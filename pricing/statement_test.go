package pricing_test

import (
	"strings"
	"testing"

	"tollbook/data"
	"tollbook/pricing"
)

// Every fact of the catalog is words, or a figure with its unit: nothing of a file's own signs.
func TestStatementsAreWords(t *testing.T) {
	for _, c := range []struct{ name, of, value, want string }{
		{"fee_percent", "card", "5.5", "fee to load credit by card: 5.5 %"},
		{"fee_percent", "any", "0", "fee to load credit: none"},
		{"fee_min", "card", "0.80", "least fee by card: $0.80"},
		{"fee_taken", "card", "on_top", "fee is taken by card: on top of the credit"},
		{"byok_free_requests", "", "1000000", "free on your own keys: the first 1,000,000 requests a month"},
		{"auto_topup", "", "true", "loads itself: yes"},
		{"failed_requests_billed", "", "false", "failed requests are billed: no"},
		{"expiry", "", "may after 365 days", "unused credit: may expire after 365 days"},
		{"refund_hours", "crypto", "0", "refund of unused credit by crypto: never"},
		{"kind_rate", "cache_write_1h anthropic/claude-*-*", "2 input", "rate by rule, cache_write_1h anthropic/claude-*-*: 2 times input"},
		{"note", "outages", "unknown", "outages: not known"},
		{"sla_percent", "", "99.99", "uptime promised: 99.99 %"},
	} {
		s := pricing.Statement{Name: c.name, Of: c.of, Value: c.value}
		if got := s.Label() + ": " + s.Text(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range c.Gateways() {
		for _, s := range g.Statements {
			if s.Name == "note" || s.Name == "base_url" || s.Name == "called" || s.Name == "name" {
				continue // the words of a page, names and addresses
			}
			text := s.Text()
			if strings.ContainsAny(s.Label()[:len(s.Label())-len(s.Of)], "_") || strings.Contains(text, "_") || text == "true" || text == "false" || text == "unknown" {
				t.Errorf("%s: %s %s is %q: %q", g.ID, s.Name, s.Of, s.Label(), text)
			}
			if text == s.Value && text != "" && strings.Trim(text, "0123456789.") == "" {
				t.Errorf("%s: %s %s is the bare figure %s", g.ID, s.Name, s.Of, text)
			}
		}
	}
}
