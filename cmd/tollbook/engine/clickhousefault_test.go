package engine_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/engine"
)

// A fakeClick answers the queries of one pull: the version, and one after the other what a
// test wants. It notes how it was asked.
type fakeClick struct {
	t       *testing.T
	answers []func(w http.ResponseWriter)
	asked   []*http.Request
	queries []string
}

func (f *fakeClick) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Errorf("read: %v", err)
	}
	f.asked, f.queries = append(f.asked, r), append(f.queries, string(body))
	if strings.HasPrefix(string(body), "SELECT version()") {
		says("version()\nString\n26.7.2.1\n")(w)
		return
	}
	if len(f.answers) == 0 {
		http.Error(w, "Code: 1. DB::Exception: nobody asks this", http.StatusInternalServerError)
		return
	}
	next := f.answers[0]
	f.answers = f.answers[1:]
	next(w)
}

func says(text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { _, _ = io.WriteString(w, text) }
}

func throws(status int, text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { http.Error(w, text, status) }
}

// fake starts a fakeClick and returns its address, with a user and a password.
func fake(t *testing.T, answers ...func(http.ResponseWriter)) (*fakeClick, string) {
	f := &fakeClick{t: t, answers: answers}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return f, "clickhouse://ann:hunter2@" + strings.TrimPrefix(s.URL, "http://") + "/langfuse"
}

// What the server answers to a query of one's own with a time and a model, up to its sums.
const (
	describes = "time\tmodel\nDateTime\tString\n"
	oldest    = "x\nInt64\n1790917200\n"
	heads     = "day\tslot\tchange\tband\tflags\tmodel\tn\ta\tb\tc\td\te\tf\tcost\n" + "Int64\tInt64\tInt64\tInt64\tInt64\tString\tInt64\tInt64\tInt64\tInt64\tInt64\tInt64\tInt64\tString\n"
	oneSum    = "20728\t1\t0\t0\t0\tm\\t1\t2\t5\t0\t0\t0\t1\t0\t\\N\n"
	totals    = "\n0\t0\t0\t0\t0\t\t%d\t5\t0\t0\t0\t1\t0\t\\N\n"
)

var ownQuestion = engine.Question{Kind: engine.SQL, SQL: "SELECT time, model FROM calls", Edges: edges}

// pull reads all sums, or what ends it.
func pull(t *testing.T, address string, q engine.Question, opt engine.Options) (n int, err error) {
	t.Helper()
	db, err := engine.Connect(t.Context(), address, opt)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	s, err := db.Sums(t.Context(), q)
	if err != nil {
		return 0, err
	}
	for {
		if _, err := s.Next(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// TestAnswersOfClickHouse: whole ones, cut ones, and exceptions in every place.
func TestAnswersOfClickHouse(t *testing.T) {
	cut := func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "100000")
		says(heads + oneSum)(w)
	}
	whole := fmt.Sprintf(totals, 2)
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter)
		n      int
		want   []string
	}{
		{"whole", says(heads + oneSum + whole), 1, nil},
		{"none", says(heads), 0, nil},
		{"none, with totals", says(heads + fmt.Sprintf(totals, 0)), 0, nil},
		{"totals of more", says(heads + oneSum + fmt.Sprintf(totals, 3)), 0, []string{"cut off: sums of 2 requests came, and it says 3", "nothing was taken over"}},
		{"no totals", says(heads + oneSum), 0, []string{"cut off: the totals at its end are missing"}},
		{"cut in a line", says(heads + oneSum[:20]), 0, []string{"cut off: its last line has no end"}},
		{"cut in a row", says(heads + "20728\t1\n"), 0, []string{"cut off: a row has not all columns"}},
		{"cut in the heads", says("day\tslot"), 0, []string{"cut off"}},
		{"nothing at all", says(""), 0, []string{"cut off: the names of the columns are missing"}},
		{"the connection ends", cut, 0, []string{"the connection to 127.0.0.1", "was lost", "nothing was taken over"}},
		{"an exception behind rows", says(heads + oneSum + "Code: 241. DB::Exception: Memory limit (total) exceeded: would use 9 GiB. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1 (official build))"), 0,
			[]string{"the database has no memory for the query: Memory limit (total) exceeded: would use 9 GiB. (MEMORY_LIMIT_EXCEEDED): ask for fewer days"}},
		{"an exception of 2018", says(heads + oneSum + "Code: 241, e.displayText() = DB::Exception: Memory limit exceeded, e.what() = DB::Exception\n"), 0, []string{"no memory for the query: Memory limit exceeded: ask"}},
		{"memory", throws(500, "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)"), 0, []string{"no memory"}},
		{"time", throws(500, "Code: 159. DB::Exception: Timeout exceeded: elapsed 300 seconds. (TIMEOUT_EXCEEDED)"), 0, []string{"stopped the query after 5m0s", "fewer days"}},
		{"rows", throws(500, "Code: 396. DB::Exception: Limit for result exceeded. (TOO_MANY_ROWS_OR_BYTES)"), 0, []string{"more sums than may be read"}},
		{"rights", throws(403, "Code: 497. DB::Exception: ann: Not enough privileges. To execute this query, it's necessary to have the grant SELECT(time, model) ON prod.calls. (ACCESS_DENIED)"), 0, []string{"the user ann may not read it", "GRANT SELECT ON prod.calls TO ann"}},
		{"no ClickHouse", throws(502, "<html>bad gateway</html>"), 0, []string{"answers with status 502 and no table", "is this the port"}},
		{"a way elsewhere", func(w http.ResponseWriter) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, 0, []string{"status 307", "another address"}},
		{"no number", says(heads + strings.Replace(oneSum, "\t5\t", "\tx\t", 1) + whole), 0, []string{`"x": not a whole number`}},
		{"an edge that is none", says(heads + strings.Replace(oneSum, "20728\t1", "20728\t3", 1) + whole), 0, []string{"there are 2 edges"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, address := fake(t, says(describes), says(oldest), c.answer)
			n, err := pull(t, address, ownQuestion, engine.Options{Agent: "tollbook/test"})
			refused(t, err, c.want...)
			if n != c.n || len(c.want) == 0 && err != nil {
				t.Errorf("%d sums, %v; want %d", n, err, c.n)
			}
			last := f.asked[len(f.asked)-1]
			if q := last.URL.Query(); strings.Contains(last.URL.String(), "hunter2") || q.Get("readonly") != "2" || q.Get("wait_end_of_query") != "1" || q.Get("max_result_rows") != "2000001" || q.Get("max_execution_time") != "300" || q.Get("database") != "langfuse" {
				t.Errorf("asked with %s", last.URL)
			}
			if h := last.Header; h.Get("X-ClickHouse-User") != "ann" || h.Get("X-ClickHouse-Key") != "hunter2" || h.Get("User-Agent") != "tollbook/test" {
				t.Errorf("headers %v", h)
			}
		})
	}
}

