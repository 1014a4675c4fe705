package importer

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

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

// Bring looks into a file that was named elsewhere, and asks what it is where it does not
// tell.
func (b Model) Bring(path string) (Model, tea.Cmd) {
	b.problem, b.ask = "", nil
	return b.looking(path, How{DryRun: true})
}

// listing reads a folder.
func (b Model) listing(at, part string) (Model, tea.Cmd) {
	imp, ctx := b.target.Books, b.ctx
	var cmd tea.Cmd
	b.asked = part
	b.folder, cmd = b.folder.Begin(func() (Folder, error) { return imp.Folder(ctx, at, part) })
	return b, cmd
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
