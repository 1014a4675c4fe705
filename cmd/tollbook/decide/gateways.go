package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
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
	Minutes         *string `json:"minutes_per_30_days"`
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
	// Requirements are there where --require asks for them.
	Requirements map[string]pricing.Verdict `json:"requirements,omitempty"`
	Claims       map[string]pricing.Basis   `json:"passes_not_stated,omitempty"`
	Incidents    []phaseJSON                `json:"incidents,omitempty"`
	Facts        []factJSON                 `json:"facts,omitempty"`
}

// gatewaysOptions are the flags of gateways.
type gatewaysOptions struct {
	require string
}

func (o *gatewaysOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.require, "require", "", "mark by `LIST`: sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee")
}

// NewGatewaysCommand shows terms: of all gateways in a table, of one in full.
func NewGatewaysCommand(run *cli.Run) *cobra.Command {
	var o gatewaysOptions
	cmd := &cobra.Command{
		Use:     "gateways [GATEWAY]",
		Short:   "the terms of every gateway, or one gateway's whole profile",
		Example: "  tollbook gateways\n  tollbook gateways openrouter\n  tollbook gateways --require sla,no-expiry",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runGateways(run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runGateways(run *cli.Run, o gatewaysOptions, args []string) error {
	var reqs []pricing.Requirement
	if o.require != "" {
		var err error
		if reqs, err = pricing.ParseRequirements(o.require); err != nil {
			return cli.AsWrongUse(err)
		}
	}
	if len(args) == 0 {
		return listGateways(run, reqs)
	}
	g, err := run.Catalog.NeedGateway(args[0])
	if err != nil {
		return err
	}
	return showGateway(run, g, reqs)
}

func gatewayValue(run *cli.Run, g *pricing.Gateway, reqs []pricing.Requirement) gatewayJSON {
	out := gatewayJSON{Gateway: g.ID, Name: g.Name, Kind: string(g.Kind), Prices: string(g.Prices), Billing: g.Billing, Fee: feeWords(run, g),
		Expiry: g.Expiry.String(), SLA: g.SLA, Models: g.Models(), BaseURL: g.BaseURL}
	for _, r := range reqs {
		if out.Requirements == nil {
			out.Requirements, out.Claims = map[string]pricing.Verdict{}, map[string]pricing.Basis{}
		}
		v, basis := g.Check(r, "", run.AsOf)
		out.Requirements[r.Text] = v
		if v == pricing.Pass && basis != pricing.Stated {
			out.Claims[r.Text] = basis
		}
	}
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
	out.Reliability = reliabilityJSON{From: print.Day(rel.From), To: print.Day(rel.To), Incidents: rel.Incidents, RawMinutes: rel.RawMinutes, WeightedMinutes: rel.WeightedMinutes}
	if rel.Watched {
		four := rel.Meets(pricing.MustPercent("99.99"))
		out.Reliability.Availability, out.Reliability.Nines, out.Reliability.FourNines = &rel.Availability, &rel.Nines, &four
		out.Reliability.Minutes = &rel.MinutesPer30Days
	}
	return out
}

// feeWords puts the fee in force into a few words: "5.5 %, at least $0.80 (card)".
func feeWords(run *cli.Run, g *pricing.Gateway) string {
	if !g.Prepaid() {
		return "none to load: " + BillingWords(g)
	}
	fee, _ := g.Fee("", run.AsOf)
	if fee == nil || fee.Unknown {
		return "unknown"
	}
	words := fee.Percent.String() + " %"
	if !fee.Min.IsZero() {
		words += ", at least " + print.USD(fee.Min)
	}
	if !fee.Flat.IsZero() {
		words += " + " + print.USD(fee.Flat)
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

func listGateways(run *cli.Run, reqs []pricing.Requirement) error {
	out := struct {
		Schema   string        `json:"schema"`
		Gateways []gatewayJSON `json:"gateways"`
	}{Schema: "tollbook.gateways.v1"}
	head := []string{"GATEWAY", "KIND", "FEE TO LOAD", ">MIN", "UNUSED CREDIT", ">MARKUP", "SLA", ">MODELS", "SEEN"}
	for _, r := range reqs {
		head = append(head, strings.ToUpper(r.Text))
	}
	t := print.NewTable(head...).Folding("FEE TO LOAD").Dropping("SEEN", "KIND", "MODELS", "SLA", "MIN", "MARKUP")
	statuses := map[string]pricing.Status{}
	for _, s := range run.Catalog.Statuses() {
		statuses[s.Gateway] = s
	}
	for _, g := range byKind(run.Catalog.Gateways()) {
		v := gatewayValue(run, g, reqs)
		out.Gateways = append(out.Gateways, v)
		least, markup := "", "?"
		if v.PurchaseMin != nil {
			least = print.USD(*v.PurchaseMin)
		}
		if v.Markup != nil {
			markup = v.Markup.String() + " %"
		}
		fee := v.Fee
		if !g.Prepaid() {
			fee = "-"
		}
		expires := unusedCredit(g)
		if !g.Prepaid() {
			expires = "-"
		}
		row := []string{g.ID, v.Kind, fee, least, expires, markup, v.SLA, words.Number(int64(v.Models)), statuses[g.ID].Newest().Format(pricing.Day)}
		for _, r := range reqs {
			row = append(row, verdictWords(v.Requirements[r.Text], v.Claims[r.Text]))
		}
		t.Add(row...)
	}
	if err := run.Emit(out, "", t); err != nil {
		return err
	}
	run.Next("tollbook gateways openrouter", "tollbook compare --spend 1000")
	return nil
}

// unusedCredit says what becomes of unused credit, "unknown" where nobody says.
func unusedCredit(g *pricing.Gateway) string {
	if g.Expiry.Kind == pricing.ExpiryUnknown {
		return g.Expiry.String()
	}
	return g.Expiry.Words()
}

// byKind puts routers first, then publishers, then hosts, then those that take no
// requests, each by name.
func byKind(all []*pricing.Gateway) []*pricing.Gateway {
	order := []pricing.GatewayKind{pricing.Router, pricing.Provider, pricing.Host, pricing.Agent, pricing.Observer}
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b *pricing.Gateway) int {
		return slices.Index(order, a.Kind) - slices.Index(order, b.Kind)
	})
	return out
}

// profileJSON is one gateway in full.
type profileJSON struct {
	Schema   string        `json:"schema"`
	Gateways []gatewayJSON `json:"gateways"`
}

// Records are the facts: who reads a profile as a table wants them one by one.
func (p profileJSON) Records() (rows []any, empty any) {
	return print.Rows(p.Gateways[0].Facts)
}

func showGateway(run *cli.Run, g *pricing.Gateway, reqs []pricing.Requirement) error {
	v := gatewayValue(run, g, reqs)
	for _, in := range g.Incidents {
		for _, p := range in.Phases {
			v.Incidents = append(v.Incidents, phaseJSON{in.ID, print.RFC3339(p.Start), print.RFC3339(p.End), p.FailedShare, p.ErrorCode, p.Words, string(p.Basis), p.Source, print.Day(p.Seen)})
		}
	}
	for _, s := range g.Statements {
		v.Facts = append(v.Facts, factJSON{s.Name, s.Of, s.Value, print.Day(s.From), string(s.Basis), s.Source, print.Day(s.Seen), s.Words})
	}
	if run.Format != "table" {
		return run.Emit(profileJSON{"tollbook.gateways.v1", []gatewayJSON{v}}, "", nil)
	}
	fmt.Fprint(run.Out, profileText(run, g, v, reqs))
	run.Next("tollbook fee "+g.ID+" 25", "tollbook gateways "+g.ID+" --json")
	return nil
}
