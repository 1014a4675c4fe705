package usagefile

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"unicode/utf8"
)

// A scan walks one JSON text without making anything of what nobody asked for.
// Where the text breaks the grammar, bad is set and every call returns at once. What
// is asked for is checked to the letter, as encoding/json does. What is skipped has to
// have its brackets, commas, numbers and words in order; the insides of its strings,
// most of a log, are not looked at: an escape that JSON lacks costs nobody a call.
//
// It is written by hand because libraries were measured and lost. On 26 MB of generated agent
// logs the whole reader does 1.4 GB/s; with gjson behind a search for "usage" 0.62, with
// encoding/json behind it 0.43, with jsontext's skipping 0.36, with encoding/json alone 0.10.
// go test ./ledger/usagefile -run '^$' -bench Scan holds one line against encoding/json.
//
//	for s.open('{'); s.key(); {
//		if string(s.name) == "id" { id = s.value() } else { s.skip() }
//	}
type scan struct {
	b     []byte
	i     int
	bad   bool
	first bool   // no member of the innermost object or list was read yet
	name  []byte // of the member that key found
	depth int
}

// maxDepth is how deep encoding/json lets values nest.
const maxDepth = 10_000

func (s *scan) fail() { s.bad, s.i = true, len(s.b) }

// space goes to the next byte that means something and returns it, 0 at the
// end.
func (s *scan) space() byte {
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// open enters an object or a list.
func (s *scan) open(bracket byte) {
	if s.space() != bracket {
		s.fail()
		return
	}
	s.i++
	s.first = true
	if s.depth++; s.depth > maxDepth {
		s.fail()
	}
}

// more goes to the next member or element of what end closes; false leaves it.
func (s *scan) more(end byte) bool {
	c := s.space()
	switch {
	case c == end:
		s.i++
		s.first = false
		s.depth--
		return false
	case s.first && c != 0:
		s.first = false
		return true
	case c == ',':
		s.i++
		return true
	}
	s.fail()
	return false
}

// key reads the next member's name; false at the object's end.
func (s *scan) key() bool {
	if !s.more('}') {
		return false
	}
	if s.name = s.plain(); s.name == nil {
		raw := s.string(true)
		if s.bad {
			return false
		}
		s.name = unquoteBytes(raw)
	}
	return s.colon()
}

// plain reads a string that says what it says without escapes and in ASCII, as
// nearly every name does; nil for any other, which is still to be read.
func (s *scan) plain() []byte {
	if s.space() != '"' {
		return nil
	}
	for i := s.i + 1; i < len(s.b); i++ {
		if c := s.b[i]; c == '"' {
			text := s.b[s.i+1 : i]
			s.i = i + 1
			return text
		} else if c == '\\' || c < 0x20 || c >= utf8.RuneSelf {
			break
		}
	}
	return nil
}

// colon reads what stands behind a name.
func (s *scan) colon() bool {
	if s.bad || s.space() != ':' {
		s.fail()
		return false
	}
	s.i++
	return true
}

// unquoteBytes is the bytes of a JSON string. It copies only where there are
// escapes, or bytes that are no UTF-8: encoding/json reads those as U+FFFD.
func unquoteBytes(raw []byte) []byte {
	inner := raw[1 : len(raw)-1]
	if plainASCII(inner) || bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner
	}
	var t string
	if json.Unmarshal(raw, &t) != nil {
		panic("usagefile: a string that was scanned is no string")
	}
	return []byte(t)
}

// plainASCII reports whether a short text, as nearly every name and label is, says
// what it says without escapes and in ASCII; false also where it is long.
func plainASCII(b []byte) bool {
	if len(b) > 64 {
		return false
	}
	var all byte
	for _, c := range b {
		if c == '\\' {
			return false
		}
		all |= c
	}
	return all < utf8.RuneSelf
}

// string reads a string, quotes included.
func (s *scan) string(strict bool) []byte {
	if s.space() != '"' {
		s.fail()
		return nil
	}
	start := s.i
	end := 0
	if strict {
		end = stringEnd(s.b, start+1)
	} else {
		end = closingQuote(s.b, start+1)
	}
	if end < 0 {
		s.fail()
		return nil
	}
	s.i = end
	return s.b[start:end]
}

// closingQuote is where the string ends whose inside begins at i, behind its quote,
// whatever stands inside; -1 for one that never does. The search for a byte is the
// fastest way through a text that there is, many bytes at once on every machine.
func closingQuote(b []byte, i int) int {
	for from := i; ; {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return -1
		}
		i += n + 1
		slash := i - 1
		for slash > from && b[slash-1] == '\\' {
			slash--
		}
		if (i-1-slash)%2 == 0 { // each backslash is escaped by another
			return i
		}
	}
}

