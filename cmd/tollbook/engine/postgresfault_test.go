package engine_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
	"tollbook/cmd/tollbook/engine/pgtest"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// as is an address for another user.
func as(t *testing.T, address, user string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, "hunter2")
	return u.String()
}

// refused checks an error: what it says, and that it shows no password.
func refused(t *testing.T, err error, want ...string) {
	t.Helper()
	for _, words := range want {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v; want %q", err, words)
		}
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v: shows the password", err)
	}
}

const oneLog = `{"request_id":"a","call_type":"acompletion","startTime":"2026-10-02T05:00:00Z","model":"m","spend":0.1,"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,"metadata":{}}`

var litellmQuestion = engine.Question{Kind: engine.LiteLLM, Edges: edges}

// TestMayNotRead: what a user may not read is said with the GRANT that would do, and after
// that GRANT it is read; a few columns do.
func TestMayNotRead(t *testing.T) {
	address, s := litellm(t, oneLog)
	s.run(t, `CREATE ROLE reads LOGIN; REVOKE USAGE ON SCHEMA public FROM PUBLIC; CREATE TABLE calls (at timestamp, m text)`)
	db := connect(t, as(t, address, "reads"))
	grant := `GRANT USAGE ON SCHEMA "public" TO "reads"; GRANT SELECT ON "public"."LiteLLM_SpendLogs" TO "reads"`
	_, err := db.Sums(t.Context(), litellmQuestion)
	refused(t, err, `the user reads may not read "public"."LiteLLM_SpendLogs"`, grant)
	s.run(t, `GRANT USAGE ON SCHEMA public TO reads`)
	_, err = db.Sums(t.Context(), litellmQuestion)
	refused(t, err, grant)
	_, err = db.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: "SELECT at AS time, m AS model FROM calls"})
	refused(t, err, "the user reads may not: permission denied for table calls", "GRANT SELECT ON")
	s.run(t, `GRANT SELECT ("startTime", "model", "spend", "prompt_tokens", "completion_tokens") ON "LiteLLM_SpendLogs" TO reads`)
	rows, _ := pulled(t, db, litellmQuestion)
	same(t, rows, "10-02T00:00 m band=1 clock=1 n=1 in=10 read=0 5m=0 out=2 reasoning=0 cost=0.1")
	s.run(t, strings.TrimPrefix(grant, `GRANT USAGE ON SCHEMA "public" TO "reads"; `))
	rows, sums := pulled(t, db, litellmQuestion)
	if len(rows) != 1 || !rows[0].CacheUnknown || !sums.Oldest.Equal(time.Date(2026, 10, 2, 5, 0, 0, 0, time.UTC)) {
		t.Errorf("%d rows, oldest %s", len(rows), sums.Oldest)
	}
	s.run(t, `DROP TABLE "LiteLLM_SpendLogs"; DROP TABLE calls; DROP OWNED BY reads; DROP ROLE reads`)
}

// TestWhichTable: the schema of the address, tables that are elsewhere or not there.
func TestWhichTable(t *testing.T) {
	address := pgtest.Database(t)
	s := openShell(t, address)
	db := connect(t, address)
	for i := range 14 {
		s.run(t, fmt.Sprintf("CREATE TABLE t%02d (a int)", i))
	}
	_, err := db.Kind(t.Context())
	refused(t, err, "t00, t01, t02, t03, t04, t05, t06, t07, t08, t09, t10, t11 and 2 more")
	if !errors.Is(err, engine.ErrNoTables) {
		t.Errorf("%v is not ErrNoTables", err)
	}
	s.run(t, "CREATE SCHEMA proxy; SET search_path = proxy;"+spendLogsTable+"RESET search_path")
	_, err = db.Kind(t.Context())
	refused(t, err, `"LiteLLM_SpendLogs" is in the schema "proxy", where this session does not look: add schema=proxy to the address`)
	there := connect(t, address+"&schema=proxy&connection_limit=5&pool_timeout=9")
	if kind, err := there.Kind(t.Context()); kind != engine.LiteLLM || err != nil {
		t.Errorf("kind %q, %v", kind, err)
	}
	rows, sums := pulled(t, there, litellmQuestion)
	if _, err := sums.Next(); len(rows) != 0 || err != io.EOF || !sums.Oldest.IsZero() {
		t.Errorf("an empty table: %d rows, %v, oldest %s", len(rows), err, sums.Oldest)
	}
	s.run(t, `ALTER TABLE proxy."LiteLLM_SpendLogs" DROP COLUMN spend`)
	_, err = there.Sums(t.Context(), litellmQuestion)
	refused(t, err, "lacks spend")
	_, err = there.Sums(t.Context(), engine.Question{Kind: engine.Langfuse})
	refused(t, err, "langfuse's tables are in ClickHouse, and this is PostgreSQL")
	_, err = there.Sums(t.Context(), engine.Question{Kind: "helicone"})
	refused(t, err, `no kind "helicone"`)
}

