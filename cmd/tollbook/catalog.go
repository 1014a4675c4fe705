package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/pricing"
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
}

// catalogCommand tells how old and how complete the catalog is.
func (a *app) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: "the catalog of prices and terms", Args: cobra.NoArgs,
		Example: "  tollbook catalog status",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError{hinted{fmt.Errorf("catalog needs a word"), "tollbook catalog status"}}
		}}
	cmd.AddCommand(&cobra.Command{
		Use:     "status",
		Short:   "how old the catalog is and what it covers",
		Example: "  tollbook catalog status",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.catalogStatus() },
	})
	return cmd
}

func (a *app) catalogStatus() error {
	out := struct {
		Schema   string       `json:"schema"`
		Version  string       `json:"version"`
		Newest   *string      `json:"newest_seen"`
		Models   int          `json:"models"`
		Listed   int          `json:"models_with_list_price"`
		Gateways []statusJSON `json:"gateways"`
	}{Schema: "tollbook.catalog.v1", Version: a.catalog.Version, Newest: day(a.catalog.Newest), Models: len(a.catalog.Models())}
	for _, m := range a.catalog.Models() {
		if card := a.catalog.ListCard(m.ID); card != nil && card.Rate(pricing.Input, 0, pricing.Instant{Force: a.asOf}) != nil {
			out.Listed++
		}
	}
	t := newTable("GATEWAY", ">MODELS", ">RATES", "RATES SEEN", ">FACTS", ">UNKNOWN", "FACTS SEEN", ">AGE").dropping("FACTS SEEN", "UNKNOWN")
	rates := 0
	for _, s := range a.catalog.Statuses() {
		age := max(int(a.asOf.Sub(s.Newest()).Hours()/24), 0)
		rates += s.Rates
		out.Gateways = append(out.Gateways, statusJSON{s.Gateway, s.Models, s.Rates, s.Facts, s.Unknown, day(s.RatesOldest), day(s.RatesNewest), day(s.FactsNewest), age})
		seen := "-"
		if s.Rates > 0 {
			seen = s.RatesOldest.Format(pricing.Day) + " to " + s.RatesNewest.Format(pricing.Day)
		}
		t.add(s.Gateway, number(int64(s.Models)), number(int64(s.Rates)), seen, number(int64(s.Facts)), number(int64(s.Unknown)),
			s.FactsNewest.Format(pricing.Day), fmt.Sprintf("%d d", age))
	}
	prose := fmt.Sprintf("catalog %s: %d gateways, %s models (%s with a list price in force), %s rates; newest fact seen %s",
		out.Version, len(out.Gateways), number(int64(out.Models)), number(int64(out.Listed)), number(int64(rates)), a.catalog.Newest.Format(pricing.Day))
	if err := a.emit(out, prose, t); err != nil {
		return err
	}
	a.next("tollbook gateways", "tollbook models")
	return nil
}
