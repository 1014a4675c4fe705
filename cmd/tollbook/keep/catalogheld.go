package keep

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

// heldLines are the lines of what waits: those of feeds that were read now are of this update.
func heldLines(lines [][]string, plan *update.Plan, lists []feed.List) [][]string {
	out := slices.DeleteFunc(slices.Clone(lines), func(l []string) bool {
		return slices.ContainsFunc(lists, func(x feed.List) bool { return string(x.Feed) == pricing.FromFeed(l[13]) && !x.Unchanged && !x.Part })
	})
	for _, c := range plan.Changes {
		if c.ID == "" || c.State.Done() {
			continue
		}
		out = append(out, []string{c.ID, string(c.State), c.Gateway, c.Model, c.GatewayModelID, c.Kind.String(), strconv.FormatInt(c.Over, 10), c.Window,
			rateCell(c.Was), c.WasSource, print.DayOr(c.WasSeen, ""), rateCell(c.Now), instantCell(c.From), c.Source, print.DayOr(c.Seen, ""), c.Why})
	}
	return out
}

// waitingChanges are the changes that wait for the user's word.
func waitingChanges(run *cli.Run) ([]RateChangeJSON, error) {
	folder, ok := run.OwnRates()
	if !ok {
		return nil, nil
	}
	lines, err := folder.Read(ownrates.Held)
	if err != nil {
		return nil, err
	}
	return heldChanges(lines)
}

// heldChanges reads what waits.
func heldChanges(lines [][]string) (out []RateChangeJSON, err error) {
	for _, l := range lines {
		c := RateChangeJSON{ID: print.OrNull(l[0]), State: l[1], Gateway: l[2], Model: l[3], ModelID: l[4], Kind: l[5], Window: l[7],
			WasFrom: print.OrNull(l[9]), WasSeen: print.OrNull(l[10]), From: print.OrNull(l[12]), Source: l[13], Seen: print.OrNull(l[14]), Why: l[15]}
		if c.Over, err = strconv.ParseInt(l[6], 10, 64); err != nil {
			return nil, fmt.Errorf("%s: over %q is no number", ownrates.Held, l[6])
		}
		if c.Was, err = rateOf(l[8]); err != nil {
			return nil, err
		}
		if c.Now, err = rateOf(l[11]); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// rateOf reads what rateCell wrote.
func rateOf(cell string) (*pricing.Rate, error) {
	if cell == "" {
		return nil, nil
	}
	r, err := pricing.ParseRate(cell)
	if err != nil {
		return nil, fmt.Errorf("%s: %q: %w", ownrates.Held, cell, err)
	}
	return &r, nil
}

func rateCell(r *pricing.Rate) string {
	if r == nil {
		return ""
	}
	return r.String()
}

func instantCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

type feedTag struct {
	tag  string
	feed feed.Name
	at   time.Time
}
