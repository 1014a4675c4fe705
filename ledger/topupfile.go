package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// TopUpColumns are the columns of a file of top-ups; the first four are needed.
var TopUpColumns = []string{"time", "account", "kind", "credit_usd", "fee_usd", "tax_usd", "method", "expires_at", "expiry_policy", "note"}

// listedColumns are further columns that a list of top-ups has as CSV: id and of name a
// refund's top-up within the file, fee_recorded false says that the fee is the schedule's.
var listedColumns = []string{"id", "of", "fee_recorded"}

const neededTopUpColumns = 4

// A TopUpFile says what importing a file of top-ups did.
type TopUpFile struct {
	File       string
	Rows       int
	Added      []lot.TopUp
	Balances   []lot.Balance // stated balances that were new or changed
	Duplicates int           // rows that were known already
	Warnings   []string
}

// A TopUpFileError refuses a file of top-ups for its bad cells: all of them.
type TopUpFileError struct {
	File   string
	Faults []usagefile.Fault
}

func (e *TopUpFileError) Error() string {
	return (&usage.RejectedError{File: e.File, Faults: e.Faults}).Error()
}

// A topUpRow is one row of the file: a top-up, or a stated balance.
type topUpRow struct {
	line    int
	key     string // its whole content, counted where two rows of the file are equal
	id, of  string // as a list has them, "" where the file does not say
	balance bool
	usd     pricing.Money
	topUp   lot.TopUp
	byRule  time.Time // when it dies by the gateway's rule, as the file has it
}