// TestMissingInClickHouse: a table that is not there is answered with those that are.
func TestMissingInClickHouse(t *testing.T) {
	missing := throws(404, "Code: 60. DB::Exception: Unknown table expression identifier 'calls' in scope SELECT * FROM calls. (UNKNOWN_TABLE)")
	_, address := fake(t, missing, says("name\nString\nspans\ntraces\n"))
	_, err := pull(t, address, ownQuestion, engine.Options{})
	refused(t, err, "Unknown table expression identifier 'calls'", "the database langfuse has spans, traces")
	_, address = fake(t, missing, says("name\nString\n"))
	_, err = pull(t, address, ownQuestion, engine.Options{})
	refused(t, err, "has no table that this user can see")
	_, address = fake(t)
	_, err = pull(t, address, litellmQuestion, engine.Options{})
	refused(t, err, "litellm's tables are in PostgreSQL, and this is ClickHouse")
}

// TestAccountsOfClickHouse: of a real server of 2018, accounts that may set some and none of
// the settings, a wrong password, a table that is not there, a query that writes.
func TestAccountsOfClickHouse(t *testing.T) {
	s := oldClickHouse(t)
	for _, sql := range clickCalls {
		s.run(t, sql)
	}
	getenv := func(name string) string { return map[string]string{"CLICKHOUSE_PASSWORD": "hunter2"}[name] }
	q := engine.Question{Kind: engine.SQL, SQL: "SELECT at AS time, k AS model FROM calls", Edges: edges}
	for _, user := range []string{"reads", "fixed"} {
		if n, err := pull(t, "clickhouse://"+user+"@"+s.host, q, engine.Options{Getenv: getenv}); n != 4-1 || err != nil {
			t.Errorf("%s: %d sums, %v", user, n, err)
		}
	}
	_, err := pull(t, "clickhouse://reads:wrong@"+s.host, q, engine.Options{})
	refused(t, err, "does not let the user reads in", "CLICKHOUSE_PASSWORD")
	_, err = pull(t, "clickhouse://"+s.host, engine.Question{Kind: engine.SQL, SQL: "SELECT * FROM nowhere"}, engine.Options{})
	refused(t, err, "nowhere doesn't exist", "the database default has")
	_, err = pull(t, "clickhouse://"+s.host+"/nowhere", q, engine.Options{})
	refused(t, err, "nowhere")
	_, err = pull(t, "clickhouse://"+s.host, engine.Question{Kind: engine.SQL, SQL: "SELECT number AS time, toString(number) AS model FROM system.numbers LIMIT 100", MaxSums: 9}, engine.Options{})
	refused(t, err, "more than 9 sums")
	_, err = pull(t, "clickhouse://"+s.host, engine.Question{Kind: engine.SQL, SQL: "SELECT number AS time, 'm' AS model FROM system.numbers"}, engine.Options{Timeout: time.Second})
	refused(t, err, "the database stopped the query after 1s")
}

// TestNoClickHouse: nobody answers, or without TLS.
func TestNoClickHouse(t *testing.T) {
	_, address := fake(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ address, want string }{
		{address + "?secure=true", "TLS with " + u.Host + " does not come about"},
		{address + "?secure=perhaps", "secure=perhaps in the address is neither true nor false"},
		{"clickhouse://ann:hunter2@127.0.0.1:1/x", "nothing answers at 127.0.0.1:1"},
		{"clickhouse://ann:hunter2@nowhere.invalid/x", "no machine is called nowhere.invalid"},
		{"clickhouse://ann:hunter2@127.0.0.1:9440/x", "mostly 8443"},
	} {
		_, err := pull(t, c.address, ownQuestion, engine.Options{})
		refused(t, err, c.want)
	}
}
