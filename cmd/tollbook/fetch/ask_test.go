package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// asker is one that never really waits. It writes what it was to wait for to waited.
func asker(waited *[]time.Duration) *Asker {
	a := NewAsker("tollbook/test")
	a.Wait = func(ctx context.Context, d time.Duration) error {
		*waited = append(*waited, d)
		return ctx.Err()
	}
	return a
}

func question(address string) Question {
	return Question{Address: address, Key: secret, Header: map[string]string{"Authorization": "Bearer " + secret, "anthropic-version": "2023-06-01"}}
}

// refused asks what has to fail, and holds the error to words and to silence about the key.
func refused(t *testing.T, a *Asker, q Question, want error, words ...string) error {
	t.Helper()
	r, err := a.Ask(t.Context(), q)
	if err == nil || r.Body != nil || !r.Date.IsZero() {
		t.Fatalf("Ask gave %d bytes and error %v, want an error alone", len(r.Body), err)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("Ask: %v, want %v", err, want)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("Ask: %v, want %q in it", err, w)
		}
	}
	for _, text := range []string{err.Error(), fmt.Sprintf("%v %+v %q", err, err, err)} {
		if strings.Contains(text, secret) || strings.Contains(text, secret[:20]) || strings.Contains(text, "query-only") {
			t.Errorf("%s shows the key or the query", text)
		}
	}
	return err
}

func TestAsk(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{"Authorization": "Bearer " + secret, "Anthropic-Version": "2023-06-01", "User-Agent": "tollbook/test", "Accept-Encoding": "gzip"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		w.Header().Set("Date", "Sun, 15 Nov 2026 12:00:00 GMT")
		write(w, `{"data":[]}`)
	})
	var waited []time.Duration
	r, err := asker(&waited).Ask(t.Context(), question(address+"/credits?query-only=1"))
	if err != nil || string(r.Body) != `{"data":[]}` || !r.Date.Equal(time.Date(2026, 11, 15, 12, 0, 0, 0, time.UTC)) || len(waited) > 0 {
		t.Errorf("Ask: %q at %v, %v, waited %v", r.Body, r.Date, err, waited)
	}
}

func TestAskAgain(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		name   string
		code   int
		after  string // Retry-After
		busy   int    // answers before that of status 200
		waited []time.Duration
		words  string // of the error
	}{
		{"429, then good", 429, "7", 1, []time.Duration{7 * second}, ""},
		{"429 without a time", 429, "", 3, []time.Duration{second, 2 * second, 4 * second}, ""},
		{"at once", 429, "0", 1, []time.Duration{0}, ""},
		{"a moment", 503, "Sun, 15 Nov 2026 12:00:40 GMT", 1, []time.Duration{40 * second}, ""},
		{"a moment that is past", 503, "Sun, 15 Nov 2026 11:00:40 GMT", 1, []time.Duration{0}, ""},
		{"500", 500, "", 2, []time.Duration{second, 2 * second}, ""},
		{"502", 502, "", 1, []time.Duration{second}, ""},
		{"504", 504, "", 1, []time.Duration{second}, ""},
		{"overloaded", 529, "", 1, []time.Duration{second}, ""},
		{"all of the patience", 429, "120", 1, []time.Duration{120 * second}, ""},
		{"for ever", 429, "3", 9, []time.Duration{3 * second, 3 * second, 3 * second}, "status 429 Too Many Requests: busy (asked 4 times)"},
		{"500 for ever", 500, "", 9, []time.Duration{second, 2 * second, 4 * second}, "status 500 Internal Server Error: busy (asked 4 times)"},
		{"too long", 429, "121", 1, nil, "status 429 Too Many Requests: busy (it asks to wait 121 s, and at most 120 s more are waited)"},
		{"too long together", 429, "90", 9, []time.Duration{90 * second}, "it asks to wait 90 s, and at most 30 s more are waited"},
		{"an hour", 503, "Sun, 15 Nov 2026 13:00:00 GMT", 1, nil, "it asks to wait 3600 s"},
		{"bad request", 400, "1", 1, nil, "status 400 Bad Request: busy"},
		{"not found", 404, "", 1, nil, "status 404 Not Found: busy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked++; asked > test.busy {
					write(w, "{}")
					return
				}
				w.Header().Set("Date", "Sun, 15 Nov 2026 12:00:00 GMT")
				w.Header().Set("Retry-After", test.after)
				w.WriteHeader(test.code)
				write(w, `{"error":{"message":"busy","code":1}}`)
			})
			var waited []time.Duration
			a := asker(&waited)
			if test.words != "" {
				refused(t, a, question(address), nil, test.words)
			} else if r, err := a.Ask(t.Context(), question(address)); err != nil || string(r.Body) != "{}" {
				t.Errorf("Ask: %q, %v", r.Body, err)
			}
			if !slices.Equal(waited, test.waited) || asked != len(test.waited)+1 {
				t.Errorf("waited %v and asked %d times, want %v", waited, asked, test.waited)
			}
		})
	}
}

// TestAskBroken breaks the connection before the answer, and in the middle of it.
func TestAskBroken(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(w http.ResponseWriter)
		want error
	}{
		{"before the answer", func(http.ResponseWriter) {}, nil},
		{"in the middle", func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1000")
			write(w, `{"data":[`)
			_ = http.NewResponseController(w).Flush()
		}, ErrCut},
	} {
		t.Run(test.name, func(t *testing.T) {
			var asked atomic.Int32 // each connection has its goroutine, and breaks
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				test.do(w)
				panic(http.ErrAbortHandler)
			})
			var waited []time.Duration
			refused(t, asker(&waited), question(address+"/a?query-only=1"), test.want, "asked 4 times")
			if n := asked.Load(); n != 4 || len(waited) != 3 {
				t.Errorf("asked %d times, waited %v", n, waited)
			}
		})
	}
}

