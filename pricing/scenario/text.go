package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"tollbook/pricing"
)

// Text is the scenario as a file: TOML, amounts and shares as text so that they stay
// exact, what is not set left out. Parse reads it back.
func (s Scenario) Text() string {
	t := tomlText{}
	t.say("tollbook scenario: what-if answers, their workload and what they came to.")
	t.say("Ask it again: tollbook compare --scenario FILE --fail-over 5%%")
	t.text("name", s.Name)
	t.instant("saved", s.Saved)
	t.text("gateway", s.Gateway)
	t.knobs(s.Knobs)
	t.workload(s.Work, s.Follow)
	t.result(s)
	for _, p := range s.Work.Paid {
		t.paid(p)
	}
	for _, l := range s.Work.Lines {
		t.line(l, s.Work.You)
	}
	return t.b.String()
}

// tomlText writes TOML line by line.
type tomlText struct{ b strings.Builder }

func (t *tomlText) say(format string, args ...any) { fmt.Fprintf(&t.b, "# "+format+"\n", args...) }

func (t *tomlText) table(name string) { fmt.Fprintf(&t.b, "\n[%s]\n", name) }

// text writes a key unless its value is empty.
func (t *tomlText) text(key, value string) {
	if value != "" {
		fmt.Fprintf(&t.b, "%s = %s\n", key, tomlQuoted(value))
	}
}

func (t *tomlText) texts(key string, values []string) {
	if len(values) == 0 {
		return
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = tomlQuoted(v)
	}
	fmt.Fprintf(&t.b, "%s = [%s]\n", key, strings.Join(quoted, ", "))
}

func (t *tomlText) number(key string, n int64) {
	if n != 0 {
		fmt.Fprintf(&t.b, "%s = %d\n", key, n)
	}
}

func (t *tomlText) yes(key string, set bool) {
	if set {
		fmt.Fprintf(&t.b, "%s = true\n", key)
	}
}

func (t *tomlText) instant(key string, at time.Time) {
	if !at.IsZero() {
		t.text(key, at.UTC().Format(time.RFC3339Nano))
	}
}

func (t *tomlText) day(key string, at time.Time) {
	if !at.IsZero() {
		t.text(key, at.Format(pricing.Day))
	}
}

// money writes an amount unless it is unknown; a zero is written.
func (t *tomlText) money(key string, m *pricing.Money) {
	if m != nil {
		t.text(key, m.String())
	}
}

// some writes an amount unless it is zero.
func (t *tomlText) some(key string, m pricing.Money) {
	if !m.IsZero() {
		t.text(key, m.String())
	}
}

func (t *tomlText) knobs(k pricing.Knobs) {
	t.table("knobs")
	if !k.Volume.IsZero() {
		t.text("volume", k.Volume.String())
	}
	if k.CacheHit != nil {
		t.text("cache_hit", k.CacheHit.String())
	}
	if k.BatchShare != nil {
		t.text("batch_share", k.BatchShare.String())
	}
	if k.RatesThen {
		t.text("rates", "then")
	}
	t.text("method", k.Method)
	if k.Monthly {
		t.text("top_up", "monthly")
	} else {
		t.some("top_up", k.TopUp)
	}
	t.some("downtime_cost", k.DowntimeUSD)
	t.texts("gateways", k.Gateways)
	var require []string
	for _, r := range k.Requirements {
		require = append(require, r.Text)
	}
	t.text("require", strings.Join(require, ","))
	if len(k.Swaps) > 0 {
		t.table("knobs.swap")
		for _, from := range slices.Sorted(maps.Keys(k.Swaps)) {
			t.text(tomlQuoted(from), k.Swaps[from])
		}
	}
	if len(k.ServerUSD) > 0 {
		t.table("knobs.server")
		for _, g := range slices.Sorted(maps.Keys(k.ServerUSD)) {
			usd := k.ServerUSD[g]
			t.money(tomlQuoted(g), &usd)
		}
	}
}

