package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

const secret = "sk-or-v1-only-for-the-test"

// proxied is what the proxy of this test has been asked for.
var proxied struct {
	sync.Mutex
	addresses []string
}

// TestMain puts a proxy into the environment, before anything reads it for the first
// time: what is not for this machine stays on it none the less.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			proxied.Lock()
			defer proxied.Unlock()
			proxied.addresses = append(proxied.addresses, r.Method+" "+r.RequestURI)
			w.WriteHeader(http.StatusTeapot)
		}))
		defer p.Close()
		for name, value := range map[string]string{
			"HTTP_PROXY": p.URL, "HTTPS_PROXY": p.URL, "NO_PROXY": "", "OPENROUTER_API_KEY": secret,
			"http_proxy": "", "https_proxy": "", "no_proxy": "", "REQUEST_METHOD": "",
		} {
			if err := os.Setenv(name, value); err != nil {
				panic(err) // only for a bad name
			}
		}
		return m.Run()
	}())
}

// serve is a server on this machine, for one test.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// getter is one that never really waits. It writes what it was to wait for to waited.
func getter(waited *[]time.Duration) *Getter {
	g := New("tollbook/test")
	g.wait = func(_ context.Context, d time.Duration) error {
		*waited = append(*waited, d)
		return nil
	}
	return g
}

// fails gets an address that has to fail for one reason, with words in its text.
func fails(t *testing.T, g *Getter, address string, want error, words ...string) {
	t.Helper()
	a, err := g.Get(t.Context(), address, "")
	if err == nil {
		t.Fatalf("Get gave %d bytes, want an error", len(a.Body))
	}
	if a.Body != nil || a.ETag != "" || a.Unchanged {
		t.Errorf("Get gave an answer beside its error: %d bytes, %q, %t", len(a.Body), a.ETag, a.Unchanged)
	}
	if want != nil && !errors.Is(err, want) {
		t.Errorf("Get: %v, want %v", err, want)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("Get: %v, want %q in it", err, w)
		}
	}
}

// trust has a getter take the certificate of a server.
func trust(g *Getter, s *httptest.Server) {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	g.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
}

// noDial makes every dial a failure of the test.
func noDial(t *testing.T, g *Getter) {
	tr := g.client.Transport.(*http.Transport)
	tr.Proxy = nil
	tr.DialContext = func(_ context.Context, network, address string) (net.Conn, error) {
		t.Errorf("it dials %s %s", network, address)
		return nil, errors.New("no dialling")
	}
}

func write(w http.ResponseWriter, text string) { _, _ = w.Write([]byte(text)) }
