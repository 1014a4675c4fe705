package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// parse reads an address that may be dialled. Its errors are ErrAddress, and show
// neither a query nor who logs in.
func parse(address string, plain bool) (*url.URL, error) {
	refuse := func(shown, why string) error {
		return failure{shown, fmt.Errorf("%w: %s", ErrAddress, why)}
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Opaque != "" {
		// A password may stand anywhere in what can't be taken apart.
		text, _, _ := strings.Cut(address, "?")
		if strings.Contains(text, "@") {
			text = "(an address with @)"
		}
		return nil, refuse(fmt.Sprintf("%q", clipped(text)), "it has to be like https://example.com/prices.json")
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, refuse(shown(u), "only https is read, not "+clipped(u.Scheme))
	case u.User != nil:
		return nil, refuse(shown(u), "it has a user or a password in it: leave them out")
	case u.Hostname() == "":
		return nil, refuse(shown(u), "it has no host")
	case u.Scheme == "http" && !plain && !loopback(u.Hostname()):
		return nil, refuse(shown(u), "plain http is for this machine only (localhost, 127.0.0.0/8, ::1); others need https")
	}
	return u, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// hostPort is where an address leads, its port always named: "example.com:443".
func hostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// shown is an address as it may be printed: without user, password, query and fragment,
// and with everything that is not plain escaped.
func shown(u *url.URL) string {
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return clipped(bare.String())
}

func shownHost(u *url.URL) string { return shown(&url.URL{Scheme: u.Scheme, Host: u.Host}) }

// clipped keeps what a server or a user wrote short enough for a line.
func clipped(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
