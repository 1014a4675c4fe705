package gatewayapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// logRow is a request of 1,000 tokens, 400 of them cached, and 120 out, with all that the
// log has beside.
func logRow(id, start string) string {
	return fmt.Sprintf(`{"request_id":%q,"call_type":"acompletion","api_key":"88dc","spend":0.0021,"total_tokens":1120,"prompt_tokens":1000,"completion_tokens":120,"startTime":%q,
		"model":"claude-sonnet-5","model_group":"sonnet","custom_llm_provider":"anthropic","user":"u1","end_user":"","team_id":"t1","request_tags":["prod"],
		"metadata":{"user_api_key_alias":"ci","requester_ip_address":"192.0.2.7","usage_object":{"prompt_tokens":1000,"cache_read_input_tokens":400}},
		"messages":[{"role":"user","content":"a private question"}],"response":{"content":"a private answer"},"proxy_server_request":{"body":"a private question"}}`, id, start)
}

func logPage(page, pages, total int, rows ...string) string {
	return fmt.Sprintf(`{"data":[%s],"total":%d,"page":%d,"page_size":2,"total_pages":%d}`, strings.Join(rows, ","), total, page, pages)
}

// A logFake has the log by pages.
type logFake map[string]string

func (f logFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if page := f[r.URL.Query().Get("page")]; page != "" && r.URL.Path == "/spend/logs/v2" {
		write(w, page)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

func goodLiteLLM() logFake {
	return logFake{
		"1": logPage(1, 2, 3, logRow("r1", "2026-11-28T09:15:00.123000Z"), logRow("r2", "2026-11-28T09:16:00Z")),
		"2": logPage(2, 2, 3, logRow("r2", "2026-11-28T09:16:00Z"), logRow("r3", "2026-11-29T08:30:00Z")),
	}
}

func TestLiteLLM(t *testing.T) {
	g := serve(t, goodLiteLLM().ServeHTTP)
	a := answered(t, "litellm", question(g))
	rows, warnings := rowsOf(t, a.Parts[0])
	if len(rows) != 3 || len(warnings) > 0 || len(a.Warnings) > 0 {
		t.Fatalf("%d rows, warnings %q %q", len(rows), warnings, a.Warnings)
	}
	if r := rows[0]; r.ID != "r1" || r.Key != "ci" || r.Team != "t1" || r.User != "u1" || r.App != "prod" || r.Tokens[pricing.CacheRead] != 400 || r.Tokens[pricing.Input] != 600 || r.Cost.String() != "0.0021" {
		t.Errorf("row %+v", r)
	}
	for _, word := range []string{"private", "192.0.2.7", "88dc", "response"} {
		if strings.Contains(string(a.Parts[0].Body), word) {
			t.Errorf("%q is kept: %s", word, a.Parts[0].Body)
		}
	}
	if !a.From.Equal(day("2026-10-30")) || !a.To.Equal(morning) || a.Requests != 2 || a.Parts[0].Type != "litellm-spendlogs-json" {
		t.Errorf("from %s to %s, %d requests, %s", a.From, a.To, a.Requests, a.Parts[0].Type)
	}
	if want := "/spend/logs/v2?end_date=2026-11-29+08%3A30%3A15&page=1&page_size=100&sort_by=startTime&sort_order=asc&start_date=2026-10-30+00%3A00%3A00"; g.asked[0] != want {
		t.Errorf("asked %s, want %s", g.asked[0], want)
	}
	q := question(g)
	q.Address = ""
	refused(t, "litellm", q, "it has no usual address")
}

func TestLiteLLMEmpty(t *testing.T) {
	a := answered(t, "litellm", question(serve(t, logFake{"1": logPage(1, 0, 0)}.ServeHTTP)))
	if rows, _ := rowsOf(t, a.Parts[0]); len(rows) > 0 {
		t.Errorf("%d rows", len(rows))
	}
}

// TestLiteLLMPages has pages that do not go together, and a total that is cut off.
func TestLiteLLMPages(t *testing.T) {
	r := func(n int) string { return logRow(fmt.Sprintf("r%d", n), "2026-11-28T09:15:00Z") }
	capped := func(page int, rows ...string) string {
		return strings.Replace(logPage(page, 1, 2, rows...), `"total"`, `"total_is_capped":true,"total"`, 1)
	}
	for _, test := range []struct {
		name  string
		pages logFake
		rows  int
		words string
	}{
		{"a total that is capped", logFake{"1": capped(1, r(1), r(2)), "2": capped(2, r(3), r(4)), "3": capped(3, r(5))}, 5, ""},
		{"and ends with a full page", logFake{"1": capped(1, r(1), r(2)), "2": capped(2, r(3), r(4)), "3": capped(3)}, 4, ""},
		{"rows that come in meanwhile", logFake{"1": logPage(1, 2, 3, r(1), r(2)), "2": logPage(2, 3, 5, r(2), r(3)), "3": logPage(3, 3, 5, r(4))}, 4, ""},
		{"fewer rows", logFake{"1": logPage(1, 2, 4, r(1), r(2)), "2": logPage(2, 2, 4, r(3))}, 0, "has 3 rows, and says that there are 4"},
		{"rows that go meanwhile", logFake{"1": logPage(1, 2, 4, r(1), r(2)), "2": logPage(2, 2, 3, r(4))}, 0, "has 3 rows, and says that there are 4"},
		{"a page again", logFake{"1": logPage(1, 3, 5, r(1), r(2)), "2": logPage(2, 3, 5, r(1), r(2)), "3": logPage(3, 3, 5, r(5))}, 0, "is the same page twice"},
		{"an empty page", logFake{"1": logPage(1, 3, 5, r(1), r(2)), "2": logPage(2, 3, 5), "3": logPage(3, 3, 5, r(5))}, 0, "is empty on page 2 of 3"},
		{"no second page", logFake{"1": logPage(1, 2, 4, r(1), r(2))}, 0, "ends before page 2"},
		{"no total", logFake{"1": `{"data":[]}`}, 0, "has no total"},
		{"no data", logFake{"1": `{"total":1,"total_pages":1}`}, 0, "has no list in data"},
		{"no id", logFake{"1": logPage(1, 1, 1, `{"model":"m"}`)}, 0, "has a row without request_id"},
		{"no object", logFake{"1": logPage(1, 1, 1, `7`)}, 0, "has another shape"},
		{"too many", logFake{"1": logPage(1, 2001, 200001, r(1), r(2))}, 0, "the log has 200001 requests in these days, and at most 200000 are read one by one; its database adds the requests up much sooner: tollbook source add NAME postgres://"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := question(serve(t, test.pages.ServeHTTP))
			if test.words != "" {
				refused(t, "litellm", q, test.words)
				return
			}
			if rows, _ := rowsOf(t, answered(t, "litellm", q).Parts[0]); len(rows) != test.rows {
				t.Errorf("%d rows, want %d", len(rows), test.rows)
			}
		})
	}
}

// TestLiteLLMManyRows walks a log whose total is capped until it is too long.
func TestLiteLLMManyRows(t *testing.T) {
	n := 0
	g := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		var rows []string
		for range litellmPage {
			n++
			rows = append(rows, fmt.Sprintf(`{"request_id":"r%d"}`, n))
		}
		write(w, fmt.Sprintf(`{"data":[%s],"total":10000,"total_is_capped":true,"page_size":100,"total_pages":100}`, strings.Join(rows, ",")))
	})
	refused(t, "litellm", question(g), "the log has more than 200000 requests in these days")
}