func (t *tomlText) workload(w pricing.Workload, follow *Following) {
	t.table("workload")
	t.text("source", w.Source)
	t.some("spend_usd", w.Spend)
	t.day("from", w.From)
	t.day("to", w.To)
	t.number("days", int64(w.Days))
	t.text("paid_to", w.You)
	t.some("usual_purchase_usd", w.Purchase)
	t.some("reported_usd", w.Reported)
	t.some("reproduced_usd", w.Reproduced)
	t.texts("notes", w.Notes)
	if p := w.Projection; p != nil {
		t.table("workload.projection")
		t.day("from", p.From)
		t.day("to", p.To)
		t.money("usd", &p.USD)
		t.money("low_usd", &p.Low)
		t.money("high_usd", &p.High)
		t.text("method", p.Method)
	}
	if follow == nil {
		return
	}
	t.table("follow")
	t.say("the ledger's usage is taken anew each time; the lines below are what it was")
	t.text("account", follow.Account)
	t.day("from", follow.From)
	t.day("to", follow.To)
	t.yes("projected", follow.Projected)
}

func (t *tomlText) result(s Scenario) {
	t.table("result")
	t.money("total_usd", s.Bill.Total)
	t.money("list_usd", &s.ListUSD)
	t.text("coverage", s.Bill.Coverage)
	t.money("token_usd", s.Bill.Token)
	t.money("fee_usd", s.Bill.Fee)
	t.money("subscription_usd", s.Bill.Subscription)
	t.money("byok_fee_usd", s.Bill.BYOKFee)
	t.money("breakage_usd", s.Bill.Breakage)
	t.money("downtime_usd", s.Bill.Downtime)
	if len(s.Bill.Models) > 0 {
		t.table("result.models")
		for _, m := range s.Bill.Models {
			t.money(tomlQuoted(m.Model), &m.USD)
		}
	}
	if len(s.Others) > 0 {
		t.table("result.gateways")
		for _, o := range s.Others {
			t.money(tomlQuoted(o.Gateway), &o.USD)
		}
	}
}

func (t *tomlText) paid(p pricing.PaidAccount) {
	t.b.WriteString("\n[[paid]]\n")
	t.text("account", p.Account)
	t.text("gateway", p.Gateway)
	t.money("charged_usd", &p.Charged)
	t.number("days", int64(p.Days))
	t.yes("arrears", p.Arrears)
	t.text("method", p.Method)
	t.some("usual_purchase_usd", p.Purchase)
}

// line writes a line; one without a gateway was used at home.
func (t *tomlText) line(l pricing.WorkLine, home string) {
	t.b.WriteString("\n[[line]]\n")
	fmt.Fprintf(&t.b, "model = %s\n", tomlQuoted(l.Name))
	if l.Gateway != home {
		t.text("gateway", l.Gateway)
	}
	t.instant("at", l.At)
	t.number("prompt", l.Prompt)
	t.number("days", int64(l.Days))
	t.number("requests", l.Requests)
	for k, n := range l.Tokens {
		t.number(countName(pricing.Kind(k)), n)
	}
	t.some("charged_usd", l.Reported)
	t.some("extra_usd", l.Extra)
	t.text("service_tier", string(l.Service.Tier))
	t.text("residency", l.Service.Residency)
	t.yes("own_key", l.OwnKey)
	t.yes("cache_unknown", l.CacheUnknown)
	t.yes("mixed", l.Mixed)
	t.yes("band_known", l.BandKnown)
	t.yes("window_known", l.ClockKnown)
}

// countName is the key of a kind's count in a line: calls have requests' name twice.
func countName(k pricing.Kind) string {
	if k == pricing.Request {
		return "request_calls"
	}
	return k.String()
}

// tomlQuoted is a TOML basic string; bytes that are no text are replaced.
func tomlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r) // an invalid byte ranges as U+FFFD
		}
	}
	b.WriteByte('"')
	return b.String()
}
