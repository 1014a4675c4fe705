package ledger

import (
	"context"
)

// Two exports of one call need not tell the same of it: one names the key, the other
// the service tier. What the later one is silent about stays as the earlier one had
// it, so that the order of imports makes no difference.

// filled is a series key with what it leaves open taken from another one.
func (k seriesKey) filled(from seriesKey) seriesKey {
	for _, label := range [][2]*string{
		{&k.provider, &from.provider}, {&k.key, &from.key}, {&k.app, &from.app}, {&k.user, &from.user}, {&k.team, &from.team}, {&k.machine, &from.machine},
	} {
		if *label[0] == "" {
			*label[0] = *label[1]
		}
	}
	k.service = k.service.Or(from.service)
	return k
}

// fill gives a row that arrives what the ledger's row of its key says beside it. A
// price that the catalog computed is that of the tier and the place that came to it.
func (m *merger) fill(r *arrival, old *row) {
	k := [2]int64{r.series, old.series}
	id, known := m.fills[k]
	if !known {
		id = r.series
		of, from := m.series[r.series], m.series[old.series]
		if all := of.filled(from.seriesKey); all != of.seriesKey {
			var fresh bool
			if id, fresh = m.labels.id(all); fresh || m.series[id] == nil {
				m.series[id] = &series{id: id, seriesKey: all, account: of.account, gateway: of.gateway, billing: of.billing}
				m.owed[id] = true
			}
		}
		m.fills[k] = id
	}
	if id == r.series {
		return
	}
	was := m.series[r.series].service
	r.series = id
	if of := m.series[id]; of.service != was && r.flags&flagComputed != 0 {
		r.cost, r.row.unpriced, _ = computed(m.catalog, r.workLine(of.gateway, of.model, of.service))
		r.usd, r.tokens = string(appendUSD(nil, r.cost, r.byok, r.extra)), string(appendRow(nil, &r.figures))
	}
	r.cell = noCell // of another sum than it was read for
}

// putSeries writes a series that the merger has made.
func (m *merger) putSeries(ctx context.Context, id int64) error {
	if !m.owed[id] {
		return nil
	}
	delete(m.owed, id)
	return writeSeries(ctx, m.label, *m.series[id])
}