// TestLiteLLMDays has a proxy without pages.
func TestLiteLLMDays(t *testing.T) {
	days := map[string]string{
		"2026-11-27": `[` + logRow("r1", "2026-11-27T09:15:00Z") + `,` + logRow("r2", "2026-11-28T00:00:00Z") + `]`,
		"2026-11-28": `[` + logRow("r2", "2026-11-28T00:00:00Z") + `]`,
		"2026-11-29": `[` + logRow("r3", "2026-11-29T08:00:00Z") + `]`,
	}
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/spend/logs" || r.URL.Query().Get("summarize") != "false" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		write(w, days[r.URL.Query().Get("start_date")])
	})
	q := question(g)
	q.From = day("2026-11-27")
	a := answered(t, "litellm", q)
	if rows, _ := rowsOf(t, a.Parts[0]); len(rows) != 3 || !a.From.Equal(q.From) || !a.To.Equal(morning) || a.Requests != 3 {
		t.Errorf("%d rows from %s to %s, %d requests", len(rows), a.From, a.To, a.Requests)
	}
	if want := "/spend/logs?end_date=2026-11-28&start_date=2026-11-27&summarize=false"; g.asked[1] != want {
		t.Errorf("asked %s, want %s", g.asked[1], want)
	}
	days["2026-11-28"] = `{"error":"x"}`
	refused(t, "litellm", q, "/spend/logs is no list")
}

