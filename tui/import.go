package tui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
)

// importer is books that take exports in and give them back. All of it runs aside.
type importer interface {
	// Folder lists a folder: part as seen from the folder at, "" being where the
	// program began.
	Folder(ctx context.Context, at, part string) (Folder, error)
	// Import brings a file, or the logs of a folder, into the books. progress is told
	// a few times a second how far it is, from a goroutine of the import's.
	Import(ctx context.Context, path string, how HowImport, progress func(line string)) (Brought, error)
	// Sample is the first n records of a CSV and what how makes of them; an error for
	// what is none.
	Sample(ctx context.Context, path string, how HowImport, n int) (usage.Sample, error)
	// Accounts are those that usage belongs to already.
	Accounts(ctx context.Context) ([]credit.Account, error)
	// Imports are those that there were, newest first. UndoPlan are the ones that have
	// to go for one of them to go, itself last; UndoImport takes them back.
	Imports(ctx context.Context) ([]usage.ImportRecord, error)
	UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error)
	UndoImport(ctx context.Context, id int64) ([]usage.Undone, error)
}

// HowImport says what becomes of a file.
type HowImport struct {
	DryRun  bool // it is looked at, and nothing is changed
	SkipBad bool // its bad rows are left out and written beside it

	Account string            // that its usage belongs to; "" is what the file says
	Map     map[string]string // fields of a table of one's own to its columns
	Set     map[string]string // and to what they are on every row
	FX      map[string]string // USD for one unit of a currency
	NoCost  []string          // words in the place of a cost that mean none
}

// Brought is what came of a file, in the words of the import command.
type Brought struct {
	usage.Imported
	Words []string // what it is and what became of its rows
	Says  []string // what should be known besides
	// Source is where the books are from now on and Name how that is called; nil
	// where they stay.
	Source Source
	Name   string
}

// A Folder is one that exports are chosen from.
type Folder struct {
	Path    string // in full
	Shown   string // as people write it: "~/Downloads"
	Entries []Entry
}

// An Entry is a file or folder in one.
type Entry struct {
	Name   string // ".." is the folder above, "." the folder itself with the logs in it
	Folder bool
	Size   int64 // bytes
	At     time.Time
}

// A hintedError says beside what went wrong how it is mended.
type hintedError interface {
	error
	Hints() []string
}

// bringStep is how far an import from inside is.
type bringStep uint8

const (
	notBringing bringStep = iota
	pickStep              // a file is chosen
	readStep              // it is looked at, or brought in
	previewStep           // what it would bring
	askStep               // something of it has to be said
	refusedStep           // why it does not come in
	resultStep            // what it brought
	listStep              // the imports that there were
	planStep              // what goes with one that is taken back
)

// bring is an import from inside, over whichever screen is shown.
type bring struct {
	step bringStep
	keys bringKeys

	folder loadState[Folder]
	asked  string // the part of the typed path that was asked for
	input  textinput.Model
	files  table[Entry]

	path    string
	how     HowImport
	request int
	stop    context.CancelFunc
	ticks   chan string
	done    chan struct{}
	line    string // how far it is
	got     Brought
	err     error
	top     int  // first line shown of what is longer than the screen
	ask     *ask // what is said of the file, or was; nil for nothing

	records loadState[[]usage.ImportRecord]
	imports table[usage.ImportRecord]
	plan    loadState[[]usage.ImportRecord]
	problem string
}

// brought is the answer to an import, progressed how far one is.
type (
	brought struct {
		request int
		got     Brought
		err     error
	}
	progressed struct {
		request int
		line    string
	}
	takenBack struct {
		undone []usage.Undone
		err    error
	}
)

func newBring() bring {
	return bring{keys: newBringKeys(), input: newInput(""), files: newFileTable(), imports: newImportTable(),
		folder: loadState[Folder]{of: "folder"}, records: loadState[[]usage.ImportRecord]{of: "imports"}, plan: loadState[[]usage.ImportRecord]{of: "undo plan"}}
}

func (b bring) open() bool { return b.step != notBringing }

// importer is the books' part that imports; nil where they can't.
func (a App) importer() importer {
	imp, _ := a.cfg.Source.(importer)
	return imp
}

// importing begins to choose a file, where the last one was chosen.
func (a App) importing() (App, tea.Cmd) {
	a.said = ""
	a.bring.step, a.bring.problem, a.bring.input, a.bring.ask = pickStep, "", newInput(""), nil
	return a.listing(a.bring.folder.value.Path, "")
}

// listing reads a folder.
func (a App) listing(at, part string) (App, tea.Cmd) {
	imp, ctx := a.importer(), a.ctx
	var cmd tea.Cmd
	a.bring.asked = part
	a.bring.folder, cmd = a.bring.folder.begin(func() (Folder, error) { return imp.Folder(ctx, at, part) })
	return a, cmd
}