// TestOldAndOddTables: columns that older versions lack, metadata that is text, a retry
// without it where some is no JSON, call types that are no calls.
func TestOldAndOddTables(t *testing.T) {
	address := pgtest.Database(t)
	s := openShell(t, address)
	db := connect(t, address)
	s.run(t, `CREATE TABLE "LiteLLM_SpendLogs" ("startTime" timestamptz, model varchar, spend numeric, prompt_tokens bigint, completion_tokens int, metadata text);
		INSERT INTO "LiteLLM_SpendLogs" VALUES ('2026-10-02T07:59:59+02:00', 'm', 0.123456789012345678, 10, 2, '{"user_api_key_alias": "k", "usage_object": {"cache_read_input_tokens": 4}}')`)
	rows, _ := pulled(t, db, litellmQuestion)
	same(t, rows, "10-02T00:00 m band=1 clock=1 n=1 in=6 read=4 5m=0 out=2 reasoning=0 cost=0.123456789012345678 key=k")
	s.run(t, `INSERT INTO "LiteLLM_SpendLogs" VALUES ('2026-10-02T06:00:00Z', NULL, 1, 10, 2, '{no: json}')`)
	rows, sums := pulled(t, db, litellmQuestion)
	same(t, rows,
		"10-02T00:00 m band=1 clock=1 n=1 in=10 read=0 5m=0 out=2 reasoning=0 cost=0.123456789012345678",
		"10-02T06:00 (no model) band=1 clock=21601 n=1 in=10 read=0 5m=0 out=2 reasoning=0 cost=1")
	if len(sums.Warnings) != 1 || !strings.Contains(sums.Warnings[0], "some metadata of LiteLLM_SpendLogs is text that looks like JSON and is none") {
		t.Errorf("warnings %q", sums.Warnings)
	}
}

// TestLargeCounts: counts beyond what LiteLLM's own columns hold.
func TestLargeCounts(t *testing.T) {
	address, _ := litellm(t, strings.Replace(oneLog, `"metadata":{}`, `"metadata":{"usage_object":{"cache_read_input_tokens":4000000000,"speed":"slow"}}`, 1))
	rows, _ := pulled(t, connect(t, address), litellmQuestion)
	same(t, rows, "10-02T00:00 m band=1001 clock=1 n=1 in=10 read=4000000000 5m=0 out=2 reasoning=0 cost=0.1 tier=slow marks=2")
}

