// Package update weighs what feeds say against the catalog: which prices have changed,
// which are confirmed, which wait for somebody's word, and which lines of own rates that
// makes. It has no network, no disk and no clock.
//
// Who is believed (the first that names a price decides):
//
//  1. a page of the publisher, read by hand
//  2. the gateway's own list
//  3. genai-prices, where it dates the price
//  4. models.dev and others that read pages by hand
//  5. genai-prices without a date
//  6. LiteLLM's table
//  7. our own conclusions
//
// A changed price closes the open rate at the moment of the fetch, or on the day that the
// feed names, and opens a new one. Nothing that has begun is rewritten.
package update
