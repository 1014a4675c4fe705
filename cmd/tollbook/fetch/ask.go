package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// MaxTries is how often one question is put to an API at most.
	MaxTries = 4
	// MaxPatience is how long one question is waited for in all, between its tries.
	MaxPatience = 2 * time.Minute
)

// An Asker puts questions to an API that wants a key. It follows no redirect, not even
// to the same host: a key goes where the user sent it or nowhere. NewAsker makes it;
// one goroutine uses it at a time, since its waits are for one question.
type Asker struct {
	// Plain lets it ask over plain http on another machine: the user has typed the
	// address. The key can then be read on the way. Without it, plain http is for this
	// machine only. It is set before the first Ask.
	Plain bool
	// Wait is how it waits between tries. It returns early with the error of ctx. nil
	// waits by the clock.
	Wait func(ctx context.Context, d time.Duration) error

	agent   string
	client  *http.Client
	maxTime time.Duration
}

// NewAsker makes an Asker that calls itself agent, as New does.
func NewAsker(agent string) *Asker {
	follow := func(to *http.Request, _ []*http.Request) error {
		return fmt.Errorf("%w to %s: a key is not sent after a redirect", ErrRedirected, shown(to.URL))
	}
	return &Asker{agent: agent, client: &http.Client{Transport: transport(), CheckRedirect: follow}, maxTime: MaxTime}
}

// Close gives up the connections that are kept for further questions.
func (a *Asker) Close() { a.client.CloseIdleConnections() }

// A Question is what is asked, and with which key.
type Question struct {
	Address string // whole, its query too
	// Header are the headers that the API wants: "Authorization": "Bearer sk-1".
	Header map[string]string
	// Key is the key that stands in Header. No error holds it, or a part of it of 12
	// bytes or more, whoever wrote the words.
	Key string
}

// A Reply is what an API answered with status 200.
type Reply struct {
	Body []byte    // decompressed, at most MaxBody
	Date time.Time // by the API's clock; zero where it does not say
}

// Ask puts a question, at most MaxTries times: a status of 429, 500, 502, 503, 504 or
// 529 and a connection that breaks are waited for, as long as Retry-After says, else 1,
// 2 and 4 s, and MaxPatience in all. A longer wait is given up before it begins.
//
//	429 with Retry-After 90, then the same: 90 s waited, 30 s are left, given up
//
// Its errors name the address without its query, and are those of Get; *StatusError has
// the words of a JSON error body. A connection that could not be made at all, and an
// answer that took more than MaxTime, are not tried again.
func (a *Asker) Ask(ctx context.Context, q Question) (Reply, error) {
	u, err := parse(q.Address, a.Plain)
	if err != nil {
		return Reply{}, hidden(err, q.Key)
	}
	reply, err := a.patiently(ctx, u, q)
	if err != nil {
		return Reply{}, hidden(failure{shown(u), err}, q.Key)
	}
	return reply, nil
}

func (a *Asker) patiently(ctx context.Context, u *url.URL, q Question) (Reply, error) {
	pause := a.Wait
	if pause == nil {
		pause = wait
	}
	left := MaxPatience
	for try := 1; ; try++ {
		reply, err := a.once(ctx, u, q)
		if !mayMend(err) {
			return reply, err
		}
		next := time.Second << (try - 1)
		var status *StatusError
		if errors.As(err, &status) {
			status.Tries, status.left = try, left
			if status.Asked {
				next = status.RetryAfter
			}
		}
		if try == MaxTries || next > left {
			if status == nil && try > 1 {
				err = fmt.Errorf("%w, asked %d times", err, try)
			}
			return Reply{}, err
		}
		left -= next
		if err := pause(ctx, next); err != nil {
			return Reply{}, err
		}
	}
}

// once asks, in MaxTime at the most.
func (a *Asker) once(ctx context.Context, u *url.URL, q Question) (Reply, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, a.maxTime, ErrTooSlow)
	defer cancel()
	reply, err := a.exchange(ctx, u, q)
	if err == nil {
		return reply, nil
	}
	return Reply{}, ended(ctx, err, a.maxTime)
}

func (a *Asker) exchange(ctx context.Context, u *url.URL, q Question) (Reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Reply{}, err
	}
	for name, value := range q.Header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", a.agent)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := a.client.Do(req)
	if err != nil {
		return Reply{}, withoutAddress(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		status := statusError(resp)
		status.asked = true
		if body, err := read(resp); err == nil {
			status.Message = clipped(hide(reason(body), q.Key))
		}
		return Reply{}, status
	}
	body, err := read(resp)
	if err != nil {
		return Reply{}, err
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		date = time.Time{}
	}
	return Reply{Body: body, Date: date}, nil
}

// passing are the statuses that may be others after a while.
var passing = []int{
	http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
	http.StatusGatewayTimeout, 529, // Anthropic's "overloaded"
}

// mayMend says whether the same question may be answered after a while.
func mayMend(err error) bool {
	var status *StatusError
	var dialled *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case err == nil:
		return false
	case errors.As(err, &status):
		return slices.Contains(passing, status.Code)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case errors.Is(err, ErrRedirected), errors.Is(err, ErrTooLarge), errors.Is(err, ErrEncoding), errors.Is(err, ErrTooSlow):
		return false
	case errors.As(err, &certificate), errors.As(err, &dialled) && dialled.Op == "dial":
		return false
	}
	return true // the connection broke, before an answer or in the middle of one
}

// hidden is an error in whose words no key stands.
func hidden(err error, key string) error {
	text := err.Error()
	if without := hide(text, key); without != text {
		return keyless{without, err}
	}
	return err
}

// A keyless error has other words than the one it stands for.
type keyless struct {
	text string
	err  error
}

func (k keyless) Error() string { return k.text }
func (k keyless) Unwrap() error { return k.err }

// hide puts "***" in the place of a key in a text, as it is and as an address escapes
// it, and of any part of it that is long enough to be of use.
func hide(text, key string) string {
	const part = 12
	if key == "" {
		return text
	}
	for _, written := range []string{key, url.QueryEscape(key), url.PathEscape(key)} {
		text = strings.ReplaceAll(text, written, "***")
	}
	for i := 0; i+part <= len(text); {
		n := 0
		for at := 0; at+part <= len(key); at++ {
			same := 0
			for at+same < len(key) && i+same < len(text) && key[at+same] == text[i+same] {
				same++
			}
			n = max(n, same)
		}
		if n < part {
			i++
			continue
		}
		text = text[:i] + "***" + text[i+n:]
		i += len("***")
	}
	return text
}
