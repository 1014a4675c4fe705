package pick

import "strings"

// The ranks of a name for what is typed, the best first.
const (
	exact    = iota // it is the name, or what stands behind its last slash
	begins          // one of the two begins so
	word            // a word in it does
	inside          // it is somewhere in it
	notFound        // it is not
)

// rank is how well a name fits the words that are typed: as well as the one that fits worst.
// A dot and a dash are one, so that "4.5" finds claude-sonnet-4-5.
//
//	"gem" and google/gemini-2.5-pro: begins; "pro": word; "mini": inside; "gmini": notFound
func rank(name, typed string) int {
	name = plain(name)
	bare := name[strings.LastIndexByte(name, '/')+1:]
	if typed = strings.TrimSpace(plain(typed)); typed == name || typed == bare {
		return exact
	}
	worst := begins
	for w := range strings.FieldsSeq(typed) {
		r := notFound
		switch {
		case strings.HasPrefix(name, w), strings.HasPrefix(bare, w):
			r = begins
		case beginsWord(name, w):
			r = word
		case strings.Contains(name, w):
			r = inside
		}
		worst = max(worst, r)
	}
	return worst
}

// beginsWord reports whether a word of the name begins with w.
func beginsWord(name, w string) bool {
	for at := 0; ; {
		i := strings.Index(name[at:], w)
		if i < 0 {
			return false
		}
		if at += i; at > 0 && strings.IndexByte("/-@: ", name[at-1]) >= 0 {
			return true
		}
		at++
	}
}

var oneDash = strings.NewReplacer(".", "-", "_", "-")

func plain(s string) string { return oneDash.Replace(strings.ToLower(s)) }
