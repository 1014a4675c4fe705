package gatewayapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
)

const secret = "sk-or-v1-5f0c1e7a9b3d4c2e8f6a-for-the-test"

// morning is when the tests ask: the gateways' days before it are whole until midnight.
var morning = time.Date(2026, 11, 29, 8, 30, 15, 0, time.UTC)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // a date of the test's own
	}
	return t
}

// A gateway is an invented one, on this machine.
type gateway struct {
	*httptest.Server
	one   sync.Mutex // it answers one request at a time: each connection has its goroutine
	asked []string   // paths with their queries, in order
}

// serve makes a gateway whose clock says the same as the test's.
func serve(t *testing.T, answer http.HandlerFunc) *gateway {
	t.Helper()
	g := &gateway{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.one.Lock()
		defer g.one.Unlock()
		g.asked = append(g.asked, r.URL.RequestURI())
		w.Header().Set("Date", morning.Format(http.TimeFormat))
		answer(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

// client is one that does not wait.
func client() *Client {
	c := New("tollbook/test")
	c.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return c
}

func find(t *testing.T, kind string) API {
	t.Helper()
	a, ok := Find(kind)
	if !ok {
		t.Fatalf("no API %q", kind)
	}
	return a
}

func question(g *gateway) Question {
	return Question{Address: g.URL, Key: secret, Now: morning, Clock: true}
}

// answered asks what has to be answered.
func answered(t *testing.T, kind string, q Question) Answer {
	t.Helper()
	a, err := client().Ask(t.Context(), find(t, kind), q)
	if err != nil {
		t.Fatal(err)
	}
	silent(t, fmt.Sprintf("%+v", a))
	for _, p := range a.Parts {
		silent(t, string(p.Body))
	}
	return a
}

// refused asks what has to fail: with an error of these words, and no Answer.
func refused(t *testing.T, kind string, q Question, words ...string) error {
	t.Helper()
	a, err := client().Ask(t.Context(), find(t, kind), q)
	return failed(t, a, err, words...)
}

func failed(t *testing.T, a Answer, err error, words ...string) error {
	t.Helper()
	if err == nil {
		t.Fatalf("answered with %d parts, want an error", len(a.Parts))
	}
	if a.Parts != nil || a.Credits != nil || a.Used != nil || a.Warnings != nil || a.Requests != 0 || !a.From.IsZero() || !a.To.IsZero() || !a.Since.IsZero() || !a.Now.IsZero() {
		t.Errorf("there is an Answer beside the error: %+v", a)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v: want %q in it", err, w)
		}
	}
	silent(t, fmt.Sprintf("%v %+v %q", err, err, err))
	var key *KeyError
	if errors.As(err, &key) && key.Status != nil {
		silent(t, fmt.Sprintf("%+v %+v", *key, *key.Status))
	}
	return err
}

// silent holds a text to say nothing of the key.
func silent(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, secret) || strings.Contains(text, secret[:20]) {
		t.Errorf("the key stands in %s", text)
	}
}

// rowsOf are the rows of a part, read as the ledger reads them.
func rowsOf(t *testing.T, p Part) (rows []usagefile.Row, warnings []string) {
	t.Helper()
	f := usagefile.FromRows(p.Format, usagefile.RowsOf(p.Rows))
	if p.Type != "" {
		opened, err := usagefile.Open(bytes.NewReader(p.Body), usagefile.Options{Type: p.Type})
		if err != nil {
			t.Fatal(err)
		}
		f = opened
	}
	for {
		rec, err := f.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows, f.Warnings()
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Faults) > 0 {
			t.Errorf("bad row: %v", rec.Faults)
		}
		if !rec.Idle {
			rows = append(rows, rec.Row)
		}
	}
}

// text writes rows as one line each: day, model, key, requests, tokens, dollars.
func text(rows []usagefile.Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s %s %s [%s] %d %d %s", r.At.Format(time.DateOnly), r.Model, r.Provider, r.Key, r.Requests, r.Tokens.Total(), r.Cost)
		if !r.OwnKeyUSD.IsZero() {
			fmt.Fprintf(&b, " own %s %t", r.OwnKeyUSD, r.OwnKey)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func write(w http.ResponseWriter, text string) { _, _ = io.WriteString(w, text) }
