package pricing

import "strings"

// A pattern stands for names: * is any run of characters, all else is itself, and
// case makes no difference. "" stands for every name.
//
//	"us.anthropic.*" stands for "us.anthropic.claude-opus-4-6-v1"
type pattern string

func (p pattern) matches(name string) bool {
	if p == "" {
		return true
	}
	name = fold(name)
	first, rest, more := strings.Cut(fold(string(p)), "*")
	if !more {
		return name == first
	}
	name, ok := strings.CutPrefix(name, first)
	for ok && more {
		first, rest, more = strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(name, first)
		}
		var i int
		if i = strings.Index(name, first); i < 0 {
			return false
		}
		name = name[i+len(first):]
	}
	return ok
}

// matchesAny reports whether one of the patterns in a list divided by spaces stands
// for the name.
func matchesAny(patterns, name string) bool {
	for p := range strings.FieldsSeq(patterns) {
		if pattern(p).matches(name) {
			return true
		}
	}
	return false
}
