package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// refusedSettings is an address that pgconn can't read. Its own error shows the address
// without the password, and what it can't read: a parameter's value.
func refusedSettings(u *url.URL, err error) error {
	if u.Host == "" && u.Query().Get("host") == "" {
		return ErrAddress
	}
	var bad *pgconn.ParseConfigError
	if errors.As(err, &bad) && bad.Unwrap() != nil {
		return &Refusal{Reason: "the address has a parameter that can't be used: " + bad.Unwrap().Error(), Err: err}
	}
	return &Refusal{Reason: "the address has a parameter that can't be used", Err: err}
}

// refusedSession says why no session came about.
func refusedSession(ctx context.Context, where string, cfg *pgconn.Config, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r := &Refusal{Err: err}
	var pg *pgconn.PgError
	var dns *net.DNSError
	switch {
	case errors.As(err, &pg):
		switch pg.Code {
		case "28P01", "28000":
			r.Reason = fmt.Sprintf("%s does not let the user %s in: %s", where, cfg.User, pg.Message)
			r.Help = "give the password in the address, in PGPASSWORD or in ~/.pgpass"
		case "3D000":
			r.Reason, r.Help = fmt.Sprintf("%s has no database %q", where, cfg.Database), "name it behind the host: postgres://user@host/database"
		case "53300":
			r.Reason, r.Help = where+" has no connection left", "try again later"
		default:
			r.Reason = fmt.Sprintf("%s refuses the session: %s (%s)", where, pg.Message, pg.Code)
		}
	case errors.As(err, &dns):
		r.Reason, r.Help = "no machine is called "+dns.Name, "look at the host in the address"
	case errors.Is(err, syscall.ECONNREFUSED):
		r.Reason, r.Help = "nothing answers at "+where, "is PostgreSQL running there, and does it listen on this port?"
	case refusesTLS(err):
		r.Reason = "TLS with " + where + " does not come about: " + reasonOf(err)
		r.Help = "sslmode=require encrypts without checking the certificate, sslrootcert=FILE names who signed it, sslmode=disable asks for none"
	default:
		r.Reason, r.Help = "no session with "+where+": "+reasonOf(err), "look at the address, and at what stands between"
	}
	return r
}

// refusesTLS reports whether an error is of TLS. That the server has none pgconn says by a
// text alone.
func refusesTLS(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &verify) || errors.As(err, &record) ||
		strings.Contains(err.Error(), "server refused TLS connection")
}

// reasonOf is the innermost reason of an error, which names no user and no settings.
func reasonOf(err error) string {
	for {
		if joined, is := err.(interface{ Unwrap() []error }); is && len(joined.Unwrap()) > 0 {
			err = joined.Unwrap()[0]
			continue
		}
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// badJSON reports whether a statement ended because a text is not the JSON that it looks like.
func badJSON(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "22P02" || pg.Code == "22P05")
}

// outOfRange reports whether a statement ended because a number is too large for its type.
func outOfRange(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "22003"
}

// refused says why a statement has no answer.
func (p *postgres) refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r := &Refusal{Err: err}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		r.Reason, r.Help = "the connection to the database was lost: "+reasonOf(err), "nothing was taken over; try again"
		return r
	}
	switch pg.Code {
	case "57014":
		r.large = true
		r.Reason = fmt.Sprintf("the database stopped the query after %s", p.opt.timeout())
		r.Help = "ask for fewer days, or have the query read less; an index on the time makes a pull of some days quick"
	case "57P01", "57P02", "57P03", "08006", "08003":
		r.Reason, r.Help = "the database ended the session: "+pg.Message, "nothing was taken over; try again"
	case "42501":
		r.Reason, r.Help = "the user "+p.user+" may not: "+pg.Message, fmt.Sprintf("an owner of it runs: GRANT SELECT ON ... TO %s", quoteName(p.user))
	case "25006":
		r.Reason, r.Help = "the query writes: "+pg.Message, "a source only reads"
	case "42P01":
		r.Reason, r.Help = pg.Message, "names with capitals want quotes, and schema=NAME in the address says where to look"
	case "53100", "53200":
		r.large = true
		r.Reason, r.Help = "the database has no room for the query: "+pg.Message, "ask for fewer days"
	default:
		r.Reason = fmt.Sprintf("the database refuses the query: %s (%s)", pg.Message, pg.Code)
	}
	return r
}
