package engine_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/engine/pgtest"
	"tollbook/ledger/usagefile"
)

func TestMain(m *testing.M) {
	code := pgtest.Run(m)
	if oldRunning != nil {
		oldRunning.stop()
	}
	os.Exit(code)
}

// fatal is a *testing.T or a *rapid.T.
type fatal interface {
	Helper()
	Fatalf(string, ...any)
}

// spendLogsTable is LiteLLM's table of requests, as far as anything reads it.
const spendLogsTable = `CREATE TABLE "LiteLLM_SpendLogs" (
	"request_id" text PRIMARY KEY,
	"call_type" text NOT NULL,
	"spend" double precision NOT NULL DEFAULT 0,
	"total_tokens" integer NOT NULL DEFAULT 0,
	"prompt_tokens" integer NOT NULL DEFAULT 0,
	"completion_tokens" integer NOT NULL DEFAULT 0,
	"startTime" timestamp(3) NOT NULL,
	"model" text NOT NULL DEFAULT '',
	"model_group" text DEFAULT '',
	"custom_llm_provider" text DEFAULT '',
	"user" text DEFAULT '',
	"metadata" jsonb DEFAULT '{}',
	"team_id" text,
	"end_user" text,
	"status" text
);
CREATE INDEX ON "LiteLLM_SpendLogs" ("startTime");`

// A shell is a session in which tests make their tables.
type shell struct{ conn *pgconn.PgConn }

func openShell(t *testing.T, address string) *shell {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return &shell{conn}
}

// run runs statements without parameters.
func (s *shell) run(t fatal, sql string) {
	t.Helper()
	if _, err := s.conn.Exec(context.Background(), sql).ReadAll(); err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
}

// insert puts the rows of a JSON array into a table.
func (s *shell) insert(t fatal, table, columns, rows string) {
	t.Helper()
	sql := `INSERT INTO ` + table + ` SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(` + columns + `)`
	if got := s.conn.ExecParams(context.Background(), sql, [][]byte{[]byte(rows)}, nil, nil, nil).Read(); got.Err != nil {
		t.Fatalf("%v\n%s", got.Err, rows)
	}
}

// spendLogsColumns are the columns of spendLogsTable for insert.
const spendLogsColumns = `"request_id" text, "call_type" text, "spend" float8, "total_tokens" int, "prompt_tokens" int, "completion_tokens" int,
	"startTime" timestamp, "model" text, "model_group" text, "custom_llm_provider" text, "user" text, "metadata" jsonb, "team_id" text, "end_user" text, "status" text`

// litellm makes a database with these rows of JSON in LiteLLM's table of requests.
func litellm(t *testing.T, rows ...string) (address string, s *shell) {
	t.Helper()
	address = pgtest.Database(t)
	s = openShell(t, address)
	s.run(t, spendLogsTable)
	s.insert(t, `"LiteLLM_SpendLogs"`, spendLogsColumns, "["+strings.Join(rows, ",")+"]")
	return address, s
}

func connect(t *testing.T, address string) *engine.DB {
	t.Helper()
	db, err := engine.Connect(t.Context(), address, engine.Options{})
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

// pulled are all sums of a question.
func pulled(t fatal, db *engine.DB, q engine.Question) ([]usagefile.Row, *engine.Sums) {
	t.Helper()
	s, err := db.Sums(context.Background(), q)
	if err != nil {
		t.Fatalf("sums: %v", err)
	}
	var rows []usagefile.Row
	for {
		r, err := s.Next()
		if err == io.EOF {
			return rows, s
		}
		if err != nil {
			t.Fatalf("next: %v", err)
		}
		rows = append(rows, r)
	}
}

func jsonOf(t fatal, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}