// TestDailyTables: where the requests are gone, one table of days is taken, never a second
// one, and no band and no window is stated.
func TestDailyTables(t *testing.T) {
	address, s := litellm(t)
	db := connect(t, address)
	for _, of := range []string{"User", "Team", "Tag"} {
		s.run(t, fmt.Sprintf(`CREATE TABLE "LiteLLM_Daily%sSpend" (id text, team_id text, date text, api_key text, model text, model_group text, custom_llm_provider text, prompt_tokens bigint, completion_tokens bigint,
			cache_read_input_tokens bigint, cache_creation_input_tokens bigint, spend double precision, api_requests bigint)`, of))
	}
	s.run(t, `CREATE TABLE "LiteLLM_VerificationToken" (token text, key_alias text);
		INSERT INTO "LiteLLM_VerificationToken" VALUES ('hash', 'search'), ('person', 'ann@example.com');
		INSERT INTO "LiteLLM_DailyTagSpend" VALUES ('1', NULL, '2026-10-01', 'hash', 'm', NULL, 'lab', 1, 1, 0, 0, 99, 9);
		INSERT INTO "LiteLLM_DailyTeamSpend" VALUES
		('1', 'red', '2026-10-01', 'hash', 'm', NULL, 'lab', 1000, 20, 300, 100, 0.1, 3),
		('2', 'red', '2026-10-02', 'hash', 'm', NULL, 'lab', 10, 2, 300, 0, 0.1, 1),
		('3', 'red', '2026-10-02', 'person', '', 'group', 'lab', 10, 2, 0, 0, 0.2, 2),
		('4', 'red', '2026-10-03', 'nobody', NULL, NULL, NULL, 1, 2, 0, 0, 0.2, 2)`)
	q := engine.Question{Kind: engine.LiteLLM, Edges: edges, From: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)}
	rows, sums := pulled(t, db, q)
	want := []string{
		"10-01T00:00 m band=0 clock=0 n=3 in=600 read=300 5m=100 out=20 reasoning=0 cost=0.1 provider=lab key=search team=red",
		"10-02T00:00 m band=0 clock=0 n=1 in=10 read=300 5m=0 out=2 reasoning=0 cost=0.1 provider=lab key=search team=red marks=2",
		"10-02T00:00 group band=0 clock=0 n=2 in=10 read=0 5m=0 out=2 reasoning=0 cost=0.2 provider=lab team=red",
	}
	same(t, rows, want...)
	if len(sums.Warnings) != 1 || !strings.Contains(sums.Warnings[0], "LiteLLM_SpendLogs is empty: its sums of days in LiteLLM_DailyTeamSpend are taken") || rows[0].Grain == "" || !strings.Contains(rows[0].Grain, "LiteLLM_DailyTeamSpend") {
		t.Errorf("warnings %q, grain %q", sums.Warnings, rows[0].Grain)
	}
	q.Until = q.Until.Add(time.Second) // the day has begun: what it has so far
	rows, _ = pulled(t, db, q)
	same(t, rows, append(want, "10-03T00:00 (no model) band=0 clock=0 n=2 in=1 read=0 5m=0 out=2 reasoning=0 cost=0.2 team=red")...)
	s.run(t, `INSERT INTO "LiteLLM_DailyUserSpend" SELECT * FROM "LiteLLM_DailyTeamSpend" WHERE id = '1'; DROP TABLE "LiteLLM_SpendLogs"`)
	rows, sums = pulled(t, db, q)
	if len(rows) != 1 || !strings.Contains(sums.Warnings[0], "LiteLLM_SpendLogs is not there: its sums of days in LiteLLM_DailyUserSpend") {
		t.Errorf("%q, warnings %q", writtenAll(rows), sums.Warnings)
	}
}

