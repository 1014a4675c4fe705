package gatewayapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tollbook/pricing"
)

const (
	hashCI  = "3f3fa0b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccdd"
	hashApp = "77ab0011223344556677889900aabbccddeeff00112233445566778899aabbcc"
)

func credits(w http.ResponseWriter) {
	write(w, `{"data":{"total_credits":50,"total_usage":41.30000005}}`)
}

func keyList(names ...string) string {
	var list []string
	for i, name := range names {
		hash := []string{hashCI, hashApp}[i]
		list = append(list, fmt.Sprintf(`{"hash":%q,"name":%q,"label":"sk-or-v1-0a1...9ff","disabled":%t,"created_at":"2026-0%d-02T10:30:00Z"}`, hash, name, i > 0, 9-i))
	}
	return `{"data":[` + strings.Join(list, ",") + `]}`
}

// activityRow is a row of /activity: 100 input and 10 output tokens a request.
func activityRow(date, model string, requests int, usage, own string) string {
	return fmt.Sprintf(`{"date":"%s","model":"x/%s","model_permaslug":"x/%s-20260801","endpoint_id":"e-%s","provider_name":"Acme","usage":%s,"byok_usage_inference":%s,"requests":%d,"prompt_tokens":%d,"completion_tokens":%d,"reasoning_tokens":0}`,
		date, model, model, model, usage, own, requests, 100*requests, 10*requests)
}

func activityOf(rows ...string) string { return `{"data":[` + strings.Join(rows, ",") + `]}` }

// An openrouterFake answers as OpenRouter does: keys on one page, activity by hash, ""
// for that of the account.
type openrouterFake struct {
	keys     string
	activity map[string]string
}

