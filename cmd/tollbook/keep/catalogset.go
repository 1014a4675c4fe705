package keep

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/pricing/words"
)

// setResult is what catalog set and the screens say of a price that was set.
type setResult struct {
	Schema  string           `json:"schema"`
	ID      *int             `json:"id"` // of the change; null where the price was that already
	Changes []RateChangeJSON `json:"changes"`
}

// catalogSetOptions are the flags of catalog set.
type catalogSetOptions struct {
	from   cli.Given[string]
	source string
}

func (o *catalogSetOptions) addFlags(f *pflag.FlagSet) {
	cli.GivenVar(f, f.StringVar, &o.from, "from", "", "the day or RFC 3339 `TIME` from which it holds")
	f.StringVar(&o.source, "source", "", "where you know it from, in your `WORDS`")
}

// newCatalogSetCommand takes down a price that the user knows.
func newCatalogSetCommand(run *cli.Run) *cobra.Command {
	var o catalogSetOptions
	cmd := &cobra.Command{
		Use:   "set GATEWAY MODEL KIND USD",
		Short: "take down a price that you know: a contract, a discount, an unlisted model",
		Long: `The price is in USD per million tokens; of calls (request, web_search, image)
per million calls. It holds for all prompts and hours, before every other price
of that kind, until the next one of your own. No update changes it. Without
--from it begins now where there is a price that it follows, else as far back
as there is usage. What was computed before stays: tollbook reprice shows it.`,
		Example: "  tollbook catalog set openrouter z-ai/glm-5.3-flash input 0.20\n  tollbook catalog set openai gpt-5.4 output 12 --source contract",
		Args:    cobra.ExactArgs(4),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCatalogSet(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runCatalogSet(ctx context.Context, run *cli.Run, o catalogSetOptions, args []string) error {
	p := update.Price{Gateway: args[0], Model: args[1], Source: o.source, At: run.AsOf}
	var err error
	if p.Kind, err = pricing.ParseKind(args[2]); err != nil {
		return cli.AsWrongUse(cli.WithHint(err, "kinds: "+KindNames()))
	}
	if p.Rate, err = pricing.ParseRate(args[3]); err != nil {
		return cli.WrongUse("USD %q: %w", args[3], err)
	}
	if o.from.Is {
		if p.From, err = run.TimeFlag("--from", o.from.Value); err != nil {
			return err
		}
	}
	return showPriceSet(ctx, run, p)
}

// KindNames are the kinds of tokens that a price can be of, as catalog set takes them.
func KindNames() string {
	out := ""
	for i, k := range pricing.Kinds() {
		if i > 0 {
			out += ", "
		}
		out += k.String()
	}
	return out
}

// showPriceSet sets a price and says what it was, and what it does to a month of work.
func showPriceSet(ctx context.Context, run *cli.Run, p update.Price) error {
	before := run.Catalog
	change, step, changed, err := KeepPrice(ctx, run, p)
	if errors.Is(err, update.ErrNotMeant) {
		return cli.AsWrongUse(err)
	}
	if err != nil {
		return err
	}
	w, err := monthOfWork(ctx, run)
	if err != nil {
		return err
	}
	month := monthOfPrice(run, change, w, before, run.Catalog)
	out := setResult{Schema: "tollbook.catalog.v1", Changes: []RateChangeJSON{changeOf(change, month)}}
	if !changed {
		out.Changes = []RateChangeJSON{}
		if err := run.Emit(out, "that price was set already", nil); err != nil {
			return err
		}
		run.Next("tollbook catalog diff")
		return nil
	}
	out.ID = &step.ID
	was := "it had none"
	if change.Was != nil {
		was = "it was $" + change.Was.String()
	}
	since := ""
	if !change.From.IsZero() {
		since = " from " + words.Moment(change.From) + " on"
	}
	prose := fmt.Sprintf("%s of %s at %s is $%s a million%s (%s); %s. This is change %d.", p.Kind, change.GatewayModelID, change.Gateway, p.Rate, since, change.Source, was, step.ID)
	if month != nil && !month.IsZero() {
		prose += " Your month: " + monthText(month) + "."
	}
	if m := before.Model(change.Model); m == nil {
		if near := before.NearestModels(p.Model, 2); len(near) > 0 {
			prose += " The catalog had no such model; nearest: " + strings.Join(near, ", ") + "."
		}
	}
	if err := run.Emit(out, prose, nil); err != nil {
		return err
	}
	if change.Was == nil {
		run.Next("tollbook reprice", fmt.Sprintf("tollbook catalog undo %d", step.ID))
	} else {
		run.Next("tollbook compare", fmt.Sprintf("tollbook catalog undo %d", step.ID))
	}
	return nil
}

// KeepPrice writes a price of the user's own down; changed is false where it was that already.
func KeepPrice(ctx context.Context, run *cli.Run, p update.Price) (change update.Change, step ownrates.Step, changed bool, err error) {
	if change, _, err = update.Set(run.Catalog, p); err != nil {
		return change, step, false, err
	}
	what := fmt.Sprintf("%s %s %s %s", change.Gateway, change.GatewayModelID, p.Kind, p.Rate)
	step, changed, err = changeOwnRates(ctx, run, "set", what, func(files ownrates.Files) error { // on what is there while nobody else changes it
		own, err := ownrates.Overlay(files)
		if err != nil {
			return err
		}
		now, err := pricing.Load(data.Files, own)
		if err != nil {
			return err
		}
		var edit func(map[string][][]string) error
		if change, edit, err = update.Set(now, p); err != nil {
			return err
		}
		return edit(files)
	})
	return change, step, changed, err
}

// monthOfPrice is what a price of the user's own does to a month of work once it holds.
func monthOfPrice(run *cli.Run, c update.Change, work pricing.Workload, before, after *pricing.Catalog) *pricing.Money {
	at := run.AsOf
	if c.From.After(at) {
		at = c.From
	}
	return monthOf(c, work.Impact(pricing.Prices{Catalog: before, At: at}, pricing.Prices{Catalog: after, At: at}))
}

// MonthWithPrice is what a price of the user's own would do to a month of work, in dollars;
// nil where that is not known or nothing is used. Nothing is written down.
func MonthWithPrice(run *cli.Run, work pricing.Workload, p update.Price) (*pricing.Money, error) {
	change, edit, err := update.Set(run.Catalog, p)
	if err != nil {
		return nil, err
	}
	folder, err := run.NeedOwnRates()
	if err != nil {
		return nil, err
	}
	after, err := catalogWith(run, folder, edit)
	if err != nil {
		return nil, err
	}
	return monthOfPrice(run, change, work, run.Catalog, after), nil
}

// monthOf is what a change of an update does to a month, of an impact that holds it; nil where
// that is not known or nothing is used.
func monthOf(c update.Change, i pricing.Impact) *pricing.Money {
	return i.Of(pricing.RateChange{Gateway: c.Gateway, ID: c.GatewayModelID, Kind: c.Kind, Over: c.Over, Window: c.Window})
}
