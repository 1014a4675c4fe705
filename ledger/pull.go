package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A Pull is what a source told, to be booked as one.
type Pull struct {
	Source Source // one without an ID is added with it
	At     time.Time
	// All use of the days from First on was told, until Until; the day of Until may be told
	// in part. What the source had brought of these days before and tells no more is taken
	// out.
	First, Until time.Time
	Parts        []PullPart
	Edges        string         // by which sums are told apart; "" keeps what was
	Oldest       time.Time      // the oldest request that an engine holds; zero keeps what was
	Balance      *pricing.Money // that the gateway states at At; nil is none
	Credits      *pricing.Money // all credit that was ever loaded, by the gateway's word; nil is not told
	DayUsed      *pricing.Money // what was used since the midnight before At, by the gateway's word; nil is not told
	Used         *pricing.Money // all dollars that were ever used, by the gateway's word; nil is not told
	Since        time.Time      // when the account began, as far as the gateway tells; zero is unknown
	Progress     func(usage.Progress)
}

// A PullPart is some of its usage: the bytes of an answer of a type, or rows.
type PullPart struct {
	Type string
	Body io.Reader
	Rows *usagefile.File
}

// Pulled says what a pull did.
type Pulled struct {
	Account    string // that its usage went to, as far as it is one
	Rows       int    // that the source told: the sum of the three below, and empty buckets
	Added      int
	Duplicates int
	Updated    int
	Removed    int // rows of earlier pulls that it told no more
	// USD and BYOKUSD are by how much the dollars of a report grew: two reports of one spend
	// count once.
	USD        pricing.Money
	BYOKUSD    pricing.Money
	Unpriced   []usage.Unpriced
	Missing    []usage.DaySpan // days before First of which the books have nothing
	MissingUSD *pricing.Money  // what was used then, where the gateway's word and the books tell
	Warnings   []string
}

// Pull books what a source told, in one transaction: an import for each part, the balance,
// and the credit of which it may show a purchase. One that tells nothing new is no import
// of its own: the one before it tells until then. A failure changes nothing. It returns the
// errors of Import and AddSource.
func (s *Store) Pull(ctx context.Context, p Pull) (out Pulled, err error) {
	err = s.file.WriteTrusting(ctx, func(tx *sql.Tx) error {
		out = Pulled{Account: p.account(s.catalog)}
		return s.pull(ctx, tx, p, &out)
	})
	return out, err
}

func (s *Store) pull(ctx context.Context, tx *sql.Tx, p Pull, out *Pulled) (err error) {
	if p.Source, err = present(ctx, tx, s.catalog, p.Source); err != nil {
		return err
	}
	if p.tellsCredit() { // which is of an account also before there is usage
		if _, err := needAccount(ctx, tx, s.catalog, out.Account); err != nil {
			return err
		}
	}
	before, _, err := totalSince(ctx, tx, s.catalog, p)
	if err != nil {
		return err
	}
	days := &usage.Pull{Source: p.Source.ID, Account: p.Source.Account, File: p.Source.file(), First: p.First, Until: p.Until}
	if err := days.Begin(ctx, tx); err != nil {
		return err
	}
	var made []int64
	for _, part := range p.Parts {
		opt := usage.ImportOptions{File: days.File, Account: p.Source.Account, At: p.At, Pull: days, Progress: p.Progress}
		opt.Type = part.Type
		opt.HideKeys()
		var from *usage.Input
		if part.Rows != nil {
			from = usage.FromRows(part.Rows)
		} else if from, err = usage.OpenInput(ctx, part.Body, opt); err != nil {
			return err
		}
		got, err := usage.Import(ctx, tx, s.catalog, from, opt)
		from.Close()
		if err != nil {
			return err
		}
		out.add(got)
		made = append(made, got.ID)
	}
	if out.Removed, err = days.End(ctx, tx, s.catalog, made); err != nil {
		return err
	}
	if out.Added+out.Updated+out.Removed == 0 {
		if err := days.Fold(ctx, tx, made); err != nil {
			return err
		}
	}
	after, known, err := totalSince(ctx, tx, s.catalog, p)
	if err != nil {
		return err
	}
	out.USD, out.BYOKUSD = after.USD.Sub(before.USD), after.BYOKUSD.Sub(before.BYOKUSD)
	if err := s.findMissing(ctx, tx, p, known, out); err != nil {
		return err
	}
	if p.tellsCredit() {
		if err := s.noteCredit(ctx, tx, p, out); err != nil {
			return err
		}
	}
	if err := notePull(ctx, tx, p); err != nil || out.Removed+out.Updated == 0 {
		return err
	}
	return usage.ForgetUnused(ctx, tx)
}

