package importer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// Books is books that take exports in and give them back. All of it runs aside.
type Books interface {
	// Folder lists a folder: part as seen from the folder at, "" being where the
	// program began.
	Folder(ctx context.Context, at, part string) (Folder, error)
	// Import brings a file, or the logs of a folder, into the books. progress is told
	// a few times a second how far it is, from a goroutine of the import's.
	Import(ctx context.Context, path string, how How, progress func(line string)) (Outcome, error)
	// Sample is the first n records of a CSV and what how makes of them; an error for
	// what is none.
	Sample(ctx context.Context, path string, how How, n int) (usage.Sample, error)
	// Accounts are those that usage belongs to already.
	Accounts(ctx context.Context) ([]credit.Account, error)
	// Imports are those that there were, newest first. UndoPlan are the ones that have
	// to go for one of them to go, itself last; UndoImport takes them back.
	Imports(ctx context.Context) ([]usage.ImportRecord, error)
	UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error)
	UndoImport(ctx context.Context, id int64) ([]usage.Undone, error)
}

// How says what becomes of a file.
type How struct {
	DryRun  bool // it is looked at, and nothing is changed
	SkipBad bool // its bad rows are left out and written beside it

	Account string            // that its usage belongs to; "" is what the file says
	Map     map[string]string // fields of a table of one's own to its columns
	Set     map[string]string // and to what they are on every row
	FX      map[string]string // USD for one unit of a currency
	NoCost  []string          // words in the place of a cost that mean none
}

