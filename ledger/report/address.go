package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// A figureAddress is what `report ...` names: a row of a report, or for no keys its
// total, and one figure of it.
type figureAddress struct {
	q      Query
	keys   []string
	figure spendFigure
	words  []string // all but the figure
}

// period matches a year, a month, a week, a day, and a span of two days.
var period = regexp.MustCompile(`^(\d{4}|\d{4}-\d\d|\d{4}-W\d\d|\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$`)

// periodDays are the first and the last day of a period.
func periodDays(text string) (from, to time.Time, err error) {
	if first, last, span := strings.Cut(text, ".."); span {
		from, err = time.Parse(pricing.Day, first)
		if err != nil {
			return from, to, err
		}
		to, err = time.Parse(pricing.Day, last)
		return from, to, err
	}
	switch {
	case len(text) == len("2026"):
		from, err = time.Parse("2006", text)
		return from, from.AddDate(1, 0, -1), err
	case strings.Contains(text, "W"):
		return groupDays("week", text)
	case len(text) == len("2026-11"):
		return groupDays("month", text)
	}
	return groupDays("day", text)
}

// ParseDays reads a day, or a week, a month or a year as reports name them ("2026-W46",
// "2026-11", "2026"): its first and its last day.
func ParseDays(text string) (from, to time.Time, err error) {
	if !period.MatchString(text) || strings.Contains(text, "..") {
		return from, to, fmt.Errorf("%q: want a day like 2026-11-14, or a week, month or year like 2026-W46, 2026-11 or 2026", text)
	}
	if from, to, err = periodDays(text); err != nil {
		err = fmt.Errorf("%q: no such day", text)
	}
	return from, to, err
}

func parseAddress(words []string) (a figureAddress, err error) {
	a.figure = spendFigures[0]
	chosen := false
	var filter []string
	for _, w := range words {
		if name, ok := pricing.FigureOf(w, spendFigureNames()); ok {
			if chosen {
				return a, &pricing.AddressError{Word: w, Reason: "one figure at a time", Nearest: nil}
			}
			chosen = true
			a.figure = spendFigures[slices.Index(spendFigureNames(), name)]
			continue
		}
		a.words = append(a.words, w)
		if period.MatchString(w) {
			if !a.q.From.IsZero() {
				return a, &pricing.AddressError{Word: w, Reason: "one period at a time", Nearest: nil}
			}
			if a.q.From, a.q.To, err = periodDays(w); err != nil {
				return a, &pricing.AddressError{Word: w, Reason: "no such day", Nearest: nil}
			}
			continue
		}
		if by, key, named := strings.Cut(w, "="); named && slices.Contains(Groups, by) {
			if slices.Contains(a.q.By, by) {
				return a, &pricing.AddressError{Word: w, Reason: by + " stands there twice", Nearest: nil}
			}
			a.q.By, a.keys = append(a.q.By, by), append(a.keys, key)
			continue
		}
		if w == "" || !strings.ContainsAny(w, ":=<>") && w[0] != '-' {
			names := append(spendFigureNames(), "month=", "model=", "account=")
			return a, &pricing.AddressError{Word: w, Reason: "no figure, no period like 2026-10, no GROUP=VALUE and no filter like model:gpt; figures: " + strings.Join(spendFigureNames(), ", "), Nearest: pricing.Nearest(w, names, 2)}
		}
		filter = append(filter, filterWord(w))
	}
	if a.q.Filter, err = ParseFilter(strings.Join(filter, " ")); err != nil {
		return a, &pricing.AddressError{Word: strings.Join(filter, " "), Reason: err.Error(), Nearest: nil}
	}
	return a, nil
}

// filterWord is a word that was split off already, as ParseFilter reads it.
func filterWord(w string) string {
	if pricing.QuotedIfNeeded(w) == w {
		return w
	}
	if at := strings.IndexAny(w, ":="); at >= 0 {
		return w[:at+1] + pricing.Quoted(w[at+1:])
	}
	return pricing.Quoted(w)
}
