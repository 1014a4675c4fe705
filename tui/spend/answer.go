package spend

import (
	"fmt"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/period"
)

// answer says in two sentences what was spent, and on what.
func (s Model) answer() []string {
	switch {
	case s.fault != nil:
		return []string{"This cannot be added up: " + draw.Safe(s.fault.Error()) + "."}
	case s.rows != nil:
		return s.rowsAnswer()
	}
	sum, today := s.summary, s.load.Value.Today()
	of := s.period.Words(today)
	if c := s.crumbs(); c != "" {
		of = c + ", " + of
	}
	if sum.Total.Requests == 0 && sum.Total.USD.IsZero() && sum.Total.ListValueUSD.IsZero() {
		return []string{s.nothing(of), "Usage goes from " + s.load.Value.First.Format("2 Jan 2006") + " to " + s.load.Value.Last.Format("2 Jan 2006") + "."}
	}
	first := draw.UpperFirst(of) + " " + draw.Money(sum.Total.USD)
	if sum.Before != nil {
		first += ", " + period.Change(sum.Change) + " " + s.period.BeforeWords(today)
	}
	if sum.PerDay != nil {
		first += ": " + period.PerDay(*sum.PerDay, s.period.Moved(-1).Words(today))
	}
	first += s.topWords() + "."
	return []string{first, s.second()}
}

// nothing says that there is no usage, and why that may be.
func (s Model) nothing(of string) string {
	if s.filter != "" && s.wrong == nil {
		return "Nothing in " + of + " holds “" + draw.Safe(s.filter) + "”; Esc clears the filter."
	}
	return "No usage in " + of + "; ← and → turn to other periods, a shows all."
}

// topWords name what most of it is for.
func (s Model) topWords() string {
	top := s.summary.Top
	if top == nil || len(s.groups.Rows) < 2 {
		return ""
	}
	part := draw.MoneyOf(s.summary.TopPercent)
	if part == nil {
		return ""
	}
	key := top.Keys[0]
	if !s.byTime() {
		if key == "" {
			return fmt.Sprintf("; %s of it is of no %s", period.WholePercent(*part), groups[s.by])
		}
		return fmt.Sprintf("; %s is %s of it", draw.Safe(key), period.WholePercent(*part))
	}
	if day, err := time.Parse(pricing.Day, key); err == nil {
		key = day.Format("Monday 2 Jan")
	}
	return fmt.Sprintf("; the dearest %s is %s with %s", groups[s.by], key, draw.Money(top.USD))
}

// second says what loading it cost, what a million tokens came to, and what is not in
// the dollars.
func (s Model) second() string {
	t := s.summary.Total
	var out []string
	switch {
	case t.FeesUSD == nil:
		out = append(out, "The fee for loading credits is not published for all of it")
	case !t.FeesUSD.IsZero():
		out = append(out, "With "+assumedFee(t, draw.Money(*t.FeesUSD))+" of fees "+assumedFee(t, draw.Money(*t.AllInUSD)))
	}
	if m := draw.MoneyOf(t.PerMillion); m != nil {
		out = append(out, draw.Money(*m)+" a million tokens")
	}
	if s.summary.CacheShare != "" && s.summary.CacheShare != "0" {
		of := " of the prompts cached"
		if t.BlindTokens > 0 {
			of = " of the prompts cached where the export tells"
		}
		out = append(out, words.Share(s.summary.CacheShare)+of)
	}
	text := draw.UpperFirst(strings.Join(out, ", "))
	var apart []string
	if t.UnpricedTokens > 0 {
		apart = append(apart, counted(t.UnpricedTokens)+" tokens without a price")
	}
	if !t.ListValueUSD.IsZero() {
		apart = append(apart, draw.Money(t.ListValueUSD)+" of subscriptions at list price")
	}
	if !t.BYOKUSD.IsZero() {
		apart = append(apart, draw.Money(t.BYOKUSD)+" on own keys")
	}
	if len(apart) > 0 {
		text += ". Not in it: " + draw.List(apart, 3)
	}
	return strings.TrimPrefix(text, ". ") + "."
}

// rowsAnswer says what the rows come to.
func (s Model) rowsAnswer() []string {
	r := s.rows
	of := r.of
	if c := s.crumbs(); c != "" {
		of = c + " ▸ " + of
	}
	switch {
	case r.wrong != nil:
		return []string{"The filter is none: " + draw.Safe(r.wrong.Error()) + ".", "The rows of " + of + " stand unfiltered."}
	case r.load.Phase == page.Failed:
		return []string{"The rows cannot be read: " + draw.Safe(r.load.Err.Error()) + ".", "Esc goes back, o reads again."}
	case r.load.Phase == page.Loading:
		return []string{"Looking for the rows of " + of + " …", "In a ledger of millions that takes seconds; Esc ends it."}
	case r.load.Value.Count == 0:
		return []string{"No row of " + of + " is let through by “" + draw.Safe(r.filter) + "”; Esc clears the filter."}
	}
	v := r.load.Value
	first := fmt.Sprintf("%s: %s in %s, %s", draw.UpperFirst(of), draw.Money(v.USD), rowsWords(v.Count), r.order())
	if r.filter != "" {
		first += ", that hold “" + draw.Safe(r.filter) + "”"
	}
	second := "All of them are below."
	if n := len(v.Page); n < v.Count {
		second = "The first " + counted(int64(n)) + " are below; the end of the list reads more."
	}
	if r.waiting() {
		second = "Reading …"
	}
	return []string{first + ".", second + " Enter takes a row apart: tokens x rate, source, file and line."}
}

func rowsWords(n int) string {
	if n == 1 {
		return "1 row"
	}
	return counted(int64(n)) + " rows"
}
