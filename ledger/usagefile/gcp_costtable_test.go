package usagefile_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const gcpTable = "gcp-cost-table-csv"

// gcpColumns is a header of a cost table in a currency's sign.
func gcpColumns(sign string) string {
	return "Project ID,Service description,SKU description,Credit type,Cost type,Usage start date,Usage end date,Usage amount,Usage unit,Unrounded Cost (" + sign + "),Cost (" + sign + ")\n"
}

// gcpLine is a row of it: an amount of tokens and two costs.
func gcpLine(amount, unrounded, cost string) string {
	return fmt.Sprintf("app,Gemini API,Generate content input token count gemini 2.5 flash,,Usage,2026-10-01,2026-10-31,\"%s\",count,\"%s\",\"%s\"\n", amount, unrounded, cost)
}

// firstOf is the first row of a table, or the reason of its first fault.
func firstOf(t *testing.T, text string, opt usagefile.Options) (usagefile.Row, string) {
	t.Helper()
	f, err := usagefile.Open(strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := f.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.Faults) > 0 {
		return rec.Row, rec.Faults[0].Reason
	}
	return rec.Row, ""
}

// TestCostTableCurrency: what the invoice says counts before the sign; another currency
// than USD has the invoice's rate, or that of --fx, or none.
func TestCostTableCurrency(t *testing.T) {
	for _, c := range []struct {
		above, sign string
		fx          map[string]string
		want        string
	}{
		{"", "$", nil, "1.5"},
		{"Currency,USD\nCurrency exchange rate,1\n", "$", nil, "1.5"},
		{"Currency,AUD\nCurrency exchange rate,1.5\n", "$", nil, "1"},
		{"Currency,AUD\nCurrency exchange rate,1.5\n", "$", map[string]string{"AUD": "0.6"}, "0.9"},
		{"Currency,AUD\n", "$", nil, "is in AUD: say what one AUD is in US dollars with --fx AUD=RATE"},
		{"Currency,AUD\nCurrency exchange rate,none\n", "$", nil, "is in AUD: say what one AUD is in US dollars with --fx AUD=RATE"},
		{"", "€", nil, "is in EUR: say what one EUR is in US dollars with --fx EUR=RATE"},
		{"", "€", map[string]string{"EUR": "1.2"}, "1.8"},
		{"", "A$", map[string]string{"AUD": "0.6"}, "0.9"},
		{"", "chf", map[string]string{"CHF": "1.2"}, "1.8"},
		{"", "kr", map[string]string{"NOK": "0.1"}, "0.15"},
		{"", "kr", map[string]string{"EUR": "1.2"}, "is in SEK or NOK or DKK or ISK, which have one sign: say which it is, and what one is in US dollars, with --fx SEK=RATE"},
		{"Currency,SEK\n", "kr", map[string]string{"NOK": "9", "SEK": "0.1"}, "0.15"},
	} {
		r, reason := firstOf(t, c.above+gcpColumns(c.sign)+gcpLine("7", "1.50000", "1.50"), usagefile.Options{FX: c.fx})
		if got := reason; got != c.want && r.Cost.String() != c.want {
			t.Errorf("%q (%s): %s %s, want %s", c.above, c.sign, r.Cost, got, c.want)
		}
	}
}

// TestCostTableNumbers: numbers as they are written in many countries, where one of the
// table tells how.
func TestCostTableNumbers(t *testing.T) {
	for _, c := range []struct{ amount, unrounded, cost, want string }{
		{"2000000", "0.6", "0.60", "2000000 0.6"},
		{"2,000,000", "1,234.5678", "1,234.57", "2000000 1234.5678"},
		{"2.000.000", "1.234,5678", "1.234,57", "2000000 1234.5678"},
		{"2\u00a0000\u00a0000", "1\u202f234,5", "1 234,50", "2000000 1234.5"},
		{"2'000", "1’234.5", "1’234.50", "2000 1234.5"},
		{"20,00,000", "12,34,567.5", "12,34,567.50", "2000000 1234567.5"},
		{"7", "\u22120,25", "\u22120,25", "7 -0.25"},
		{"7", "1,234", "1,23", "7 1.234"},
		{"7", "1,234", "1234.00", "7 1234"},
		{"1.234", "0,1", "0,10", "1234 0.1"},
		{"7", "0.123", "0", "7 0.123"},
		{"7", "1.2E-5", "0.00", "7 0.000012"},
		{"1234.0", "1", "1.00", "1234 1"},
		{"7", "1.234", "1", "three digits behind a point or a comma: thousands or decimals can't be told; write 1000"},
		{"1.234.567", "1,234.5", "1,234.50", "1234567 1234.5"}, // two ways in one table: each by itself
		{"7", "1.23.45", "1,00", "not a number"},
		{"7", "12,3456,789.5", "1.00", "not a number"},
		{"7", "", "0.00", "is empty"},
		{"7", "none", "0.00", "not a decimal number"},
		{"0.5", "1", "1.00", "not a whole number"},
	} {
		r, reason := firstOf(t, gcpColumns("$")+gcpLine(c.amount, c.unrounded, c.cost), usagefile.Options{})
		got := reason
		if reason == "" {
			got = fmt.Sprint(r.Tokens[pricing.Input], " ", r.Cost)
		}
		if got != c.want {
			t.Errorf("%s, %s, %s: %s, want %s", c.amount, c.unrounded, c.cost, got, c.want)
		}
	}
}

