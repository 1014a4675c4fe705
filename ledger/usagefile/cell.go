package usagefile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tollbook/pricing"
)

// maxCount is the most tokens or requests that one row may hold; a sum over
// millions of such rows still fits 64 bits.
const maxCount = 1_000_000_000_000

// ParseTime reads the time formats that exports use. No zone means UTC; a
// number is a day (YYYYMMDD) or an epoch in seconds, with decimals or without, or in
// milliseconds.
func ParseTime(s string) (time.Time, error) {
	s = trim(s)
	if t, ok := parsePlainTime(s); ok {
		return t, nil
	}
	if s != "" && strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 64)
		switch {
		case err != nil:
		case len(s) == 8:
			return checkYear(time.Parse("20060102", s))
		case len(s) == 9 || len(s) == 10:
			return checkYear(time.Unix(n, 0).UTC(), nil)
		case len(s) == 13:
			return checkYear(time.UnixMilli(n).UTC(), nil)
		}
		return time.Time{}, fmt.Errorf("not a time")
	}
	if whole, decimals, ok := strings.Cut(s, "."); ok && (len(whole) == 9 || len(whole) == 10) && digits(whole) >= 0 && decimals != "" && strings.Trim(decimals, "0123456789") == "" {
		nanos := digits((decimals + "00000000")[:9])
		return checkYear(time.Unix(int64(digits(whole)), int64(nanos)).UTC(), nil)
	}
	for _, layout := range []string{"2006-01-02 15:04:05", time.RFC3339, "2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return checkYear(t.UTC(), nil)
		}
	}
	return time.Time{}, fmt.Errorf("not a time (2026-11-14 18:22:00 or 2026-11-14T18:22:00Z; no zone means UTC)")
}

// parsePlainTime reads "2026-11-14 18:22:00" with up to nine decimals, or with a
// T and a Z: how most exports write times. It leaves all else, and what is no
// time, to the layouts.
func parsePlainTime(s string) (time.Time, bool) {
	const plain = len("2026-11-14 18:22:00")
	if len(s) < plain || s[4] != '-' || s[7] != '-' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	rest := s[plain:]
	if s[10] == 'T' {
		rest, _ = strings.CutSuffix(rest, "Z")
	} else if s[10] != ' ' {
		return time.Time{}, false
	}
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	hour, minute, second := digits(s[11:13]), digits(s[14:16]), digits(s[17:19])
	nanos := 0
	if rest != "" {
		if rest[0] != '.' || len(rest) < 2 || len(rest) > 10 {
			return time.Time{}, false
		}
		if nanos = digits(rest[1:]); nanos < 0 {
			return time.Time{}, false
		}
		for i := len(rest); i < 10; i++ {
			nanos *= 10
		}
	}
	if year < 2000 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 28 && (month == 2 || day > 30) || // the 31st is left to the layouts
		hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC), true
}

// trim is strings.TrimSpace, quick where there is nothing to trim.
func trim(s string) string {
	if s == "" || isPlain(s[0]) && isPlain(s[len(s)-1]) {
		return s
	}
	return strings.TrimSpace(s)
}

// isPlain reports whether a byte stands for itself and is no space.
func isPlain(c byte) bool { return c > ' ' && c < utf8.RuneSelf }

// digits is a number of digits alone, else -1.
func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

func checkYear(t time.Time, err error) (time.Time, error) {
	if err != nil {
		return t, fmt.Errorf("not a time")
	}
	if t.Year() < 2000 || t.Year() > 2100 {
		return time.Time{}, fmt.Errorf("the year %d is not one in which anyone used an LLM", t.Year())
	}
	return t, nil
}

