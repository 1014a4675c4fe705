package decide

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type modelJSON struct {
	Model     string           `json:"model"`
	Vendor    string           `json:"vendor"`
	Family    string           `json:"family"`
	Released  string           `json:"released"`
	Context   int64            `json:"context"`
	MaxOutput int64            `json:"max_output"`
	Gateways  []string         `json:"gateways"`
	List      map[string]any   `json:"list_usd_per_million"`
	Rates     []modelRateJSON  `json:"rates,omitempty"`
	Aliases   []modelAliasJSON `json:"aliases,omitempty"`
}

type modelAliasJSON struct {
	Gateway string `json:"gateway"`
	ID      string `json:"id"`
}

type modelRateJSON struct {
	Gateway string       `json:"gateway"`
	ID      string       `json:"gateway_model_id"`
	Kind    string       `json:"kind"`
	Rate    pricing.Rate `json:"usd_per_million"`
	Over    int64        `json:"over_tokens"`
	Window  string       `json:"window"`
	From    *string      `json:"from"`
	To      *string      `json:"to"`
	InForce bool         `json:"in_force"`
	Basis   string       `json:"basis"`
	Source  string       `json:"source"`
	Seen    *string      `json:"seen"`
}

// NewModelsCommand searches models and shows one with its rates.
func NewModelsCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "models [QUERY]",
		Short:   "find models; models show MODEL lists its rates everywhere",
		Example: "  tollbook models sonnet\n  tollbook models show claude-sonnet-4-5-20250929",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runModels(run, strings.Join(args, "")) },
	}
	cmd.AddCommand(newModelsShowCommand(run))
	return cmd
}

func newModelsShowCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "show MODEL",
		Short:   "one model's rates over time and by gateway",
		Example: "  tollbook models show anthropic/claude-sonnet-4.5",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runModelsShow(run, args[0]) },
	}
}

func runModelsShow(run *cli.Run, name string) error {
	m, err := run.Catalog.NeedModel(name)
	if err != nil {
		return err
	}
	return showModel(run, m)
}

func modelValue(run *cli.Run, m *pricing.Model) modelJSON {
	v := modelJSON{Model: m.ID, Vendor: m.Vendor, Family: m.Family, Released: m.Released, Context: m.Context, MaxOutput: m.MaxOutput, Gateways: []string{}, List: map[string]any{}}
	for _, alias := range run.Catalog.Aliases(m.ID) {
		if n := len(v.Gateways); n == 0 || v.Gateways[n-1] != alias.Gateway {
			v.Gateways = append(v.Gateways, alias.Gateway)
		}
	}
	if card := run.Catalog.ListCard(m.ID); card != nil {
		for _, k := range pricing.Kinds() {
			if b := card.Rate(k, 0, pricing.Instant{Force: run.AsOf}); b != nil {
				v.List[k.String()] = b.Rate
			}
		}
	}
	return v
}

// runModels lists the models whose names hold a query; "" is all.
func runModels(run *cli.Run, query string) error {
	out := struct {
		Schema string      `json:"schema"`
		Models []modelJSON `json:"models"`
	}{"tollbook.models.v1", []modelJSON{}}
	t := print.NewTable("MODEL", "RELEASED", ">CONTEXT", ">IN", ">CACHED", ">OUT", ">GATEWAYS").Dropping("RELEASED", "GATEWAYS", "CONTEXT")
	rate := func(v modelJSON, kind string) string {
		if r, ok := v.List[kind]; ok {
			return fmt.Sprint(r)
		}
		return "-"
	}
	for _, m := range run.Catalog.SearchModels(query) {
		v := modelValue(run, m)
		out.Models = append(out.Models, v)
		context := ""
		if m.Context > 0 {
			context = words.Number(m.Context)
		}
		t.Add(m.ID, m.Released, context, rate(v, "input"), rate(v, "cache_read"), rate(v, "output"), fmt.Sprint(len(v.Gateways)))
	}
	if len(out.Models) == 0 {
		hint := "tollbook models lists them all"
		if near := run.Catalog.NearestModels(query, 3); len(near) > 0 {
			hint = "nearest: " + strings.Join(near, ", ")
		}
		return cli.AsWrongUse(cli.WithHint(fmt.Errorf("no model's name holds %q", query), hint))
	}
	prose := ""
	if run.Format == "table" {
		prose = fmt.Sprintf("%s; list prices of the publisher in USD per million tokens, - is none known", words.Counted(len(out.Models), "model"))
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next("tollbook models show "+out.Models[0].Model, "tollbook quote "+out.Models[0].Model+" --input 12000 --output 900")
	return nil
}

func showModel(run *cli.Run, m *pricing.Model) error {
	v := modelValue(run, m)
	t := print.NewTable("GATEWAY", "ID", "KIND", ">USD/M", ">OVER", "WINDOW", "FROM", "TO", "SEEN").Folding("ID").Dropping("SEEN", "TO")
	for _, alias := range run.Catalog.Aliases(m.ID) {
		v.Aliases = append(v.Aliases, modelAliasJSON(alias))
		card := run.Catalog.Gateway(alias.Gateway).Card(alias.ID)
		if card == nil {
			return errors.New("the catalog lists an id without a card: " + alias.ID)
		}
		for _, b := range card.Bands {
			over := ""
			if b.Over > 0 {
				over = words.Number(b.Over)
			}
			inForce := !b.From.After(run.AsOf) && (b.To.IsZero() || run.AsOf.Before(b.To))
			v.Rates = append(v.Rates, modelRateJSON{alias.Gateway, alias.ID, b.Kind.String(), b.Rate, b.Over, b.WindowText(), print.RFC3339(b.From), print.RFC3339(b.To), inForce, b.Basis, b.Source, print.Day(b.Seen)})
			t.Add(alias.Gateway, alias.ID, b.Kind.String(), b.Rate.String(), over, b.WindowText(), print.DayOr(b.From, ""), print.DayOr(b.To, ""), print.DayOr(b.Seen, ""))
		}
	}
	out := struct {
		Schema string `json:"schema"`
		modelJSON
	}{"tollbook.models.v1", v}
	prose := fmt.Sprintf("%s, by %s", m.ID, m.Vendor)
	if m.Released != "" {
		prose += ", released " + m.Released
	}
	if m.Context > 0 {
		prose += fmt.Sprintf(", %s tokens of context", words.Number(m.Context))
	}
	prose += "\nrates in USD per million; OVER is the prompt size above which a rate holds for the whole request; no FROM is as far back as known"
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next("tollbook quote " + m.ID + " --input 12000 --output 900")
	return nil
}
