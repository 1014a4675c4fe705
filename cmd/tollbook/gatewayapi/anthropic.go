package gatewayapi

import (
	"context"
	"net/url"
	"time"
)

func anthropic() API {
	return API{
		Kind: "anthropic", Gateway: "anthropic",
		Address: "https://api.anthropic.com/v1", prefix: "/v1",
		KeyEnv:   []string{"ANTHROPIC_ADMIN_KEY"},
		KeyWords: "an admin key of the organization (ANTHROPIC_ADMIN_KEY, sk-ant-admin...), made by an admin at https://console.anthropic.com/settings/admin-keys; accounts of one person have none",
		header: func(key string) map[string]string {
			return map[string]string{"x-api-key": key, "anthropic-version": "2023-06-01"}
		},
		ask: askAnthropic,
	}
}

// askAnthropic asks for the tokens and the dollars of each day, today in part.
func askAnthropic(ctx context.Context, p *pull) (Answer, error) {
	a := Answer{To: p.today()}
	a.From = p.since(1, 0, a.To)
	query := func(by ...string) url.Values {
		return url.Values{
			"starting_at":  {a.From.Format(time.RFC3339)},
			"ending_at":    {a.To.AddDate(0, 0, 1).Format(time.RFC3339)},
			"bucket_width": {"1d"},
			"limit":        {"31"},
			"group_by[]":   by,
		}
	}
	tokens, err := p.buckets(ctx, "anthropic-usage-report-api-json", "/organizations/usage_report/messages",
		query("model", "api_key_id", "workspace_id", "service_tier", "context_window", "inference_geo"))
	if err != nil {
		return Answer{}, err
	}
	costs, err := p.buckets(ctx, "anthropic-cost-report-api-json", "/organizations/cost_report", query("workspace_id", "description"))
	if err != nil {
		return Answer{}, err
	}
	a.Parts = []Part{costs, tokens}
	return a, nil
}
