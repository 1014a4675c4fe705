package importer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// Resize gives the lists the room that their words leave.
func (b Model) Resize(to draw.Size) Model {
	b.size = to
	b.files = b.files.Resize(draw.Size{Width: to.Width, Height: max(to.Height-7, 2)})
	b.imports = b.imports.Resize(draw.Size{Width: to.Width, Height: max(to.Height-8, 2)})
	return b
}

// View draws the import in the lines between the bar's rule and the foot.
func (b Model) View(t draw.Theme) []string {
	width, height := b.size.Width, b.size.Height-3
	switch b.step {
	case pickStep:
		return b.pickLines(t, width, height, b.target.Name)
	case listStep:
		return b.importLines(t, width, height)
	case askStep:
		return b.ask.lines(t, draw.Size{Width: width, Height: height}, b.path)
	}
	return b.words(t)[b.scrolled(0):]
}

// pickLines draws the path and what is in the folder.
func (b Model) pickLines(t draw.Theme, width, height int, into string) []string {
	f := b.folder.Value
	shown := draw.Safe(strings.TrimSuffix(f.Shown, "/")) + "/"
	if strings.HasPrefix(b.input.Value(), "~") || strings.HasPrefix(b.input.Value(), "/") { // a path of its own
		shown = ""
	}
	line := form.InputLine(draw.Safe(b.input.Value()), b.input.Position())
	room := width - 11
	if text := shown + line; ansi.StringWidth(text) > room {
		line = draw.Tail(text, room)
		shown = ""
	}
	out := []string{"  " + t.Strong.Render("Import ") + shown + t.You.Render(line)}
	say, style := "Into "+into+": choose, type or paste a path.", t.Muted
	if b.problem != "" {
		say, style = b.problem, t.Loss
	}
	out = append(out, "  "+style.Render(draw.Fit(say, width-3)), "")
	switch {
	case b.folder.Phase == page.Loading:
		return append(out, "  Reading the folder …")
	case len(b.files.Shown) == 0:
		return append(out, "  "+t.Muted.Render("Nothing here is called that."))
	}
	return append(out, b.files.Lines(t, true)...)
}

