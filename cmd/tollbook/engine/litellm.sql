{{- /* LiteLLM_SpendLogs as the reader of litellm-spendlogs-json reads its rows, one by one.

Each inner SELECT has a column "fence". A volatile function among its columns keeps
PostgreSQL from putting the SELECT's expressions into those around it, once for each place
that names them: metadata would be unpacked dozens of times. OFFSET 0 would do the same, but
no other process would help then.

Counts are integers, as in LiteLLM's own columns: they add up at half the time of bigints.
A count that is larger ends the query, and another one with bigints takes its place. */ -}}
SELECT
  sec,
  sec % 86400 AS clock,
  input + cache_read + writes AS prompt,
  CASE WHEN told_cache THEN 0 ELSE {{.CacheUnknown}} END
    + CASE WHEN outside THEN {{.ReasoningOutside}} ELSE 0 END
    + CASE WHEN cache_read + writes > prompt THEN {{.CachedOutside}} ELSE 0 END
    + CASE WHEN cost IS NULL THEN 0 ELSE {{.Priced}} END AS flags,
  model, provider, key_label, team, tier, speed, residency,
  1 AS requests,
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
        model, provider, key_label, team, tier, speed, residency,
        greatest(0, prompt_tokens) AS prompt,
        greatest(0, completion_tokens) AS completion,
        greatest(0, total_tokens) AS total,
        u_read IS NOT NULL OR p_read IS NOT NULL AS told_cache,
        greatest(0, {{.Count "u_read"}}, {{.Count "p_read"}}) AS cache_read,
        greatest(0, {{.Count "u_write"}}, {{.Count "p_write"}}) AS written,
        greatest(0, {{.Count "p_short"}}, {{.Count "c_short"}}) AS short,
        greatest(0, {{.Count "p_hour"}}, {{.Count "c_hour"}}) AS hour,
        greatest(0, {{.Count "thought"}}) AS reasoning,
        greatest(0, {{.Count "p_audio"}}) AS audio_in,
        greatest(0, {{.Count "p_image"}}) AS image_in,
        greatest(0, {{.Count "a_audio"}}) AS audio_out,
        greatest(0, {{.Count "a_image"}}) AS image_out,
        cost
      FROM (
        SELECT
          clock_timestamp() AS fence,
          at, model, provider, key_label, team, prompt_tokens, completion_tokens, total_tokens, cost,
          coalesce(u->>'service_tier', '') AS tier,
          coalesce(u->>'speed', '') AS speed,
          coalesce(u->>'inference_geo', '') AS residency,
          u->'cache_read_input_tokens' AS u_read,
          prompts->'cached_tokens' AS p_read,
          u->'cache_creation_input_tokens' AS u_write,
          prompts->'cache_creation_tokens' AS p_write,
          lifetimes->'ephemeral_5m_input_tokens' AS p_short,
          creation->'ephemeral_5m_input_tokens' AS c_short,
          lifetimes->'ephemeral_1h_input_tokens' AS p_hour,
          creation->'ephemeral_1h_input_tokens' AS c_hour,
          answers->'reasoning_tokens' AS thought,
          prompts->'audio_tokens' AS p_audio,
          prompts->'image_tokens' AS p_image,
          answers->'audio_tokens' AS a_audio,
          answers->'image_tokens' AS a_image
        FROM (
          SELECT
            clock_timestamp() AS fence,
            at, model, provider, key_label, team, prompt_tokens, completion_tokens, total_tokens, cost, u,
            u->'prompt_tokens_details' AS prompts,
            u->'prompt_tokens_details'->'cache_creation_token_details' AS lifetimes,
            u->'completion_tokens_details' AS answers,
            u->'cache_creation' AS creation
          FROM (
            SELECT
              clock_timestamp() AS fence,
              "startTime" AS at,
              {{.Model}} AS model,
              coalesce({{.Column "custom_llm_provider" "text"}}, '') AS provider,
              coalesce({{.Metadata}}->>'user_api_key_alias', '') AS key_label,
              coalesce({{.Column "team_id" "text"}}, '') AS team,
              {{.Column "prompt_tokens" .Whole}} AS prompt_tokens,
              {{.Column "completion_tokens" .Whole}} AS completion_tokens,
              {{.Column "total_tokens" .Whole}} AS total_tokens,
              {{.Money "spend"}} AS cost,
              {{.Metadata}}->'usage_object' AS u
            FROM {{.Table}}
            WHERE {{.Where}}
          ) source
        ) objects
      ) members
    ) numbers
  ) writing
) amounts
