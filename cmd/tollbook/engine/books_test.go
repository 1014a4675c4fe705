package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/cmd/tollbook/engine"
	"tollbook/ledger"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestPulledBooks: a ledger into which sums were pulled reports and compares what one into
// which the same requests were imported does, to the last digit.
func TestPulledBooks(t *testing.T) {
	address, s := litellm(t)
	db := connect(t, address)
	asOf := lawDay.AddDate(0, 0, 5)
	rapid.Check(t, func(t *rapid.T) {
		catalog := drawCatalog(t)
		var logs []string
		for i := range rapid.IntRange(1, 20).Draw(t, "requests") {
			logs = append(logs, jsonOf(t, drawSpendLog(t, i, catalog.Edges())))
		}
		text := "[" + strings.Join(logs, ",\n") + "]"
		s.run(t, `TRUNCATE "LiteLLM_SpendLogs"`)
		s.insert(t, `"LiteLLM_SpendLogs"`, spendLogsColumns, text)
		rows, sums := pulled(t, db, engine.Question{Kind: engine.LiteLLM, Edges: catalog.Edges(), ByHour: catalog.ByHour})

		var told [2]string
		var file usage.Imported // whose first and last row say for which days its usage is known
		for i := range told {
			books, err := ledger.OpenTemporary(context.Background(), catalog)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				file, err = books.Import(context.Background(), strings.NewReader(text), usage.ImportOptions{File: "logs.json", At: asOf, Options: usagefile.Options{Type: "litellm-spendlogs-json"}})
			} else if file.Added > 0 {
				_, err = books.Pull(context.Background(), ledger.Pull{Source: ledger.Source{Name: "proxy", Kind: engine.LiteLLM, Account: "litellm"}, At: asOf, First: pricing.StartOfDay(file.First), Until: file.Last,
					Parts: []ledger.PullPart{{Rows: usagefile.FromRows(sums.Format, usagefile.RowsOf(rows))}}})
			}
			if err != nil {
				t.Fatal(err)
			}
			told[i] = toldBy(t, books, catalog, asOf)
			if err := books.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if told[0] != told[1] {
			t.Fatalf("imported:\n%s\npulled:\n%s\n%s", told[0], told[1], text)
		}
	})
}

// toldBy is what a ledger says of its usage: by all labels that sums have, and what the
// work would cost at each gateway.
func toldBy(t fatal, s *ledger.Store, c *pricing.Catalog, asOf time.Time) string {
	t.Helper()
	var b strings.Builder
	r, err := s.Report(context.Background(), report.Query{By: []string{"day", "model", "provider", "key", "team", "tier"}, AsOf: asOf})
	if err != nil {
		t.Fatalf("report: %v", err)
	}
	for _, row := range append(r.Rows, r.Total) {
		fmt.Fprintf(&b, "%v %d %v %s %s %d\n", row.Keys, row.Requests, row.Tokens, row.USD, row.BYOKUSD, row.UnpricedTokens)
	}
	w, err := s.Workload(context.Background(), ledger.WorkloadQuery{AsOf: asOf, From: lawDay, To: lawDay.AddDate(0, 0, 3)})
	if err != nil {
		t.Fatalf("workload: %v", err)
	}
	for _, then := range []bool{false, true} {
		comparison, err := c.Compare(w, pricing.Knobs{RatesThen: then}, asOf)
		fmt.Fprintln(&b, then, err)
		for _, g := range comparison.Rows {
			fmt.Fprintln(&b, g.Gateway, g.Token, g.TokenLow, g.TokenHigh, g.Total, g.Coverage, g.Missing, g.Unpriced)
		}
	}
	return b.String()
}
