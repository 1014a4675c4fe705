package usagefile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

const blockSize = 256 << 10

// A splitter cuts CSV into records as encoding/csv does by default, to the same
// fields and the same errors (a fuzz test compares them). Lines without quotes, which
// is nearly all of them, are cut where their commas are, and fields are substrings of
// blocks, which outlive the record.
//
// It is written by hand because the library was measured and lost: on 19 MB of an
// export 437 MB/s against 264 of encoding/csv, which has to copy the fields that are
// kept besides. go test ./ledger/usagefile -run '^$' -bench Split compares the two.
type splitter struct {
	r      io.Reader
	comma  byte   // between fields
	rest   string // read and not yet cut
	block  []byte
	ended  bool  // r has
	ascii  bool  // no byte beyond ASCII has come yet
	nul    bool  // a NUL has come
	err    error // of r
	line   int   // of the record last returned, the first is 1
	after  int   // lines up to its end
	fields []string
	text   strings.Builder // of a quoted field with quotes or line ends inside
}

func newSplitter(r io.Reader) *splitter {
	return &splitter{r: r, comma: ',', block: make([]byte, blockSize), ascii: true}
}

// more reads another block behind what is left.
func (s *splitter) more() {
	for !s.ended {
		n, err := s.r.Read(s.block)
		if err != nil {
			s.ended = true
			if err != io.EOF {
				s.err = err
			}
		}
		if n > 0 {
			s.rest += string(s.block[:n])
			s.ascii = s.ascii && isASCII(s.block[:n])
			s.nul = s.nul || bytes.IndexByte(s.block[:n], 0) >= 0
			if len(s.rest) > 4*len(s.block) && len(s.block) < 16*blockSize { // a long record: read in longer steps
				s.block = make([]byte, 2*len(s.block))
			}
			return
		}
	}
}

// next returns the next record's fields, valid until the one after it, or io.EOF.
func (s *splitter) next() ([]string, error) {
	for {
		end := strings.IndexByte(s.rest, '\n')
		for end < 0 && !s.ended {
			from := len(s.rest)
			if from > maxLine {
				return nil, tooLong(s.after+1, ErrLongLine)
			}
			s.more()
			if i := strings.IndexByte(s.rest[from:], '\n'); i >= 0 {
				end = from + i
			}
		}
		if s.err != nil {
			return nil, s.err
		}
		if end < 0 {
			if s.rest == "" {
				return nil, io.EOF
			}
			end = len(s.rest)
		}
		if end > maxLine {
			return nil, tooLong(s.after+1, ErrLongLine)
		}
		line := s.rest[:end]
		if strings.IndexByte(line, '"') >= 0 {
			return s.quoted()
		}
		s.rest = s.rest[min(end+1, len(s.rest)):]
		s.after++
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			continue
		}
		s.line = s.after
		s.fields = s.fields[:0]
		for {
			comma := strings.IndexByte(line, s.comma)
			if comma < 0 {
				break
			}
			s.fields = append(s.fields, line[:comma])
			line = line[comma+1:]
		}
		s.fields = append(s.fields, line)
		return s.fields, nil
	}
}

// fault is an error at a line, as encoding/csv reports it.
func (s *splitter) fault(line int, err error) error {
	return &csv.ParseError{StartLine: s.after + 1, Line: line, Err: err}
}

