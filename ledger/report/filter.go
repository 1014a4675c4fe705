package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tollbook/pricing"
)

// A Filter lets some of the usage through: every one of its terms has to hold.
// The zero value lets all through.
//
//	model:gpt -app:test >0.5    models with gpt in their name, not of an app with
//	                            test in its, in rows above 50 cents
type Filter struct{ terms []term }

// A term is one condition.
type term struct {
	not   bool
	field string // of Groups; "" for a word that any label may hold, or an amount
	op    string // ":" holds the text, "=" is the text, "" a word, or how an amount compares
	text  string
	usd   pricing.Money // of an amount
}

// amountOps are the comparisons, the longer ones first.
var amountOps = []string{">=", "<=", ">", "<"}

// textFields are the labels in which a plain word is looked for.
var textFields = Groups[3:]

// anyField stands for all of textFields: "any:gpt" is the word "gpt".
const anyField = "any"

// A FilterError says which term of a filter is wrong, and why.
type FilterError struct {
	Term   string
	Reason string
}

func (e *FilterError) Error() string { return fmt.Sprintf("filter %q: %s", e.Term, e.Reason) }

// ParseFilter reads a filter as people type it: words, field:text (holds it),
// field=text (is it), >0.5 and <10 (dollars of a row), each with - before it for
// the opposite. Text with blanks stands in double quotes. An unfinished "model:"
// is no condition yet. It returns *FilterError.
func ParseFilter(s string) (Filter, error) {
	var f Filter
	for rest := strings.TrimLeftFunc(s, unicode.IsSpace); rest != ""; rest = strings.TrimLeftFunc(rest, unicode.IsSpace) {
		var t term
		start := rest
		if rest[0] == '-' {
			t.not, rest = true, rest[1:]
		}
		head := rest
		if end := strings.IndexFunc(rest, func(r rune) bool { return r == '"' || unicode.IsSpace(r) }); end >= 0 {
			head = rest[:end]
		}
		if op := opOf(head); op != "" {
			t.op, rest = op, rest[len(op):]
		} else if at := strings.IndexAny(head, ":="); at >= 0 {
			t.field, t.op = strings.ToLower(head[:at]), head[at:at+1]
			switch {
			case t.field == anyField && t.op == ":":
				t.field, t.op, at = "", "", len(anyField)
			case !slices.Contains(Groups, t.field):
				return Filter{}, &FilterError{head, fmt.Sprintf("no field %q; fields are %s. Quotes look for the text itself: %q", head[:at], strings.Join(Groups, ", "), head)}
			}
			rest = rest[at+1:]
		}
		var closed bool
		t.text, rest, closed = pricing.CutWord(rest)
		whole := strings.TrimSpace(strings.TrimSuffix(start, rest))
		if !closed {
			return Filter{}, &FilterError{whole, "the quote is not closed"}
		}
		if slices.Contains(amountOps, t.op) {
			usd, err := pricing.ParseAmount(t.text)
			if err != nil {
				return Filter{}, &FilterError{whole, "want dollars behind " + t.op + ", like " + t.op + "0.5"}
			}
			t.usd, t.text = usd, ""
		}
		if t.text == "" && (t.op == "" || t.op == ":") {
			continue
		}
		f.terms = append(f.terms, t)
	}
	return f, nil
}

// opOf is the comparison that a word begins with.
func opOf(word string) string {
	for _, op := range amountOps {
		if strings.HasPrefix(word, op) {
			return op
		}
	}
	return ""
}

// String writes the filter as ParseFilter reads it.
func (f Filter) String() string {
	words := make([]string, len(f.terms))
	for i, t := range f.terms {
		words[i] = t.String()
	}
	return strings.Join(words, " ")
}

func (t term) String() string {
	text := t.text
	switch {
	case slices.Contains(amountOps, t.op):
		text = t.usd.String()
	case t.op == "" && (strings.ContainsAny(text, ":=") || text[0] == '-' || opOf(text) != ""):
		text = pricing.Quoted(text)
	default:
		text = pricing.QuotedIfNeeded(text)
	}
	if t.not {
		return "-" + t.field + t.op + text
	}
	return t.field + t.op + text
}

