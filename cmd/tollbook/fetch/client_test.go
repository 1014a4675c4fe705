package fetch

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestRedirectWithin(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/aaa" {
			write(w, "{}")
			return
		}
		w.Header().Set("Location", r.URL.Path+"a")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	a, err := New("tollbook/test").Get(t.Context(), address+"/", "")
	if err != nil || string(a.Body) != "{}" {
		t.Errorf("Get over three redirects: %+v, %v", a, err)
	}
}

func TestRedirectLoop(t *testing.T) {
	asked := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	fails(t, New("tollbook/test"), address, ErrRedirected, "redirected to "+address+"/again: more than 3 redirects")
	if asked != 4 {
		t.Errorf("asked %d times, want 4", asked)
	}
}

// TestRedirectRefused has a server send its readers elsewhere: nothing may arrive there.
func TestRedirectRefused(t *testing.T) {
	elsewhere := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was asked for", r.Host) })
	port := elsewhere[strings.LastIndex(elsewhere, ":"):]
	for _, test := range []struct{ name, to, words string }{
		{"another port", elsewhere + "/b.json?key=hunter2", "redirected to " + elsewhere + "/b.json: only within http://127.0.0.1:"},
		{"another host", "http://localhost" + port + "/", "redirected to http://localhost" + port + "/: only within"},
		{"another host that is not here", "https://prices.example/", "redirected to https://prices.example/: only within"},
		{"a file", "file:///etc/passwd", "only to https"},
		{"with a password", "http://anna:hunter2@SELF/", "a user or a password"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/a.json" {
					t.Errorf("%s was asked for", r.URL)
				}
				w.Header().Set("Location", strings.Replace(test.to, "SELF", r.Host, 1))
				w.WriteHeader(http.StatusFound)
			})
			g := New("tollbook/test")
			fails(t, g, address+"/a.json", ErrRedirected, "get "+address+"/a.json: ", test.words)
			if _, err := g.Get(t.Context(), address+"/a.json", ""); strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v shows the password", err)
			}
		})
	}
}

func TestRedirectToPlain(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/b.json", http.StatusFound)
	}))
	t.Cleanup(s.Close)
	g := New("tollbook/test")
	g.Plain = true // says nothing of redirects
	trust(g, s)
	fails(t, g, s.URL+"/a.json", ErrRedirected, "redirected to http://127.0.0.1:", "only to https")
}

func TestUnknownCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	var unknown x509.UnknownAuthorityError
	if _, err := New("tollbook/test").Get(t.Context(), s.URL, ""); !errors.As(err, &unknown) {
		t.Errorf("Get: %v, want an unknown authority", err)
	}
}

// TestProxyHidden has a proxy's address that can't be read and has a password.
func TestProxyHidden(t *testing.T) {
	g := New("tollbook/test")
	noDial(t, g)
	g.Plain = true
	g.client.Transport.(*http.Transport).Proxy = proxy(func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://anna:hunter2@pro xy"`)
	})
	fails(t, g, "http://prices.example/", nil, "HTTP_PROXY or HTTPS_PROXY is not the address of a proxy")
	if _, err := g.Get(t.Context(), "http://prices.example/", ""); strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v shows the password", err)
	}
}
