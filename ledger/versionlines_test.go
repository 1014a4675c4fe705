package ledger_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// linesOf are the lines of a vN.want, but for those of the undo, as the present program
// would write them. Of what a version did not have it said nothing.
func linesOf(t *testing.T, s *ledger.Store, version int) []string {
	t.Helper()
	out := []string{fmt.Sprintf("rows | %d", rowsIn(t, s))}
	for _, r := range groups(t, s, "day", "account", "model", "key", "app", "user") {
		out = append(out, line(append([]string{"usage"}, r.Keys...), append(spendOfRow(r),
			"input", r.Tokens[pricing.Input], "cache_read", r.Tokens[pricing.CacheRead],
			"cache_write_5m", r.Tokens[pricing.CacheWrite5m], "cache_write_1h", r.Tokens[pricing.CacheWrite1h],
			"output", r.Tokens[pricing.Output], "reasoning", r.Tokens[pricing.Reasoning])...))
	}
	out = append(out, monthsOf(t, s, "month")...)
	imports, err := s.Imports(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range imports {
		out = append(out, line([]string{"import", fmt.Sprint(i.ID), i.File},
			"rows", i.Rows, "added", i.Added, "duplicates", i.Duplicates, "updated", i.Updated, "rejected", i.Rejected, "usd", i.USD))
	}
	if version >= 3 {
		out = append(out, creditLines(t, s, version)...)
	}
	if version >= 6 {
		out = append(out, attentionLines(t, s)...)
	}
	if version >= 7 {
		for _, r := range groups(t, s, "account", "key", "team", "machine", "tier", "residency") {
			out = append(out, line(append([]string{"service"}, r.Keys...), "requests", r.Requests, "usd", r.USD))
		}
	}
	return out
}

// monthsOf are the lines of months and accounts.
func monthsOf(t *testing.T, s *ledger.Store, title string) (out []string) {
	t.Helper()
	for _, r := range groups(t, s, "month", "account") {
		out = append(out, line(append([]string{title}, r.Keys...), append(spendOfRow(r), "fees", r.FeesUSD, "all_in", r.AllInUSD)...))
	}
	return out
}

func groups(t *testing.T, s *ledger.Store, by ...string) []report.Row {
	t.Helper()
	return reported(t, s, report.Query{By: by, AsOf: asked}).Rows
}

func spendOfRow(r report.Row) []any {
	return []any{"requests", r.Requests, "usd", r.USD, "byok", r.BYOKUSD, "computed", r.ComputedUSD, "list_value", r.ListValueUSD, "unpriced", r.UnpricedTokens}
}

// creditLines are the lines of accounts, their credit and their lots.
func creditLines(t *testing.T, s *ledger.Store, version int) (out []string) {
	t.Helper()
	books, err := s.Credits(t.Context(), "", asked)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range books.Accounts {
		a := p.Account
		out = append(out, line([]string{"account", a.Name, a.Gateway, a.Billing, a.Expiry}, "topups", a.TopUps, "auto_topup", a.AutoTopUp, "below", a.AutoBelow))
		if version >= 8 {
			out = append(out, line([]string{"known", a.Name}, "until", instant(p.KnownUntil)))
		}
		if !p.HasLots {
			continue
		}
		var paid *pricing.Money
		if usd, known := p.FeesPaid(); known {
			paid = &usd
		}
		out = append(out, line([]string{"credit", a.Name}, "balance", p.Balance(), "deficit", p.Deficit, "lost", p.Lost(), "fees_paid", paid))
		if p.Stated != nil {
			out = append(out, line([]string{"stated", a.Name}, "usd", p.Stated.USD, "drift", p.Drift))
		}
		for _, l := range p.Lots {
			id := ""
			if l.ID != 0 {
				id = fmt.Sprint(l.ID)
			}
			out = append(out, line([]string{"lot", a.Name, id, string(l.Kind), instant(l.At), instant(l.Expires), string(l.Status)},
				"credit", l.Credit, "fee", l.Fee, "used", l.Used, "expired", l.Expired, "refunded", l.Refunded, "remaining", l.Remaining))
		}
	}
	return out
}

// instant writes a time as JSON has it, and a dash for none.
func instant(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Format(time.RFC3339Nano)
}

// attentionLines are the lines of budgets and of findings that somebody has seen.
func attentionLines(t *testing.T, s *ledger.Store) (out []string) {
	t.Helper()
	budgets, err := s.Budgets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range budgets {
		out = append(out, line([]string{"budget", b.Name, b.Account, b.Model, b.Key}, "usd", b.USD))
	}
	for _, f := range checked(t, s, asked).Findings {
		if f.Acknowledged {
			out = append(out, line([]string{"acknowledged", f.ID, string(f.Kind), f.Account}, "usd", f.USD))
		}
	}
	return out
}

// line is one of a vN.want: labels, a dash for an empty one, and then pairs of a name and
// a figure. A figure of zero is left out, "-" is one that is not known, and a line without
// figures is empty.
func line(labels []string, figures ...any) string {
	var given []string
	for i := 0; i < len(figures); i += 2 {
		value := fmt.Sprint(figures[i+1])
		if m, ok := figures[i+1].(*pricing.Money); ok && m == nil {
			value = "-"
		}
		if value != "0" {
			given = append(given, fmt.Sprintf("%s=%s", figures[i], value))
		}
	}
	if len(given) == 0 {
		return ""
	}
	var cells []string
	for _, l := range labels {
		cells = append(cells, cmp.Or(l, "-"))
	}
	return strings.Join(append(cells, strings.Join(given, " ")), " | ")
}

// sameLines compares lines in whatever order.
func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	left := map[string]int{}
	for _, l := range got {
		left[l]++
	}
	for _, l := range want {
		left[l]--
	}
	delete(left, "")
	for _, l := range slices.Sorted(maps.Keys(left)) {
		switch n := left[l]; {
		case n > 0:
			t.Errorf("the present program says\n%s", l)
		case n < 0:
			t.Errorf("the program of that version said\n%s", l)
		}
	}
}