// word is the term as a word that stands alone: without quotes.
func (t term) word() string {
	if t.isAmount() {
		return t.String()
	}
	out := t.field + t.op + t.text
	if t.op == "" {
		out = anyField + ":" + t.text
	}
	if t.not {
		out = "-" + out
	}
	return out
}

// Words are the filter's terms as a sentence names them: "model openai/gpt-5.4", "app with
// “bot”", "not key ci", "over $0.5"; an amount is that of a row of the report.
func (f Filter) Words() []string {
	out := make([]string, len(f.terms))
	for i, t := range f.terms {
		out[i] = t.words()
	}
	return out
}

func (t term) words() string {
	out := "“" + t.text + "”"
	switch {
	case t.isAmount():
		out = map[string]string{">": "over $", ">=": "at least $", "<": "under $", "<=": "at most $"}[t.op] + t.usd.String()
	case t.op == "=" && t.text == "":
		out = "no " + t.field
	case t.op == "=":
		out = t.field + " " + t.text
	case t.op == ":":
		out = t.field + " with " + out
	}
	if t.not {
		return "not " + out
	}
	return out
}

// IsZero reports whether the filter lets all through.
func (f Filter) IsZero() bool { return len(f.terms) == 0 }

// And returns the filter with one more condition: the field is exactly that text.
func (f Filter) And(field, text string) Filter {
	return Filter{append(slices.Clone(f.terms), term{field: field, op: "=", text: text})}
}

// Is is the one text that the filter lets a field be; false where it says none.
func (f Filter) Is(field string) (text string, ok bool) {
	for _, t := range f.terms {
		if t.field == field && t.op == "=" && !t.not {
			return t.text, true
		}
	}
	return "", false
}

// Labels is the filter without its amounts, and Amounts what those are: they are
// of the row that is looked at, whether that is a month or a request.
func (f Filter) Labels() Filter {
	return Filter{slices.DeleteFunc(slices.Clone(f.terms), term.isAmount)}
}

// Amounts is the filter's conditions on dollars alone.
func (f Filter) Amounts() Filter {
	return Filter{slices.DeleteFunc(slices.Clone(f.terms), func(t term) bool { return !t.isAmount() })}
}

// asksFor reports whether a term is about one of some fields; a plain word is about all.
func (f Filter) asksFor(fields []string) bool {
	return slices.ContainsFunc(f.terms, func(t term) bool { return !t.isAmount() && (t.field == "" || slices.Contains(fields, t.field)) })
}

func (t term) isAmount() bool { return slices.Contains(amountOps, t.op) }

// letsThrough reports whether usage with these labels is let through, as far as
// the fields are among those asked about; amounts are not.
func (f Filter) letsThrough(label func(field string) string, asked func(field string) bool) bool {
	for i := range f.terms {
		t := &f.terms[i]
		if t.isAmount() || !asked(t.field) {
			continue
		}
		if t.holds(label) == t.not {
			return false
		}
	}
	return true
}

func (t *term) holds(label func(field string) string) bool {
	switch t.op {
	case "=":
		return label(t.field) == t.text
	case ":":
		return containsFold(label(t.field), t.text)
	}
	return slices.ContainsFunc(textFields, func(field string) bool { return containsFold(label(field), t.text) })
}

// dollars reports whether an amount is let through.
func (f Filter) dollars(usd pricing.Money) bool {
	for i := range f.terms {
		t := &f.terms[i]
		if !t.isAmount() {
			continue
		}
		n := usd.Cmp(t.usd)
		holds := n > 0 && t.op[0] == '>' || n < 0 && t.op[0] == '<' || n == 0 && len(t.op) == 2
		if holds == t.not {
			return false
		}
	}
	return true
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// Also returns the filter with the terms of another one.
func (f Filter) Also(g Filter) Filter { return Filter{append(slices.Clone(f.terms), g.terms...)} }
