package rewrite

import (
	"io/fs"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// builtIn are the files of the built-in catalog.
func builtIn(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for folder := range pricing.Columns {
		names, err := fs.Glob(data.Files, folder+"/*.csv")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if files[name], err = fs.ReadFile(data.Files, name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// TestSamples refreshes the built-in catalog from the invented samples of all feeds, one
// after the other a day apart and then all of one day, and holds it to the laws of refreshed.
func TestSamples(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "pricing", "feed", "testdata")
	read := func(name feed.Name, file, day string) feed.List {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		at, err := pricing.ParseInstant(day)
		if err != nil {
			t.Fatal(err)
		}
		l, err := feed.Read(name, text, at)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	samples := []struct {
		name feed.Name
		file string
	}{
		{feed.OpenRouter, "openrouter.json"}, {feed.Vercel, "vercel.json"}, {feed.Ofox, "ofox.json"},
		{feed.GenAIPrices, "genai-prices.json"}, {feed.ModelsDev, "models-dev.json"}, {feed.LiteLLM, "litellm.json"},
	}
	files := builtIn(t)
	var last []feed.List
	for i, s := range samples {
		day := []string{"2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04", "2027-01-05", "2027-01-06"}[i]
		before := len(files)
		files = refreshed(t, files, nil, read(s.name, s.file, day))
		if i == 0 && len(files) == before {
			t.Errorf("the sample of %s has new vendors, and no file was added", s.name)
		}
		last = append(last, read(s.name, s.file, "2027-01-10"))
	}
	all := refreshed(t, builtIn(t), nil, last...)
	if len(all) <= len(builtIn(t)) {
		t.Errorf("%d files", len(all))
	}
	refreshed(t, files, nil, last...)
}

// TestDrift refreshes the built-in catalog twice from lists of what it has itself, of
// all gateways, in which some prices have moved, some are new and some ids are missing.
func TestDrift(t *testing.T) {
	files := builtIn(t)
	for round := range 2 {
		random := rand.New(rand.NewPCG(uint64(round), 7))
		at := time.Date(2027, 1, 10+20*round, 0, 0, 0, 0, time.UTC)
		c, err := pricing.Load(mapFS(files))
		if err != nil {
			t.Fatal(err)
		}
		lists := map[feed.Name]*feed.List{}
		for _, name := range []feed.Name{feed.OpenRouter, feed.Vercel, feed.Ofox, feed.ModelsDev} {
			lists[name] = &feed.List{Feed: name, At: at}
		}
		for _, g := range c.Gateways() {
			l := lists[feed.Name(g.ID)]
			if l == nil {
				l = lists[feed.ModelsDev]
			}
			for _, card := range g.Cards() {
				x := feed.Listing{Provider: g.ID, ID: card.ID, Key: g.ID + "/" + card.ID, Prices: drifted(t, random, card, at)}
				if len(x.Prices) > 0 && random.IntN(30) > 0 {
					l.Listings = append(l.Listings, x)
				}
			}
		}
		before := files
		files = refreshed(t, files, nil, *lists[feed.OpenRouter], *lists[feed.Vercel], *lists[feed.Ofox], *lists[feed.ModelsDev])
		changed := 0
		for name := range files {
			if string(files[name]) != string(before[name]) {
				changed++
			}
		}
		if changed < 20 {
			t.Errorf("round %d: only %d files changed", round, changed)
		}
	}
}

// drifted are the prices of a card in force, some of them a fifth dearer.
func drifted(t *testing.T, random *rand.Rand, card *pricing.Card, at time.Time) (out []feed.Price) {
	t.Helper()
	dearer := map[pricing.Kind]bool{}
	for _, k := range pricing.Kinds() {
		dearer[k] = random.IntN(4) == 0
	}
	for i := range card.Bands {
		b := &card.Bands[i]
		if b.Basis == "rule" || !b.Holds(at) {
			continue
		}
		p := feed.Price{Kind: b.Kind, Over: b.Over, Window: b.WindowText(), Rate: b.Rate, Free: b.Rate.IsZero()}
		if dearer[b.Kind] && (b.Over > 0 || random.IntN(3) > 0) { // of a kind with tiers one, or all
			text := new(big.Rat).Mul(b.Rate.Rat(), big.NewRat(6, 5)).FloatString(9)
			rate, err := pricing.ParseRate(text)
			if err != nil {
				t.Fatal(err)
			}
			p.Rate = rate
		}
		out = append(out, p)
	}
	return out
}
