package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var (
	// ErrAddress is an address that is not dialled: not http or https, plain http to
	// another machine, or with a user or a password in it.
	ErrAddress = errors.New("refused")
	// ErrRedirected is a redirect to another host or port, from https to http, or one
	// more than MaxRedirects; of a question with a key, any.
	ErrRedirected = errors.New("redirected")
	// ErrTooLarge is a body of more than MaxBody, or one that expands more than
	// MaxExpansion times.
	ErrTooLarge = errors.New("too large")
	// ErrEncoding is a body compressed in another way than gzip, or no good gzip.
	ErrEncoding = errors.New("can't be decompressed")
	// ErrCut is a body that ends before its end.
	ErrCut = errors.New("cut short")
	// ErrTooSlow is an answer that takes more than MaxTime.
	ErrTooSlow = errors.New("too slow")
)

// A StatusError is an answer of another status than 200, or than 304 to an ETag.
type StatusError struct {
	Code int // 404
	// RetryAfter is how long the server asks to wait, if Asked.
	RetryAfter time.Duration
	Asked      bool
	Tries      int // how often was asked, of a status that may pass
	// Message is what the error body of an API says, without the key and at most some
	// 200 bytes; "" where it says nothing, and from Get.
	Message string

	asked bool          // by an Asker
	left  time.Duration // of its patience, at the last try
}

func (e *StatusError) Error() string {
	text := fmt.Sprintf("status %d", e.Code)
	if name := http.StatusText(e.Code); name != "" {
		text += " " + name
	}
	if e.asked {
		return text + e.told()
	}
	if !e.later() {
		return text + ", not 200"
	}
	switch {
	case !e.Asked:
		text += ", without a time to retry after"
	case e.RetryAfter > MaxWait:
		text += fmt.Sprintf(", retry after %s, and at most %s are waited", seconds(e.RetryAfter), seconds(MaxWait))
	default:
		text += fmt.Sprintf(", retry after %s, asked %d times already", seconds(e.RetryAfter), e.Tries)
	}
	return text
}

// told is what an API said with its status, and what was made of that.
func (e *StatusError) told() (text string) {
	if e.Message != "" {
		text = ": " + e.Message
	}
	switch {
	case e.Asked && e.RetryAfter > e.left && e.Tries > 0:
		text += fmt.Sprintf(" (it asks to wait %s, and at most %s more are waited)", seconds(e.RetryAfter), seconds(e.left))
	case e.Tries > 1:
		text += fmt.Sprintf(" (asked %d times)", e.Tries)
	}
	return text
}

// maxReason is how much of what an error body says is looked at for what has to be
// hidden, before it is clipped.
const maxReason = 4 << 10

// reason is what a JSON error body says, "" for any other body.
//
//	{"error": {"message": "no such key"}}, {"error": "no such key"}, {"detail": "no such key"}
func reason(body []byte) string {
	var said struct {
		Error, Detail, Message any
	}
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	for _, v := range []any{said.Error, said.Detail, said.Message} {
		for range 3 { // {"detail": {"error": {"message": "..."}}}
			inner, ok := v.(map[string]any)
			if !ok {
				break
			}
			v = inner["message"]
			if v == nil {
				v = inner["error"]
			}
		}
		if text, ok := v.(string); ok && strings.TrimSpace(text) != "" {
			return strings.Join(strings.Fields(text[:min(len(text), maxReason)]), " ")
		}
	}
	return ""
}

// later says whether the status may be another one after a while.
func (e *StatusError) later() bool {
	return e.Code == http.StatusTooManyRequests || e.Code == http.StatusServiceUnavailable
}

func statusError(resp *http.Response) *StatusError {
	e := &StatusError{Code: resp.StatusCode}
	e.RetryAfter, e.Asked = retryAfter(resp.Header)
	return e
}

// retryAfter reads seconds, or a moment: how long that is off is told by the server's
// own clock.
func retryAfter(h http.Header) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0, false
	}
	return max(at.Sub(now), 0), true
}

// seconds writes a duration as "60 s", "0.05 s".
func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

// A failure is an error with the address, as it may be printed.
type failure struct {
	address string
	err     error
}

// Error replaces what could steer a terminal: certificates and servers word a part of
// the errors of the network.
func (f failure) Error() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, "get "+f.address+": "+f.err.Error())
}

func (f failure) Unwrap() error { return f.err }
