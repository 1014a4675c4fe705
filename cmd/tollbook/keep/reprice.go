package keep

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
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
	// Of rows between the last fetch that saw a price and the one that found another.
	Unsure  int64         `json:"unsure_rows"`
	NewLow  pricing.Money `json:"new_low_usd"`
	NewHigh pricing.Money `json:"new_high_usd"`
}

// newText is the new price for a table, marked where it is not certain.
func (r repricedJSON) newText() string {
	if r.Unsure > 0 {
		return "~" + print.USD(r.NewUSD)
	}
	return print.USD(r.NewUSD)
}

// betweenText is within which bounds the new price lies; "" where it is certain.
func (r repricedJSON) betweenText() string {
	if r.Unsure == 0 {
		return ""
	}
	return print.USD(r.NewLow) + " to " + print.USD(r.NewHigh)
}

// repricedTable shows what becomes of each model's rows.
func repricedTable(all []repricedJSON) *print.Table {
	count := func(head string, of func(repricedJSON) int64) print.Column[repricedJSON] {
		return print.Column[repricedJSON]{Head: ">" + head, Of: func(r repricedJSON) string { return words.Number(of(r)) }, Keep: true}
	}
	return print.TableOf(all, []print.Column[repricedJSON]{
		{Head: "ACCOUNT", Of: func(r repricedJSON) string { return r.Account }, Keep: true},
		{Head: "MODEL", Of: func(r repricedJSON) string { return r.Model }, Keep: true},
		{Head: "PRICED BY", Of: func(r repricedJSON) string { return strings.Join(r.Catalogs, ",") }, Keep: true},
		count("ROWS", func(r repricedJSON) int64 { return r.Rows }),
		count("CHANGED", func(r repricedJSON) int64 { return r.Changed }),
		{Head: ">USD NOW", Of: func(r repricedJSON) string { return print.USD(r.USD) }, Keep: true},
		{Head: ">USD NEW", Of: repricedJSON.newText, Keep: true},
		{Head: "BETWEEN", Of: repricedJSON.betweenText},
		{Head: ">CHANGE", Of: func(r repricedJSON) string { return print.USD(r.ChangeUSD) }, Keep: true},
		count("UNPRICED NOW", func(r repricedJSON) int64 { return r.Unpriced }),
		count("UNPRICED NEW", func(r repricedJSON) int64 { return r.NewUnpriced }),
	}).Folding("MODEL").Dropping("PRICED BY", "UNPRICED NOW", "ROWS", "UNPRICED NEW")
}

// repriceOptions are the flags of reprice.
type repriceOptions struct {
	account, model, from, to string
	apply                    bool
}

func (o *repriceOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.account, "account", "", "only this `ACCOUNT`")
	f.StringVar(&o.model, "model", "", "only this `MODEL`")
	f.StringVar(&o.from, "from", "", "first `DAY`, 2026-10-01 or a month 2026-10")
	f.StringVar(&o.to, "to", "", "last `DAY`, inclusive, or its week, month or year")
	f.BoolVar(&o.apply, "apply", false, "put the new prices into the ledger")
}

// NewRepriceCommand prices computed rows by the catalog in force.
func NewRepriceCommand(run *cli.Run) *cobra.Command {
	var o repriceOptions
	cmd := &cobra.Command{
		Use:   "reprice",
		Short: "what the present catalog makes of usage that an earlier one priced",
		Long: `Exports without a cost are priced by the catalog at import and keep that price.
This shows what the catalog of today makes of the same rows, at their own time,
and with --apply puts it into the ledger, as an import that imports undo takes
back. What a gateway charged is never touched.`,
		Example: "  tollbook reprice\n  tollbook reprice --account codex --from 2026-10-01 --apply",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runReprice(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runReprice(ctx context.Context, run *cli.Run, o repriceOptions) (err error) {
	q := usage.RepriceQuery{At: run.AsOf, Account: o.account, Model: o.model, Apply: o.apply}
	if q.From, q.To, err = cli.DaysFlags(o.from, o.to); err != nil {
		return err
	}
	open := run.OpenToRead
	if o.apply {
		open = run.OpenExisting
	}
	s, err := cli.OpenWithAccount(ctx, open, o.account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	got, err := s.Reprice(ctx, q)
	if cli.Interrupted(ctx, err) {
		return errors.New("stopped: nothing was changed")
	}
	if err != nil {
		return err
	}
	return showRepriced(run, got, o.apply)
}

func showRepriced(run *cli.Run, got usage.Repriced, apply bool) error {
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
	total := repricedJSON{Catalogs: []string{}}
	for _, m := range got.Models {
		j := repricedJSON{m.Account, m.Gateway, m.Model, m.ListValue, print.NotNull(m.Catalogs), m.Rows, m.Changed, m.USD, m.NewUSD, m.NewUSD.Sub(m.USD), m.Unpriced, m.NewUnpriced, m.Unsure, m.NewLow, m.NewHigh}
		out.Models = append(out.Models, j)
		total.Rows, total.Changed = total.Rows+j.Rows, total.Changed+j.Changed
		total.USD, total.NewUSD, total.ChangeUSD = total.USD.Add(j.USD), total.NewUSD.Add(j.NewUSD), total.ChangeUSD.Add(j.ChangeUSD)
		total.Unpriced, total.NewUnpriced = total.Unpriced+j.Unpriced, total.NewUnpriced+j.NewUnpriced
		total.Unsure, total.NewLow, total.NewHigh = total.Unsure+j.Unsure, total.NewLow.Add(j.NewLow), total.NewHigh.Add(j.NewHigh)
	}
	out.Total = total
	shown := out.Models
	if len(shown) > 0 {
		all := total
		all.Account = "total"
		shown = append(slices.Clone(shown), all)
	}
	t := repricedTable(shown)
	prose := ""
	switch {
	case len(got.Models) == 0:
		prose = "no rows that a catalog priced: every dollar here is what a gateway reported"
	case total.Changed == 0:
		prose = fmt.Sprintf("catalog %s prices %s as the ledger has them", got.Catalog, words.Counted(int(total.Rows), "row"))
	case got.ID != 0:
		prose = fmt.Sprintf("%s priced anew by catalog %s: %s in all", words.Counted(int(total.Changed), "row"), got.Catalog, print.USD(total.ChangeUSD))
	default:
		prose = fmt.Sprintf("catalog %s would change %s by %s in all; nothing was changed", got.Catalog, words.Counted(int(total.Changed), "row"), print.USD(total.ChangeUSD))
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	if total.Unsure > 0 && run.Format == "table" {
		fmt.Fprintln(run.Out, run.Prose(fmt.Sprintf("~ %s lie between the last fetch that saw a price and the one that found another: the change was somewhere between", words.Counted(int(total.Unsure), "row"))))
	}
	switch {
	case got.ID != 0:
		run.Next(fmt.Sprintf("tollbook imports undo %d", got.ID), "tollbook report --by model")
	case total.Changed > 0:
		run.Next("tollbook reprice --apply")
	default:
		run.Next("tollbook report --by model", "tollbook catalog status")
	}
	return nil
}
