// Package fetch reads over the network: a public list, by a Getter, or the answer of an
// API that wants a key, by an Asker. It is the only package of the program that dials,
// and what it reads may be anybody's: a size, a time and a way of compressing that go
// beyond a limit end the reading. A Getter sends no key, no cookie and no Authorization.
// An Asker sends the key to the one host that it is asked to, follows no redirect with
// it, and no error shows it. The package knows nothing of prices and of usage, keeps
// nothing and prints nothing.
//
//	g := fetch.New("tollbook/1.4")
//	first, err := g.Get(ctx, "https://openrouter.ai/api/v1/models", "")          // 512,340 bytes, ETag "a1"
//	again, err := g.Get(ctx, "https://openrouter.ai/api/v1/models", first.ETag) // Unchanged, no bytes
//
// An address comes in, from the command that updates the catalog or from package
// gatewayapi; bytes go out to pricing/feed and to gatewayapi.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	// MaxBody is the most that a body may have, in bytes, as sent and after it is
	// decompressed. The largest list of today has 2 MB.
	MaxBody = 16 << 20
	// MaxTime is the most that one Get may take, redirects and waits included.
	MaxTime = 60 * time.Second
	// MaxExpansion is how many times larger than what was sent a body may become; lists
	// of prices become about 10 times larger.
	MaxExpansion = 50
	// ExpansionFrom is the number of bytes up to which a decompressed body may have
	// expanded more than MaxExpansion times.
	ExpansionFrom = 64 << 10
	// MaxRedirects is how many redirects Get follows, all to the same host and port.
	MaxRedirects = 3
	// MaxRetries is how often Get asks again where it is told to come back later.
	MaxRetries = 2
	// MaxWait is the longest Retry-After that Get waits for.
	MaxWait = 10 * time.Second
	// MaxETag is the most bytes of an ETag that is kept.
	MaxETag = 200

	// maxHeader is the most bytes of an answer's header.
	maxHeader = 64 << 10
)

// A Getter reads addresses. New makes it; several goroutines may use one.
type Getter struct {
	// Plain lets Get read plain http from any host: the user has typed the address.
	// Without it, plain http is for this machine only. It is set before the first Get.
	Plain bool

	agent   string
	client  *http.Client
	maxTime time.Duration
	wait    func(context.Context, time.Duration) error
}

// New makes a Getter that calls itself agent, the text of User-Agent, as
// "tollbook/1.4". It uses the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, and
// tells that proxy alone the user and password which its address may have.
func New(agent string) *Getter {
	return &Getter{
		agent:   agent,
		client:  &http.Client{Transport: transport(), CheckRedirect: mayRedirect},
		maxTime: MaxTime,
		wait:    wait,
	}
}

// An Answer is what an address gave.
type Answer struct {
	Body []byte // decompressed, at most MaxBody; nil where Unchanged
	// ETag names this state of the list, for the next Get. "" where the server gives
	// none, or one of more than MaxETag bytes or with other than printable ASCII.
	ETag string
	// Unchanged says that the list is still what the etag given to Get names.
	Unchanged bool
}

// Get reads an address; etag is that of an earlier Answer, or "". An answer of status
// 429 or 503 that asks for at most MaxWait is asked again, at most MaxRetries times.
//
// Its errors name the address without its query. They are ErrAddress before anything is
// dialled, ErrRedirected, *StatusError, ErrTooLarge, ErrEncoding, ErrCut, ErrTooSlow,
// the error of ctx, or what the network says. A body that has neither a length nor
// chunks, as HTTP/1.0 sends it, can be cut without an error.
func (g *Getter) Get(ctx context.Context, address, etag string) (Answer, error) {
	u, err := parse(address, g.Plain)
	if err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, g.maxTime, ErrTooSlow)
	defer cancel()
	answer, err := g.patiently(ctx, u, keptETag(etag))
	if err == nil {
		return answer, nil
	}
	return Answer{}, failure{shown(u), ended(ctx, err, g.maxTime)}
}

// ended is why a reading ended. That is told before what came of it: a reading that ran
// out of time fails in many ways.
func ended(ctx context.Context, err error, maxTime time.Duration) error {
	switch cause := context.Cause(ctx); {
	case cause == nil:
		return err
	case errors.Is(cause, ErrTooSlow):
		return fmt.Errorf("%w: not done after %s", ErrTooSlow, seconds(maxTime))
	default:
		return cause
	}
}

// patiently asks until there is an answer other than to come back later.
func (g *Getter) patiently(ctx context.Context, u *url.URL, etag string) (Answer, error) {
	for try := 1; ; try++ {
		answer, err := g.once(ctx, u, etag)
		var status *StatusError
		if !errors.As(err, &status) || !status.later() {
			return answer, err
		}
		status.Tries = try
		if try > MaxRetries || !status.Asked || status.RetryAfter > MaxWait {
			return Answer{}, err
		}
		if err := g.wait(ctx, status.RetryAfter); err != nil {
			return Answer{}, err
		}
	}
}

func (g *Getter) once(ctx context.Context, u *url.URL, etag string) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Answer{}, err
	}
	req.Header.Set("User-Agent", g.agent)
	req.Header.Set("Accept-Encoding", "gzip") // asked for by hand, to count what it becomes
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return Answer{}, withoutAddress(err)
	}
	defer resp.Body.Close()
	given := keptETag(resp.Header.Get("ETag"))
	switch {
	case resp.StatusCode == http.StatusOK:
		body, err := read(resp)
		if err != nil {
			return Answer{}, err
		}
		return Answer{Body: body, ETag: given}, nil
	case resp.StatusCode == http.StatusNotModified && etag != "":
		if given == "" {
			given = etag
		}
		return Answer{ETag: given, Unchanged: true}, nil
	}
	return Answer{}, statusError(resp)
}

// withoutAddress is an error of a client without the address, which has its query there.
func withoutAddress(err error) error {
	if e := (*url.Error)(nil); errors.As(err, &e) {
		return e.Err
	}
	return err
}

// keptETag is the tag if it is fit to be kept and sent back, else "".
func keptETag(tag string) string {
	if len(tag) > MaxETag {
		return ""
	}
	for i := range len(tag) {
		if tag[i] < ' ' || tag[i] > '~' {
			return ""
		}
	}
	return tag
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
