package pricing

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// A Model is one model under its canonical id.
type Model struct {
	ID        string // "anthropic/claude-sonnet-4-5"
	Vendor    string
	Family    string
	Released  string // as far as known: "2025-09-29", "2024-09", ""
	Context   int64  // tokens; 0 is unknown
	MaxOutput int64  // tokens; 0 is unknown
	// NoOutput: it takes input and gives no tokens, as models for embeddings do.
	NoOutput bool
}

// comesAfter reports whether the model is known to have come out after an instant.
func (m *Model) comesAfter(at time.Time) bool {
	day := at.UTC().Format(Day)
	return day[:min(len(day), len(m.Released))] < m.Released
}

// FindModel finds the model that a person or an export means: a canonical id,
// any gateway's own id, or such an id with a date, dots or dashes, another word
// order, a note in brackets, a route or region in front, words for how hard it is to
// think, or a variant behind a colon (returned apart). A moving alias is the model that
// it stood for last. It returns nil where the name means no model, or more than one.
//
//	"anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929[1m]" and
//	"anthropic/claude-4.5-sonnet-20250929:free" all find one model, and so does
//	"bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0"
func (c *Catalog) FindModel(name string) (m *Model, variant string) {
	return c.FindModelAt(name, time.Time{})
}

// CanonicalName is the id of a model as written, or the name itself where the catalog
// does not know it. A moving alias is what it stood for last.
func (c *Catalog) CanonicalName(name string) string {
	return c.CanonicalNameAt(name, time.Time{})
}

// CanonicalNameAt is CanonicalName for the instant at which the name was used.
func (c *Catalog) CanonicalNameAt(name string, at time.Time) string {
	if m, _ := c.FindModelAt(name, at); m != nil {
		return m.ID
	}
	return name
}

// FindModelAt is FindModel for the instant at which the name was used: a moving
// alias is what it stood for then, nil where nobody knows.
func (c *Catalog) FindModelAt(name string, at time.Time) (m *Model, variant string) {
	key := unbracketed(fold(name))
	for try := key; ; {
		if id, ok := c.names[try]; ok {
			return c.byModel[id], variantOf(try)
		}
		if m, moving := c.aliasAt(try, at); moving {
			return m, ""
		}
		_, rest, more := strings.Cut(try, "/")
		if !more {
			break
		}
		try = rest // azure/gpt-4o, vertex_ai/gemini-2.5-pro: a route in front
	}
	base, variant, _ := strings.Cut(key, ":")
	if isDigits(variant) { // Bedrock's version
		variant = ""
	}
	for try := base; ; {
		for _, try := range []string{try, unmoved(try), undated(try), bareProfile(try)} {
			if id, ok := c.names[try]; ok {
				return c.byModel[id], variant
			}
		}
		_, rest, more := strings.Cut(try, "/")
		if !more {
			break
		}
		try = rest
	}
	if models := c.byWords(base); len(models) == 1 {
		return c.byModel[models[0]], variant
	}
	if profile := bareProfile(base); profile != base {
		if models := c.byWords(profile); len(models) == 1 {
			return c.byModel[models[0]], variant
		}
	}
	return c.atEffort(base), variant
}

// atEffort finds a model by a name that says how hard it is to think too. Which words say
// that is for the model's publisher to state (effort_words): another's "max" may be a
// model of its own, at a price of its own. nil is none.
//
//	"gpt-5.4-high" is openai/gpt-5.4, "claude-4.5-opus-high-thinking" anthropic/claude-opus-4-5
func (c *Catalog) atEffort(name string) *Model {
	for _, g := range c.gateways {
		bare, found := without(name, g.Efforts)
		if !found {
			continue
		}
		if models := c.byWords(bare); len(models) == 1 && c.publisher[c.byModel[models[0]].Vendor] == g {
			return c.byModel[models[0]]
		}
	}
	return nil
}

// without takes words out of a name; false where none of them is in it.
func without(name string, words []string) (bare string, found bool) {
	if len(words) == 0 {
		return name, false
	}
	parts := strings.FieldsFunc(name, isBetweenWords)
	rest := slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return slices.Contains(words, part) })
	return strings.Join(rest, "-"), len(rest) < len(parts)
}

