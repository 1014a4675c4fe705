package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// sumsFormat is that of an engine's sums.
var sumsFormat = &usagefile.Format{Name: "test-sums", Gateway: "lab", View: usagefile.Buckets}

// sumOf is a day's sum of a key, with 10 tokens a request.
func sumOf(day, key string, requests int64, cost string) usagefile.Row {
	r := usagefile.Row{Bucket: true, Mixed: true, Grain: "days", At: ledgertest.Day(day), Model: "lab-one", Key: key, Requests: requests, Prompt: 1, Clock: 1, Cost: pricing.MustMoney(cost), HasCost: true}
	r.Tokens[pricing.Input] = 10 * requests
	return r
}

// source adds a source to a ledger and finds it as it stands.
func source(t ledgertest.T, s *ledger.Store, name string) ledger.Source {
	t.Helper()
	x, err := s.Source(context.Background(), name)
	if errors.Is(err, ledger.ErrNoSource) {
		_, err = s.AddSource(context.Background(), ledger.Source{Name: name, Kind: "litellm", Address: "env:DB", Account: "lab", Overlap: 72 * time.Hour})
		if err == nil {
			x, err = s.Source(context.Background(), name)
		}
	}
	if err != nil {
		t.Fatalf("source: %v", err)
	}
	return x
}

// pullOf is a pull of rows from a first day until an instant.
func pullOf(x ledger.Source, first string, until time.Time, rows ...usagefile.Row) ledger.Pull {
	return ledger.Pull{Source: x, At: until, First: ledgertest.Day(first), Until: until, Parts: []ledger.PullPart{{Rows: usagefile.FromRows(sumsFormat, usagefile.RowsOf(rows))}}}
}

func pull(t ledgertest.T, s *ledger.Store, p ledger.Pull) ledger.Pulled {
	t.Helper()
	got, err := s.Pull(context.Background(), p)
	if err != nil {
		t.Fatalf("pull: %v", err)
	}
	return got
}

func pulled(t *testing.T, got ledger.Pulled, added, duplicates, updated, removed int, usd string) {
	t.Helper()
	if got.Added != added || got.Duplicates != duplicates || got.Updated != updated || got.Removed != removed {
		t.Errorf("%d added, %d duplicates, %d updated, %d removed; want %d, %d, %d, %d", got.Added, got.Duplicates, got.Updated, got.Removed, added, duplicates, updated, removed)
	}
	ledgertest.USD(t, "what the pull changed", got.USD, usd)
}

