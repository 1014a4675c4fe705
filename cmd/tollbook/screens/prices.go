package screens

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/keep"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/tui/catalog"
	"tollbook/tui/page"
)

// Catalog is the catalog that the books are priced by.
func (b books) Catalog() *pricing.Catalog { return b.store.Catalog() }

// aside is the run with the catalog of the books, for what runs beside the screens.
func (b importBooks) aside() *cli.Run { return b.run.Beside(b.Catalog()) }

// before is the catalog as it was some days ago. The demo's figures are the same for all:
// no own rates were in them.
func (b importBooks) before(run *cli.Run) (pricing.Prices, error) {
	if b.passing == passingDemo {
		return pricing.Prices{Catalog: run.Catalog, At: run.AsOf.AddDate(0, 0, -keep.SinceDays)}, nil
	}
	return keep.EarlierPrices(run, "")
}

// PriceChanges are the changes of diff with the months of impact.
func (b importBooks) PriceChanges(ctx context.Context) (out catalog.PriceChanges, err error) {
	run := b.aside()
	since, err := b.before(run)
	if err != nil {
		return out, err
	}
	out.Since = since.At
	if out.Work, err = b.Workload(ctx, run.AsOf); err != nil {
		return out, err
	}
	changed, err := keep.ChangedPrices(run, since, out.Work, b.passing != passingDemo)
	if err != nil {
		return out, err
	}
	out.Before, out.Now, out.After = changed.Before, changed.Now, changed.After
	out.Changes = screenChanges(changed.Groups, since, pricing.Prices{Catalog: run.Catalog, At: run.AsOf})
	return out, nil
}

// screenChanges are changes as the screens list them. What an earlier price rested on is
// looked up where the change does not say it.
func screenChanges(groups []*keep.ChangeGroup, since, now pricing.Prices) []catalog.PriceChange {
	out := make([]catalog.PriceChange, len(groups))
	for i, group := range groups {
		c, to := group.First, &out[i]
		*to = catalog.PriceChange{State: c.State, ID: print.OrEmpty(c.ID), Gateway: c.Gateway, Model: c.Model, ModelID: c.ModelID, From: instantOf(c.From), Why: c.Why, Source: c.Source, Seen: instantOf(c.Seen), Month: group.Month, What: group.Words(2)}
		for _, c := range group.All {
			if c.Kind == "" {
				continue
			}
			m := catalog.RateMove{Kind: c.KindText(), Was: c.Was, Now: c.Now, WasSource: print.OrEmpty(c.WasFrom), WasSeen: instantOf(c.WasSeen), Source: c.Source, Seen: instantOf(c.Seen), Month: c.MonthUSD}
			then, at := since, now.At
			if from := instantOf(c.From); from.After(at) { // announced: it follows what holds now
				then, at = pricing.Prices{Catalog: now.Catalog, At: from.Add(-time.Second)}, from
			}
			if b := bandOf(c, then.Catalog, then.At); m.WasSource == "" && b != nil && c.Was != nil && b.Rate.Cmp(*c.Was) == 0 {
				m.WasSource, m.WasSeen, m.WasOwn = b.Source, b.Seen, b.Own()
			}
			if b := bandOf(c, now.Catalog, at); b != nil && c.Now != nil && b.Rate.Cmp(*c.Now) == 0 {
				m.Own = b.Own()
				to.Own = to.Own || m.Own
			}
			to.Moves = append(to.Moves, m)
		}
	}
	return out
}

// bandOf is the rate of a change at an instant, by some catalog; nil where it has none.
func bandOf(c keep.RateChangeJSON, by *pricing.Catalog, at time.Time) *pricing.Band {
	g := by.Gateway(c.Gateway)
	if g == nil || g.Card(c.ModelID) == nil {
		return nil
	}
	card := g.Card(c.ModelID)
	for i := range card.Bands {
		if b := &card.Bands[i]; b.Kind.String() == c.Kind && b.Over == c.Over && b.WindowText() == c.Window && b.Holds(at) {
			return b
		}
	}
	return nil
}

// instantOf reads an instant or a day of JSON; zero for none.
func instantOf(text *string) time.Time {
	if text == nil {
		return time.Time{}
	}
	t, _ := pricing.ParseInstant(*text) // it was written by us
	return t
}

// PriceMonth is what a price of the user's own would do to a month of work.
func (b importBooks) PriceMonth(_ context.Context, work pricing.Workload, p update.Price) (*pricing.Money, error) {
	return keep.MonthWithPrice(b.aside(), work, p)
}

// errNoPlace is returned where a price of the user's own would not last.
var errNoPlace = errors.New("a price of your own needs a ledger that is kept")

// SetPrice keeps a price as catalog set does, and opens the books anew by it.
func (b importBooks) SetPrice(ctx context.Context, p update.Price) (out catalog.PriceSet, err error) {
	if b.opened == nil {
		return out, errNoPlace
	}
	run := b.aside()
	_, step, changed, err := keep.KeepPrice(ctx, run, p)
	if err != nil || !changed {
		return out, err
	}
	folder, err := run.NeedOwnRates()
	if err != nil {
		return out, err
	}
	books, err := lastingBooks(ctx, run, b.opened)
	if err != nil {
		_, undo := folder.Undo(ctx, step.ID)
		return out, errors.Join(err, undo)
	}
	return catalog.PriceSet{ID: step.ID, Books: books, Back: func(ctx context.Context) (string, page.Books, error) {
		if _, err := folder.Undo(ctx, step.ID); err != nil {
			return "", nil, err
		}
		run := books.aside()
		var err error
		if run.Catalog, err = run.LoadWith(pricing.Load); err != nil {
			return "", nil, err
		}
		again, err := lastingBooks(ctx, run, b.opened)
		return fmt.Sprintf("change %d of your own prices is taken back", step.ID), again, err
	}}, nil
}
