package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/pricing"
)

// langfuseTable is Langfuse's table, as far as anything reads it.
const langfuseTable = `CREATE TABLE observations (id String, project_id String, type LowCardinality(String), start_time DateTime64(3), provided_model_name Nullable(String),
	usage_details Map(LowCardinality(String), UInt64), total_cost Nullable(Decimal(18, 12)), event_ts DateTime64(3), is_deleted UInt8)
	ENGINE = ReplacingMergeTree(event_ts, is_deleted) PARTITION BY toYYYYMM(start_time) PRIMARY KEY (project_id, type, toDate(start_time)) ORDER BY (project_id, type, toDate(start_time), id)`

func generation(id, at, model, usage, cost, version string) string {
	return fmt.Sprintf("('%s', 'p1', 'GENERATION', toDateTime64('%s', 3, 'UTC'), %s, map(%s), %s, toDateTime64('%s', 3, 'UTC'), 0)", id, at, model, usage, cost, version)
}

// TestLangfuse: the newest version of each generation, its keys in whatever words.
func TestLangfuse(t *testing.T) {
	s := newClickHouse(t)
	s.run(t, "DROP TABLE IF EXISTS observations")
	s.run(t, langfuseTable)
	s.run(t, "INSERT INTO observations VALUES "+strings.Join([]string{
		// A first version without an end, then the whole.
		generation("a", "2026-10-02 05:59:59.999", "'m1'", "'input', 1", "NULL", "2026-10-02 06:00:00"),
		generation("a", "2026-10-02 05:59:59.999", "'m1'", "'input', 700, 'input_cached_tokens', 200, 'input_cache_creation', 100, 'output', 10, 'output_reasoning_tokens', 5, 'total', 1015", "0.000000000001", "2026-10-02 06:00:01"),
		generation("b", "2026-10-02 00:00:00", "'m1'", "'input', 800, 'cache_read_input_tokens', 100, 'cache_creation_input_tokens', 50, 'input_cache_creation_1h', 50, 'output', 10, 'output_reasoning', 5", "0.3", "2026-10-02 06:00:01"),
		// One over the threshold, of kinds that nobody foresaw.
		generation("c", "2026-10-02 05:00:00", "'m1'", "'input', 1000, 'input_video_frames', 1, 'output', 1, 'output_widgets', 2, 'seconds', 60", "0.1", "2026-10-02 06:00:01"),
		generation("d", "2026-10-03 12:00:00", "NULL", "'input', 10, 'output', 2, 'total', 12, 'input_audio_tokens', 3", "NULL", "2026-10-03 12:00:00"),
		// What is no generation, and one that was deleted.
		"('e', 'p1', 'SPAN', toDateTime64('2026-10-02 05:00:00', 3), 'm1', map('input', 5), 9, now64(3), 0)",
		"('f', 'p1', 'GENERATION', toDateTime64('2026-10-02 05:00:00', 3), 'm1', map('input', 5), 9, now64(3), 1)",
	}, ", "))
	db := connect(t, "clickhouse://"+s.host)
	if kind, err := db.Kind(t.Context()); kind != engine.Langfuse || err != nil {
		t.Fatalf("kind %q, %v", kind, err)
	}
	rows, sums := pulled(t, db, engine.Question{Kind: engine.Langfuse, Edges: edges, Until: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	same(t, rows,
		"10-02T00:00 m1 band=1 clock=1 n=2 in=1500 read=300 5m=150 out=30 reasoning=10 cost=0.300000000001 team=p1",
		"10-02T00:00 m1 band=1001 clock=1 n=1 in=1001 read=0 5m=0 out=3 reasoning=0 cost=0.1 team=p1",
		"10-03T12:00 (no model) band=1 clock=43201 n=1 in=10 read=0 5m=0 out=2 reasoning=0 cost=- team=p1")
	for _, r := range rows {
		if strings.HasPrefix(written(r), "10-03") && r.Tokens[pricing.AudioIn] != 3 || r.Prompt == 1 && r.HasCost && r.Tokens[pricing.CacheWrite1h] != 50 {
			t.Errorf("%v", r.Tokens)
		}
	}
	if sums.Format.Name != "langfuse-sums" || sums.Format.Gateway != "langfuse" || !sums.Oldest.Equal(time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC)) || sums.Requests() != 4 {
		t.Errorf("format %+v, oldest %s, %d requests", sums.Format, sums.Oldest, sums.Requests())
	}
	if !slices.Equal(sums.Warnings, []string{"usage_details has keys that belong to no kind of token, and are not counted: seconds"}) {
		t.Errorf("warnings %q", sums.Warnings)
	}
	rows, _ = pulled(t, db, engine.Question{Kind: engine.Langfuse, Edges: edges, From: time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)})
	if len(rows) != 1 {
		t.Errorf("from the 3rd: %q", writtenAll(rows))
	}
	s.run(t, "DROP TABLE observations")
	s.run(t, "CREATE TABLE IF NOT EXISTS elsewhere (a Int32) ENGINE = Memory")
	if _, err := db.Kind(t.Context()); !errors.Is(err, engine.ErrNoTables) || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("no tables: %v", err)
	}
	_, err := db.Sums(t.Context(), engine.Question{Kind: engine.Langfuse, Edges: edges})
	if err == nil || !strings.Contains(err.Error(), "observations") || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("no table: %v", err)
	}
}
