package palette

import (
	"slices"
	"strings"
	"unicode"
)

// kinds is the order of entries that fit equally well: what there is few of, and one's own,
// before the long lists. A kind that is not named stands where commands do.
var kinds = map[string]int{"screen": 0, "account": 1, "lot": 2, "knob": 3, "scenario": 4, "spend": 4, "gateway": 6, "model": 7, "theme": 8}

const commands = 5

// sought is an entry as it is looked for.
type sought struct {
	name  string // in small letters
	words []string
	about []string // words of its note and kind
	kind  int
}

func soughtOf(e Entry) sought {
	kind, known := kinds[e.Kind]
	if !known {
		kind = commands
	}
	s := sought{name: strings.ToLower(e.Name), kind: kind}
	s.words = wordsOf(s.name)
	s.about = wordsOf(strings.ToLower(e.Note + " " + e.Kind))
	return s
}

// wordsOf are the words of a text in small letters: what is between signs.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// The ways in which an entry fits what is typed, the best first.
const (
	whole     = iota // it is the name
	begins           // the name, or a word in it, begins so
	eachWord         // each word that is typed begins a word of the name, its note or its kind
	inside           // each stands somewhere in the name
	scattered        // the letters stand in the name in their order: only where nothing else is found
	never
)

// fits says how well an entry fits what is typed, in small letters, and how far apart its
// letters stand.
func (s sought) fits(typed string, words []string) (way, span int) {
	switch {
	case s.name == typed:
		return whole, 0
	case beginsAt(s.name, typed):
		return begins, 0
	case s.each(words):
		return eachWord, 0
	}
	in := true
	for _, w := range words {
		in = in && strings.Contains(s.name, w)
	}
	if in {
		return inside, 0
	}
	if span, ok := spread(s.name, strings.Join(words, "")); ok {
		return scattered, span
	}
	return never, 0
}

// beginsAt reports whether a name, or a word in it, begins with a text.
func beginsAt(name, text string) bool {
	for at := 0; at <= len(name); {
		i := strings.Index(name[at:], text)
		if i < 0 {
			return false
		}
		if at += i; at == 0 || !isWord(name[at-1]) {
			return true
		}
		at++
	}
	return false
}

func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= 0x80
}

// each reports whether each word begins one of the entry.
func (s sought) each(words []string) bool {
	for _, w := range words {
		begins := func(x string) bool { return strings.HasPrefix(x, w) }
		if !slices.ContainsFunc(s.words, begins) && !slices.ContainsFunc(s.about, begins) {
			return false
		}
	}
	return true
}

// spread is over how many bytes the letters of a text stand in a name in their order.
func spread(name, letters string) (int, bool) {
	first, at := -1, 0
	for i := range len(letters) {
		j := strings.IndexByte(name[at:], letters[i])
		if j < 0 {
			return 0, false
		}
		if first < 0 {
			first = at + j
		}
		at += j + 1
	}
	return at - first, true
}

// ranked are the numbers of the entries that fit what is typed, the best first; all of them
// in their order where nothing is typed.
func ranked(all []sought, typed string) []int {
	typed = strings.ToLower(strings.TrimSpace(typed))
	words := wordsOf(typed)
	if len(words) == 0 { // signs alone
		words = strings.Fields(typed)
	}
	type hit struct{ at, way, span int }
	hits := make([]hit, 0, len(all))
	best := never
	for i, s := range all {
		if len(words) == 0 {
			hits = append(hits, hit{at: i})
		} else if way, span := s.fits(typed, words); way != never {
			hits = append(hits, hit{i, way, span})
			best = min(best, way)
		}
	}
	if best < scattered { // scattered letters would be noise beside it
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.way == scattered })
	}
	if len(words) > 0 {
		slices.SortStableFunc(hits, func(x, y hit) int {
			if x.way != y.way {
				return x.way - y.way
			}
			if k := all[x.at].kind - all[y.at].kind; k != 0 && x.way != scattered {
				return k
			}
			return x.span - y.span
		})
	}
	out := make([]int, len(hits))
	for i, h := range hits {
		out[i] = h.at
	}
	return out
}
