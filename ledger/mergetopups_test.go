package ledger_test

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// TestMergedTopUps: which top-ups of two ledgers are one, and what comes of them.
func TestMergedTopUps(t *testing.T) {
	at := ledgertest.Day("2026-10-01")
	usd := func(s string) *pricing.Money { m := pricing.MustMoney(s); return &m }
	typed := func(change func(x *lot.TopUp)) lot.TopUp {
		x := lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: *usd("100"), At: at}
		if change != nil {
			change(&x)
		}
		return x
	}
	plain := typed(nil)
	fee := func(of string) lot.TopUp { return typed(func(x *lot.TopUp) { x.Fee, x.Charged = usd(of), true }) }
	full := typed(func(x *lot.TopUp) {
		x.Fee, x.Charged, x.Tax, x.Method, x.Note, x.Expires = usd("5"), true, usd("1"), "card", "n", lot.Never()
	})
	for _, c := range []struct {
		name           string
		ours, theirs   []lot.TopUp
		added, filled  int
		conflicts, all string
	}{
		{"the same", []lot.TopUp{plain}, []lot.TopUp{plain}, 0, 0, "", "100 - - - - -"},
		{"another time", []lot.TopUp{plain}, []lot.TopUp{typed(func(x *lot.TopUp) { x.At = at.Add(1) })}, 1, 0, "", "100 - - - - -; 100 - - - - -"},
		{"another credit", []lot.TopUp{plain}, []lot.TopUp{typed(func(x *lot.TopUp) { x.Credit = *usd("99") })}, 1, 0, "", "100 - - - - -; 99 - - - - -"},
		{"a grant", []lot.TopUp{plain}, []lot.TopUp{typed(func(x *lot.TopUp) { x.Kind = lot.Grant })}, 1, 0, "", "100 - - - - -; 100 - - - - -"},
		{"another account", []lot.TopUp{plain}, []lot.TopUp{typed(func(x *lot.TopUp) { x.Account = "openrouter/b" })}, 1, 0, "", "100 - - - - -; 100 - - - - -"},
		{"two there, one here", []lot.TopUp{plain}, []lot.TopUp{plain, plain}, 1, 0, "", "100 - - - - -; 100 - - - - -"},
		{"one there, two here", []lot.TopUp{plain, plain}, []lot.TopUp{plain}, 0, 0, "", "100 - - - - -; 100 - - - - -"},
		{"filled in", []lot.TopUp{plain}, []lot.TopUp{full}, 0, 1, "", "100 5 1 card n never"},
		{"nothing to fill in", []lot.TopUp{full}, []lot.TopUp{plain}, 0, 0, "", "100 5 1 card n never"},
		{"other fees", []lot.TopUp{fee("5")}, []lot.TopUp{fee("5.5")}, 0, 0, "top-up 1 of openrouter at 2026-10-01T00:00:00Z: fee $5.00 here, $5.50 there", "100 5 - - - -"},
		{"the one that agrees is chosen", []lot.TopUp{fee("5"), fee("5.5")}, []lot.TopUp{fee("5.5")}, 0, 0, "", "100 5 - - - -; 100 5.5 - - - -"},
		{"all else differs", []lot.TopUp{full}, []lot.TopUp{typed(func(x *lot.TopUp) {
			x.Fee, x.Charged, x.Tax, x.Method, x.Note, x.Expires = usd("6"), true, usd("2"), "card", "m", lot.ExpiresAt(at.AddDate(1, 0, 0))
		})}, 0, 0, "fee $5.00 here, $6.00 there|tax $1.00 here, $2.00 there|note n here, m there|expiry never here, 2027-10-01T00:00:00Z there", "100 5 1 card n never"},
	} {
		t.Run(c.name, func(t *testing.T) {
			record := func(s *ledger.Store, list []lot.TopUp) {
				for _, x := range list {
					if _, _, err := s.AddTopUp(t.Context(), x); err != nil {
						t.Fatal(err)
					}
				}
			}
			path := guest(t, func(s *ledger.Store) { record(s, c.theirs) })
			s := temporary(t, small())
			record(s, c.ours)
			got := mergeInto(t, s, path)
			if got.TopUps != c.added || got.Completed != c.filled {
				t.Errorf("%d added, %d filled in; want %d, %d", got.TopUps, got.Completed, c.added, c.filled)
			}
			var said []string
			for i, x := range got.Conflicts {
				if text := x.String(); i == 0 && !strings.Contains(c.conflicts, "|") {
					said = append(said, text)
				} else {
					_, of, _ := strings.Cut(text, "Z: ")
					said = append(said, of)
				}
			}
			if strings.Join(said, "|") != c.conflicts {
				t.Errorf("conflicts %q, want %q", said, c.conflicts)
			}
			if all := topUpText(t, s); all != c.all {
				t.Errorf("top-ups %q, want %q", all, c.all)
			}
			again := mergeInto(t, s, path)
			if again.TopUps+again.Completed != 0 || len(again.Conflicts) != len(got.Conflicts) {
				t.Errorf("again: %+v", again)
			}
			sound(t, s)
		})
	}
}