// ImportTopUps records a CSV of top-ups in one transaction. A bad cell refuses the
// file (*TopUpFileError). A row adds nothing where the ledger has a top-up of its
// account, time, kind and credit, unless again takes it.
func (s *Store) ImportTopUps(ctx context.Context, file string, r io.Reader, again bool) (TopUpFile, error) {
	out := TopUpFile{File: file}
	rows, faults, err := readTopUps(ctx, r)
	if err != nil {
		return out, fmt.Errorf("%s: %w", file, err)
	}
	out.Rows = len(rows)
	err = s.file.Write(ctx, func(tx *sql.Tx) error {
		in, err := newTopUpIntake(ctx, s, tx, again, &out)
		if err != nil {
			return err
		}
		// Births before refunds, so that a refund finds what it is of, and rows that came
		// before ahead of those that are merely equal to one.
		slices.SortStableFunc(rows, func(a, b topUpRow) int {
			return cmp.Or(refundsLast(a)-refundsLast(b), in.strangersLast(a)-in.strangersLast(b))
		})
		for _, row := range rows {
			fault, err := in.take(ctx, row)
			if err != nil {
				return err
			}
			if fault != nil {
				faults = append(faults, *fault)
			}
		}
		if len(faults) > 0 {
			slices.SortStableFunc(faults, func(a, b usagefile.Fault) int { return a.Line - b.Line })
			return &TopUpFileError{file, faults}
		}
		in.sayEqual()
		for account := range in.touched {
			if err := divideDays(ctx, tx, s.catalog, account); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return TopUpFile{File: file}, err
	}
	return out, nil
}

// readTopUps reads a file of top-ups: its good rows, and what is wrong with the
// others.
func readTopUps(ctx context.Context, r io.Reader) (rows []topUpRow, faults []usagefile.Fault, err error) {
	table, err := usagefile.OpenTable(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	head := table.Columns
	at, err := topUpHeader(head)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]int{}
	for {
		fields, line, err := table.Next()
		if err == io.EOF {
			return rows, faults, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if len(fields) != len(head) {
			faults = append(faults, usagefile.Fault{Line: line, Reason: fmt.Sprintf("the row has %s and the header %d", words.Plural(len(fields), "cell"), len(head))})
			continue
		}
		c := &topUpCells{table: table, line: line, fields: fields, at: at}
		row := c.row()
		faults = append(faults, c.faults...)
		if len(c.faults) == 0 {
			// Two equal rows are two: the key counts them.
			text := row.text()
			row.key = keyOf(fmt.Sprintf("%s\x00%d", text, seen[text]))
			seen[text]++
			rows = append(rows, row)
		}
	}
}

func keyOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// HasTopUpColumns reports whether a header is that of a file of top-ups.
func HasTopUpColumns(head []string) bool {
	_, err := topUpHeader(head)
	return err == nil
}

// topUpHeader finds the columns by name; others are passed over.
func topUpHeader(head []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && (slices.Contains(TopUpColumns, name) || slices.Contains(listedColumns, name)) {
			return nil, fmt.Errorf("column %q stands twice", name)
		}
		at[name] = i
	}
	for _, name := range TopUpColumns[:neededTopUpColumns] {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("column %q is missing; a file of top-ups has %s", name, strings.Join(TopUpColumns, ","))
		}
	}
	return at, nil
}

// text is what a row says, however it was written: 100, 100.00 and 1e2 are one.
func (r topUpRow) text() string {
	t := r.topUp
	fee, tax := "", ""
	if t.Charged {
		fee = t.Fee.String()
	}
	if t.Tax != nil {
		tax = t.Tax.String()
	}
	return fmt.Sprintf("%d\x00%s\x00%s\x00%t\x00%s\x00%s\x00%s\x00%s\x00%d\x00%s\x00%s", t.At.UnixNano(), t.Account, t.Kind, r.balance, r.usd, t.Credit, fee, t.Method, t.Expires.NS(), tax, t.Note)
}

// topUpCells reads the cells of one row and collects what is wrong with them.
type topUpCells struct {
	table  *usagefile.Table
	line   int
	fields []string
	at     map[string]int
	faults []usagefile.Fault
}

func (c *topUpCells) text(column string) string {
	i, ok := c.at[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(c.fields[i])
}

func (c *topUpCells) fault(column, reason string) {
	value := ""
	if i, ok := c.at[column]; ok {
		value = c.fields[i]
	}
	c.faults = append(c.faults, usagefile.Fault{Line: c.line, Column: column, Value: value, Reason: reason})
}

func (c *topUpCells) money(column string) pricing.Money {
	var m pricing.Money
	text, err := c.table.Decimal(c.text(column))
	if err == nil {
		m, err = pricing.ParseMoney(text)
	}
	if err != nil {
		c.fault(column, err.Error())
	}
	return m
}

// maybe is an amount that may be absent.
func (c *topUpCells) maybe(column string) *pricing.Money {
	if c.text(column) == "" {
		return nil
	}
	m := c.money(column)
	if m.Sign() < 0 {
		c.fault(column, "can't be negative")
	}
	return &m
}

func (c *topUpCells) row() topUpRow {
	r := topUpRow{line: c.line, id: c.text("id"), of: c.text("of")}
	t := &r.topUp
	var err error
	if t.At, err = usagefile.ParseTime(c.text("time")); err != nil {
		c.fault("time", err.Error())
	}
	if t.Account = c.text("account"); t.Account == "" {
		c.fault("account", "is empty")
	}
	t.Method, t.Note = c.text("method"), usage.WithoutKeys(c.text("note"))
	kind := strings.ToLower(c.text("kind"))
	switch t.Kind = lot.Kind(kind); {
	case kind == "balance":
		r.balance, t.Kind = true, ""
		r.usd = c.money("credit_usd")
		return r
	case t.Kind != lot.Purchase && t.Kind != lot.Grant && t.Kind != lot.Opening && t.Kind != lot.Refund:
		c.fault("kind", "want purchase, grant, opening, refund or balance")
		return r
	}
	if t.Credit = c.money("credit_usd"); len(c.faults) == 0 && t.Credit.Sign() <= 0 {
		c.fault("credit_usd", "want dollars above zero")
	}
	if t.Fee = c.maybe("fee_usd"); t.Fee != nil {
		if t.Charged = !strings.EqualFold(c.text("fee_recorded"), "false"); !t.Charged {
			t.Fee = nil // the schedule's, which the ledger has
		}
	}
	if t.Kind == lot.Refund && t.Fee == nil {
		t.Fee, t.Charged = &pricing.Money{}, true
	}
	t.Tax = c.maybe("tax_usd")
	if t.Expires, r.byRule = c.expiry(); len(c.faults) > 0 {
		return r
	}
	if err := t.Validate(); err != nil {
		column := "kind"
		if !t.Expires.At().IsZero() && !t.Expires.At().After(t.At) || t.Kind == lot.Refund {
			column = "expires_at"
		}
		c.fault(column, err.Error())
	}
	return r
}

// expiry reads when the credit dies: expires_at, unless expiry_policy says that the
// gateway's rule gave that date, which byRule is then.
func (c *topUpCells) expiry() (e lot.Expires, byRule time.Time) {
	policy := strings.ToLower(c.text("expiry_policy"))
	rule := policy == string(pricing.ExpiryUnknown) || strings.HasPrefix(policy, "after ") || strings.HasPrefix(policy, "may ")
	switch policy {
	case "", "as recorded", lot.RefundOfUsage:
	case string(pricing.NeverExpires):
		e = lot.Never()
	default:
		if !rule {
			c.fault("expiry_policy", "want never, after N days, may after N days, unknown or as recorded")
		}
	}
	switch text := c.text("expires_at"); {
	case text == "":
	case strings.EqualFold(text, "never"):
		e = lot.Never()
	default:
		at, err := usagefile.ParseTime(text)
		switch {
		case err != nil:
			c.fault("expires_at", "want a time, never, or nothing for the gateway's rule")
		case rule:
			byRule = at
		default:
			e = lot.ExpiresAt(at)
		}
	}
	return e, byRule
}

// ParseExpires reads "never", or an instant as pricing.ParseWhen does, of which a day without
// its year is the next one after now; "" is the gateway's rule.
func ParseExpires(s string, now time.Time) (lot.Expires, error) {
	switch {
	case s == "":
		return lot.Expires{}, nil
	case strings.EqualFold(s, "never"):
		return lot.Never(), nil
	}
	t, err := pricing.ParseWhen(s, now, true)
	if err != nil {
		return lot.Expires{}, fmt.Errorf("%w, nor \"never\"", err)
	}
	if t.Year() < 2000 || t.Year() > 2200 {
		return lot.Expires{}, fmt.Errorf("the year %d is not one in which credit expires", t.Year())
	}
	return lot.ExpiresAt(t), nil
}