// listingImports shows the imports that there were.
func (a App) listingImports() (App, tea.Cmd) {
	imp, ctx := a.importer(), a.ctx
	a.said = ""
	a.bring.step, a.bring.problem = listStep, ""
	var cmd tea.Cmd
	a.bring.records, cmd = a.bring.records.begin(func() ([]usage.ImportRecord, error) { return imp.Imports(ctx) })
	return a, cmd
}

// looking reads what a file would bring, or brings it in, aside. Esc ends its context.
func (a App) looking(path string, how HowImport) (App, tea.Cmd) {
	b := &a.bring
	b.request++
	b.step, b.path, b.how, b.line, b.err, b.top, b.problem = readStep, path, how, "", nil, 0, ""
	ctx, stop := context.WithCancel(a.ctx)
	b.stop, b.ticks, b.done = stop, make(chan string, 1), make(chan struct{})
	imp, request, ticks, done := a.importer(), b.request, b.ticks, b.done
	return a, tea.Batch(func() tea.Msg {
		defer stop()
		defer close(done)
		got, err := imp.Import(ctx, path, how, func(line string) {
			select {
			case ticks <- line:
			default: // the one before is still to be shown
			}
		})
		if err == nil && how.DryRun {
			err = ctx.Err() // it was stopped when it was done
		}
		return brought{request, got, err}
	}, b.listen())
}

// listen waits for the next line of the progress.
func (b bring) listen() tea.Cmd {
	request, ticks, done := b.request, b.ticks, b.done
	return func() tea.Msg {
		select {
		case line := <-ticks:
			return progressed{request, line}
		case <-done:
			return nil
		}
	}
}

// bringing takes in what the commands of an import bring; false for what is none.
func (a App) bringing(msg tea.Msg) (_ App, _ tea.Cmd, mine bool) {
	b := &a.bring
	switch msg := msg.(type) {
	case loaded[Folder]:
		return a.entered(msg), nil, true
	case progressed:
		if msg.request != b.request || b.step != readStep {
			return a, nil, true
		}
		b.line = msg.line
		return a, b.listen(), true
	case sampled:
		return a.tookSample(msg), nil, true
	case accountsFound:
		return a.tookAccounts(msg), nil, true
	case brought:
		if msg.request != b.request {
			return a, nil, true
		}
		a, cmd := a.come(msg)
		return a, cmd, true
	case loaded[[]usage.ImportRecord]:
		if msg.of == b.plan.of {
			b.plan, _ = b.plan.take(msg)
			return a, nil, true
		}
		if records, ok := b.records.take(msg); ok {
			b.records = records
			b.imports = b.imports.with(records.value)
		}
		return a, nil, true
	case takenBack:
		a, cmd := a.gaveBack(msg)
		return a, cmd, true
	}
	return a, nil, false
}

// entered takes in a folder; what was typed after its name stays typed.
func (a App) entered(msg loaded[Folder]) App {
	b := &a.bring
	before := b.folder.value
	load, mine := b.folder.take(msg)
	b.folder = load
	switch {
	case !mine:
		return a
	case load.phase == failed:
		b.problem = safe(load.err.Error())
		b.folder.value, b.folder.phase = before, ready
		return a
	}
	text := strings.TrimPrefix(b.input.Value(), b.asked)
	b.input, b.asked, b.problem = newInput(text), "", ""
	b.files.cursor, b.files.top = "", 0
	b.files = b.found(text)
	return a
}

// come shows what came of a file.
func (a App) come(msg brought) (App, tea.Cmd) {
	b := &a.bring
	b.got, b.err = msg.got, msg.err
	switch {
	case errors.Is(msg.err, context.Canceled):
		b.step, b.problem = pickStep, "stopped: nothing was changed"
		return a, nil
	case msg.err != nil && b.how.DryRun && unmapped(msg.err):
		return a.mapping()
	case msg.err != nil && b.how.DryRun && len(foreign(msg.err)) > 0:
		return a.rating(foreign(msg.err)), nil
	case msg.err != nil:
		b.step = refusedStep
		return a, nil
	case b.how.DryRun:
		b.step = previewStep
		return a, nil
	}
	b.step = resultStep
	if msg.got.Source != nil {
		a = a.booked(msg.got.Source)
		a.cfg.LedgerName = msg.got.Name
	}
	imp, id := a.importer(), msg.got.ID
	is := changed{said: "imported " + msg.got.Words[0]}
	if id != 0 {
		is.what = importName(id)
		is.back = func(ctx context.Context) (string, error) {
			undone, err := imp.UndoImport(ctx, id)
			return backWords(undone), err
		}
	}
	model, cmd := a.did(is)
	return model.(App), cmd
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
	out := "took back " + list(names, 3) + ": " + many(removed, "row") + " removed"
	if restored > 0 {
		out += ", " + many(restored, "row") + " as before it"
	}
	return out
}

