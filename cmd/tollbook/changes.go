package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/pricing/words"
)

// rateChangeJSON is a changed price, in the order of its fields.
type rateChangeJSON struct {
	ID       *string        `json:"id"` // of what waits: --accept takes it
	State    string         `json:"state"`
	Gateway  string         `json:"gateway"`
	Model    string         `json:"model"`
	ModelID  string         `json:"gateway_model_id"`
	Kind     string         `json:"kind"`
	Over     int64          `json:"context_over_tokens"`
	Window   string         `json:"time_window"`
	Was      *pricing.Rate  `json:"was"`
	Now      *pricing.Rate  `json:"now"`
	From     *string        `json:"from"`
	Source   string         `json:"source"`
	Seen     *string        `json:"seen"`
	WasFrom  *string        `json:"was_source"`
	WasSeen  *string        `json:"was_seen"`
	MonthUSD *pricing.Money `json:"month_usd"`
	Why      string         `json:"why,omitempty"`
}

// changeOf is a change of an update for JSON; month is what it does to the user's own month.
func changeOf(c update.Change, month *pricing.Money) rateChangeJSON {
	out := rateChangeJSON{ID: print.OrNull(c.ID), State: string(c.State), Gateway: c.Gateway, Model: c.Model, ModelID: c.GatewayModelID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
		Was: c.Was, Now: c.Now, From: print.RFC3339(c.From), Source: c.Source, Seen: print.Day(c.Seen), WasFrom: print.OrNull(c.WasSource), WasSeen: print.Day(c.WasSeen), MonthUSD: month, Why: c.Why}
	if c.Was == nil && c.Now == nil { // of the model itself, not of a rate
		out.Kind = ""
	}
	return out
}

// rateChangeOf is a change between two instants for JSON.
func rateChangeOf(c pricing.RateChange, state string) rateChangeJSON {
	return rateChangeJSON{State: state, Gateway: c.Gateway, Model: c.Model, ModelID: c.ID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
		Was: c.Was, Now: c.Now, From: print.RFC3339(c.From), Source: c.Source, Seen: print.Day(c.Seen), MonthUSD: c.USD}
}

// rateText is a rate for a table.
func rateText(r *pricing.Rate) string {
	if r == nil {
		return "-"
	}
	return "$" + words.Thousands(r.String())
}

// monthText is what a change does to a month for a table: "+$3.20".
func monthText(m *pricing.Money) string {
	switch {
	case m == nil:
		return "-"
	case m.Sign() > 0:
		return "+" + print.USD(*m)
	}
	return print.USD(*m)
}

// fromText is when a price begins, for a table.
func (c rateChangeJSON) fromText() string {
	if c.From == nil {
		return "-"
	}
	t, err := time.Parse(time.RFC3339Nano, *c.From)
	if err != nil {
		return *c.From
	}
	return t.Format(pricing.Day)
}

// kindText names a rate's kind with its tier and hours.
func (c rateChangeJSON) kindText() string {
	out := strings.ReplaceAll(c.Kind, "_", " ")
	if c.Over > 0 {
		out += " over " + words.Thousands(fmt.Sprint(c.Over))
	}
	if c.Window != "" {
		out += " " + c.Window
	}
	return out
}

// rankChanges puts what moves one's own month most first.
func rankChanges(all []rateChangeJSON) {
	slices.SortStableFunc(all, func(a, b rateChangeJSON) int { return weightOf(b.MonthUSD).Cmp(weightOf(a.MonthUSD)) })
}

// weightOf is how far a change moves a month, up or down; nothing where that is not known.
func weightOf(month *pricing.Money) pricing.Money {
	if month == nil {
		return pricing.Money{}
	}
	return month.Abs()
}

// changesShown is how many changes a table shows: JSON has all.
const changesShown = 20

// A changeGroup is the changes of one id and instant, at least one, with what they do to a
// month together; nil where none says.
type changeGroup struct {
	first rateChangeJSON
	all   []rateChangeJSON
	month *pricing.Money
}

// groupChanges puts the changes of one id and instant together, in the order of the first of each.
func groupChanges(all []rateChangeJSON) (out []*changeGroup) {
	at := map[string]*changeGroup{}
	for _, c := range all {
		key := c.State + "|" + c.Gateway + "|" + c.ModelID + "|" + print.OrEmpty(c.From)
		g := at[key]
		if g == nil {
			g = &changeGroup{first: c}
			at[key], out = g, append(out, g)
		}
		g.all = append(g.all, c)
		if c.MonthUSD != nil {
			sum := *c.MonthUSD
			if g.month != nil {
				sum = sum.Add(*g.month)
			}
			g.month = &sum
		}
	}
	return out
}

// changeTable is the changes for people, a group on one line; the first of many.
func changeTable(run *cli.Run, all []rateChangeJSON) *print.Table {
	lines := groupChanges(all)
	if run.Format == "table" && len(lines) > changesShown {
		run.Say("%s of %s are shown; --json has all", words.Number(changesShown), words.Plural(len(lines), "line"))
		lines = lines[:changesShown]
	}
	return print.TableOf(lines, []print.Column[*changeGroup]{
		{Head: "STATE", Of: func(l *changeGroup) string { return l.first.State }, Keep: true},
		{Head: "GATEWAY", Of: func(l *changeGroup) string { return l.first.Gateway }, Keep: true},
		{Head: "ID", Of: func(l *changeGroup) string { return print.OneLine(l.first.ModelID) }, Keep: true},
		{Head: "WHAT", Of: func(l *changeGroup) string { return whats(l.all, 4) }, Keep: true},
		{Head: "FROM", Of: func(l *changeGroup) string { return l.first.fromText() }},
		{Head: ">A MONTH", Of: func(l *changeGroup) string { return monthText(l.month) }},
	}).Folding("WHAT")
}

// whats says the first of some changes in words, base prices first.
func whats(all []rateChangeJSON, most int) string {
	rank := func(c rateChangeJSON) int { // input and output before all else
		switch c.Kind {
		case pricing.Input.String():
			return 0
		case pricing.Output.String():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b rateChangeJSON) int {
		return cmp.Or(cmp.Compare(a.Over, b.Over), cmp.Compare(rank(a), rank(b)))
	})
	var out []string
	for i, c := range all {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(all)-most))
			break
		}
		out = append(out, c.what())
	}
	return strings.Join(out, ", ")
}

// what says a change in a few words: "input $3 → $2.4".
func (c rateChangeJSON) what() string {
	switch {
	case c.Kind == "":
		return c.Why
	case c.State == string(update.Promotion):
		return c.kindText() + " " + rateText(c.Now) + ", a promotion"
	case c.Was == nil:
		return c.kindText() + " " + rateText(c.Now)
	case c.Now == nil:
		return c.kindText() + " " + rateText(c.Was) + "\u00a0→\u00a0none"
	}
	return c.kindText() + " " + rateText(c.Was) + "\u00a0→\u00a0" + rateText(c.Now)
}
