package fetch

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestHeaders looks at every header that is sent, and at every cookie that is not.
func TestHeaders(t *testing.T) {
	asked := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		for name, values := range r.Header {
			if !slices.Contains([]string{"Accept-Encoding", "User-Agent"}, name) {
				t.Errorf("header %s: %q is sent", name, values)
			}
			if strings.Contains(strings.Join(values, " "), secret) {
				t.Errorf("header %s has the key", name)
			}
		}
		if agent, encoding := r.Header.Get("User-Agent"), r.Header.Get("Accept-Encoding"); agent != "tollbook/test" || encoding != "gzip" {
			t.Errorf("User-Agent %q, Accept-Encoding %q", agent, encoding)
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
		write(w, "{}")
	})
	g := New("tollbook/test")
	for range 2 {
		a, err := g.Get(t.Context(), address, "")
		if err != nil || string(a.Body) != "{}" || a.ETag != "" || a.Unchanged {
			t.Fatalf("Get: %+v, %v", a, err)
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times, want 2", asked)
	}
}

func TestUnchanged(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `W/"a1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `W/"a1"`)
		write(w, "{}")
	})
	g := New("tollbook/test")
	first, err := g.Get(t.Context(), address, "")
	if err != nil || first.ETag != `W/"a1"` || first.Unchanged {
		t.Fatalf("Get: %+v, %v", first, err)
	}
	again, err := g.Get(t.Context(), address, first.ETag)
	if err != nil || !again.Unchanged || again.Body != nil || again.ETag != first.ETag {
		t.Errorf("Get again: %+v, %v", again, err)
	}
	changed, err := g.Get(t.Context(), address, `"a0"`)
	if err != nil || changed.Unchanged || string(changed.Body) != "{}" {
		t.Errorf("Get with an old ETag: %+v, %v", changed, err)
	}
}

func TestUnchangedWithoutETag(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	fails(t, New("tollbook/test"), address, nil, "status 304 Not Modified, not 200")
}

func TestETagNotKept(t *testing.T) {
	for _, test := range []struct{ name, tag, want string }{
		{"200 bytes", `"` + strings.Repeat("a", 198) + `"`, `"` + strings.Repeat("a", 198) + `"`},
		{"201 bytes", `"` + strings.Repeat("a", 199) + `"`, ""},
		{"tab", "\"a\tb\"", ""},
		{"escape of a terminal in two bytes", "\"\u009b2J\"", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("If-None-Match") != test.want {
					t.Errorf("If-None-Match %q is sent", r.Header.Get("If-None-Match"))
				}
				w.Header().Set("ETag", test.tag)
				write(w, "{}")
			})
			a, err := New("tollbook/test").Get(t.Context(), address, test.tag)
			if err != nil || a.ETag != test.want {
				t.Errorf("ETag %q, %v, want %q", a.ETag, err, test.want)
			}
		})
	}
	if got := keptETag("a\r\nAuthorization: b"); got != "" {
		t.Errorf("an ETag of two lines is kept: %q", got)
	}
}

func TestStatus(t *testing.T) {
	for code, words := range map[int]string{
		http.StatusNotFound:            "/a.json: status 404 Not Found, not 200",
		http.StatusInternalServerError: "/a.json: status 500 Internal Server Error, not 200",
		http.StatusPartialContent:      "status 206 Partial Content, not 200",
		http.StatusNoContent:           "status 204",
		http.StatusFound:               "status 302 Found, not 200", // to nowhere
		799:                            "status 799, not 200",
	} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
			g := New("tollbook/test")
			fails(t, g, address+"/a.json?key=hunter2", nil, words)
			_, err := g.Get(t.Context(), address+"/a.json?key=hunter2", "")
			var status *StatusError
			if !errors.As(err, &status) || status.Code != code {
				t.Errorf("%v is no StatusError of %d", err, code)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v shows the query", err)
			}
		})
	}
}

func TestRetry(t *testing.T) {
	const date = "Sun, 15 Nov 2026 12:00:00 GMT"
	for _, test := range []struct {
		name   string
		code   int
		after  string // Retry-After
		busy   int    // answers before that of status 200
		waited []time.Duration
		words  string // of the error
	}{
		{"then 200", 429, "7", 1, []time.Duration{7 * time.Second}, ""},
		{"twice, then 200", 503, "10", 2, []time.Duration{10 * time.Second, 10 * time.Second}, ""},
		{"three times", 429, "0", 3, []time.Duration{0, 0}, "status 429 Too Many Requests, retry after 0 s, asked 3 times"},
		{"too long", 503, "11", 1, nil, "status 503 Service Unavailable, retry after 11 s, and at most 10 s are waited"},
		{"a moment", 429, "Sun, 15 Nov 2026 12:00:04 GMT", 1, []time.Duration{4 * time.Second}, ""},
		{"a moment that is past", 429, "Sun, 15 Nov 2026 11:00:00 GMT", 1, []time.Duration{0}, ""},
		{"a moment that is far", 429, "Sun, 15 Nov 2026 13:00:00 GMT", 1, nil, "retry after 3600 s"},
		{"not said", 429, "", 1, nil, "status 429 Too Many Requests, without a time to retry after"},
		{"not a time", 429, "-1", 1, nil, "without a time"},
		{"another status", 500, "1", 1, nil, "status 500"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked++
				if asked > test.busy {
					write(w, "{}")
					return
				}
				w.Header().Set("Date", date)
				w.Header().Set("Retry-After", test.after)
				w.WriteHeader(test.code)
			})
			var waited []time.Duration
			g := getter(&waited)
			if test.words != "" {
				fails(t, g, address, nil, test.words)
			} else if a, err := g.Get(t.Context(), address, ""); err != nil || string(a.Body) != "{}" {
				t.Errorf("Get: %+v, %v", a, err)
			}
			if !slices.Equal(waited, test.waited) || asked != len(test.waited)+1 {
				t.Errorf("waited %v and asked %d times, want %v", waited, asked, test.waited)
			}
		})
	}
}

// TestWaitEnds ends the real wait by its context.
func TestWaitEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "10")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	g := New("tollbook/test")
	really := g.wait
	g.wait = func(ctx context.Context, d time.Duration) error { cancel(); return really(ctx, d) }
	if _, err := g.Get(ctx, address, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v, want %v", err, context.Canceled)
	}
	if err := wait(t.Context(), 0); err != nil {
		t.Errorf("wait: %v", err)
	}
}

// TestTooSlow reads a body that has no end.
func TestTooSlow(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		write(w, "[")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	g := New("tollbook/test")
	g.maxTime = 20 * time.Millisecond
	fails(t, g, address, ErrTooSlow, "too slow: not done after 0.02 s")
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		write(w, "[")
		_ = http.NewResponseController(w).Flush()
		cancel()
		<-r.Context().Done()
	})
	_, err := New("tollbook/test").Get(ctx, address, "")
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrTooSlow) {
		t.Errorf("Get: %v, want %v", err, context.Canceled)
	}
}

func TestNobodyListens(t *testing.T) {
	fails(t, New("tollbook/test"), "http://127.0.0.1:1/a.json?key=hunter2", nil, "get http://127.0.0.1:1/a.json: dial tcp")
}

// TestFailurePrints keeps the words of a stranger from steering the terminal.
func TestFailurePrints(t *testing.T) {
	err := failure{"https://prices.example/", errors.New("valid for \x1b[2J\u202eevil\n")}
	if got, want := err.Error(), "get https://prices.example/: valid for ?[2J?evil?"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