func metrics(spend string, prompt, requests int) string {
	return fmt.Sprintf(`{"spend":%s,"prompt_tokens":%d,"completion_tokens":%d,"cache_read_input_tokens":%d,"cache_creation_input_tokens":0,"api_requests":%d}`, spend, prompt, prompt/10, prompt/2, requests)
}

func modelDay(date, model, whole string, keys ...string) string {
	return fmt.Sprintf(`{"date":%q,"metrics":%s,"breakdown":{"models":{%q:{"metrics":%s,"api_key_breakdown":{%s}}},"providers":{}}}`, date, whole, model, whole, strings.Join(keys, ","))
}

func ofKey(hash, alias, figures string) string {
	return fmt.Sprintf(`%q:{"metrics":%s,"metadata":{"key_alias":%s,"team_id":null}}`, hash, figures, alias)
}

func daysPage(pages int, more bool, days ...string) string {
	return fmt.Sprintf(`{"results":[%s],"metadata":{"page":1,"total_pages":%d,"has_more":%t}}`, strings.Join(days, ","), pages, more)
}

// TestLiteLLMActivity has a proxy that gives its sums alone, once without any log and
// once with a log that is added up.
func TestLiteLLMActivity(t *testing.T) {
	const model = "claude@20260929" // a model's name is no person
	pages := map[string]string{
		"1": daysPage(2, true, modelDay("2026-11-29", model, metrics("0.5", 100, 1)), modelDay("2026-11-28", model, metrics("0.3", 300, 3), ofKey("88dc", `"ci"`, metrics("0.1", 100, 1)), ofKey("99dc", `"anna@example.com"`, metrics("0.05", 50, 1)))),
		"2": daysPage(2, false, modelDay("2026-11-28", model, metrics("0.2", 200, 2), ofKey("88dc", `"ci"`, metrics("0.2", 200, 2)))),
	}
	for _, summary := range []bool{false, true} {
		g := serve(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/user/daily/activity":
				write(w, pages[r.URL.Query().Get("page")])
			case summary && r.URL.Path == "/spend/logs":
				write(w, `[{"startTime":"2026-11-28","spend":0.5,"users":{"u1":0.5},"models":{}}]`)
			default:
				w.WriteHeader(http.StatusNotFound)
			}
		})
		a := answered(t, "litellm", question(g))
		rows, _ := rowsOf(t, a.Parts[0])
		// On the 28th the two pages have $0.50 and 5 requests, of which ci has $0.30 and 3, a
		// person's key $0.05 and 1. That key and the rest have no label, as in the log: 2 and $0.20.
		want := strings.ReplaceAll("2026-11-28 M  [] 2 220 0.2\n2026-11-28 M  [ci] 3 330 0.3\n2026-11-29 M  [] 1 110 0.5\n", "M", model)
		if got := text(rows); got != want {
			t.Errorf("rows:\n%swant:\n%s", got, want)
		}
		if !a.From.Equal(day("2026-10-30")) || !a.To.Equal(day("2026-11-29")) || len(a.Warnings) > 0 {
			t.Errorf("from %s to %s, warnings %q", a.From, a.To, a.Warnings)
		}
		for _, r := range rows {
			if !r.Bucket || !r.Mixed || r.View != 0 || a.Parts[0].Format.View != usagefile.Buckets || r.Tokens[pricing.CacheRead] == 0 || r.CacheUnknown {
				t.Errorf("row %+v", r)
			}
		}
	}
}