// words are the lines of a step that has no table, wrapped.
func (b Model) words(t draw.Theme) []string {
	width := b.size.Width
	var out []string
	say := func(line string, render func(...string) string) {
		indent := 2
		for strings.HasPrefix(line, " ") {
			line, indent = line[1:], indent+1
		}
		for _, w := range wrap.Fit(draw.Safe(line), width-2-indent) {
			out = append(out, draw.Spaces(indent)+render(w))
		}
	}
	name := b.path[strings.LastIndexAny(b.path, `/\`)+1:]
	switch b.step {
	case readStep:
		verb := "Looking into "
		if !b.how.DryRun {
			verb = "Importing "
		}
		say(verb+name+" …", t.Strong.Render)
		say(b.line, t.Plain.Render)
		say("Esc stops it; nothing is half done.", t.Muted.Render)
	case previewStep, resultStep:
		if b.step == previewStep {
			say("Nothing is changed yet. Enter imports it into "+b.target.Name+".", t.Strong.Render)
		} else {
			say("Imported into "+b.target.Name+".", t.Strong.Render)
		}
		out = append(out, "")
		for _, w := range b.got.Words {
			say(w, t.Plain.Render)
		}
		if len(b.got.Says) > 0 {
			out = append(out, "")
		}
		for _, s := range b.got.Says {
			say("· "+s, t.Plain.Render)
		}
		if last := b.got.Last; last.After(b.target.AsOf) {
			say("· what is later than "+b.target.AsOf.UTC().Format("2 Jan 2006 15:04")+" UTC waits: that is the clock of these screens", t.Warn.Render)
		}
		if n := len(b.got.Rejections); n > 0 {
			out = append(out, "")
			say(fmt.Sprintf("%s left out:", words.Counted(b.got.Rejected, "bad row")), t.Warn.Render)
			for i, f := range b.got.Rejections {
				if i == 20 {
					say(fmt.Sprintf("  and %d more", n-i), t.Muted.Render)
					break
				}
				say("  "+f.Error(), t.Plain.Render)
			}
		}
	case refusedStep:
		for i, line := range strings.Split(b.err.Error(), "\n") {
			render := t.Plain.Render
			if i == 0 {
				render = t.Loss.Render
			}
			say(line, render)
		}
		out = append(out, "")
		var hinted hintedError
		if errors.As(b.err, &hinted) {
			for _, h := range hinted.Hints() {
				say("hint: "+h, t.Muted.Render)
			}
		}
		if b.skippable() {
			say("b looks at it without the bad rows.", t.Muted.Render)
		}
	case planStep:
		b.planWords(t, say)
	}
	return out
}

// planWords say what goes with an import that is taken back.
func (b Model) planWords(t draw.Theme, say func(string, func(...string) string)) {
	switch {
	case b.plan.Phase == page.Failed:
		say("It cannot be taken back: "+b.plan.Err.Error()+".", t.Loss.Render)
		return
	case b.plan.Phase != page.Ready:
		say("Looking what goes with it …", t.Muted.Render)
		return
	}
	plan := b.plan.Value
	r := plan[len(plan)-1]
	say(fmt.Sprintf("Take back import %d, %s of %s?", r.ID, draw.Money(r.USD), r.File), t.Strong.Render)
	goes := "Its " + words.Counted(r.Added, "new row") + " go"
	if r.Updated > 0 {
		goes += ", " + words.Counted(r.Updated, "updated row") + " get earlier figures back"
	}
	say(goes+".", t.Plain.Render)
	for _, later := range plan[:len(plan)-1] {
		say(fmt.Sprintf("· import %d (%s) %s", later.ID, later.File, later.GoesFirst(r)), t.Warn.Render)
	}
	say("The files stay where they are: importing them again brings all of it back.", t.Muted.Render)
}

func newImportTable() draw.Table[usage.ImportRecord] {
	number := func(title string, drop int, of func(usage.ImportRecord) int) draw.Column[usage.ImportRecord] {
		return draw.Column[usage.ImportRecord]{Title: title, Figure: true, Drop: drop, Text: func(r usage.ImportRecord) string { return words.Thousands(strconv.Itoa(of(r))) }}
	}
	return draw.NewTable(func(r usage.ImportRecord) string { return importName(r.ID) },
		draw.Column[usage.ImportRecord]{Title: "ID", Figure: true, Text: func(r usage.ImportRecord) string { return strconv.Itoa(int(r.ID)) }},
		draw.Column[usage.ImportRecord]{Title: "FILE", Most: 40, Least: 32, Text: func(r usage.ImportRecord) string {
			return r.File[strings.LastIndexAny(r.File, `/\`)+1:]
		}},
		draw.Column[usage.ImportRecord]{Title: "DOLLARS", Figure: true, Text: func(r usage.ImportRecord) string { return draw.Money(r.USD) }},
		draw.Column[usage.ImportRecord]{Title: "WHEN, UTC", Drop: 3, Text: func(r usage.ImportRecord) string { return r.At.UTC().Format("2006-01-02 15:04") }},
		draw.Column[usage.ImportRecord]{Title: "TYPE", Drop: 4, Text: func(r usage.ImportRecord) string { return r.Type }},
		number("ROWS", 6, func(r usage.ImportRecord) int { return r.Rows }),
		number("NEW", 1, func(r usage.ImportRecord) int { return r.Added }),
		number("KNOWN", 5, func(r usage.ImportRecord) int { return r.Duplicates }),
		number("UPDATED", 5, func(r usage.ImportRecord) int { return r.Updated }),
		draw.Column[usage.ImportRecord]{Title: "EMPTY", Figure: true, Drop: 7, Text: func(r usage.ImportRecord) string {
			if r.Empty == 0 {
				return "-"
			}
			return words.Thousands(strconv.Itoa(r.Empty))
		}},
		number("REJECTED", 7, func(r usage.ImportRecord) int { return r.Rejected }),
		draw.Column[usage.ImportRecord]{Title: "SHA256", Drop: 8, Text: func(r usage.ImportRecord) string { return r.SHA256[:min(12, len(r.SHA256))] }},
	)
}

// importLines draws the list of imports.
func (b Model) importLines(t draw.Theme, width, height int) []string {
	say, style := "", t.Strong
	switch n := len(b.records.Value); {
	case b.problem != "":
		say, style = b.problem, t.Loss
	case b.records.Phase == page.Failed:
		say, style = "The imports cannot be read: "+draw.Safe(b.records.Err.Error()), t.Loss
	case b.records.Phase != page.Ready:
		say = "Reading the imports …"
	case n == 0:
		say = "Nothing was imported yet; i chooses a file."
	default:
		say = words.Counted(n, "import") + ", the newest first. Enter asks to take one back."
	}
	out := []string{"  " + style.Render(draw.Fit(say, width-3)), ""}
	if len(b.records.Value) == 0 {
		return out
	}
	out = append(out, b.imports.Lines(t, true)...)
	if r, ok := b.imports.Selected(); ok {
		for len(out) < height-2 {
			out = append(out, "")
		}
		period := ""
		if !r.First.IsZero() {
			period = ", usage " + r.First.UTC().Format(pricing.Day) + " to " + r.Last.UTC().Format(pricing.Day)
		}
		out = append(out, "  "+t.Muted.Render(draw.Fit(draw.Safe(r.File)+": "+r.Type+", "+words.Counted(int(r.Size), "byte")+period, width-3)))
	}
	return out
}

// Mouse chooses in a list: the first click puts the cursor there, the second
// does what Enter does.
func (b Model) Mouse(msg tea.MouseMsg, left bool) (Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		k := tea.KeyMsg{Type: tea.KeyDown}
		if by < 0 {
			k.Type = tea.KeyUp
		}
		return b.Press(k)
	}
	again := false
	click := func(cursor *string, clicked func() bool) {
		before := *cursor
		again = clicked() && *cursor == before
	}
	switch {
	case !left:
		return b, nil
	case b.step == pickStep && msg.Y > 5:
		click(&b.files.Cursor, func() (hit bool) {
			b.files, hit = b.files.Click(msg.X, msg.Y-5)
			return hit
		})
	case b.step == askStep:
		b.ask = b.ask.clicked(draw.Size{Width: b.size.Width, Height: b.size.Height - 3}, msg.Y-2)
	case b.step == listStep && msg.Y > 4:
		click(&b.imports.Cursor, func() (hit bool) {
			b.imports, hit = b.imports.Click(msg.X, msg.Y-4)
			return hit
		})
	}
	if again {
		return b.Press(tea.KeyMsg{Type: tea.KeyEnter})
	}
	return b, nil
}
