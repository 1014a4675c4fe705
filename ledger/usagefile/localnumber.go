package usagefile

import (
	"errors"
	"strings"
)

// A localNumbers says how a file writes its numbers that follows the country of whoever
// made it: 1,234.56 or 1.234,56 or 1 234,56.
type localNumbers struct {
	decimals byte // what stands before them, a point or a comma; 0 where the file does not tell
}

// errLocal refuses a number that is written in no country.
var errLocal = errors.New("not a number")

// localNumbersOf finds out how numbers are written. One number tells it, unless it has three
// digits behind its only separator, as 1.000 has; where two tell different things, neither
// counts.
func localNumbersOf(texts []string) (l localNumbers) {
	for _, text := range texts {
		switch d := decimalsOf(localText(text)); {
		case d == 0 || d == l.decimals:
		case l.decimals == 0:
			l.decimals = d
		default:
			return localNumbers{}
		}
	}
	return l
}

// localText is a number without what only parts its digits in some countries, and with the
// minus that all others write.
func localText(text string) string {
	return strings.NewReplacer("\u2212", "-", " ", "", "\u00a0", "", "\u202f", "", "'", "", "\u2019", "").Replace(text)
}

// decimalsOf is what stands before the decimals of a number, as far as it alone tells.
//
//	"0,60", "1.234,5" and "1.234.567" have a comma before decimals, "1,234" may have any
func decimalsOf(text string) byte {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	last := strings.LastIndexAny(mantissa, ".,")
	if last < 0 {
		return 0
	}
	sign := mantissa[last]
	other := byte('.' + ',' - sign)
	before := strings.TrimLeft(mantissa[:last], "-+")
	switch {
	case strings.IndexByte(before, sign) >= 0: // thousands
		if strings.IndexByte(before, other) >= 0 {
			return 0
		}
		return other
	case strings.IndexByte(before, other) >= 0, len(mantissa) != len(text):
		return sign
	case len(mantissa)-last-1 != 3, before == "", before[0] == '0', len(before) > 3:
		return sign
	}
	return 0
}

// plain is a number of the file as one with a point before its decimals and nothing between
// its thousands. One that may be a thousand times another is an error.
func (l localNumbers) plain(text string) (string, error) {
	text = localText(text)
	if !strings.ContainsAny(text, ".,") {
		return text, nil
	}
	decimals := l.decimals
	if decimals == 0 {
		decimals = decimalsOf(text)
	}
	if decimals == 0 {
		return "", errGrouped
	}
	whole, part, split := strings.Cut(text, string(decimals))
	thousands := string('.' + ',' - rune(decimals))
	if strings.ContainsAny(part, ".,") {
		return "", errLocal
	}
	groups := strings.Split(whole, thousands)
	for i, group := range groups {
		n := len(group)
		if i == 0 {
			n = len(strings.TrimLeft(group, "-+"))
		}
		last := i == len(groups)-1
		if len(groups) > 1 && (i == 0 && (n < 1 || n > 3) || i > 0 && (last && n != 3 || n < 2 || n > 3)) { // 12,34,567 in India
			return "", errLocal
		}
	}
	if whole = strings.Join(groups, ""); !split {
		return whole, nil
	}
	return whole + "." + part, nil
}
