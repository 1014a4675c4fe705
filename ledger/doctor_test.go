package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
)

// TestDoctorFinds: whatever is changed past the program, doctor names it.
func TestDoctorFinds(t *testing.T) {
	for _, c := range []struct{ name, tamper, check, says string }{
		{"a sum's dollars", `UPDATE daily SET usd = '9' WHERE day = '2026-10-03'`, "daily sums = rows", "2026-10-03: the sum says 1 requests, $9; its rows say 1, $0.5"},
		{"a sum's tokens", `UPDATE daily SET tokens = tokens || ' 0 0 1' WHERE day = '2026-10-02'`, "daily sums = rows", "2026-10-02"},
		{"a sum's last decimal", `UPDATE daily SET usd = '0.500000000000000000000000000001' WHERE day = '2026-10-03'`, "daily sums = rows", "2026-10-03"},
		{"a sum that went", `DELETE FROM daily WHERE day = '2026-10-01'`, "daily sums = rows", "rows of $-0.05 stand in no sum"},
		{"a row's tokens", `UPDATE usage SET tokens = '1 7' WHERE at_ns = (SELECT MAX(at_ns) FROM usage)`, "daily sums = rows", "2026-10-03"},
		{"a row's dollars", `UPDATE usage SET usd = '0.4' WHERE at_ns = (SELECT MAX(at_ns) FROM usage)`, "daily sums = rows", "its rows say 1, $0.4"},
		{"a row that went", `DELETE FROM usage WHERE at_ns = (SELECT MAX(at_ns) FROM usage)`, "daily sums = rows", "a sum of $0.5 has no rows"},
		{"a row's day", `UPDATE usage SET at_ns = at_ns + 86400000000000 WHERE at_ns = (SELECT MAX(at_ns) FROM usage)`, "daily sums = rows", "2026-10-04"},
		{"a row's series that went", `DELETE FROM series`, "foreign keys", "usage names a missing series"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := ledgerPath(t)
			s := onDisk(t, path, small())
			defer closed(t, s)
			bring(t, s, threeRows, options("a"))
			sound(t, s)
			db := shell(t, path)
			execute(t, db, `PRAGMA foreign_keys = OFF`)
			execute(t, db, c.tamper)
			checks, err := s.Doctor(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			found := ""
			for _, check := range checks {
				if len(check.Faults) > 0 && check.Name != c.check && c.check == "daily sums = rows" {
					t.Errorf("%s complains too: %v", check.Name, check.Faults)
				}
				if check.Name == c.check {
					found = strings.Join(check.Faults, "\n")
				}
			}
			if !strings.Contains(found, c.says) {
				t.Errorf("%s found %q, want %q", c.check, found, c.says)
			}
		})
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
