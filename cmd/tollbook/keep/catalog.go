package keep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type statusJSON struct {
	Gateway string  `json:"gateway"`
	Models  int     `json:"models"`
	Rates   int     `json:"rates"`
	Facts   int     `json:"facts"`
	Unknown int     `json:"unknown_facts"`
	Oldest  *string `json:"rates_oldest_seen"`
	Newest  *string `json:"rates_newest_seen"`
	Terms   *string `json:"facts_newest_seen"`
	AgeDays int     `json:"age_days"`
	// Of what the ledger's month of work uses; null and 0 where it uses nothing there.
	UsedModels int            `json:"used_models"`
	UsedOldest *string        `json:"used_rates_oldest_seen"`
	UsedAge    *int           `json:"used_age_days"`
	UsedUSD    *pricing.Money `json:"used_month_usd"`
	OwnRates   int            `json:"own_rates"`
	Updated    int            `json:"updated_rates"`
}

// NewCatalogCommand tells how old and how complete the catalog is, and changes it.
func NewCatalogCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "catalog",
		Short:   "the catalog of prices and terms",
		Example: "  tollbook catalog status",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return cli.AsWrongUse(cli.WithHint(errors.New("catalog needs a word"), "tollbook catalog status"))
		},
	}
	cmd.AddCommand(newCatalogStatusCommand(run), newCatalogUpdateCommand(run), newCatalogDiffCommand(run), newCatalogSetCommand(run), newCatalogUndoCommand(run))
	return cmd
}

func newCatalogStatusCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "how old the catalog is, and how old what you use of it",
		Long:    "Lists the gateways with the age of their rates, those first at which your last 30\ndays of usage were priced: of these the age is that of the rates that you use.",
		Example: "  tollbook catalog status",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCatalogStatus(cmd.Context(), run) },
	}
}

