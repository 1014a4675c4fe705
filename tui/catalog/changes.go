package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// pricer is books that can tell which prices changed, and what that does to them.
type pricer interface {
	PriceChanges(ctx context.Context) (PriceChanges, error)
}

// PriceChanges are the prices that changed since a day, those that are announced, and what
// they do to a month of the user's own.
type PriceChanges struct {
	Since time.Time
	// Before and Now are what a month of the user's tokens costs at the rates of then and of
	// now, After with all that is announced; nil without usage.
	Before, Now, After *pricing.Money
	Changes            []PriceChange    // what moves that month most first
	Work               pricing.Workload // that month
}

// A PriceChange is what changes of one id at a gateway at one instant.
type PriceChange struct {
	// State is changed, new, announced (for a day to come), doubted (announced, come and
	// seen by nobody since), ended, missing or gone (from the gateway's own list), or held or
	// conflict, which wait for the user's word.
	State                   string
	ID                      string // of what waits: what the command update takes it by
	Gateway, Model, ModelID string
	From                    time.Time // zero is as far back as known
	What                    string    // in a few words: "input $3 → $2.4"
	Month                   *pricing.Money
	Moves                   []RateMove
	Why                     string // of an end, or of what waits
	Source                  string
	Seen                    time.Time
	Own                     bool // the user set it
}

// A RateMove is one rate of a PriceChange, with both sides.
type RateMove struct {
	Kind      string        // "input over 200,000"
	Was, Now  *pricing.Rate // nil is none
	WasSource string
	WasSeen   time.Time
	WasOwn    bool
	Source    string
	Seen      time.Time
	Own       bool // the user set it
	Month     *pricing.Money
}

// waits reports whether the user is asked about it.
func (c PriceChange) waits() bool { return c.State == "held" || c.State == "conflict" }

// monthText is what the change does to a month.
func (c PriceChange) monthText() string {
	if c.Month == nil {
		return ""
	}
	return draw.Signed(*c.Month)
}

// stateWords say what a state means where its word does not.
func (c PriceChange) stateWords() string {
	switch c.State {
	case "doubted":
		return "It was announced, its day has come, and nobody has seen it since: an assumption."
	case "held":
		return "It is too far off to be believed, and waits for your word: tollbook catalog update --accept " + c.ID + " takes it."
	case "conflict":
		return "Others say otherwise than the one who is believed. It waits for your word: tollbook catalog update --accept " + c.ID + " takes it."
	}
	return ""
}

// changeTable are the columns; in want of room the state goes first: a day to come says that
// it is announced. Then goes the day. Days of another year than the clock's have theirs.
func changeTable(asOf time.Time) draw.Table[PriceChange] {
	b := draw.NewTable(func(c PriceChange) string {
		return strings.Join([]string{c.Gateway, c.ModelID, c.State, dayText(c.From)}, "|")
	},
		draw.Column[PriceChange]{Title: "WHEN", Drop: 1, Text: func(c PriceChange) string { return dayNear(c.From, asOf) }, Spoken: func(c PriceChange) string { return dayText(c.From) }, Compare: func(a, b PriceChange) int { return a.From.Compare(b.From) }},
		draw.Column[PriceChange]{Title: "GATEWAY", Most: 16, Least: 10, Text: func(c PriceChange) string { return c.Gateway }},
		draw.Column[PriceChange]{Title: "ID", Most: 44, Least: 15, Text: func(c PriceChange) string { return draw.BareModel(c.ModelID) }, Spoken: func(c PriceChange) string { return c.ModelID }},
		draw.Column[PriceChange]{Title: "WHAT", Most: 72, Least: 15, Text: func(c PriceChange) string { return c.What }},
		draw.Column[PriceChange]{Title: "A MONTH", Figure: true, Text: PriceChange.monthText, Compare: func(a, b PriceChange) int { return draw.Compare(a.Month, b.Month) },
			Style: func(t draw.Theme, c PriceChange) lipgloss.Style {
				if c.Month != nil && c.Month.Sign() > 0 {
					return t.Loss
				}
				return t.Plain
			}},
		draw.Column[PriceChange]{Title: "STATE", Drop: 2, Text: func(c PriceChange) string { return c.State }},
	)
	b.Match = func(c PriceChange, filter string) bool {
		return draw.HasAll([]string{c.Gateway, c.Model, c.ModelID, c.State, c.What, dayText(c.From)}, strings.Fields(strings.ToLower(filter)))
	}
	return b
}

// dayNear is a day for people; "" for none.
func dayNear(day, asOf time.Time) string {
	if day.IsZero() {
		return ""
	}
	return draw.ShortDay(day, asOf)
}

// since is how far back the changes go: "in the last 30 days".
func (p PriceChanges) since(asOf time.Time) string {
	return fmt.Sprintf("in the last %d days", days(p.Since, asOf))
}

// counted are the changes of rates in use, those of others, those announced for a day to come,
// those that wait for the user's word, and the days of what is announced for rates in use.
func (p PriceChanges) counted() (own, others, ahead, waits int, days []time.Time) {
	for _, c := range p.Changes {
		switch {
		case c.waits():
			waits++
		case c.State == "announced":
			ahead++
			if c.Month != nil {
				days = append(days, c.From)
			}
		case c.Month != nil:
			own++
		default:
			others++
		}
	}
	return own, others, ahead, waits, days
}

