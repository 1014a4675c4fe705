package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tollbook/pricing"
)

type quoteLineJSON struct {
	Kind   string        `json:"kind"`
	Tokens int64         `json:"tokens"`
	Rate   *pricing.Rate `json:"usd_per_million"`
	USD    pricing.Money `json:"usd"`
	Source string        `json:"source"`
	Seen   *string       `json:"seen"`
}

type quoteJSON struct {
	Gateway        string          `json:"gateway"`
	Model          string          `json:"model"`
	GatewayModelID string          `json:"gateway_model_id"`
	USD            *pricing.Money  `json:"usd"`       // null where a kind that was asked for has no rate
	KnownUSD       *pricing.Money  `json:"known_usd"` // of the kinds that have one; null where none has
	Lines          []quoteLineJSON `json:"lines"`
	Unpriced       []string        `json:"unpriced"`
	Assumptions    []string        `json:"assumptions"`
}

// quoteCommand prices one request everywhere, or at one gateway.
func (a *app) quoteCommand() *cobra.Command {
	var gateway, at, tier, residency string
	var batch bool
	counts := map[pricing.Kind]*tokenCount{}
	cmd := &cobra.Command{
		Use:     "quote MODEL",
		Short:   "price one request at every gateway",
		Long:    "Prices one request at every gateway that lists the model, or at one. Token counts\nare of disjoint kinds: --input is the part of the prompt that was not cached.\n--reasoning is the part of --output that was reasoning.",
		Example: "  tollbook quote claude-sonnet-4.5 --input 12000 --cache-read 50000 --output 900\n  tollbook quote gpt-4o --gateway openrouter --input 1000000 --at 2026-01-01\n  tollbook quote gpt-5.4 --gateway openai --input 100k --output 10k --tier flex",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var t pricing.Tokens
			for k, n := range counts {
				t[k] = int64(*n)
			}
			if t[pricing.Reasoning] > t[pricing.Output] {
				return wrongUse("--reasoning %d is part of --output %d and can't be more", t[pricing.Reasoning], t[pricing.Output])
			}
			t[pricing.Output] -= t[pricing.Reasoning]
			when := a.asOf
			if at != "" {
				var err error
				if when, err = pricing.ParseInstant(at); err != nil {
					return wrongUse("--at: %w", err)
				}
			}
			if batch {
				if tier != "" && pricing.TierOf(tier) != pricing.Batch {
					return wrongUse("--batch and --tier %s are two tiers", tier)
				}
				tier = string(pricing.Batch)
			}
			if t := pricing.TierOf(tier); t != pricing.Standard && !slices.Contains(pricing.Tiers, t) {
				return wrongUse("--tier %q: want standard, batch, flex, priority or fast", tier)
			}
			if r := pricing.ResidencyOf(residency); r != "" && !slices.Contains(a.catalog.Residencies(), r) {
				return wrongUse("--residency %q: nobody sells it; want %s", residency, strings.Join(a.catalog.Residencies(), ", "))
			}
			sample := t.IsZero()
			if sample { // nothing asked for: a request that one can judge by
				t[pricing.Input], t[pricing.Output] = 1_000_000, 1_000_000
			}
			quotes, err := a.catalog.Quotes(pricing.QuoteQuestion{Model: args[0], Gateway: gateway, Tokens: t, At: when,
				Service: pricing.Service{Tier: pricing.TierOf(tier), Residency: pricing.ResidencyOf(residency)}})
			var none *pricing.NoOutputError
			if errors.As(err, &none) {
				return wrongUse("%w", err)
			}
			if err != nil {
				return err
			}
			return a.showQuotes(quotes, when, sample)
		},
	}
	f := cmd.Flags()
	f.StringVar(&gateway, "gateway", "", "quote at this `GATEWAY` only")
	f.StringVar(&at, "at", "", "price at this day or RFC 3339 `TIME` (default: --as-of)")
	f.StringVar(&tier, "tier", "", "served on this `TIER`: batch, flex, priority or fast (default: standard)")
	f.StringVar(&residency, "residency", "", "served in this `REGION`: us, eu ... (default: anywhere)")
	f.BoolVar(&batch, "batch", false, "short for --tier batch")
	for flag, kind := range map[string]pricing.Kind{"input": pricing.Input, "output": pricing.Output, "cache-read": pricing.CacheRead,
		"cache-write-5m": pricing.CacheWrite5m, "cache-write-1h": pricing.CacheWrite1h, "reasoning": pricing.Reasoning, "requests": pricing.Request} {
		counts[kind] = new(tokenCount)
		f.Var(counts[kind], flag, strings.ReplaceAll(kind.String(), "_", " ")+" `N`, like 12000, 300k or 1.2M")
	}
	return cmd
}

