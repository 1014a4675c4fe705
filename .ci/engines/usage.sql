SELECT at AS time, model, provider, key, team, toInt64(prompt - cached) AS input_tokens, toInt64(cached) AS cache_read_tokens, toInt64(completion) AS output_tokens, usd AS cost_usd
FROM requests
