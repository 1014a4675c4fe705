package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// A chError is an exception of ClickHouse's.
type chError struct {
	code int
	text string
}

func (e *chError) Error() string { return fmt.Sprintf("%s (code %d)", e.text, e.code) }

// codeOf is the number of ClickHouse's exception in an error, 0 for none.
func codeOf(err error) int {
	var e *chError
	if errors.As(err, &e) {
		return e.code
	}
	return 0
}

var (
	exceptionText = regexp.MustCompile(`(?s)Code: (\d+)[.,].*?DB::Exception: (.*)`)
	exceptionTail = regexp.MustCompile(`(?s),? ?(e\.what\(\) = .*|Stack trace.*|\(version .*|: While executing .*|: While processing .*)`)
	needsGrant    = regexp.MustCompile(`grant ([A-Za-z ]+)(?:\([^)]*\))? (?:ON|FOR COLUMNS) ?(?:[^ ]* ON )?([\w.` + "`" + `*]+)`)
)

// exceptionIn finds ClickHouse's exception in a text.
func exceptionIn(text string) (code int, said string) {
	m := exceptionText.FindStringSubmatch(text)
	if m == nil {
		return 0, ""
	}
	code, _ = strconv.Atoi(m[1]) // digits
	said = strings.TrimSpace(exceptionTail.ReplaceAllString(m[2], ""))
	said = strings.TrimRight(strings.Join(strings.Fields(said), " "), ". ")
	if len(said) > 400 {
		said = strings.ToValidUTF8(said[:400], "") + "..."
	}
	return code, said
}

// exception is the error of an answer that is an exception, or no ClickHouse's at all.
func (c *clickhouse) exception(status int, text string) error {
	code, said := exceptionIn(text)
	if code == 0 {
		r := &Refusal{Reason: fmt.Sprintf("%s answers with status %d and no table", c.at.Host, status), Help: "is this the port of ClickHouse's HTTP interface?"}
		if status >= 300 && status < 400 {
			r.Help = "it sends on to another address: give that one"
		}
		return r
	}
	r := &Refusal{Err: &chError{code, said}}
	switch code {
	case 193, 194, 192, 516:
		r.Reason, r.Help = c.at.Host+" does not let the user "+c.user+" in: "+said, "give the password in the address or in CLICKHOUSE_PASSWORD"
	case 497, 291:
		table := c.database + "." + langfuseTable
		if m := needsGrant.FindStringSubmatch(said); m != nil {
			table = strings.Trim(m[2], ".`")
		}
		r.Reason, r.Help = "the user "+c.user+" may not read it: "+said, fmt.Sprintf("an administrator runs: GRANT SELECT ON %s TO %s", table, c.user)
	case 60:
		r.Reason = said
	case 81:
		r.Reason, r.Help = said, "name it behind the host: clickhouse://user@host/database"
	case 159, 160:
		r.large = true
		r.Reason, r.Help = fmt.Sprintf("the database stopped the query after %s", c.opt.timeout()), "ask for fewer days, or have the query read less"
	case 241:
		r.large = true
		r.Reason, r.Help = "the database has no memory for the query: "+said, "ask for fewer days"
	case 396:
		r.Reason = "more sums than may be read: " + said
		r.Help = "what differs from request to request is no label: leave such a column out of the query, or ask for fewer days"
	case 62:
		r.Reason = "the database can't read the query: " + said
	case 164:
		r.Reason, r.Help = "the query writes, or sets what this user may not: "+said, "a source only reads"
	default:
		r.Reason = fmt.Sprintf("the database refuses the query: %s (code %d)", said, code)
	}
	return r
}

// withTables adds the tables that are there to the error of one that is not.
func (c *clickhouse) withTables(ctx context.Context, err error) error {
	var r *Refusal
	if codeOf(err) != 60 || !errors.As(err, &r) || r.Help != "" {
		return err
	}
	names, other := c.tables(ctx)
	if other != nil {
		return err
	}
	slices.Sort(names)
	if len(names) > shownTables {
		names = append(names[:shownTables:shownTables], "...")
	}
	r.Help = fmt.Sprintf("the database %s has %s", c.database, strings.Join(names, ", "))
	if len(names) == 0 {
		r.Help = fmt.Sprintf("the database %s has no table that this user can see", c.database)
	}
	return r
}

// unreached says why no answer came, or not the whole of one. It shows no address with its
// parameters.
func (c *clickhouse) unreached(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	r := &Refusal{Err: err}
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		r.Reason, r.Help = "no machine is called "+dns.Name, "look at the host in the address"
	case errors.Is(err, syscall.ECONNREFUSED):
		r.Reason, r.Help = "nothing answers at "+c.at.Host, "is ClickHouse running there, and is this the port of its HTTP interface?"
	case refusesTLS(err) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		r.Reason, r.Help = "TLS with "+c.at.Host+" does not come about: "+reasonOf(err), "secure=true in the address asks for TLS, secure=false for none; the certificate has to be one that this machine trusts"
	case errors.As(err, &timeout) && timeout.Timeout():
		r.Reason, r.Help = c.at.Host+" does not answer in time", "ask for fewer days, or have the query read less"
	default:
		r.Reason, r.Help = "the connection to "+c.at.Host+" was lost: "+reasonOf(err), "nothing was taken over; try again"
	}
	return r
}
