package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tollbook/pricing"
)

// knobFields are those of the table of knobs.
func knobFields(t table, c *pricing.Catalog, k *pricing.Knobs) {
	volume := ""
	if !k.Volume.IsZero() {
		volume = k.Volume.String()
	}
	t.value("volume", volume, func(text string) (err error) {
		if k.Volume, err = pricing.ParseFactor(text); err != nil {
			return fmt.Errorf(`%q: want a multiple, like "1.5"`, text)
		}
		return nil
	})
	t.share("cache_hit", &k.CacheHit)
	t.share("batch_share", &k.BatchShare)
	rates := ""
	if k.RatesThen {
		rates = "then"
	}
	t.value("rates", rates, func(text string) error {
		k.RatesThen = text == "then"
		if text != "then" && text != "now" {
			return fmt.Errorf("%q: want now or then", text)
		}
		return nil
	})
	t.value("method", k.Method, func(text string) error {
		k.Method = text
		if methods := c.Methods(); text != "" && !slices.Contains(methods, text) {
			return fmt.Errorf("%q: no gateway takes that; methods: %s", text, strings.Join(methods, ", "))
		}
		return nil
	})
	if monthly := "monthly"; k.Monthly || t.get("top_up") == monthly {
		k.Monthly = true
		t.words("top_up", &monthly)
	} else if t.above("top_up", &k.TopUp); !k.TopUp.Equal(k.TopUp.Cents()) {
		t.fail("top_up", "%q: want whole cents", k.TopUp)
	}
	t.above("downtime_cost", &k.DowntimeUSD)
	t.list("gateways", &k.Gateways)
	if t.out == nil {
		for i, name := range k.Gateways {
			var err error
			if k.Gateways[i], err = c.GatewayOrDirect(name); err != nil {
				t.fail("gateways", "%w", err)
			}
		}
	}
	var require []string
	for _, r := range k.Requirements {
		require = append(require, r.Text)
	}
	t.value("require", strings.Join(require, ","), func(text string) (err error) {
		k.Requirements, err = pricing.ParseRequirements(text)
		return err
	})
	swapFields(t, c, k)
	serverFields(t, c, k)
}

func swapFields(t table, c *pricing.Catalog, k *pricing.Knobs) {
	names := slices.Sorted(maps.Keys(k.Swaps))
	if t.out == nil {
		names, k.Swaps = t.names("swap"), map[string]string{}
	}
	t.table("swap", len(names) > 0, func(t table) {
		t.named = true
		for _, from := range names {
			t.value(from, k.Swaps[from], func(text string) error {
				to, err := c.NeedModel(text)
				if err == nil {
					k.Swaps[c.CanonicalName(from)] = to.ID
				}
				return err
			})
		}
	})
}

func serverFields(t table, c *pricing.Catalog, k *pricing.Knobs) {
	names := slices.Sorted(maps.Keys(k.ServerUSD))
	if t.out == nil {
		names, k.ServerUSD = t.names("server"), map[string]pricing.Money{}
	}
	t.table("server", len(names) > 0, func(t table) {
		t.named = true
		for _, name := range names {
			usd := k.ServerUSD[name]
			t.usd(name, &usd)
			if t.out != nil {
				continue
			}
			if c.Gateway(name) == nil {
				t.fail(name, "no such gateway")
			}
			if usd.Sign() < 0 {
				t.fail(name, "%q: want dollars a month", usd)
			}
			k.ServerUSD[name] = usd
		}
	})
}

// share is a percentage of tokens; nil is left out.
func (t table) share(key string, at **pricing.Percent) {
	written := ""
	if *at != nil {
		written = (*at).String()
	}
	t.value(key, written, func(text string) error {
		p, err := pricing.ParseTokenShare(text)
		*at = &p
		return err
	})
}
