package update

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// A Row is a line of rates/GATEWAY.csv.
type Row struct {
	Model, ID string
	Over      int64
	Window    string
	From, To  time.Time // zero From: as far back as known; zero To: in force
	Rates     map[pricing.Kind]pricing.Rate
	Basis     string
	Source    string
	Seen      time.Time
}

// plain are the kinds with a column of their own.
var plain = []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h}

// Cells are the row's cells, in the order of pricing.Columns.
func (r Row) Cells() []string {
	cells := []string{r.Model, r.ID, "", r.Window, moment(r.From), moment(r.To)}
	if r.Over > 0 {
		cells[2] = strconv.FormatInt(r.Over, 10)
	}
	for _, k := range plain {
		text := ""
		if rate, ok := r.Rates[k]; ok {
			text = rate.String()
		}
		cells = append(cells, text)
	}
	var other []string
	for _, k := range pricing.Kinds() {
		if rate, ok := r.Rates[k]; ok && !slices.Contains(plain, k) {
			other = append(other, k.String()+"="+rate.String())
		}
	}
	return append(cells, strings.Join(other, " "), r.Basis, r.Source, r.Seen.UTC().Format(pricing.Day))
}

// moment writes an instant as the catalog does: midnight as its day, else to the second.
func moment(t time.Time) string {
	switch t = t.UTC(); {
	case t.IsZero():
		return ""
	case t.Equal(pricing.StartOfDay(t)):
		return t.Format(pricing.Day)
	}
	return t.Format(time.RFC3339)
}

// A bandRow is a row of one kind, before those that share a line are joined.
type bandRow struct {
	kind pricing.Kind
	rate pricing.Rate
	Row
}

// joined makes lines of the rates of one id: those of one tier, window, time and source
// share one.
func joined(all []bandRow) (out []Row) {
	for _, b := range all {
		i := slices.IndexFunc(out, func(r Row) bool {
			_, has := r.Rates[b.kind]
			return !has && r.Over == b.Over && r.Window == b.Window && r.From.Equal(b.From) && r.To.Equal(b.To) && r.Basis == b.Basis && r.Source == b.Source && r.Seen.Equal(b.Seen)
		})
		if i < 0 {
			b.Rates = map[pricing.Kind]pricing.Rate{}
			out, i = append(out, b.Row), len(out)
		}
		out[i].Rates[b.kind] = b.rate
	}
	slices.SortStableFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Over, b.Over), strings.Compare(a.Window, b.Window), a.From.Compare(b.From))
	})
	return out
}

// parseRow reads a line of a file of rates.
func parseRow(cells []string) (r Row, err error) {
	r = Row{Model: cells[0], ID: cells[1], Window: cells[3], Basis: cells[12], Source: cells[13], Rates: map[pricing.Kind]pricing.Rate{}}
	if cells[2] != "" {
		if r.Over, err = strconv.ParseInt(cells[2], 10, 64); err != nil {
			return r, err
		}
	}
	for i, to := range map[int]*time.Time{4: &r.From, 5: &r.To, 14: &r.Seen} {
		if cells[i] == "" {
			continue
		}
		if *to, err = pricing.ParseInstant(cells[i]); err != nil {
			return r, err
		}
	}
	texts := map[pricing.Kind]string{}
	for i, k := range plain {
		if cells[6+i] != "" {
			texts[k] = cells[6+i]
		}
	}
	for pair := range strings.FieldsSeq(cells[11]) {
		name, text, _ := strings.Cut(pair, "=")
		k, err := pricing.ParseKind(name)
		if err != nil {
			return r, err
		}
		texts[k] = text
	}
	for k, text := range texts {
		if r.Rates[k], err = pricing.ParseRate(text); err != nil {
			return r, err
		}
	}
	return r, nil
}