// gaveBack says what became of imports that were taken back from the list.
func (a App) gaveBack(msg takenBack) (App, tea.Cmd) {
	if msg.err != nil {
		a.bring.step, a.bring.problem = listStep, "not taken back: "+safe(msg.err.Error())
		return a, nil
	}
	// What is gone can't be taken back once more.
	var rest changes
	for _, c := range a.changes {
		gone := false
		for _, u := range msg.undone {
			gone = gone || c.what == importName(u.ID)
		}
		if !gone {
			rest = append(rest, c)
		}
	}
	a.changes = rest
	a, list := a.listingImports()
	model, cmd := a.did(changed{said: backWords(msg.undone) + "; the files bring them in again"})
	return model.(App), tea.Batch(list, cmd)
}

// bringPress handles a key of the import.
func (a App) bringPress(msg tea.KeyMsg) (App, tea.Cmd) {
	b := &a.bring
	switch k := b.keys; b.step {
	case pickStep:
		return a.pick(msg)
	case readStep:
		if key.Matches(msg, k.Stop) {
			b.stop() // the import answers, and that says what it left: nothing
			b.line = "stopping …"
		}
	case previewStep, refusedStep:
		switch {
		case k.far(msg, a.size.height-4) != 0:
			b.top = b.scrolled(a, k.far(msg, a.size.height-4))
		case key.Matches(msg, k.Up):
			b.top = b.scrolled(a, -1)
		case key.Matches(msg, k.Down):
			b.top = b.scrolled(a, 1)
		case key.Matches(msg, k.Bring) && b.step == previewStep:
			how := b.how
			how.DryRun = false
			return a.looking(b.path, how)
		case key.Matches(msg, k.SkipBad) && b.skippable():
			how := b.how
			how.DryRun, how.SkipBad = true, true
			return a.looking(b.path, how)
		case key.Matches(msg, k.Account) && b.step == previewStep:
			return a.accounting()
		case key.Matches(msg, k.Columns) && b.step == previewStep && b.got.Own:
			return a.mapping()
		case key.Matches(msg, k.Rate) && b.step == previewStep && len(b.how.FX) > 0:
			return a.rating(slices.Sorted(maps.Keys(b.how.FX))), nil
		case key.Matches(msg, k.Back) && b.ask != nil && b.step == refusedStep:
			b.step = askStep
		case key.Matches(msg, k.Back):
			b.step, b.problem = pickStep, ""
		}
	case askStep:
		return a.answer(msg)
	case resultStep:
		switch {
		case key.Matches(msg, k.Undo) && len(a.changes) > 0:
			b.step = notBringing
			return a.undo()
		case key.Matches(msg, k.Another):
			return a.importing()
		case key.Matches(msg, k.Done):
			b.step = notBringing
		}
	case listStep:
		return a.pressImports(msg)
	case planStep:
		switch {
		case key.Matches(msg, k.TakeBack) && b.plan.phase == ready && !b.plan.pending:
			imp, ctx, id := a.importer(), a.ctx, b.plan.value[len(b.plan.value)-1].ID
			b.plan.pending = true
			return a, func() tea.Msg {
				undone, err := imp.UndoImport(ctx, id)
				return takenBack{undone, err}
			}
		case key.Matches(msg, k.Back):
			b.step = listStep
		}
	}
	return a, nil
}

// scrolled is the first line shown of a text after so many lines more: the last page
// is as far as it goes.
func (b bring) scrolled(a App, by int) int {
	return max(min(b.top+by, len(b.words(a))-(a.size.height-3)), 0)
}

// pressImports handles a key on the list of imports.
func (a App) pressImports(msg tea.KeyMsg) (App, tea.Cmd) {
	b := &a.bring
	b.problem = ""
	r, ok := b.imports.selected()
	switch k := b.keys; {
	case k.far(msg, b.imports.page()) != 0:
		b.imports = b.imports.moved(k.far(msg, b.imports.page()))
	case key.Matches(msg, k.Up):
		b.imports = b.imports.moved(-1)
	case key.Matches(msg, k.Down):
		b.imports = b.imports.moved(1)
	case key.Matches(msg, k.Plan) && ok:
		imp, ctx := a.importer(), a.ctx
		var cmd tea.Cmd
		b.step = planStep
		b.plan.phase = loading
		b.plan, cmd = b.plan.begin(func() ([]usage.ImportRecord, error) { return imp.UndoPlan(ctx, r.ID) })
		return a, cmd
	case key.Matches(msg, k.Another):
		return a.importing()
	case key.Matches(msg, k.Back):
		b.step = notBringing
	}
	return a, nil
}

// skippable reports whether the bad rows can be left out.
func (b bring) skippable() bool {
	var rejected *usage.RejectedError
	return b.step == refusedStep && errors.As(b.err, &rejected) && rejected.Rejected < rejected.Rows
}
