package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"tollbook/pricing"
)

// maxScenarioLines bounds a file's workload.
const maxScenarioLines = 8000

// Parse reads a scenario's file. It returns a *Error that names line
// and key. A name of the catalog that is no more is an error too: what it would cost
// is not known.
func Parse(c *pricing.Catalog, text string) (Scenario, error) {
	f, root, err := parseTOML(text)
	if err != nil {
		return Scenario{}, err
	}
	var s Scenario
	root.read("name", func(name string) error {
		s.Name = name
		return CheckName(name)
	})
	s.Saved = root.instant("saved")
	root.read("gateway", func(name string) (err error) {
		s.Gateway, err = c.GatewayOrDirect(name)
		return err
	})
	knobs, _ := root.table("knobs")
	s.Knobs = readKnobs(c, knobs)
	work, there := root.table("workload")
	if !there {
		f.fail("workload", fmt.Errorf("the scenario has no [workload]"))
	}
	s.Work = readWorkload(c, work, root.tables("line"))
	for _, t := range root.tables("paid") {
		s.Work.Paid = append(s.Work.Paid, readPaid(t))
	}
	if follow, there := root.table("follow"); there {
		s.Follow = readFollowing(follow)
	}
	result, _ := root.table("result")
	s.readResult(result)
	root.only()
	if f.err == nil && s.Work.Source == "spend" && (len(s.Knobs.Swaps) > 0 || s.Knobs.CacheHit != nil || s.Knobs.BatchShare != nil) {
		f.fail("knobs", pricing.ErrNeedsTokens)
	}
	if f.err == nil && s.Follow != nil && s.Work.Source != "ledger" {
		f.fail("follow", fmt.Errorf("only a workload of the ledger can be followed"))
	}
	if f.err != nil {
		return Scenario{}, f.err
	}
	return s, nil
}

func readKnobs(c *pricing.Catalog, t tomlTable) (k pricing.Knobs) {
	t.read("volume", func(text string) (err error) {
		if k.Volume, err = pricing.ParseFactor(text); err != nil {
			return fmt.Errorf(`%q: want a multiple, like "1.5"`, text)
		}
		return nil
	})
	k.CacheHit = t.share("cache_hit")
	k.BatchShare = t.share("batch_share")
	t.read("rates", func(text string) error {
		k.RatesThen = text == "then"
		if text != "then" && text != "now" {
			return fmt.Errorf("%q: want now or then", text)
		}
		return nil
	})
	t.read("method", func(text string) error {
		k.Method = text
		if methods := c.Methods(); text != "" && !slices.Contains(methods, text) {
			return fmt.Errorf("%q: no gateway takes that; methods: %s", text, strings.Join(methods, ", "))
		}
		return nil
	})
	if t.get("top_up") == "monthly" {
		k.Monthly = true
	} else if k.TopUp = t.above("top_up"); !k.TopUp.Equal(k.TopUp.Cents()) {
		t.fail("top_up", "%q: want whole cents", k.TopUp)
	}
	k.DowntimeUSD = t.above("downtime_cost")
	k.Gateways = t.texts("gateways")
	for i, name := range k.Gateways {
		id, err := c.GatewayOrDirect(name)
		if err != nil {
			t.fail("gateways", "%w", err)
		}
		k.Gateways[i] = id
	}
	t.read("require", func(text string) (err error) {
		k.Requirements, err = pricing.ParseRequirements(text)
		return err
	})
	if swap, there := t.table("swap"); there {
		k.Swaps = map[string]string{}
		for _, from := range swap.keys() {
			swap.read(from, func(text string) error {
				to, err := c.NeedModel(text)
				if err != nil {
					return err
				}
				k.Swaps[c.CanonicalName(from)] = to.ID
				return nil
			})
		}
	}
	if server, there := t.table("server"); there {
		k.ServerUSD = map[string]pricing.Money{}
		for _, name := range server.keys() {
			if c.Gateway(name) == nil {
				server.fail(name, "no such gateway")
			}
			if usd := server.some(name); usd.Sign() >= 0 {
				k.ServerUSD[name] = usd
			} else {
				server.fail(name, "%q: want dollars a month", usd)
			}
		}
	}
	t.only()
	return k
}

