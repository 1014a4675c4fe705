// Package knob is the table of the answers to "what if" that a comparison takes: how each
// is called by a flag and in a file, what its value looks like as text, how that is read
// and what is wrong with it, and which values are worth stepping through. Flags, files of
// scenarios, screens and addresses of explanations all read and write knobs by it.
//
// What a knob does to a bill is package pricing's. The table holds no setting: values go
// into and come out of pricing.Knobs.
//
//	knob.Of(knob.Volume).Set(catalog, &knobs, "1.5x") makes it one and a half times the work,
//	knob.Of(knob.Volume).Text(knobs) is then "1.5".
package knob

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tollbook/pricing"
)

// An ID names a knob.
type ID uint8

// The order is the one in which files of scenarios have them. Swap and Server are tables
// there and stand last: package scenario ranges over those before Swap.
const (
	Volume ID = iota
	CacheHit
	BatchShare
	Rates
	Method
	TopUp
	Downtime
	Gateways
	Require
	Swap
	Server
	Count // how many there are
)

// Monthly is the text of one purchase a month, Then of the rates of each day of usage.
const (
	Monthly = "monthly"
	Then    = "then"
)

// A Knob is one answer to "what if".
type Knob struct {
	Flag  string // without dashes; "" where no flag turns it
	Usage string // what the flag's help says, the name of its value in backticks
	Key   string // in the file of a scenario
	// Tokens says that the knob needs a workload that has models.
	Tokens bool
	// Verdict says that the knob changes no bill, only who stands in the verdict.
	Verdict bool
	// Idle is the text that a screen takes for the knob left alone; "" where none is.
	Idle string
	// Steps are values to step through, of which "" is not turning it.
	Steps []string

	set  func(c *pricing.Catalog, k *pricing.Knobs, text string) error
	text func(k pricing.Knobs) string
}

// An Error is a value that a knob can't be turned to.
type Error struct {
	Value  string
	Reason error // what is wanted: "want now or then"
}

func (e *Error) Error() string { return fmt.Sprintf("%q: %s", e.Value, e.Reason) }

func (e *Error) Unwrap() error { return e.Reason }

func wrong(value, format string, args ...any) error {
	return &Error{value, fmt.Errorf(format, args...)}
}

// Of is the knob of an ID.
func Of(id ID) Knob { return table[id] }

// Set turns the knob to a value as people write it. It returns an *Error, before which who
// calls puts the flag or the line and key; for a value that names a model or a gateway which
// is none, the error of the catalog, which says what is near; or one that names the
// requirement which is none.
func (n Knob) Set(c *pricing.Catalog, k *pricing.Knobs, text string) error {
	return n.set(c, k, text)
}

// Text is what the knob is turned to, which Set reads; "" where it is not turned.
func (n Knob) Text(k pricing.Knobs) string { return n.text(k) }

var table = [Count]Knob{
	Volume: {
		Flag: "volume", Usage: "multiple `X` of the workload, like 2 or 1.5", Key: "volume", Idle: "1",
		Steps: []string{"0.5", "", "1.5", "2", "5", "10"},
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			if k.Volume, err = pricing.ParseFactor(text); err != nil {
				return wrong(text, "want a multiple above zero, like 2 or 1.5")
			}
			return nil
		},
		text: func(k pricing.Knobs) string {
			if k.Volume.IsZero() {
				return ""
			}
			return k.Volume.String()
		},
	},
	CacheHit: {
		Flag: "cache-hit", Usage: "`PCT` of every prompt read from the cache", Key: "cache_hit", Tokens: true,
		Steps: []string{"", "0", "30", "50", "70"},
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			k.CacheHit, err = share(text)
			return err
		},
		text: func(k pricing.Knobs) string { return textOf(k.CacheHit) },
	},
	BatchShare: {
		Flag: "batch-share", Usage: "`PCT` of the tokens sent as batch requests", Key: "batch_share", Tokens: true, Idle: "0",
		Steps: append([]string{""}, pricing.BatchSteps...),
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			k.BatchShare, err = share(text)
			return err
		},
		text: func(k pricing.Knobs) string { return textOf(k.BatchShare) },
	},
	Rates: {
		Flag: "rates", Usage: "now, or `then`: the rates of each day of usage", Key: "rates", Idle: "now",
		Steps: []string{"", Then},
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) error {
			if k.RatesThen = text == Then; text != Then && text != "now" {
				return wrong(text, "want now or then")
			}
			return nil
		},
		text: func(k pricing.Knobs) string {
			if k.RatesThen {
				return Then
			}
			return ""
		},
	},
	Method: {
		Flag: "method", Usage: "payment `METHOD`: card, crypto ... (default: each gateway's first)", Key: "method",
		set: func(c *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			k.Method, err = ReadMethod(c, text)
			return err
		},
		text: func(k pricing.Knobs) string { return k.Method },
	},
	TopUp: {
		Flag: "top-up", Usage: "credit of one purchase in `USD` (default: one purchase a month)", Key: "top_up",
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			k.TopUp = pricing.Money{}
			if k.Monthly = text == Monthly; k.Monthly {
				return nil
			}
			if k.TopUp, err = Dollars(text); err == nil && !k.TopUp.Equal(k.TopUp.Cents()) {
				return wrong(text, "want whole cents")
			}
			return err
		},
		text: func(k pricing.Knobs) string {
			if k.Monthly {
				return Monthly
			}
			return unlessZero(k.TopUp)
		},
	},
	Downtime: {
		Flag: "downtime-cost", Usage: "what an hour of outage costs, in `USD`", Key: "downtime_cost", Idle: "0",
		Steps: []string{"", "10", "100", "1000"},
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			if m, err := pricing.ParseAmount(text); err == nil && m.IsZero() {
				k.DowntimeUSD = m // nothing is what it costs by default
				return nil
			}
			k.DowntimeUSD, err = Dollars(text)
			return err
		},
		text: func(k pricing.Knobs) string { return unlessZero(k.DowntimeUSD) },
	},
	Gateways: {
		Flag: "gateways", Usage: "compare the present gateway with only these `G,..`; direct is each model at its own publisher", Key: "gateways",
		set: func(c *pricing.Catalog, k *pricing.Knobs, text string) error {
			k.Gateways = nil
			for name := range strings.SplitSeq(text, ",") {
				id, err := c.GatewayOrDirect(name)
				if err != nil {
					return err
				}
				k.Gateways = append(k.Gateways, id)
			}
			return nil
		},
		text: func(k pricing.Knobs) string { return strings.Join(k.Gateways, ",") },
	},
	Require: {
		Flag: "require", Usage: "what gateways have to offer, `LIST`: who fails it is out of the verdict; sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee", Key: "require", Verdict: true,
		Steps: []string{"", "sla", "no-fee", "no-expiry", "uptime=99.9", "sla,no-fee"},
		set: func(_ *pricing.Catalog, k *pricing.Knobs, text string) (err error) {
			k.Requirements, err = pricing.ParseRequirements(text)
			return err
		},
		text: func(k pricing.Knobs) string {
			var wanted []string
			for _, r := range k.Requirements {
				wanted = append(wanted, r.Text)
			}
			return strings.Join(wanted, ",")
		},
	},
	Swap: {
		Flag: "swap", Usage: "use another model, `MODEL=MODEL`; repeatable", Key: "swap", Tokens: true,
		set:  setSwaps,
		text: swapText,
	},
	Server: {
		Key: "server", Steps: []string{"", "0", "20", "50", "100", "200"},
		set:  setServers,
		text: serverText,
	},
}

