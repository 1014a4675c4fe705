-- LiteLLM_SpendLogs with :rows requests of :days days, made with a fixed rule: 7 models, 20
-- keys, 5 teams; one request in 40 has a long prompt, one in 97 failed.
CREATE TABLE IF NOT EXISTS "LiteLLM_SpendLogs" (
  request_id text PRIMARY KEY, call_type text NOT NULL, api_key text NOT NULL DEFAULT '', spend double precision NOT NULL DEFAULT 0,
  total_tokens integer NOT NULL DEFAULT 0, prompt_tokens integer NOT NULL DEFAULT 0, completion_tokens integer NOT NULL DEFAULT 0,
  "startTime" timestamp(3) NOT NULL, "endTime" timestamp(3) NOT NULL, model text NOT NULL DEFAULT '', model_group text DEFAULT '',
  custom_llm_provider text DEFAULT '', "user" text DEFAULT '', metadata jsonb DEFAULT '{}', cache_hit text DEFAULT '',
  request_tags jsonb DEFAULT '[]', team_id text, end_user text, status text, session_id text);
INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime", model, model_group,
  custom_llm_provider, "user", metadata, cache_hit, team_id, status)
SELECT 'r' || g, 'acompletion', md5((g % 20)::text), round(((p - p / 3) * m.i + p / 3 * m.i / 10 + c * m.o)::numeric / 1000000, 8), p + c, p, c, at, at + interval '2 s', m.name, m.name,
  m.provider, 'user-' || g % 37,
  jsonb_build_object('user_api_key_alias', 'key-' || g % 20,
    'usage_object', jsonb_build_object('prompt_tokens', p, 'completion_tokens', c, 'total_tokens', p + c, 'cache_read_input_tokens', p / 3, 'cache_creation_input_tokens', 0)),
  'False', 'team-' || g % 5, CASE WHEN g % 97 = 0 THEN 'failure' ELSE 'success' END
FROM (
  SELECT g, 200 + abs(hashint4(g)) % 20000 + CASE WHEN g % 40 = 0 THEN 200000 ELSE 0 END AS p, 20 + abs(hashint4(g * 7 + 1)) % 1500 AS c,
    timestamp '2026-11-25' - :days * interval '1 day' * (:rows - g)::float8 / :rows AS at
  FROM generate_series(1, :rows) g
) x
JOIN (VALUES (0, 'claude-sonnet-4-5', 'anthropic', 3, 15), (1, 'claude-haiku-4-5', 'anthropic', 1, 5), (2, 'gpt-5.4', 'openai', 2.5, 15), (3, 'gpt-5.4-mini', 'openai', 0.25, 2),
  (4, 'gemini-2.5-flash', 'gemini', 0.3, 2.5), (5, 'gemini-2.5-pro', 'gemini', 1.25, 10), (6, 'claude-opus-4-5', 'anthropic', 5, 25)) AS m (n, name, provider, i, o) ON m.n = g % 7;
CREATE INDEX ON "LiteLLM_SpendLogs" ("startTime");
ANALYZE "LiteLLM_SpendLogs";
