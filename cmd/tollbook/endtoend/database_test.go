//go:build unix

package endtoend

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"tollbook/cmd/tollbook/engine/pgtest"
)

// TestDatabase is a team's week with LiteLLM's database: its requests are pulled, a day's
// more the day after, and nothing once the right to read is gone.
func TestDatabase(t *testing.T) {
	address := pgtest.Database(t)
	db, err := pgconn.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	sql := func(text string) {
		t.Helper()
		if _, err := db.Exec(t.Context(), text).ReadAll(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	request := func(id, at, team string, prompt, cached int, spend string) {
		t.Helper()
		sql(fmt.Sprintf(`INSERT INTO "LiteLLM_SpendLogs" VALUES ('%s', '%s', 'claude-sonnet-4-5', 'anthropic', %s, %d, 100, '%s', '{"user_api_key_alias":"ci","usage_object":{"cache_read_input_tokens":%d}}')`,
			id, at, spend, prompt, team, cached))
	}
	sql(`CREATE TABLE "LiteLLM_SpendLogs" (request_id text PRIMARY KEY, "startTime" timestamp(3), model text, custom_llm_provider text, spend double precision, prompt_tokens int, completion_tokens int, team_id text, metadata jsonb)`)
	request("r1", "2026-11-10 08:00", "core", 1000, 400, "0.00345")
	request("r2", "2026-11-10 09:00", "core", 2000, 0, "0.0075")
	request("r3", "2026-11-11 23:59:59.999", "web", 300000, 0, "1.8")
	sql(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON "LiteLLM_SpendLogs" TO reader`)
	t.Cleanup(func() { _, _ = db.Exec(context.Background(), `DROP OWNED BY reader; DROP ROLE reader`).ReadAll() })

	books := filepath.Join(t.TempDir(), "ledger.db")
	run := func(day string, status int, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), filepath.Join(folder, "tollbook"), append(args, "--ledger", books, "--as-of", "2026-11-"+day+"T12:00:00Z")...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != status {
			t.Fatalf("%v: %v, want exit status %d\n%s", args, err, status, out)
		}
		return string(out)
	}
	teams := func(day string, want ...string) {
		t.Helper()
		out := run(day, 0, "report", "--by", "team", "--format", "csv")
		for _, line := range want {
			if !strings.Contains(out, line) {
				t.Errorf("the report has no %q:\n%s", line, out)
			}
		}
	}
	secret := "hunter2hunter2"
	reader := strings.Replace(address, "postgres@", "reader:"+secret+"@", 1)
	if out := run("12", 0, "source", "add", "prod", reader); !strings.Contains(out, "litellm") || !strings.Contains(out, "password of the address is not kept") || strings.Contains(out, secret) {
		t.Errorf("source add:\n%s", out)
	}
	if out := run("12", 0, "sync"); !strings.Contains(out, "2 sums of 3 requests") {
		t.Errorf("sync:\n%s", out)
	}
	teams("12", "core,2,2600,400,", "web,1,300000,0,", ",0.01095,", ",1.8,")

	request("r4", "2026-11-12 13:00", "web", 100, 0, "0.0018")
	request("r5", "2026-11-11 22:00", "core", 100, 0, "0.0018") // late
	if out := run("13", 0, "sync", "prod"); !strings.Contains(out, "sums of 5 requests") {
		t.Errorf("sync a day later:\n%s", out)
	}
	teams("13", "core,3,2700,400,", "web,2,300100,0,", ",0.01275,", ",1.8018,")

	sql(`REVOKE SELECT ON "LiteLLM_SpendLogs" FROM reader`)
	request("r6", "2026-11-13 13:00", "web", 100, 0, "0.0018")
	if out := run("14", 1, "sync"); !strings.Contains(out, `GRANT SELECT ON "public"."LiteLLM_SpendLogs" TO "reader"`) {
		t.Errorf("sync without the right:\n%s", out)
	}
	teams("14", "core,3,2700,400,", "web,2,300100,0,")
	run("14", 0, "doctor")

	text, err := os.ReadFile(books)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte(secret)) {
		t.Error("the ledger holds the password")
	}
}
