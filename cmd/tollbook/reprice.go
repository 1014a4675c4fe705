package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/ledger/usage"
	"tollbook/pricing"
)

type repricedJSON struct {
	Account     string        `json:"account"`
	Gateway     string        `json:"gateway"`
	Model       string        `json:"model"`
	ListValue   bool          `json:"list_value"`
	Catalogs    []string      `json:"catalogs"`
	Rows        int64         `json:"rows"`
	Changed     int64         `json:"changed"`
	USD         pricing.Money `json:"usd"`
	NewUSD      pricing.Money `json:"new_usd"`
	ChangeUSD   pricing.Money `json:"change_usd"`
	Unpriced    int64         `json:"unpriced_tokens"`
	NewUnpriced int64         `json:"new_unpriced_tokens"`
}

// repriceCommand prices computed rows by the catalog in force.
func (a *app) repriceCommand() *cobra.Command {
	var q usage.RepriceQuery
	var from, to string
	cmd := &cobra.Command{
		Use:   "reprice",
		Short: "what the present catalog makes of usage that an earlier one priced",
		Long: `Exports without a cost are priced by the catalog at import and keep that price.
This shows what the catalog of today makes of the same rows, at their own time,
and with --apply puts it into the ledger, as an import that imports undo takes
back. What a gateway charged is never touched.`,
		Example: "  tollbook reprice\n  tollbook reprice --account codex --from 2026-10-01 --apply",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if q.From, q.To, err = daysFlags(from, to); err != nil {
				return err
			}
			q.At = a.asOf
			open := a.openToRead
			if q.Apply {
				open = a.openExisting
			}
			s, err := open(cmd.Context())
			if err != nil {
				return err
			}
			defer closing(s, &err)
			if err := needAccount(cmd.Context(), s, q.Account); err != nil {
				return err
			}
			got, err := s.Reprice(cmd.Context(), q)
			if interrupted(cmd.Context(), err) {
				return errors.New("stopped: nothing was changed")
			}
			if err != nil {
				return err
			}
			return a.showRepriced(got, q.Apply)
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&q.Account, "account", "", "only this `ACCOUNT`")
	fs.StringVar(&q.Model, "model", "", "only this `MODEL`")
	fs.StringVar(&from, "from", "", "first `DAY`, 2026-10-01 or a month 2026-10")
	fs.StringVar(&to, "to", "", "last `DAY`, inclusive, or its week, month or year")
	fs.BoolVar(&q.Apply, "apply", false, "put the new prices into the ledger")
	return cmd
}

func (a *app) showRepriced(got usage.Repriced, apply bool) error {
	out := struct {
		Schema  string         `json:"schema"`
		Catalog string         `json:"catalog"`
		Import  *int64         `json:"import_id"`
		Models  []repricedJSON `json:"models"`
		Total   repricedJSON   `json:"total"`
	}{Schema: "tollbook.reprice.v1", Catalog: got.Catalog, Models: []repricedJSON{}}
	if got.ID != 0 {
		out.Import = &got.ID
	}
	t := newTable("ACCOUNT", "MODEL", "PRICED BY", ">ROWS", ">CHANGED", ">USD NOW", ">USD NEW", ">CHANGE", ">UNPRICED NOW", ">UNPRICED NEW").folding("MODEL").dropping("PRICED BY", "UNPRICED NOW", "ROWS", "UNPRICED NEW")
	total := repricedJSON{Catalogs: []string{}}
	for _, m := range got.Models {
		j := repricedJSON{m.Account, m.Gateway, m.Model, m.ListValue, list(m.Catalogs), m.Rows, m.Changed, m.USD, m.NewUSD, m.NewUSD.Sub(m.USD), m.Unpriced, m.NewUnpriced}
		out.Models = append(out.Models, j)
		total.Rows, total.Changed = total.Rows+j.Rows, total.Changed+j.Changed
		total.USD, total.NewUSD, total.ChangeUSD = total.USD.Add(j.USD), total.NewUSD.Add(j.NewUSD), total.ChangeUSD.Add(j.ChangeUSD)
		total.Unpriced, total.NewUnpriced = total.Unpriced+j.Unpriced, total.NewUnpriced+j.NewUnpriced
		t.add(j.Account, j.Model, strings.Join(j.Catalogs, ","), number(j.Rows), number(j.Changed), usd(j.USD), usd(j.NewUSD), usd(j.ChangeUSD), number(j.Unpriced), number(j.NewUnpriced))
	}
	out.Total = total
	if len(got.Models) > 0 {
		t.add("total", "", "", number(total.Rows), number(total.Changed), usd(total.USD), usd(total.NewUSD), usd(total.ChangeUSD), number(total.Unpriced), number(total.NewUnpriced))
	}
	prose := ""
	switch {
	case len(got.Models) == 0:
		prose = "no rows that a catalog priced: every dollar here is what a gateway reported"
	case total.Changed == 0:
		prose = fmt.Sprintf("catalog %s prices %s as the ledger has them", got.Catalog, counted(int(total.Rows), "row"))
	case got.ID != 0:
		prose = fmt.Sprintf("%s priced anew by catalog %s: %s in all", counted(int(total.Changed), "row"), got.Catalog, usd(total.ChangeUSD))
	default:
		prose = fmt.Sprintf("catalog %s would change %s by %s in all; nothing was changed", got.Catalog, counted(int(total.Changed), "row"), usd(total.ChangeUSD))
	}
	if err := a.emit(out, prose, t); err != nil {
		return err
	}
	switch {
	case got.ID != 0:
		a.next(fmt.Sprintf("tollbook imports undo %d", got.ID), "tollbook report --by model")
	case total.Changed > 0:
		a.next("tollbook reprice --apply")
	default:
		a.next("tollbook report --by model", "tollbook catalog status")
	}
	return nil
}
