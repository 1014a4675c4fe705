package decide

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/wrap"
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

// quoteOptions are the flags of quote.
type quoteOptions struct {
	gateway, at, tier, residency string
	batch                        bool
	counts                       [len(pricing.Tokens{})]tokenCount // by kind
}

func (o *quoteOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.gateway, "gateway", "", "quote at this `GATEWAY` only")
	f.StringVar(&o.at, "at", "", "price at this `TIME`: 1 Sep, 2026-11-14 14:00 (default: --as-of)")
	f.StringVar(&o.tier, "tier", "", "served on this `TIER`: batch, flex, priority or fast (default: standard)")
	f.StringVar(&o.residency, "residency", "", "served in this `REGION`: us, eu ... (default: anywhere)")
	f.BoolVar(&o.batch, "batch", false, "short for --tier batch")
	for flag, kind := range countFlags {
		of := strings.ReplaceAll(flag, "-", " ") + " tokens"
		if kind == pricing.Request {
			of = flag
		}
		f.Var(&o.counts[kind], flag, "`N` "+of+", like 12000, 300k or 1.2M")
	}
}

// countFlags are the flags of counts, by the kind that they count.
var countFlags = map[string]pricing.Kind{"input": pricing.Input, "output": pricing.Output, "cache-read": pricing.CacheRead,
	"cache-write-5m": pricing.CacheWrite5m, "cache-write-1h": pricing.CacheWrite1h, "reasoning": pricing.Reasoning, "requests": pricing.Request}

