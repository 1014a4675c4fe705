package fetch

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestAddressRefused(t *testing.T) {
	for _, test := range []struct {
		name, address string
		plain         bool
		words         string
	}{
		{"plain http to another machine", "http://prices.example/a.json", false, "get http://prices.example/a.json: refused: plain http is for this machine only"},
		{"a name that begins as loopback", "http://localhost.example/a.json", false, "plain http"},
		{"a number that is not loopback", "http://128.0.0.1/a.json", false, "plain http"},
		{"loopback written short", "http://127.1/a.json", false, "plain http"},
		{"ftp", "ftp://prices.example/a.json", true, "only https is read, not ftp"},
		{"a file", "file:///etc/passwd", true, "only https is read, not file"},
		{"no scheme", "prices.example/a.json", true, `get "prices.example/a.json": refused: it has to be like https://`},
		{"no host", "https:///a.json", true, "no host"},
		{"a port alone", "https://:443/a.json", true, "no host"},
		{"nothing", "", true, `get "": refused`},
		{"opaque", "https:prices.example", true, "it has to be like"},
		{"a control character", "https://prices.example/\x1b[2J", true, `"https://prices.example/\x1b[2J"`},
		{"user and password", "https://anna:hunter2@prices.example/a.json?key=hunter2#hunter2", true, "get https://prices.example/a.json: refused: it has a user or a password"},
		{"user alone", "https://hunter2@prices.example/", true, "get https://prices.example/: refused"},
		{"a password that does not parse", "https://anna:hun%ter2@prices.example/", true, "(an address with @)"},
		{"a password that looks like a port", "https://anna:hunter2/x@prices.example/", true, "(an address with @)"},
		{"a query that does not parse", "https://prices.example:a/b.json?key=hunter2", true, "https://prices.example:a/b.json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := New("tollbook/test")
			g.Plain = test.plain
			noDial(t, g)
			fails(t, g, test.address, ErrAddress, test.words)
			if _, err := g.Get(t.Context(), test.address, ""); strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "anna") {
				t.Errorf("%v: shows who logs in", err)
			}
		})
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "127.0.0.1": true, "127.9.8.7": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "localhost.": false, "0x7f000001": false, "fe80::1%lo": false,
	} {
		if got := loopback(host); got != want {
			t.Errorf("loopback(%q) = %t, want %t", host, got, want)
		}
	}
}

func TestHostPort(t *testing.T) {
	for address, want := range map[string]string{
		"https://Prices.Example/a": "prices.example:443", "http://prices.example": "prices.example:80",
		"https://prices.example:443/": "prices.example:443", "https://[::1]:8443/": "[::1]:8443",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := hostPort(u); got != want {
			t.Errorf("hostPort(%q) = %q, want %q", address, got, want)
		}
	}
}

// TestPlainThroughProxy holds the getter to HTTP_PROXY, and plain http to who asks for it.
func TestPlainThroughProxy(t *testing.T) {
	g := New("tollbook/test")
	g.Plain = true
	fails(t, g, "http://prices.example/a.json?page=2", nil, "get http://prices.example/a.json: status 418")
	proxied.Lock()
	defer proxied.Unlock()
	if want := "GET http://prices.example/a.json?page=2"; !slices.Contains(proxied.addresses, want) {
		t.Errorf("the proxy was asked for %q, want %q", proxied.addresses, want)
	}
}

func TestHTTPSThroughProxy(t *testing.T) {
	fails(t, New("tollbook/test"), "https://secure.example/a.json", nil, "get https://secure.example/a.json: ")
	proxied.Lock()
	defer proxied.Unlock()
	if want := "CONNECT secure.example:443"; !slices.Contains(proxied.addresses, want) {
		t.Errorf("the proxy was asked for %q, want %q", proxied.addresses, want)
	}
}