func readWorkload(c *pricing.Catalog, t tomlTable, lines []tomlTable) pricing.Workload {
	w := pricing.Workload{Source: t.text("source"), Spend: t.above("spend_usd"), From: t.day("from"), To: t.day("to"), Days: int(t.count("days")),
		You: t.text("paid_to"), Purchase: t.some("usual_purchase_usd"),
		Reported: t.some("reported_usd"), Reproduced: t.some("reproduced_usd"), Notes: t.texts("notes")}
	t.texts("also_paid_to") // in files of before [[paid]], which say less
	if p, there := t.table("projection"); there {
		w.Projection = &pricing.Projection{From: p.day("from"), To: p.day("to"), USD: p.some("usd"), Low: p.some("low_usd"), High: p.some("high_usd"), Method: p.text("method")}
		p.only()
	}
	if w.Source == "" {
		w.Source = "tokens"
		if !w.Spend.IsZero() {
			w.Source = "spend"
		}
	}
	switch w.Source {
	case "spend":
		if w.Spend.IsZero() {
			t.fail("spend_usd", "a workload of list dollars has to say how many")
		}
		if len(lines) > 0 {
			t.fail("source", "a workload of list dollars has no [[line]]")
		}
	case "tokens", "ledger":
		if !w.Spend.IsZero() {
			t.fail("spend_usd", "tokens and list dollars are two workloads: keep one")
		}
		if len(lines) == 0 {
			t.fail("source", "the workload has no [[line]] with a model and its tokens")
		}
	default:
		t.fail("source", "%q: want spend, tokens or ledger", w.Source)
	}
	t.fewDays(w.Days)
	if w.Purchase.Sign() < 0 {
		t.fail("usual_purchase_usd", "want dollars above zero")
	}
	if len(lines) > maxScenarioLines {
		t.fail("source", "%d lines are more than the %d of a small text file", len(lines), maxScenarioLines)
	}
	t.only()
	for _, line := range lines {
		w.Lines = append(w.Lines, readLine(line))
	}
	if t.file.err != nil {
		return w
	}
	return c.Thaw(w)
}

// fewDays refuses more days than there have been gateways.
func (t tomlTable) fewDays(days int) {
	if days > 100_000 {
		t.fail("days", "%d: more days than there have been gateways", days)
	}
}

func readPaid(t tomlTable) pricing.PaidAccount {
	p := pricing.PaidAccount{Account: t.text("account"), Gateway: t.text("gateway"), Charged: t.some("charged_usd"), Days: int(t.count("days")),
		Arrears: t.yes("arrears"), Method: t.text("method"), Purchase: t.some("usual_purchase_usd")}
	t.fewDays(p.Days)
	if p.Purchase.Sign() < 0 {
		t.fail("usual_purchase_usd", "want dollars above zero")
	}
	t.only()
	return p
}

func readLine(t tomlTable) pricing.WorkLine {
	l := pricing.WorkLine{Name: t.text("model"), Gateway: t.text("gateway"), At: t.instant("at"), Prompt: t.count("prompt"), Days: int(t.count("days")), Requests: t.count("requests"), Reported: t.some("charged_usd"), Extra: t.some("extra_usd"),
		Service: pricing.Service{Tier: pricing.TierOf(t.text("service_tier")), Residency: pricing.ResidencyOf(t.text("residency"))},
		OwnKey:  t.yes("own_key"), CacheUnknown: t.yes("cache_unknown"), Mixed: t.yes("mixed"), BandKnown: t.yes("band_known"), ClockKnown: t.yes("window_known")}
	t.fewDays(l.Days)
	if t.yes("batch") { // as files of the first edition say it
		l.Service.Tier = pricing.Batch
	}
	if l.Name == "" {
		t.fail("model", "a line names its model")
	}
	for k := range l.Tokens {
		l.Tokens[k] = t.count(countName(pricing.Kind(k)))
	}
	t.only()
	return l
}

func readFollowing(t tomlTable) *Following {
	f := &Following{Account: t.text("account"), From: t.day("from"), To: t.day("to"), Projected: t.yes("projected")}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		t.fail("to", "%s is before from", f.To.Format(pricing.Day))
	}
	t.only()
	return f
}

func (s *Scenario) readResult(t tomlTable) {
	s.ListUSD = t.some("list_usd")
	s.Bill = pricing.Bill{Gateway: s.Gateway, Total: t.money("total_usd"), Coverage: t.text("coverage"), Token: t.money("token_usd"), Fee: t.money("fee_usd"),
		Subscription: t.money("subscription_usd"), BYOKFee: t.money("byok_fee_usd"), Breakage: t.money("breakage_usd"), Downtime: t.money("downtime_usd")}
	t.read("coverage", func(text string) error {
		if _, err := pricing.ParseMoney(text); err != nil {
			return fmt.Errorf(`%q: want a share, like "0.98"`, text)
		}
		return nil
	})
	models, _ := t.table("models")
	for _, name := range models.keys() {
		if usd := models.money(name); usd != nil {
			s.Bill.Models = append(s.Bill.Models, pricing.ModelCost{Model: name, USD: *usd})
		}
	}
	slices.SortStableFunc(s.Bill.Models, func(a, b pricing.ModelCost) int {
		return cmp.Or(b.USD.Cmp(a.USD), strings.Compare(a.Model, b.Model))
	})
	gateways, _ := t.table("gateways")
	for _, name := range gateways.keys() {
		if usd := gateways.money(name); usd != nil {
			s.Others = append(s.Others, pricing.Total{Gateway: name, USD: *usd})
		}
	}
	t.only()
}
