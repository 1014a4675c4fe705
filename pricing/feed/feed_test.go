package feed

import (
	"fmt"
	"os"
	"path/filepath"
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
