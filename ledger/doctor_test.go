package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/packed"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// TestDoctorFinds: whatever is changed past the program, doctor names it. The rows are of
// $-0.05, $0.30 and $0.50 on the first three days of October.
func TestDoctorFinds(t *testing.T) {
	const money, label, last = "money sums = rows", "label sums = rows", ` WHERE at_ns = (SELECT MAX(at_ns) FROM usage)`
	third := dayNumber("2026-10-03")
	after := func(query string) func(*testing.T, *sql.DB) {
		return func(t *testing.T, db *sql.DB) { execute(t, db, query) }
	}
	for _, c := range []struct {
		name   string
		tamper func(*testing.T, *sql.DB)
		checks []string
		says   string
	}{
		{"a money sum's dollars", repacked("money_sum", third, func(b *block) { b.amounts[5][0] = pricing.MustMoney("9") }), []string{money}, "2026-10-03: the sum says 1 requests, $9; its rows say 1, $0.5"},
		{"a label sum's dollars", repacked("label_sum", third, func(b *block) { b.amounts[5][0] = pricing.MustMoney("9") }), []string{label}, "2026-10-03: the sum says 1 requests, $9; its rows say 1, $0.5"},
		{"a sum's tokens", repacked("label_sum", third, func(b *block) { b.ints[8][0]++ }), []string{label}, "2026-10-03: the sum says 1 requests, $0.5; its rows say 1, $0.5"},
		{"a sum's last decimal", repacked("money_sum", third, func(b *block) { b.amounts[5][0] = pricing.MustMoney("0.500000000000000000000000000001") }), []string{money}, "2026-10-03"},
		{"a sum's band", repacked("money_sum", third, func(b *block) { b.ints[1] = []int64{1} }), []string{money}, "2026-10-03: a sum of $0.5 has no rows"},
		{"sums that went", after(`DELETE FROM money_sum WHERE day = ` + fmt.Sprint(dayNumber("2026-10-01"))), []string{money}, "2026-10-01: rows of $-0.05 stand in no sum"},
		{"a bit of a block", func(t *testing.T, db *sql.DB) {
			execute(t, db, `UPDATE label_sum SET sums = CAST(substr(sums, 1, 9) || X'ff' || substr(sums, 11) AS BLOB) WHERE day = `+fmt.Sprint(third))
		}, []string{label}, "the label sums of 2026-10-03, account 1: a packed block is damaged"},
		{"the ids of a day", after(`UPDATE money_sum SET first_id = CAST(last_id || X'00' AS BLOB), last_id = CAST(last_id || X'00' AS BLOB) WHERE day = ` + fmt.Sprint(third)), []string{money}, "2026-10-03: row gen-3 stands outside of the ids of its day"},
		{"a row's tokens", after(`UPDATE usage SET tokens = '1 7'` + last), []string{money, label}, "2026-10-03"},
		{"a row's dollars", after(`UPDATE usage SET usd = '0.4'` + last), []string{money, label}, "its rows say 1, $0.4"},
		{"a row that went", after(`DELETE FROM usage` + last), []string{money, label}, "a sum of $0.5 has no rows"},
		{"a row's day", after(`UPDATE usage SET at_ns = at_ns + 86400000000000` + last), []string{money, label}, "2026-10-04"},
		{"series that went", after(`DELETE FROM series`), []string{money, label, "foreign keys"}, "missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := ledgerPath(t)
			s := onDisk(t, path, small())
			defer closed(t, s)
			bring(t, s, threeRows, options("a"))
			sound(t, s)
			db := shell(t, path)
			execute(t, db, `PRAGMA foreign_keys = OFF`)
			c.tamper(t, db)
			proofs, err := s.Doctor(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range proofs {
				found, says := strings.Join(p.Faults, "\n"), slices.Contains(c.checks, p.Name)
				if says && !strings.Contains(found, c.says) {
					t.Errorf("%s found %q, want %q", p.Name, found, c.says)
				}
				if lots := strings.Contains(p.Name, "lot"); !says && !lots && found != "" {
					t.Errorf("%s complains too: %s", p.Name, found)
				}
			}
		})
	}
}

// dayNumber counts a day since 1970.
func dayNumber(date string) int64 { return usage.DayOf(date).Unix() / 86400 }

// A block is one of packed sums, unpacked: amounts stand in the columns 5, 6 and 7.
type block struct {
	rows    int
	ints    map[int][]int64
	amounts map[int][]pricing.Money
}

