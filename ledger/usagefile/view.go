package usagefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// viewCodes are the words by which tollbook's own CSV calls the views.
var viewCodes = map[View]string{Requests: "requests", Buckets: "buckets", Costs: "costs", Usage: "computed", Estimates: "estimates", AgentLog: "agent-log"}

// Holds reports whether an export of a type can have rows of a kind of view: those of
// its format, or any where the type is none of tollbook's or its rows say themselves. An
// agent's log has none of a gateway's own.
func Holds(format string, kind View) bool {
	first, _, _ := strings.Cut(format, ",") // a folder of several agents' logs
	i := slices.IndexFunc(formats, func(f *Format) bool { return f.Name == first })
	if i < 0 || formats[i].anyView {
		return true
	}
	return formats[i].log == nil && formats[i].View == kind
}

// JoinsCopies reports whether the rows of imports of a type, or of some types with commas
// between them, are joined with copies of themselves (Format.Fullest).
func JoinsCopies(types string) bool {
	for name := range strings.SplitSeq(types, ",") {
		if slices.ContainsFunc(formats, func(f *Format) bool { return f.Name == name && f.Fullest }) {
			return true
		}
	}
	return false
}

// Code is the view as tollbook's own CSV has it: "requests", or "buckets:1f3a", where
// the number tells sources of one view apart.
func (v View) Code() string {
	code := viewCodes[v.Kind()]
	if source := v.Source(); source != 0 {
		code += ":" + strconv.FormatInt(int64(source), 16)
	}
	return code
}

// ParseView reads what Code wrote.
func ParseView(text string) (View, error) {
	word, source, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
	for v, code := range viewCodes {
		if code != word {
			continue
		}
		if source == "" {
			return v, nil
		}
		n, err := strconv.ParseUint(source, 16, 32)
		if err != nil {
			return 0, fmt.Errorf("view %q: want the number of a source behind the colon", text)
		}
		return v | View(n)<<kindBits, nil
	}
	return 0, fmt.Errorf("no view %q: views are requests, buckets, costs, computed, estimates and agent-log", text)
}