// quoted cuts a record that has quotes, and perhaps line ends within them.
func (s *splitter) quoted() ([]string, error) {
	for {
		n, lines, short, err := s.cut(s.rest)
		if err == nil && (short || n > maxLine) {
			err = s.long(n)
		}
		if short && err == nil && !s.ended {
			s.more()
			if s.err != nil {
				return nil, s.err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		s.line = s.after + 1
		s.after += lines
		s.rest = s.rest[n:]
		return s.fields, nil
	}
}

// long refuses a record of n bytes for its length, or one that is not whole yet.
func (s *splitter) long(n int) error {
	if n == 0 {
		n = len(s.rest)
	}
	if i := longLine(s.rest[:n]); i >= 0 {
		return tooLong(s.after+1+i, ErrLongLine)
	}
	if n > maxRecord {
		return longRecord(s.after+1, maxRecord)
	}
	return nil
}

// cut reads one record from the start of text: how many bytes and lines it took,
// and whether the text was too short to tell.
func (s *splitter) cut(text string) (n, lines int, short bool, err error) {
	s.fields = s.fields[:0]
	line := s.after + 1
	for {
		if n < len(text) && text[n] == '"' {
			field, took, more, err := s.unquote(text[n+1:], &line)
			if more || err != nil {
				return 0, 0, more, err
			}
			s.fields = append(s.fields, field)
			n += 1 + took
		} else {
			end := fieldEnd(text[n:], s.comma)
			if end < 0 {
				if !s.ended {
					return 0, 0, true, nil
				}
				end = len(text) - n
			}
			field := text[n : n+end]
			n += end
			if n == len(text) || text[n] == '\n' {
				field = strings.TrimSuffix(field, "\r")
			}
			if strings.IndexByte(field, '"') >= 0 {
				return 0, 0, false, s.fault(line, csv.ErrBareQuote)
			}
			s.fields = append(s.fields, field)
		}
		// Behind a field comes a comma, the end of the line or the end of the text.
		switch {
		case n == len(text):
			return n, line - s.after, false, nil
		case text[n] == s.comma:
			n++
		case text[n] == '\n':
			return n + 1, line - s.after, false, nil
		}
	}
}

// fieldEnd is where a field without quotes ends; -1 where the text ends first.
func fieldEnd(text string, comma byte) int {
	for i := 0; i < len(text); i++ { // fields are short
		if text[i] == comma || text[i] == '\n' {
			return i
		}
	}
	return -1
}

// unquote reads a quoted field behind its opening quote, up to what follows its
// closing one.
func (s *splitter) unquote(text string, line *int) (field string, n int, short bool, err error) {
	s.text.Reset()
	plain := true // nothing was left out so far: the field is a substring
	from := 0
	for {
		i := 0
		for n+i < len(text) && text[n+i] != '"' && text[n+i] != '\n' {
			i++
		}
		if n+i > maxCell {
			return "", 0, false, tooLong(s.after+1, ErrLongCell)
		}
		if n+i == len(text) {
			if !s.ended {
				return "", 0, true, nil
			}
			return "", 0, false, s.fault(*line, csv.ErrQuote)
		}
		n += i
		if text[n] == '\n' {
			if n > from && text[n-1] == '\r' { // encoding/csv makes \r\n one \n
				s.text.WriteString(text[from : n-1])
				s.text.WriteByte('\n')
				from, plain = n+1, false
			}
			*line++
			n++
			continue
		}
		if n+1 == len(text) && !s.ended {
			return "", 0, true, nil
		}
		if n+1 < len(text) && text[n+1] == '"' {
			s.text.WriteString(text[from : n+1])
			from, plain = n+2, false
			n += 2
			continue
		}
		field = text[from:n]
		if !plain {
			s.text.WriteString(field)
			field = s.text.String()
			s.text = strings.Builder{}
		}
		n++
		rest := text[n:]
		switch {
		case rest == "", rest[0] == s.comma, rest[0] == '\n':
			return field, n, false, nil
		case rest == "\r" && !s.ended:
			return "", 0, true, nil
		case rest == "\r", strings.HasPrefix(rest, "\r\n"):
			return field, n + 1, false, nil
		}
		return "", 0, false, s.fault(*line, csv.ErrQuote)
	}
}

// describe puts an error of the splitter into our words. Every one of them means
// that rows can't be told apart from here on.
func describe(err error) error {
	bad, ok := err.(*csv.ParseError)
	if !ok {
		return err
	}
	if bad.Err == csv.ErrQuote {
		return fmt.Errorf("line %d: a quote is never closed: %w", bad.StartLine, ErrCutOff)
	}
	if bad.Err == csv.ErrBareQuote {
		return fmt.Errorf("line %d: %w", bad.Line, errBareQuote)
	}
	return fmt.Errorf("line %d: %w", bad.Line, bad.Err)
}

// errBareQuote is csv.ErrBareQuote in our words.
var errBareQuote = errors.New(`a quote (") stands inside a cell that does not begin with one`)