// repacked changes the sums of a day.
func repacked(table string, day int64, change func(*block)) func(*testing.T, *sql.DB) {
	return func(t *testing.T, db *sql.DB) {
		t.Helper()
		var kept []byte
		if err := db.QueryRow(`SELECT sums FROM `+table+` WHERE day = ?`, day).Scan(&kept); err != nil {
			t.Fatal(err)
		}
		var r packed.Reader
		if err := r.Open(kept, packed.All); err != nil {
			t.Fatal(err)
		}
		b := &block{r.Rows(), map[int][]int64{}, map[int][]pricing.Money{}}
		for column := range 64 {
			if !r.Has(column) {
				continue
			}
			for row := range r.Rows() {
				if column >= 5 && column <= 7 {
					b.amounts[column] = append(b.amounts[column], r.Money(column, row))
				} else {
					b.ints[column] = append(b.ints[column], r.Int(column, row))
				}
			}
		}
		change(b)
		var w packed.Writer
		w.Begin(b.rows)
		for column := range 64 {
			if list := b.ints[column]; list != nil {
				w.Ints(column, func(i int) int64 { return list[i] })
			}
			if list := b.amounts[column]; list != nil {
				w.Money(column, func(i int) pricing.Money { return list[i] })
			}
		}
		if _, err := db.Exec(`UPDATE `+table+` SET sums = ? WHERE day = ?`, w.Block(), day); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDoctorCountsPastTen: a day has twelve short prompts, of which the last came alone,
// and a long one.
func TestDoctorCountsPastTen(t *testing.T) {
	s := temporary(t, real())
	short := func(n int) string {
		return generation(fmt.Sprint("short", n), "2026-10-11 10:00:00", "0.01", 1000, 100, "google/gemini-2.5-pro")
	}
	text := activityHead + generation("long", "2026-10-11 11:00:00", "0.9", 300_000, 100, "google/gemini-2.5-pro")
	for n := range 11 {
		text += short(n)
	}
	bring(t, s, text, options("a"))
	sound(t, s)
	bring(t, s, activityHead+short(11), options("b"))
	sound(t, s)
	if r := reported(t, s, report.Query{}); r.Total.Requests != 13 {
		t.Errorf("%d requests, want 13", r.Total.Requests)
	}
}

// TestCatalogWithANewEdge: daily sums are split anew, once, where a later
// catalog prices at places that the old one did not know.
func TestCatalogWithANewEdge(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, nativeHead+
		"2026-10-10T05:00:00Z,lab,,lab-one,a,500,0,10,0,,1,,\n"+
		"2026-10-10T06:00:00Z,lab,,lab-one,b,1001,0,10,0,,2,,\n"+
		"2026-10-10T07:00:00Z,lab,,lab-one,c,1000,0,10,0,,4,,\n", options("n"))
	one := workload(t, s, ledger.WorkloadQuery{AsOf: now}).Lines
	if len(one) != 1 || one[0].Reported.String() != "7" {
		t.Fatalf("lines %+v, want one of $7", one)
	}
	closed(t, s)
	tiers := catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,00:00-06:00Z,,,1,6,,,,,,x,2026-01-01\nlab/one,lab-one,,06:00-24:00Z,,,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,1000,,,,4,20,,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	watch := shell(t, path)
	version := func() string { return text(t, watch, `PRAGMA data_version`) }
	start := version()
	s = onDisk(t, path, tiers)
	rebuilt := version()
	if rebuilt == start {
		t.Error("opening with a catalog of other edges wrote nothing")
	}
	got := map[string]string{}
	for _, l := range workload(t, s, ledger.WorkloadQuery{AsOf: now}).Lines {
		key := l.At.Format("15:04")
		if l.Prompt > 1000 {
			key += " long"
		}
		got[key] = l.Reported.String()
	}
	if len(got) != 3 || got["00:00"] != "1" || got["06:00 long"] != "2" || got["06:00"] != "4" {
		t.Errorf("split into %v, want 1 at night, 2 long and 4 short by day", got)
	}
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "7")
	sound(t, s)
	closed(t, s)
	s = onDisk(t, path, tiers)
	defer closed(t, s)
	if version() != rebuilt {
		t.Error("opening again with the same catalog wrote to the ledger")
	}
	// And what comes in from now on is split alike.
	bring(t, s, nativeHead+"2026-10-10T05:30:00Z,lab,,lab-one,d,1001,0,10,0,,8,,\n", options("n2"))
	sound(t, s)
}

// TestDaysGrowPartByPart: rows of a day whose price slots and bands come in any order, an
// import each, make the sums that one import of them makes.
func TestDaysGrowPartByPart(t *testing.T) {
	tiers := catalogOf(t, "rates/lab.csv", rateHead+"lab/one,lab-one,,00:00-06:00Z,,,1,6,,,,,,x,2026-01-01\nlab/one,lab-one,,06:00-24:00Z,,,2,10,,,,,,x,2026-01-01\n"+
		"lab/one,lab-one,1000,,,,4,20,,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	row := func(i int) string {
		hour, input := []int{5, 7, 23}[i%3], []int{500, 1001}[i/3%2]
		return fmt.Sprintf("2026-10-10T%02d:00:00Z,lab,,lab-one,g%d,%d,0,10,0,,%d,,\n", hour, i, input, 1+i)
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5, 6, 7}, {7, 6, 5, 4, 3, 2, 1, 0}, {3, 0, 5, 1, 7, 2, 6, 4}, {2, 1, 5, 0, 3, 4, 7, 6}} {
		grown, whole := temporary(t, tiers), temporary(t, tiers)
		all := nativeHead
		for _, i := range order {
			bring(t, grown, nativeHead+row(i), options(fmt.Sprint(i)))
			all += row(i)
		}
		sound(t, grown)
		bring(t, whole, all, options("all"))
		differ(t, fmt.Sprint(order), dump(t, grown), dump(t, whole))
	}
}
