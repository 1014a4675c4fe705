package usage

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// GapDays is the least length of a gap.
const GapDays = 7

// untoldDays are the stretches of at least GapDays between the days that imports tell.
func untoldDays(told []DaySpan) []DaySpan {
	return slices.DeleteFunc(between(told), func(u DaySpan) bool { return u.Days() < GapDays })
}

// gapsOf are the stretches among the days that no import tells in which an account's
// usage is unknown, not zero: those longer than any silence that an import tells. An
// account that is often silent that long was most likely silent there too. A forgotten
// export looks like a gap. The days of use are in order, and a gap lies among them.
func gapsOf(used []time.Time, untold []DaySpan) []DaySpan {
	if len(used) == 0 {
		return nil
	}
	inUse := DaySpan{used[0], used[len(used)-1]}
	untold = slices.DeleteFunc(slices.Clone(untold), func(u DaySpan) bool { return u.within(inUse) != u })
	longest := 0
	for i := 1; i < len(used); i++ {
		silence := DaySpan{used[i-1].Add(pricing.DayLength), used[i].Add(-pricing.DayLength)}
		for _, u := range untold {
			if u.within(silence).Days() > 0 {
				longest = max(longest, DaySpan{silence.From, u.From.Add(-pricing.DayLength)}.Days())
				silence.From = u.To.Add(pricing.DayLength)
			}
		}
		longest = max(longest, silence.Days())
	}
	return slices.DeleteFunc(untold, func(u DaySpan) bool { return u.Days() <= longest })
}

// Gaps finds those of the accounts in the usage up to an instant.
func (k KnownDays) Gaps(asOf time.Time) map[string][]DaySpan {
	out := map[string][]DaySpan{}
	for name, used := range k.used {
		if !asOf.IsZero() {
			for len(used) > 0 && used[len(used)-1].After(asOf) {
				used = used[:len(used)-1]
			}
		}
		if found := gapsOf(used, untoldDays(k.Told[name].days)); len(found) > 0 {
			out[name] = found
		}
	}
	return out
}
