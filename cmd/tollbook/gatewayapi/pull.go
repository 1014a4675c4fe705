package gatewayapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"tollbook/cmd/tollbook/fetch"
)

// maxClockOff is how far the machine's clock and the gateway's may be apart.
const maxClockOff = time.Hour

// errClock ends a pull that began by a clock that is off; it begins again by another.
var errClock = errors.New("the clock is off")

// A pull is the state of one Ask.
type pull struct {
	api   API
	asker *fetch.Asker
	base  base
	key   string
	from  time.Time // as wanted
	now   time.Time
	clock bool // now is still to be held against the gateway's

	requests int
	warnings []string
}

// today is the UTC midnight at which the day of now began.
func (p *pull) today() time.Time { return p.now.Truncate(24 * time.Hour) }

// since is the first day that is wanted: the day of the question's From, or so many days
// and months before today, where it is zero. It is not after to.
func (p *pull) since(years, days int, to time.Time) time.Time {
	from := p.from.UTC().Truncate(24 * time.Hour)
	if p.from.IsZero() {
		from = p.today().AddDate(-years, 0, -days)
	}
	if from.After(to) {
		return to
	}
	return from
}

func (p *pull) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// get asks for one path. What it returns is JSON, in which the key does not stand.
func (p *pull) get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	body, err := p.once(ctx, path, query)
	if p.base.prefix != "" && (isStatus(err, notFound) || isShape(err)) {
		// A server's whole address without the path: nothing is there, or its web page.
		p.base.address, p.base.prefix = p.base.address+p.base.prefix, ""
		first := err
		if body, err = p.once(ctx, path, query); isStatus(err, notFound) {
			return nil, first
		}
	}
	if err == nil {
		p.base.prefix = ""
	}
	return body, err
}

func (p *pull) once(ctx context.Context, path string, query url.Values) ([]byte, error) {
	reply, err := p.asker.Ask(ctx, fetch.Question{Address: p.base.path(path, query), Header: p.api.header(p.key), Key: p.key})
	if err != nil {
		var status *fetch.StatusError
		if errors.As(err, &status) && (status.Code == unauthorized || status.Code == forbidden) {
			return nil, &KeyError{API: p.api, Status: status}
		}
		return nil, err
	}
	p.requests++
	if !json.Valid(reply.Body) {
		return nil, &ShapeError{Path: path, Reason: "is no JSON"}
	}
	if err := p.hold(reply.Date); err != nil {
		return nil, err
	}
	return p.without(reply.Body), nil
}

// hold holds the time against that of the gateway, once: days end by its clock.
func (p *pull) hold(date time.Time) error {
	if !p.clock || date.IsZero() {
		return nil
	}
	p.clock = false
	off := p.now.Sub(date)
	if off.Abs() <= maxClockOff {
		return nil
	}
	word := "ahead of"
	if off < 0 {
		word = "behind"
	}
	by := strings.TrimSuffix(strings.Replace(off.Abs().Round(time.Minute).String(), "h0m0s", "h", 1), "0s")
	p.warn("this machine's clock is %s %s that of %s: the days are taken by the gateway's, %s", by, word, p.api.Kind, date.UTC().Format("2006-01-02 15:04 UTC"))
	p.now = date.UTC()
	return errClock
}

// without is a body in which "***" stands for the key, wherever the gateway put it. A
// key that could be a number is left: figures are not to be changed.
func (p *pull) without(body []byte) []byte {
	if len(p.key) < 6 || strings.Trim(p.key, "0123456789.eE+-") == "" {
		return body
	}
	return bytes.ReplaceAll(body, []byte(p.key), []byte("***"))
}

// A ShapeError is an answer that is not what the API's documentation promises: no JSON,
// another shape, pages that do not go together.
type ShapeError struct {
	Path   string // of what was asked: /activity
	Reason string // what is wrong with it
}

// Error names the path and what is wrong.
func (e *ShapeError) Error() string { return fmt.Sprintf("the answer of %s %s", e.Path, e.Reason) }

func isShape(err error) bool {
	var shape *ShapeError
	return errors.As(err, &shape)
}

func isStatus(err error, code int) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && status.Code == code
}

// decode reads an answer into v. The decoder's words may quote what a stranger wrote, so
// they are left out.
func decode(path string, body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(v) != nil {
		return &ShapeError{path, "has another shape than documented"}
	}
	return nil
}
