package keep

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/pricing/words"
)

type feedJSON struct {
	Feed      string         `json:"feed"`
	From      string         `json:"from"`
	Entries   int            `json:"entries"`
	Models    int            `json:"models"`
	Refused   int            `json:"refused"`
	Elsewhere int            `json:"of_unknown_gateways"`
	Unsure    int            `json:"of_other_ids"`
	Skipped   map[string]int `json:"skipped"`
	Unchanged bool           `json:"unchanged"`
	Error     *string        `json:"error"`
}

type refusedJSON struct {
	Feed  string `json:"feed"`
	ID    string `json:"id"`
	Field string `json:"field"`
	Value string `json:"value"`
	Why   string `json:"why"`
}

// updateJSON is what an update did, or would do.
type updateJSON struct {
	Schema      string           `json:"schema"`
	ID          *int             `json:"id"` // null where nothing changed, and with --dry-run
	At          *string          `json:"at"`
	DryRun      bool             `json:"dry_run"`
	Feeds       []feedJSON       `json:"feeds"`
	Changes     []RateChangeJSON `json:"changes"`
	Confirmed   int              `json:"confirmed"`
	Outranked   int              `json:"outranked"`
	Refused     []refusedJSON    `json:"refused"`
	MonthBefore *pricing.Money   `json:"month_before_usd"`
	MonthAfter  *pricing.Money   `json:"month_after_usd"`
}

// Records are the changes: feeds and refusals are tables of their own.
func (u updateJSON) Records() (rows []any, empty any) {
	return print.Rows(u.Changes)
}

// fillUpdate fills in what a plan changes and what that does to the user's own month, what
// costs most first.
func fillUpdate(run *cli.Run, out *updateJSON, plan *update.Plan, w pricing.Workload, before, after *pricing.Catalog) {
	now := w.Impact(pricing.Prices{Catalog: before, At: run.AsOf}, pricing.Prices{Catalog: after, At: run.AsOf})
	if !w.Empty() {
		out.MonthBefore, out.MonthAfter = &now.Before, &now.After
	}
	ahead := map[time.Time]pricing.Impact{}
	for _, c := range plan.Changes {
		impact := now
		if c.State == update.Announced && c.From.After(run.AsOf) {
			var have bool
			if impact, have = ahead[c.From]; !have {
				impact = w.Impact(pricing.Prices{Catalog: after, At: run.AsOf}, pricing.Prices{Catalog: after, At: c.From})
				ahead[c.From] = impact
			}
		}
		month := monthOf(c, impact)
		if !c.State.Done() {
			month = nil
		}
		out.Changes = append(out.Changes, changeOf(c, month))
	}
	rankChanges(out.Changes)
	for _, n := range plan.Confirmed {
		out.Confirmed += n
	}
	out.Outranked = plan.Outranked
	for _, r := range plan.Refused {
		out.Refused = append(out.Refused, refusedJSON{string(r.Feed), r.ID, r.Field, r.Value, r.Why})
	}
}

func showUpdate(run *cli.Run, out updateJSON, failed []error) error {
	var done, waits []RateChangeJSON
	models := map[string]bool{}
	for _, c := range out.Changes {
		if update.State(c.State).Done() {
			done = append(done, c)
			if c.State == string(update.New) {
				models[c.Model] = true
			}
		} else {
			waits = append(waits, c)
		}
	}
	read := 0
	for _, f := range out.Feeds {
		if f.Error == nil {
			read++
		}
	}
	if read > 0 || run.Format == "json" {
		prose := fmt.Sprintf("%s read; %s, %s seen again unchanged", readWords(out.Feeds), words.Counted(len(done), "change"), words.Number(int64(out.Confirmed))) + leftWords(out.Feeds)
		if out.MonthBefore != nil && out.MonthAfter != nil {
			prose += fmt.Sprintf(". Your month at today's rates: %s before, %s now", print.USD(*out.MonthBefore), print.USD(*out.MonthAfter))
		}
		switch {
		case out.DryRun:
			prose += ". Nothing was written."
		case out.ID != nil:
			prose += fmt.Sprintf(". This is change %d.", *out.ID)
		default:
			prose += "."
		}
		if err := run.Emit(out, prose, changeTable(run, done)); err != nil {
			return err
		}
	}
	if run.Format == "table" {
		showWaiting(run, waits)
	}
	for i, r := range out.Refused {
		if i == changesShown {
			run.Say("and %s more: --json has them all", words.Plural(len(out.Refused)-i, "refusal"))
			break
		}
		run.Say("%s: %s: %s", r.Feed, refusedWhere(r), r.Why)
	}
	if len(failed) > 0 {
		err := errors.Join(failed...)
		if read > 0 && out.ID != nil {
			err = fmt.Errorf("%w\nthe other feeds were read", err)
		}
		var no *update.FeedRefusedError
		if errors.As(err, &no) {
			return cli.WithHint(err, fmt.Sprintf("nothing of it was taken; if it is right after all, the same again with --accept %s", no.ID))
		}
		return cli.HintIfNone(err, "nothing of it was taken; a list that was saved from its address can be read with --file FEED=FILE")
	}
	for _, f := range out.Feeds {
		if len(out.Feeds) == 1 && f.Models == 0 && f.Refused > 0 {
			return fmt.Errorf("no entry of %s could be taken", f.Feed)
		}
	}
	switch {
	case out.DryRun:
		run.Next("tollbook catalog update")
	case len(waits) > 0:
		run.Next("the same again with --accept "+print.OrEmpty(waits[0].ID), "tollbook catalog diff")
	case out.ID != nil:
		run.Next("tollbook impact", fmt.Sprintf("tollbook catalog undo %d", *out.ID))
	default:
		run.Next("tollbook catalog status")
	}
	return nil
}

