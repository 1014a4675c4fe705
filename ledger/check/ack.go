package check

import (
	"errors"

	"tollbook/pricing"
)

// An Ack remembers a finding as somebody saw it.
type Ack struct {
	Level Level
	USD   *pricing.Money
}

// ErrNoFinding is returned for an id that no finding has.
var ErrNoFinding = errors.New("no such finding")

// ErrNotSeen is returned for an id of which nobody has acknowledged the finding.
var ErrNotSeen = errors.New("nobody has acknowledged it")

// outgrown reports whether a finding has become worse than it was seen: its level
// rose, or its dollars grew by more than both margins.
//
//	seen at $2.44 with margins of $1 and 20 %: $3.44 is not worse, $3.45 is
func (a Ack) outgrown(f Finding, set Settings) bool {
	switch {
	case f.Level > a.Level:
		return true
	case f.USD == nil || a.USD == nil || f.Kind == RunsOut: // of credit that is left, less is worse: the level says so
		return false
	}
	seen := a.USD.Abs()
	return f.USD.Abs().Cmp(seen.Add(set.WorseUSD.Max(set.WorsePercent.Of(seen)))) > 0
}
