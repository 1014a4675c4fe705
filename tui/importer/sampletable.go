package importer

import (
	"fmt"
	"strings"

	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

func sampleTable() draw.Table[usage.SampleRow] {
	number := func(title string, drop int, of func(usage.SampleRow) int64) draw.Column[usage.SampleRow] {
		return draw.Column[usage.SampleRow]{Title: title, Figure: true, Drop: drop, Text: func(r usage.SampleRow) string {
			if n := of(r); n != 0 {
				return words.Thousands(fmt.Sprint(n))
			}
			return "-"
		}}
	}
	return draw.NewTable(func(r usage.SampleRow) string { return fmt.Sprint(r.Line) },
		draw.Column[usage.SampleRow]{Title: "TIME, UTC", Text: func(r usage.SampleRow) string {
			if r.At.IsZero() {
				return "?"
			}
			return r.At.UTC().Format("2006-01-02 15:04")
		}},
		draw.Column[usage.SampleRow]{Title: "MODEL", Most: 30, Least: 10, Text: func(r usage.SampleRow) string { return orAsked(r.Model) }},
		draw.Column[usage.SampleRow]{Title: "GATEWAY", Drop: 2, Most: 20, Least: 8, Text: func(r usage.SampleRow) string { return orAsked(r.Gateway) }},
		number("INPUT", 0, func(r usage.SampleRow) int64 { return r.Tokens[pricing.Input] }),
		number("CACHE READ", 3, func(r usage.SampleRow) int64 { return r.Tokens[pricing.CacheRead] }),
		number("OUTPUT", 0, func(r usage.SampleRow) int64 { return r.Tokens[pricing.Output] }),
		draw.Column[usage.SampleRow]{Title: "COST", Figure: true, Drop: 1, Text: func(r usage.SampleRow) string {
			if !r.HasCost {
				return "catalog's"
			}
			return draw.Money(r.Cost)
		}},
	)
}

// orAsked is a text, or a mark that it is not known.
func orAsked(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

// rowLines draws the first records as they would come in; while they are not read again
// those of before stand there dimmed.
func (f ask) rowLines(t draw.Theme, z draw.Size) []string {
	if len(f.sample.Rows) == 0 {
		say := "The first rows stand here once the columns are said."
		if f.sample.Fault == nil && len(f.sample.Cells) == 0 {
			say = "There is no row below the header."
		}
		return []string{"  " + t.Muted.Render(draw.Fit(say, z.Width-4))}
	}
	if f.stale {
		t = draw.Theme{Plain: t.Muted, Muted: t.Muted, Heading: t.Muted, Selected: t.Muted}
	}
	out := sampleTable().Resize(z).With(f.sample.Rows).Lines(t, false)
	if len(out) > 1 { // no cursor goes there
		out[1] = strings.Replace(out[1], "·", " ", 1)
	}
	return out
}
