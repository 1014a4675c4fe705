package gatewayapi

import (
	"errors"
	"net/url"
	"strings"
)

// A base is what an API's paths stand behind.
type base struct {
	address string // without a slash at its end
	prefix  string // to be tried behind it where the first path is not found there
}

// baseOf is the API's own base address or the one that the user gave. An address without
// a path may be that of a server, whose paths stand behind the API's usual prefix, or of
// a proxy that has them directly.
//
//	http://127.0.0.1:9000 of openrouter: /credits, and if that is not found /api/v1/credits
func baseOf(api API, given string) (base, error) {
	if given == "" {
		given = api.Address
	}
	if given == "" {
		return base{}, errors.New("it has no usual address: say where it is, as https://litellm.example.com")
	}
	u, err := url.Parse(given)
	switch {
	case err != nil || u.Opaque != "" || u.User != nil:
		return base{address: given}, nil // refused by fetch, which shows none of it that is not to be shown
	case u.RawQuery != "" || u.Fragment != "":
		return base{}, errors.New("the address has a ? or a # in it: the base address is wanted, without a question")
	}
	b := base{address: strings.TrimRight(given, "/")}
	if strings.Trim(u.Path, "/") == "" {
		b.prefix = api.prefix
	}
	return b, nil
}

// path is the whole address of a path and its query.
func (b base) path(path string, query url.Values) string {
	if len(query) == 0 {
		return b.address + path
	}
	return b.address + path + "?" + query.Encode()
}
