package tui

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
	"tollbook/tui/wrap"
)

// resized gives the lists the room that their words leave.
func (b bring) resized(to size) bring {
	b.size = to
	b.files = b.files.resized(size{to.width, max(to.height-7, 2)})
	b.imports = b.imports.resized(size{to.width, max(to.height-8, 2)})
	return b
}

// lines draws the import in the lines between the bar's rule and the foot.
func (b bring) lines(t theme) []string {
	width, height := b.size.width, b.size.height-3
	switch b.step {
	case pickStep:
		return b.pickLines(t, width, height, b.over.into)
	case listStep:
		return b.importLines(t, width, height)
	case askStep:
		return b.ask.lines(t, size{width, height}, b.path)
	}
	return b.words(t)[b.scrolled(0):]
}

// pickLines draws the path and what is in the folder.
func (b bring) pickLines(t theme, width, height int, into string) []string {
	f := b.folder.value
	shown := safe(strings.TrimSuffix(f.Shown, "/")) + "/"
	if strings.HasPrefix(b.input.Value(), "~") || strings.HasPrefix(b.input.Value(), "/") { // a path of its own
		shown = ""
	}
	line := typedLine(safe(b.input.Value()), b.input.Position())
	room := width - 11
	if text := shown + line; ansi.StringWidth(text) > room {
		line = tail(text, room)
		shown = ""
	}
	out := []string{"  " + t.strong.Render("Import ") + shown + t.you.Render(line)}
	say, style := "Into "+into+": choose, type or paste a path.", t.muted
	if b.problem != "" {
		say, style = b.problem, t.loss
	}
	out = append(out, "  "+style.Render(fit(say, width-3)), "")
	switch {
	case b.folder.phase == loading:
		return append(out, "  Reading the folder …")
	case len(b.files.shown) == 0:
		return append(out, "  "+t.muted.Render("Nothing here is called that."))
	}
	return append(out, b.files.lines(t, true)...)
}

