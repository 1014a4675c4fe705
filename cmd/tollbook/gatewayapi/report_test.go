package gatewayapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A pagedFake answers a report page by page: pages by path, then by token, "" for the
// first.
type pagedFake map[string]map[string]string

func (f pagedFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, ok := f[r.URL.Path][r.URL.Query().Get("page")]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	write(w, page)
}

// paged is a page of buckets that names the next one, "" for none.
func paged(next string, buckets ...string) string {
	return fmt.Sprintf(`{"object":"page","data":[%s],"has_more":%t,"next_page":%q}`, strings.Join(buckets, ","), next != "", next)
}

const (
	costsPath  = "/organization/costs"
	tokensPath = "/organization/usage/completions"

	messagesPath = "/organizations/usage_report/messages"
	reportPath   = "/organizations/cost_report"
)

func openaiBucket(date, results string) string {
	from := day(date).Unix()
	return fmt.Sprintf(`{"object":"bucket","start_time":%d,"end_time":%d,"results":[%s]}`, from, from+86400, results)
}

func anthropicBucket(date, results string) string {
	return fmt.Sprintf(`{"starting_at":"%sT00:00:00Z","ending_at":"%sT00:00:00Z","results":[%s]}`, date, day(date).AddDate(0, 0, 1).Format("2006-01-02"), results)
}

func goodOpenAI() pagedFake {
	const spent = `{"amount":{"value":"1.25","currency":"usd"},"line_item":"gpt-6.1-sol, input","project_id":"proj_1"}`
	const used = `{"input_tokens":500,"input_cached_tokens":200,"output_tokens":40,"num_model_requests":6,"project_id":"proj_1","api_key_id":"key_1","model":"gpt-6.1-sol","batch":false,"service_tier":"default"}`
	return pagedFake{
		costsPath:  {"": paged("", openaiBucket("2026-11-28", spent), openaiBucket("2026-11-29", ""))},
		tokensPath: {"": paged("p2", openaiBucket("2026-11-27", "")), "p2": paged("p3", openaiBucket("2026-11-28", used)), "p3": paged("", openaiBucket("2026-11-29", used))},
	}
}

func goodAnthropic() pagedFake {
	const spent = `{"currency":"USD","amount":"125","workspace_id":"wrk_1","description":"Input tokens","cost_type":"tokens","model":"claude-sonnet-5","token_type":"uncached_input_tokens","service_tier":"standard","context_window":"0-200k","inference_geo":"global"}`
	const used = `{"uncached_input_tokens":300,"cache_read_input_tokens":200,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":40,"api_key_id":"apikey_1","workspace_id":null,"model":"claude-sonnet-5","service_tier":"standard","context_window":"0-200k","inference_geo":"global"}`
	return pagedFake{
		reportPath:   {"": paged("c2", anthropicBucket("2026-11-28", spent)), "c2": paged("", anthropicBucket("2026-11-29", ""))},
		messagesPath: {"": paged("p2", anthropicBucket("2026-11-28", used)), "p2": paged("", anthropicBucket("2026-11-29", used))},
	}
}

func TestReports(t *testing.T) {
	for _, test := range []struct {
		kind  string
		fake  pagedFake
		rows  []string // of each part
		asked []string
	}{
		{"openai", goodOpenAI(), []string{
			"2026-11-28 gpt-6.1-sol  [] 0 0 1.25\n",
			"2026-11-28 gpt-6.1-sol  [key_1] 6 540 0\n2026-11-29 gpt-6.1-sol  [key_1] 6 540 0\n",
		}, []string{
			"/organization/costs?bucket_width=1d&end_time=1795996800&group_by[]=line_item&group_by[]=project_id&limit=180&start_time=1764374400",
			"/organization/usage/completions?bucket_width=1d&end_time=1795996800&group_by[]=model&group_by[]=project_id&group_by[]=api_key_id&group_by[]=batch&group_by[]=service_tier&limit=31&start_time=1764374400",
			"/organization/usage/completions?bucket_width=1d&end_time=1795996800&group_by[]=model&group_by[]=project_id&group_by[]=api_key_id&group_by[]=batch&group_by[]=service_tier&limit=31&page=p2&start_time=1764374400",
			"/organization/usage/completions?bucket_width=1d&end_time=1795996800&group_by[]=model&group_by[]=project_id&group_by[]=api_key_id&group_by[]=batch&group_by[]=service_tier&limit=31&page=p3&start_time=1764374400",
		}},
		{"anthropic", goodAnthropic(), []string{
			"2026-11-28 claude-sonnet-5  [] 0 0 1.25\n",
			"2026-11-28 claude-sonnet-5  [apikey_1] 0 540 0\n2026-11-29 claude-sonnet-5  [apikey_1] 0 540 0\n",
		}, []string{
			"/organizations/usage_report/messages?bucket_width=1d&ending_at=2026-11-30T00:00:00Z&group_by[]=model&group_by[]=api_key_id&group_by[]=workspace_id&group_by[]=service_tier&group_by[]=context_window&group_by[]=inference_geo&limit=31&starting_at=2025-11-29T00:00:00Z",
			"/organizations/usage_report/messages?bucket_width=1d&ending_at=2026-11-30T00:00:00Z&group_by[]=model&group_by[]=api_key_id&group_by[]=workspace_id&group_by[]=service_tier&group_by[]=context_window&group_by[]=inference_geo&limit=31&page=p2&starting_at=2025-11-29T00:00:00Z",
			"/organizations/cost_report?bucket_width=1d&ending_at=2026-11-30T00:00:00Z&group_by[]=workspace_id&group_by[]=description&limit=31&starting_at=2025-11-29T00:00:00Z",
			"/organizations/cost_report?bucket_width=1d&ending_at=2026-11-30T00:00:00Z&group_by[]=workspace_id&group_by[]=description&limit=31&page=c2&starting_at=2025-11-29T00:00:00Z",
		}},
	} {
		t.Run(test.kind, func(t *testing.T) {
			g := serve(t, test.fake.ServeHTTP)
			a := answered(t, test.kind, question(g))
			if len(a.Parts) != 2 || !a.From.Equal(day("2025-11-29")) || !a.To.Equal(day("2026-11-29")) || a.Requests != 4 || len(a.Warnings) > 0 || a.Credits != nil {
				t.Errorf("%d parts from %s to %s, %d requests, warnings %q", len(a.Parts), a.From, a.To, a.Requests, a.Warnings)
			}
			for i, p := range a.Parts {
				rows, warnings := rowsOf(t, p)
				if got := text(rows); got != test.rows[i] || len(warnings) > 0 {
					t.Errorf("%s:\n%swant:\n%swarnings %q", p.Type, got, test.rows[i], warnings)
				}
			}
			for i, asked := range g.asked {
				asked, _ = url.QueryUnescape(asked)
				if i >= len(test.asked) || asked != test.asked[i] {
					t.Errorf("asked %s, want %q", asked, test.asked[min(i, len(test.asked)-1)])
				}
			}
		})
	}
}