// ParseCount reads a whole number that is not negative: "3", "3.0", "" for 0.
func ParseCount(s string) (int64, error) {
	s = trim(s)
	if s == "" {
		return 0, nil
	}
	if len(s) < 10 { // as nearly all are
		if n := digits(s); n >= 0 {
			return int64(n), nil
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 && len(s) < 20 {
		if n > maxCount {
			return 0, fmt.Errorf("more than %d in one row", int64(maxCount))
		}
		return n, nil
	}
	m, err := pricing.ParseMoney(s)
	switch {
	case errors.Is(err, pricing.ErrTooLong):
		return 0, err
	case err != nil:
		return 0, fmt.Errorf("not a number")
	case m.Sign() < 0:
		return 0, fmt.Errorf("a count can't be negative")
	}
	n, err := strconv.ParseInt(m.String(), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("not a whole number")
	}
	return n, nil // an amount has at most 12 digits: less than maxCount
}

// A header finds columns by name.
type header struct {
	columns []string
	at      map[string]int
	ahead   [][]string        // the first records, where the format asked for them
	said    map[string]string // above the header (preamble)
	comma   byte              // between the columns of a CSV
	commas  bool              // decimals may stand behind a comma
}

func newHeader(columns []string) *header {
	h := &header{columns: columns, at: map[string]int{}}
	for i, name := range columns {
		name = strings.TrimSpace(name)
		if _, twice := h.at[name]; !twice {
			h.at[name] = i
		}
	}
	return h
}

// col is the index of a column, -1 where the file has none of that name.
func (h *header) col(name string) int {
	if i, ok := h.at[name]; ok {
		return i
	}
	return -1
}

// like is the index of the first column that a name with a star in it fits, whatever stands
// in the place of the star, and what stands there; -1 where there is none. Letters may be
// capitals or not.
//
//	"Cost (*)" fits "Cost (kr)": kr
func (h *header) like(pattern string) (i int, star string) {
	for i, column := range h.columns {
		if star, ok := starred(pattern, column); ok {
			return i, star
		}
	}
	return -1, ""
}

// starred reports whether a column has a name with a star in it, and what stands there.
func starred(pattern, column string) (star string, ok bool) {
	before, after, ok := strings.Cut(pattern, "*")
	column = strings.TrimSpace(column)
	end := len(column) - len(after)
	if !ok || end < len(before) || !strings.EqualFold(column[:len(before)], before) || !strings.EqualFold(column[end:], after) {
		return "", false
	}
	return column[len(before):end], true
}

// either is the index of the first of some columns that the file has, -1 for none.
func (h *header) either(names ...string) int {
	for _, name := range names {
		if i := h.col(name); i >= 0 {
			return i
		}
	}
	return -1
}

// twice reports whether a name heads two columns.
func (h *header) twice(name string) bool {
	n := 0
	for _, c := range h.columns {
		if _, ok := starred(name, c); ok || strings.TrimSpace(c) == name {
			n++
		}
	}
	return n > 1
}

// only reports whether a header holds these names and no others.
func (h *header) only(names []string) bool {
	for _, name := range names {
		if h.col(name) < 0 {
			return false
		}
	}
	return len(h.columns) == len(names)
}

// holding are the columns of a list that are there and, in the records looked
// at, not empty throughout.
func (h *header) holding(names []string) []string {
	var out []string
	for _, name := range names {
		i := h.col(name)
		if i >= 0 && slices.ContainsFunc(h.ahead, func(fields []string) bool {
			return i < len(fields) && strings.TrimSpace(fields[i]) != ""
		}) {
			out = append(out, name)
		}
	}
	return out
}

// there are the columns of a list that the file has.
func (h *header) there(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return h.col(name) < 0 })
}

// cells reads the cells of one record and collects what is wrong with them.
type cells struct {
	header   *header
	fields   []string
	line     int
	faults   []Fault
	ascii    bool      // all of the file so far is
	marks    Marks     // of cells that were read
	idle     bool      // the reader found a bucket in which nothing happened
	proposed *Credit   // that the reader found
	there    []bool    // of JSON: which fields the record names; nil for CSV
	warned   *warnings // of JSON

	ofParts     bool   // of JSON: the fields are those of a part of the row
	list, group string // of JSON: where in a page the record stands (element)
}

// fault notes a bad cell.
func (c *cells) fault(i int, reason string) {
	name, value := "", ""
	if i >= 0 && i < len(c.header.columns) {
		name = c.header.columns[i]
	}
	if i >= 0 && i < len(c.fields) {
		value = c.fields[i]
	}
	value, _ = utf8Of(value)
	c.faults = append(c.faults, Fault{Line: c.line, Column: name, Value: value, Reason: reason})
}

// nulls notes the cells that hold a NUL, which no text does.
func (c *cells) nulls() {
	for i, field := range c.fields {
		if strings.IndexByte(field, 0) >= 0 {
			c.fault(i, "holds a NUL")
		}
	}
}

// refuse adds what is wrong with the cell of a column, and of which currency it is
// where that is what is wrong.
func (c *cells) refuse(i int, err error) {
	c.fault(i, err.Error())
	var foreign *ForeignError
	if errors.As(err, &foreign) {
		c.faults[len(c.faults)-1].Currency = foreign.Currency
	}
}

// text is a cell's text, "" for a column that is not there.
func (c *cells) text(i int) string {
	if i < 0 || i >= len(c.fields) {
		return ""
	}
	s := trim(c.fields[i])
	if !c.ascii {
		var mark Marks
		s, mark = utf8Of(s)
		c.marks |= mark
	}
	return s
}

// isASCII reports whether b has no byte beyond ASCII.
func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.NativeEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// need is text that can't be empty.
func (c *cells) need(i int) string {
	s := c.text(i)
	if s == "" {
		c.fault(i, "is empty")
	}
	return s
}

func (c *cells) count(i int) int64 {
	n, err := c.header.count(c.text(i))
	if err != nil {
		c.fault(i, err.Error())
	}
	return n
}

// part is an amount whose empty cell is zero.
func (c *cells) part(i int) pricing.Money {
	if c.text(i) == "" {
		return pricing.Money{}
	}
	return c.money(i)
}

// money is an amount that has to be there.
func (c *cells) money(i int) pricing.Money {
	s := c.text(i)
	if s == "" {
		c.fault(i, "is empty")
		return pricing.Money{}
	}
	m, err := c.header.amount(s)
	if err != nil {
		c.fault(i, err.Error())
	}
	return m
}

func (c *cells) time(i int) time.Time {
	t, err := ParseTime(c.text(i))
	if err != nil {
		c.fault(i, err.Error())
	}
	return t
}