// isBetweenWords reports whether a character divides the words of a model's name.
func isBetweenWords(r rune) bool { return strings.ContainsRune("-._ @", r) }

// ByHour reports whether some gateway prices a model by the time of day, whichever of its
// names it is called by; a moving alias is each model that it ever stood for.
func (c *Catalog) ByHour(name string) bool {
	times := []time.Time{{}}
	for _, list := range c.moving {
		for _, alias := range list {
			if c.windowed[alias.Model] {
				times = append(times, alias.From)
			}
		}
	}
	return slices.ContainsFunc(times, func(at time.Time) bool {
		m, _ := c.FindModelAt(name, at)
		return m != nil && c.windowed[m.ID]
	})
}

// Hourly are the models that some gateway prices by the time of day, in order.
func (c *Catalog) Hourly() []string { return sortedKeys(c.windowed) }

// unbracketed cuts a note in brackets behind a name: Claude Code writes
// "claude-opus-4-8[1m]" for the model with its whole context.
func unbracketed(name string) string {
	if i := strings.LastIndexByte(name, '['); i > 0 && strings.HasSuffix(name, "]") {
		return name[:i]
	}
	return name
}

// unmoved cuts "-latest" behind a name that says its version. Without one it may be
// any: gemini-pro-latest is not the gemini-pro of 2023.
func unmoved(name string) string {
	bare, ok := strings.CutSuffix(name, "-latest")
	if !ok || !strings.ContainsAny(bare, "0123456789") {
		return name
	}
	return bare
}

// bareProfile is an id of Bedrock without route, region, vendor and version:
// "claude-opus-4-6" of "us.anthropic.claude-opus-4-6-20260205-v1". Any other name is
// left as it is.
func bareProfile(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	parts := strings.Split(name, ".")
	if len(parts) < 2 || !isWord(parts[0]) {
		return name
	}
	bare := parts[1:]
	if len(bare) > 1 && isWord(bare[0]) {
		bare = bare[1:]
	}
	id := strings.Join(bare, ".")
	if i := strings.LastIndex(id, "-v"); i > 0 && isDigits(id[i+2:]) {
		id = id[:i]
	}
	return undated(id)
}

// isWord reports whether s is letters alone, as a region or a vendor is ("us-gov" too).
func isWord(s string) bool { return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == "" }

// byWords are the models that a name may mean by its words alone. The index is
// made when a name first needs it: most are found as they are written.
func (c *Catalog) byWords(name string) []string {
	c.fold.Do(func() {
		c.folded = map[string][]string{}
		for name, model := range c.names {
			words := foldWords(name)
			if variantOf(name) == "" && !slices.Contains(c.folded[words], model) {
				c.folded[words] = append(c.folded[words], model)
			}
		}
	})
	return c.folded[foldWords(name)]
}

// variantOf is the part of an id that names a variant of a model: "free" of
// "x/y:free". Bedrock's version suffix (":0") is none.
func variantOf(id string) string {
	_, variant, _ := strings.Cut(id, ":")
	if strings.Trim(variant, "0123456789") == "" {
		return ""
	}
	return variant
}

// fold makes ids comparable: some gateways write Llama, some llama.
func fold(id string) string {
	for i := 0; i < len(id); i++ {
		if c := id[i]; c <= ' ' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf {
			return strings.ToLower(strings.TrimSpace(id))
		}
	}
	return id // as nearly all are
}