// TestAskNotAgain has faults that waiting does not mend.
func TestAskNotAgain(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the other server is asked") })
	for _, test := range []struct {
		name  string
		do    http.HandlerFunc
		want  error
		words string
	}{
		{"a redirect to the same host", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/further" {
				t.Error("the redirect is followed")
			}
			http.Redirect(w, r, "/further?query-only=1", http.StatusFound)
		}, ErrRedirected, "a key is not sent after a redirect"},
		{"a redirect to another", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other, http.StatusMovedPermanently) }, ErrRedirected, "redirected to " + other},
		{"a redirect that has the key", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other+"/"+secret, http.StatusTemporaryRedirect)
		}, ErrRedirected, other + "/***"},
		{"a bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed(t, make([]byte, 4<<20)))
		}, ErrTooLarge, "expand more than 50 times"},
		{"another encoding", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			write(w, "x")
		}, ErrEncoding, "only gzip"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			address := serve(t, func(w http.ResponseWriter, r *http.Request) { asked++; test.do(w, r) })
			var waited []time.Duration
			refused(t, asker(&waited), question(address), test.want, test.words)
			if asked != 1 || len(waited) > 0 {
				t.Errorf("asked %d times, waited %v", asked, waited)
			}
		})
	}
	var waited []time.Duration
	refused(t, asker(&waited), question("http://127.0.0.1:1/a?query-only=1"), nil, "get http://127.0.0.1:1/a: dial tcp")
	if len(waited) > 0 {
		t.Errorf("waited %v for a port where nobody listens", waited)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a server that nobody vouches for has the key") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	refused(t, asker(&waited), question(s.URL), nil, "certificate")
	if len(waited) > 0 {
		t.Errorf("waited %v for a certificate", waited)
	}
}

// TestAskHidesKey has the server say the key in its words.
func TestAskHidesKey(t *testing.T) {
	for _, test := range []struct{ name, body, words string }{
		{"whole", `{"error":{"message":"key ` + secret + ` is not known"}}`, "401 Unauthorized: key *** is not known"},
		{"with escapes of JSON", `{"error":"key ` + strings.ReplaceAll(secret, "-", "\\u002d") + `"}`, ": key ***"},
		{"escaped", `{"detail":"/keys?key=` + url.QueryEscape(secret) + `"}`, ": /keys?key=***"},
		{"most of it", `{"detail":{"error":{"message":"key ` + secret[:len(secret)-3] + `... is not known"}}}`, ": key ***... is not known"},
		{"at the cut", `{"message":"` + strings.Repeat("a", 190) + secret + `"}`, strings.Repeat("a", 190) + "***"},
		{"a long text", `{"message":"` + strings.Repeat("b", 5000) + `"}`, strings.Repeat("b", 200) + "..."},
		{"an escape of a terminal", `{"error":"\u001b[2J"}`, ": ?[2J"},
		{"two lines", `{"error":"one\ntwo"}`, ": one two"},
		{"no JSON", `<html>` + secret, "status 401 Unauthorized"},
		{"nothing", ``, "status 401 Unauthorized"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusUnauthorized)
				write(w, test.body)
			})
			var waited []time.Duration
			err := refused(t, asker(&waited), question(address), nil, test.words)
			var status *StatusError
			if !errors.As(err, &status) || status.Code != http.StatusUnauthorized || strings.Contains(status.Message, secret) {
				t.Errorf("%v is no StatusError of 401 without the key", err)
			}
		})
	}
}

func TestAskAddress(t *testing.T) {
	a := NewAsker("tollbook/test")
	for address, words := range map[string]string{
		"http://gateway.example/v1":                 "plain http is for this machine only",
		"https://anna:hunter2@gateway.example/v1":   "a user or a password",
		"ftp://gateway.example/" + secret:           "only https is read",
		"gateway.example":                           "it has to be like",
		"https://" + secret + "@gateway.example/v1": "a user or a password",
	} {
		err := refused(t, a, question(address), ErrAddress, words)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v shows the password", err)
		}
	}
}

// TestAskPlain lets plain http to another machine pass where it was typed, here by way
// of the proxy of this test.
func TestAskPlain(t *testing.T) {
	a := NewAsker("tollbook/test")
	a.Plain = true
	refused(t, a, question("http://gateway.example/v1?query-only=1"), nil, "get http://gateway.example/v1: status 418")
}

func TestAskCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		write(w, "[")
		_ = http.NewResponseController(w).Flush()
		cancel()
		<-r.Context().Done()
	})
	var waited []time.Duration
	if _, err := asker(&waited).Ask(ctx, question(address)); !errors.Is(err, context.Canceled) || len(waited) > 0 {
		t.Errorf("Ask: %v, waited %v", err, waited)
	}
	slow := asker(&waited)
	slow.maxTime = 20 * time.Millisecond
	silent := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	refused(t, slow, question(silent), ErrTooSlow, "not done after 0.02 s")
	ended := NewAsker("tollbook/test")
	ended.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	busy := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	refused(t, ended, question(busy), context.Canceled)
}
