package main

import (
	"fmt"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/pricing"
)

type factJSON struct {
	Fact   string  `json:"fact"`
	Of     string  `json:"of"`
	Value  string  `json:"value"`
	From   *string `json:"from"`
	Basis  string  `json:"basis"`
	Source string  `json:"source"`
	Seen   *string `json:"seen"`
	Words  string  `json:"words"`
}

type reliabilityJSON struct {
	From            *string `json:"observed_from"`
	To              *string `json:"observed_to"`
	Incidents       int     `json:"incidents"`
	RawMinutes      string  `json:"raw_minutes"`
	WeightedMinutes string  `json:"weighted_minutes"`
	Availability    *string `json:"availability_percent"`
	Nines           *int    `json:"nines"`
	FourNines       *bool   `json:"four_nines"`
}

type phaseJSON struct {
	Incident    string  `json:"incident"`
	Start       *string `json:"start"`
	End         *string `json:"end"`
	FailedShare string  `json:"failed_share"`
	ErrorCode   string  `json:"error_code"`
	Cause       string  `json:"cause"`
	Basis       string  `json:"basis"`
	Source      string  `json:"source"`
	Seen        *string `json:"seen"`
}

type gatewayJSON struct {
	Gateway     string           `json:"gateway"`
	Name        string           `json:"name"`
	Kind        string           `json:"kind"`
	Prices      string           `json:"prices"`
	Billing     string           `json:"billing"`
	Fee         string           `json:"fee"`
	PurchaseMin *pricing.Money   `json:"purchase_min_usd"`
	PurchaseMax *pricing.Money   `json:"purchase_max_usd"`
	Expiry      string           `json:"expiry_policy"`
	Markup      *pricing.Percent `json:"markup_percent"`
	SLA         string           `json:"sla"`
	Models      int              `json:"models"`
	BaseURL     string           `json:"base_url"`
	Reliability reliabilityJSON  `json:"reliability"`
	Incidents   []phaseJSON      `json:"incidents,omitempty"`
	Facts       []factJSON       `json:"facts,omitempty"`
}

// gatewaysCommand shows terms: of all gateways in a table, of one in full.
func (a *app) gatewaysCommand() *cobra.Command {
	var require string
	cmd := &cobra.Command{
		Use:     "gateways [GATEWAY]",
		Short:   "the terms of every gateway, or one gateway's whole profile",
		Example: "  tollbook gateways\n  tollbook gateways openrouter\n  tollbook gateways --require sla,no-expiry",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var reqs []pricing.Requirement
			if require != "" {
				var err error
				if reqs, err = pricing.ParseRequirements(require); err != nil {
					return usageError{err}
				}
			}
			if len(args) == 0 {
				return a.listGateways(reqs)
			}
			g, err := a.catalog.NeedGateway(args[0])
			if err != nil {
				return err
			}
			return a.showGateway(g, reqs)
		},
	}
	cmd.Flags().StringVar(&require, "require", "", "mark by `LIST`: sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee")
	return cmd
}

func (a *app) gatewayValue(g *pricing.Gateway) gatewayJSON {
	out := gatewayJSON{Gateway: g.ID, Name: g.Name, Kind: string(g.Kind), Prices: string(g.Prices), Billing: g.Billing, Fee: a.feeWords(g),
		Expiry: g.Expiry.String(), SLA: g.SLA, Models: g.Models(), BaseURL: g.BaseURL}
	if !g.PurchaseMin.IsZero() {
		out.PurchaseMin = &g.PurchaseMin
	}
	if !g.PurchaseMax.IsZero() {
		out.PurchaseMax = &g.PurchaseMax
	}
	if g.MarkupFact != nil {
		out.Markup = &g.Markup
	}
	rel := g.Reliability()
	out.Reliability = reliabilityJSON{From: day(rel.From), To: day(rel.To), Incidents: rel.Incidents, RawMinutes: rel.RawMinutes, WeightedMinutes: rel.WeightedMinutes}
	if rel.Watched {
		four := rel.Meets(pricing.MustPercent("99.99"))
		out.Reliability.Availability, out.Reliability.Nines, out.Reliability.FourNines = &rel.Availability, &rel.Nines, &four
	}
	return out
}

// feeWords puts the fee in force into a few words: "5.5 %, at least $0.80 (card)".
func (a *app) feeWords(g *pricing.Gateway) string {
	if !g.Prepaid() {
		return "none to load: " + billingWords(g)
	}
	fee, _ := g.Fee("", a.asOf)
	if fee == nil || fee.Unknown {
		return "unknown"
	}
	words := fee.Percent.String() + " %"
	if !fee.Min.IsZero() {
		words += ", at least " + usd(fee.Min)
	}
	if !fee.Flat.IsZero() {
		words += " + " + usd(fee.Flat)
	}
	if fee.Taken != pricing.OnTop && !fee.Percent.IsZero() {
		words += " " + strings.ReplaceAll(fee.Taken.String(), "_", " ")
	}
	if fee.Method != pricing.AnyMethod {
		words += " (" + fee.Method + ")"
	}
	if fee.Basis != pricing.Stated {
		words += " " + string(fee.Basis)
	}
	return words
}

