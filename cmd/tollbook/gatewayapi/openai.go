package gatewayapi

import (
	"context"
	"net/url"
	"strconv"
)

func openai() API {
	return API{
		Kind: "openai", Gateway: "openai",
		Address: "https://api.openai.com/v1", prefix: "/v1",
		KeyEnv:   []string{"OPENAI_ADMIN_KEY"},
		KeyWords: "an admin key of the organization (OPENAI_ADMIN_KEY), made by an owner at https://platform.openai.com/settings/organization/admin-keys",
		header:   bearer, ask: askOpenAI,
	}
}

// askOpenAI asks for the dollars and the tokens of each day, today in part.
func askOpenAI(ctx context.Context, p *pull) (Answer, error) {
	a := Answer{To: p.today()}
	a.From = p.since(1, 0, a.To)
	query := func(limit int, by ...string) url.Values {
		return url.Values{
			"start_time":   {strconv.FormatInt(a.From.Unix(), 10)},
			"end_time":     {strconv.FormatInt(a.To.AddDate(0, 0, 1).Unix(), 10)},
			"bucket_width": {"1d"},
			"limit":        {strconv.Itoa(limit)},
			"group_by[]":   by,
		}
	}
	costs, err := p.buckets(ctx, "openai-costs-api-json", "/organization/costs", query(180, "line_item", "project_id"))
	if err != nil {
		return Answer{}, err
	}
	tokens, err := p.buckets(ctx, "openai-usage-completions-api-json", "/organization/usage/completions",
		query(31, "model", "project_id", "api_key_id", "batch", "service_tier"))
	if err != nil {
		return Answer{}, err
	}
	a.Parts = []Part{costs, tokens}
	return a, nil
}
