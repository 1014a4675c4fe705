package spend

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/period"
	"tollbook/tui/wrap"
)

// answer is what was spent and on what, in the lines that there are for it: the fullest of
// the ways to say it that has room.
func (s Model) answer(width, lines int) []string {
	var out []string
	for _, way := range s.ways() {
		out = nil
		for _, sentence := range way {
			out = append(out, wrap.Fit(sentence, width)...)
		}
		if len(out) <= lines {
			return out
		}
		if out = wrap.Fit(strings.Join(way, " "), width); len(out) <= lines {
			return out
		}
	}
	return append(out[:lines-1:lines-1], strings.Join(out[lines-1:], " "))
}

// ways are the answer's sentences, from the fullest to what is said in any case.
func (s Model) ways() [][]string {
	switch {
	case s.fault != nil:
		return [][]string{{"This cannot be added up: " + draw.Safe(s.fault.Error()) + "."}}
	case s.view.pane == rowsPane:
		return s.rowsWays()
	}
	t := s.summary.Total
	if t.Requests == 0 && t.USD.IsZero() && t.ListValueUSD.IsZero() {
		usage := "Usage goes from " + s.load.Value.First.Format("2 Jan 2006") + " to " + s.load.Value.Last.Format("2 Jan 2006") + "."
		return [][]string{{s.nothing(), usage}, {s.nothing()}}
	}
	first := draw.UpperFirst(s.of()) + " " + draw.Money(t.USD)
	change, short := s.change(true), s.change(false)
	second := func(apart string, parts ...string) string {
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
		text := draw.UpperFirst(strings.Join(parts, ", "))
		if text != "" {
			text += "."
		}
		if apart != "" {
			text = strings.TrimSpace(text + " Not in it: " + apart + ".")
		}
		return text
	}
	fees, apart := s.loading(), s.apart(false)
	if s.view.pane == yearPane {
		var out [][]string
		for _, second := range s.yearSeconds() {
			out = append(out, []string{first + change + ".", second})
		}
		return append(out, []string{first + short + "."}, []string{first + "."})
	}
	return [][]string{
		{first + change + s.topWords() + ".", second(s.apart(true), fees, s.ratios())},
		{first + change + ".", second(s.apart(true), fees, s.ratios())},
		{first + change + s.topWords() + ".", second(apart, fees)},
		{first + change + ".", second(apart, fees)},
		{first + short + ".", second(apart, fees)},
		{first + short + ".", second(apart)},
		{first + short + "."},
		{first + "."},
	}
}

// change says how it compares with the period before; in full also which days of that are
// known.
func (s Model) change(full bool) string {
	switch sum := s.summary; {
	case sum.Before != nil:
		return ", " + period.Change(sum.Change) + " " + s.period().BeforeWords(s.today())
	case sum.PerDay != nil:
		of := *sum.PerDay
		if !full {
			of.Known = report.KnownPart{}
		}
		return ": " + period.PerDay(of, s.period().Moved(-1).Words(s.today()))
	}
	return ""
}

// nothing says that there is no usage, and why that may be.
func (s Model) nothing() string {
	if s.view.filter != "" && s.wrong == nil {
		return "No usage of " + s.of() + "; Esc leads back."
	}
	return "No usage in " + s.of() + "."
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
			return fmt.Sprintf("; %s of it is of no %s", period.WholePercent(*part), groups[s.view.by])
		}
		return fmt.Sprintf("; %s is %s of it", draw.Safe(key), period.WholePercent(*part))
	}
	if day, err := time.Parse(pricing.Day, key); err == nil {
		key = day.Format("Monday 2 Jan")
	}
	return fmt.Sprintf("; the dearest %s is %s with %s", groups[s.view.by], key, draw.Money(top.USD))
}

// loading says what it came to with the fees for loading it.
func (s Model) loading() string {
	t := s.summary.Total
	switch {
	case t.FeesUSD == nil:
		return "the fee for loading credits is not published for all of it"
	case t.FeesUSD.IsZero():
		return ""
	}
	return "with fees " + assumedFee(t, draw.Money(*t.AllInUSD))
}

// ratios say what a million tokens came to, and what was cached.
func (s Model) ratios() string {
	var out []string
	if m := draw.MoneyOf(s.summary.Total.PerMillion); m != nil && !m.IsZero() {
		out = append(out, draw.Money(*m)+" a million tokens")
	}
	if share := draw.NonZero(s.summary.CacheShare); share != "" {
		of := " of the prompts cached"
		if s.summary.Total.BlindTokens > 0 {
			of = " of the prompts cached where the export tells"
		}
		out = append(out, words.Part(share)+of)
	}
	return strings.Join(out, ", ")
}

// apart names what is not in the dollars, in full or in few words.
func (s Model) apart(full bool) string {
	t := s.summary.Total
	var apart []string
	if t.UnpricedTokens > 0 && full {
		apart = append(apart, counted(t.UnpricedTokens)+" tokens without a price")
	} else if t.UnpricedTokens > 0 {
		apart = append(apart, counted(t.UnpricedTokens)+" unpriced tokens")
	}
	if !t.ListValueUSD.IsZero() && full {
		apart = append(apart, draw.Money(t.ListValueUSD)+" of subscriptions at list price")
	} else if !t.ListValueUSD.IsZero() {
		apart = append(apart, draw.Money(t.ListValueUSD)+" of subscriptions")
	}
	if !t.BYOKUSD.IsZero() {
		apart = append(apart, draw.Money(t.BYOKUSD)+" on own keys")
	}
	if !full {
		return strings.Join(apart, ", ")
	}
	return draw.List(apart, 3)
}

// rowsWays say what the rows come to.
func (s Model) rowsWays() [][]string {
	r, of := s.rows, s.of()
	switch {
	case r.load.Phase == page.Failed:
		return [][]string{{"The rows cannot be read: " + draw.Safe(r.load.Err.Error()) + ".", "Esc leads back, o reads again."}}
	case r.load.Phase == page.Loading || r.waiting() && r.anew:
		return [][]string{{"Looking for the rows of " + of + " …", "In a ledger of millions that takes seconds; Esc ends it."}}
	case r.load.Value.Count == 0:
		return [][]string{{"No row of " + of + "; Esc leads back."}}
	}
	v := r.load.Value
	first := fmt.Sprintf("%s: %s in %s, %s.", draw.UpperFirst(of), draw.Money(v.USD), words.Counted(v.Count, "row"), r.orderWords())
	second := "All of them are below."
	if n := len(v.Page); n < v.Count {
		second = "The first " + counted(int64(n)) + " are below; the end of the list reads more."
	}
	if r.waiting() {
		second = "Reading …"
	}
	return [][]string{{first, second + " Enter takes a row apart: tokens x rate, source, file and line."}, {first, second}, {first}}
}

// waiting reports whether rows are being looked for.
func (r spendRows) waiting() bool { return r.load.Pending }
