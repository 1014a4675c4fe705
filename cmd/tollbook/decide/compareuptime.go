package decide

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type failoverJSON struct {
	A            string `json:"a"`
	B            string `json:"b"`
	Availability string `json:"availability"` // percent
	Nines        int    `json:"nines"`
	Minutes      string `json:"minutes_per_30_days"`
	Assumption   string `json:"assumption"`
	// The windows in which each was watched: they decide the number.
	ObservedA [2]*string `json:"observed_a"`
	ObservedB [2]*string `json:"observed_b"`
}

// targetJSON is an availability that --require asks for and who reaches it.
type targetJSON struct {
	Uptime   pricing.Percent `json:"uptime_percent"`
	Minutes  string          `json:"allows_minutes_per_30_days"`
	Gateways []string        `json:"gateways"`
	Pairs    [][2]string     `json:"pairs"`
}

// failovers are the pairs of a comparison's watched gateways.
func failovers(c pricing.Comparison) []failoverJSON {
	window := map[string][2]*string{}
	for _, g := range c.Watched() {
		window[g.ID] = [2]*string{print.Day(g.WatchedFrom), print.Day(g.WatchedTo)}
	}
	out := []failoverJSON{}
	for _, f := range c.Failovers() {
		out = append(out, failoverJSON{f.A, f.B, f.Availability, f.Nines, f.MinutesPer30Days, pricing.Independence, window[f.A], window[f.B]})
	}
	return out
}

func targets(got Comparison) []targetJSON {
	out := []targetJSON{}
	for _, t := range got.Result.Targets(got.knobs) {
		v := targetJSON{t.Percent, t.AllowedMinutes, print.NotNull(t.Gateways), [][2]string{}}
		for _, f := range t.Pairs {
			v.Pairs = append(v.Pairs, [2]string{f.A, f.B})
		}
		out = append(out, v)
	}
	return out
}

// wantsRecord reports whether the record of outages was asked for.
func wantsRecord(k pricing.Knobs) bool {
	return !k.DowntimeUSD.IsZero() || slices.ContainsFunc(k.Requirements, func(r pricing.Requirement) bool {
		_, ok := r.Uptime()
		return ok
	})
}

// availabilityText shows the record of each gateway that has one, of the pairs of
// them, and who reaches what was asked for.
func availabilityText(got Comparison, on *print.Page) string {
	watched := got.Result.Watched()
	if len(watched) == 0 {
		return "availability: of none of these gateways a record is kept\n"
	}
	t := print.NewTable("AVAILABILITY", ">PERCENT", ">NINES", ">DOWN IN 30 DAYS", "OBSERVED")
	for _, g := range watched {
		rel := g.Reliability()
		t.Add(g.ID, rel.Availability, fmt.Sprint(rel.Nines), words.Minutes(rel.MinutesPer30Days), rel.From.Format(pricing.Day)+" to "+rel.To.Format(pricing.Day))
	}
	for _, f := range got.Result.Failovers() {
		t.Add(f.A+" + "+f.B, f.Availability, fmt.Sprint(f.Nines), words.Minutes(f.MinutesPer30Days), "if "+pricing.Independence)
	}
	var b strings.Builder
	b.WriteString(t.Text(on))
	for _, target := range got.Result.Targets(got.knobs) {
		fmt.Fprintln(&b, on.Fit("  "+target.Words()))
	}
	return b.String()
}

// pairWords say how available a pair is, and on what that rests.
func pairWords(f pricing.Failover) string {
	return fmt.Sprintf("%s %% available if %s", f.Availability, pricing.Independence)
}