func TestReportHeaders(t *testing.T) {
	for kind, test := range map[string]struct {
		fake   pagedFake
		header string
		want   string
	}{
		"openai":    {goodOpenAI(), "Authorization", "Bearer " + secret},
		"anthropic": {goodAnthropic(), "X-Api-Key", secret},
	} {
		g := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get(test.header) != test.want || kind == "anthropic" && (r.Header.Get("Anthropic-Version") != "2023-06-01" || r.Header.Get("Authorization") != "") {
				t.Errorf("%s: headers %v", kind, r.Header)
			}
			test.fake.ServeHTTP(w, r)
		})
		answered(t, kind, question(g))
	}
}

// TestReportEmpty has an organization without any usage.
func TestReportEmpty(t *testing.T) {
	for kind, fake := range map[string]pagedFake{
		"openai":    {costsPath: {"": paged("")}, tokensPath: {"": paged("")}},
		"anthropic": {reportPath: {"": paged("")}, messagesPath: {"": paged("")}},
	} {
		a := answered(t, kind, question(serve(t, fake.ServeHTTP)))
		for _, p := range a.Parts {
			if rows, warnings := rowsOf(t, p); len(rows) > 0 || len(warnings) > 0 {
				t.Errorf("%s: %d rows, warnings %q", kind, len(rows), warnings)
			}
		}
	}
}

// TestReportPages has pages that do not go together, in each report of each API.
func TestReportPages(t *testing.T) {
	for _, api := range []struct {
		kind, path string
		fake       func() pagedFake
		bucket     func(date, results string) string
	}{
		{"openai", costsPath, goodOpenAI, openaiBucket}, {"openai", tokensPath, goodOpenAI, openaiBucket},
		{"anthropic", messagesPath, goodAnthropic, anthropicBucket}, {"anthropic", reportPath, goodAnthropic, anthropicBucket},
	} {
		one, two, three := api.bucket("2026-11-26", ""), api.bucket("2026-11-27", ""), api.bucket("2026-11-28", "")
		for _, test := range []struct {
			name  string
			pages map[string]string
			words string
		}{
			{"a token that repeats", map[string]string{"": paged("a", one), "a": paged("b", two), "b": paged("a", three)}, "names on page 3 a next_page that was read already"},
			{"a token of itself", map[string]string{"": paged("a", one), "a": paged("a", two)}, "names on page 2 a next_page that was read already"},
			{"a page again", map[string]string{"": paged("a", one), "a": paged("b", one), "b": paged("", two)}, "is the same page twice"},
			{"an empty page", map[string]string{"": paged("a", one), "a": paged("b"), "b": paged("", two)}, "is empty on page 2 and says has_more"},
			{"an empty first page", map[string]string{"": paged("a"), "a": paged("", two)}, "is empty on page 1 and says has_more"},
			{"no token", map[string]string{"": `{"data":[` + one + `],"has_more":true}`}, "says has_more on page 1 and names no next_page"},
			{"an empty token", map[string]string{"": `{"data":[` + one + `],"has_more":true,"next_page":""}`}, "names no next_page"},
			{"no data", map[string]string{"": `{"object":"page","has_more":false}`}, "has no list in data"},
			{"data that is no list", map[string]string{"": `{"data":{"a":1},"has_more":false}`}, "has no list in data"},
			{"a list", map[string]string{"": `[` + one + `]`}, "has another shape"},
			{"no JSON", map[string]string{"": `{"data":[` + one}, "is no JSON"},
			{"no page of that token", map[string]string{"": paged("a", one)}, "status 404"},
		} {
			t.Run(api.kind+api.path+" "+test.name, func(t *testing.T) {
				fake := api.fake()
				fake[api.path] = test.pages
				refused(t, api.kind, question(serve(t, fake.ServeHTTP)), test.words)
			})
		}
		t.Run(api.kind+api.path+" without end", func(t *testing.T) {
			fake, n := api.fake(), 0
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != api.path {
					fake.ServeHTTP(w, r)
					return
				}
				n++
				write(w, paged(fmt.Sprint(n), fmt.Sprintf(`{"n":%d}`, n)))
			})
			refused(t, api.kind, question(g), api.path+" goes on after 1000 pages")
			if n != maxPages {
				t.Errorf("asked for %d pages", n)
			}
		})
	}
}
