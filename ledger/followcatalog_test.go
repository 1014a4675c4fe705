package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/lot"
)

// TestReadOnlyLedgerOfAnotherCatalog: where the sums can't be split anew on disk
// they are in memory, and say the same.
func TestReadOnlyLedgerOfAnotherCatalog(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	bring(t, s, nativeHead+
		"2026-10-10T05:00:00Z,lab,,lab-one,a,500,0,10,0,,1,,\n"+
		"2026-10-10T06:00:00Z,lab,,lab-one,b,1001,0,10,0,,2,,\n"+
		"2026-10-10T07:00:00Z,lab,,lab-one,c,1000,0,10,0,,4,,\n", options("n"))
	closed(t, s)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tiers := catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,00:00-06:00Z,,,1,6,,,,,,x,2026-01-01\nlab/one,lab-one,,06:00-24:00Z,,,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,1000,,,,4,20,,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	r, err := ledger.OpenReadOnly(context.Background(), path, tiers)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	got := map[string]string{}
	for _, l := range workload(t, r, ledger.WorkloadQuery{AsOf: now, From: now.AddDate(0, 0, -40)}).Lines {
		if l.Gateway != "lab" {
			continue
		}
		key := l.At.Format("15:04")
		if l.Prompt > 1000 {
			key += " long"
		}
		got[key] = l.Reported.String()
	}
	if len(got) != 3 || got["00:00"] != "1" || got["06:00 long"] != "2" || got["06:00"] != "4" {
		t.Errorf("split into %v, want 1 at night, 2 long and 4 short by day", got)
	}
	sound(t, r)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed: %v", err)
	}

	copied := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(copied, before, 0o600); err != nil {
		t.Fatal(err)
	}
	w := onDisk(t, copied, tiers)
	defer closed(t, w)
	differ(t, "read only and written", dump(t, r), dump(t, w))
	if _, err := r.Import(context.Background(), strings.NewReader(labelled), options("b")); err == nil || !strings.Contains(err.Error(), "ledger "+path+" can't be written: check the permissions") {
		t.Errorf("error %v, want one that names the ledger and says that it can't be written", err)
	}
}

// ratesUnder are rates of lab-one that change at some instants, have a tier over so many
// tokens of prompt, and a window that ends at an hour; "" is none.
func ratesUnder(over, hour string, changes ...string) string {
	text, from := rateHead, ""
	for i, to := range append(changes, "") {
		windows := []string{""}
		if hour != "" {
			windows = []string{"00:00-" + hour + "Z", hour + "-24:00Z"}
		}
		for n, window := range windows {
			text += fmt.Sprintf("lab/one,lab-one,,%s,%s,%s,%d,%d,,,,,,x,2026-01-01\n", window, from, to, 1+i, 6+i+n)
		}
		from = to
	}
	if over != "" {
		text += "lab/one,lab-one," + over + ",,,,9,20,,,,,,x,2026-01-01\n"
	}
	return text
}

// TestSumsThatAnotherCatalogLeaves: rates that change after the day of the last usage, or
// at a midnight, make no sums anew. Those that change inside a day before, tiers and windows
// make the money sums anew; label sums depend on no rate. A block that is none shows that
// nothing was written where it still stands.
func TestSumsThatAnotherCatalogLeaves(t *testing.T) {
	const first = "2026-02-01T12:00:00Z"
	rows := nativeHead +
		"2026-10-10T05:00:00Z,lab,,lab-one,a,500,0,10,0,,1,,\n" +
		"2026-10-11T06:00:00Z,lab,,lab-one,b,1001,0,10,0,,2,,\n" +
		"2026-10-11T07:00:00Z,lab,,lab-one,c,1000,0,10,0,,4,,\n"
	for _, c := range []struct {
		name, rates string
		anew        bool
	}{
		{"the same", ratesUnder("", "", first), false},
		{"a change long after", ratesUnder("", "", first, "2027-01-01T12:00:00Z"), false},
		{"two changes after", ratesUnder("", "", first, "2026-10-12T00:00:01Z", "2027-01-01T12:00:00Z"), false},
		{"a change at a midnight, which divides no day", ratesUnder("", "", first, "2026-10-11"), false},
		{"a change on the day of the last usage, after it", ratesUnder("", "", first, "2026-10-11T23:00:00Z"), true},
		{"a change between two rows", ratesUnder("", "", first, "2026-10-11T06:30:00Z"), true},
		{"a change before all usage", ratesUnder("", "", first, "2026-05-01T12:00:00Z"), true},
		{"a change fewer", ratesUnder("", ""), true},
		{"a tier", ratesUnder("1000", "", first), true},
		{"a window", ratesUnder("", "06:00", first), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := ledgerPath(t)
			s := onDisk(t, path, catalogOf(t, "rates/lab.csv", ratesUnder("", "", first)))
			bring(t, s, rows, options("n"))
			closed(t, s)
			db := shell(t, path)
			label := text(t, db, `SELECT hex(sums) FROM label_sum WHERE day = (SELECT MAX(day) FROM label_sum)`)
			for _, table := range []string{"money_sum", "label_sum"} {
				execute(t, db, `UPDATE `+table+` SET sums = X'00' WHERE day = (SELECT MAX(day) FROM `+table+`)`)
			}
			other := catalogOf(t, "rates/lab.csv", c.rates)
			s = onDisk(t, path, other)
			defer closed(t, s)
			for table, anew := range map[string]bool{"money_sum": c.anew, "label_sum": false} {
				stands := text(t, db, `SELECT hex(sums) FROM `+table+` WHERE day = (SELECT MAX(day) FROM `+table+`)`) == "00"
				if stands == anew {
					t.Errorf("%s made anew: %t, want %t", table, !stands, anew)
				}
			}
			if !c.anew {
				return
			}
			execute(t, db, `UPDATE label_sum SET sums = X'`+label+`' WHERE day = (SELECT MAX(day) FROM label_sum)`)
			sound(t, s)
			fresh := temporary(t, other)
			bring(t, fresh, rows, options("n"))
			differ(t, "made anew", dump(t, s), dump(t, fresh))
		})
	}
}

// TestReadOnlyLedgerWithoutSums: where no sums were ever made, and the catalog is another
// one, they are in memory at both levels.
func TestReadOnlyLedgerWithoutSums(t *testing.T) {
	path := ledgerPath(t)
	closed(t, dividedBooks(t, path))
	forgetSums(t, shell(t, path))
	other := catalogOf(t, "rates/openrouter.csv", rateHead+"lab/one,lab/one,,00:00-06:00Z,,,1,6,,,,,,x,2026-01-01\nlab/one,lab/one,,06:00-24:00Z,,,2,10,,,,,,x,2026-01-01\nlab/one,lab/one,700,,,,4,20,,,,,,x,2026-01-01\n")
	r, err := ledger.OpenReadOnly(t.Context(), path, other)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	sound(t, r)
	w := temporary(t, other)
	bring(t, w, threeRows, options("a"))
	buy(t, w, "openrouter", "10", at("2026-10-03T09:00:00Z"), lot.Never())
	differ(t, "read only, and made with that catalog", all(t, r), all(t, w))
}