// TestPullReplacesItsDays: what was told of a day before and is told no more goes, what is
// told otherwise changes, and no other day, file or source is touched.
func TestPullReplacesItsDays(t *testing.T) {
	s := onDisk(t, ledgerPath(t), small())
	defer closed(t, s)
	other := bring(t, s, nativeHead+"2026-11-10T10:00:00Z,lab,,lab-one,7,0,0,0,0,,5,,\n", options("by hand.csv"))
	x := source(t, s, "proxy")
	noon := ledgertest.Day("2026-11-11").Add(12 * time.Hour)
	pulled(t, pull(t, s, pullOf(x, "2026-11-08", noon,
		sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-09", "a", 2, "2"), sumOf("2026-11-10", "a", 3, "3"), sumOf("2026-11-10", "b", 1, "0.5"), sumOf("2026-11-11", "a", 4, "4"),
	)), 5, 0, 0, 0, "7") // of the 10th the row by hand counts
	x = source(t, s, "proxy")
	if !x.Until.Equal(noon) || !x.From().Equal(ledgertest.Day("2026-11-08")) {
		t.Fatalf("told until %s, next from %s; want the pull's end, and three days before", x.Until, x.From())
	}
	before := reported(t, s, report.Query{By: []string{"day", "key"}})
	// b's row of the 10th is gone, a's of the 11th has grown, and of the 8th nothing is told.
	later := noon.Add(24 * time.Hour)
	pulled(t, pull(t, s, pullOf(x, "2026-11-09", later,
		sumOf("2026-11-09", "a", 2, "2"), sumOf("2026-11-10", "a", 3, "3"), sumOf("2026-11-11", "a", 9, "9"), sumOf("2026-11-12", "c", 1, "0.25"),
	)), 1, 2, 1, 1, "5.25")
	sound(t, s)
	got := map[string]string{}
	for _, r := range reported(t, s, report.Query{By: []string{"day", "key"}}).Rows {
		got[strings.Join(r.Keys, " ")] = r.USD.String()
	}
	// On the 10th the row by hand is of a better view than the sums.
	want := map[string]string{"2026-11-08 a": "1", "2026-11-09 a": "2", "2026-11-10 ": "5", "2026-11-11 a": "9", "2026-11-12 c": "0.25"}
	maps.DeleteFunc(got, func(day, usd string) bool { return usd == "0" })
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the books have\n%v, want\n%v", got, want)
	}
	if known, _ := s.Source(context.Background(), "proxy"); !known.Until.Equal(later) {
		t.Errorf("told until %s, want %s", known.Until, later)
	}
	imports, err := s.Imports(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	undone := undo(t, s, imports[0].ID)
	if u := undone[0]; u.Removed != 1 || u.Restored != 2 {
		t.Errorf("undo removed %d and restored %d, want 1 and 2", u.Removed, u.Restored)
	}
	sound(t, s)
	if after := reported(t, s, report.Query{By: []string{"day", "key"}}); !reflect.DeepEqual(after, before) {
		t.Errorf("after undo\n%v\nwant\n%v", after, before)
	}
	if known, _ := s.Source(context.Background(), "proxy"); !known.Until.Equal(noon) {
		t.Errorf("after undo it is told until %s, want %s: the next pull begins there", known.Until, noon)
	}
	if rest := undo(t, s, other.ID); rest[0].Removed != 1 {
		t.Errorf("the file by hand lost rows: %v", rest)
	}
}

