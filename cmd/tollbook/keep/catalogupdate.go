package keep

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

// catalogUpdateOptions are the flags of catalog update.
type catalogUpdateOptions struct {
	files  []string
	urls   []string
	accept []string
	dryRun bool
}

func (o *catalogUpdateOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.files, "file", nil, "read a list from this `FILE`, or FEED=FILE, instead of the network (repeatable)")
	f.StringArrayVar(&o.urls, "url", nil, "read a feed from another address: `FEED=ADDRESS` (repeatable)")
	f.StringArrayVar(&o.accept, "accept", nil, "take what waits under this `ID` too (repeatable)")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what would change, and change nothing")
}

// newCatalogUpdateCommand reads public lists of prices.
func newCatalogUpdateCommand(run *cli.Run) *cobra.Command {
	var o catalogUpdateOptions
	cmd := &cobra.Command{
		Use:   "update [FEED...]",
		Short: "read the public lists of prices and bring the catalog up to date",
		Long: `Reads the feeds (` + FeedNames() + `),
weighs them against the catalog, and writes what has changed into the folder
catalog beside the ledger, over what is built in. A changed price begins now;
what was computed before stays. It is one change with a number: catalog undo
takes it back. Prices too far off, and conflicts, wait for --accept ID.

This is one of the few commands that use the network. No key is ever sent.
--file reads a list from disk instead: its fields tell which it is, but for
ofox's, which has the form of OpenRouter's: ofox=FILE.`,
		Example: "  tollbook catalog update\n  tollbook catalog update openrouter --dry-run\n  tollbook catalog update --file models.json\n  tollbook catalog update --url openrouter=http://127.0.0.1:8642/openrouter.json",
		RunE:    func(cmd *cobra.Command, args []string) error { return runCatalogUpdate(cmd.Context(), run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

// runCatalogUpdate reads the feeds, weighs them and makes a change of what they say.
func runCatalogUpdate(ctx context.Context, run *cli.Run, o catalogUpdateOptions, feeds []string) error {
	from, err := o.origins(feeds)
	if err != nil {
		return err
	}
	folder, err := run.NeedOwnRates()
	if err != nil {
		return err
	}
	at := run.AsOf.UTC().Truncate(time.Second)
	out := updateJSON{Schema: "tollbook.catalog.v1", At: print.RFC3339(at), DryRun: o.dryRun, Feeds: []feedJSON{}, Changes: []RateChangeJSON{}, Refused: []refusedJSON{}}
	q := update.Query{At: at, Accept: o.accept}
	if q.BuiltIn, err = pricing.Load(data.Files); err != nil {
		return err
	}
	base, err := run.LoadWith(pricing.LoadUpdated)
	if err != nil {
		return err
	}
	tags, err := readTags(folder)
	if err != nil {
		return err
	}
	w, err := monthOfWork(ctx, run)
	if err != nil {
		return err
	}
	var failed []error
	for _, x := range from {
		list, err := readFeed(ctx, run, x, at, tags, base, len(o.accept) > 0)
		if err == nil && x.file == "" {
			list = withEndpoints(ctx, run, x, list, w)
		}
		entry := feedJSON{Feed: string(list.Feed), From: x.from(), Entries: list.Entries, Refused: len(list.Refused), Skipped: list.Skipped, Unchanged: list.Unchanged}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, err)
			entry.Feed, entry.Error = string(x.feed), print.OrNull(err.Error())
		} else {
			q.Lists = append(q.Lists, list)
		}
		out.Feeds = append(out.Feeds, entry)
	}
	if name := feedNamedTwice(q.Lists); name != "" {
		return cli.WrongUse("two lists are of the feed %s: name one, or the feed of the other: FEED=FILE", name)
	}
	if len(q.Lists) == 0 {
		return showUpdate(run, out, failed)
	}
	var x weighedLists
	edit := func(files ownrates.Files) error { // on what is there while nobody else changes it
		if x, err = weighLists(q, files); err != nil || len(x.lists) == 0 {
			return err
		}
		x.plan.Edit(files)
		files[ownrates.Held] = heldLines(files[ownrates.Held], x.plan, x.lists)
		tags.forget(x)
		files[ownrates.Tags] = tags.lines()
		return nil
	}
	var after *pricing.Catalog
	if o.dryRun {
		after, err = catalogWith(run, folder, edit)
	} else {
		var step ownrates.Step
		var changed bool
		if step, changed, err = changeOwnRates(ctx, run, "update", namesOf(q.Lists), edit); changed {
			out.ID = &step.ID
			after = run.Catalog
		} else {
			after = x.before
		}
	}
	if err != nil {
		return updateHint(err, failed)
	}
	for _, r := range x.refused {
		failed = append(failed, r)
	}
	for i := range out.Feeds {
		of := &out.Feeds[i]
		for _, r := range x.refused {
			if of.Feed == string(r.Feed) {
				of.Error = print.OrNull(r.Error())
			}
		}
		name := feed.Name(of.Feed)
		of.Models, of.Elsewhere, of.Unsure = x.plan.Taken[name], x.plan.Elsewhere[name], x.plan.Unsure[name]
	}
	fillUpdate(run, &out, x.plan, w, x.before, after)
	return showUpdate(run, out, failed)
}

// feedNamedTwice is the feed of which there are two whole lists; "" where each has one.
func feedNamedTwice(lists []feed.List) feed.Name {
	seen := map[feed.Name]bool{}
	for _, l := range lists {
		if seen[l.Feed] && !l.Part {
			return l.Feed
		}
		seen[l.Feed] = seen[l.Feed] || !l.Part
	}
	return ""
}

// weighedLists are what lists come to with the own rates that are there.
type weighedLists struct {
	before  *pricing.Catalog
	plan    *update.Plan
	lists   []feed.List // those that were not refused
	refused []*update.FeedRefusedError
}

// weighLists weighs lists; those that are refused whole are left out, and named.
func weighLists(q update.Query, files ownrates.Files) (x weighedLists, err error) {
	own, err := ownrates.Overlay(files)
	if err != nil {
		return x, err
	}
	if q.Whole, err = pricing.Load(data.Files, own); err != nil {
		return x, err
	}
	if q.Base, err = pricing.LoadUpdated(data.Files, own); err != nil {
		return x, err
	}
	x.before = q.Whole
	for {
		x.lists = q.Lists
		x.plan, err = update.Make(q)
		var no *update.FeedRefusedError
		if !errors.As(err, &no) {
			return x, err
		}
		x.refused = append(x.refused, no)
		q.Lists = slices.DeleteFunc(slices.Clone(q.Lists), func(l feed.List) bool { return l.Feed == no.Feed })
	}
}

// updateHint says how to mend what keeps an update from being made.
func updateHint(err error, failed []error) error {
	var unknown *update.UnknownIDError
	switch {
	case errors.As(err, &unknown) && len(failed) > 0: // it may wait in what could not be read
		return cli.WithHint(errors.Join(append(failed, err)...), "read the list again that it waits in, with the --file or --url of then, or a network")
	case errors.Is(err, update.ErrClock):
		return cli.WithHint(err, "set the clock of this machine, or leave --as-of out")
	case errors.As(err, &unknown) && len(unknown.Have) > 0:
		return cli.AsWrongUse(cli.WithHint(err, "what waits in these feeds: "+strings.Join(unknown.Have[:min(len(unknown.Have), 10)], ", ")))
	case errors.As(err, &unknown):
		return cli.AsWrongUse(cli.WithHint(err, "nothing waits in these feeds; name those that were read then, with their --file or --url"))
	}
	return err
}

// catalogWith is the catalog as it would be with a change, which is not made.
func catalogWith(run *cli.Run, folder ownrates.Folder, edit func(ownrates.Files) error) (*pricing.Catalog, error) {
	files, err := folder.Tried(edit)
	if err != nil {
		return nil, err
	}
	return pricing.Load(data.Files, files)
}
