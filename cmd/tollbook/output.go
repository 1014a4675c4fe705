package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// emit writes a result in the format asked for: the value as JSON, its rows as CSV
// or markdown, or the table for people, with prose above it.
func (a *app) emit(value any, prose string, t *table) error {
	switch a.format {
	case "json":
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	case "csv", "markdown":
		r, err := recordsOf(value)
		if err != nil {
			return err
		}
		if a.format == "csv" {
			return r.writeCSV(a.stdout)
		}
		_, err = fmt.Fprint(a.stdout, r.markdown())
		return err
	}
	if prose != "" {
		fmt.Fprintln(a.stdout, a.prose(printable(prose)))
	}
	if t == nil || len(t.rows) == 0 {
		return nil
	}
	if prose != "" {
		fmt.Fprintln(a.stdout)
	}
	_, err := fmt.Fprint(a.stdout, t.text(a.page()))
	return err
}

// colored reports whether output may carry colour.
func (a *app) colored() bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return a.terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

// printable makes control characters and terminal escapes of a name harmless:
// they are shown, not sent.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '·'
		}
		return r
	}, s)
}

// oneLine is printable for a cell of a table: a line break in a name would make
// a row of its own.
func oneLine(s string) string { return strings.ReplaceAll(printable(s), "\n", "·") }

// usd writes an amount for people: "$1,308.20", "-$6.20". Amounts under a cent
// keep six decimals, or all, so that nothing that costs is shown as $0.00.
func usd(m pricing.Money) string {
	if m.IsZero() || m.Abs().Cmp(pricing.MustMoney("0.01")) >= 0 {
		return m.Dollars()
	}
	text := m.Round(6).String()
	if text == "0" {
		text = m.String()
	}
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return "-$" + digits
	}
	return "$" + text
}

// maybeUSD is usd, or a question mark for an unknown amount.
func maybeUSD(m *pricing.Money) string {
	if m == nil {
		return "?"
	}
	return usd(*m)
}

// number writes a count with thousands separators.
func number(n int64) string { return words.Thousands(fmt.Sprint(n)) }

// counted writes a number of things: "1 model", "2,190 models".
func counted(n int, thing string) string { return words.Count(fmt.Sprint(n), thing) }

// when writes an instant for people in the zone asked for; "" for none.
func (a *app) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(a.zone).Format("2006-01-02 15:04 MST")
}

// dayOrWhen is when, and the day alone where that is all that is known: at 00:00.
func (a *app) dayOrWhen(t time.Time) string {
	if t.In(a.zone).Equal(t.Truncate(24*time.Hour)) && a.zone == time.UTC {
		return t.In(a.zone).Format(pricing.Day)
	}
	return a.when(t)
}

// rfc3339 writes an instant for JSON; nil for none.
func rfc3339(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339Nano)
	return &s
}

// orNull is nil for an empty text, which is how an unknown figure is kept.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// list is never null in JSON.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
