package scenario

import (
	"maps"
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/knob"
)

// knobFields are those of the table of knobs. Gateways are a list in it, swaps and servers
// tables of their own behind its keys.
func knobFields(t table, c *pricing.Catalog, k *pricing.Knobs) {
	for id := range knob.Swap {
		n := knob.Of(id)
		if id != knob.Gateways {
			t.value(n.Key, n.Text(*k), func(text string) error { return n.Set(c, k, text) })
			continue
		}
		names := k.Gateways
		if t.list(n.Key, &names); t.out == nil && len(names) > 0 {
			if err := n.Set(c, k, strings.Join(names, ",")); err != nil {
				t.fail(n.Key, "%w", err)
			}
		}
	}
	t.byName(knob.Of(knob.Swap).Key, slices.Sorted(maps.Keys(k.Swaps)), func(from string) string { return k.Swaps[from] }, func(from, to string) error {
		return knob.AddSwap(c, k, from, to)
	})
	t.byName(knob.Of(knob.Server).Key, slices.Sorted(maps.Keys(k.ServerUSD)), func(gateway string) string { return k.ServerUSD[gateway].String() }, func(gateway, usd string) error {
		return knob.AddServer(c, k, gateway, usd)
	})
}

// byName is a table of texts by name.
func (t table) byName(key string, written []string, text func(name string) string, parse func(name, text string) error) {
	t.table(key, len(written) > 0, func(inner table) {
		inner.named = true
		for _, name := range append(written, t.names(key)...) {
			inner.value(name, text(name), func(text string) error { return parse(name, text) })
		}
	})
}
