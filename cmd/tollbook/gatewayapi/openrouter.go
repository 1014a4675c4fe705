package gatewayapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	// openrouterDays is how many complete days OpenRouter's activity goes back.
	openrouterDays = 30
	// openrouterType is the format of its answers.
	openrouterType = "openrouter-activity-api-json"
	// daysByKey is the grain of days that are labelled with their keys, and so another
	// source of the same view than days that a user imported as OpenRouter gave them.
	daysByKey = "days by key"
)

func openrouter() API {
	return API{
		Kind: "openrouter", Gateway: "openrouter",
		Address: "https://openrouter.ai/api/v1", prefix: "/api/v1",
		KeyEnv:   []string{"OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_API_KEY"},
		KeyWords: "a management key (OPENROUTER_MANAGEMENT_KEY), made at https://openrouter.ai/settings/management-keys",
		header:   bearer, ask: askOpenRouter,
	}
}

// askOpenRouter asks for the credits, the keys, and the activity of the last 30 complete
// days: of the account, and of each key to label it. The account's is the truth.
func askOpenRouter(ctx context.Context, p *pull) (Answer, error) {
	credits, used, err := p.credits(ctx)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Credits: &credits, Used: &used, To: p.today()}
	a.From = p.since(0, openrouterDays, a.To)
	if first := a.To.AddDate(0, 0, -openrouterDays); a.From.Before(first) {
		a.From = first
	}
	keys, err := p.keys(ctx)
	if err != nil {
		return Answer{}, err
	}
	for _, k := range keys {
		if !k.made.IsZero() && (a.Since.IsZero() || k.made.Before(a.Since)) {
			a.Since = k.made
		}
	}
	a.Today = usedToday(keys)
	whole, err := p.activity(ctx, nil, a.From, a.To)
	if err != nil {
		return Answer{}, err
	}
	if whole.later > 0 {
		p.warn("%d of OpenRouter's days are later than %s: they are left out", whole.later, p.now.Format("2006-01-02 15:04 UTC"))
	}
	rows := usagefile.Together(whole.rows)
	usagefile.SortRows(rows)
	switch {
	case len(keys) > maxKeys:
		p.warn("the account has %d keys, and at most %d are asked for one by one: the days have no keys", len(keys), maxKeys)
	case len(rows) > 0:
		var labelled []usagefile.Row
		for i, name := range namesOf(keys) {
			of, err := p.activity(ctx, url.Values{"api_key_hash": {keys[i].hash}}, a.From, a.To)
			if err != nil {
				return Answer{}, err
			}
			for _, r := range of.rows {
				r.Key = name
				labelled = append(labelled, r)
			}
		}
		if with, ok := usagefile.WithRest(rows, labelled); ok {
			rows = with
		} else {
			p.warn("OpenRouter's answers for the single keys come to more than its answer for the account: the days have no keys this time")
		}
	}
	a.Parts = []Part{{Format: whole.format, Rows: rows}}
	return a, nil
}

// usedToday is what keys used of the present day; nil where there is none, or one does not
// tell.
func usedToday(keys []namedKey) *pricing.Money {
	var sum pricing.Money
	for _, k := range keys {
		if k.today == nil {
			return nil
		}
		sum = sum.Add(*k.today)
	}
	if len(keys) == 0 {
		return nil
	}
	return &sum
}

// credits are the account's lifetime figures.
func (p *pull) credits(ctx context.Context) (total, used pricing.Money, err error) {
	const path = "/credits"
	body, err := p.get(ctx, path, nil)
	if err != nil {
		return total, used, err
	}
	var said struct {
		Data struct {
			Credits json.Number `json:"total_credits"`
			Usage   json.Number `json:"total_usage"`
		} `json:"data"`
	}
	if err := decode(path, body, &said); err != nil {
		return total, used, err
	}
	total, err = pricing.ParseMoney(said.Data.Credits.String())
	if err != nil {
		return total, used, &ShapeError{path, "has no amount in total_credits"}
	}
	used, err = pricing.ParseMoney(said.Data.Usage.String())
	if err != nil {
		return total, used, &ShapeError{path, "has no amount in total_usage"}
	}
	return total, used, nil
}

// An activity is one answer of /activity.
type activity struct {
	format *usagefile.Format
	rows   []usagefile.Row // of the days that are wanted
	later  int             // rows of days behind today, which are not in rows
}

// activity asks for the days from, up to that of to.
func (p *pull) activity(ctx context.Context, query url.Values, from, to time.Time) (activity, error) {
	const path = "/activity"
	body, err := p.get(ctx, path, query)
	if err != nil {
		return activity{}, err
	}
	var page struct {
		Data *[]json.RawMessage `json:"data"`
	}
	if err := decode(path, body, &page); err != nil {
		return activity{}, err
	}
	if page.Data == nil {
		return activity{}, &ShapeError{path, "has no list in data"}
	}
	f, err := usagefile.OpenContext(ctx, bytes.NewReader(body), usagefile.Options{Type: openrouterType})
	if err != nil {
		return activity{}, shapeOf(ctx, path, err)
	}
	defer f.Close()
	a := activity{format: f.Format}
	for {
		rec, err := f.Next(ctx)
		if errors.Is(err, io.EOF) {
			return a, nil
		}
		if err != nil {
			return activity{}, shapeOf(ctx, path, err)
		}
		if len(rec.Faults) > 0 {
			return activity{}, &ShapeError{path, "has a bad row: " + rec.Faults[0].Error()}
		}
		r := rec.Row
		switch {
		case r.At.Before(from):
		case !r.At.Before(to.AddDate(0, 0, 1)):
			a.later++
		default:
			r.Line, r.Grain = 0, daysByKey
			a.rows = append(a.rows, r)
		}
	}
}

// shapeOf is what it means that package usagefile can't read an answer.
func shapeOf(ctx context.Context, path string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &ShapeError{path, "can't be read: " + err.Error()}
}
