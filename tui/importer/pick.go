package importer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// Keys work in an import from inside; those of a step are shown in it.
type Keys struct {
	page.Moves
	Choose   key.Binding
	Complete key.Binding
	Above    key.Binding
	Close    key.Binding
	Help     key.Binding
	Stop     key.Binding
	Bring    key.Binding
	Account  key.Binding
	Columns  key.Binding
	Rate     key.Binding
	SkipBad  key.Binding
	Plan     key.Binding
	TakeBack key.Binding
	Undo     key.Binding
	Another  key.Binding
	Done     key.Binding
	Back     key.Binding
}

// NewKeys are the keys of all steps of an import.
func NewKeys() Keys {
	return Keys{
		Moves: page.Moves{
			Up:       page.Bind("↑ k", "up", "up", "k"),
			Down:     page.Bind("↓ j", "down", "down", "j"),
			PageUp:   page.Bind("PgUp", "a page up", "pgup"),
			PageDown: page.Bind("PgDn", "a page down", "pgdown"),
			First:    page.Bind("Home", "to the top", "home"),
			Last:     page.Bind("End", "to the end", "end"),
		},
		Choose:   page.Bind("Enter", "look into it", "enter"),
		Complete: page.Bind("Tab", "complete the name", "tab"),
		Above:    page.Bind("Backspace", "folder above", "backspace"),
		Close:    page.Bind("Esc", "close", "esc"),
		Help:     page.Bind("F1", "help", "f1"),
		Stop:     page.Bind("Esc", "stop", "esc"),
		Bring:    page.Bind("Enter", "import it", "enter"),
		Account:  page.Bind("a", "other account", "a"),
		Columns:  page.Bind("m", "other columns", "m"),
		Rate:     page.Bind("f", "other rate", "f"),
		SkipBad:  page.Bind("b", "leave the bad rows out", "b"),
		Plan:     page.Bind("Enter", "take it back", "enter"),
		TakeBack: page.Bind("Enter", "take back", "enter"),
		Undo:     page.Bind("u", "undo it", "u"),
		Another:  page.Bind("i", "import a file", "i"),
		Done:     page.Bind("Enter", "done", "enter", "esc"),
		Back:     page.Bind("Esc", "back", "esc"),
	}
}

// pages are the keys that move by more than a line.
func (k Keys) pages() []key.Binding { return []key.Binding{k.PageUp, k.PageDown, k.First, k.Last} }

// Bindings are the keys of the step at hand.
func (b Model) Bindings() []key.Binding {
	k := b.keys
	switch b.step {
	case pickStep:
		return slices.Concat([]key.Binding{k.Choose, k.Complete}, k.pages(), []key.Binding{k.Above, k.Close, k.Help})
	case readStep:
		return []key.Binding{k.Stop}
	case previewStep:
		own := []key.Binding{k.Bring, k.Back, k.Account}
		if b.got.Own {
			own = append(own, k.Columns)
		}
		if len(b.how.FX) > 0 {
			own = append(own, k.Rate)
		}
		return slices.Concat(own, []key.Binding{k.Up, k.Down}, k.pages())
	case askStep:
		return page.Bindings(b.ask.keys)
	case refusedStep:
		if b.skippable() {
			return slices.Concat([]key.Binding{k.SkipBad, k.Back, k.Up, k.Down}, k.pages())
		}
		return slices.Concat([]key.Binding{k.Back, k.Up, k.Down}, k.pages())
	case resultStep:
		if b.got.ID == 0 {
			return []key.Binding{k.Done, k.Another}
		}
		return []key.Binding{k.Done, k.Undo, k.Another}
	case listStep:
		return slices.Concat([]key.Binding{k.Plan, k.Back, k.Up, k.Down}, k.pages(), []key.Binding{k.Another})
	case planStep:
		return []key.Binding{k.TakeBack, k.Back}
	}
	return nil
}

// Hints are the keys of the step at hand, in the fewest words.
func (b Model) Hints() []page.Hint {
	if b.step == askStep {
		return form.Keys(b.ask.keys).Hints("line")
	}
	var out []page.Hint
	arrows := false
	pages := b.keys.pages()
	for _, k := range b.Bindings() {
		if slices.ContainsFunc(pages, func(p key.Binding) bool { return p.Help() == k.Help() }) {
			continue // the help has them
		}
		if h := k.Help(); h.Desc == "up" || h.Desc == "down" {
			if !arrows {
				out = append(out, page.Hint{Key: "↑↓", Does: "scroll"})
			}
			arrows = true
			continue
		}
		out = append(out, page.Hint{Key: page.KeyOf(k), Does: k.Help().Desc})
	}
	return out
}