func (a *app) listGateways(reqs []pricing.Requirement) error {
	out := struct {
		Schema   string        `json:"schema"`
		Gateways []gatewayJSON `json:"gateways"`
	}{Schema: "tollbook.gateways.v1"}
	head := []string{"GATEWAY", "KIND", "FEE TO LOAD", ">MIN", "CREDIT EXPIRES", ">MARKUP", "SLA", ">MODELS", "SEEN"}
	for _, r := range reqs {
		head = append(head, strings.ToUpper(r.Text))
	}
	t := newTable(head...)
	statuses := map[string]pricing.Status{}
	for _, s := range a.catalog.Statuses() {
		statuses[s.Gateway] = s
	}
	for _, g := range a.catalog.Gateways() {
		v := a.gatewayValue(g)
		out.Gateways = append(out.Gateways, v)
		least, markup := "", "?"
		if v.PurchaseMin != nil {
			least = usd(*v.PurchaseMin)
		}
		if v.Markup != nil {
			markup = v.Markup.String() + " %"
		}
		fee := v.Fee
		if !g.Prepaid() {
			fee = "-"
		}
		expires := v.Expiry
		if !g.Prepaid() {
			expires = "-"
		}
		row := []string{g.ID, v.Kind, fee, least, expires, markup, v.SLA, number(int64(v.Models)), statuses[g.ID].Newest.Format(pricing.Day)}
		for _, r := range reqs {
			row = append(row, string(g.Check(r, "", a.asOf)))
		}
		t.add(row...)
	}
	if err := a.emit(out, "", t); err != nil {
		return err
	}
	a.next("tollbook gateways openrouter", "tollbook compare --spend 1000")
	return nil
}

func (a *app) showGateway(g *pricing.Gateway, reqs []pricing.Requirement) error {
	v := a.gatewayValue(g)
	for _, in := range g.Incidents {
		for _, p := range in.Phases {
			v.Incidents = append(v.Incidents, phaseJSON{in.ID, rfc3339(p.Start), rfc3339(p.End), p.FailedShare, p.ErrorCode, p.Words, string(p.Basis), p.Source, day(p.Seen)})
		}
	}
	facts := newTable("FACT", "OF", "VALUE", "FROM", "BASIS", "SEEN", "WHAT IT SAYS", "SOURCE")
	for _, s := range g.Statements {
		v.Facts = append(v.Facts, factJSON{s.Name, s.Of, s.Value, day(s.From), string(s.Basis), s.Source, day(s.Seen), s.Words})
		from := ""
		if !s.From.IsZero() {
			from = s.From.Format(pricing.Day)
		}
		facts.add(s.Name, s.Of, s.Value, from, string(s.Basis), s.Seen.Format(pricing.Day), s.Words, s.Source)
	}
	if a.format != "table" {
		return a.emit(struct {
			Schema   string        `json:"schema"`
			Gateways []gatewayJSON `json:"gateways"`
		}{"tollbook.gateways.v1", []gatewayJSON{v}}, "", facts)
	}
	fmt.Fprint(a.stdout, a.profile(g, v, reqs))
	a.next("tollbook fee "+g.ID+" 25", "tollbook gateways "+g.ID+" --json for every fact with its source")
	return nil
}

// factor is one line of a profile.
type factor struct{ name, value, basis string }

// profile is a gateway's factor table, record, fit and client lines.
func (a *app) profile(g *pricing.Gateway, v gatewayJSON, reqs []pricing.Requirement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), %s, billing %s\n\n", g.Name, g.ID, g.Kind, g.Billing)
	t := newTable("FACTOR", "VALUE", "BASIS")
	for _, f := range a.factors(g, v) {
		t.add(f.name, f.value, f.basis)
	}
	b.WriteString(t.text(a.colored()))
	if len(g.Incidents) > 0 {
		b.WriteString("\n" + incidentText(g, a.colored()))
	}
	b.WriteString("\nwhom it fits\n")
	if len(reqs) == 0 {
		reqs, _ = pricing.ParseRequirements("sla,uptime=99.9,uptime=99.99,latency=50ms,models=100,no-expiry,no-fee")
	}
	fit := map[pricing.Verdict][]string{}
	for _, r := range reqs {
		verdict := g.Check(r, "", a.asOf)
		fit[verdict] = append(fit[verdict], r.Text)
	}
	for _, verdict := range []pricing.Verdict{pricing.Pass, pricing.Fail, pricing.Undecidable} {
		if len(fit[verdict]) > 0 {
			fmt.Fprintf(&b, "  %-8s %s\n", verdict, strings.Join(fit[verdict], ", "))
		}
	}
	if g.BaseURL != "" {
		fmt.Fprintf(&b, "\nin an OpenAI client two lines change\n  base_url = %q\n  api_key  = os.environ[%q]\n", g.BaseURL, strings.ToUpper(strings.NewReplacer("-", "_").Replace(g.ID))+"_API_KEY")
	}
	return b.String()
}

