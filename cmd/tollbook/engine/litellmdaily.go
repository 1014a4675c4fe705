package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// dailyNeeds are the columns without which a table of days says nothing.
var dailyNeeds = []string{"date", "model", "spend", "prompt_tokens", "completion_tokens", "api_requests"}

// keyTable has the names of LiteLLM's keys; the tables of days have only their hashes.
const keyTable = "LiteLLM_VerificationToken"

// daily is the plan of one of LiteLLM's tables of days. They are views of the same spend:
// one is read, and never a second one beside it. A row of theirs adds up requests of all
// prompt sizes and all hours.
func (p *postgres) daily(ctx context.Context, t *pgTable, why string, q Question) (*plan, error) {
	labels := append([]label{byModel, byProvider}, impersonal(byKey, byTeam)...)
	pl := &plan{kind: LiteLLM, unsure: true, grain: grainOf(labels) + " of " + t.name, labels: labels,
		tokens:   []pricing.Kind{pricing.Input, pricing.CacheRead, pricing.CacheWrite5m, pricing.Output},
		warnings: []string{fmt.Sprintf("%s %s: its sums of days in %s are taken, which tell neither the prompt band nor the hour", spendLogs, why, t.name)}}
	keys, err := p.tables(ctx, []string{keyTable})
	if err != nil {
		keys = nil // in a schema where this session does not look
	}
	var (
		key      = "''"
		from     = t.String() + " d"
		column   = func(name, kind string) string { return strings.Replace(t.column(name, kind), `"`, `d."`, 1) }
		day      = `d."date"::date`
		told     = t.columns["cache_read_input_tokens"].readable
		flags    = fmt.Sprintf("CASE WHEN cache_read + writes > prompt THEN %d ELSE 0 END + CASE WHEN cost IS NULL THEN 0 ELSE %d END", cachedOutside, priced)
		modelIs  = fmt.Sprintf("coalesce(nullif(%s, ''), nullif(%s, ''), '%s')", column("model", "text"), column("model_group", "text"), usagefile.NoModel)
		where    = []string{`d."date" ~ '^\d{4}-\d{2}-\d{2}$'`}
		upTo     = q.Until.Add(-time.Nanosecond) // a day that has begun has requests before it
		boundary = func(sign string, at time.Time) {
			if !q.From.IsZero() && sign == ">=" || !q.Until.IsZero() && sign == "<=" {
				pl.args = append(pl.args, at.UTC().Format(pricing.Day))
				where = append(where, fmt.Sprintf(`d."date" %s $%d`, sign, len(pl.args)))
			}
		}
	)
	if !told {
		flags += fmt.Sprintf(" + %d", cacheUnknown)
	}
	if k := keys[keyTable]; k != nil && t.columns["api_key"].readable {
		if missing, hidden := k.lacks([]string{"token", "key_alias"}); len(missing)+len(hidden) == 0 {
			from += fmt.Sprintf(` LEFT JOIN %s k ON k."token" = d."api_key"`, k)
			key = `coalesce(k."key_alias", '')`
		}
	}
	if t.columns["date"].kind == "date" {
		where = []string{"true"}
	}
	boundary(">=", q.From)
	boundary("<=", upTo)
	pl.inner = fmt.Sprintf(`SELECT
  sec, -1 AS clock, -1 AS prompt, %s AS flags,
  model, provider, key_label, team, requests,
  CASE WHEN cache_read + writes <= prompt THEN prompt - cache_read - writes ELSE prompt END AS input,
  cache_read, writes AS cache_write_5m, output, cost
FROM (
  SELECT
    date_part('epoch', %s)::bigint AS sec,
    %s AS model,
    coalesce(%s, '') AS provider,
    %s AS key_label,
    coalesce(%s, '') AS team,
    greatest(0, %s) AS requests,
    greatest(0, %s) AS prompt,
    greatest(0, %s) AS cache_read,
    greatest(0, %s) AS writes,
    greatest(0, %s) AS output,
    %s AS cost
  FROM %s
  WHERE %s
) days`, flags, day, modelIs, column("custom_llm_provider", "text"), key, column("team_id", "text"), column("api_requests", "bigint"),
		column("prompt_tokens", "bigint"), column("cache_read_input_tokens", "bigint"), column("cache_creation_input_tokens", "bigint"), column("completion_tokens", "bigint"),
		pgMoney(`d."spend"`, t.columns["spend"].kind), from, strings.Join(where, " AND "))
	oldest, err := p.rows(ctx, fmt.Sprintf(`SELECT date_part('epoch', min(%s))::bigint FROM %s d WHERE %s`, day, t, where[0]))
	if err != nil {
		return nil, err
	}
	pl.oldest = secondOf(oldest)
	return pl, nil
}