// changesLine says what changed prices do to the user's month.
//
//	Your month went from $350.00 to $300.00 by 1 price that changed in the last 30 days; +$12.00 from 1 Dec is announced.
//	No price you pay changed in the last 30 days; 42 others did, 12 announced.
func changesLine(load page.Load[PriceChanges], asOf time.Time) string {
	switch load.Phase {
	case page.Failed:
		return "The prices of the last days cannot be compared: " + draw.Safe(load.Err.Error()) + "."
	case page.Ready:
	default:
		return "Comparing the prices of the last days …"
	}
	p := load.Value
	own, others, ahead, _, days := p.counted()
	if p.Before == nil {
		return fmt.Sprintf("%s changed %s; there is no usage yet that they could move.", words.Counted(own+others, "price"), p.since(asOf))
	}
	out := fmt.Sprintf("Your month went from %s to %s by %s that changed %s", draw.Money(*p.Before), draw.Money(*p.Now), words.Counted(own, "price"), p.since(asOf))
	if p.Before.Equal(*p.Now) {
		out = fmt.Sprintf("No price you pay changed %s; %d others did", p.since(asOf), others)
		if own > 0 {
			out = fmt.Sprintf("%s of yours changed %s and your month is as it was", words.Counted(own, "price"), p.since(asOf))
		}
	}
	by := p.After.Sub(*p.Now)
	switch {
	case len(days) > 0 && !by.IsZero():
		out += "; " + draw.Signed(by) + " from " + daysText(days) + " is announced"
	case ahead > 0 && p.Before.Equal(*p.Now):
		out += fmt.Sprintf(", %d announced", ahead)
	}
	return out + "."
}

// changesAnswer says what all changes come to.
func changesAnswer(load page.Load[PriceChanges], asOf time.Time) []string {
	first := changesLine(load, asOf)
	if load.Phase != page.Ready {
		return []string{first}
	}
	p := load.Value
	own, _, ahead, waits, _ := p.counted()
	second := words.Plural(len(p.Changes), "change") + " at all gateways"
	if p.Before != nil {
		second += fmt.Sprintf(", %s of rates that you use", words.Thousands(strconv.Itoa(own)))
	}
	if ahead > 0 {
		second += fmt.Sprintf("; %d announced", ahead)
	}
	if waits > 0 {
		second += fmt.Sprintf("; %d for your word", waits)
	}
	return []string{first, second + "."}
}

// daysText is the day of some, or the first and the last.
func daysText(all []time.Time) string {
	first, last := slices.MinFunc(all, time.Time.Compare), slices.MaxFunc(all, time.Time.Compare)
	if first.Format(pricing.Day) == last.Format(pricing.Day) {
		return words.ShortDate(first)
	}
	return words.ShortDate(first) + " to " + words.ShortDate(last)
}

// note says the change in hand in full.
func (c PriceChange) note() string {
	out := draw.Safe(c.ModelID) + " at " + draw.Safe(c.Gateway)
	if !c.From.IsZero() {
		out += " from " + dayText(c.From)
	}
	out += ": " + draw.Safe(cmp.Or(c.What, c.Why))
	if c.Month != nil {
		out += ", " + draw.Signed(*c.Month) + " a month"
	}
	if c.Source != "" {
		out += " (" + draw.Safe(rateSource(c.Source, c.Own)) + ", " + dayText(c.Seen) + ")"
	}
	return out
}

// explained takes the change apart: each rate with both sides, and what would do the same
// work for less.
func (c PriceChange) explained(cat *pricing.Catalog, work pricing.Workload, asOf time.Time) pricing.Explanation {
	e := pricing.Explanation{Title: c.ModelID + " at " + c.Gateway, Figure: c.State}
	if c.Month != nil {
		e.Figure = draw.Signed(*c.Month) + " a month"
	}
	if !c.From.IsZero() {
		e.Formula = c.State + ", from " + dayText(c.From)
	}
	for _, m := range c.Moves {
		l := pricing.ExplainLine{Label: m.Kind, Figure: moveText(m), Source: ownSource(m.Source, m.Own), Seen: m.Seen}
		var more []string
		if m.Month != nil {
			more = append(more, draw.Signed(*m.Month)+" a month")
		}
		if m.WasSource != "" {
			was := "was by " + ownSource(m.WasSource, m.WasOwn)
			if !m.WasSeen.IsZero() {
				was += ", seen " + dayText(m.WasSeen)
			}
			more = append(more, was)
		}
		l.Formula = strings.Join(more, "; ")
		e.Say(l)
	}
	if len(c.Moves) == 0 {
		e.Say(pricing.ExplainLine{Label: cmp.Or(c.Why, c.What), Figure: c.State, Source: c.Source, Seen: c.Seen})
	} else if c.Why != "" {
		e.Note(draw.UpperFirst(c.Why) + ".")
	}
	at := asOf
	if c.From.After(at) {
		at = c.From
	}
	instead := cat.Substitutes(work, c.Gateway, c.Model, at)
	for _, s := range instead {
		e.Say(pricing.ExplainLine{Label: "instead: " + s.Model + " at " + s.Gateway, Figure: draw.Money(s.Saves.Neg()) + " a month", Formula: draw.Money(s.Month) + " a month" + lackText(s.Lacks)})
	}
	switch {
	case len(instead) > 0:
		e.Note("What stands instead costs less for the same tokens at the rates of " + words.ShortDate(at) + ", fees aside. Whether it does the work no price list says.")
	case c.Month != nil:
		e.Note("Nothing that the catalog knows does the same for less at the rates of " + words.ShortDate(at) + ", fees aside.")
	}
	if text := c.stateWords(); text != "" {
		e.Note(text)
	}
	return e
}

// moveText is "$3 → $2.4".
func moveText(m RateMove) string {
	price := func(r *pricing.Rate) string {
		if r == nil {
			return "none"
		}
		return perMillion(r)
	}
	return price(m.Was) + " → " + price(m.Now)
}

func lackText(lacks []string) string {
	if len(lacks) == 0 {
		return ""
	}
	return "; but " + strings.Join(lacks, "; ")
}
