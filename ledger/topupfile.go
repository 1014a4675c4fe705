package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TopUpColumns are the columns of a file of top-ups; the first four are needed,
// tax_usd and note may be there.
var TopUpColumns = []string{"time", "account", "kind", "credit_usd", "fee_usd", "method", "expires_at", "tax_usd", "note"}

const neededTopUpColumns = 4

// A TopUpFile says what importing a file of top-ups did.
type TopUpFile struct {
	File       string
	Rows       int
	Added      []TopUp
	Balances   []Balance // stated balances that were new or changed
	Duplicates int       // rows that were known already
	Warnings   []string
}

// A TopUpFileError refuses a file of top-ups for its bad cells: all of them.
type TopUpFileError struct {
	File   string
	Faults []usagefile.Fault
}

func (e *TopUpFileError) Error() string {
	return (&RejectedError{File: e.File, Faults: e.Faults}).Error()
}

// A topUpRow is one row of the file: a top-up, or a stated balance.
type topUpRow struct {
	line    int
	key     string // tells it from every other row, however often the file comes
	balance bool
	usd     pricing.Money
	topUp   TopUp
}

// ImportTopUps records a CSV of top-ups in one transaction. A bad cell refuses the
// file (*TopUpFileError); rows that are known already add nothing.
func (s *Store) ImportTopUps(ctx context.Context, file string, r io.Reader) (TopUpFile, error) {
	out := TopUpFile{File: file}
	rows, faults, err := readTopUps(ctx, r)
	if err != nil {
		return out, fmt.Errorf("%s: %w", file, err)
	}
	out.Rows = len(rows)
	err = s.write(ctx, func(tx *sql.Tx) error {
		accounts := map[string]Account{}
		// Births before refunds, so that a refund finds what it is of.
		slices.SortStableFunc(rows, func(a, b topUpRow) int { return refundsLast(a) - refundsLast(b) })
		for _, row := range rows {
			fault, err := s.takeTopUp(ctx, tx, row, &out, accounts)
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
		touched := map[int64]bool{} // an account may have been written in two ways
		for _, a := range accounts {
			if touched[a.id] {
				continue
			}
			touched[a.id] = true
			if err := s.recut(ctx, tx, a.id); err != nil {
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

func refundsLast(r topUpRow) int {
	if r.topUp.Kind == Refund {
		return 1
	}
	return 0
}

// takeTopUp records one row, and its account in accounts by the name in the file: to
// look one up counts its top-ups. A fault means that the row is bad in a way that only
// the ledger can see.
func (s *Store) takeTopUp(ctx context.Context, tx *sql.Tx, row topUpRow, out *TopUpFile, accounts map[string]Account) (*usagefile.Fault, error) {
	var known int
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM topup WHERE import_key = ?)`, row.key).Scan(&known); err != nil {
		return nil, err
	}
	if known == 1 {
		out.Duplicates++
		return nil, nil
	}
	fault := func(column, value, reason string) (*usagefile.Fault, error) {
		return &usagefile.Fault{Line: row.line, Column: column, Value: value, Reason: reason}, nil
	}
	t := row.topUp
	a, seen := accounts[t.Account]
	var err error
	if !seen {
		a, err = s.needAccount(ctx, tx, t.Account)
	}
	var unknown *pricing.UnknownGatewayError
	if errors.As(err, &unknown) {
		return fault("account", t.Account, "no such account, and no such gateway; nearest: "+strings.Join(unknown.Nearest, ", "))
	}
	if err != nil {
		return nil, err
	}
	accounts[t.Account] = a
	t.Account = a.Name
	if row.balance {
		b := Balance{Account: a.Name, At: t.At, USD: row.usd}
		var changed bool
		if b.ID, changed, err = putBalance(ctx, tx, a.id, b); changed {
			out.Balances = append(out.Balances, b)
		} else {
			out.Duplicates++
		}
		return nil, err
	}
	if t.Kind == Refund {
		var some bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM topup WHERE account_id = ? AND at_ns <= ? AND kind = 'purchase' AND (? = '' OR method = ?))`,
			a.id, t.At.UnixNano(), t.Method, t.Method).Scan(&some)
		if err != nil {
			return nil, err
		}
		if !some {
			return fault("kind", string(t.Kind), "no purchase of "+a.Name+" comes before it that it could be of")
		}
	}
	if t.ID, err = insertTopUp(ctx, tx, a.id, t, row.key); err != nil {
		return nil, err
	}
	s.complete(&t, a)
	for _, w := range s.warnTopUp(a, t) {
		out.Warnings = append(out.Warnings, fmt.Sprintf("line %d: %s", row.line, w))
	}
	out.Added = append(out.Added, t)
	return nil, nil
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
			faults = append(faults, usagefile.Fault{Line: line, Reason: fmt.Sprintf("the row has %s and the header %d", plural(len(fields), "cell"), len(head))})
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
		if _, twice := at[name]; twice && slices.Contains(TopUpColumns, name) {
			return nil, fmt.Errorf("column %q stands twice", name)
		}
		at[name] = i
	}
	for _, name := range TopUpColumns[:neededTopUpColumns] {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("column %q is missing; a file of top-ups has %s", name, strings.Join(TopUpColumns[:7], ","))
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
	return fmt.Sprintf("%d\x00%s\x00%s\x00%t\x00%s\x00%s\x00%s\x00%s\x00%d\x00%s\x00%s", t.At.UnixNano(), t.Account, t.Kind, r.balance, r.usd, t.Credit, fee, t.Method, t.Expires.ns, tax, t.Note)
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
	r := topUpRow{line: c.line}
	t := &r.topUp
	var err error
	if t.At, err = usagefile.ParseTime(c.text("time")); err != nil {
		c.fault("time", err.Error())
	}
	if t.Account = c.text("account"); t.Account == "" {
		c.fault("account", "is empty")
	}
	t.Method, t.Note = c.text("method"), withoutKeys(c.text("note"))
	kind := strings.ToLower(c.text("kind"))
	switch t.Kind = TopUpKind(kind); {
	case kind == "balance":
		r.balance, t.Kind = true, ""
		r.usd = c.money("credit_usd")
		return r
	case t.Kind != Purchase && t.Kind != Grant && t.Kind != Opening && t.Kind != Refund:
		c.fault("kind", "want purchase, grant, opening, refund or balance")
		return r
	}
	if t.Credit = c.money("credit_usd"); len(c.faults) == 0 && t.Credit.Sign() <= 0 {
		c.fault("credit_usd", "want dollars above zero")
	}
	if t.Fee = c.maybe("fee_usd"); t.Fee != nil {
		t.Charged = true
	}
	if t.Kind == Refund && t.Fee == nil {
		t.Fee, t.Charged = &pricing.Money{}, true
	}
	t.Tax = c.maybe("tax_usd")
	switch text := c.text("expires_at"); {
	case text == "":
	case strings.EqualFold(text, "never"):
		t.Expires = Never()
	default:
		at, err := usagefile.ParseTime(text)
		if err != nil {
			c.fault("expires_at", "want a time, never, or nothing for the gateway's rule")
			return r
		}
		t.Expires = ExpiresAt(at)
	}
	if len(c.faults) > 0 {
		return r
	}
	if err := t.check(); err != nil {
		column := "kind"
		if !t.Expires.At().IsZero() && !t.Expires.At().After(t.At) || t.Kind == Refund {
			column = "expires_at"
		}
		c.fault(column, err.Error())
	}
	return r
}

// ParseExpires reads "never", or an instant as pricing.ParseInstant does; "" is
// the gateway's rule.
func ParseExpires(s string) (Expires, error) {
	switch {
	case s == "":
		return Expires{}, nil
	case strings.EqualFold(s, "never"):
		return Never(), nil
	}
	t, err := pricing.ParseInstant(s)
	if err != nil {
		return Expires{}, fmt.Errorf("%w, nor \"never\"", err)
	}
	if t.Year() < 2000 || t.Year() > 2200 {
		return Expires{}, fmt.Errorf("the year %d is not one in which credit expires", t.Year())
	}
	return ExpiresAt(t), nil
}