// present is a source as it stands now, which another pull may have changed while this one
// was asking; a new one is added.
func present(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, x Source) (Source, error) {
	if x.ID == 0 {
		return addSource(ctx, tx, c, x)
	}
	list, err := sources(ctx, tx)
	if err != nil {
		return x, err
	}
	for _, now := range list {
		if now.ID == x.ID {
			return now, nil
		}
	}
	return x, fmt.Errorf("source %s: %w: it was removed meanwhile", x.Name, ErrNoSource)
}

// totalSince is what a report has of the days of a pull and later ones, and of which days
// imports tell.
func totalSince(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, p Pull) (total report.Row, known usage.KnownDays, err error) {
	sums, err := usage.ReadSums(ctx, tx, c, usage.SumsQuery{From: p.First, AsOf: p.At})
	if err != nil {
		return total, known, err
	}
	for i := range sums.Days {
		total.Count(&sums.Days[i])
	}
	return total, sums.Known, nil
}

// add takes in what one import did.
func (out *Pulled) add(got usage.Imported) {
	out.Rows += got.Rows
	out.Added += got.Added
	out.Duplicates += got.Duplicates
	out.Updated += got.Updated
	out.Unpriced = append(out.Unpriced, got.Unpriced...)
	out.Warnings = append(out.Warnings, got.Warnings...)
}

// account is the account that the usage goes to where the source says none itself.
func (p Pull) account(c *pricing.Catalog) string {
	if p.Source.Account != "" {
		return p.Source.Account
	}
	for _, part := range p.Parts {
		if part.Rows != nil && part.Rows.Format.Gateway != "" {
			return part.Rows.Format.Gateway
		}
		for _, f := range usagefile.Formats() {
			if f.Name == part.Type && f.Gateway != "" {
				return f.Gateway
			}
		}
	}
	if g := c.Gateway(p.Source.Kind); g != nil {
		return g.ID
	}
	return ""
}

// tellsCredit reports whether the gateway said anything of the account's credit.
func (p Pull) tellsCredit() bool { return p.Balance != nil || p.Credits != nil }

// findMissing finds the days before those of the pull of which neither an import nor an
// earlier pull tells. A gateway whose word for all that was ever used is what the books
// have come to leaves none missing.
func (s *Store) findMissing(ctx context.Context, tx *sql.Tx, p Pull, known usage.KnownDays, out *Pulled) error {
	if p.First.IsZero() || out.Account == "" {
		return nil
	}
	since := p.Since
	if days := known.Days(time.Time{})[out.Account]; len(days) > 0 && (since.IsZero() || days[0].From.Before(since)) {
		since = days[0].From
	}
	if since.IsZero() || !since.Before(p.First) {
		return nil
	}
	if p.Used != nil {
		sums, err := usage.ReadSums(ctx, tx, s.catalog, usage.SumsQuery{Account: out.Account})
		if err != nil {
			return err
		}
		var booked pricing.Money
		for i := range sums.Days {
			if d := &sums.Days[i]; d.DollarsCount {
				booked = booked.Add(d.Cost)
			}
		}
		lacking := p.Used.Sub(booked)
		if p.DayUsed != nil && !p.Until.After(pricing.StartOfDay(p.At)) { // which no told day has
			lacking = lacking.Sub(*p.DayUsed)
		}
		if lacking.Cmp(pricing.MustMoney("0.01")) < 0 {
			return nil
		}
		out.MissingUSD = &lacking
	}
	out.Missing = known.Untold(out.Account, usage.DaySpan{From: pricing.StartOfDay(since), To: p.First.Add(-pricing.DayLength)})
	return nil
}

// notePull keeps what a pull found of its source.
func notePull(ctx context.Context, tx *sql.Tx, p Pull) error {
	var oldest any
	if !p.Oldest.IsZero() {
		oldest = p.Oldest.UnixNano()
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE source
		SET
			pulled_ns = ?,
			edges = iif(? = '', edges, ?),
			oldest_ns = COALESCE(?, oldest_ns)
		WHERE id = ?`, p.At.UnixNano(), p.Edges, p.Edges, oldest, p.Source.ID)
	if err != nil {
		return fmt.Errorf("source %s: %w", p.Source.Name, err)
	}
	return nil
}
