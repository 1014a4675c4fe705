package importer

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// takenBack is the answer to an import that is taken back.
type takenBack struct {
	undone []usage.Undone
	err    error
}

// List shows the imports that there were.
func (b Model) List() (Model, tea.Cmd) {
	imp, ctx := b.target.Books, b.ctx
	b.step, b.problem = listStep, ""
	var cmd tea.Cmd
	b.records, cmd = b.records.Begin(func() ([]usage.ImportRecord, error) { return imp.Imports(ctx) })
	return b, cmd
}

// importName names an import as u does.
func importName(id int64) string { return fmt.Sprintf("import %d", id) }

// backWords say what was taken back: "took back import 3: 1,204 rows removed".
func backWords(undone []usage.Undone) string {
	var names []string
	removed, restored := 0, 0
	for _, u := range undone {
		names = append(names, importName(u.ID))
		removed, restored = removed+u.Removed, restored+u.Restored
	}
	out := "took back " + draw.List(names, 3) + ": " + words.Counted(removed, "row") + " removed"
	if restored > 0 {
		out += ", " + words.Counted(restored, "row") + " as before it"
	}
	return out
}

// gaveBack says what became of imports that were taken back from the list.
func (b Model) gaveBack(msg takenBack) (Model, tea.Cmd) {
	if msg.err != nil {
		b.step, b.problem = listStep, "not taken back: "+draw.Safe(msg.err.Error())
		return b, nil
	}
	is := page.Changed{Said: backWords(msg.undone) + "; the files bring them in again"}
	for _, u := range msg.undone {
		is.Gone = append(is.Gone, importName(u.ID))
	}
	b, list := b.List()
	return b, tea.Batch(list, func() tea.Msg { return is })
}

// pressImports handles a key on the list of imports.
func (b Model) pressImports(msg tea.KeyMsg) (Model, tea.Cmd) {
	b.problem = ""
	r, ok := b.imports.Selected()
	switch k := b.keys; {
	case k.By(msg, b.imports.PageRows()) != 0:
		b.imports = b.imports.Move(k.By(msg, b.imports.PageRows()))
	case key.Matches(msg, k.Plan) && ok:
		imp, ctx := b.target.Books, b.ctx
		var cmd tea.Cmd
		b.step = planStep
		b.plan.Phase = page.Loading
		b.plan, cmd = b.plan.Begin(func() ([]usage.ImportRecord, error) { return imp.UndoPlan(ctx, r.ID) })
		return b, cmd
	case key.Matches(msg, k.Another):
		return b.Begin()
	case key.Matches(msg, k.Back):
		b.step = closed
	}
	return b, nil
}
