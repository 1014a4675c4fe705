package ledger

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// gapDays is the least length of a gap.
const gapDays = 7

// untoldDays are the stretches of at least gapDays between the days that imports tell.
func untoldDays(told []daySpan) []daySpan {
	return slices.DeleteFunc(between(told), func(u daySpan) bool { return u.days() < gapDays })
}

// gapsOf are the stretches among the days that no import tells in which an account's
// usage is unknown, not zero: those longer than any silence that an import tells. An
// account that is often silent that long was most likely silent there too. A forgotten
// export looks like a gap. The days of use are in order, and a gap lies among them.
func gapsOf(used []time.Time, untold []daySpan) []daySpan {
	if len(used) == 0 {
		return nil
	}
	inUse := daySpan{used[0], used[len(used)-1]}
	untold = slices.DeleteFunc(slices.Clone(untold), func(u daySpan) bool { return u.within(inUse) != u })
	longest := 0
	for i := 1; i < len(used); i++ {
		silence := daySpan{used[i-1].Add(pricing.DayLength), used[i].Add(-pricing.DayLength)}
		for _, u := range untold {
			if u.within(silence).days() > 0 {
				longest = max(longest, daySpan{silence.from, u.from.Add(-pricing.DayLength)}.days())
				silence.from = u.to.Add(pricing.DayLength)
			}
		}
		longest = max(longest, silence.days())
	}
	return slices.DeleteFunc(untold, func(u daySpan) bool { return u.days() <= longest })
}

// gaps finds those of the accounts in the usage up to an instant.
func (k known) gaps(asOf time.Time) map[string][]daySpan {
	out := map[string][]daySpan{}
	for name, used := range k.used {
		if !asOf.IsZero() {
			for len(used) > 0 && used[len(used)-1].After(asOf) {
				used = used[:len(used)-1]
			}
		}
		if found := gapsOf(used, untoldDays(k.told[name].days)); len(found) > 0 {
			out[name] = found
		}
	}
	return out
}