// Outcome is what came of a file, in the words of the import command.
type Outcome struct {
	usage.Imported
	Words []string // what it is and what became of its rows
	Says  []string // what should be known besides
	// Books is where the books are from now on and Name how that is called; nil
	// where they stay.
	Books page.Books
	Name  string
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

// step is how far an import from inside is.
type step uint8

const (
	closed      step = iota
	pickStep         // a file is chosen
	readStep         // it is looked at, or brought in
	previewStep      // what it would bring
	askStep          // something of it has to be said
	refusedStep      // why it does not come in
	resultStep       // what it brought
	listStep         // the imports that there were
	planStep         // what goes with one that is taken back
)

// Model is an import from inside, over whichever screen is shown. It is a value: its methods
// return the changed one. What it did to the books it tells the program by messages:
// page.Changed, and page.Undo for u.
type Model struct {
	ctx    context.Context
	target Target
	size   draw.Size

	step step
	keys Keys

	folder page.Load[Folder]
	asked  string // the part of the typed path that was asked for
	input  textinput.Model
	files  draw.Table[Entry]

	path    string
	how     How
	request int
	cancel  context.CancelFunc
	ticks   chan string
	done    chan struct{}
	line    string // how far it is
	got     Outcome
	err     error
	top     int  // first line shown of what is longer than the screen
	ask     *ask // what is said of the file, or was; nil for nothing

	records page.Load[[]usage.ImportRecord]
	imports draw.Table[usage.ImportRecord]
	plan    page.Load[[]usage.ImportRecord]
	problem string
}

// Target is what an import goes into.
type Target struct {
	Books   Books // nil where they take nothing in
	Catalog *pricing.Catalog
	AsOf    time.Time
	Name    string // of the books, in a sentence: "ledger.db"
}

// brought is the answer to an import, progressed how far one is.
type (
	brought struct {
		request int
		got     Outcome
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

// New is closed. ctx ends what it reads.
func New(ctx context.Context) Model {
	return Model{ctx: ctx, keys: NewKeys(), input: form.NewInput(""), files: newFileTable(), imports: newImportTable(),
		folder: page.Load[Folder]{Of: "folder"}, records: page.Load[[]usage.ImportRecord]{Of: "imports"}, plan: page.Load[[]usage.ImportRecord]{Of: "undo plan"}}
}

// Able reports whether the books take files in.
func (b Model) Able() bool { return b.target.Books != nil }

// Open reports whether an import is shown.
func (b Model) Open() bool { return b.step != closed }

// Typing reports whether letters go into a line of it.
func (b Model) Typing() bool { return b.step == pickStep || b.step == askStep }

// Reading reports whether a file is read.
func (b Model) Reading() bool { return b.step == readStep }

// Told reports whether what came of a file is shown.
func (b Model) Told() bool { return b.step == resultStep }

// Stop ends the import at hand, where one is read: it answers that nothing was changed.
func (b Model) Stop() {
	if b.Reading() {
		b.cancel()
	}
}

// Onto goes on with other books.
func (b Model) Onto(target Target) Model {
	b.target = target
	return b
}

// Begin begins to choose a file, where the last one was chosen.
func (b Model) Begin() (Model, tea.Cmd) {
	b.step, b.problem, b.input, b.ask = pickStep, "", form.NewInput(""), nil
	return b.listing(b.folder.Value.Path, "")
}

// listing reads a folder.
func (b Model) listing(at, part string) (Model, tea.Cmd) {
	imp, ctx := b.target.Books, b.ctx
	var cmd tea.Cmd
	b.asked = part
	b.folder, cmd = b.folder.Begin(func() (Folder, error) { return imp.Folder(ctx, at, part) })
	return b, cmd
}

// List shows the imports that there were.
func (b Model) List() (Model, tea.Cmd) {
	imp, ctx := b.target.Books, b.ctx
	b.step, b.problem = listStep, ""
	var cmd tea.Cmd
	b.records, cmd = b.records.Begin(func() ([]usage.ImportRecord, error) { return imp.Imports(ctx) })
	return b, cmd
}

// looking reads what a file would bring, or brings it in, aside. Esc ends its context.
func (b Model) looking(path string, how How) (Model, tea.Cmd) {
	b.request++
	b.step, b.path, b.how, b.line, b.err, b.top, b.problem = readStep, path, how, "", nil, 0, ""
	ctx, stop := context.WithCancel(b.ctx)
	b.cancel, b.ticks, b.done = stop, make(chan string, 1), make(chan struct{})
	imp, request, ticks, done := b.target.Books, b.request, b.ticks, b.done
	return b, tea.Batch(func() tea.Msg {
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
func (b Model) listen() tea.Cmd {
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

// Update takes in what the commands of an import bring; false for what is none.
func (b Model) Update(msg tea.Msg) (_ Model, _ tea.Cmd, mine bool) {
	switch msg := msg.(type) {
	case page.Loaded[Folder]:
		return b.entered(msg), nil, true
	case progressed:
		if msg.request != b.request || b.step != readStep {
			return b, nil, true
		}
		b.line = msg.line
		return b, b.listen(), true
	case sampled:
		return b.tookSample(msg), nil, true
	case accountsFound:
		return b.tookAccounts(msg), nil, true
	case brought:
		if msg.request != b.request {
			return b, nil, true
		}
		b, cmd := b.come(msg)
		return b, cmd, true
	case page.Loaded[[]usage.ImportRecord]:
		if msg.Of == b.plan.Of {
			b.plan, _ = b.plan.Take(msg)
			return b, nil, true
		}
		if records, ok := b.records.Take(msg); ok {
			b.records = records
			b.imports = b.imports.With(records.Value)
		}
		return b, nil, true
	case takenBack:
		b, cmd := b.gaveBack(msg)
		return b, cmd, true
	}
	return b, nil, false
}

// entered takes in a folder; what was typed after its name stays typed.
func (b Model) entered(msg page.Loaded[Folder]) Model {
	before := b.folder.Value
	load, mine := b.folder.Take(msg)
	b.folder = load
	switch {
	case !mine:
		return b
	case load.Phase == page.Failed:
		b.problem = draw.Safe(load.Err.Error())
		b.folder.Value, b.folder.Phase = before, page.Ready
		return b
	}
	text := strings.TrimPrefix(b.input.Value(), b.asked)
	b.input, b.asked, b.problem = form.NewInput(text), "", ""
	b.files.Cursor, b.files.Top = "", 0
	b.files = b.found(text)
	return b
}

// come shows what came of a file.
func (b Model) come(msg brought) (Model, tea.Cmd) {
	b.got, b.err = msg.got, msg.err
	switch {
	case errors.Is(msg.err, context.Canceled):
		b.step, b.problem = pickStep, "stopped: nothing was changed"
		return b, nil
	case msg.err != nil && b.how.DryRun && unmapped(msg.err):
		return b.mapping()
	case msg.err != nil && b.how.DryRun && len(foreign(msg.err)) > 0:
		return b.rating(foreign(msg.err)), nil
	case msg.err != nil:
		b.step = refusedStep
		return b, nil
	case b.how.DryRun:
		b.step = previewStep
		return b, nil
	}
	b.step = resultStep
	imp, id := b.target.Books, msg.got.ID
	is := page.Changed{Said: "imported " + msg.got.Words[0]}
	if msg.got.Books != nil {
		imp, _ = msg.got.Books.(Books)
		is.Books, is.Name = msg.got.Books, msg.got.Name
	}
	if id != 0 {
		is.What = importName(id)
		is.Back = func(ctx context.Context) (string, error) {
			undone, err := imp.UndoImport(ctx, id)
			return backWords(undone), err
		}
	}
	return b, func() tea.Msg { return is }
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
	out := "took back " + draw.List(names, 3) + ": " + words.Count(strconv.Itoa(removed), "row") + " removed"
	if restored > 0 {
		out += ", " + words.Count(strconv.Itoa(restored), "row") + " as before it"
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

// Press handles a key of the import.
func (b Model) Press(msg tea.KeyMsg) (Model, tea.Cmd) {
	switch k := b.keys; b.step {
	case pickStep:
		return b.pick(msg)
	case readStep:
		if key.Matches(msg, k.Stop) {
			b.cancel() // the import answers, and that says what it left: nothing
			b.line = "stopping …"
		}
	case previewStep, refusedStep:
		switch {
		case k.By(msg, b.size.Height-4) != 0:
			b.top = b.scrolled(k.By(msg, b.size.Height-4))
		case key.Matches(msg, k.Bring) && b.step == previewStep:
			how := b.how
			how.DryRun = false
			return b.looking(b.path, how)
		case key.Matches(msg, k.SkipBad) && b.skippable():
			how := b.how
			how.DryRun, how.SkipBad = true, true
			return b.looking(b.path, how)
		case key.Matches(msg, k.Account) && b.step == previewStep:
			return b.accounting()
		case key.Matches(msg, k.Columns) && b.step == previewStep && b.got.Own:
			return b.mapping()
		case key.Matches(msg, k.Rate) && b.step == previewStep && len(b.how.FX) > 0:
			return b.rating(slices.Sorted(maps.Keys(b.how.FX))), nil
		case key.Matches(msg, k.Back) && b.ask != nil && b.step == refusedStep:
			b.step = askStep
		case key.Matches(msg, k.Back):
			b.step, b.problem = pickStep, ""
		}
	case askStep:
		return b.answer(msg)
	case resultStep:
		switch {
		case key.Matches(msg, k.Undo) && b.got.ID != 0:
			b.step = closed
			return b, func() tea.Msg { return page.Undo{} }
		case key.Matches(msg, k.Another):
			return b.Begin()
		case key.Matches(msg, k.Done):
			b.step = closed
		}
	case listStep:
		return b.pressImports(msg)
	case planStep:
		switch {
		case key.Matches(msg, k.TakeBack) && b.plan.Phase == page.Ready && !b.plan.Pending:
			imp, ctx, id := b.target.Books, b.ctx, b.plan.Value[len(b.plan.Value)-1].ID
			b.plan.Pending = true
			return b, func() tea.Msg {
				undone, err := imp.UndoImport(ctx, id)
				return takenBack{undone, err}
			}
		case key.Matches(msg, k.Back):
			b.step = listStep
		}
	}
	return b, nil
}

// scrolled is the first line shown of a text after so many lines more: the last page
// is as far as it goes.
func (b Model) scrolled(by int) int {
	return max(min(b.top+by, len(b.words(draw.Theme{}))-(b.size.Height-3)), 0)
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

// skippable reports whether the bad rows can be left out.
func (b Model) skippable() bool {
	var rejected *usage.RejectedError
	return b.step == refusedStep && errors.As(b.err, &rejected) && rejected.Rejected < rejected.Rows
}
