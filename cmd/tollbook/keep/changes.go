package keep

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

// RateChangeJSON is a changed price, in the order of its fields.
type RateChangeJSON struct {
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
func changeOf(c update.Change, month *pricing.Money) RateChangeJSON {
	out := RateChangeJSON{ID: print.OrNull(c.ID), State: string(c.State), Gateway: c.Gateway, Model: c.Model, ModelID: c.GatewayModelID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
		Was: c.Was, Now: c.Now, From: print.RFC3339(c.From), Source: c.Source, Seen: print.Day(c.Seen), WasFrom: print.OrNull(c.WasSource), WasSeen: print.Day(c.WasSeen), MonthUSD: month, Why: c.Why}
	if c.Was == nil && c.Now == nil { // of the model itself, not of a rate
		out.Kind = ""
	}
	return out
}

// rateChangeOf is a change between two instants for JSON.
func rateChangeOf(c pricing.RateChange, state string) RateChangeJSON {
	return RateChangeJSON{State: state, Gateway: c.Gateway, Model: c.Model, ModelID: c.ID, Kind: c.Kind.String(), Over: c.Over, Window: c.Window,
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
	if m == nil {
		return "-"
	}
	return print.Difference(*m)
}

// fromText is when a price begins, for a table.
func (c RateChangeJSON) fromText() string {
	if c.From == nil {
		return "-"
	}
	t, err := time.Parse(time.RFC3339Nano, *c.From)
	if err != nil {
		return *c.From
	}
	return t.Format(pricing.Day)
}

// KindText names a rate's kind with its tier and hours.
func (c RateChangeJSON) KindText() string {
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
func rankChanges(all []RateChangeJSON) {
	slices.SortStableFunc(all, func(a, b RateChangeJSON) int { return weightOf(b.MonthUSD).Cmp(weightOf(a.MonthUSD)) })
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

// A ChangeGroup is the changes of one gateway, id, state and instant, at least one.
type ChangeGroup struct {
	First RateChangeJSON // as they came
	All   []RateChangeJSON
	Month *pricing.Money // what they do to a month together; nil where none says
}

// groupChanges puts the changes of one id and instant together, in the order of the first of each.
func groupChanges(all []RateChangeJSON) (out []*ChangeGroup) {
	at := map[string]*ChangeGroup{}
	for _, c := range all {
		key := c.State + "|" + c.Gateway + "|" + c.ModelID + "|" + print.OrEmpty(c.From)
		g := at[key]
		if g == nil {
			g = &ChangeGroup{First: c}
			at[key], out = g, append(out, g)
		}
		g.All = append(g.All, c)
		if c.MonthUSD != nil {
			sum := *c.MonthUSD
			if g.Month != nil {
				sum = sum.Add(*g.Month)
			}
			g.Month = &sum
		}
	}
	return out
}

// changeTable is the changes for people, a group on one line; the first of many.
func changeTable(run *cli.Run, all []RateChangeJSON) *print.Table {
	lines := groupChanges(all)
	if run.Format == "table" && len(lines) > changesShown {
		run.Say("%s of %s are shown; --json has all", words.Number(changesShown), words.Plural(len(lines), "line"))
		lines = lines[:changesShown]
	}
	return print.TableOf(lines, []print.Column[*ChangeGroup]{
		{Head: "STATE", Of: func(l *ChangeGroup) string { return l.First.State }, Keep: true},
		{Head: "GATEWAY", Of: func(l *ChangeGroup) string { return l.First.Gateway }, Keep: true},
		{Head: "ID", Of: func(l *ChangeGroup) string { return print.OneLine(l.First.ModelID) }, Keep: true},
		{Head: "WHAT", Of: func(l *ChangeGroup) string { return l.Words(4) }, Keep: true},
		{Head: "FROM", Of: func(l *ChangeGroup) string { return l.First.fromText() }},
		{Head: ">A MONTH", Of: func(l *ChangeGroup) string { return monthText(l.Month) }},
	}).Folding("WHAT")
}

// Words says the first of the changes, of which it puts base prices first: "input $3 → $2".
func (g *ChangeGroup) Words(most int) string {
	all := g.All
	rank := func(c RateChangeJSON) int { // input and output before all else
		switch c.Kind {
		case pricing.Input.String():
			return 0
		case pricing.Output.String():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b RateChangeJSON) int {
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
func (c RateChangeJSON) what() string {
	switch {
	case c.Kind == "":
		return c.Why
	case c.State == string(update.Promotion):
		return c.KindText() + " " + rateText(c.Now) + ", a promotion"
	case c.Was == nil:
		return c.KindText() + " " + rateText(c.Now)
	case c.Now == nil:
		return c.KindText() + " " + rateText(c.Was) + "\u00a0→\u00a0none"
	}
	return c.KindText() + " " + rateText(c.Was) + "\u00a0→\u00a0" + rateText(c.Now)
}