// topUpText writes what is recorded of top-ups: credit, fee, tax, method, note, expiry.
func topUpText(t *testing.T, s *ledger.Store) string {
	t.Helper()
	list, err := s.TopUps(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	or := func(m *pricing.Money, there bool) string {
		if m == nil || !there {
			return "-"
		}
		return m.String()
	}
	var out []string
	for _, x := range list {
		expires := "-"
		if x.Expires.IsNever() {
			expires = "never"
		}
		words := []string{x.Credit.String(), or(x.Fee, x.Charged), or(x.Tax, true), x.Method, x.Note, expires}
		for i, w := range words {
			if w == "" {
				words[i] = "-"
			}
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "; ")
}

const topUpHead = "time,account,kind,credit_usd,fee_usd,note\n"

// TestMergedTopUpsOfFiles: rows of one file are one wherever it was imported, two equal rows
// are two, and a typed one answers to the row of a file.
func TestMergedTopUpsOfFiles(t *testing.T) {
	row := "2026-10-01,openrouter,purchase,100,5.5,n\n"
	from := func(text string) func(*ledger.Store) {
		return func(s *ledger.Store) {
			if _, err := s.ImportTopUps(t.Context(), "f", strings.NewReader(topUpHead+text), false); err != nil {
				t.Fatal(err)
			}
		}
	}
	type1 := func(s *ledger.Store) { buy(t, s, "openrouter", "100", ledgertest.Day("2026-10-01"), lot.Expires{}) }
	for _, c := range []struct {
		name         string
		ours, theirs func(*ledger.Store)
		added        int
	}{
		{"the same file", from(row + row), from(row + row), 0},
		{"one row more there", from(row), from(row + row), 1},
		{"another note there", from(row), from("2026-10-01,openrouter,purchase,100,5.5,m\n"), 0},
		{"typed here", type1, from(row), 0},
		{"typed there", from(row), type1, 0},
		{"typed here, two rows there", type1, from(row + row), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := guest(t, c.theirs)
			s := temporary(t, small())
			c.ours(s)
			if got := mergeInto(t, s, path); got.TopUps != c.added {
				t.Errorf("%d added, want %d", got.TopUps, c.added)
			}
			want := len(strings.Split(topUpText(t, s), "; "))
			if got := mergeInto(t, s, path); got.TopUps+got.Completed != 0 {
				t.Errorf("again: %+v", got)
			}
			c.theirs(s) // the file itself, or the same typed again
			if got := len(strings.Split(topUpText(t, s), "; ")); got != want && c.name != "typed there" {
				t.Errorf("%d top-ups after the file came here too, want %d", got, want)
			}
		})
	}
}

// TestMergedRefunds: a refund goes with the top-up that it is of, by whatever id.
func TestMergedRefunds(t *testing.T) {
	day := ledgertest.Day("2026-10-01")
	refunded := func(s *ledger.Store, others ...string) {
		for i, credit := range others {
			buy(t, s, "openrouter", credit, day.Add(time.Duration(i+1)*time.Hour), lot.Expires{})
		}
		x, _, err := s.AddTopUp(t.Context(), lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: day})
		if err != nil {
			t.Fatal(err)
		}
		back := pricing.MustMoney("40")
		if _, err := s.RefundTopUp(t.Context(), lot.RefundOrder{Of: x.ID, USD: &back, At: day.Add(2 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	path := guest(t, func(s *ledger.Store) { refunded(s) })
	for _, c := range []struct {
		name  string
		ours  func(*ledger.Store)
		added int
	}{
		{"nothing here", func(*ledger.Store) {}, 2},
		{"the purchase here", func(s *ledger.Store) {
			buy(t, s, "openrouter", "7", day.Add(time.Hour), lot.Expires{})
			buy(t, s, "openrouter", "100", day, lot.Expires{})
		}, 1},
		{"both here", func(s *ledger.Store) { refunded(s, "7", "8") }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			c.ours(s)
			for _, want := range []int{c.added, 0} {
				if got := mergeInto(t, s, path); got.TopUps != want || len(got.Conflicts) != 0 {
					t.Errorf("%+v, want %d top-ups", got, want)
				}
			}
			list, err := s.TopUps(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			byID, refunds := map[int64]lot.TopUp{}, 0
			for _, x := range list {
				byID[x.ID] = x
			}
			for _, x := range list {
				if x.Kind == lot.Refund {
					refunds++
					ledgertest.USD(t, "what was refunded", byID[x.Of].Credit, "100")
				}
			}
			if refunds != 1 {
				t.Errorf("%d refunds, want 1", refunds)
			}
			sound(t, s)
		})
	}
}