// NewQuoteCommand prices one request everywhere, or at one gateway.
func NewQuoteCommand(run *cli.Run) *cobra.Command {
	var o quoteOptions
	cmd := &cobra.Command{
		Use:     "quote MODEL",
		Short:   "price one request at every gateway",
		Long:    "Prices one request at every gateway that lists the model, or at one. Token counts\nare of disjoint kinds: --input is the part of the prompt that was not cached.\n--reasoning is the part of --output that was reasoning.",
		Example: "  tollbook quote claude-sonnet-4.5 --input 12000 --cache-read 50000 --output 900\n  tollbook quote gpt-4o --gateway openrouter --input 1000000 --at 2026-01-01\n  tollbook quote gpt-5.4 --gateway openai --input 100k --output 10k --tier flex",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runQuote(run, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runQuote(run *cli.Run, o quoteOptions, args []string) error {
	var t pricing.Tokens
	for k, n := range o.counts {
		t[k] = int64(n)
	}
	if t[pricing.Reasoning] > t[pricing.Output] {
		return cli.WrongUse("--reasoning %d is part of --output %d and can't be more", t[pricing.Reasoning], t[pricing.Output])
	}
	t[pricing.Output] -= t[pricing.Reasoning]
	when, err := run.TimeFlag("--at", o.at)
	if err != nil {
		return err
	}
	if o.batch {
		if o.tier != "" && pricing.TierOf(o.tier) != pricing.Batch {
			return cli.WrongUse("--batch and --tier %s are two tiers", o.tier)
		}
		o.tier = string(pricing.Batch)
	}
	if t := pricing.TierOf(o.tier); t != pricing.Standard && !slices.Contains(pricing.Tiers, t) {
		return cli.WrongUse("--tier %q: want standard, batch, flex, priority or fast", o.tier)
	}
	if r := pricing.ResidencyOf(o.residency); r != "" && !slices.Contains(run.Catalog.Residencies(), r) {
		return cli.WrongUse("--residency %q: nobody sells it; want %s", o.residency, strings.Join(run.Catalog.Residencies(), ", "))
	}
	quotes, err := run.Catalog.Quotes(pricing.QuoteQuestion{Model: args[0], Gateway: o.gateway, Tokens: t, At: when,
		Service: pricing.Service{Tier: pricing.TierOf(o.tier), Residency: pricing.ResidencyOf(o.residency)}})
	var none *pricing.NoOutputError
	if errors.As(err, &none) {
		return cli.WrongUse("%w", err)
	}
	if err != nil {
		return err
	}
	if t.IsZero() {
		return showBaseRates(run, quotes, when)
	}
	return showQuotes(run, quotes, when)
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

type quotesJSON struct {
	Schema string      `json:"schema"`
	At     *string     `json:"at"`
	Quotes []quoteJSON `json:"quotes"`
}

// newQuoteJSON is a quote as the JSON has it. The base rates of a model have no total.
func newQuoteJSON(run *cli.Run, q pricing.Quote) quoteJSON {
	j := quoteJSON{Gateway: q.Gateway, Model: q.Model, GatewayModelID: q.GatewayModelID, Lines: []quoteLineJSON{}, Unpriced: []string{}, Assumptions: print.NotNull(q.Assumptions)}
	if q.Priced() && !q.Base {
		sum := q.USD()
		j.KnownUSD = &sum
		if len(q.Unpriced) == 0 {
			j.USD = &sum
		}
	}
	for _, l := range q.Lines {
		line := quoteLineJSON{Kind: l.Kind, Tokens: l.Tokens, USD: l.USD, Source: l.Source, Seen: print.Day(l.Seen)}
		if l.Tokens != 0 {
			rate := l.Rate
			line.Rate = &rate
		}
		j.Lines = append(j.Lines, line)
	}
	for _, k := range q.Unpriced {
		j.Unpriced = append(j.Unpriced, k.String())
	}
	return j
}

// oldestSeen is the day on which the oldest rate of a quote was seen, "" for none.
func oldestSeen(q pricing.Quote) (seen string) {
	for _, l := range q.Lines {
		if s := l.Seen.Format(pricing.Day); !l.Seen.IsZero() && (seen == "" || s < seen) {
			seen = s
		}
	}
	return seen
}

// lastSeen says when the rates of quotes were seen: ", as last seen 2026-07-29 to
// 2026-08-02"; "" where no day is known.
func lastSeen(quotes []pricing.Quote) string {
	var days []string
	for _, q := range quotes {
		if s := oldestSeen(q); s != "" {
			days = append(days, s)
		}
	}
	if len(days) == 0 {
		return ""
	}
	first, last := slices.Min(days), slices.Max(days)
	if first == last {
		return ", as last seen " + first
	}
	return ", as last seen " + first + " to " + last
}

// markedGateway is a quote's gateway, with the mark of what rests on an assumption.
func markedGateway(q pricing.Quote) string {
	if len(q.Assumptions) > 0 {
		return q.Gateway + " ~"
	}
	return q.Gateway
}

// baseColumns are the kinds that the table of base rates has a column for.
var baseColumns = []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h}

// showBaseRates lists what a million of each kind costs.
func showBaseRates(run *cli.Run, quotes []pricing.Quote, at time.Time) error {
	out := quotesJSON{"tollbook.quote.v1", print.RFC3339(at), nil}
	t := print.NewTable("GATEWAY", "ID", ">INPUT", ">OUTPUT", ">CACHE READ", ">WRITE 5M", ">WRITE 1H", "OTHER", "SEEN").Folding("OTHER").Dropping("SEEN", "OTHER", "WRITE 1H")
	for _, q := range quotes {
		out.Quotes = append(out.Quotes, newQuoteJSON(run, q))
		rates := map[string]string{}
		var others []string
		for _, l := range q.Lines {
			rates[l.Kind] = l.Rate.String()
			if k, err := pricing.ParseKind(l.Kind); err == nil && !slices.Contains(baseColumns, k) {
				others = append(others, l.Kind+wrap.Joint+l.Rate.String())
			}
		}
		row := []string{markedGateway(q), q.GatewayModelID}
		for _, k := range baseColumns {
			row = append(row, cmp.Or(rates[k.String()], "-"))
		}
		t.Add(append(row, strings.Join(others, " "), oldestSeen(q))...)
	}
	if err := run.Emit(out, fmt.Sprintf("%s at the base rates of %s%s, USD per million tokens (calls); with counts, like --input 12000, it is priced", quotes[0].Model, run.When(at), lastSeen(quotes)), t); err != nil {
		return err
	}
	footnotes(run, quotes)
	run.Next("tollbook quote "+quotes[0].Model+" --input 12000 --output 900", "tollbook models show "+quotes[0].Model)
	return nil
}

func showQuotes(run *cli.Run, quotes []pricing.Quote, at time.Time) error {
	out := quotesJSON{"tollbook.quote.v1", print.RFC3339(at), nil}
	t := print.NewTable("GATEWAY", "ID", ">USD", "HOW", "SEEN").Folding("HOW").Dropping("SEEN")
	for _, q := range quotes {
		j := newQuoteJSON(run, q)
		var how []string
		for _, l := range q.Lines {
			if l.Tokens != 0 {
				how = append(how, strings.ReplaceAll(fmt.Sprintf("%s %s x %s", l.Kind, words.Number(l.Tokens), l.Rate), " ", wrap.Joint))
			} else {
				how = append(how, l.Kind+" "+print.USD(l.USD))
			}
		}
		for _, k := range j.Unpriced {
			how = append(how, k+" unpriced")
		}
		price := "?"
		switch {
		case j.USD != nil:
			price = "$" + words.Thousands(j.USD.String())
		case j.KnownUSD != nil:
			price = "at least $" + words.Thousands(j.KnownUSD.String())
		}
		t.Add(markedGateway(q), q.GatewayModelID, price, strings.Join(how, " +"+wrap.Joint), oldestSeen(q))
		out.Quotes = append(out.Quotes, j)
	}
	if err := run.Emit(out, fmt.Sprintf("%s at the rates of %s%s; rates are USD per million", quotes[0].Model, run.When(at), lastSeen(quotes)), t); err != nil {
		return err
	}
	footnotes(run, quotes)
	run.Next("tollbook compare --tokens "+quotes[0].Model+"=100M:10M", "tollbook models show "+quotes[0].Model)
	return nil
}

// footnotes explains the marks of a table for people.
func footnotes(run *cli.Run, quotes []pricing.Quote) {
	if run.Format != "table" {
		return
	}
	said := map[string]bool{}
	for _, q := range quotes {
		for _, s := range q.Assumptions {
			if !said[s] {
				said[s] = true
				fmt.Fprintln(run.Out, run.Prose("~ "+print.OneLine(s)))
			}
		}
	}
}
