package tui

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// knobID names a knob of the what-if screen. The order is the one in which
// they stand before it is known how far each moves the bill.
type knobID uint8

const (
	workloadKnob knobID = iota
	volumeKnob
	swapKnob
	cacheKnob
	methodKnob
	topUpKnob
	batchKnob
	ratesKnob
	downtimeKnob
	serverKnob
	requireKnob
	knobCount
)

// settings are the answers to "what if": one text a knob, in the form in which
// its step is written, "" for a knob that nobody turned.
type settings [knobCount]string

// with returns the settings with one knob turned.
func (s settings) with(id knobID, value string) settings {
	s[id] = value
	return s
}

// turned counts the knobs that change the bill.
func (s settings) turned() int {
	n := 0
	for id, value := range s {
		if value != "" && knobID(id) != requireKnob {
			n++
		}
	}
	return n
}

// A knob says how one setting is named, read and applied.
type knob struct {
	label string
	about string // for the note line
	// typed knobs take a value from the keyboard, digits at once.
	typed bool
	// numeric knobs begin their value with the digit that was typed.
	numeric bool
	// tokens knobs need a workload that has models.
	tokens bool
	// read checks a typed value and returns it as settings hold it.
	read func(c *pricing.Catalog, text string) (string, error)
	// apply turns the knob of the calculator.
	apply func(k *pricing.Knobs, c *pricing.Catalog, value string)
}

// projectedWork is the workload of the projected month, monthlyTopUp one purchase a
// month where the usual one is another, as settings hold them.
const (
	projectedWork = "projected"
	monthlyTopUp  = "monthly"
)

// bare reports whether the workload is list dollars without models.
func (s settings) bare() bool {
	_, err := pricing.ParseMoney(s[workloadKnob])
	return err == nil
}

var errPositive = errors.New("want an amount above zero, like 25")

var knobs = [knobCount]knob{
	workloadKnob: {
		label: "workload", about: "the ledger's last month, or list dollars a month without models", typed: true,
		read: readAmount(errPositive, false),
	},
	volumeKnob: {
		label: "volume", about: "the same work so many times", typed: true, numeric: true,
		read: func(_ *pricing.Catalog, text string) (string, error) {
			f, err := pricing.ParseFactor(text)
			if err != nil {
				return "", fmt.Errorf("volume %q: want a multiple like 1.5", text)
			}
			return unless(f.String(), "1"), nil
		},
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			if f, err := pricing.ParseFactor(value); err == nil {
				k.Volume = f
			}
		},
	},
	swapKnob: {
		label: "swap", about: "one model's work done by another; whether it can is yours to judge", typed: true, tokens: true,
		read:  readSwaps,
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) { k.Swaps = swapsOf(value) },
	},
	cacheKnob: {
		label: "cache", about: "share of every prompt that is read from the cache", typed: true, numeric: true, tokens: true,
		read: readShare(""),
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			if p, err := pricing.ParsePercent(value); err == nil {
				k.CacheHit = &p
			}
		},
	},
	methodKnob: {
		label: "pay by", about: "how credits are bought; a gateway without the method keeps its default",
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) { k.Method = value },
	},
	topUpKnob: {
		label: "top-up", about: "credit bought at a time, never under a gateway's minimum; usual is the median of those recorded, monthly one purchase a month", typed: true, numeric: true,
		read: readAmount(errPositive, false),
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			k.Monthly = value == monthlyTopUp
			k.TopUp, _ = pricing.ParseMoney(value)
		},
	},
	batchKnob: {
		label: "batch", about: "share of the tokens sent as batch requests, where a gateway discounts them", typed: true, numeric: true, tokens: true,
		read: readShare("0"),
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			if share, err := pricing.ParsePercent(value); err == nil {
				k.BatchShare = &share
			}
		},
	},
	ratesKnob: {
		label: "rates", about: "today prices all usage at the rates of today, then at those of its own day",
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) { k.RatesThen = value == "then" },
	},
	downtimeKnob: {
		label: "outage", about: "what an hour of outage costs you, times the hours that each gateway's record makes expect", typed: true, numeric: true,
		read: readAmount(errPositive, true),
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			k.DowntimeUSD, _ = pricing.ParseMoney(value)
		},
	},
	serverKnob: {
		label: "server", about: "what your own server for a self-hosted gateway costs a month", typed: true, numeric: true,
		read: func(_ *pricing.Catalog, text string) (string, error) {
			m, err := pricing.ParseAmount(text)
			if err != nil || m.Sign() < 0 {
				return "", fmt.Errorf("server %q: want dollars a month, like 40", text)
			}
			return m.String(), nil
		},
		apply: func(k *pricing.Knobs, c *pricing.Catalog, value string) {
			usd, err := pricing.ParseMoney(value)
			if err != nil {
				return
			}
			k.ServerUSD = map[string]pricing.Money{}
			for _, g := range c.Gateways() {
				if g.ServerCost != nil {
					k.ServerUSD[g.ID] = usd
				}
			}
		},
	},
	requireKnob: {
		label: "REQUIRE", about: "sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee (✓ pass ~ claimed ✗ fail ? unknown)", typed: true,
		read: func(_ *pricing.Catalog, text string) (string, error) {
			if strings.TrimSpace(text) == "" {
				return "", nil
			}
			reqs, err := pricing.ParseRequirements(text)
			if err != nil {
				return "", err
			}
			var names []string
			for _, r := range reqs {
				names = append(names, r.Text)
			}
			return strings.Join(names, ","), nil
		},
		apply: func(k *pricing.Knobs, _ *pricing.Catalog, value string) {
			k.Requirements, _ = pricing.ParseRequirements(value)
		},
	},
}

