package gatewayapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/fetch"
)

// A fault is what goes wrong with one request.
type fault struct {
	name  string
	do    http.HandlerFunc
	want  error
	words string
	asked int // how often that request is made; 0 is once
}

func faults(t *testing.T) []fault {
	said := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			write(w, fmt.Sprintf(`{"error":{"code":%d,"message":"no, %s"}}`, code, secret))
		}
	}
	body := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { write(w, text) }
	}
	return []fault{
		{"cut in the middle", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			write(w, `{"data":[`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, fetch.ErrCut, "cut short", 4},
		{"cut gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			whole := packed(t, []byte(`{"data":[]}`))
			_, _ = w.Write(whole[:len(whole)-9])
		}, fetch.ErrCut, "cut short", 4},
		{"a bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed(t, bytes.Repeat([]byte(" "), 4<<20)))
		}, fetch.ErrTooLarge, "expand more than 50 times", 0},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login?"+secret, http.StatusFound)
		}, fetch.ErrRedirected, "a key is not sent after a redirect", 0},
		{"401", said(401), nil, "status 401 Unauthorized: no, ***: want", 0},
		{"403", said(403), nil, "status 403 Forbidden: no, ***: want", 0},
		{"400", said(400), nil, "status 400 Bad Request: no, ***", 0},
		{"429 for ever", said(429, "Retry-After", "5"), nil, "status 429 Too Many Requests: no, *** (asked 4 times)", 4},
		{"429 for an hour", said(429, "Retry-After", "3600"), nil, "it asks to wait 3600 s", 0},
		{"500 for ever", said(500), nil, "status 500 Internal Server Error: no, *** (asked 4 times)", 4},
		{"no JSON", body(`{"data":[}`), nil, "is no JSON", 0},
		{"a web page", body(`<html>` + secret), nil, "is no JSON", 0},
		{"nothing", body(``), nil, "is no JSON", 0},
		{"a number", body(`7`), nil, "the answer of /", 0},
		{"another object", body(`{"object":"error","` + secret + `":1}`), nil, "the answer of /", 0},
	}
}

// TestFaults puts each fault in the place of each request of each API: an error, no
// Answer and no word of the key.
func TestFaults(t *testing.T) {
	good := map[string]http.Handler{"openrouter": goodOpenRouter(), "openai": goodOpenAI(), "anthropic": goodAnthropic(), "litellm": goodLiteLLM()}
	for _, kind := range Kinds() {
		whole := serve(t, good[kind].ServeHTTP)
		answered(t, kind, question(whole))
		for n, at := range whole.asked {
			for _, f := range faults(t) {
				t.Run(fmt.Sprintf("%s %d %s", kind, n+1, f.name), func(t *testing.T) {
					faulty := 0
					g := serve(t, func(w http.ResponseWriter, r *http.Request) {
						if r.URL.RequestURI() == at {
							faulty++
							f.do(w, r)
							return
						}
						good[kind].ServeHTTP(w, r)
					})
					err := refused(t, kind, question(g), f.words)
					if f.want != nil && !errors.Is(err, f.want) {
						t.Errorf("%v, want %v", err, f.want)
					}
					var key *KeyError
					if is := errors.As(err, &key); is != (f.name == "401" || f.name == "403") {
						t.Errorf("%v is a KeyError: %t", err, is)
					}
					if faulty != max(f.asked, 1) {
						t.Errorf("asked %d times", faulty)
					}
				})
			}
			t.Run(fmt.Sprintf("%s %d busy, then good", kind, n+1), func(t *testing.T) {
				busy := false
				g := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if r.URL.RequestURI() == at && !busy {
						busy = true
						w.Header().Set("Retry-After", "7")
						w.WriteHeader(http.StatusTooManyRequests)
						return
					}
					good[kind].ServeHTTP(w, r)
				})
				var waited []time.Duration
				c := client()
				c.Wait = func(_ context.Context, d time.Duration) error { waited = append(waited, d); return nil }
				a, err := c.Ask(t.Context(), find(t, kind), question(g))
				if err != nil || a.Requests != len(whole.asked) || len(waited) != 1 || waited[0] != 7*time.Second {
					t.Errorf("%d requests, waited %v, %v", a.Requests, waited, err)
				}
			})
			t.Run(fmt.Sprintf("%s %d cancelled", kind, n+1), func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				g := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if r.URL.RequestURI() == at {
						cancel()
						<-r.Context().Done()
						return
					}
					good[kind].ServeHTTP(w, r)
				})
				a, err := client().Ask(ctx, find(t, kind), question(g))
				if failed(t, a, err); !errors.Is(err, context.Canceled) {
					t.Errorf("%v, want %v", err, context.Canceled)
				}
			})
		}
	}
}

// TestKeyInData has a gateway that writes the key into its data.
func TestKeyInData(t *testing.T) {
	good := goodOpenAI()
	page := strings.Replace(good[costsPath][""], "proj_1", secret, 1)
	good[costsPath][""] = page
	a := answered(t, "openai", question(serve(t, good.ServeHTTP)))
	if !strings.Contains(string(a.Parts[0].Body), `"project_id":"***"`) {
		t.Errorf("the project is %s", a.Parts[0].Body)
	}
	router := goodOpenRouter()
	router.keys = keyList(secret, "app")
	answered(t, "openrouter", question(serve(t, router.ServeHTTP)))
	lite := logFake{"1": logPage(1, 1, 1, logRow(secret, "2026-11-28T09:15:00Z"))}
	answered(t, "litellm", question(serve(t, lite.ServeHTTP)))
}

func packed(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