// readWords name the feeds that were read, and which file was taken for which.
func readWords(feeds []feedJSON) string {
	var names []string
	for _, f := range feeds {
		if f.Error != nil {
			continue
		}
		name := f.Feed
		if !strings.Contains(f.From, "://") {
			name += " from " + print.OneLine(filepath.Base(f.From))
		}
		names = append(names, name)
	}
	out := words.Counted(len(names), "feed")
	if len(names) > 0 {
		out += " (" + strings.Join(names, ", ") + ")"
	}
	return out
}

// leftWords say how much of the feeds that were read is of no use here; "" for nothing.
func leftWords(feeds []feedJSON) (out string) {
	elsewhere, unsure := 0, 0
	for _, f := range feeds {
		elsewhere, unsure = elsewhere+f.Elsewhere, unsure+f.Unsure
	}
	if elsewhere > 0 {
		out += fmt.Sprintf("; left out: %s of gateways that the catalog does not have", words.Counted(elsewhere, "listing"))
	}
	if unsure > 0 {
		out += fmt.Sprintf("; left out: %s under ids that may be another model's", words.Counted(unsure, "listing"))
	}
	return out
}

func refusedWhere(r refusedJSON) string {
	where := fmt.Sprintf("%q", r.ID)
	if r.Field != "" {
		where += fmt.Sprintf(" %s %q", r.Field, r.Value)
	}
	return where
}

// showWaiting shows what waits for the user's word, both sides of each.
func showWaiting(run *cli.Run, waits []RateChangeJSON) {
	if len(waits) == 0 {
		return
	}
	fmt.Fprintf(run.Out, "\n%s for your word:\n", map[bool]string{true: "One price waits", false: words.Number(int64(len(waits))) + " prices wait"}[len(waits) == 1])
	t := print.TableOf(waits[:min(len(waits), changesShown)], []print.Column[RateChangeJSON]{
		{Head: "ACCEPT", Of: func(c RateChangeJSON) string { return print.OrEmpty(c.ID) }},
		{Head: "STATE", Of: func(c RateChangeJSON) string { return c.State }, Keep: true},
		{Head: "GATEWAY", Of: func(c RateChangeJSON) string { return c.Gateway }, Keep: true},
		{Head: "ID", Of: func(c RateChangeJSON) string { return print.OneLine(c.ModelID) }, Keep: true},
		{Head: "KIND", Of: RateChangeJSON.KindText},
		{Head: ">HAS", Of: func(c RateChangeJSON) string { return rateText(c.Was) }},
		{Head: ">FEED", Of: func(c RateChangeJSON) string { return rateText(c.Now) }},
		{Head: "WHY", Of: func(c RateChangeJSON) string { return print.OneLine(c.Why) }},
	}).Folding("WHY").Dropping("STATE")
	fmt.Fprint(run.Out, t.Text(run.Page))
	if more := len(waits) - changesShown; more > 0 {
		fmt.Fprintln(run.Out, run.Prose(fmt.Sprintf("and %s more: tollbook catalog diff has them all", words.Number(int64(more)))))
	}
}
