package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/tomlfile"
)

// maxLines bounds a file's workload.
const maxLines = 8000

// Parse reads a scenario's file. It returns an *Error that names line and key. A name of
// the catalog that is no more is an error too: what it would cost is not known.
func Parse(c *pricing.Catalog, text string) (Scenario, error) {
	values, err := tomlfile.Parse(text)
	if err != nil {
		return Scenario{}, err
	}
	f := &file{text: text}
	root := table{file: f}.inner("", values)
	var s Scenario
	s.fields(root, c)
	root.only()
	if f.err == nil {
		s.check(f)
	}
	if f.err != nil {
		return Scenario{}, f.err
	}
	s.Work = c.Thaw(s.Work)
	s.Bill.Gateway = s.Gateway
	slices.SortStableFunc(s.Bill.Models, func(a, b pricing.ModelCost) int {
		return cmp.Or(b.USD.Cmp(a.USD), strings.Compare(a.Model, b.Model))
	})
	return s, nil
}

// Text is the scenario as a file: TOML, amounts and shares as text so that they stay
// exact, what is not set left out. Parse reads it back.
func (s Scenario) Text() string {
	t := table{file: &file{out: &strings.Builder{}}}.inner("", nil)
	t.say("tollbook scenario: what-if answers, their workload and what they came to.")
	t.say("Ask it again: tollbook compare --scenario FILE --fail-over 5%")
	s.fields(t, nil)
	return t.out.String()
}

// fields reads or writes all keys of a file, in the order in which they are written. The
// catalog says what names mean that are read.
func (s *Scenario) fields(t table, c *pricing.Catalog) {
	t.value("name", s.Name, func(name string) error {
		s.Name = name
		return CheckName(name)
	})
	t.instant("saved", &s.Saved)
	t.value("gateway", s.Gateway, func(name string) (err error) {
		s.Gateway, err = c.GatewayOrDirect(name)
		return err
	})
	t.table("knobs", true, func(t table) { knobFields(t, c, &s.Knobs) })
	if !t.table("workload", true, func(t table) { workloadFields(t, &s.Work) }) {
		t.fail("workload", "the scenario has no [workload]")
	}
	followed := s.Follow != nil
	if !followed {
		s.Follow = &Following{}
	}
	if !t.table("follow", followed, s.Follow.fields) {
		s.Follow = nil
	}
	t.table("result", true, s.resultFields)
	tables(t, "paid", &s.Work.Paid, paidFields)
	tables(t, "line", &s.Work.Lines, func(t table, l *pricing.WorkLine) { lineFields(t, l, s.Work.You) })
}

func workloadFields(t table, w *pricing.Workload) {
	t.words("source", &w.Source)
	t.above("spend_usd", &w.Spend)
	t.day("from", &w.From)
	t.day("to", &w.To)
	t.days(&w.Days)
	t.words("paid_to", &w.You)
	t.purchase(&w.Purchase)
	t.some("reported_usd", &w.Reported)
	t.some("reproduced_usd", &w.Reproduced)
	t.list("notes", &w.Notes)
	t.get("also_paid_to") // in files of before [[paid]], which say less
	p := w.Projection
	if p == nil {
		p = &pricing.Projection{}
	}
	if t.table("projection", w.Projection != nil, func(t table) {
		t.day("from", &p.From)
		t.day("to", &p.To)
		t.usd("usd", &p.USD)
		t.usd("low_usd", &p.Low)
		t.usd("high_usd", &p.High)
		t.words("method", &p.Method)
	}) {
		w.Projection = p
	}
}

func (f *Following) fields(t table) {
	t.say("the ledger's usage is taken anew each time; the lines below are what it was")
	t.words("account", &f.Account)
	t.day("from", &f.From)
	t.day("to", &f.To)
	t.yes("projected", &f.Projected)
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		t.fail("to", "%s is before from", f.To.Format(pricing.Day))
	}
}