// TestPreamble: lines above a header are read where the header is that of a format that has
// some, and lines keep their numbers; any other table begins with its first line.
func TestPreamble(t *testing.T) {
	above := "Invoice number,1\n\n\"Invoice, date\",2026-10-31\n"
	columns, row := gcpColumns("$"), gcpLine("7", "1.5", "1.50")
	for name, c := range map[string]struct {
		text string
		line int // of the row; 0 where the file is refused
	}{
		"none":             {columns + row, 2},
		"three lines":      {above + columns + row, 5},
		"CRLF":             {strings.ReplaceAll(above+columns+row, "\n", "\r\n"), 5},
		"a mark in front":  {"\ufeff" + above + columns + row, 5},
		"other separators": {strings.ReplaceAll("Invoice number,1\n"+columns+row, ",", ";"), 3},
		"one cell a line":  {"Cost table\n" + columns + row, 3},
		"forty lines":      {strings.Repeat("a,b\n", 39) + columns + row, 41},
		"too many lines":   {strings.Repeat("a,b\n", 40) + columns + row, 0},
		"another header":   {above + strings.Replace(columns, "SKU description", "SKU", 1) + row, 0},
		"above another's":  {above + "time,gateway,model\n2026-10-01,google,m\n", 0},
	} {
		f, err := usagefile.Open(strings.NewReader(c.text), usagefile.Options{})
		if err != nil {
			if c.line != 0 {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		rec, err := f.Next(context.Background())
		if err != nil || rec.Row.Line != c.line || len(rec.Faults) > 0 || f.Format.Name != gcpTable {
			t.Errorf("%s: line %d of %s, %v, %v; want %d", name, rec.Row.Line, f.Format.Name, rec.Faults, err, c.line)
		}
	}
}

// TestStarredColumns: a star in a name that a format needs stands for anything, once.
func TestStarredColumns(t *testing.T) {
	header := strings.TrimSuffix(gcpColumns("$"), "\n")
	row := gcpLine("7", "1.5", "1.50")
	if _, reason := firstOf(t, strings.Replace(header, "Unrounded Cost", "UNROUNDED cost", 1)+"\n"+row, usagefile.Options{}); reason != "" {
		t.Error(reason)
	}
	_, err := usagefile.Open(strings.NewReader(header+",Unrounded cost (€)\n"+strings.TrimSuffix(row, "\n")+",1\n"), usagefile.Options{})
	if err == nil || !strings.Contains(err.Error(), "stands twice") {
		t.Errorf("two currencies: %v", err)
	}
	r, reason := firstOf(t, strings.Replace(header, ",Unrounded Cost ($)", "", 1)+"\n"+strings.Replace(row, `,"1.5"`, "", 1), usagefile.Options{})
	if reason != "" || r.Cost.String() != "1.5" {
		t.Errorf("without the unrounded cost: %s, %s", r.Cost, reason)
	}
}

// TestCostTableRows: what counts, and what is left out and counted.
func TestCostTableRows(t *testing.T) {
	line := func(service, sku, credit, start, end string) string {
		return fmt.Sprintf("app,%s,%s,%s,Usage,%s,%s,100,count,-0.5,-0.50\n", service, sku, credit, start, end)
	}
	const input = "Generate content input token count gemini 2.5 flash"
	f, err := usagefile.Open(strings.NewReader(gcpColumns("$")+
		line("Gemini API", input, "", "2026-09-30", "2026-10-29")+
		line("Gemini API", input, "PROMOTION", "2026-10-01", "2026-10-31")+
		line("Gemini API", "", "", "2026-10-01", "")+ // an adjustment of the service
		line("Gemini API", input, "", "2026-10-01", "2026-10-31")+
		line("Gemini API", input, "", "2026-10-01", "2026-10-15")+
		line("BigQuery", "Analysis", "", "2026-10-01", "2026-10-31")+
		line("", "", "", "", "")+line("", "", "", "", "")), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	keys := map[string]bool{}
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			break
		}
		if err != nil || len(rec.Faults) > 0 {
			t.Fatal(err, rec.Faults)
		}
		if r := rec.Row; !rec.Idle {
			rows = append(rows, fmt.Sprintf("%s to %s %s %d $%s %s", r.At.Format("01-02"), r.Until.Format("01-02"), r.Model, r.Tokens[pricing.Input], r.Cost, r.App))
			keys[r.Model+r.Dims] = true
		}
	}
	if want := []string{
		"10-01 to 10-30 gemini-2.5-flash 100 $-0.5 app",
		"10-01 to 11-01 gemini-2.5-flash 0 $-0.5 app",
		"10-01 to 10-02 Gemini API 0 $-0.5 app",
		"10-01 to 11-01 gemini-2.5-flash 100 $-0.5 app",
		"10-01 to 10-16 gemini-2.5-flash 100 $-0.5 app",
	}; !slices.Equal(rows, want) || len(keys) != len(want) {
		t.Errorf("%d keys of %s", len(keys), strings.Join(rows, "\n"))
	}
	if want := []string{"1 row is of a service that is no LLM API: it is left out", "2 rows are of no service, such as totals and taxes: they are left out"}; !slices.Equal(f.Warnings(), want) {
		t.Errorf("said %q", f.Warnings())
	}
}
