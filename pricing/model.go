package pricing

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Model is one model under its canonical id.
type Model struct {
	ID        string // "anthropic/claude-sonnet-4-5"
	Vendor    string
	Family    string
	Released  string // as far as known: "2025-09-29", "2024-09", ""
	Context   int64  // tokens; 0 is unknown
	MaxOutput int64  // tokens; 0 is unknown
}

// comesAfter reports whether the model is known to have come out after an instant.
func (m *Model) comesAfter(at time.Time) bool {
	day := at.UTC().Format(Day)
	return day[:min(len(day), len(m.Released))] < m.Released
}

// FindModel finds the model that a person or an export means: a canonical id,
// any gateway's own id, or such an id with a date, dots or dashes, another word
// order, or a variant behind a colon (returned apart). It returns nil where the
// name means no model, or more than one.
//
//	"anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929" and
//	"anthropic/claude-4.5-sonnet-20250929:free" all find one model
func (c *Catalog) FindModel(name string) (m *Model, variant string) {
	key := fold(name)
	if id, ok := c.names[key]; ok {
		return c.byModel[id], variantOf(key)
	}
	base, variant, _ := strings.Cut(key, ":")
	for _, try := range []string{base, strings.TrimSuffix(base, "-latest"), undated(base)} {
		if id, ok := c.names[try]; ok {
			return c.byModel[id], variant
		}
	}
	if models := c.byWords(base); len(models) == 1 {
		return c.byModel[models[0]], variant
	}
	return nil, variant
}

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
func fold(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

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
	name = strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], "-latest")
	var words, numbers []string
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-._ @", r) }) {
		if isDigits(w) {
			numbers = append(numbers, w)
		} else {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ") + "|" + strings.Join(numbers, " ")
}

// NearestModels names up to n models whose names are most like the one given.
func (c *Catalog) NearestModels(name string, n int) []string {
	want := bareName(name)
	return nearest(len(c.models), n, func(i int) (string, int) {
		id := c.models[i].ID
		return id, distance(want, bareName(id))
	})
}

// NearestGateways names up to n gateways whose ids are most like the one given.
func (c *Catalog) NearestGateways(name string, n int) []string {
	return nearest(len(c.gateways), n, func(i int) (string, int) {
		return c.gateways[i].ID, distance(fold(name), c.gateways[i].ID)
	})
}

// Nearest names up to n of the names that are most like the one given.
func Nearest(name string, names []string, n int) []string {
	return nearest(len(names), n, func(i int) (string, int) { return names[i], distance(fold(name), fold(names[i])) })
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

// distance is the Levenshtein distance of two short names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
