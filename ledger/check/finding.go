package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A Kind says what a finding is about.
type Kind string

// The kinds of findings: what the world does to the money first, then what is wrong
// with the books.
const (
	RunsOut      Kind = "runs_out"      // credit is used up soon
	Expiring     Kind = "expiring"      // a lot dies soon
	OverBudget   Kind = "budget"        // a month costs more than it may
	NoData       Kind = "gap"           // days that no import covers
	Proposed     Kind = "proposed"      // credit that the gateway counts and the books do not
	NoCredit     Kind = "deficit"       // usage that no purchase covers
	RefundExcess Kind = "refund_excess" // a refund of more than there was
	Drifted      Kind = "drift"         // the gateway's page says something else
	ViewsDiffer  Kind = "views"         // two exports of one spend disagree
	OwnKeysOver  Kind = "own_keys"      // own-key logs have more than their provider's account
	Twice        Kind = "twice"         // the same usage under two labels
	NoPrice      Kind = "unpriced"      // usage that has no price
	RateLeft     Kind = "rate"          // a bill that is no longer the rate's
	Outdated     Kind = "reprice"       // computed prices that are no longer the catalog's
	Stopped      Kind = "stopped"       // imports came to an end
	OldCatalog   Kind = "catalog"       // prices may have changed
	// PricesChanged: rates in use have changed, will change, or end.
	PricesChanged Kind = "prices"
)

var findingKinds = []Kind{RunsOut, Expiring, OverBudget, RateLeft, NoData, Proposed, NoCredit, RefundExcess, Drifted, ViewsDiffer, OwnKeysOver, Twice, PricesChanged, NoPrice, Outdated, Stopped, OldCatalog}

// A Finding is one thing that needs attention.
type Finding struct {
	// ID is the same as long as it is about the same thing: a hash of the kind, the
	// account and what it is (a lot, a month's budget, a stated balance).
	ID      string
	Level   Level
	Kind    Kind
	Account string         // "" where it is of none
	Message string         // one line: what, how much, when
	Brief   string         // the same in few words, without the account: for a list on a screen
	Do      string         // what mends it, the world before the books, with the command to type
	USD     *pricing.Money // the dollars in question; nil where there are none, or not known
	When    time.Time      // zero for none
	About   string         // the budget's name or the model, where it is of one
	// Held: the thresholds are cleared, but not clearly and not for long.
	Held bool
	// Acknowledged: somebody has seen it, and it has not become worse since.
	Acknowledged bool
}

// Address names the finding, as explain.Figure takes it.
func (f Finding) Address() string { return pricing.JoinAddress("check", f.ID) }

// Attention is what needs attention at an instant.
type Attention struct {
	AsOf     time.Time
	Findings []Finding // worst first; acknowledged ones behind the others
}

// Level is that of the worst finding which nobody has acknowledged.
func (a Attention) Level() Level {
	worst := Calm
	for _, f := range a.Findings {
		if !f.Acknowledged {
			worst = max(worst, f.Level)
		}
	}
	return worst
}

// Count says how many findings of a level nobody has acknowledged.
func (a Attention) Count(l Level) int {
	n := 0
	for _, f := range a.Findings {
		if f.Level == l && !f.Acknowledged {
			n++
		}
	}
	return n
}

// sort puts the worst first: by level; then credit that runs out, the sooner the worse,
// since work stops with it; then what is lost, the most a day that is left first; then what is
// wrong with the books, by kind and dollars.
//
//	$44.21 that die in 1.5 days ($29.47 a day) stand above $58.26 that die in 14 ($4.16)
func (a Attention) sort() {
	acknowledged := func(f Finding) int {
		if f.Acknowledged {
			return 1
		}
		return 0
	}
	slices.SortFunc(a.Findings, func(x, y Finding) int {
		return cmp.Or(
			cmp.Compare(acknowledged(x), acknowledged(y)),
			cmp.Compare(y.Level, x.Level),
			cmp.Compare(x.Kind.rank(), y.Kind.rank()),
			y.lostADay(a.AsOf).Cmp(x.lostADay(a.AsOf)),
			y.lost().Cmp(x.lost()),
			x.When.Compare(y.When),
			strings.Compare(x.Account, y.Account),
			strings.Compare(x.ID, y.ID))
	})
}

