package engine_test

import (
	"slices"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/engine/pgtest"
)

// hourlyQuery has two models at two hours each: one with a name that has to be quoted.
const hourlyQuery = `SELECT '2026-10-02 05:00:00' AS time, 'it''s "a"' AS model, 1 AS input_tokens UNION ALL SELECT '2026-10-02 06:00:00', 'it''s "a"', 2 UNION ALL
	SELECT '2026-10-02 05:00:00', 'plain', 4 UNION ALL SELECT '2026-10-02 06:00:00', 'plain', 8`

var asked = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// TestHourly: the hours of a day are told apart for models whose price can depend on them
// alone; the sums of others state no window.
func TestHourly(t *testing.T) {
	apart := []string{
		`10-02T00:00 it's "a" band=1 clock=1 n=1 in=1 read=0 5m=0 out=0 reasoning=0 cost=-`,
		`10-02T06:00 it's "a" band=1 clock=21601 n=1 in=2 read=0 5m=0 out=0 reasoning=0 cost=-`,
	}
	whole := `10-02T00:00 plain band=1 clock=0 n=2 in=12 read=0 5m=0 out=0 reasoning=0 cost=-`
	for name, address := range map[string]func(*testing.T) string{
		"PostgreSQL":         func(t *testing.T) string { return pgtest.Database(t) },
		"ClickHouse 18.16":   func(t *testing.T) string { return "clickhouse://" + oldClickHouse(t).host + "/default" },
		"today's ClickHouse": func(t *testing.T) string { return "clickhouse://" + newClickHouse(t).host + "/default" },
	} {
		t.Run(name, func(t *testing.T) {
			db := connect(t, address(t))
			lacking := engine.Question{Kind: engine.SQL, SQL: `SELECT '2026-10-02 05:00:00' AS time, 'm' AS model UNION ALL SELECT NULL, 'm'`, Edges: edges, Until: asked}
			if rows, sums := pulled(t, db, lacking); len(rows) != 1 || !slices.Contains(sums.Warnings, "rows of the query without a time are left out: 1") {
				t.Errorf("%d sums, warnings %q; want one, and one of a row without a time", len(rows), sums.Warnings)
			}
			q := engine.Question{Kind: engine.SQL, SQL: hourlyQuery, Edges: edges, ByHour: func(model string) bool { return model != "plain" }}
			rows, _ := pulled(t, db, q)
			same(t, rows, apart[0], whole, apart[1])
			q.ByHour = func(string) bool { return false }
			rows, _ = pulled(t, db, q)
			same(t, rows, `10-02T00:00 it's "a" band=1 clock=0 n=2 in=3 read=0 5m=0 out=0 reasoning=0 cost=-`, whole)
		})
	}
}