// stringEnd is where the string ends whose inside begins at i, behind its quote;
// -1 for one that never does or that holds what JSON forbids.
func stringEnd(b []byte, i int) int {
	for {
		for i+9 <= len(b) { // eight at a time, and plain escapes as they come
			m := special(binary.LittleEndian.Uint64(b[i:]))
			if m == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(m) / 8
			if b[i] == '"' {
				return i + 1
			}
			if b[i] != '\\' || !shortEscape[b[i+1]] {
				break
			}
			i += 2
		}
		i = plainEnd(b, i)
		if i >= len(b) {
			return -1
		}
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			if i+1 >= len(b) {
				return -1
			}
			switch {
			case shortEscape[b[i+1]]:
				i += 2
			case b[i+1] == 'u':
				if i+6 > len(b) {
					return -1
				}
				for _, c := range b[i+2 : i+6] {
					if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
						return -1
					}
				}
				i += 6
			default:
				return -1
			}
		default: // a control character
			return -1
		}
	}
}

// plainEnd is the first byte from i on that a string can't simply hold: a quote,
// a backslash, a control character; len(b) where there is none. It looks at
// eight bytes at once: logs are mostly strings.
func plainEnd(b []byte, i int) int {
	for i+8 <= len(b) {
		if m := special(binary.LittleEndian.Uint64(b[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
		i += 8
	}
	for ; i < len(b); i++ {
		if c := b[i]; c == '"' || c == '\\' || c < 0x20 {
			break
		}
	}
	return i
}

// special marks the quotes, backslashes and control characters among eight bytes
// by the highest bit of each. The lowest mark is exact; those above it need not be.
func special(x uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	// With its second bit turned the quote (0x22) is 0x20: below 0x21 it stands with
	// the control characters, and with nothing else.
	quote, slash := x^(ones*0x02), x^(ones*'\\')
	return ((quote-ones*0x21)&^x | (slash-ones)&^slash) & highs
}

// shortEscape has the letters that make an escape of two bytes.
var shortEscape = [256]bool{'"': true, '\\': true, '/': true, 'b': true, 'f': true, 'n': true, 'r': true, 't': true}

// value reads any value and returns its text.
func (s *scan) value() []byte {
	s.space()
	start := s.i
	s.any(true)
	if s.bad {
		return nil
	}
	return s.b[start:s.i]
}

// skip goes past any value.
func (s *scan) skip() { s.any(false) }

// within reads an object and returns the value of one of its members, as value does:
// nil where it has none, or where what stands there is no object.
func (s *scan) within(name string) (value []byte) {
	if s.space() != '{' {
		s.skip()
		return nil
	}
	for s.open('{'); s.key(); {
		if string(s.name) == name {
			value = s.value()
		} else {
			s.skip()
		}
	}
	return value
}

// any reads a value, strictly or only to find its end.
func (s *scan) any(strict bool) {
	switch c := s.space(); c {
	case '"':
		s.string(strict)
	case '{':
		for s.open('{'); s.member(strict); {
			s.any(strict)
		}
	case '[':
		for s.open('['); s.more(']'); {
			s.any(strict)
		}
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}

// member is key for an object whose names nobody asks for.
func (s *scan) member(strict bool) bool {
	if !s.more('}') {
		return false
	}
	s.string(strict)
	return s.colon()
}

func (s *scan) word(w string) {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		s.fail()
		return
	}
	s.i += len(w)
}

// number reads a number as the grammar has it: no leading zeros, digits around
// the point.
func (s *scan) number() {
	at := func() byte {
		if s.i < len(s.b) {
			return s.b[s.i]
		}
		return 0
	}
	digits := func() bool {
		start := s.i
		for c := at(); c >= '0' && c <= '9'; c = at() {
			s.i++
		}
		return s.i > start
	}
	if at() == '-' {
		s.i++
	}
	if at() == '0' {
		s.i++
	} else if !digits() {
		s.fail()
		return
	}
	if at() == '.' {
		if s.i++; !digits() {
			s.fail()
			return
		}
	}
	if at()|0x20 == 'e' {
		s.i++
		if c := at(); c == '+' || c == '-' {
			s.i++
		}
		if !digits() {
			s.fail()
		}
	}
}

// end reports whether nothing but space is left of a good text.
func (s *scan) end() bool { return s.space() == 0 && s.i == len(s.b) && !s.bad }
