// Package gatewayapi asks the gateways' own APIs what an account used, and hands out
// what package usagefile reads. It walks their pages to the end, waits where they are
// busy, labels OpenRouter's days with the names of the keys, and gives all of an answer
// or an error. It books nothing, keeps nothing, prints nothing, and knows no ledger: the
// command sync does those. The key comes in with the question and goes out in a header
// of the request, nowhere else; package fetch dials.
//
//	api, _ := gatewayapi.Find("openrouter")
//	answer, err := gatewayapi.New("tollbook/1.4").Ask(ctx, api, gatewayapi.Question{Key: key, Now: now, Clock: true})
//	// asked at 2026-11-29 08:00 UTC: days from 2026-10-30 to 2026-11-28 in answer.Parts,
//	// To 2026-11-29, *answer.Credits $50.00, *answer.Used $41.30
package gatewayapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tollbook/cmd/tollbook/fetch"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// An API is how one gateway's is asked.
type API struct {
	Kind    string // the word for it: openrouter
	Gateway string // of the catalog
	// Address is its usual base address, "" where it has none: LiteLLM runs wherever
	// its users put it, and they have to say.
	Address string
	// KeyEnv are the variables that may hold the key; the first that is set is used.
	KeyEnv []string
	// KeyWords say which kind of key is needed and where one gets it.
	KeyWords string

	prefix string // the usual path of its addresses, tried where the user gave none
	header func(key string) map[string]string
	ask    func(ctx context.Context, p *pull) (Answer, error)
}

var apis []API

func init() {
	apis = []API{openrouter(), openai(), anthropic(), litellm()}
}

func bearer(key string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + key}
}

// Kinds are the names of the gateways whose APIs can be asked: openrouter, openai,
// anthropic, litellm.
func Kinds() []string {
	var kinds []string
	for _, a := range apis {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

// Find is the API of a kind; false where there is none of that name.
func Find(kind string) (API, bool) {
	i := slices.IndexFunc(apis, func(a API) bool { return a.Kind == kind })
	if i < 0 {
		return API{}, false
	}
	return apis[i], true
}

// A Question is what is asked of an API.
type Question struct {
	Address string // "" is the API's own
	Key     string
	From    time.Time // the first day that is wanted; zero is as far back as the API tells, a year at most
	Now     time.Time
	Clock   bool // Now is the machine's clock, to be held against the gateway's; false where the user gave the time
}

// A Part is usage in one form: bytes that package usagefile reads, or rows.
type Part struct {
	Type string // format of Body by its name; "" where the part is Rows
	Body []byte
	// Format is that of Rows, nil where the part is a Body.
	Format *usagefile.Format
	Rows   []usagefile.Row
}

// An Answer is all that an API told.
type Answer struct {
	Parts []Part
	// From and To are the days that the answer holds whole, [From, To), UTC midnights.
	// The day of To may be in it in part: it is not over.
	//
	// OpenRouter has the last 30 days before today; OpenAI and Anthropic the days
	// before today, and today in part. LiteLLM's logs of requests are whole until the
	// second in which they were asked for: To is that second and no midnight. Where
	// LiteLLM tells its days alone, To is the start of today.
	From, To time.Time
	// Since is when the account's oldest key was made, as far as the API tells: before
	// it there was no usage. Zero is unknown.
	Since time.Time
	// Credits and Used are what OpenRouter's account was ever credited with and what it
	// ever used, in USD; nil elsewhere.
	Credits, Used *pricing.Money
	// Today is what its keys used of the present UTC day, in USD, which is in Used and in no
	// row; nil where not every key tells.
	Today    *pricing.Money
	Requests int // how many times the API answered
	// Now is what time it was taken to be: the gateway's, where the question's was the
	// machine's clock and is more than an hour off, else the question's.
	Now      time.Time
	Warnings []string
}

// A Client asks APIs. New makes it; one goroutine uses it at a time.
type Client struct {
	// Plain lets it ask over plain http on another machine, where the key can be read
	// on the way: the user has typed the address. Without it, plain http is for this
	// machine only.
	Plain bool
	// Wait is how it waits for a busy gateway; nil waits by the clock.
	Wait func(ctx context.Context, d time.Duration) error

	agent string
}

// New makes a Client that calls itself agent, as "tollbook/1.4".
func New(agent string) *Client { return &Client{agent: agent} }

// Ask asks an API for the days from q.From on. Each question of it is waited for as
// fetch.Asker says. What it returns is whole: a page that is missing, cut off, repeated
// or of another shape is an error, and there is no Answer beside an error.
//
// Its errors are *KeyError, *fetch.StatusError, fetch's sentinels, *ShapeError, the
// error of ctx, or say what is wrong with the address. None of them holds the key.
func (c *Client) Ask(ctx context.Context, api API, q Question) (Answer, error) {
	answer, err := c.ask(ctx, api, q)
	if err != nil {
		return Answer{}, fmt.Errorf("ask %s: %w", api.Kind, err)
	}
	return answer, nil
}

func (c *Client) ask(ctx context.Context, api API, q Question) (Answer, error) {
	if q.Key == "" {
		return Answer{}, &KeyError{API: api}
	}
	if !sendable(q.Key) {
		return Answer{}, errors.New("the key has a space or another character in it that no key has")
	}
	base, err := baseOf(api, q.Address)
	if err != nil {
		return Answer{}, err
	}
	asker := fetch.NewAsker(c.agent)
	asker.Plain, asker.Wait = c.Plain, c.Wait
	defer asker.Close()
	p := &pull{api: api, asker: asker, base: base, key: q.Key, from: q.From, now: q.Now.UTC(), clock: q.Clock}
	answer, err := api.ask(ctx, p)
	if errors.Is(err, errClock) { // asked for the wrong days: once more, by the gateway's clock
		answer, err = api.ask(ctx, p)
	}
	if err != nil {
		return Answer{}, err
	}
	answer.Requests, answer.Now = p.requests, p.now
	answer.Warnings = append(p.warnings, answer.Warnings...)
	return answer, nil
}

// sendable reports whether a key may stand in a header: printable ASCII without spaces.
func sendable(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}