// TestPullAgain: the same pull adds nothing, and tells the account's usage until its end.
func TestPullAgain(t *testing.T) {
	s := temporary(t, small())
	x := source(t, s, "proxy")
	until := ledgertest.Day("2026-11-12").Add(6 * time.Hour)
	rows := []usagefile.Row{sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-09", "b", 2, "2")}
	pulled(t, pull(t, s, pullOf(x, "2026-11-08", until, rows...)), 2, 0, 0, 0, "3")
	for i := range 3 {
		pulled(t, pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-08", until.Add(time.Duration(i)*time.Hour), rows...)), 0, 2, 0, 0, "0")
	}
	// A pull of silent days says that they were silent.
	pulled(t, pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-11", until.Add(48*time.Hour))), 0, 0, 0, 0, "0")
	if x := source(t, s, "proxy"); !x.Until.Equal(until.Add(48 * time.Hour)) {
		t.Errorf("told until %s, want %s", x.Until, until.Add(48*time.Hour))
	}
	if imports, err := s.Imports(context.Background()); err != nil || len(imports) != 1 {
		t.Errorf("%d imports, %v; want the one that brought something", len(imports), err)
	}
	b, err := s.Books(context.Background(), until.Add(72*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if told := b.Sums.Known.Told["lab"].Until; !told.Equal(until.Add(48 * time.Hour)) {
		t.Errorf("the account's usage is known until %s, want %s", told, until.Add(48*time.Hour))
	}
	sound(t, s)
}

// TestPullBreaksOff: what fails half-way changes nothing.
func TestPullBreaksOff(t *testing.T) {
	s := temporary(t, small())
	x := source(t, s, "proxy")
	until := ledgertest.Day("2026-11-12")
	pull(t, s, pullOf(x, "2026-11-08", until, sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-09", "b", 2, "2")))
	before := reported(t, s, report.Query{By: []string{"day", "key"}})
	lost := errors.New("the connection is gone")
	sent := 0
	p := pullOf(source(t, s, "proxy"), "2026-11-08", until.Add(time.Hour))
	p.Credits = new(pricing.MustMoney("7"))
	p.Parts[0].Rows = usagefile.FromRows(sumsFormat, func() (usagefile.Row, error) {
		if sent++; sent > 9000 { // behind what is written in one go
			return usagefile.Row{}, lost
		}
		return sumOf("2026-11-08", fmt.Sprint(sent), 1, "1"), nil
	})
	if _, err := s.Pull(context.Background(), p); !errors.Is(err, lost) {
		t.Fatalf("error %v, want %v", err, lost)
	}
	if after := reported(t, s, report.Query{By: []string{"day", "key"}}); !reflect.DeepEqual(after, before) {
		t.Errorf("the books changed:\n%v\nwere\n%v", after, before)
	}
	if x := source(t, s, "proxy"); !x.Until.Equal(until) || x.Credits != nil {
		t.Errorf("the source is told until %s with credit %v, want %s and none", x.Until, x.Credits, until)
	}
	sound(t, s)
}

// TestPullsAreTheTruth: whatever the engine's sums were at each pull, in the end the books
// have those that it had last, of the days that were pulled; and undo of all leaves nothing.
func TestPullsAreTheTruth(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := temporary(r, small())
		defer s.Close()
		start := ledgertest.Day("2026-10-01")
		truth := map[[2]string]usagefile.Row{} // by day and key
		pulls := rapid.IntRange(1, 4).Draw(r, "pulls")
		end := 0
		for i := range pulls {
			x := source(r, s, "proxy")
			first := 0
			if i > 0 {
				first = int(x.From().Sub(start) / pricing.DayLength)
			}
			end += rapid.IntRange(1, 4).Draw(r, "days")
			for k := range truth { // what came before these days does not change any more
				if k[0] >= start.AddDate(0, 0, first).Format(pricing.Day) {
					delete(truth, k)
				}
			}
			var rows []usagefile.Row
			for d := first; d < end; d++ {
				for _, key := range []string{"a", "b"} {
					n := int64(rapid.IntRange(0, 3).Draw(r, "requests"))
					day := start.AddDate(0, 0, d).Format(pricing.Day)
					if n > 0 {
						row := sumOf(day, key, n, fmt.Sprintf("%d.01", n))
						truth[[2]string{day, key}] = row
						rows = append(rows, row)
					}
				}
			}
			until := start.AddDate(0, 0, end).Add(-time.Duration(rapid.IntRange(0, 23).Draw(r, "hours")) * time.Hour)
			pull(r, s, pullOf(x, start.AddDate(0, 0, first).Format(pricing.Day), until, rows...))
			if source(r, s, "proxy").Until.IsZero() && len(rows) == 0 {
				end = 0 // nothing was told yet: the next pull asks for all
			}
		}
		got := map[[2]string]string{}
		for _, row := range reported(r, s, report.Query{By: []string{"day", "key"}}).Rows {
			got[[2]string(row.Keys)] = fmt.Sprint(row.Requests, " ", row.USD)
		}
		want := map[[2]string]string{}
		for k, row := range truth {
			want[k] = fmt.Sprint(row.Requests, " ", row.Cost)
		}
		if !maps.Equal(got, want) {
			r.Fatalf("the books have\n%v, want\n%v", got, want)
		}
		imports, err := s.Imports(context.Background())
		if err != nil {
			r.Fatal(err)
		}
		for _, of := range imports {
			if _, err := s.Undo(context.Background(), of.ID); err != nil && !errors.Is(err, usage.ErrNoImport) {
				r.Fatal(err)
			}
		}
		if n := rowsIn(r, s); n != 0 {
			r.Fatalf("%d rows are left", n)
		}
		sound(r, s)
	})
}

// TestProposedTopUps: credit that grows between two pulls is proposed until it is recorded.
func TestProposedTopUps(t *testing.T) {
	s := temporary(t, small())
	if _, err := s.AddSource(context.Background(), ledger.Source{Name: "openrouter", Kind: "openrouter", Account: "openrouter"}); err != nil {
		t.Fatal(err)
	}
	say := func(at time.Time, credits, balance string) ledger.Pulled {
		t.Helper()
		x, err := s.Source(context.Background(), "openrouter")
		if err != nil {
			t.Fatal(err)
		}
		return pull(t, s, ledger.Pull{Source: x, At: at, First: pricing.StartOfDay(at).AddDate(0, 0, -30), Until: pricing.StartOfDay(at), Credits: new(pricing.MustMoney(credits)), Balance: new(pricing.MustMoney(balance))})
	}
	proposed := func(want ...string) []ledger.ProposedTopUp {
		t.Helper()
		list, err := s.ProposedTopUps(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range list {
			got = append(got, p.Credit.String())
		}
		if !slices.Equal(got, want) {
			t.Fatalf("proposed %v, want %v", got, want)
		}
		return list
	}
	day := ledgertest.Day("2026-11-01").Add(9 * time.Hour)
	say(day, "100", "40")
	proposed() // of credit before the first pull nothing is known
	say(day.Add(24*time.Hour), "100", "35")
	proposed()
	say(day.Add(48*time.Hour), "150", "80")
	list := proposed("50")
	if p := list[0]; p.Account != "openrouter" || !p.After.Equal(day.Add(24*time.Hour)) || !p.Until.Equal(day.Add(48*time.Hour)) || p.FeeUSD.String() != "2.75" || p.Was.String() != "100" || p.Became.String() != "150" {
		t.Errorf("proposed %+v, want openrouter's, between the two pulls, from 100 to 150, at 5.5 %%", p)
	}
	if _, _, err := s.AcceptTopUp(context.Background(), list[0].ID+1); !errors.Is(err, ledger.ErrNoProposal) {
		t.Errorf("error %v, want ErrNoProposal", err)
	}
	buy(t, s, "openrouter", "20", day.Add(30*time.Hour), lot.Expires{}) // a part of it, by hand
	list = proposed("30")
	added, _, err := s.AcceptTopUp(context.Background(), list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "what was recorded", added.Credit, "30")
	proposed()
	if _, err := s.RemoveTopUp(context.Background(), added.ID); err != nil {
		t.Fatal(err)
	}
	proposed("30") // it is not recorded any more
	got := say(day.Add(72*time.Hour), "140", "70")
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "$10.00 more credit") {
		t.Errorf("warnings %q, want one of $10 more credit than the gateway counts", got.Warnings)
	}
	if balances, err := s.Balances(context.Background(), "openrouter"); err != nil || len(balances) != 4 {
		t.Errorf("%d balances, %v; want one a pull", len(balances), err)
	}
}

// TestPullNamesMissingDays: days before the pull's of which the books have nothing.
func TestPullNamesMissingDays(t *testing.T) {
	for _, test := range []struct {
		name, used, since string
		files             []string // days of rows by hand, $1 each
		want              []string
		lacking           string
	}{
		{name: "nothing before is known of", files: nil},
		{name: "the account is older", since: "2026-10-30", want: []string{"2026-10-30/2026-11-01"}},
		{name: "a file of before", files: []string{"2026-10-28"}, want: []string{"2026-10-29/2026-11-01"}},
		{name: "all of it is in the books", files: []string{"2026-10-28"}, used: "4"},
		{name: "some of it is not", files: []string{"2026-10-28"}, used: "9.5", want: []string{"2026-10-29/2026-11-01"}, lacking: "5.5"},
		{name: "two files and what lies between", files: []string{"2026-10-28", "2026-10-31"}, want: []string{"2026-10-29/2026-10-30", "2026-11-01/2026-11-01"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := temporary(t, small())
			for _, day := range test.files {
				bring(t, s, nativeHead+day+"T10:00:00Z,lab,,lab-one,7,0,0,0,0,,1,,\n", options(day))
			}
			p := pullOf(source(t, s, "proxy"), "2026-11-02", ledgertest.Day("2026-11-05"), sumOf("2026-11-02", "a", 1, "3"))
			if test.since != "" {
				p.Since = ledgertest.Day(test.since).Add(3 * time.Hour)
			}
			if test.used != "" {
				p.Used = new(pricing.MustMoney(test.used))
			}
			got := pull(t, s, p)
			var spans []string
			for _, d := range got.Missing {
				spans = append(spans, d.From.Format(pricing.Day)+"/"+d.To.Format(pricing.Day))
			}
			if !slices.Equal(spans, test.want) {
				t.Errorf("missing %v, want %v", spans, test.want)
			}
			if test.lacking != "" {
				ledgertest.USD(t, "missing", *got.MissingUSD, test.lacking)
			}
		})
	}
}

// TestSources: names, accounts and what is not there.
func TestSources(t *testing.T) {
	s := temporary(t, small())
	for _, name := range []string{"", "a b", "-x", "a/b", "ä", strings.Repeat("x", 65)} {
		if _, err := s.AddSource(context.Background(), ledger.Source{Name: name, Kind: "sql"}); err == nil {
			t.Errorf("a source may be called %q", name)
		}
	}
	if _, err := s.AddSource(context.Background(), ledger.Source{Name: "x", Kind: "sql", Account: "opnrouter"}); err == nil {
		t.Error("a source of an unknown gateway's account")
	}
	source(t, s, "proxy")
	if _, err := s.AddSource(context.Background(), ledger.Source{Name: "proxy", Kind: "sql"}); !errors.Is(err, ledger.ErrSourceExists) {
		t.Errorf("error %v, want ErrSourceExists", err)
	}
	if err := s.RemoveSource(context.Background(), "proxi"); !errors.Is(err, ledger.ErrNoSource) {
		t.Errorf("error %v, want ErrNoSource", err)
	}
	pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-02", ledgertest.Day("2026-11-05"), sumOf("2026-11-02", "a", 1, "3")))
	if err := s.RemoveSource(context.Background(), "proxy"); err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "what a removed source brought", reported(t, s, report.Query{}).Total.USD, "3")
	// Under its name again it goes on where its rows are.
	pulled(t, pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-02", ledgertest.Day("2026-11-05"), sumOf("2026-11-02", "a", 1, "3"))), 0, 1, 0, 0, "0")
	sound(t, s)
}

// TestUndoInTheMiddle: a row that a pull took out and a later one told again is there once,
// whichever of the two is taken back.
func TestUndoInTheMiddle(t *testing.T) {
	a, k := sumOf("2026-11-08", "a", 1, "1"), sumOf("2026-11-08", "k", 2, "5")
	for _, test := range []struct {
		undone int64
		usd    string
	}{{3, "1"}, {2, "6"}, {1, "0"}} {
		s := temporary(t, small())
		for i, rows := range [][]usagefile.Row{{a, k}, {a}, {a, k}} {
			pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-08", ledgertest.Day("2026-11-09").Add(time.Duration(i)*time.Hour), rows...))
		}
		sound(t, s)
		undo(t, s, test.undone)
		sound(t, s)
		ledgertest.USD(t, fmt.Sprintf("without import %d", test.undone), reported(t, s, report.Query{}).Total.USD, test.usd)
	}
}

// TestUndoTakesBothPartsBack: of a pull of two reports both go, and the next one asks for
// their days again.
func TestUndoTakesBothPartsBack(t *testing.T) {
	s := temporary(t, small())
	other := *sumsFormat
	other.Name = "other-sums"
	p := pullOf(source(t, s, "proxy"), "2026-11-01", ledgertest.Day("2026-11-09"), sumOf("2026-11-02", "a", 1, "1"))
	p.Parts = append(p.Parts, ledger.PullPart{Rows: usagefile.FromRows(&other, usagefile.RowsOf([]usagefile.Row{sumOf("2026-11-02", "a", 1, "1")}))})
	pull(t, s, p)
	if done := undo(t, s, 1); len(done) != 2 {
		t.Errorf("undone %+v, want both parts", done)
	}
	if x := source(t, s, "proxy"); !x.Until.IsZero() {
		t.Errorf("the source is still told until %s", x.Until)
	}
	sound(t, s)
}

// TestPullLeavesOthersAlone: rows of another account, though its source had the same name,
// and rows of days that were not asked for.
func TestPullLeavesOthersAlone(t *testing.T) {
	s := temporary(t, small())
	add := func(account string) ledger.Source {
		x, err := s.AddSource(context.Background(), ledger.Source{Name: "work", Kind: "openrouter", Account: account})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	until := ledgertest.Day("2026-11-09")
	pull(t, s, pullOf(add("lab/a"), "2026-11-01", until, sumOf("2026-11-02", "a", 1, "10")))
	if err := s.RemoveSource(context.Background(), "work"); err != nil {
		t.Fatal(err)
	}
	got := pull(t, s, pullOf(add("lab/b"), "2026-11-01", until, sumOf("2026-11-03", "a", 1, "3"), sumOf("2026-10-31", "a", 1, "7"), sumOf("2026-11-10", "a", 1, "7")))
	pulled(t, got, 1, 0, 0, 0, "3")
	if len(got.Warnings) != 1 || !strings.HasPrefix(got.Warnings[0], "2 rows are of other days") {
		t.Errorf("warnings %q, want one of two rows", got.Warnings)
	}
	ledgertest.USD(t, "both accounts", reported(t, s, report.Query{}).Total.USD, "13")
	sound(t, s)
}

// TestSilentPulls: a source that never told of any use adds no import.
func TestSilentPulls(t *testing.T) {
	s := temporary(t, small())
	for i := range 3 {
		pull(t, s, pullOf(source(t, s, "proxy"), "2026-11-01", ledgertest.Day("2026-11-09").AddDate(0, 0, i)))
	}
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 0 {
		t.Errorf("imports %v, %v", list, err)
	}
	if x := source(t, s, "proxy"); x.Pulled.IsZero() {
		t.Error("the source was never pulled from")
	}
}

// TestProposedOnce: two pulls that asked at once propose one purchase, an opening balance is
// none of the gateway's growth, and a pull of an earlier clock changes nothing.
func TestProposedOnce(t *testing.T) {
	s := temporary(t, small())
	at := ledgertest.Day("2026-11-10").Add(9 * time.Hour)
	x := ledger.Source{Name: "openrouter", Kind: "openrouter", Account: "openrouter"}
	say := func(x ledger.Source, at time.Time, credits string) {
		t.Helper()
		pull(t, s, ledger.Pull{Source: x, At: at, First: pricing.StartOfDay(at).AddDate(0, 0, -3), Until: pricing.StartOfDay(at), Credits: new(pricing.MustMoney(credits)), Balance: new(pricing.MustMoney("40"))})
	}
	say(x, at, "100")
	if _, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: "openrouter", Kind: lot.Opening, Credit: pricing.MustMoney("40"), At: at.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	x = source(t, s, "openrouter")
	say(x, at.Add(time.Hour), "150")
	say(x, at.Add(time.Hour+time.Second), "150") // from the same snapshot
	say(x, at.Add(-time.Hour), "170")            // a clock that was off
	list, err := s.ProposedTopUps(context.Background())
	if err != nil || len(list) != 1 || list[0].Credit.String() != "50" {
		t.Fatalf("proposed %+v, %v; want one of $50", list, err)
	}
	if x := source(t, s, "openrouter"); x.Credits.String() != "150" {
		t.Errorf("the gateway's figure is kept as %s, want 150", x.Credits)
	}
}

// TestStatedInTheMiddleOfADay: $20 are used every day, a pull at noon tells the balance of
// then and the usage of the days before. That $10 of the day were used by then, as the
// gateway says too, is no drift, nothing that is missing, and no reason to doubt a purchase.
func TestStatedInTheMiddleOfADay(t *testing.T) {
	s := temporary(t, small())
	x := ledger.Source{Name: "openrouter", Kind: "openrouter", Account: "lab/credit"}
	billing := "prepaid"
	if _, err := s.SetAccount(context.Background(), "lab/credit", ledger.AccountChange{Billing: &billing}); err != nil {
		t.Fatal(err)
	}
	loaded := 500
	for n := 1; n <= 4; n++ {
		day := ledgertest.Day("2026-11-01").AddDate(0, 0, n)
		noon := day.Add(12 * time.Hour)
		if n == 3 {
			loaded += 15 // less than twice what was used of the day
		}
		var rows []usagefile.Row
		for d := range n {
			rows = append(rows, sumOf(day.AddDate(0, 0, d-n).Format(pricing.Day), "a", 1, "20"))
		}
		used := 20*n + 10
		got := pull(t, s, ledger.Pull{Source: x, At: noon, First: ledgertest.Day("2026-11-01"), Until: day, Since: ledgertest.Day("2026-10-01"),
			Credits: new(pricing.MustMoney(fmt.Sprint(loaded))), Used: new(pricing.MustMoney(fmt.Sprint(used))), Balance: new(pricing.MustMoney(fmt.Sprint(loaded - used))), DayUsed: new(pricing.MustMoney("10")),
			Parts: []ledger.PullPart{{Rows: usagefile.FromRows(sumsFormat, usagefile.RowsOf(rows))}}})
		if len(got.Missing) != 0 {
			t.Errorf("day %d: missing %v", n, got.Missing)
		}
		list, err := s.ProposedTopUps(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		books, err := s.Credits(context.Background(), "lab/credit", noon)
		if err != nil {
			t.Fatal(err)
		}
		drift := pricing.MustMoney("0")
		if n == 3 {
			drift = pricing.MustMoney("15")
		}
		if a := books.Accounts[0]; !a.Drift.Equal(drift) || a.Doubtful() || len(list) != n/3*(4-n) {
			t.Errorf("day %d: drift %s, want %s; doubtful %t; proposed %+v", n, a.Drift, drift, a.Doubtful(), list)
		}
		for _, p := range list {
			if _, _, err := s.AcceptTopUp(context.Background(), p.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n == 1 { // nothing is told of the day yet: what the page says is there
			ledgertest.USD(t, "the first balance", books.Accounts[0].Balance(), "470")
		}
		x = source(t, s, "openrouter")
	}
	// $515 loaded, four whole days used of it: the page says less by what was used of the fifth.
	books, err := s.Credits(context.Background(), "lab/credit", ledgertest.Day("2026-11-05").Add(13*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "the last balance", books.Accounts[0].Balance(), "435")
	sound(t, s)
}

// TestAnotherQuery: a source that is added again under its name, with another query that
// tells the same use by other labels, replaces what the first one told.
func TestAnotherQuery(t *testing.T) {
	s := temporary(t, small())
	add := func(query string) ledger.Source {
		x, err := s.AddSource(context.Background(), ledger.Source{Name: "own", Kind: "sql", Address: "env:DB", Query: query})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	until := ledgertest.Day("2026-11-05")
	pull(t, s, pullOf(add("SELECT 1"), "2026-11-01", until, sumOf("2026-11-02", "a", 1, "1"), sumOf("2026-11-02", "b", 1, "2")))
	if err := s.RemoveSource(context.Background(), "own"); err != nil {
		t.Fatal(err)
	}
	pulled(t, pull(t, s, pullOf(add("SELECT 2"), "2026-11-01", until, sumOf("2026-11-02", "", 2, "3"))), 1, 0, 0, 2, "0")
	ledgertest.USD(t, "after the other query", reported(t, s, report.Query{}).Total.USD, "3")
	sound(t, s)
}

// TestRowsOfSums: what was pulled is found row by row, by its day and by the name of its
// source, with the band and the hours that it states.
func TestRowsOfSums(t *testing.T) {
	s := temporary(t, small())
	x, err := s.AddSource(context.Background(), ledger.Source{Name: "proxy", Kind: "litellm", Address: "postgres://reader@db/litellm", Account: "lab"})
	if err != nil {
		t.Fatal(err)
	}
	long := sumOf("2026-11-02", "b", 2, "3")
	long.Prompt, long.Clock, long.Dims = 200_001, 3601, "long"
	pull(t, s, pullOf(x, "2026-11-01", ledgertest.Day("2026-11-05"), sumOf("2026-11-02", "a", 1, "1"), long))
	spend, err := s.Books(context.Background(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Rows(context.Background(), spend, report.RowsQuery{Limit: 10})
	if err != nil || rows.Count != 2 || rows.Requests != 3 {
		t.Errorf("%d rows of %d requests, %v; want 2 of 3", rows.Count, rows.Requests, err)
	}
	for _, name := range []string{"sync proxy:2", "sync proxy (postgres://reader@db/litellm):2"} {
		if found, err := s.FindRows(context.Background(), name); err != nil || len(found) != 1 || found[0].Key != "b" {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
	}
}