func runCatalogStatus(ctx context.Context, run *cli.Run) error {
	w, err := monthOfWork(ctx, run)
	if err != nil {
		return err
	}
	used := map[string]*usedGateway{}
	for _, c := range w.UsedCards(pricing.Prices{Catalog: run.Catalog, At: run.AsOf}) {
		if used[c.Gateway] == nil {
			used[c.Gateway] = &usedGateway{}
		}
		used[c.Gateway].add(c)
	}
	out := struct {
		Schema   string       `json:"schema"`
		Version  string       `json:"version"`
		Newest   *string      `json:"newest_seen"`
		Models   int          `json:"models"`
		Listed   int          `json:"models_with_list_price"`
		Gateways []statusJSON `json:"gateways"`
		// The last change of own rates; null where there is none.
		Change    *int    `json:"change"`
		ChangedAt *string `json:"changed_at"`
	}{Schema: "tollbook.catalog.v1", Version: run.Catalog.Version, Newest: print.Day(run.Catalog.Newest), Models: len(run.Catalog.Models())}
	for _, m := range run.Catalog.Models() {
		if card := run.Catalog.ListCard(m.ID); card != nil && card.Rate(pricing.Input, 0, pricing.Instant{Force: run.AsOf}) != nil {
			out.Listed++
		}
	}
	rates := 0
	for _, s := range run.Catalog.Statuses() {
		row := statusJSON{Gateway: s.Gateway, Models: s.Models, Rates: s.Rates, Facts: s.Facts, Unknown: s.Unknown, Oldest: print.Day(s.RatesOldest), Newest: print.Day(s.RatesNewest), Terms: print.Day(s.FactsNewest),
			AgeDays: daysSince(run, s.Newest()), OwnRates: s.Own, Updated: s.Updated}
		rates += s.Rates
		if u := used[s.Gateway]; u != nil {
			row.UsedModels, row.UsedOldest, row.UsedUSD = u.models, print.Day(u.oldest), &u.usd
			if !u.oldest.IsZero() {
				age := daysSince(run, u.oldest)
				row.UsedAge = &age
			}
		}
		out.Gateways = append(out.Gateways, row)
	}
	slices.SortStableFunc(out.Gateways, func(a, b statusJSON) int {
		switch {
		case a.UsedUSD != nil && b.UsedUSD != nil:
			return b.UsedUSD.Cmp(*a.UsedUSD)
		case a.UsedUSD != nil:
			return -1
		case b.UsedUSD != nil:
			return 1
		}
		return 0
	})
	t := print.TableOf(out.Gateways, []print.Column[statusJSON]{
		{Head: "GATEWAY", Of: func(s statusJSON) string { return s.Gateway }, Keep: true},
		{Head: ">YOUR MONTH", Of: func(s statusJSON) string {
			if s.UsedUSD == nil {
				return "-"
			}
			return print.USD(*s.UsedUSD)
		}},
		{Head: ">ITS RATES", Of: func(s statusJSON) string {
			if s.UsedAge == nil {
				return "-"
			}
			return fmt.Sprintf("%d d", *s.UsedAge)
		}},
		{Head: ">MODELS", Of: func(s statusJSON) string { return words.Number(int64(s.Models)) }, Keep: true},
		{Head: ">RATES", Of: func(s statusJSON) string { return words.Number(int64(s.Rates)) }, Keep: true},
		{Head: ">YOURS", Of: func(s statusJSON) string {
			if s.OwnRates == 0 {
				return "-"
			}
			return words.Number(int64(s.OwnRates))
		}},
		{Head: "RATES SEEN", Of: func(s statusJSON) string {
			if s.Oldest == nil {
				return "-"
			}
			return *s.Oldest + " to " + print.OrEmpty(s.Newest)
		}, Keep: true},
		{Head: ">FACTS", Of: func(s statusJSON) string { return words.Number(int64(s.Facts)) }, Keep: true},
		{Head: ">UNKNOWN", Of: func(s statusJSON) string { return words.Number(int64(s.Unknown)) }, Keep: true},
		{Head: "FACTS SEEN", Of: func(s statusJSON) string { return print.OrEmpty(s.Terms) }, Keep: true},
		{Head: ">AGE", Of: func(s statusJSON) string { return fmt.Sprintf("%d d", s.AgeDays) }, Keep: true},
	}).Dropping("FACTS SEEN", "UNKNOWN", "FACTS", "RATES SEEN")
	prose := fmt.Sprintf("catalog %s: %d gateways, %s models (%s with a list price in force), %s rates; newest fact seen %s",
		out.Version, len(out.Gateways), words.Number(int64(out.Models)), words.Number(int64(out.Listed)), words.Number(int64(rates)), run.Catalog.Newest.Format(pricing.Day))
	if folder, ok := run.OwnRates(); ok {
		if steps, err := folder.Steps(); err != nil {
			return err
		} else if i := slices.IndexFunc(steps, func(s ownrates.Step) bool { return !s.Undone }); i >= 0 {
			out.Change, out.ChangedAt = &steps[i].ID, print.RFC3339(steps[i].At)
			prose += fmt.Sprintf("; last change %d, %s of %s, %s", steps[i].ID, steps[i].Kind, steps[i].Words, steps[i].At.Format("2006-01-02 15:04 UTC"))
		}
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	run.Next("tollbook catalog update", "tollbook catalog diff")
	return nil
}

// daysSince is how many whole days ago a day was.
func daysSince(run *cli.Run, day time.Time) int {
	return max(int(run.AsOf.Sub(day)/pricing.DayLength), 0)
}

// A usedGateway is what a month of work uses of a gateway.
type usedGateway struct {
	models int
	usd    pricing.Money
	oldest time.Time
}

func (u *usedGateway) add(c pricing.UsedCard) {
	u.models++
	u.usd = u.usd.Add(c.USD)
	if !c.Oldest.IsZero() && (u.oldest.IsZero() || c.Oldest.Before(u.oldest)) {
		u.oldest = c.Oldest
	}
}
