package decide

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A profile is a gateway's page: the factor table, the record of outages, whom it
// fits, and the lines that change in a client. Sources are numbered and stand
// at its end.
type profile struct {
	run     *cli.Run
	g       *pricing.Gateway
	v       gatewayJSON
	sources []string
}

// profileText writes the page.
func profileText(run *cli.Run, g *pricing.Gateway, v gatewayJSON, reqs []pricing.Requirement) string {
	p := &profile{run: run, g: g, v: v}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), %s, billing %s\n\n", g.Name, g.ID, g.Kind, g.Billing)
	b.WriteString(p.factors().Text(run.Page))
	if len(g.Incidents) > 0 {
		b.WriteString("\n" + p.incidents())
	}
	b.WriteString("\nwhom it fits\n" + p.fit(reqs))
	if g.BaseURL != "" {
		fmt.Fprintf(&b, "\nin an OpenAI client two lines change\n  base_url = %q\n  api_key  = os.environ[%q]\n", g.BaseURL, strings.ToUpper(strings.ReplaceAll(g.ID, "-", "_"))+"_API_KEY")
	}
	if notes := p.notes(); len(notes) > 0 {
		fmt.Fprintf(&b, "\nnotes\n%s\n", p.run.Prose(strings.Join(notes, "\n")))
	}
	b.WriteString("\nsources\n")
	for i, s := range p.sources {
		fmt.Fprintln(&b, p.run.Prose(fmt.Sprintf("  [%d] %s", i+1, s)))
	}
	return b.String()
}

// seen says how a fact is known: "stated 2026-08-22 [3]".
func (p *profile) seen(f pricing.Fact) string {
	words := string(f.Basis)
	if !f.Seen.IsZero() {
		words += " " + f.Seen.Format(pricing.Day)
	}
	if f.Source == "" {
		return words
	}
	i := slices.Index(p.sources, f.Source)
	if i < 0 {
		i = len(p.sources)
		p.sources = append(p.sources, f.Source)
	}
	return fmt.Sprintf("%s [%d]", words, i+1)
}

// A label is how the profile shows one kind of fact.
type label struct {
	fact, name string
	value      func(string) string
}

// labels are the facts of the factor table, in its order.
var labels = []label{
	{"purchase_min", "least purchase", dollarText},
	{"purchase_max", "largest purchase", dollarText},
	{"expiry", "unused credit", func(s string) string {
		if s == "never" {
			return "never expires"
		}
		return strings.Replace("expires "+s, "expires may", "may expire", 1)
	}},
	{"refund_hours", "refund", refundText},
	{"refund_note", "refund", asIs},
	{"auto_topup", "automatic top-up", yesNo},
	{"markup_percent", "markup on tokens", percentText},
	{"prompt_logging_discount_percent", "prompt-logging discount", percentText},
	{"volume_discount_percent", "volume discount", percentText},
	{"byok_fee_percent", "own-key fee", func(s string) string { return percentText(s) + " of list price" }},
	{"byok_free_requests", "own-key allowance", func(s string) string { return words.Count(s, "request") + " a month" }},
	{"byok_free_list_usd", "own-key allowance", func(s string) string { return dollarText(s) + " of list price a month" }},
	{"plan_month", "plan", func(s string) string { return dollarText(s) + " a month" }},
	{"plan_requests", "plan includes", func(s string) string { return words.Count(s, "request") }},
	{"plan_overage", "plan overage", func(s string) string { return "$" + s + " requests" }},
	{"server_cost", "your server", asIs},
	{"free_credit_month", "free credit a month", dollarText},
	{"sla_percent", "SLA", percentText},
	{"sla_note", "SLA", asIs},
	{"latency_ms", "latency", func(s string) string { return s + " ms" }},
	{"error_codes", "error codes", asIs},
	{"rate_limit", "rate limit", asIs},
	{"extra_price", "extras", asIs},
	{"lot_order", "order of credits", asIs},
	{"peak_windows", "peak hours UTC", asIs},
	{"failed_requests_billed", "failed requests billed", yesNo},
	{"operator", "operator", asIs},
	{"ownership", "ownership", asIs},
}

// factors is the factor table: fees and outages first, then every other fact.
func (p *profile) factors() *print.Table {
	t := print.NewTable("FACTOR", "VALUE", "KNOWN HOW").Folding("VALUE")
	for _, m := range p.g.Methods() {
		fee, _ := p.g.Fee(m, p.run.AsOf)
		value := "unknown"
		if !fee.Unknown {
			value = fee.Percent.String() + " %"
			if !fee.Min.IsZero() {
				value += ", at least " + print.USD(fee.Min)
			}
			value += ", " + strings.ReplaceAll(fee.Taken.String(), "_", " ")
		}
		t.Add("fee to load, "+m, value, p.seen(fee.Fact))
	}
	for _, r := range p.record() {
		t.Add(r[0], r[1], "incident record")
	}
	p.multiples(t, "tier_factor", "tier")
	p.multiples(t, "residency_factor", "residency")
	for _, l := range labels {
		for _, s := range p.g.Statements {
			if s.Name != l.fact {
				continue
			}
			name, value := l.name, s.Value
			if s.Of != "" {
				name += ", " + s.Of
			}
			if value != "unknown" && value != "none" {
				value = l.value(value)
			}
			if !s.From.IsZero() {
				value += " from " + s.From.Format(pricing.Day)
			}
			t.Add(name, value, p.seen(s.Fact))
		}
	}
	return t
}

