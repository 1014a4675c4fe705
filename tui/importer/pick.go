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
)

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
