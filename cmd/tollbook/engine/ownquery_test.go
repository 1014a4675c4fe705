package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/engine/pgtest"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// edges of the tests: a tier above 1,000, a window from 06:00, a change on 3 October at noon.
var edges = pricing.Edges{Prompts: []int64{1000}, Clock: []int32{0, 21600}, Changes: []int64{time.Date(2026, 10, 3, 12, 0, 0, 0, time.UTC).Unix()}}

// written is a sum as a person would write it down.
func written(r usagefile.Row) string {
	cost := "-"
	if r.HasCost {
		cost = r.Cost.String()
	}
	t := r.Tokens
	text := fmt.Sprintf("%s %s band=%d clock=%d n=%d in=%d read=%d 5m=%d out=%d reasoning=%d cost=%s", r.At.Format("01-02T15:04"), r.Model, r.Prompt, r.Clock,
		r.Requests, t[pricing.Input], t[pricing.CacheRead], t[pricing.CacheWrite5m], t[pricing.Output], t[pricing.Reasoning], cost)
	for _, label := range [][2]string{{"gateway", r.Gateway}, {"account", r.Account}, {"provider", r.Provider}, {"key", r.Key}, {"app", r.App}, {"user", r.User}, {"team", r.Team},
		{"machine", r.Machine}, {"tier", string(r.Service.Tier)}, {"residency", r.Service.Residency}} {
		if label[1] != "" {
			text += " " + label[0] + "=" + label[1]
		}
	}
	if r.OwnKey {
		text += " own=" + r.OwnKeyUSD.String()
	}
	if r.Marks != 0 {
		text += fmt.Sprintf(" marks=%d", r.Marks)
	}
	return text
}

func writtenAll(rows []usagefile.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, written(r))
	}
	return out
}

// same compares sums in whatever order they came.
func same(t *testing.T, got []usagefile.Row, want ...string) {
	t.Helper()
	left := map[string]int{}
	for _, w := range want {
		left[w]++
	}
	for _, g := range writtenAll(got) {
		if left[g]--; left[g] < 0 {
			t.Errorf("got  %s", g)
		}
	}
	for w, n := range left {
		if n > 0 {
			t.Errorf("want %s", w)
		}
	}
}

// calls are requests in a table of one's own.
const calls = `
	CREATE SEQUENCE counter;
	CREATE TABLE calls (at timestamp, zoned timestamptz, day date, epoch bigint, said text, m text, k text, i int, r bigint, o numeric, th int, usd float8, exact numeric(20,12), own float8, n int, b int, w time, tier text);
	INSERT INTO calls VALUES
	('2026-10-02 05:59:59.999', '2026-10-02 07:59:59.999+02', '2026-10-02', 1790920799, '2026-10-02T07:59:59+02:00', 'm1', 'k', 900, 100, 10, 4, 0.1, 0.1, NULL, NULL, NULL, NULL, 'batch'),
	('2026-10-02 05:00:00', '2026-10-02 05:00:00Z', '2026-10-02', 1790917200000, '2026-10-02 05:00:00', 'm1', 'k', 1, 0, 5, 9, 0.2, 0.2, 0, NULL, NULL, NULL, 'batch'),
	('2026-10-02 06:00:00', '2026-10-02 06:00:00Z', '2026-10-02', 1790920800, '2026-10-02 06:00:00', 'm1', NULL, 901, 100, 0, 0, 1e-17, 0, 0.5, NULL, NULL, NULL, NULL),
	('2026-10-03 12:00:00', '2026-10-03 12:00:00Z', '2026-10-03', 1791028800, '2026-10-03 12:00:00', NULL, NULL, 5000, 0, 7, 0, NULL, NULL, NULL, 40, NULL, NULL, NULL),
	('2026-10-03 13:00:00', '2026-10-03 13:00:00Z', '2026-10-03', 1791032400, '2026-10-03 13:00:00', 'm2', NULL, 5000, 0, 7, 0, NULL, NULL, NULL, 40, 1001, '06:30', NULL);`