// multiples are what token rates are multiplied by on a tier or with a residency: a row
// for each multiple, with the page of the first model that has it.
//
//	tier priority  x 1.75 of openai/gpt-4.1, openai/gpt-4.1-mini, openai/o3
func (p *profile) multiples(t *print.Table, fact, name string) {
	type row struct {
		name, value string
		basis       pricing.Basis
	}
	var rows []row
	of, facts := map[row][]string{}, map[row]pricing.Fact{}
	for _, s := range p.g.Statements {
		if s.Name != fact {
			continue
		}
		word, what, _ := strings.Cut(s.Of, " ")
		r := row{name + " " + word, s.Value, s.Basis}
		if s.Value != "unknown" {
			r.value = "x " + s.Value
		}
		if !s.From.IsZero() {
			r.value += " from " + s.From.Format(pricing.Day)
		}
		if what == "" { // of all models
			what = "all"
		}
		if of[r] == nil {
			rows, facts[r] = append(rows, r), s.Fact
		}
		of[r] = append(of[r], strings.ReplaceAll(what, "kind=", ""))
	}
	for _, r := range rows {
		value := r.value
		if names := strings.Join(of[r], ", "); names != "all" {
			value += " of " + names
		}
		t.Add(r.name, value, p.seen(facts[r]))
	}
}

// record is the reliability, with the window that decides it.
func (p *profile) record() [][2]string {
	rel := p.v.Reliability
	if rel.Availability == nil {
		return [][2]string{{"outages", "no record kept, which proves nothing"}}
	}
	four := "four nines met"
	if !*rel.FourNines {
		four = "four nines failed"
	}
	return [][2]string{
		{"outages", fmt.Sprintf("%s, %s raw minutes, %s weighted by the share that failed", words.Counted(rel.Incidents, "incident"), rel.RawMinutes, rel.WeightedMinutes)},
		{"availability", fmt.Sprintf("%s %% from %s to %s", *rel.Availability, *rel.From, *rel.To)},
		{"down in 30 days", words.Minutes(*rel.Minutes) + " by that record, weighted" + p.uptime()},
		{"against 99.99 %", four + ": it allows " + pricing.AllowedMinutes(pricing.MustPercent("99.99")) + " minutes in 30 days"},
	}
}

// uptime names the highest of the usual targets that the record reaches.
func (p *profile) uptime() string {
	reached := ": not even 99 %"
	for _, text := range []string{"99", "99.5", "99.9", "99.95", "99.99", "99.999"} {
		target := pricing.MustPercent(text)
		if p.g.Reliability().Meets(target) {
			reached = fmt.Sprintf("; meets %s %%, which allows %s", text, words.Minutes(pricing.AllowedMinutes(target)))
		}
	}
	return reached
}

func (p *profile) incidents() string {
	t := print.NewTable("INCIDENT", "UTC", ">MINUTES", ">FAILED", "ERROR", "KNOWN HOW")
	var causes strings.Builder
	for _, in := range p.g.Incidents {
		for _, ph := range in.Phases {
			t.Add(in.ID, ph.Start.Format("15:04")+"-"+ph.End.Format("15:04"), fmt.Sprint(int(ph.End.Sub(ph.Start).Minutes())), words.Share(ph.FailedShare), ph.ErrorCode, p.seen(ph.Fact))
			fmt.Fprintln(&causes, p.run.Prose(fmt.Sprintf("  %s %s: %s", in.ID, ph.Start.Format("15:04"), ph.Words)))
		}
	}
	return t.Text(p.run.Page) + causes.String()
}

// notes are what a formula does not read and a reader should know.
func (p *profile) notes() []string {
	var out []string
	for _, s := range p.g.Statements {
		if s.Name == "note" {
			out = append(out, fmt.Sprintf("  %s: %s. %s (%s)", s.Of, s.Value, s.Words, p.seen(s.Fact)))
		}
	}
	return out
}

// fit sorts requirements by whether the gateway meets them.
func (p *profile) fit(reqs []pricing.Requirement) string {
	if len(reqs) == 0 {
		var err error
		if reqs, err = pricing.ParseRequirements("sla,uptime=99.9,uptime=99.99,latency=50ms,models=100,no-expiry,no-fee"); err != nil {
			return err.Error()
		}
	}
	by := map[pricing.Verdict][]string{}
	for _, r := range reqs {
		v, basis := p.g.Check(r, "", p.run.AsOf)
		text := r.Text
		if v == pricing.Pass && basis != pricing.Stated {
			text += fmt.Sprintf(" (%s)", basis)
		}
		by[v] = append(by[v], text)
	}
	var b strings.Builder
	for _, v := range []pricing.Verdict{pricing.Pass, pricing.Fail, pricing.Undecidable} {
		if len(by[v]) > 0 {
			fmt.Fprintln(&b, p.run.Prose(fmt.Sprintf("  %-8s %s", v, strings.Join(by[v], ", "))))
		}
	}
	return b.String()
}

func asIs(s string) string { return s }

func yesNo(s string) string {
	if s == "true" {
		return "yes"
	}
	return "no"
}

func dollarText(s string) string {
	m, err := pricing.ParseMoney(s)
	if err != nil {
		return s
	}
	return print.USD(m)
}

func percentText(s string) string { return s + " %" }

func refundText(s string) string {
	if s == "0" {
		return "never"
	}
	return "unused credit within " + words.Count(s, "hour")
}