// TestStopped: a statement that takes too long, one that fails, too many sums, a session
// that ends half-way. The session goes on behind each but the last.
func TestStopped(t *testing.T) {
	address := pgtest.Database(t)
	s := openShell(t, address)
	s.run(t, `CREATE TABLE calls AS SELECT timestamp '2026-10-02' + i * interval '1 second' AS time, 'm' || i AS model FROM generate_series(1, 50000) i`)
	db, err := engine.Connect(t.Context(), address, engine.Options{Timeout: 2 * time.Second, Agent: "stopped"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: "SELECT now() AS time, pg_sleep(60)::text AS model", Edges: edges})
	refused(t, err, "the database stopped the query after 2s: ask for fewer days")
	_, err = db.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: "SELECT now() AS time, 1 / 0 AS requests, 'm' AS model", Edges: edges})
	refused(t, err, "division by zero")
	_, err = db.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: "SELECT time, 'm' AS model FROM calls", Edges: edges, MaxSums: 1})
	refused(t, err, "more than 1 sums: what differs from request to request is no label")

	all := engine.Question{Kind: engine.SQL, SQL: "SELECT time, model FROM calls", Edges: pricing.Edges{}}
	db2 := connect(t, address)
	for range 2 {
		if rows, _ := pulled(t, db2, all); len(rows) != 50_000 {
			t.Errorf("%d sums", len(rows))
		}
	}
	ended := make(chan error, 1)
	go func() {
		_, err := db2.Sums(t.Context(), engine.Question{Kind: engine.SQL, SQL: "SELECT now() AS time, pg_sleep(60)::text AS model", Edges: edges})
		ended <- err
	}()
	s.run(t, `DO $$ BEGIN
		WHILE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'tollbook' AND wait_event = 'PgSleep') LOOP
			PERFORM pg_stat_clear_snapshot();
		END LOOP;
		PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tollbook';
	END $$`)
	refused(t, <-ended, "nothing was taken over; try again")
}

// TestNoSession: each way in which none comes about.
func TestNoSession(t *testing.T) {
	address := pgtest.Database(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	_ = l.Close()
	for _, c := range []struct {
		address string
		want    []string
	}{
		{"postgres://ann:hunter2@" + closed + "/x?sslmode=disable", []string{"nothing answers at " + closed, "is PostgreSQL running there"}},
		{"postgres://ann:hunter2@nowhere.invalid/x", []string{"no machine is called nowhere.invalid"}},
		{"postgres://postgres:hunter2@" + u.Host + "/nowhere?sslmode=disable", []string{`has no database "nowhere"`}},
		{"postgres://ann:hunter2@" + u.Host + "/postgres?sslmode=disable", []string{`role "ann" does not exist`, "PGPASSWORD"}},
		{"postgres://postgres:hunter2@" + u.Host + "/postgres?sslmode=require", []string{"TLS with " + u.Host + " does not come about", "sslmode=disable"}},
		{"postgres://postgres:hunter2@" + u.Host + "/postgres?sslmode=perhaps", []string{"sslmode is invalid"}},
		{"postgres://postgres:hunter2@" + u.Host + "/postgres?sslrootcert=/nowhere&sslmode=verify-full", []string{"can't be used"}},
	} {
		_, err := engine.Connect(t.Context(), c.address, engine.Options{})
		refused(t, err, c.want...)
	}
}

// TestRowsOfSums: what every sum says beside its figures, and a day more.
func TestRowsOfSums(t *testing.T) {
	address, _ := litellm(t, oneLog, strings.NewReplacer(`"a"`, `"b"`, "10-02T05", "10-05T07").Replace(oneLog))
	db := connect(t, address)
	rows, sums := pulled(t, db, engine.Question{Kind: engine.LiteLLM, Edges: edges, From: time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 10, 5, 7, 0, 0, 1000, time.UTC)})
	if len(rows) != 1 || sums.Requests() != 1 || sums.Format.Name != "litellm-sums" || sums.Format.Gateway != "litellm" || sums.Format.View != usagefile.Buckets || len(sums.Warnings) != 0 {
		t.Fatalf("%q, %d requests, format %+v, warnings %q", writtenAll(rows), sums.Requests(), sums.Format, sums.Warnings)
	}
	r := rows[0]
	if !r.Bucket || !r.Mixed || r.ID != "" || r.Grain != "days by model, provider, key, team, tier, speed, residency, band, window" || r.Dims == "" || !r.At.Equal(time.Date(2026, 10, 5, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(writtenAll(rows), []string{"10-05T06:00 m band=1 clock=21601 n=1 in=10 read=0 5m=0 out=2 reasoning=0 cost=0.1"}) {
		t.Errorf("%q", writtenAll(rows))
	}
}
