{{- /* LiteLLM_SpendLogs as the reader of litellm-spendlogs-json reads its rows, one by one.

Each inner SELECT has a column "fence". A volatile function among its columns keeps
PostgreSQL from putting the SELECT's expressions into those around it, once for each place
that names them: metadata would be unpacked a dozen times. OFFSET 0 would do the same, but
no other process would help then. */ -}}
SELECT
  sec,
  sec % 86400 AS clock,
  input + cache_read + writes AS prompt,
  CASE WHEN told_cache THEN 0 ELSE {{.CacheUnknown}} END
    + CASE WHEN outside THEN {{.ReasoningOutside}} ELSE 0 END
    + CASE WHEN cache_read + writes > prompt THEN {{.CachedOutside}} ELSE 0 END
    + CASE WHEN cost IS NULL THEN 0 ELSE {{.Priced}} END AS flags,
  model, provider, key_label, team, tier, speed, residency,
  1::bigint AS requests,
  input, cache_read, writes - hour AS cache_write_5m, hour AS cache_write_1h,
  greatest(greatest(output - audio_out, 0) - image_out, 0) AS output, reasoning,
  audio_in, audio_out, image_in, image_out,
  cost
FROM (
  SELECT
    clock_timestamp() AS fence,
    sec, prompt, told_cache, model, provider, key_label, team, tier, speed, residency,
    greatest(greatest(CASE WHEN cache_read + writes <= prompt THEN prompt - cache_read - writes ELSE prompt END - audio_in, 0) - image_in, 0) AS input,
    cache_read, writes, hour,
    outside, completion + CASE WHEN outside THEN reasoning ELSE 0 END AS output, reasoning,
    audio_in, audio_out, image_in, image_out, cost
  FROM (
    SELECT
      sec, prompt, told_cache, model, provider, key_label, team, tier, speed, residency,
      cache_read, greatest(written, short + hour) AS writes, hour,
      reasoning > completion OR reasoning > 0 AND total > 0 AND total = prompt + completion + reasoning AS outside,
      completion, reasoning, audio_in, audio_out, image_in, image_out, cost
    FROM (
      SELECT
        clock_timestamp() AS fence,
        floor(date_part('epoch', at))::bigint AS sec,
        coalesce({{.Trim "model"}}, {{.Trim "model_group"}}, '{{.NoModel}}') AS model,
        coalesce({{.Trim "provider"}}, '') AS provider,
        {{.Label "alias"}} AS key_label,
        {{.Label "team_id"}} AS team,
        coalesce(lower({{.Trim "u->>'service_tier'"}}), '') AS tier,
        coalesce(lower({{.Trim "u->>'speed'"}}), '') AS speed,
        coalesce(lower({{.Trim "u->>'inference_geo'"}}), '') AS residency,
        greatest(0, prompt_tokens) AS prompt,
        greatest(0, completion_tokens) AS completion,
        greatest(0, total_tokens) AS total,
        (u->'cache_read_input_tokens') IS NOT NULL OR (prompts->'cached_tokens') IS NOT NULL AS told_cache,
        greatest(0, {{.Count "u->'cache_read_input_tokens'"}}, {{.Count "prompts->'cached_tokens'"}}) AS cache_read,
        greatest(0, {{.Count "u->'cache_creation_input_tokens'"}}, {{.Count "prompts->'cache_creation_tokens'"}}) AS written,
        greatest(0, {{.Count "prompts->'cache_creation_token_details'->'ephemeral_5m_input_tokens'"}}, {{.Count "creation->'ephemeral_5m_input_tokens'"}}) AS short,
        greatest(0, {{.Count "prompts->'cache_creation_token_details'->'ephemeral_1h_input_tokens'"}}, {{.Count "creation->'ephemeral_1h_input_tokens'"}}) AS hour,
        greatest(0, {{.Count "answers->'reasoning_tokens'"}}) AS reasoning,
        greatest(0, {{.Count "prompts->'audio_tokens'"}}) AS audio_in,
        greatest(0, {{.Count "prompts->'image_tokens'"}}) AS image_in,
        greatest(0, {{.Count "answers->'audio_tokens'"}}) AS audio_out,
        greatest(0, {{.Count "answers->'image_tokens'"}}) AS image_out,
        cost
      FROM (
        SELECT
          clock_timestamp() AS fence,
          at, model, model_group, provider, team_id, prompt_tokens, completion_tokens, total_tokens, cost, alias, u,
          u->'prompt_tokens_details' AS prompts,
          u->'completion_tokens_details' AS answers,
          u->'cache_creation' AS creation
        FROM (
          SELECT
            clock_timestamp() AS fence,
            "startTime" AS at,
            {{.Column "model" "text"}} AS model,
            {{.Column "model_group" "text"}} AS model_group,
            {{.Column "custom_llm_provider" "text"}} AS provider,
            {{.Column "team_id" "text"}} AS team_id,
            {{.Column "prompt_tokens" "bigint"}} AS prompt_tokens,
            {{.Column "completion_tokens" "bigint"}} AS completion_tokens,
            {{.Column "total_tokens" "bigint"}} AS total_tokens,
            {{.Money "spend"}} AS cost,
            {{.Metadata}}->>'user_api_key_alias' AS alias,
            {{.Metadata}}->'usage_object' AS u
          FROM {{.Table}}
          WHERE {{.Where}}
        ) source
      ) objects
    ) numbers
  ) writing
) amounts
