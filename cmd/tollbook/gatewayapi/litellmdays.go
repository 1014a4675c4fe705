package gatewayapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// litellmMetrics are the figures of one model or key on one day. The cached tokens stand
// in the prompt.
type litellmMetrics struct {
	Spend      json.Number `json:"spend"`
	Prompt     json.Number `json:"prompt_tokens"`
	Completion json.Number `json:"completion_tokens"`
	Read       json.Number `json:"cache_read_input_tokens"`
	Write      json.Number `json:"cache_creation_input_tokens"`
	Requests   json.Number `json:"api_requests"`
}

// A litellmDay is one entry of /user/daily/activity. One day may have entries on several
// pages, each with a part of it.
type litellmDay struct {
	Date      string `json:"date"`
	Breakdown struct {
		Models map[string]struct {
			Metrics *litellmMetrics `json:"metrics"`
			Keys    map[string]struct {
				Metrics *litellmMetrics `json:"metrics"`
				About   struct {
					Alias string `json:"key_alias"`
					Team  string `json:"team_id"`
				} `json:"metadata"`
			} `json:"api_key_breakdown"`
		} `json:"models"`
	} `json:"breakdown"`
}

// activityDays reads /user/daily/activity: sums by day and model, and of each by key.
// What the keys leave over of a model is a row without a key.
func (p *pull) activityDays(ctx context.Context, from, to time.Time) (Part, error) {
	const path = "/user/daily/activity"
	query := url.Values{"start_date": {from.Format(time.DateOnly)}, "end_date": {to.Format(time.DateOnly)}, "page_size": {"500"}}
	r := report{path: path}
	var whole, keys []usagefile.Row
	for n := 1; ; n++ {
		if n > maxPages {
			return Part{}, tooManyPages(path)
		}
		query.Set("page", strconv.Itoa(n))
		body, err := p.get(ctx, path, query)
		if err != nil {
			return Part{}, err
		}
		var page struct {
			Results json.RawMessage `json:"results"`
			About   *struct {
				Pages *int `json:"total_pages"`
				More  bool `json:"has_more"`
			} `json:"metadata"`
		}
		if err := decode(path, body, &page); err != nil {
			return Part{}, err
		}
		if !isList(page.Results) || page.About == nil || page.About.Pages == nil {
			return Part{}, &ShapeError{path, "has no list in results, or no total_pages in metadata"}
		}
		records, err := r.add(page.Results)
		if err != nil {
			return Part{}, err
		}
		for _, raw := range records {
			var d litellmDay
			if err := decode(path, raw, &d); err != nil {
				return Part{}, err
			}
			if whole, keys, err = d.rows(path, from, whole, keys); err != nil {
				return Part{}, err
			}
		}
		last := n >= *page.About.Pages && !page.About.More
		if !last && len(records) == 0 {
			return Part{}, &ShapeError{path, fmt.Sprintf("is empty on page %d of %d", n, *page.About.Pages)}
		}
		if last {
			break
		}
	}
	rows, ok := withRest(whole, keys)
	if !ok {
		rows = together(whole)
		sortRows(rows)
		p.warn("LiteLLM's sums by key come to more than its sums by model: the days have no keys this time")
	}
	for i := range rows { // keys of two teams may have one alias
		rows[i].Dims = rows[i].Team
	}
	return Part{Format: formatOf(litellmLog), Rows: rows}, nil
}

// rows puts a row of each model of the day behind those of all models, and one of each of
// its keys behind those of all keys.
func (d litellmDay) rows(path string, from time.Time, whole, keys []usagefile.Row) (models, byKey []usagefile.Row, err error) {
	at, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		return nil, nil, &ShapeError{path, "has an entry without a date"}
	}
	if at.Before(from) {
		return whole, keys, nil
	}
	for model, of := range d.Breakdown.Models {
		r := usagefile.Row{Bucket: true, Mixed: true, View: usagefile.Buckets, Grain: daysByKey, At: at, HasCost: true}
		if r.Model, _ = usagefile.Fingerprint(model); r.Model == "" {
			return nil, nil, &ShapeError{path, "has a model without a name"}
		}
		if !of.Metrics.into(&r) {
			return nil, nil, &ShapeError{path, "has a model whose figures can't be read"}
		}
		whole = append(whole, r)
		for _, k := range of.Keys {
			part := r
			part.Key, part.Team = usagefile.Label(k.About.Alias), usagefile.Label(k.About.Team)
			if !k.Metrics.into(&part) {
				return nil, nil, &ShapeError{path, "has a key whose figures can't be read"}
			}
			if part.Key != "" || part.Team != "" { // else it is a part of the row without a key
				keys = append(keys, part)
			}
		}
	}
	return whole, keys, nil
}

// into puts figures into a row; false where one of them is none.
func (m *litellmMetrics) into(r *usagefile.Row) bool {
	if m == nil {
		return false
	}
	var bad bool
	count := func(n json.Number) int64 {
		v, err := usagefile.ParseCount(n.String())
		bad = bad || err != nil
		return v
	}
	r.Requests, r.Marks, r.Tokens = count(m.Requests), 0, pricing.Tokens{}
	r.SetPrompt(count(m.Prompt), count(m.Read), count(m.Write), 0)
	r.Tokens[pricing.Output] = count(m.Completion)
	var err error
	r.Cost, err = pricing.ParseMoney(m.Spend.String())
	return !bad && err == nil
}

// formatOf is the format of a name that package usagefile has.
func formatOf(name string) *usagefile.Format {
	all := usagefile.Formats()
	return all[slices.IndexFunc(all, func(f *usagefile.Format) bool { return f.Name == name })]
}