func (f openrouterFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/credits":
		credits(w)
	case "/keys":
		if r.URL.Query().Get("offset") != "" {
			write(w, `{"data":[]}`)
			return
		}
		write(w, f.keys)
	case "/activity":
		write(w, f.activity[r.URL.Query().Get("api_key_hash")])
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// goodOpenRouter has two keys and a deleted one: 10 requests of m1, 7 by ci, 2 by app.
func goodOpenRouter() openrouterFake {
	return openrouterFake{keyList("ci", "app"), map[string]string{
		"":      activityOf(activityRow("2026-11-28", "m1", 10, "0.30", "0"), activityRow("2026-11-28", "m2", 3, "0.004", "0.081"), activityRow("2026-10-29", "m1", 1, "9", "0")),
		hashCI:  activityOf(activityRow("2026-11-28", "m1", 7, "0.21", "0"), activityRow("2026-10-29", "m1", 1, "9", "0")),
		hashApp: activityOf(activityRow("2026-11-28", "m1", 2, "0.06", "0"), activityRow("2026-11-28", "m2", 3, "0.004", "0.081")),
	}}
}

func TestOpenRouter(t *testing.T) {
	g := serve(t, goodOpenRouter().ServeHTTP)
	a := answered(t, "openrouter", question(g))
	rows, _ := rowsOf(t, a.Parts[0])
	// Of m1, 10 - 7 - 2 requests and $0.30 - $0.21 - $0.06 are a deleted key's. The row of
	// 2026-10-29 is 31 days old.
	if got, want := text(rows), `2026-11-28 x/m1-20260801 Acme [] 1 110 0.03
2026-11-28 x/m1-20260801 Acme [app] 2 220 0.06
2026-11-28 x/m1-20260801 Acme [ci] 7 770 0.21
2026-11-28 x/m2-20260801 Acme [app] 3 330 0.004 own 0.081 false
`; got != want {
		t.Errorf("rows:\n%swant:\n%s", got, want)
	}
	for _, r := range rows {
		if r.Grain != "days by key" || !r.Bucket || !r.Mixed || !r.CacheUnknown {
			t.Errorf("row %+v", r)
		}
	}
	if a.Credits.String() != "50" || a.Used.String() != "41.30000005" || !a.Since.Equal(time.Date(2026, 8, 2, 10, 30, 0, 0, time.UTC)) {
		t.Errorf("credits %s, used %s, since %s", a.Credits, a.Used, a.Since)
	}
	if !a.From.Equal(day("2026-10-30")) || !a.To.Equal(day("2026-11-29")) || !a.Now.Equal(morning) || len(a.Warnings) > 0 || a.Requests != 6 {
		t.Errorf("from %s to %s, now %s, warnings %q, %d requests", a.From, a.To, a.Now, a.Warnings, a.Requests)
	}
	if got, want := strings.Join(g.asked, " "), "/credits /keys?include_disabled=true /keys?include_disabled=true&offset=2 /activity /activity?api_key_hash="+hashCI+" /activity?api_key_hash="+hashApp; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if p := a.Parts[0]; p.Type != "" || p.Body != nil || p.Format.Name != "openrouter-activity-api-json" {
		t.Errorf("part of %q with %d bytes", p.Type, len(p.Body))
	}
}

func TestOpenRouterFrom(t *testing.T) {
	g := serve(t, goodOpenRouter().ServeHTTP)
	q := question(g)
	for from, want := range map[string]string{"2026-11-20": "2026-11-20", "2026-01-01": "2026-10-30", "2026-11-29": "2026-11-29", "2026-12-24": "2026-11-29"} {
		q.From = day(from).Add(5 * time.Hour)
		a := answered(t, "openrouter", q)
		if rows, _ := rowsOf(t, a.Parts[0]); !a.From.Equal(day(want)) || !a.To.Equal(day("2026-11-29")) || len(rows) > 0 != (want < "2026-11-29") {
			t.Errorf("from %s: [%s, %s) with %d rows, want from %s", from, a.From, a.To, len(rows), want)
		}
	}
}

// TestOpenRouterRest has answers for the keys and for the account that differ.
func TestOpenRouterRest(t *testing.T) {
	row := func(requests int, usage string) string {
		return activityOf(activityRow("2026-11-28", "m1", requests, usage, "0"))
	}
	for _, test := range []struct {
		name             string
		account, ci, app string
		want             string
		warned           bool
	}{
		{"one key", row(2, "0.3"), row(2, "0.3"), activityOf(), "[ci] 2 220 0.3\n", false},
		{"nobody's", row(2, "0.3"), activityOf(), activityOf(), "[] 2 220 0.3\n", false},
		{"nothing", activityOf(), activityOf(), activityOf(), "", false},
		{"added up in floating point", row(3, "0.30000000000000004"), row(1, "0.1"), row(2, "0.2"), "[app] 2 220 0.20000000000000004\n[ci] 1 110 0.1\n", false},
		{"and below", row(3, "0.3"), row(1, "0.10000000000000003"), row(2, "0.2"), "[app] 2 220 0.19999999999999997\n[ci] 1 110 0.10000000000000003\n", false},
		{"dollars alone", row(3, "0.31"), row(1, "0.1"), row(2, "0.2"), "[] 0 0 0.01\n[app] 2 220 0.2\n[ci] 1 110 0.1\n", false},
		{"the filter is ignored", row(3, "0.3"), row(3, "0.3"), row(3, "0.3"), "[] 3 330 0.3\n", true},
		{"more requests", row(3, "0.3"), row(4, "0.2"), activityOf(), "[] 3 330 0.3\n", true},
		{"more dollars", row(3, "0.3"), row(3, "0.31"), activityOf(), "[] 3 330 0.3\n", true},
		{"a row that the account has not", row(3, "0.3"), row(3, "0.3"), activityOf(activityRow("2026-11-27", "m1", 1, "0.1", "0")), "[] 3 330 0.3\n", true},
		{"a credit", row(3, "-0.3"), row(1, "-0.1"), activityOf(), "[] 2 220 -0.2\n[ci] 1 110 -0.1\n", false},
		{"two rows of the same", activityOf(activityRow("2026-11-28", "m1", 1, "0.1", "0"), activityRow("2026-11-28", "m1", 2, "0.2", "0")), row(1, "0.1"), activityOf(), "[] 2 220 0.2\n[ci] 1 110 0.1\n", false},
		{"own key", activityOf(activityRow("2026-11-28", "m1", 3, "0.2", "0.5")), activityOf(activityRow("2026-11-28", "m1", 1, "0", "0.1")), activityOf(), "[] 2 220 0.2 own 0.4 false\n[ci] 1 110 0 own 0.1 true\n", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := serve(t, openrouterFake{keyList("ci", "app"), map[string]string{"": test.account, hashCI: test.ci, hashApp: test.app}}.ServeHTTP)
			a := answered(t, "openrouter", question(g))
			rows, _ := rowsOf(t, a.Parts[0])
			if got := strings.ReplaceAll(text(rows), "2026-11-28 x/m1-20260801 Acme ", ""); got != test.want {
				t.Errorf("rows:\n%swant:\n%s", got, test.want)
			}
			if warned := strings.Contains(strings.Join(a.Warnings, " "), "come to more than"); warned != test.warned {
				t.Errorf("warnings %q", a.Warnings)
			}
		})
	}
}

