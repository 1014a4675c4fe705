package decide

import (
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
)

// changeJSON is a part of a bill that is another now, or a whole one ("total").
type changeJSON struct {
	Gateway string         `json:"gateway"`
	Cause   string         `json:"cause"`
	Model   *string        `json:"model"`
	Then    *pricing.Money `json:"then_usd"`
	Now     *pricing.Money `json:"now_usd"`
	Change  *pricing.Money `json:"change_usd"`
}

// billCheckJSON is a scenario asked again.
type billCheckJSON struct {
	Name     string           `json:"name"`
	File     string           `json:"file"`
	Saved    *string          `json:"saved"`
	Gateway  string           `json:"gateway"`
	Then     *pricing.Money   `json:"then_usd"`
	Now      *pricing.Money   `json:"now_usd"`
	Change   *pricing.Money   `json:"change_usd"`
	Percent  *string          `json:"change_percent"`
	FailOver *pricing.Percent `json:"fail_over_percent"`
	Failed   *string          `json:"failed_because"`
	Changes  []changeJSON     `json:"changes"`
	Others   []changeJSON     `json:"other_gateways"`
}

func (r *billCheck) json() *billCheckJSON {
	out := &billCheckJSON{Name: r.s.Name, File: r.file, Saved: print.RFC3339(r.s.Saved), Gateway: r.s.Gateway, Then: r.then.Total, Now: r.now.Total,
		Change: lessUSD(r.now.Total, r.then.Total), Percent: print.OrNull(r.percent), FailOver: r.limit, Failed: print.OrNull(r.fault), Changes: []changeJSON{}, Others: []changeJSON{}}
	for _, c := range r.changes {
		out.Changes = append(out.Changes, changeJSON{r.s.Gateway, c.Cause, print.OrNull(c.Model), c.Then, c.Now, &c.Change})
	}
	for _, m := range r.others {
		out.Others = append(out.Others, changeJSON{m.gateway, "total", nil, m.then, m.now, lessUSD(m.now, m.then)})
	}
	return out
}

// Records are the changes, the total that they come to, and the other gateways'.
func (r billCheckJSON) Records() (rows []any, empty any) {
	for _, c := range r.Changes {
		rows = append(rows, c)
	}
	rows = append(rows, changeJSON{r.Gateway, "total", nil, r.Then, r.Now, r.Change})
	for _, c := range r.Others {
		rows = append(rows, c)
	}
	return rows, nil
}

// lessUSD is a - b; nil where one is unknown.
func lessUSD(a, b *pricing.Money) *pricing.Money {
	if a == nil || b == nil {
		return nil
	}
	d := a.Sub(*b)
	return &d
}
