package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

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
	out := rateChangeJSON{ID: orNull(c.ID), State: string(c.State), Gateway: c.Gateway, Model: c.Model, ModelID: c.GatewayModelID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
		Was: c.Was, Now: c.Now, From: rfc3339(c.From), Source: c.Source, Seen: day(c.Seen), WasFrom: orNull(c.WasSource), WasSeen: day(c.WasSeen), MonthUSD: month, Why: c.Why}
	if c.Was == nil && c.Now == nil { // of the model itself, not of a rate
		out.Kind = ""
	}
	return out
}

// rateChangeOf is a change between two instants for JSON.
func rateChangeOf(c pricing.RateChange, state string) rateChangeJSON {
	return rateChangeJSON{State: state, Gateway: c.Gateway, Model: c.Model, ModelID: c.ID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
		Was: c.Was, Now: c.Now, From: rfc3339(c.From), Source: c.Source, Seen: day(c.Seen), MonthUSD: c.USD}
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
		return "+" + usd(*m)
	}
	return usd(*m)
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
	weight := func(c rateChangeJSON) pricing.Money {
		if c.MonthUSD == nil {
			return pricing.Money{}
		}
		return c.MonthUSD.Abs()
	}
	slices.SortStableFunc(all, func(a, b rateChangeJSON) int { return weight(b).Cmp(weight(a)) })
}

// changesShown is how many changes a table shows: JSON has all.
const changesShown = 20

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// changeTable is the changes for people, those of one id and day on one line; the first of
// many.
func (a *app) changeTable(all []rateChangeJSON) *table {
	type line struct {
		first rateChangeJSON
		all   []rateChangeJSON
		month *pricing.Money
	}
	var lines []*line
	at := map[string]*line{}
	for _, c := range all {
		key := c.State + "|" + c.Gateway + "|" + c.ModelID + "|" + deref(c.From)
		l := at[key]
		if l == nil {
			l = &line{first: c}
			at[key] = l
			lines = append(lines, l)
		}
		l.all = append(l.all, c)
		if c.MonthUSD != nil {
			sum := *c.MonthUSD
			if l.month != nil {
				sum = sum.Add(*l.month)
			}
			l.month = &sum
		}
	}
	if a.format == "table" && len(lines) > changesShown {
		a.say("%s of %s are shown; --json has all", number(changesShown), words.Plural(len(lines), "line"))
		lines = lines[:changesShown]
	}
	return columned(lines, []column[*line]{
		{head: "STATE", of: func(l *line) string { return l.first.State }, keep: true},
		{head: "GATEWAY", of: func(l *line) string { return l.first.Gateway }, keep: true},
		{head: "ID", of: func(l *line) string { return oneLine(l.first.ModelID) }, keep: true},
		{head: "WHAT", of: func(l *line) string { return whats(l.all, 4) }, keep: true},
		{head: "FROM", of: func(l *line) string { return l.first.fromText() }},
		{head: ">A MONTH", of: func(l *line) string { return monthText(l.month) }},
	}).folding("WHAT")
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
