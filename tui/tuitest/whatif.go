package tuitest

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/scenario"
)

// A Shelf keeps scenarios in memory as text, as files would.
type Shelf struct {
	t     testing.TB
	Texts map[string]string // by name
	Bad   error             // what goes wrong, on saving and on reading
}

// NewShelf is a shelf without a scenario.
func NewShelf(t testing.TB) *Shelf { return &Shelf{t: t, Texts: map[string]string{}} }

// Save keeps a scenario; over another of its name only to replace it.
func (k *Shelf) Save(s scenario.Scenario, replace bool) (path string, err error) {
	if k.Bad != nil {
		return "", k.Bad
	}
	if _, there := k.Texts[s.Name]; there && !replace {
		return "", fmt.Errorf("%s.toml: %w", s.Name, fs.ErrExist)
	}
	k.Texts[s.Name] = s.Text()
	return "scenarios/" + s.Name + ".toml", nil
}

// List reads all that are kept, by name.
func (k *Shelf) List(context.Context) ([]scenario.Scenario, error) {
	var out []scenario.Scenario
	for _, text := range k.Texts {
		s, err := scenario.Parse(Catalog(k.t), text)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b scenario.Scenario) int { return strings.Compare(a.Name, b.Name) })
	return out, k.Bad
}

// Rename gives a scenario another name.
func (k *Shelf) Rename(from, to string) error {
	if k.Bad != nil {
		return k.Bad
	}
	if _, taken := k.Texts[to]; taken {
		return fmt.Errorf("%s.toml: %w", to, fs.ErrExist)
	}
	s, err := scenario.Parse(Catalog(k.t), k.Texts[from])
	if err != nil {
		return err
	}
	s.Name = to
	delete(k.Texts, from)
	k.Texts[to] = s.Text()
	return nil
}

// Remove takes a scenario away; back brings it back.
func (k *Shelf) Remove(name string) (back func() error, err error) {
	if k.Bad != nil {
		return nil, k.Bad
	}
	text := k.Texts[name]
	delete(k.Texts, name)
	return func() error {
		k.Texts[name] = text
		return nil
	}, nil
}

// ProjectedBooks are books that tell the month to come.
type ProjectedBooks struct {
	Books
	Next    pricing.Workload
	NextErr error
}

// Projected is the month to come.
func (b ProjectedBooks) Projected(context.Context, time.Time) (pricing.Workload, error) {
	return b.Next, b.NextErr
}

// Twice are books of the Month, of which twice as much is projected.
func Twice(t testing.TB) ProjectedBooks {
	c := Catalog(t)
	src := UsageBooks(c, Month...)
	next := c.Scaled(src.Work, func(int) pricing.Scale {
		return pricing.Scale{From: pricing.MustMoney("1"), To: pricing.MustMoney("2")}
	})
	next.Projection = &pricing.Projection{From: Now.AddDate(0, 0, 1), To: Now.AddDate(0, 0, 30), USD: pricing.MustMoney("2387.20")}
	next.Notes = append(next.Notes, "projected $2,387.20 from 2026-11-15 to 2026-12-14")
	return ProjectedBooks{Books: src, Next: next}
}

// ManyLines are books of a month of 500 lines over ten models.
func ManyLines(t testing.TB) Books {
	c := Catalog(t)
	names := []string{
		"anthropic/claude-sonnet-4-5", "openai/gpt-4o", "deepseek/deepseek-v4-flash", "anthropic/claude-haiku-4-5", "openai/gpt-4o-mini",
		"google/gemini-2.5-pro", "google/gemini-2.5-flash", "openai/gpt-5.5", "anthropic/claude-opus-4-5", "openai/gpt-4.1",
	}
	var lines []pricing.WorkLine
	for i := range 500 {
		m, _ := c.FindModel(names[i%len(names)])
		if m == nil {
			t.Fatalf("no model %s", names[i%len(names)])
		}
		var tokens pricing.Tokens
		tokens[pricing.Input], tokens[pricing.CacheRead], tokens[pricing.Output] = int64(1_000_000+i*977), 200_000, int64(100_000+i*31)
		lines = append(lines, pricing.WorkLine{Gateway: "openrouter", Name: m.ID, Model: m.ID, At: Now.AddDate(0, 0, -i%30), Requests: 100, Tokens: tokens, Reported: pricing.MustMoney("3")})
	}
	return Books{Work: c.LedgerWorkload(lines, Now.AddDate(0, 0, -29), Now, 30), Until: Now}
}