// undated cuts a trailing date: "-20250929", "-2024-08-06", "@20250929".
func undated(s string) string {
	i := strings.LastIndexAny(s, "-@")
	if i > 0 && len(s)-i == 9 && isDigits(s[i+1:]) {
		return s[:i]
	}
	if n := len(s) - 11; n > 0 && s[n] == '-' && isDigits(s[n+1:n+5]) && s[n+5] == '-' && isDigits(s[n+6:n+8]) && s[n+8] == '-' && isDigits(s[n+9:]) {
		return s[:n]
	}
	return s
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// foldWords reduces a name to its words, sorted, and its numbers, in order, so
// that "claude-4.5-sonnet" and "claude-sonnet-4-5" are one name while
// "gpt-5.4" and "gpt-4.5" stay two. The vendor in front is dropped.
func foldWords(name string) string {
	name = undated(fold(name))
	name = unmoved(name[strings.LastIndexByte(name, '/')+1:])
	var words, numbers []string
	for _, w := range strings.FieldsFunc(name, isBetweenWords) {
		if isDigits(w) {
			numbers = append(numbers, w)
		} else {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ") + "|" + strings.Join(numbers, " ")
}

// NearestModels names up to n models whose names are most like the one given: those
// that hold all of its words before others, and no name that is mostly another.
//
//	"sonnet" is near to anthropic/claude-sonnet-5, not to perplexity/sonar
func (c *Catalog) NearestModels(name string, n int) []string {
	want, whole := bareName(name), wholeName(name)
	words, numbers, _ := strings.Cut(foldWords(want), "|")
	type near struct {
		*Model
		rank, far int
	}
	var all []near
	for _, m := range c.models {
		bare := bareName(m.ID)
		its, versions, _ := strings.Cut(foldWords(bare), "|")
		x := near{m, 2, min(levenshtein.ComputeDistance(want, bare), levenshtein.ComputeDistance(whole, wholeName(m.ID)))}
		switch {
		case words != "" && holdsAll(its, words) && (numbers == "" || numbers == versions):
			x.rank = 0
		case words != "" && holdsAll(its, words):
			x.rank = 1
		case x.far > max(2, len(want)/3):
			continue
		}
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b near) int {
		c := cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.far, b.far))
		if a.rank == b.rank && numbers == "" && a.rank < 2 { // a name without its version: the newest first
			c = cmp.Compare(b.Released, a.Released)
		}
		return cmp.Or(c, cmp.Compare(a.ID, b.ID))
	})
	var out []string
	for _, x := range all[:min(n, len(all))] {
		out = append(out, x.ID)
	}
	return out
}

// holdsAll reports whether each of some words stands among others; both are divided
// by spaces.
func holdsAll(all, words string) bool {
	have := strings.Fields(all)
	for w := range strings.FieldsSeq(words) {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// NearestGateways names up to n gateways whose ids are most like the one given.
func (c *Catalog) NearestGateways(name string, n int) []string {
	return nearest(len(c.gateways), n, func(i int) (string, int) {
		return c.gateways[i].ID, levenshtein.ComputeDistance(fold(name), c.gateways[i].ID)
	})
}

// Nearest names up to n of the names that are most like the one given.
func Nearest(name string, names []string, n int) []string {
	return nearest(len(names), n, func(i int) (string, int) { return names[i], levenshtein.ComputeDistance(fold(name), fold(names[i])) })
}

// SearchModels lists the models whose id or any alias holds every word of the
// query; all of them for an empty one.
func (c *Catalog) SearchModels(query string) []*Model {
	words := strings.Fields(strings.ToLower(query))
	hit := map[string]bool{}
	match := func(name, id string) {
		for _, w := range words {
			if !strings.Contains(name, w) {
				return
			}
		}
		hit[id] = true
	}
	for _, m := range c.models {
		match(m.ID, m.ID)
	}
	for name, id := range c.names {
		match(name, id)
	}
	var out []*Model
	for _, m := range c.models {
		if hit[m.ID] {
			out = append(out, m)
		}
	}
	return out
}

// An Alias is one gateway's own id of a model.
type Alias struct{ Gateway, ID string }

// Aliases lists the ids under which gateways sell the model.
func (c *Catalog) Aliases(model string) []Alias {
	var out []Alias
	for _, g := range c.gateways {
		for _, id := range g.ids[model] {
			out = append(out, Alias{g.ID, id})
		}
	}
	return out
}

// wholeName is a name with its vendor, written as one word: "lab-one" of "lab/one".
func wholeName(name string) string {
	return strings.NewReplacer(".", "-", "_", "-", "/", "-").Replace(undated(fold(name)))
}

func bareName(name string) string {
	name = undated(fold(name))
	name, _, _ = strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ":")
	return strings.NewReplacer(".", "-", "_", "-").Replace(name)
}

func nearest(total, n int, at func(int) (string, int)) []string {
	type candidate struct {
		name string
		far  int
	}
	all := make([]candidate, total)
	for i := range all {
		all[i].name, all[i].far = at(i)
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, a := range all[:min(n, total)] {
		out = append(out, a.name)
	}
	return out
}