func newFileTable() draw.Table[Entry] {
	b := draw.NewTable(func(e Entry) string { return e.Name },
		draw.Column[Entry]{Title: "NAME", Most: 80, Least: 16, Text: Entry.label},
		draw.Column[Entry]{Title: "BYTES", Figure: true, Drop: 2, Text: func(e Entry) string {
			if e.Folder {
				return ""
			}
			return words.Thousands(strconv.Itoa(int(e.Size)))
		}},
		draw.Column[Entry]{Title: "CHANGED, UTC", Drop: 1, Text: func(e Entry) string {
			if e.At.IsZero() {
				return ""
			}
			return e.At.UTC().Format("2006-01-02 15:04")
		}},
	)
	b.Match = func(e Entry, typed string) bool {
		return strings.Contains(strings.ToLower(e.Name), strings.ToLower(typed))
	}
	return b
}

// found are the entries that hold what was typed, the one that is called so first, then
// those that begin so; those that hide behind a dot only
// where that was typed too.
func (b Model) found(typed string) draw.Table[Entry] {
	entries := slices.DeleteFunc(slices.Clone(b.folder.Value.Entries), func(e Entry) bool {
		return strings.HasPrefix(e.Name, ".") && strings.Trim(e.Name, ".") != "" && !strings.HasPrefix(typed, ".")
	})
	far := func(e Entry) int {
		name, typed := strings.ToLower(e.Name), strings.ToLower(typed)
		switch {
		case name == typed:
			return 0
		case strings.HasPrefix(name, typed):
			return 1
		}
		return 2
	}
	if typed != "" {
		slices.SortStableFunc(entries, func(x, y Entry) int { return far(x) - far(y) })
		b.files.Cursor = ""
	}
	return b.files.With(entries).FilterBy(typed)
}

// label is an entry's name; folders end in a slash.
func (e Entry) label() string {
	switch {
	case e.Name == ".":
		return "./ the agent logs in this folder"
	case e.Folder:
		return e.Name + "/"
	}
	return e.Name
}

// pick handles a key while a file is chosen: letters go into the path.
func (b Model) pick(msg tea.KeyMsg) (Model, tea.Cmd) {
	typed := b.input.Value()
	at := b.folder.Value.Path
	chosen, ok := b.files.Selected()
	switch {
	case key.Matches(msg, b.keys.Close):
		b.step = closed
		return b, nil
	case msg.Type == tea.KeyUp:
		b.files = b.files.Move(-1)
		return b, nil
	case msg.Type == tea.KeyDown:
		b.files = b.files.Move(1)
		return b, nil
	case b.keys.Far(msg, b.files.PageRows()) != 0:
		b.files = b.files.Move(b.keys.Far(msg, b.files.PageRows()))
		return b, nil
	case key.Matches(msg, b.keys.Above) && typed == "":
		return b.listing(at, "../")
	case (key.Matches(msg, b.keys.Choose) || key.Matches(msg, b.keys.Complete)) && b.folder.Pending:
		return b, nil
	case key.Matches(msg, b.keys.Complete) && ok && !chosen.Folder:
		b.input = form.NewInput(chosen.Name)
		b.files = b.found(chosen.Name)
		return b, nil
	case key.Matches(msg, b.keys.Choose) && ok && (!chosen.Folder || chosen.Name == "."):
		b.ask = nil
		return b.looking(joinPath(at, chosen.Name), How{DryRun: true})
	case (key.Matches(msg, b.keys.Choose) || key.Matches(msg, b.keys.Complete)) && ok:
		b.input = form.NewInput(chosen.Name + "/")
		return b.listing(at, chosen.Name+"/")
	case key.Matches(msg, b.keys.Choose):
		b.problem = "nothing here is called " + draw.Safe(typed)
		return b, nil
	}
	b.problem = ""
	if msg.Type == tea.KeyRunes { // a path may be dropped or pasted with a line's end
		msg.Runes = []rune(strings.Trim(string(msg.Runes), "\r\n"))
	}
	b.input, _ = b.input.Update(msg)
	text := b.input.Value()
	if text == typed {
		return b, nil
	}
	b.files = b.found(text)
	if end := strings.LastIndexAny(text, `/\`); end >= 0 && len(text) > len(typed) && text[:end+1] != b.asked {
		return b.listing(at, text[:end+1])
	}
	return b, nil
}

// joinPath is a name in a folder; "." is the folder.
func joinPath(folder, name string) string {
	if name == "." {
		return folder
	}
	return strings.TrimSuffix(folder, "/") + "/" + name
}
