package usagefile

import (
	"errors"
	"fmt"
	"strings"

	"tollbook/pricing"
)

// separators stand between columns. Where a header has as many of one as of
// another, the first counts: a comma is more often part of a name.
const separators = "\t;|,"

// begin finds out what stands between the columns of a table that was not read
// yet: what a line like "sep=;" in front of the header says (Excel writes it), else
// the separator that the header has most of.
func (s *splitter) begin() error {
	line, err := s.firstLine()
	if err != nil {
		return err
	}
	if said, ok := sepLine(line); ok {
		if len(said) != 1 || !strings.Contains(separators, said) {
			return fmt.Errorf("line %d: %q: columns stand between commas, semicolons, tabs or |", s.after+1, line)
		}
		s.comma = said[0]
		_, s.rest, _ = strings.Cut(s.rest, "\n")
		s.after++
		return nil
	}
	s.comma = separatorOf(line)
	return nil
}

// firstLine is the first line that is not blank, which is still to be read; those
// before it are read.
func (s *splitter) firstLine() (string, error) {
	for {
		line, rest, whole := strings.Cut(s.rest, "\n")
		switch {
		case !whole && !s.ended:
			if len(s.rest) > maxLine {
				return "", tooLong(s.after+1, ErrLongLine)
			}
			if s.more(); s.err != nil {
				return "", s.err
			}
		case whole && strings.TrimSuffix(line, "\r") == "":
			s.rest = rest
			s.after++
		default:
			return strings.TrimSuffix(line, "\r"), nil
		}
	}
}

// sepLine is what a line says of the separator; false for any other line.
func sepLine(line string) (said string, ok bool) {
	line = strings.Trim(line, `"`)
	if len(line) < len("sep=") || !strings.EqualFold(line[:len("sep=")], "sep=") {
		return "", false
	}
	return line[len("sep="):], true
}

// separatorOf is what a header has most of outside of quotes, a comma where it has
// none.
func separatorOf(line string) byte {
	var n [256]int
	quoted := false
	for i := 0; i < len(line); i++ {
		if line[i] == '"' {
			quoted = !quoted
		} else if !quoted {
			n[line[i]]++
		}
	}
	best := byte(',')
	for i := len(separators) - 1; i >= 0; i-- {
		if c := separators[i]; n[c] > 0 && n[c] >= n[best] {
			best = c
		}
	}
	return best
}

// errThousands refuses a number of which nobody can say where its decimals begin.
var errThousands = errors.New("a point and a comma, or two commas: which are the decimals can't be told; write 1234,56 or 1234.56")

// errGrouped refuses a count that is a thousand times another by how it is read.
var errGrouped = errors.New("three digits behind a point or a comma: thousands or decimals can't be told; write 1000")

// decimal is the text of a number with a point before its decimals. Where a comma
// does not stand between the columns it may stand there instead, once and alone:
//
//	"0,004" of a table with semicolons is 0.004
func (h *header) decimal(s string) (string, error) {
	if !h.commas || strings.IndexByte(s, ',') < 0 {
		return s, nil
	}
	if strings.Count(s, ",") > 1 || strings.IndexByte(s, '.') >= 0 {
		return "", errThousands
	}
	return strings.Replace(s, ",", ".", 1), nil
}

// amount reads an amount as the file writes it.
func (h *header) amount(s string) (pricing.Money, error) {
	s, err := h.decimal(s)
	if err != nil {
		return pricing.Money{}, err
	}
	return pricing.ParseMoney(s)
}

// count reads a whole number as the file writes it. Behind a comma or a point stand
// zeros, if anything ("3,0"); three of them are refused where a comma may stand before
// the decimals, since "1.000" of such a table is a thousand to some who write it and
// one to others.
func (h *header) count(s string) (int64, error) {
	if h.commas {
		if i := strings.LastIndexAny(s, ",."); i > 0 && len(s)-i == len(".000") && digits(s[i+1:]) >= 0 {
			return 0, errGrouped
		}
	}
	s, err := h.decimal(s)
	if err != nil {
		return 0, err
	}
	return ParseCount(s)
}

// thousands is a count whose thousands may have commas between them: "1,234,567". Where a
// comma may stand before decimals it does not tell which of the two it is.
func (c *cells) thousands(i int) int64 {
	text := c.text(i)
	if c.header.commas || !strings.Contains(text, ",") {
		return c.count(i)
	}
	groups := strings.Split(text, ",")
	for n, group := range groups {
		if digits(group) < 0 || len(group) != 3 && n > 0 || len(group) < 1 || len(group) > 3 {
			c.fault(i, "not a number")
			return 0
		}
	}
	n, err := ParseCount(strings.Join(groups, ""))
	if err != nil {
		c.fault(i, err.Error())
	}
	return n
}