// TestOpenRouterToday: what the keys used of the day adds up, where all of them tell it.
func TestOpenRouterToday(t *testing.T) {
	amount := func(text string) *pricing.Money { m := pricing.MustMoney(text); return &m }
	for _, test := range []struct {
		name string
		keys []namedKey
		want *pricing.Money
	}{
		{"no key", nil, nil},
		{"two", []namedKey{{today: amount("1.25")}, {today: amount("0.000001")}}, amount("1.250001")},
		{"one does not tell", []namedKey{{today: amount("1.25")}, {}}, nil},
	} {
		got := usedToday(test.keys)
		if (got == nil) != (test.want == nil) || got != nil && !got.Equal(*test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	for _, test := range []struct{ said, want string }{{`"usage_daily":1.25`, "1.25"}, {`"usage_daily":null`, ""}, {`"usage":1`, ""}} {
		fake := goodOpenRouter()
		fake.keys = `{"data":[{"hash":"` + hashCI + `","name":"ci",` + test.said + `},{"hash":"` + hashApp + `","name":"app","usage_daily":0}]}`
		a := answered(t, "openrouter", question(serve(t, fake.ServeHTTP)))
		if got := a.Today; (got == nil) != (test.want == "") || got != nil && got.String() != test.want {
			t.Errorf("%s: used today %v, want %s", test.said, got, test.want)
		}
	}
}

func TestOpenRouterNames(t *testing.T) {
	for _, test := range []struct {
		name string
		keys []namedKey
		want string
	}{
		{"two of one name", []namedKey{{hash: hashCI, name: "ci", made: morning}, {hash: hashApp, name: " ci ", made: morning}}, "ci 3f3f, ci 77ab"},
		{"a person's", []namedKey{{hash: hashCI, name: "anna@example.com", made: morning}, {hash: hashApp, name: "", made: morning}}, "key 3f3f, key 77ab"},
		{"an API key", []namedKey{{hash: hashCI, name: secret, made: morning}}, "sk-or-…test #91ab"},
		{"hashes that begin alike", []namedKey{{hash: "3f3f00", name: "ci", made: morning}, {hash: "3f3f01", name: "ci", made: morning}}, "ci 3f3f00, ci 3f3f01"},
		{"a name that looks like another's", []namedKey{{hash: "3f3f00", name: "ci", made: morning}, {hash: "77ab00", name: "ci", made: morning}, {hash: "9900", name: "ci 3f3f", made: morning}}, "ci 3f3f00, ci 77ab00, ci 3f3f"},
	} {
		if got := strings.Join(namesOf(test.keys), ", "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestOpenRouterKeyPages has the keys on pages of 100 and 1, and servers that page
// otherwise.
func TestOpenRouterKeyPages(t *testing.T) {
	page := func(from, to int) string {
		var list []string
		for i := from; i < to; i++ {
			list = append(list, fmt.Sprintf(`{"hash":"%064x","name":"k%d","created_at":null}`, i, i))
		}
		return `{"data":[` + strings.Join(list, ",") + `]}`
	}
	for _, test := range []struct {
		name  string
		pages map[string]string // by offset
		keys  int
		words string
	}{
		{"two pages", map[string]string{"": page(0, 100), "100": page(100, 101), "101": page(0, 0)}, 101, ""},
		{"none", map[string]string{"": page(0, 0)}, 0, ""},
		{"no offset", map[string]string{"": page(0, 3), "3": page(0, 3)}, 3, ""},
		{"the same page", map[string]string{"": page(0, 100), "100": page(0, 100)}, 0, "/keys is the same page twice"},
		{"a key twice", map[string]string{"": page(0, 100), "100": page(99, 101)}, 0, "/keys lists a key on two pages"},
		{"no list", map[string]string{"": `{"keys":[]}`}, 0, "/keys has no list in data"},
		{"no hash", map[string]string{"": `{"data":[{"name":"ci"}]}`}, 0, "/keys has a key without a hash"},
		{"no objects", map[string]string{"": `{"data":["ci"]}`}, 0, "/keys has another shape"},
	} {
		t.Run(test.name, func(t *testing.T) {
			activity := 0
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/credits":
					credits(w)
				case "/keys":
					write(w, test.pages[r.URL.Query().Get("offset")])
				default:
					activity++
					write(w, activityOf(activityRow("2026-11-28", "m1", 1, "0", "0")))
				}
			})
			if test.words != "" {
				refused(t, "openrouter", question(g), test.words)
				return
			}
			answered(t, "openrouter", question(g))
			if activity != test.keys+1 {
				t.Errorf("activity is asked for %d times, want %d", activity, test.keys+1)
			}
		})
	}
}

func TestOpenRouterBadRows(t *testing.T) {
	for name, test := range map[string]struct{ path, body, words string }{
		"a bad count":      {"/activity", activityOf(activityRow("2026-11-28", "m1", -1, "0", "0")), "/activity has a bad row"},
		"no data":          {"/activity", `{"rows":[]}`, "/activity has no list in data"},
		"null":             {"/activity", `null`, "/activity has no list in data"},
		"a list":           {"/activity", `[]`, "/activity has another shape"},
		"other rows":       {"/activity", `{"data":[{"day":"2026-11-28"}]}`, "/activity can't be read"},
		"no credits":       {"/credits", `{"data":{}}`, "/credits has no amount in total_credits"},
		"no use":           {"/credits", `{"data":{"total_credits":1}}`, "/credits has no amount in total_usage"},
		"credits as words": {"/credits", `{"data":{"total_credits":{}}}`, "/credits has another shape"},
	} {
		t.Run(name, func(t *testing.T) {
			good := goodOpenRouter()
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == test.path {
					write(w, test.body)
					return
				}
				good.ServeHTTP(w, r)
			})
			err := refused(t, "openrouter", question(g), test.words)
			var shape *ShapeError
			if !errors.As(err, &shape) || shape.Path != test.path {
				t.Errorf("%v is no ShapeError of %s", err, test.path)
			}
		})
	}
}

