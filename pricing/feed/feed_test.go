package feed

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
)

// fetched is the moment of every fetch here, a Monday.
var fetched = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// sample reads a file of testdata as the feed of that name.
func sample(t testing.TB, name Name, file string) List {
	t.Helper()
	list, err := Read(name, sampleBytes(t, file), fetched)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func sampleBytes(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// read reads text as a feed.
func read(t testing.TB, name Name, data string) List {
	t.Helper()
	list, err := Read(name, []byte(data), fetched)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// written writes what a list says of models, a line for each listing and each price.
func written(listings []Listing) string {
	var b strings.Builder
	for _, l := range listings {
		fmt.Fprintf(&b, "%s %s", l.Provider, l.ID)
		if l.Key != l.ID {
			fmt.Fprintf(&b, " key=%s", l.Key)
		}
		if l.Stands != "" {
			fmt.Fprintf(&b, " stands=%s", l.Stands)
		}
		if l.Released != "" {
			fmt.Fprintf(&b, " released=%s", l.Released)
		}
		if l.Context != 0 || l.MaxOutput != 0 {
			fmt.Fprintf(&b, " tokens=%d/%d", l.Context, l.MaxOutput)
		}
		if !l.Ends.IsZero() {
			fmt.Fprintf(&b, " ends=%s", l.Ends.Format(pricing.Day))
		}
		b.WriteString("\n")
		for _, p := range l.Prices {
			b.WriteString("  " + writtenPrice(p) + "\n")
		}
	}
	return b.String()
}

func writtenPrice(p Price) string {
	s := fmt.Sprintf("%s %s", p.Kind, p.Rate)
	if p.Over != 0 {
		s += fmt.Sprintf(" over=%d", p.Over)
	}
	if p.Window != "" {
		s += " in " + p.Window
	}
	if !p.From.IsZero() {
		s += " from " + p.From.Format(pricing.Day)
	}
	if !p.To.IsZero() {
		s += " to " + p.To.Format(pricing.Day)
	}
	if p.Free {
		s += " free"
	}
	return s
}

// refusals writes what was refused, a line each.
func refusals(list List) string {
	var b strings.Builder
	for _, r := range list.Refused {
		fmt.Fprintf(&b, "%q %s=%q: %s\n", r.ID, r.Field, r.Value, r.Why)
	}
	return b.String()
}

// compare compares texts line by line.
func compare(t *testing.T, what, got, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "(nothing)", "(nothing)"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("%s, line %d:\n got %s\nwant %s", what, i+1, a, b)
		}
	}
}

func compareSkipped(t *testing.T, list List, want map[string]int) {
	t.Helper()
	if got, want := fmt.Sprint(list.Skipped), fmt.Sprint(want); got != want {
		t.Errorf("skipped %s, want %s", got, want)
	}
}

var idPattern = regexp.MustCompile(`^[~A-Za-z0-9][A-Za-z0-9._:/@+~-]{0,199}$`)

// begins lists when the prices that are still to come begin.
func begins(prices []Price) []time.Time {
	var out []time.Time
	for _, p := range prices {
		if p.From.After(fetched) && !slices.Contains(out, p.From) {
			out = append(out, p.From)
		}
	}
	return out
}

// checkListing holds what comes through to what a catalog takes.
func checkListing(t *testing.T, l Listing) {
	t.Helper()
	ids := []string{l.ID, l.Provider}
	if l.Stands != "" {
		ids = append(ids, l.Stands)
	}
	for _, id := range ids {
		if !idPattern.MatchString(id) || strings.Contains(id, "..") || strings.Contains(id, "//") || strings.Contains(id, "./") {
			t.Errorf("id %q", id)
		}
	}
	if len(l.Prices) == 0 == (l.Stands == "") {
		t.Errorf("%s: %d prices, stands for %q", l.ID, len(l.Prices), l.Stands)
	}
	if l.Context < 0 || l.MaxOutput < 0 {
		t.Errorf("%s: %d and %d tokens", l.ID, l.Context, l.MaxOutput)
	}
	for _, p := range l.Prices {
		rate, err := pricing.ParseRate(p.Rate.String())
		if err != nil || rate.Cmp(p.Rate) != 0 {
			t.Errorf("%s: rate %s: %v", l.ID, p.Rate, err)
		}
		if _, err := pricing.ParseWindow(p.Window); err != nil {
			t.Errorf("%s: %v", l.ID, err)
		}
		if p.Free != p.Rate.IsZero() || p.Over < 0 || !p.To.IsZero() && !p.From.Before(p.To) {
			t.Errorf("%s: %+v", l.ID, p)
		}
	}
	for _, at := range append(begins(l.Prices), fetched) {
		if fault := coverage(l.Prices, at); fault != "" {
			t.Errorf("%s at %s: %s", l.ID, at, fault)
		}
	}
}
