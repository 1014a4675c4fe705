package tui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/importer"
	"tollbook/tui/page"
)

// takeBack takes a change back.
func takeBack(ctx context.Context, c page.Changed) undone {
	out := undone{change: c}
	if c.Rebook != nil {
		out.said, out.books, out.err = c.Rebook(ctx)
	} else {
		out.said, out.err = c.Back(ctx)
	}
	return out
}

// undone is the answer to u.
type undone struct {
	change page.Changed
	said   string
	books  page.Books // those from now on; nil where they stay
	err    error
}

// A change is what u takes back: a change of the books, or a step on a screen.
type change struct {
	page.Changed
	step   bool
	screen page.ID // whose step it is
}

// changes is what was done while the program ran, the last one last.
type changes []change

// steps is how many steps each screen can take back.
func (a App) steps() (out [page.Count]int) {
	for i, s := range a.screens {
		if s != nil {
			out[i] = s.Steps()
		}
	}
	return out
}

// tookSteps keeps that the reader took steps on screens: a knob was turned, where before there
// were so many steps.
func (a App) tookSteps(before [page.Count]int) App {
	for id, now := range a.steps() {
		for range now - before[id] {
			a.changes = append(a.changes[:len(a.changes):len(a.changes)], change{step: true, screen: page.ID(id)})
		}
	}
	return a.enableKeys()
}

// takeChange takes in a change of the books.
func (a App) takeChange(msg page.Changed) (tea.Model, tea.Cmd) {
	a.said, a.wrong = draw.Safe(msg.Said), false
	name := a.cfg.LedgerName
	if msg.Name != "" {
		name = msg.Name
	}
	a = a.onBooks(msg.Books, name, a.cfg.Mode)
	a.changes = slices.DeleteFunc(slices.Clone(a.changes), func(c change) bool { return !c.step && slices.Contains(msg.Gone, c.What) })
	if msg.Back != nil || msg.Rebook != nil {
		a.changes = append(a.changes, change{Changed: msg})
		a.said += " · u undoes it"
	}
	if msg.Books != nil {
		return a.rebook()
	}
	return a.refresh()
}

// undo takes the last change back, of a knob or of the books. It leaves the stack at once, so
// that a second u means the one before, and comes back where it failed.
func (a App) undo() (App, tea.Cmd) {
	n := len(a.changes)
	if n == 0 {
		return a, nil
	}
	last := a.changes[n-1]
	a.changes = a.changes[: n-1 : n-1]
	if last.step {
		return a.stepBack(last.screen)
	}
	a.said, a.wrong = "taking back "+draw.Safe(last.What)+" …", false
	ctx := a.ctx
	return a.enableKeys(), func() tea.Msg { return takeBack(ctx, last.Changed) }
}

// stepBack has a screen take its last step back, where that can be seen. A step that the
// screen has given up meanwhile is passed over.
func (a App) stepBack(screen page.ID) (App, tea.Cmd) {
	if a.screens[screen].Steps() == 0 {
		return a.undo()
	}
	a.said = ""
	a, read := a.show(screen)
	model, cmd := a.pass(page.Undo{})
	return model.(App), tea.Batch(read, cmd)
}

// onBooks goes on with other books, and the catalog that they are priced by; nil leaves
// those at hand. Books that not all screens can read are a fault of whoever made them. name and
// mode are those of the books from now on.
func (a App) onBooks(src page.Books, name string, mode Mode) App {
	if src != nil {
		a.cfg.Books, a.cfg.Catalog = src.(Books), page.CatalogOf(src, a.cfg.Catalog)
	}
	a.cfg.LedgerName, a.cfg.Mode = name, mode
	a.importer = a.importer.Onto(a.importTarget())
	return a
}

// importTarget is what an import from inside stands over.
func (a App) importTarget() importer.Target {
	into := draw.Safe(a.cfg.LedgerName)
	switch a.cfg.Mode {
	case Demo:
		into = "the demo's throw-away ledger"
	case Temporary:
		into = "the temporary ledger, thrown away unless K keeps it"
	}
	books, _ := a.cfg.Books.(importer.Books)
	return importer.Target{Books: books, Catalog: a.cfg.Catalog, AsOf: a.cfg.AsOf, Name: into}
}

// takeUndone says what came of u and reads the books again.
func (a App) takeUndone(msg undone) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		a.changes = append(a.changes[:len(a.changes):len(a.changes)], change{Changed: msg.change})
		a.said, a.wrong = "not taken back: "+draw.Safe(msg.err.Error()), true
		return a.enableKeys(), nil
	}
	a.said, a.wrong = draw.Safe(msg.said), false
	if a = a.onBooks(msg.books, a.cfg.LedgerName, a.cfg.Mode); msg.books != nil {
		return a.rebook()
	}
	return a.refresh()
}