func (s *Scenario) resultFields(t table) {
	b := &s.Bill
	t.money("total_usd", &b.Total)
	t.usd("list_usd", &s.ListUSD)
	t.value("coverage", b.Coverage, func(text string) error {
		b.Coverage = text
		if _, err := pricing.ParseMoney(text); err != nil {
			return fmt.Errorf(`%q: want a share, like "0.98"`, text)
		}
		return nil
	})
	t.money("token_usd", &b.Token)
	t.money("fee_usd", &b.Fee)
	t.money("subscription_usd", &b.Subscription)
	t.money("byok_fee_usd", &b.BYOKFee)
	t.money("breakage_usd", &b.Breakage)
	t.money("downtime_usd", &b.Downtime)
	amounts(t, "models", &b.Models, func(m *pricing.ModelCost) (*string, *pricing.Money) { return &m.Model, &m.USD })
	amounts(t, "gateways", &s.Others, func(o *pricing.Total) (*string, *pricing.Money) { return &o.Gateway, &o.USD })
}

func paidFields(t table, p *pricing.PaidAccount) {
	t.words("account", &p.Account)
	t.words("gateway", &p.Gateway)
	t.usd("charged_usd", &p.Charged)
	t.days(&p.Days)
	t.yes("arrears", &p.Arrears)
	t.words("method", &p.Method)
	t.purchase(&p.Purchase)
}

// lineFields are those of a line; one without a gateway was used at home.
func lineFields(t table, l *pricing.WorkLine, home string) {
	if t.out != nil {
		t.put("model", quoted(l.Name))
		if l.Gateway == home {
			l.Gateway = ""
		}
	} else if t.words("model", &l.Name); l.Name == "" {
		t.fail("model", "a line names its model")
	}
	t.words("gateway", &l.Gateway)
	t.instant("at", &l.At)
	t.count("prompt", &l.Prompt)
	t.days(&l.Days)
	t.count("requests", &l.Requests)
	for k := range l.Tokens {
		t.count(countName(pricing.Kind(k)), &l.Tokens[k])
	}
	t.some("charged_usd", &l.Reported)
	t.some("extra_usd", &l.Extra)
	t.value("service_tier", string(l.Service.Tier), func(text string) error {
		l.Service.Tier = pricing.TierOf(text)
		return nil
	})
	t.value("residency", l.Service.Residency, func(text string) error {
		l.Service.Residency = pricing.ResidencyOf(text)
		return nil
	})
	t.yes("own_key", &l.OwnKey)
	t.yes("cache_unknown", &l.CacheUnknown)
	t.yes("mixed", &l.Mixed)
	t.yes("band_known", &l.BandKnown)
	t.yes("window_known", &l.ClockKnown)
	var batch bool // as files of the first edition say it
	if t.yes("batch", &batch); batch {
		l.Service.Tier = pricing.Batch
	}
}

// countName is the key of a kind's count in a line: calls have requests' name twice.
func countName(k pricing.Kind) string {
	if k == pricing.Request {
		return "request_calls"
	}
	return k.String()
}

// check finds what does not go together in a file whose keys are right one by one, and
// fills in the source of a workload.
func (s *Scenario) check(f *file) {
	w := &s.Work
	if w.Source == "" {
		w.Source = "tokens"
		if !w.Spend.IsZero() {
			w.Source = "spend"
		}
	}
	fail := func(key string, format string, args ...any) { f.fail(key, fmt.Errorf(format, args...)) }
	switch w.Source {
	case "spend":
		if w.Spend.IsZero() {
			fail("workload.spend_usd", "a workload of list dollars has to say how many")
		}
		if len(w.Lines) > 0 {
			fail("workload.source", "a workload of list dollars has no [[line]]")
		}
		if k := s.Knobs; len(k.Swaps) > 0 || k.CacheHit != nil || k.BatchShare != nil {
			f.fail("knobs", pricing.ErrNeedsTokens)
		}
	case "tokens", "ledger":
		if !w.Spend.IsZero() {
			fail("workload.spend_usd", "tokens and list dollars are two workloads: keep one")
		}
		if len(w.Lines) == 0 {
			fail("workload.source", "the workload has no [[line]] with a model and its tokens")
		}
	default:
		fail("workload.source", "%q: want spend, tokens or ledger", w.Source)
	}
	if len(w.Lines) > maxLines {
		fail("workload.source", "%d lines are more than the %d of a small text file", len(w.Lines), maxLines)
	}
	if s.Follow != nil && w.Source != "ledger" {
		f.fail("follow", errors.New("only a workload of the ledger can be followed"))
	}
}