// ReadMethod reads a payment method, and refuses one that no gateway takes. "" is each
// gateway's default, and so is any, by which JSON names a fee that holds for all ways to pay.
func ReadMethod(c *pricing.Catalog, text string) (string, error) {
	if text == "" || text == pricing.AnyMethod {
		return "", nil
	}
	if methods := c.Methods(); !slices.Contains(methods, text) {
		return "", wrong(text, "no gateway takes that; methods: %s", strings.Join(methods, ", "))
	}
	return text, nil
}

// share reads a share of tokens.
func share(text string) (*pricing.Percent, error) {
	p, err := pricing.ParseTokenShare(text)
	if err != nil {
		return nil, &Error{text, err}
	}
	return &p, nil
}

func textOf(share *pricing.Percent) string {
	if share == nil {
		return ""
	}
	return share.String()
}

// Dollars reads an amount above zero, as knobs and workloads of list dollars have. Its error
// is an *Error.
func Dollars(text string) (pricing.Money, error) {
	m, err := pricing.ParseAmount(text)
	switch {
	case errors.Is(err, pricing.ErrNotDecimal), err == nil && m.Sign() <= 0:
		return m, wrong(text, "want dollars above zero, like 25 or 14.55")
	case err != nil:
		return m, wrong(text, "%w", err)
	}
	return m, nil
}

func unlessZero(m pricing.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// setSwaps adds swaps, "gpt-4o=gpt-4o-mini, sonnet=haiku" by any names that the catalog
// finds.
func setSwaps(c *pricing.Catalog, k *pricing.Knobs, text string) error {
	for pair := range strings.SplitSeq(strings.Trim(text, ", "), ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || from == "" || to == "" {
			return wrong(pair, "want MODEL=MODEL, like gpt-4o=gpt-4o-mini")
		}
		if err := AddSwap(c, k, from, to); err != nil {
			return err
		}
	}
	return nil
}

// AddSwap has a model's work done by another one.
func AddSwap(c *pricing.Catalog, k *pricing.Knobs, from, to string) error {
	target, err := c.NeedModel(to)
	if err != nil {
		return err
	}
	if k.Swaps == nil {
		k.Swaps = map[string]string{}
	}
	k.Swaps[c.CanonicalName(strings.TrimSpace(from))] = target.ID
	return nil
}

func swapText(k pricing.Knobs) string {
	var pairs []string
	for _, from := range slices.Sorted(maps.Keys(k.Swaps)) {
		pairs = append(pairs, from+"="+k.Swaps[from])
	}
	return strings.Join(pairs, ",")
}

// setServers has every gateway that one runs oneself run on a server of that cost.
func setServers(c *pricing.Catalog, k *pricing.Knobs, text string) error {
	for _, g := range c.Gateways() {
		if g.ServerCost != nil {
			if err := AddServer(c, k, g.ID, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddServer has a gateway run on a server that costs so many dollars a month.
func AddServer(c *pricing.Catalog, k *pricing.Knobs, gateway, text string) error {
	if c.Gateway(gateway) == nil {
		return errors.New("no such gateway")
	}
	m, err := pricing.ParseAmount(text)
	if err != nil || m.Sign() < 0 {
		return wrong(text, "want dollars a month, like 40")
	}
	if k.ServerUSD == nil {
		k.ServerUSD = map[string]pricing.Money{}
	}
	k.ServerUSD[gateway] = m
	return nil
}

// serverText is the cost of the first of the servers by their gateways' ids.
func serverText(k pricing.Knobs) string {
	for _, gateway := range slices.Sorted(maps.Keys(k.ServerUSD)) {
		return k.ServerUSD[gateway].String()
	}
	return ""
}
