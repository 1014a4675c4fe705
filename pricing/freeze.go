package pricing

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// frozen are a workload's lines added up as far as no price can tell under the
// knobs, without the account: what a scenario keeps. With rates of each day they keep
// their instant; where a model, or one that it is swapped for, is priced by the hour
// they keep weekday and hour.
func (c *Catalog) frozen(w Workload, k Knobs) []WorkLine {
	byHour := map[string]bool{}
	for from, to := range k.Swaps {
		byHour[from] = c.windowed[to]
	}
	type key struct {
		name, model, gateway         string
		prompt, at                   int64
		days                         int
		slot                         int32
		weekday                      time.Weekday
		service                      Service
		ownKey, cacheUnknown         bool
		mixed, bandKnown, clockKnown bool
	}
	at := map[key]int{}
	var out []WorkLine
	for _, l := range w.Lines {
		n := WorkLine{Gateway: l.Gateway, Name: l.Name, Model: l.Model, Prompt: l.Prompt, Days: l.Days, Requests: l.Requests, Tokens: l.Tokens, Reported: l.Reported, Extra: l.Extra, Service: l.Service, OwnKey: l.OwnKey, CacheUnknown: l.CacheUnknown,
			Mixed: l.Mixed, BandKnown: l.BandKnown, ClockKnown: l.ClockKnown}
		id := key{name: l.Name, model: l.Model, gateway: l.Gateway, prompt: l.Prompt, days: l.Days, service: l.Service, ownKey: l.OwnKey, cacheUnknown: l.CacheUnknown, mixed: l.Mixed, bandKnown: l.BandKnown, clockKnown: l.ClockKnown}
		switch {
		case l.At.IsZero():
		case k.RatesThen:
			n.At, id.at = l.At.UTC(), l.At.Unix()
		case l.Mixed && !l.ClockKnown: // at no hour
		case c.windowed[l.Model] || byHour[l.Model] || byHour[l.Name]:
			n.At, id.weekday, id.slot = l.At.UTC(), l.At.UTC().Weekday(), c.edges.Slot(l.At.Unix())+1
		}
		i, ok := at[id]
		if !ok {
			at[id] = len(out)
			out = append(out, n)
			continue
		}
		o := &out[i]
		o.Requests += n.Requests
		o.Tokens = o.Tokens.Plus(n.Tokens)
		o.Reported = o.Reported.Add(n.Reported)
		o.Extra = o.Extra.Add(n.Extra)
		if n.At.Before(o.At) {
			o.At = n.At
		}
	}
	slices.SortStableFunc(out, func(a, b WorkLine) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Model, b.Model), cmp.Compare(a.Prompt, b.Prompt), a.At.Compare(b.At), cmp.Compare(flags(a), flags(b)),
			cmp.Compare(a.Days, b.Days), cmp.Compare(a.Service.Tier, b.Service.Tier), cmp.Compare(a.Service.Residency, b.Service.Residency), cmp.Compare(a.Gateway, b.Gateway))
	})
	return out
}

// flags number what a line is marked with, for a steady order.
func flags(l WorkLine) (n int) {
	for i, set := range []bool{l.OwnKey, l.CacheUnknown, l.Mixed, l.BandKnown, l.ClockKnown} {
		if set {
			n |= 1 << i
		}
	}
	return n
}

// Freeze is the workload with its lines added up as far as no price can tell under the
// knobs, without the accounts: it costs what it cost, in fewer lines.
func (c *Catalog) Freeze(w Workload, k Knobs) Workload {
	w.Lines = c.frozen(w, k)
	return c.Thaw(w)
}

// Thaw makes a workload of frozen lines, as a file has them. A line without an hour of a
// model that the catalog has begun to price by the hour is at the usual hours, and says so.
func (c *Catalog) Thaw(w Workload) Workload {
	for i := range w.Lines {
		l := &w.Lines[i]
		l.Gateway = w.home(l)
		if m, _ := c.FindModel(l.Name); m != nil {
			l.Model = m.ID
		}
		l.Mixed = l.Mixed || l.At.IsZero() && c.windowed[l.Model]
	}
	w.today = c.frozen(w, Knobs{})
	w.quotient()
	return w
}
