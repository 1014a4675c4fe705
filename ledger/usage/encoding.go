package usage

import (
	"fmt"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// tokenOrder is the order of the counts in a tokens TEXT, behind the requests:
// those that are most often zero come last, so that they can be left out.
var tokenOrder = [...]pricing.Kind{pricing.Input, pricing.Output, pricing.Reasoning, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h}

// unpricedName is how a tokens TEXT calls the tokens without a rate.
const unpricedName = "unpriced"

// appendTokens writes counts as they are kept: "1 3914 931 400 16298" is one
// request of 3,914 uncached and 16,298 cached tokens in, and 931 out of which 400
// were reasoning. Further kinds are named: "1 0 0 0 0 0 0 web_search=2".
func appendTokens(b []byte, requests int64, t pricing.Tokens, unpriced int64) []byte {
	b = strconv.AppendInt(b, requests, 10)
	last := -1
	for i, k := range tokenOrder {
		if t[k] != 0 {
			last = i
		}
	}
	for _, k := range tokenOrder[:last+1] {
		b = strconv.AppendInt(append(b, ' '), t[k], 10)
	}
	for k := pricing.Reasoning + 1; int(k) < len(t); k++ {
		if t[k] != 0 {
			b = append(append(append(b, ' '), k.String()...), '=')
			b = strconv.AppendInt(b, t[k], 10)
		}
	}
	if unpriced != 0 {
		b = strconv.AppendInt(append(b, " "+unpricedName+"="...), unpriced, 10)
	}
	return b
}

// promptName and clockName are how a row's tokens TEXT calls the price band and window
// that its export states.
const (
	promptName = "prompt"
	clockName  = "clock"
)

// appendRow is appendTokens for a row, with the price band and window that it states:
// "0 1000000 50 prompt=200001".
func appendRow(b []byte, f *figures) []byte {
	b = appendTokens(b, f.Requests, f.Tokens, f.Unpriced)
	if f.prompt != 0 {
		b = strconv.AppendInt(append(b, " "+promptName+"="...), f.prompt, 10)
	}
	if f.clock != 0 {
		b = strconv.AppendInt(append(b, " "+clockName+"="...), int64(f.clock), 10)
	}
	return b
}

// parseRow reads what appendRow wrote.
func (f *figures) parseRow(s string) (err error) {
	var stated [2]int64
	for i, name := range []string{" " + clockName + "=", " " + promptName + "="} { // they stand at the end
		if at := strings.LastIndex(s, name); at >= 0 {
			if stated[i], err = strconv.ParseInt(s[at+len(name):], 10, 64); err != nil {
				return fmt.Errorf("count %q: %w", s[at+1:], err)
			}
			s = s[:at]
		}
	}
	f.clock, f.prompt = int32(stated[0]), stated[1]
	f.Requests, f.Tokens, f.Unpriced, err = parseTokens(s)
	return err
}

// ParseRequests is for how many requests a row stands, of its tokens TEXT.
func ParseRequests(s string) (int64, error) {
	word, _, _ := strings.Cut(s, " ")
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("count %q: %w", word, err)
	}
	return n, nil
}

// parseTokens reads what appendTokens wrote.
func parseTokens(s string) (requests int64, t pricing.Tokens, unpriced int64, err error) {
	for i := 0; s != ""; i++ {
		word := s
		if end := strings.IndexByte(s, ' '); end >= 0 {
			word, s = s[:end], s[end+1:]
		} else {
			s = ""
		}
		into := &requests
		if name, count, named := strings.Cut(word, "="); named {
			word = count
			if name == unpricedName {
				into = &unpriced
			} else {
				k, err := pricing.ParseKind(name)
				if err != nil {
					return 0, t, 0, err
				}
				into = &t[k]
			}
		} else if i > len(tokenOrder) {
			return 0, t, 0, fmt.Errorf("too many counts")
		} else if i > 0 {
			into = &t[tokenOrder[i-1]]
		}
		if *into, err = strconv.ParseInt(word, 10, 64); err != nil {
			return 0, t, 0, fmt.Errorf("count %q: %w", word, err)
		}
	}
	return requests, t, unpriced, nil
}

// appendUSD writes amounts as they are kept: "0.0007", or cost, own-key spend
// and extra where one of those is not zero.
func appendUSD(b []byte, cost, byok, extra pricing.Money) []byte {
	b = cost.Append(b)
	if byok.IsZero() && extra.IsZero() {
		return b
	}
	return extra.Append(append(byok.Append(append(b, ' ')), ' '))
}

// ParseUSD reads what appendUSD wrote.
func ParseUSD(s string) (cost, byok, extra pricing.Money, err error) {
	first, rest, more := strings.Cut(s, " ")
	if cost, err = pricing.ParseFigure(first); err == nil && more {
		second, third, _ := strings.Cut(rest, " ")
		if byok, err = pricing.ParseFigure(second); err == nil {
			extra, err = pricing.ParseFigure(third)
		}
	}
	if err != nil {
		err = fmt.Errorf("amount %q in the ledger: %w", s, err)
	}
	return cost, byok, extra, err
}