// TestLiteLLMActivityFile: what a proxy answers and a file of the same pages are the same
// rows, so that who syncs and imports has them once.
func TestLiteLLMActivityFile(t *testing.T) {
	file, err := os.ReadFile("../../../ledger/usagefile/testdata/litellm-daily.json")
	if err != nil {
		t.Fatal(err)
	}
	var pages []json.RawMessage
	for dec := json.NewDecoder(bytes.NewReader(file)); dec.More(); {
		var page json.RawMessage
		if err := dec.Decode(&page); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	g := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("page"))
		if r.URL.Path != "/user/daily/activity" || err != nil || n > len(pages) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		write(w, string(pages[n-1]))
	})
	q := question(g)
	q.From = day("2026-10-01")
	part := answered(t, "litellm", q).Parts[0]
	asked, _ := rowsOf(t, part)
	read, _ := rowsOf(t, Part{Type: part.Format.Name, Body: file})
	usagefile.SortRows(read)
	if len(read) != 8 || len(asked) != len(read) {
		t.Fatalf("%d rows asked for and %d of the file, want 8", len(asked), len(read))
	}
	for i := range read {
		asked[i].Line, read[i].Line = 0, 0
		if got, want := fmt.Sprintf("%+v", asked[i]), fmt.Sprintf("%+v", read[i]); got != want {
			t.Errorf("row %d is\n%s, in the file\n%s", i, got, want)
		}
	}
}

func TestLiteLLMActivityFaults(t *testing.T) {
	one := modelDay("2026-11-28", "m", metrics("0.1", 100, 1))
	for _, test := range []struct {
		name  string
		pages map[string]string
		words string // of the error, or behind ! of a warning
	}{
		{"no results", map[string]string{"1": `{"metadata":{"total_pages":1}}`}, "has no list in results"},
		{"no metadata", map[string]string{"1": `{"results":[]}`}, "has no list in results, or no total_pages"},
		{"an empty page", map[string]string{"1": daysPage(3, true, one), "2": daysPage(3, true)}, "is empty on page 2 of 3"},
		{"a page again", map[string]string{"1": daysPage(2, true, one), "2": daysPage(2, false, one)}, "is the same page twice"},
		{"no date", map[string]string{"1": daysPage(1, false, modelDay("yesterday", "m", metrics("0.1", 100, 1)))}, `date "yesterday": not a time`},
		{"a negative count", map[string]string{"1": daysPage(1, false, modelDay("2026-11-28", "m", metrics("0.1", -100, 1)))}, "a count can't be negative"},
		{"no spend", map[string]string{"1": daysPage(1, false, modelDay("2026-11-28", "m", `{}`))}, `column "metrics.spend" is missing`},
		{"a key without figures", map[string]string{"1": daysPage(1, false, modelDay("2026-11-28", "m", metrics("0.1", 100, 1), `"88dc":{}`))}, `api_key_breakdown.metrics.spend "": is missing`},
		{"more by key", map[string]string{"1": daysPage(1, false, modelDay("2026-11-28", "m", metrics("0.1", 100, 1), ofKey("88dc", `"ci"`, metrics("0.2", 100, 1))))}, "!come to more"},
		{"without end", map[string]string{}, "goes on after 1000 pages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := 0
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path != "/user/daily/activity":
					w.WriteHeader(http.StatusNotFound)
				case len(test.pages) == 0:
					n++
					write(w, daysPage(n+1, true, modelDay("2026-11-28", fmt.Sprint("m", n), metrics("0.1", 100, 1))))
				default:
					write(w, test.pages[r.URL.Query().Get("page")])
				}
			})
			if words, warned := strings.CutPrefix(test.words, "!"); warned {
				if a := answered(t, "litellm", question(g)); !strings.Contains(strings.Join(a.Warnings, " "), words) {
					t.Errorf("warnings %q", a.Warnings)
				}
				return
			}
			err := refused(t, "litellm", question(g), test.words)
			var shape *ShapeError
			if !errors.As(err, &shape) {
				t.Errorf("%v is no ShapeError", err)
			}
		})
	}
}

func TestLiteLLMClock(t *testing.T) {
	q := question(serve(t, goodLiteLLM().ServeHTTP))
	q.Now = morning.Add(-26 * time.Hour)
	if a := answered(t, "litellm", q); !a.To.Equal(morning) || len(a.Warnings) != 1 {
		t.Errorf("to %s, warnings %q", a.To, a.Warnings)
	}
}
