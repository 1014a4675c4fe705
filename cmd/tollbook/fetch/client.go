package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// transport is what dials. It adds no header of its own: compression is asked for by
// Get, and there are no cookies without a jar.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:                  proxy(http.ProxyFromEnvironment),
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
		TLSHandshakeTimeout:    MaxTime / 2,
		IdleConnTimeout:        MaxTime / 2,
	}
}

// proxy hides the proxy's address where it can't be read: it may have a password.
func proxy(of func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(req *http.Request) (*url.URL, error) {
		u, err := of(req)
		if err != nil {
			return nil, errors.New("HTTP_PROXY or HTTPS_PROXY is not the address of a proxy")
		}
		return u, nil
	}
}

// mayRedirect lets a request follow those that came before it, or says why not.
func mayRedirect(to *http.Request, before []*http.Request) error {
	from := before[0].URL
	refuse := func(why string) error {
		return fmt.Errorf("%w to %s: %s", ErrRedirected, shown(to.URL), why)
	}
	switch {
	case len(before) > MaxRedirects:
		return refuse(fmt.Sprintf("more than %d redirects", MaxRedirects))
	case to.URL.Scheme != "https" && to.URL.Scheme != from.Scheme:
		return refuse("only to https")
	case hostPort(to.URL) != hostPort(from):
		return refuse("only within " + shownHost(from))
	case to.URL.User != nil: // it would be sent as Authorization
		return refuse("its address has a user or a password in it")
	}
	return nil
}
