// Package feed reads public lists of prices as their publishers write them: OpenRouter's,
// Vercel's and ofox's own lists, genai-prices, models.dev and LiteLLM's table. What it
// gives is not yet believed: package pricing/update weighs it against the catalog. It
// fetches nothing and writes nothing.
//
// All prices that it gives are USD per million tokens, or per million calls: OpenRouter's
// "prompt": "0.000003", USD per token, is an Input of 3; genai-prices'
// "web_searches_kcount": 10, USD per 1,000 searches, is a WebSearch of 10000.
//
// A new feed is one file here with its reader, its name, its line in All, its case in Read,
// an invented sample in testdata, and its name in pricing.FromFeed: without that its rates
// would count as the user's own.
package feed

import (
	"maps"
	"slices"
	"time"

	"tollbook/pricing"
)

// A Name is the name of a feed, as commands and sources write it.
type Name string

// A List is what one feed said at one time.
type List struct {
	Feed Name
	// At is the moment of the fetch, to the second, in UTC.
	At       time.Time
	Listings []Listing
	Refused  []Refusal
	// Skipped counts entries that are no prices of models, by the reason in words.
	Skipped map[string]int
	Entries int // that the feed has, good and bad
	// Unchanged says that the server has the same list as at the fetch before: its listings
	// are what the catalog has of it.
	Unchanged bool
	// Part says that it is about some models alone: what it does not hold is not missing.
	Part bool
	// Next is where the list goes on, as the feed writes it; "" where it ends here.
	Next string
}

// Plus is the list with its next page. What stands on both with other values is refused, as
// on one.
func (l List) Plus(page List) List {
	first := map[string]Listing{}
	for _, x := range l.Listings {
		first[x.Key] = x
	}
	l.Listings, l.Refused = slices.Clone(l.Listings), slices.Concat(l.Refused, page.Refused)
	for _, x := range page.Listings {
		old, there := first[x.Key]
		switch {
		case !there:
			l.Listings = append(l.Listings, x)
		case !old.same(x):
			l.Refused = append(l.Refused, Refusal{ID: x.ID, Key: x.Key, Why: whyTwiceOver})
		}
	}
	l.Entries += page.Entries
	skipped := maps.Clone(l.Skipped)
	if skipped == nil {
		skipped = map[string]int{}
	}
	for why, n := range page.Skipped {
		skipped[why] += n
	}
	l.Skipped, l.Next = skipped, page.Next
	return l
}

// A Listing is what a seller charges for a model under one of its ids.
type Listing struct {
	// Provider is who sells it, as the feed writes the name: "anthropic",
	// "google-vertex"; of a gateway's own list it is that gateway's id in the catalog.
	Provider string
	ID       string // the seller's own id of the model, as written
	Key      string // where in the feed it stands, for the source of its rates
	// Stands is the id that a moving name stands for now; such a listing has no prices.
	Stands string

	Released           string // a day, as far as the feed says
	Context, MaxOutput int64  // tokens; 0 is unknown
	// Ends is the day from which the model is no longer served, by the seller's word.
	Ends   time.Time
	Prices []Price
	// Author is what the model costs at its author's own endpoint, where that was asked; nil
	// where it was not.
	Author *Endpoint
}

// A Price is what a listing charges for one kind. The prices of one listing cover the
// week and all prompts as the rows of data/rates do: base prices under Over 0, prices by
// the hour in windows that cover the week exactly once.
type Price struct {
	Kind   pricing.Kind
	Over   int64  // holds for prompts of more than this many tokens
	Window string // in the notation of data/rates; "" is all the time
	// From is the instant from which the feed says that it holds; zero where it says
	// nothing. To is that of the price that follows it, zero where none does.
	From, To time.Time
	Rate     pricing.Rate // USD per million
	Free     bool         // a price of nothing that the id says is meant
}

// A Refusal is an entry of a feed that can't be meant, or one of its prices.
type Refusal struct {
	ID    string // as written, cut off after 200 bytes, as Field and Value; all may hold control characters
	Key   string // where in the feed it stands, as of a Listing
	Field string // "" for the whole entry
	Value string // of the field
	Why   string
}
