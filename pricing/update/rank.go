package update

import (
	"net/url"
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// The ranks of who names a price, the best first: package documentation.
const (
	byPage = 1 + iota
	byOwnList
	byDatedSet
	bySet
	byUndatedSet
	byTable
	byConclusion
)

// feedRank is the rank of a price of a feed; dated, where the feed says since when.
func feedRank(f feed.Feed, dated bool) int {
	switch {
	case f.Gateway != "":
		return byOwnList
	case f.Name == feed.GenAIPrices && dated:
		return byDatedSet
	case f.Name == feed.GenAIPrices:
		return byUndatedSet
	case f.Name == feed.LiteLLM:
		return byTable
	}
	return bySet
}

// rank is how far a rate of the catalog is believed, by its source.
func rank(g *pricing.Gateway, b *pricing.Band) int {
	switch b.Basis {
	case accepted:
		return byPage
	case "inferred", "computed", "assumed", "documentation example":
		return byConclusion
	}
	name := feedOf(b.Source)
	if f, ok := feed.Find(name); ok {
		// Feeds date by the day. A rate that begins with a fetch, the one that its source names or
		// an earlier one that found it, has no date of the feed.
		dated := !b.From.IsZero() && b.From.Equal(pricing.StartOfDay(b.From)) && !b.From.Equal(pricing.Fetched(b.Source))
		return feedRank(f, dated)
	}
	if page := written(b.Source); strings.HasPrefix(page, "https://") && slices.Contains(pages(g), host(page)) {
		if g.Kind == pricing.Provider {
			return byPage
		}
		return byOwnList
	}
	return bySet
}

// feedOf is the feed that a source names: of an update's rows, and of those that are built
// in ("genai-prices-npm@0.1.8", "openrouter-api@2026-08-01").
func feedOf(source string) string {
	name, _, _ := strings.Cut(written(source), "@")
	return strings.TrimSuffix(strings.TrimSuffix(name, "-npm"), "-api")
}

// written is the source of a rate as it was first written down, before an update copied it.
func written(source string) string {
	if pricing.FromFeed(source) == pricing.KeptSource {
		_, source, _ = strings.Cut(source, "#")
	}
	return source
}

// pages are the hosts of a gateway's own pages: those that state its terms.
func pages(g *pricing.Gateway) (hosts []string) {
	for _, s := range g.Statements {
		if h := host(s.Source); s.Basis == pricing.Stated && h != "" && !strings.HasPrefix(h, "github.") && !strings.HasPrefix(h, "raw.github") {
			hosts = append(hosts, h)
		}
	}
	return hosts
}

func host(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return u.Host
}