// apply gives the calculator's form of the settings. Every value was read by
// its knob before it got here.
func (s settings) apply(c *pricing.Catalog) pricing.Knobs {
	var out pricing.Knobs
	for id, value := range s {
		if k := knobs[id]; value != "" && k.apply != nil && (!k.tokens || !s.bare()) {
			k.apply(&out, c, value)
		}
	}
	return out
}

// unless is value, or "" where it is what the knob stands at untouched.
func unless(value, untouched string) string {
	if value == untouched {
		return ""
	}
	return value
}

func readAmount(wrong error, zero bool) func(*pricing.Catalog, string) (string, error) {
	return func(_ *pricing.Catalog, text string) (string, error) {
		m, err := pricing.ParseAmount(text)
		switch {
		case strings.TrimSpace(text) == "", err == nil && zero && m.IsZero():
			return "", nil
		case err != nil && !errors.Is(err, pricing.ErrNotDecimal):
			return "", fmt.Errorf("%q: %w", text, err)
		case err != nil || m.Sign() <= 0:
			return "", fmt.Errorf("%q: %w", text, wrong)
		}
		return m.String(), nil
	}
}

func readShare(untouched string) func(*pricing.Catalog, string) (string, error) {
	return func(_ *pricing.Catalog, text string) (string, error) {
		if strings.TrimSpace(text) == "" {
			return "", nil
		}
		p, err := pricing.ParsePercent(text)
		if err != nil || p.Cmp(pricing.Percent{}) < 0 || p.Cmp(pricing.MustPercent("100")) > 0 {
			return "", fmt.Errorf("%q: want a share from 0 to 100 percent", text)
		}
		return unless(p.String(), untouched), nil
	}
}

// readSwaps reads "model=model, model=model" with any names that the catalog
// finds.
func readSwaps(c *pricing.Catalog, text string) (string, error) {
	swaps := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, ok := strings.Cut(part, "=")
		if !ok {
			return "", fmt.Errorf("swap %q: want MODEL=MODEL", part)
		}
		if m, _ := c.FindModel(from); m != nil {
			from = m.ID
		}
		m, _ := c.FindModel(to)
		if m == nil {
			return "", fmt.Errorf("swap to %q: no such model; near it: %s", strings.TrimSpace(to), draw.List(c.NearestModels(to, 2), 2))
		}
		swaps[strings.TrimSpace(from)] = m.ID
	}
	return swapText(swaps), nil
}

func swapText(swaps map[string]string) string {
	var parts []string
	for _, from := range slices.Sorted(maps.Keys(swaps)) {
		parts = append(parts, from+"="+swaps[from])
	}
	return strings.Join(parts, ",")
}

func swapsOf(value string) map[string]string {
	swaps := map[string]string{}
	for part := range strings.SplitSeq(value, ",") {
		if from, to, ok := strings.Cut(part, "="); ok {
			swaps[from] = to
		}
	}
	return swaps
}
