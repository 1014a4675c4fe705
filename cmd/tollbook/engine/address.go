package engine

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// variable stands before the name of a variable of the environment that holds an address.
const variable = "env:"

// schemes are how addresses begin that this package can dial.
var schemes = []string{"postgres", "postgresql", "clickhouse"}

// secrets are the parameters of an address that open something.
var secrets = []string{"password", "sslpassword", "passwd", "pass", "key", "access_token", "token"}

// ErrAddress is of an address that leads to no engine. Its text shows no part of the address
// in which a password may stand.
var ErrAddress = errors.New("an engine's address is like postgres://user@host/database, clickhouse://user@host/database or env:VARIABLE")

// Known reports whether an address is one of an engine: by its beginning alone.
func Known(address string) bool {
	if strings.HasPrefix(address, variable) {
		return true
	}
	scheme, _, found := strings.Cut(address, "://")
	return found && slices.Contains(schemes, strings.ToLower(scheme))
}

// Stored is an address as a ledger may keep it: without its password, in the place before
// the host and among the parameters, and whether one was taken out. It dials nobody. It
// returns ErrAddress for what is no address of an engine.
//
//	postgres://ann:hunter2@db/litellm?sslmode=require is postgres://ann@db/litellm?sslmode=require
func Stored(address string) (kept string, secret bool, err error) {
	if strings.HasPrefix(address, variable) {
		if strings.TrimPrefix(address, variable) == "" {
			return "", false, ErrAddress
		}
		return address, false, nil
	}
	u, err := parse(address)
	if err != nil {
		return "", false, err
	}
	if _, has := u.User.Password(); has {
		u.User, secret = url.User(u.User.Username()), true
	}
	query := u.Query()
	for name := range query {
		if slices.Contains(secrets, strings.ToLower(name)) {
			query.Del(name)
			secret = true
		}
	}
	if secret { // else it stays as it was written
		u.RawQuery = query.Encode()
	}
	u.Fragment = ""
	return u.String(), secret, nil
}

// parse takes an address apart. url.Parse's own errors quote the whole of it, with the
// password: they go nowhere.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || !Known(address) {
		return nil, ErrAddress
	}
	if u.Opaque != "" {
		return nil, ErrAddress
	}
	return u, nil
}

// resolved is the address that a variable of the environment holds, or the address itself.
func resolved(address string, opt Options) (string, error) {
	name, is := strings.CutPrefix(address, variable)
	if !is {
		return address, nil
	}
	held := opt.getenv(name)
	if held == "" {
		return "", &Refusal{Reason: fmt.Sprintf("the variable %s is not set", name), Help: "export " + name + "=postgres://... before the command"}
	}
	if strings.HasPrefix(held, variable) || !Known(held) {
		return "", fmt.Errorf("the variable %s: %w", name, ErrAddress)
	}
	return held, nil
}
