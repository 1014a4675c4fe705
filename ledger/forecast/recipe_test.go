package forecast

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
	"time"
)

// TestRecipe: what is made of real series is what a second implementation in another
// language made of them: testdata/recipe.csv, of which testdata/README.md tells. That
// one takes half of the weeks' deviation for the level's.
func TestRecipe(t *testing.T) {
	all := readSpend(t)
	for _, r := range readCSV(t, "testdata/recipe.csv") {
		from, to := day(r["from"]), day(r["to"])
		usd := all[r["series"]].days(from, to)
		silent := int(number(r["silent"]))
		p, _ := Project(Series{USD: usd}, 1)
		m := p.known
		end := len(usd)
		for end > 0 && usd[end-1] == 0 {
			end--
		}
		quiet, _ := Project(Series{USD: usd[:end], Silent: silent}, 1)
		for _, f := range []struct {
			name string
			got  float64
		}{
			{"by_age", m.byAge}, {"last", m.last}, {"trust_age", m.shares[0]}, {"trust_last", m.shares[1]}, {"trust_line", m.shares[2]}, {"doubt", m.doubt / spread * 0.5},
			{"said_30", sum(p.Said(30))}, {"no_use", quiet.NoUse}, {"said_30_silent", sum(quiet.Said(30))},
		} {
			if want := number(r[f.name]); math.Abs(f.got-want) > 1e-7*max(1, math.Abs(want)) {
				t.Errorf("%s to %s: %s is %.9g, want %.9g", r["series"], r["to"], f.name, f.got, want)
			}
		}
	}
}

// A spendSeries is dollars by day; days that are not there had none.
type spendSeries map[time.Time]float64

func (s spendSeries) days(from, to time.Time) []float64 {
	var out []float64
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		out = append(out, s[d])
	}
	return out
}

// ends are its first and its last day.
func (s spendSeries) ends() (first, last time.Time) {
	for d := range s {
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	return first, last
}

func readSpend(t testing.TB) map[string]spendSeries {
	out := map[string]spendSeries{}
	for _, r := range readCSV(t, "testdata/spend.csv") {
		if out[r["series"]] == nil {
			out[r["series"]] = spendSeries{}
		}
		out[r["series"]][day(r["date"])] = number(r["usd"])
	}
	return out
}

func readCSV(t testing.TB, path string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		out = append(out, r)
	}
	return out
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // of testdata
	}
	return d
}

func number(text string) float64 {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err) // of testdata
	}
	return f
}

func sum(v []float64) float64 { return mean(v) * float64(len(v)) }
