package pull

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/gatewayapi"
	"tollbook/ledger"
	"tollbook/pricing"
)

// Kinds of sources beside the gateways' APIs.
const (
	LiteLLM    = "litellm"     // LiteLLM's tables in Postgres
	Langfuse   = "langfuse"    // Langfuse's in ClickHouse
	SQL        = "sql"         // a query of the user's
	LiteLLMAPI = "litellm-api" // LiteLLM's proxy itself
)

// DefaultOverlap is how far back rows are taken to come late.
const DefaultOverlap = 3 * pricing.DayLength

// An Asker asks sources.
type Asker struct {
	Getenv func(string) string
	Agent  string    // by which it makes itself known: "tollbook/1.4"
	Now    time.Time // when it asks
	Clock  bool      // Now is the machine's own clock
	// Catalog says by what sums have to be told apart.
	Catalog *pricing.Catalog
	URL     string // another base address for an API than the source's; "" is that
	KeyEnv  string // another variable with the key
}

// An Answer is what a source told.
type Answer struct {
	ledger.Pull
	Warnings []string
	requests func() int64
}

// Requests counts the requests that an engine's sums stand for, those that are booked so
// far; 0 for an API.
func (a *Answer) Requests() int64 {
	if a.requests == nil {
		return 0
	}
	return a.requests()
}

// ErrEmptied is returned for an engine that held requests at the last pull and holds none
// now: what was pulled is not taken out for that.
var ErrEmptied = errors.New("it holds no requests any more")

// ErrNoKey is returned where the environment has no key for an API.
var ErrNoKey = errors.New("no key")

// Ask asks a source what was used since the last pull, and what it told of the days before
// that rows may still come late to. It returns ErrNoKey, and the errors of gatewayapi and
// engine.
func (a Asker) Ask(ctx context.Context, x ledger.Source) (*Answer, error) {
	if name, is := apiOf(x.Kind); is {
		return a.askAPI(ctx, x, name)
	}
	return a.askEngine(ctx, x)
}

// apiOf is what package gatewayapi calls a kind of source.
func apiOf(kind string) (string, bool) {
	if kind == LiteLLMAPI {
		return LiteLLM, true
	}
	return kind, kind != LiteLLM && slices.Contains(gatewayapi.Kinds(), kind)
}

func (a Asker) askAPI(ctx context.Context, x ledger.Source, name string) (*Answer, error) {
	api, ok := gatewayapi.Find(name)
	if !ok {
		return nil, fmt.Errorf("source %s: there is no kind %q", x.Name, x.Kind)
	}
	key, err := a.key(x, api)
	if err != nil {
		return nil, err
	}
	client := gatewayapi.New(a.Agent)
	q := gatewayapi.Question{Address: x.Address, Key: key, From: x.From(), Now: a.Now, Clock: a.Clock}
	if a.URL != "" {
		q.Address = a.URL
	}
	if variable, is := strings.CutPrefix(q.Address, "env:"); is {
		if q.Address = a.Getenv(variable); q.Address == "" {
			return nil, fmt.Errorf("source %s: the environment has no %s", x.Name, variable)
		}
	}
	client.Plain = q.Address != "" // the user named it
	got, err := client.Ask(ctx, api, q)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", x.Name, err)
	}
	out := &Answer{Warnings: got.Warnings, Pull: ledger.Pull{Source: x, At: got.Now, First: got.From, Until: got.To, Credits: got.Credits, Used: got.Used, DayUsed: got.Today, Since: got.Since}}
	if got.Credits != nil && got.Used != nil {
		balance := got.Credits.Sub(*got.Used)
		out.Balance = &balance
	}
	if host := overPlainHTTP(q.Address); host != "" {
		out.Warnings = append(out.Warnings, "the key goes to "+host+" over plain http: whoever is on the way can read it")
	}
	for _, p := range got.Parts {
		part := ledger.PullPart{Type: p.Type, Body: bytes.NewReader(p.Body)}
		if p.Format != nil {
			part = ledger.PullPart{Rows: rowsOf(p)}
		}
		out.Parts = append(out.Parts, part)
	}
	return out, nil
}

// overPlainHTTP is the host of an address that a key would be sent to for all to read; ""
// for https, and for this machine.
func overPlainHTTP(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return ""
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() == "localhost" || err == nil && ip.Unmap().IsLoopback() {
		return ""
	}
	return u.Hostname()
}

// key is the key of an API, out of the environment.
func (a Asker) key(x ledger.Source, api gatewayapi.API) (string, error) {
	names := api.KeyEnv
	for _, name := range []string{x.KeyEnv, a.KeyEnv} { // what was typed now goes before what is kept
		if name != "" {
			names = []string{name}
		}
	}
	for _, name := range names {
		if key := strings.TrimSpace(a.Getenv(name)); key != "" {
			return key, nil
		}
	}
	return "", fmt.Errorf("source %s: %w in $%s: %s", x.Name, ErrNoKey, strings.Join(names, " or $"), api.KeyWords)
}

func (a Asker) askEngine(ctx context.Context, x ledger.Source) (*Answer, error) {
	db, err := engine.Connect(ctx, x.Address, engine.Options{Getenv: a.Getenv, Agent: a.Agent})
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", x.Name, err)
	}
	q := engine.Question{Kind: x.Kind, SQL: x.Query, Edges: a.Catalog.Edges(), ByHour: a.Catalog.ByHour, From: x.From(), Until: a.Now}
	edges := edgesText(a.Catalog)
	if x.Edges != edges { // sums told apart by other edges are told anew
		q.From = time.Time{}
	}
	sums, err := db.Sums(ctx, q)
	db.Close()
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", x.Name, err)
	}
	out := &Answer{Warnings: sums.Warnings, requests: sums.Requests}
	if sums.Oldest.IsZero() && !x.Oldest.IsZero() {
		return nil, fmt.Errorf("source %s: %w: it had some from %s on at the last pull; nothing was changed", x.Name, ErrEmptied, x.Oldest.Format(pricing.Day))
	}
	first := firstWhole(q.From, x, sums.Oldest, a.Now)
	out.Pull = ledger.Pull{Source: x, At: a.Now, First: first, Until: a.Now, Edges: edges, Oldest: sums.Oldest,
		Parts: []ledger.PullPart{{Rows: since(first, sums)}}}
	if q.From.IsZero() && !x.Until.IsZero() {
		out.Warnings = append(out.Warnings, "the catalog tells prices apart by other edges than at the last pull: all days that the engine still holds are pulled again")
	}
	return out, nil
}