// rank is a kind's place among those of one level; credit that expires and a month
// that costs too much are both dollars lost, and share one.
func (k Kind) rank() int {
	if k == OverBudget {
		k = Expiring
	}
	return slices.Index(findingKinds, k)
}

// lost is what a finding is about in dollars, without its sign; of credit that runs out
// nothing is lost.
func (f Finding) lost() pricing.Money {
	if f.USD == nil || f.Kind == RunsOut {
		return pricing.Money{}
	}
	return f.USD.Abs()
}

// lostADay is what is lost over the days that are left to prevent it, one at least; nothing
// where it is no loss that still can be prevented.
func (f Finding) lostADay(asOf time.Time) pricing.Money {
	left := f.When.Sub(asOf)
	if left <= 0 || f.Kind != Expiring && f.Kind != OverBudget {
		return pricing.Money{}
	}
	return f.lost().Part(int64(pricing.DayLength), int64(max(left, pricing.DayLength)), 6)
}

// FindingID is a finding's: short enough to type, and without the odd characters
// that a name may have.
func FindingID(kind Kind, account, what string) string {
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + account + "\x00" + what))
	return hex.EncodeToString(sum[:4])
}

// Findings are what the evidence of an instant comes to, in no order. Past gives
// the evidence of so many days before; it is asked where a level may hold from
// then, which is seldom. Of the outlook it needs that of some accounts alone.
func Findings(today Evidence, past func(ago int, outlook map[string]bool) (Evidence, error), set Settings) ([]Finding, error) {
	now := signals(today, set)
	swaying := map[string]bool{}
	for _, s := range now {
		if s.keeps > s.Level && !s.Held {
			swaying[s.Account] = true
		}
	}
	seen := map[int][]signal{}
	return settle(now, set.HoldDays, func(ago int) ([]signal, error) {
		if known, ok := seen[ago]; ok {
			return known, nil
		}
		then, err := past(ago, swaying)
		if err != nil {
			return nil, err
		}
		seen[ago] = signals(then, set)
		return seen[ago], nil
	})
}

// A signal is a finding before it is known which level holds: Level is what the
// thresholds give, keeps what they give when they are moved by the margin. A
// signal may be Calm and keep more.
type signal struct {
	Finding
	keeps Level
}

// settle gives each finding its level. A level that was reached in the last days
// is kept as long as its threshold was not clearly left on any day since, so that
// a figure which sways around a threshold does not make a finding come and go.
// Past gives the signals of so many days ago; it is only asked where it matters.
//
//	runway 13.9, 14.4, 13.8, 14.6 days: a warning on all four (14, margin 10 %);
//	15.5 ends it at once, and seven days between 14 and 15.4 end it too
func settle(today []signal, days int, past func(ago int) ([]signal, error)) ([]Finding, error) {
	var out []Finding
	for _, s := range today {
		for level := s.keeps; level > s.Level && !s.Held; level-- {
			reached, err := reachedBefore(s.ID, level, days, past)
			if err != nil {
				return nil, err
			}
			if reached {
				s.Level, s.Held = level, true
			}
		}
		if s.Level == Calm {
			continue
		}
		if s.Held {
			s.Message += "; held: it was worse within " + words.Plural(days, "day")
		}
		out = append(out, s.Finding)
	}
	return out, nil
}

// reachedBefore reports whether a finding was at a level within some days and kept
// it on every day since.
func reachedBefore(id string, level Level, days int, past func(ago int) ([]signal, error)) (bool, error) {
	for ago := 1; ago <= days; ago++ {
		then, err := past(ago)
		if err != nil {
			return false, err
		}
		at := slices.IndexFunc(then, func(s signal) bool { return s.ID == id })
		switch {
		case at < 0 || then[at].keeps < level:
			return false, nil
		case then[at].Level >= level:
			return true, nil
		}
	}
	return false, nil
}