// TestOwnQuery: the fields that a query has, in the types that databases have.
func TestOwnQuery(t *testing.T) {
	address := pgtest.Database(t)
	openShell(t, address).run(t, calls)
	db := connect(t, address)
	for name, c := range map[string]struct {
		sql  string
		from string
		want []string
	}{
		"times without a zone, floats": {`SELECT at AS time, m AS model, k AS key, i AS input_tokens, r AS cache_read_tokens, o AS output_tokens, th AS reasoning_tokens, usd AS cost_usd, tier AS service_tier FROM calls WHERE n IS NULL;`, "", []string{
			"10-02T00:00 m1 band=1 clock=1 n=1 in=900 read=100 5m=0 out=10 reasoning=4 cost=0.1 key=k tier=batch",
			"10-02T00:00 m1 band=1 clock=1 n=1 in=1 read=0 5m=0 out=14 reasoning=9 cost=0.2 key=k tier=batch marks=1",
			"10-02T06:00 m1 band=1001 clock=21601 n=1 in=901 read=100 5m=0 out=0 reasoning=0 cost=0.00000000000000001",
		}},
		"floats add up exactly": {`SELECT zoned AS "time", 'm' AS model, usd AS cost_usd FROM calls WHERE usd > 1e-6 -- 0.1 + 0.2`, "", []string{
			"10-02T00:00 m band=1 clock=1 n=2 in=0 read=0 5m=0 out=0 reasoning=0 cost=0.3",
		}},
		"times with a zone, in text": {`SELECT said AS time, 'm' AS model, exact AS cost_usd FROM calls WHERE usd > 1e-6`, "2026-10-02", []string{
			"10-02T00:00 m band=1 clock=1 n=2 in=0 read=0 5m=0 out=0 reasoning=0 cost=0.3",
		}},
		"epochs, text figures, from a day on": {`SELECT epoch AS time, 'm' AS model, i::text AS input_tokens, ' ' AS cache_read_tokens, '' AS cost_usd FROM calls WHERE n IS NULL OR m IS NULL`, "2026-10-03", []string{
			"10-03T12:00 m band=1001 clock=43201 n=1 in=5000 read=0 5m=0 out=0 reasoning=0 cost=-",
		}},
		"sums already, the band and the window of some are known": {`SELECT zoned AS time, m AS model, i AS input_tokens, o AS output_tokens, n AS requests, b AS band, w::text AS "window" FROM calls WHERE n > 1`, "", []string{
			"10-03T12:00 (no model) band=0 clock=0 n=40 in=5000 read=0 5m=0 out=7 reasoning=0 cost=-",
			"10-03T12:00 m2 band=1001 clock=23401 n=40 in=5000 read=0 5m=0 out=7 reasoning=0 cost=-",
		}},
		"a day, own keys, every label": {`SELECT day AS time, 'm' AS model, own AS byok_usd, 'openrouter' AS gateway, 'openrouter/a' AS account, 'p' AS provider, 'k' AS key, 'a' AS app, 'u' AS "user", 't' AS team, 'pc' AS machine, 'US' AS residency, 'id' || i AS request_id FROM calls WHERE own IS NOT NULL`, "", []string{
			"10-02T00:00 m band=1 clock=1 n=1 in=0 read=0 5m=0 out=0 reasoning=0 cost=- gateway=openrouter account=openrouter/a provider=p key=k app=a user=u team=t machine=pc residency=us",
			"10-02T00:00 m band=1 clock=1 n=1 in=0 read=0 5m=0 out=0 reasoning=0 cost=0 gateway=openrouter account=openrouter/a provider=p key=k app=a user=u team=t machine=pc residency=us own=0.5",
		}},
		"grouped by the query itself": {`WITH x AS (SELECT date_trunc('day', at) AS time, m AS model, count(*) AS requests, sum(i) AS input_tokens FROM calls WHERE m = 'm1' GROUP BY 1, 2) SELECT * FROM x`, "", []string{
			"10-02T00:00 m1 band=0 clock=0 n=3 in=1802 read=0 5m=0 out=0 reasoning=0 cost=-",
		}},
		"nothing": {`SELECT at AS time, m AS model FROM calls WHERE false`, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			q := engine.Question{Kind: engine.SQL, SQL: c.sql, Edges: edges}
			if c.from != "" {
				q.From = time.Date(2026, 10, int(c.from[9]-'0'), 0, 0, 0, 0, time.UTC)
			}
			rows, sums := pulled(t, db, q)
			same(t, rows, c.want...)
			if sums.Format.Name != "sql-sums" || sums.Format.Gateway != "" {
				t.Errorf("format %+v", sums.Format)
			}
			if len(sums.Warnings) != 0 || sums.Oldest.IsZero() != (name == "nothing") {
				t.Errorf("warnings %q, oldest %s", sums.Warnings, sums.Oldest)
			}
		})
	}
}

// TestOwnQueryRefused: what can't be added up is said, with what to do.
func TestOwnQueryRefused(t *testing.T) {
	address := pgtest.Database(t)
	openShell(t, address).run(t, calls)
	db := connect(t, address)
	for _, c := range []struct{ sql, want string }{
		{`SELECT at, m FROM calls`, "the query has no column time; it has at, m: name one so"},
		{`SELECT at AS time, k FROM calls`, "the query has no column model; it has time, k"},
		{`SELECT at AS time, m AS model, '' AS other FROM calls`, "a column other: kinds beside the token columns can't be added up: leave it out"},
		{`SELECT at AS time, m AS model, '' AS marks FROM calls`, "a column marks"},
		{`SELECT at AS time, m AS model, '' AS view FROM calls`, "a column view"},
		{`SELECT at AS time, m AS model, w AS input_tokens FROM calls`, `the column input_tokens of the query is of a type`},
		{`SELECT at AS time, m AS model, m AS model FROM calls`, "two columns model"},
		{`SELECT 1; DELETE FROM calls`, "the query is several statements"},
		{` ; `, "the query is empty"},
		{`SELECT 1 AS time, 'm' AS model) q; DROP TABLE calls; --`, "the query is several statements"},
		{`DELETE FROM calls RETURNING at AS time, m AS model`, "the database refuses the query"},
		{`SELECT nextval('counter') AS time, 'm' AS model`, "the query writes"},
		{`SELECT at AS time, m AS model FROM nowhere`, `relation "nowhere" does not exist`},
		{`SELECT 'x' AS time, m AS model FROM calls`, "invalid input syntax"},
		{`SELECT at AS time, m AS model, -i AS input_tokens FROM calls`, "a count can't be negative"},
		{`SELECT at AS time, m AS model, 'noon' AS "window" FROM calls`, "want a UTC time of day in the price window"},
	} {
		s, err := db.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: c.sql, Edges: edges})
		if err == nil {
			_, err = s.Next()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.sql, err, c.want)
		}
		if refusal := (*engine.Refusal)(nil); errors.As(err, &refusal) && refusal.Reason == "" {
			t.Errorf("%s: no reason", c.sql)
		}
	}
	rows, sums := pulled(t, db, engine.Question{Kind: engine.SQL, SQL: `SELECT at AS time, m AS model, i AS tokens, 'a;b' AS "odd" FROM calls WHERE n IS NULL -- ; not the end`, Edges: edges})
	if len(rows) != 2 || len(sums.Warnings) != 1 || !strings.Contains(sums.Warnings[0], "tokens, odd") {
		t.Errorf("%d sums, warnings %q", len(rows), sums.Warnings)
	}
}