// factors are the rows of the profile, each with how it is known.
func (a *app) factors(g *pricing.Gateway, v gatewayJSON) []factor {
	var out []factor
	seen := func(f pricing.Fact) string {
		words := string(f.Basis)
		if !f.Seen.IsZero() {
			words += ", seen " + f.Seen.Format(pricing.Day)
		}
		if f.Source != "" {
			words += ", " + f.Source
		}
		return words
	}
	for _, m := range g.Methods() {
		fee, _ := g.Fee(m, a.asOf)
		value := "unknown"
		if !fee.Unknown {
			value = fee.Percent.String() + " %"
			if !fee.Min.IsZero() {
				value += ", at least " + usd(fee.Min)
			}
			value += ", " + strings.ReplaceAll(fee.Taken.String(), "_", " ")
		}
		out = append(out, factor{"fee, " + m, value, seen(fee.Fact)})
	}
	rel := v.Reliability
	record := "no record kept: absence proves nothing"
	if rel.Availability != nil {
		four := "four nines met"
		if !*rel.FourNines {
			four = "four nines failed (they allow " + pricing.AllowedMinutes(pricing.MustPercent("99.99")) + " minutes in 30 days)"
		}
		record = fmt.Sprintf("%d incidents, %s raw minutes, %s weighted; %s %% from %s to %s: %s", rel.Incidents, rel.RawMinutes, rel.WeightedMinutes, *rel.Availability, *rel.From, *rel.To, four)
	}
	shownAs := map[string]string{
		"purchase_min": "least purchase", "purchase_max": "largest purchase", "expiry": "unused credit", "refund_hours": "refund", "refund_note": "refund",
		"auto_topup": "automatic top-up", "markup_percent": "markup on tokens", "batch_discount_percent": "batch discount",
		"prompt_logging_discount_percent": "prompt-logging discount", "volume_discount_percent": "volume discount",
		"byok_fee_percent": "own-key fee", "byok_free_requests": "own-key allowance", "byok_free_list_usd": "own-key allowance",
		"plan_month": "plan", "plan_requests": "plan includes", "plan_overage": "plan overage", "server_cost": "server", "sla_percent": "SLA", "sla_note": "SLA",
		"latency_ms": "latency claim", "rate_limit": "rate limit", "error_codes": "error codes", "extra_price": "extras", "ownership": "ownership", "operator": "operator",
		"free_credit_month": "free credit", "peak_windows": "peak hours", "failed_requests_billed": "failed requests billed", "lot_order": "order of credits", "note": "note",
	}
	units := map[string]func(string) string{
		"purchase_min": dollarText, "purchase_max": dollarText, "byok_free_list_usd": func(s string) string { return dollarText(s) + " of list price a month" },
		"byok_free_requests": func(s string) string { return grouped(s) + " requests a month" }, "plan_month": func(s string) string { return dollarText(s) + " a month" },
		"plan_requests": func(s string) string { return grouped(s) + " requests" }, "refund_hours": refundText, "latency_ms": func(s string) string { return s + " ms" },
		"markup_percent": percentText, "batch_discount_percent": percentText, "prompt_logging_discount_percent": percentText, "volume_discount_percent": percentText,
		"byok_fee_percent": func(s string) string { return percentText(s) + " of list price" }, "sla_percent": percentText,
	}
	for _, s := range g.Statements {
		name, ok := shownAs[s.Name]
		if !ok {
			continue
		}
		value := s.Value
		if unit := units[s.Name]; unit != nil && s.Basis != pricing.Unknown && value != "none" && value != "unknown" {
			value = unit(value)
		}
		if s.Of != "" {
			name += ", " + s.Of
		}
		if !s.From.IsZero() {
			value += " from " + s.From.Format(pricing.Day)
		}
		if s.Words != "" && (s.Name == "note" || s.Name == "error_codes" || s.Name == "expiry" || s.Name == "sla_percent") {
			value += ": " + s.Words
		}
		out = append(out, factor{name, value, seen(s.Fact)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].name[:3] != "not" && out[j].name[:3] == "not" })
	return append([]factor{{"outages", record, "from the incident record"}}, out...)
}

func dollarText(s string) string {
	m, err := pricing.ParseMoney(s)
	if err != nil {
		return s
	}
	return usd(m)
}

func percentText(s string) string { return s + " %" }

func refundText(s string) string {
	if s == "0" {
		return "never"
	}
	return "unused credit within " + s + " hours"
}

func incidentText(g *pricing.Gateway, bold bool) string {
	t := newTable("INCIDENT", "UTC", ">MINUTES", ">FAILED", "ERROR", "CAUSE")
	for _, in := range g.Incidents {
		for _, p := range in.Phases {
			failed, _ := asPercent(p.FailedShare)
			t.add(in.ID, p.Start.Format("15:04")+"-"+p.End.Format("15:04"), fmt.Sprint(int(p.End.Sub(p.Start).Minutes())), failed, p.ErrorCode, p.Words)
		}
	}
	return t.text(bold)
}
