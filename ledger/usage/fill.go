package usage

import (
	"context"
)

// Two exports of one call need not tell the same of it: one names the key, the other
// the service tier. What the later one is silent about stays as the earlier one had
// it, so that the order of imports makes no difference.

// filled is a series key with what it leaves open taken from another one.
func (k SeriesKey) filled(from SeriesKey) SeriesKey {
	for _, label := range [][2]*string{
		{&k.Provider, &from.Provider}, {&k.Key, &from.Key}, {&k.App, &from.App}, {&k.User, &from.User}, {&k.Team, &from.Team}, {&k.Machine, &from.Machine},
	} {
		if *label[0] == "" {
			*label[0] = *label[1]
		}
	}
	k.Service = k.Service.Or(from.Service)
	return k
}

// fill gives a row that arrives what the ledger's row of its key says beside it. A
// price that the catalog computed is that of the tier and the place that came to it.
func (m *merger) fill(r *arrival, old *Row) {
	k := [2]int64{r.Series, old.Series}
	id, known := m.fills[k]
	if !known {
		id = r.Series
		of, from := m.series[r.Series], m.series[old.Series]
		if all := of.key().filled(from.key()); all != of.key() {
			x, fresh := m.labels.find(all, *of.SpendSeries)
			if id = x.ID; fresh || m.series[id] == nil {
				m.series[id] = &x
				m.owed[id] = true
			}
		}
		m.fills[k] = id
	}
	if id == r.Series {
		return
	}
	was := m.series[r.Series].Service
	r.Series = id
	if of := m.series[id]; of.Service != was && r.flags&FlagComputed != 0 {
		r.Cost, r.Row.Unpriced, _ = Computed(m.catalog, r.WorkLine(of.Gateway, of.Model, of.Service))
		r.usd, r.tokens = string(appendUSD(nil, r.Cost, r.BYOK, r.Extra)), string(appendRow(nil, &r.figures))
	}
	r.cell = noCell // of another sum than it was read for
}

// putSeries writes a series that the merger has made.
func (m *merger) putSeries(ctx context.Context, id int64) error {
	if !m.owed[id] {
		return nil
	}
	delete(m.owed, id)
	return m.writer.write(ctx, m.series[id])
}