// TestOpenRouterKey has keys that may not read what is asked for.
func TestOpenRouterKey(t *testing.T) {
	for _, test := range []struct {
		path  string
		code  int
		words string
	}{
		{"/credits", 401, "status 401 Unauthorized: No such key ***: want a management key (OPENROUTER_MANAGEMENT_KEY), made at https://openrouter.ai/settings/management-keys"},
		{"/keys", 403, "status 403 Forbidden: Only management keys, not ***: want a management key (OPENROUTER_MANAGEMENT_KEY)"},
		{"/activity", 403, "status 403 Forbidden: Only management keys, not ***: want"},
	} {
		good := goodOpenRouter()
		g := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != test.path {
				good.ServeHTTP(w, r)
				return
			}
			said := map[int]string{401: "No such key " + secret, 403: "Only management keys, not " + secret}[test.code]
			w.WriteHeader(test.code)
			write(w, fmt.Sprintf(`{"error":{"code":%d,"message":%q}}`, test.code, said))
		})
		err := refused(t, "openrouter", question(g), test.words)
		var key *KeyError
		if !errors.As(err, &key) || key.API.Kind != "openrouter" || key.WrongKind() != (test.code == 403) {
			t.Errorf("%s: %v is no KeyError", test.path, err)
		}
	}
}
