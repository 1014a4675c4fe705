package feed

import (
	"os"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
)

// TestEndpoints: the author's own endpoint counts, not another host's nor another tier's.
func TestEndpoints(t *testing.T) {
	data, err := os.ReadFile("testdata/openrouter-endpoints.json")
	if err != nil {
		t.Fatal(err)
	}
	if name, err := Recognise(data); name != OpenRouter || err != nil {
		t.Errorf("taken for %q, %v", name, err)
	}
	read := func(text string) List {
		l, err := Read(OpenRouter, []byte(text), time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := read(string(data))
	if !l.Part || len(l.Listings) != 1 || len(l.Listings[0].Prices) != 0 {
		t.Fatalf("%+v", l)
	}
	a := l.Listings[0].Author
	if a == nil || !a.Discounted || len(a.Prices) != 3 {
		t.Fatalf("author %+v", a)
	}
	want := map[pricing.Kind]string{pricing.Input: "2.4", pricing.Output: "12", pricing.CacheRead: "0.24"}
	for _, p := range a.Prices {
		if p.Rate.String() != want[p.Kind] {
			t.Errorf("%s is %s, want %s", p.Kind, p.Rate, want[p.Kind])
		}
	}
	if l := read(strings.Replace(string(data), `"discount": 0.2`, `"discount": 0`, 1)); l.Listings[0].Author.Discounted {
		t.Error("no discount is one")
	}
	for name, text := range map[string]string{
		"out of order":     strings.Replace(string(data), `"tag": "anthropic", "status": 0`, `"tag": "anthropic", "status": -2`, 1),
		"of others' alone": strings.Replace(string(data), `"tag": "anthropic", `, `"tag": "bedrock", `, 1),
	} {
		if l := read(text); len(l.Listings) != 0 {
			t.Errorf("%s: %+v", name, l.Listings)
		}
	}
}