// words are the lines of a step that has no table, wrapped.
func (b bring) words(t theme) []string {
	width := b.size.width
	var out []string
	say := func(line string, render func(...string) string) {
		indent := 2
		for strings.HasPrefix(line, " ") {
			line, indent = line[1:], indent+1
		}
		for _, w := range wrap.Fit(safe(line), width-2-indent) {
			out = append(out, spaces(indent)+render(w))
		}
	}
	name := b.path[strings.LastIndexAny(b.path, `/\`)+1:]
	switch b.step {
	case readStep:
		verb := "Looking into "
		if !b.how.DryRun {
			verb = "Importing "
		}
		say(verb+name+" …", t.strong.Render)
		say(b.line, t.plain.Render)
		say("Esc stops it; nothing is half done.", t.muted.Render)
	case previewStep, resultStep:
		if b.step == previewStep {
			say("Nothing is changed yet. Enter imports it into "+b.over.into+".", t.strong.Render)
		} else {
			say("Imported into "+b.over.into+".", t.strong.Render)
		}
		out = append(out, "")
		for _, w := range b.got.Words {
			say(w, t.plain.Render)
		}
		if len(b.got.Says) > 0 {
			out = append(out, "")
		}
		for _, s := range b.got.Says {
			say("· "+s, t.plain.Render)
		}
		if last := b.got.Last; last.After(b.over.asOf) {
			say("· what is later than "+b.over.asOf.UTC().Format("2 Jan 2006 15:04")+" UTC waits: that is the clock of these screens", t.warn.Render)
		}
		if n := len(b.got.Rejections); n > 0 {
			out = append(out, "")
			say(fmt.Sprintf("%s left out:", words.Count(strconv.Itoa(b.got.Rejected), "bad row")), t.warn.Render)
			for i, f := range b.got.Rejections {
				if i == 20 {
					say(fmt.Sprintf("  and %d more", n-i), t.muted.Render)
					break
				}
				say("  "+f.Error(), t.plain.Render)
			}
		}
	case refusedStep:
		for i, line := range strings.Split(b.err.Error(), "\n") {
			render := t.plain.Render
			if i == 0 {
				render = t.loss.Render
			}
			say(line, render)
		}
		out = append(out, "")
		var hinted hintedError
		if errors.As(b.err, &hinted) {
			for _, h := range hinted.Hints() {
				say("hint: "+h, t.muted.Render)
			}
		}
		if b.skippable() {
			say("b looks at it without the bad rows.", t.muted.Render)
		}
	case planStep:
		b.planWords(t, say)
	}
	return out
}

// planWords say what goes with an import that is taken back.
func (b bring) planWords(t theme, say func(string, func(...string) string)) {
	switch {
	case b.plan.phase == failed:
		say("It cannot be taken back: "+b.plan.err.Error()+".", t.loss.Render)
		return
	case b.plan.phase != ready:
		say("Looking what goes with it …", t.muted.Render)
		return
	}
	plan := b.plan.value
	r := plan[len(plan)-1]
	say(fmt.Sprintf("Take back import %d, %s of %s?", r.ID, money(r.USD), r.File), t.strong.Render)
	goes := "Its " + words.Count(strconv.Itoa(r.Added), "new row") + " go"
	if r.Updated > 0 {
		goes += ", " + words.Count(strconv.Itoa(r.Updated), "updated row") + " get earlier figures back"
	}
	say(goes+".", t.plain.Render)
	for _, later := range plan[:len(plan)-1] {
		say(fmt.Sprintf("· import %d (%s) %s", later.ID, later.File, later.GoesFirst(r)), t.warn.Render)
	}
	say("The files stay where they are: importing them again brings all of it back.", t.muted.Render)
}

func newImportTable() table[usage.ImportRecord] {
	number := func(title string, drop int, of func(usage.ImportRecord) int) column[usage.ImportRecord] {
		return column[usage.ImportRecord]{title: title, figure: true, drop: drop, text: func(r usage.ImportRecord) string { return words.Thousands(strconv.Itoa(of(r))) }}
	}
	return newTable(func(r usage.ImportRecord) string { return importName(r.ID) },
		column[usage.ImportRecord]{title: "ID", figure: true, text: func(r usage.ImportRecord) string { return strconv.Itoa(int(r.ID)) }},
		column[usage.ImportRecord]{title: "FILE", most: 40, least: 32, text: func(r usage.ImportRecord) string {
			return r.File[strings.LastIndexAny(r.File, `/\`)+1:]
		}},
		column[usage.ImportRecord]{title: "DOLLARS", figure: true, text: func(r usage.ImportRecord) string { return money(r.USD) }},
		column[usage.ImportRecord]{title: "WHEN, UTC", drop: 3, text: func(r usage.ImportRecord) string { return r.At.UTC().Format("2006-01-02 15:04") }},
		column[usage.ImportRecord]{title: "TYPE", drop: 4, text: func(r usage.ImportRecord) string { return r.Type }},
		number("ROWS", 6, func(r usage.ImportRecord) int { return r.Rows }),
		number("NEW", 1, func(r usage.ImportRecord) int { return r.Added }),
		number("KNOWN", 5, func(r usage.ImportRecord) int { return r.Duplicates }),
		number("UPDATED", 5, func(r usage.ImportRecord) int { return r.Updated }),
		column[usage.ImportRecord]{title: "EMPTY", figure: true, drop: 7, text: func(r usage.ImportRecord) string {
			if r.Empty == 0 {
				return "-"
			}
			return words.Thousands(strconv.Itoa(r.Empty))
		}},
		number("REJECTED", 7, func(r usage.ImportRecord) int { return r.Rejected }),
		column[usage.ImportRecord]{title: "SHA256", drop: 8, text: func(r usage.ImportRecord) string { return r.SHA256[:min(12, len(r.SHA256))] }},
	)
}

// importLines draws the list of imports.
func (b bring) importLines(t theme, width, height int) []string {
	say, style := "", t.strong
	switch n := len(b.records.value); {
	case b.problem != "":
		say, style = b.problem, t.loss
	case b.records.phase == failed:
		say, style = "The imports cannot be read: "+safe(b.records.err.Error()), t.loss
	case b.records.phase != ready:
		say = "Reading the imports …"
	case n == 0:
		say = "Nothing was imported yet; i chooses a file."
	default:
		say = words.Count(strconv.Itoa(n), "import") + ", the newest first. Enter asks to take one back."
	}
	out := []string{"  " + style.Render(fit(say, width-3)), ""}
	if len(b.records.value) == 0 {
		return out
	}
	out = append(out, b.imports.lines(t, true)...)
	if r, ok := b.imports.selected(); ok {
		for len(out) < height-2 {
			out = append(out, "")
		}
		period := ""
		if !r.First.IsZero() {
			period = ", usage " + r.First.UTC().Format(pricing.Day) + " to " + r.Last.UTC().Format(pricing.Day)
		}
		out = append(out, "  "+t.muted.Render(fit(safe(r.File)+": "+r.Type+", "+words.Count(strconv.Itoa(int(r.Size)), "byte")+period, width-3)))
	}
	return out
}

// mouse chooses in a list: the first click puts the cursor there, the second
// does what Enter does.
func (b bring) mouse(msg tea.MouseMsg, left bool) (bring, tea.Cmd) {
	if by := wheel(msg); by != 0 {
		k := tea.KeyMsg{Type: tea.KeyDown}
		if by < 0 {
			k.Type = tea.KeyUp
		}
		return b.press(k)
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
		click(&b.files.cursor, func() (hit bool) {
			b.files, hit = b.files.clicked(msg.X, msg.Y-5)
			return hit
		})
	case b.step == askStep:
		b.ask = b.ask.clicked(size{b.size.width, b.size.height - 3}, msg.Y-2)
	case b.step == listStep && msg.Y > 4:
		click(&b.imports.cursor, func() (hit bool) {
			b.imports, hit = b.imports.clicked(msg.X, msg.Y-4)
			return hit
		})
	}
	if again {
		return b.press(tea.KeyMsg{Type: tea.KeyEnter})
	}
	return b, nil
}