// A tokenCount is a flag's count of tokens or requests: 1200000, 300k, 1.2M.
type tokenCount int64

func (n *tokenCount) String() string { return fmt.Sprint(int64(*n)) }
func (n *tokenCount) Type() string   { return "N" }

// Set reads the flag.
func (n *tokenCount) Set(s string) error {
	if strings.HasPrefix(s, "-") {
		return errors.New("a count can't be negative")
	}
	count, err := parseTokens(s)
	*n = tokenCount(count)
	return err
}

func (a *app) showQuotes(quotes []pricing.Quote, at time.Time, sample bool) error {
	out := struct {
		Schema string      `json:"schema"`
		At     *string     `json:"at"`
		Quotes []quoteJSON `json:"quotes"`
	}{"tollbook.quote.v1", rfc3339(at), nil}
	t := newTable("GATEWAY", "ID", ">USD", "HOW", "SEEN").folding("HOW").dropping("SEEN")
	for _, q := range quotes {
		j := quoteJSON{Gateway: q.Gateway, Model: q.Model, GatewayModelID: q.GatewayModelID, Lines: []quoteLineJSON{}, Unpriced: []string{}, Assumptions: list(q.Assumptions)}
		if q.Priced() {
			sum := q.USD()
			j.KnownUSD = &sum
			if len(q.Unpriced) == 0 {
				j.USD = &sum
			}
		}
		var how []string
		seen := ""
		for _, l := range q.Lines {
			line := quoteLineJSON{Kind: l.Kind, Tokens: l.Tokens, USD: l.USD, Source: l.Source, Seen: day(l.Seen)}
			if l.Tokens != 0 {
				rate := l.Rate
				line.Rate = &rate
				how = append(how, strings.ReplaceAll(fmt.Sprintf("%s %s x %s", l.Kind, number(l.Tokens), l.Rate), " ", joint))
			} else {
				how = append(how, l.Kind+" "+usd(l.USD))
			}
			j.Lines = append(j.Lines, line)
			if s := l.Seen.Format(pricing.Day); !l.Seen.IsZero() && (seen == "" || s < seen) {
				seen = s
			}
		}
		for _, k := range q.Unpriced {
			j.Unpriced = append(j.Unpriced, k.String())
			how = append(how, k.String()+" unpriced")
		}
		price := "?"
		switch {
		case j.USD != nil:
			price = "$" + pricing.Thousands(j.USD.String())
		case j.KnownUSD != nil:
			price = "at least $" + pricing.Thousands(j.KnownUSD.String())
		}
		mark := ""
		if len(q.Assumptions) > 0 {
			mark = " ~"
		}
		t.add(q.Gateway+mark, q.GatewayModelID, price, strings.Join(how, " +"+joint), seen)
		out.Quotes = append(out.Quotes, j)
	}
	prose := fmt.Sprintf("%s at the rates of %s; rates are USD per million", quotes[0].Model, a.when(at))
	if sample {
		prose += " (a million tokens in and out, for want of counts)"
	}
	if err := a.emit(out, prose, t); err != nil {
		return err
	}
	a.footnotes(quotes)
	a.next("tollbook compare --tokens "+quotes[0].Model+"=100M:10M", "tollbook models show "+quotes[0].Model)
	return nil
}

// footnotes explains the marks of a table for people.
func (a *app) footnotes(quotes []pricing.Quote) {
	if a.format != "table" {
		return
	}
	said := map[string]bool{}
	for _, q := range quotes {
		for _, s := range q.Assumptions {
			if !said[s] {
				said[s] = true
				fmt.Fprintln(a.stdout, a.prose("~ "+oneLine(s)))
			}
		}
	}
}

// day writes the day of an instant for JSON; nil for none.
func day(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(pricing.Day)
	return &s
}
