package rewrite

import (
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/update"
)

// models adds models in their sorted place.
func (e *editor) models(f *file, _ string, own [][]string) error {
	for _, cells := range own {
		cells = slices.Clone(cells)
		if strings.Contains(cells[0], "embed") && !e.hasOutput(cells[0]) {
			cells[4] = "0" // it gives no tokens: data's tests want it said
		}
		f.insert(f.sorted(cells[0]), newLine(cells))
	}
	return nil
}

// hasOutput reports whether the plan has a rate of a model's output.
func (e *editor) hasOutput(model string) bool {
	for name, lines := range e.own {
		if strings.HasPrefix(name, "rates/") && slices.ContainsFunc(lines, func(cells []string) bool {
			return cells[colModel] == model && texts(cells)[pricing.Output] != ""
		}) {
			return true
		}
	}
	return false
}

// aliases ends what a moving name stood for and adds what it stands for now, as far as the
// catalog takes it.
func (e *editor) aliases(f *file, _ string, own [][]string) error {
	const id, model, from, to = 0, 1, 2, 3
	for _, cells := range own {
		begin, _ := pricing.ParseInstant(cells[from]) // the plan's: a time, or empty
		if !slices.ContainsFunc(e.after.MovingAliases(cells[id]), func(a pricing.MovingAlias) bool { return a.Model == cells[model] && a.From.Equal(begin) }) {
			continue // an id of one model, which can't move too
		}
		of := func(c []string) bool { return strings.EqualFold(c[id], cells[id]) }
		f.remove(func(c []string) bool {
			at, _ := pricing.ParseInstant(c[from])
			return of(c) && !at.Before(begin) && c[from] != ""
		})
		at := f.sorted(cells[id])
		for i, l := range f.lines {
			if l.cells == nil || !of(l.cells) {
				continue
			}
			at = i + 1
			if end, _ := pricing.ParseInstant(l.cells[to]); l.cells[to] == "" || end.After(begin) {
				closed := slices.Clone(l.cells)
				closed[to] = cells[from]
				f.lines[i] = l.with(closed)
			}
		}
		f.insert(at, newLine(cells))
	}
	return nil
}

// facts puts a gateway's facts in the place of those that they answer.
func (e *editor) facts(f *file, _ string, own [][]string) error {
	for _, cells := range own {
		f.fact(cells)
	}
	return nil
}

// fact puts one fact in the place of the one of its name that it is of. One that says the
// same on the same basis stays as it is.
func (f *file) fact(cells []string) {
	const name, of, value, basis = 0, 1, 2, 4
	same := func(c []string) bool { return c[name] == cells[name] && c[of] == cells[of] }
	at := f.index(same)
	if at < 0 {
		f.insert(len(f.lines), newLine(cells))
		return
	}
	if old := f.lines[at].cells; old[value] != cells[value] || old[basis] != cells[basis] {
		f.remove(same)
		f.insert(at, newLine(cells))
	}
}

// withdrawn writes which models a gateway serves no longer, and takes out those that are back.
func (e *editor) withdrawn(plan *update.Plan) error {
	had := map[string][][]string{}
	for _, g := range e.before.Gateways() {
		name := "withdrawn/" + g.ID + ".csv"
		if _, there := e.files[name]; !there && e.own[name] == nil {
			continue
		}
		f, err := e.file(name)
		if err != nil {
			return err
		}
		for _, l := range f.lines {
			if l.cells != nil {
				had[name] = append(had[name], l.cells)
			}
		}
	}
	now := map[string][][]string{}
	for name, lines := range had {
		now[name] = slices.Clone(lines)
	}
	plan.Edit(now)
	for _, name := range names(e.edited) {
		f := e.edited[name]
		f.remove(func(c []string) bool {
			return !slices.ContainsFunc(now[name], func(n []string) bool { return n[0] == c[0] })
		})
		for _, cells := range now[name] {
			if i := f.index(func(c []string) bool { return c[0] == cells[0] }); i >= 0 {
				f.lines[i] = f.lines[i].with(cells)
			} else {
				f.insert(f.sorted(cells[0]), newLine(cells))
			}
		}
	}
	return nil
}
