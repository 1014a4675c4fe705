package gatewayapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAddress has servers that have the paths directly behind the address, and behind the
// usual prefix.
func TestAddress(t *testing.T) {
	good := map[string]http.Handler{"openrouter": goodOpenRouter(), "openai": goodOpenAI(), "anthropic": goodAnthropic()}
	prefix := map[string]string{"openrouter": "/api/v1", "openai": "/v1", "anthropic": "/v1"}
	for kind, handler := range good {
		for _, test := range []struct {
			name, behind string // where the server has its paths
			path         string // of the address that is given
			page         bool   // what it has elsewhere is a web page
			misses       int    // questions that the server has no path for
		}{
			{"directly", "", "", false, 0},
			{"directly, with a slash", "", "//", false, 0},
			{"behind the prefix", prefix[kind], "", false, 1},
			{"behind the prefix, with a slash", prefix[kind], "/", false, 1},
			{"behind the prefix and a web page", prefix[kind], "", true, 0},
			{"behind the prefix that is given", prefix[kind], prefix[kind], false, 0},
			{"behind another path", "/proxy/x", "/proxy/x/", false, 0},
		} {
			t.Run(kind+" "+test.name, func(t *testing.T) {
				g := serve(t, func(w http.ResponseWriter, r *http.Request) {
					path, behind := strings.CutPrefix(r.URL.Path, test.behind)
					switch {
					case behind:
						r.URL.Path = path
						handler.ServeHTTP(w, r)
					case test.page:
						write(w, "<html>")
					default:
						w.WriteHeader(http.StatusNotFound)
					}
				})
				q := question(g)
				q.Address += test.path
				a := answered(t, kind, q)
				if a.Requests != len(g.asked)-test.misses {
					t.Errorf("%d requests, asked %q", a.Requests, g.asked)
				}
			})
		}
		t.Run(kind+" nowhere", func(t *testing.T) {
			g := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
			refused(t, kind, question(g), "status 404")
			if len(g.asked) != 2 {
				t.Errorf("asked %q", g.asked)
			}
		})
	}
}

func TestAddressRefused(t *testing.T) {
	for address, words := range map[string]string{
		"http://gateway.example/v1":           "plain http is for this machine only",
		"https://anna:hunter2@gateway.test":   "a user or a password",
		"https://" + secret + "@gateway.test": "a user or a password",
		"https://gateway.test/v1?key=hunter2": "a ? or a #",
		"https://gateway.test/v1#hunter2":     "a ? or a #",
		"ftp://gateway.test":                  "only https",
		"gateway.test":                        "it has to be like",
		"https://hun ter2@gateway.test":       "refused",
	} {
		for _, kind := range Kinds() {
			err := refused(t, kind, Question{Address: address, Key: secret, Now: morning}, words)
			if strings.Contains(err.Error(), "ter2") || strings.Contains(err.Error(), "anna") {
				t.Errorf("%v shows who logs in", err)
			}
		}
	}
}

func TestKey(t *testing.T) {
	for _, kind := range Kinds() {
		err := refused(t, kind, Question{Now: morning}, "there is no key in "+find(t, kind).KeyEnv[0])
		if e, ok := err.(interface{ Unwrap() error }).Unwrap().(*KeyError); !ok || e.WrongKind() || e.Unwrap() != nil {
			t.Errorf("%s: %v is no KeyError", kind, err)
		}
		refused(t, kind, Question{Now: morning, Key: secret + "\n"}, "the key has a space or another character")
		refused(t, kind, Question{Now: morning, Key: secret + "é"}, "the key has a space or another character")
	}
}

// TestClock has a gateway whose clock is off from the machine's, either way.
func TestClock(t *testing.T) {
	good := map[string]http.Handler{"openrouter": goodOpenRouter(), "openai": goodOpenAI(), "anthropic": goodAnthropic()}
	for kind, handler := range good {
		for _, test := range []struct {
			name  string
			off   time.Duration // the machine's, against morning
			clock bool
			to    string
			words string
		}{
			{"the same", 0, true, "2026-11-29", ""},
			{"an hour", time.Hour, true, "2026-11-29", ""},
			{"a day ahead", 24 * time.Hour, true, "2026-11-29", "this machine's clock is 24h ahead of that of " + kind + ": the days are taken by the gateway's, 2026-11-29 08:30 UTC"},
			{"a day behind", -24 * time.Hour, true, "2026-11-29", "24h behind that of " + kind},
			{"given", -24 * time.Hour, false, "2026-11-28", ""},
		} {
			t.Run(kind+" "+test.name, func(t *testing.T) {
				q := question(serve(t, handler.ServeHTTP))
				q.Now, q.Clock = morning.Add(test.off), test.clock
				a := answered(t, kind, q)
				now := morning
				if test.words == "" {
					now = q.Now
				}
				if !a.To.Equal(day(test.to)) || !a.Now.Equal(now) {
					t.Errorf("to %s, now %s", a.To, a.Now)
				}
				warned := slices.ContainsFunc(a.Warnings, func(w string) bool { return strings.Contains(w, test.words) })
				if test.words != "" && (!warned || len(a.Warnings) != 1) || test.words == "" && test.clock && len(a.Warnings) > 0 {
					t.Errorf("warnings %q", a.Warnings)
				}
			})
		}
	}
}
