package forecast

import "slices"

// findSeason finds each weekday's share of a usual day, over eight weeks. What
// chance alone would make of it is taken back: where weekdays differ no more than
// days do, all stand at 1. Where days are marked they alone count.
func (p *past) findSeason(on []bool) {
	p.level = append(p.level[:0], p.x...)
	for d := range p.season {
		p.season[d] = 1
	}
	n := len(p.x)
	if n < 2*week {
		return
	}
	from := n
	var sum, count [week]float64
	total, days := 0.0, 0
	for ; from > 0 && days < seasonDays; from-- {
		if t := from - 1; on == nil || on[t] {
			sum[p.of(t)] += p.x[t]
			count[p.of(t)]++
			total += p.x[t]
			days++
		}
	}
	if total <= 0 || days < 2*week || slices.Contains(count[:], 0) {
		return
	}
	all := total / float64(days)
	var between, within float64
	for d := range sum {
		between += count[d] * sq(sum[d]/count[d]-all)
	}
	for t := from; t < n; t++ {
		if on == nil || on[t] {
			d := p.of(t)
			within += sq(p.x[t] - sum[d]/count[d])
		}
	}
	between /= week - 1
	within /= float64(days - week + 1)
	trust := 1.0
	if between <= within {
		trust = 0
	} else if within > 0 {
		trust = 1 - within/between
	}
	for d := range p.season {
		p.season[d] = max(0.02, 1+trust*(sum[d]/count[d]/all-1))
	}
	for t := range p.level {
		p.level[t] /= p.season[p.of(t)]
	}
	// What was taken back weighs days of little usage more: the mean stays.
	lately := 0.0
	for t := from; t < n; t++ {
		if on == nil || on[t] {
			lately += p.level[t]
		}
	}
	if lately > 0 {
		for t := range p.level {
			p.level[t] *= total / lately
		}
	}
}
