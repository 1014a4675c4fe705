package whatif

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/pick"
	"tollbook/tui/wrap"
)

// A sheet lies over the knobs and the gateways until Esc closes it: the picker of swaps, that
// of requirements, the board of scenarios, two of them side by side. It is a value; what a
// method changes of it or of the screen comes back in the Model, whose sheet it is.
type sheet interface {
	press(s Model, msg tea.KeyMsg) (Model, tea.Cmd)
	mouse(s Model, msg tea.MouseMsg) (Model, tea.Cmd)
	// fitted is the sheet for the screen as it stands: its size, its workload, its knobs.
	fitted(s Model) sheet
	// lines are the body in the sheet's room, foot the line below it.
	lines(s Model, t draw.Theme) []string
	foot(s Model) string
	// typing reports whether letters are typed, claims whether a key of the program's has a
	// meaning here.
	typing() bool
	claims(msg tea.KeyMsg) bool
	bindings() []key.Binding
	hints(s Model) []page.Hint
	legend() []string
	table(s Model) draw.Sheet
}

// sheetKeys are the keys of the sheets.
type sheetKeys struct {
	pick    pick.Keys
	swap    SwapKeys
	require RequireKeys
	board   BoardKeys
	beside  BesideKeys
}

func newSheetKeys() sheetKeys {
	return sheetKeys{pick.NewKeys(), NewSwapKeys(), NewRequireKeys(), NewBoardKeys(), NewBesideKeys()}
}

// answerMost is how many lines of the answer stay over a sheet.
const answerMost = 2

// sheetAnswer are the first lines of the answer, which stay in sight.
func (s Model) sheetAnswer() (lines []string) {
	for _, sentence := range s.answer() {
		lines = append(lines, wrap.Fit(sentence, s.size.Width-4)...)
	}
	most := answerMost
	if s.size.Height < 20 {
		most = 1
	}
	return lines[:min(len(lines), most)]
}

// sheetTop is the line of the terminal on which a sheet begins: below the tabs, their rule,
// the answer and a blank line.
func (s Model) sheetTop() int { return 2 + len(s.sheetAnswer()) + 1 }

// sheetRoom is what a sheet has for its body: all but its foot and the keys.
func (s Model) sheetRoom() draw.Size {
	return draw.Size{Width: s.size.Width, Height: max(s.size.Height-s.sheetTop()-2, 4)}
}

// sheetLines draws the answer, the sheet and its foot.
func (s Model) sheetLines(t draw.Theme) []string {
	width := s.size.Width
	var out []string
	for _, line := range s.sheetAnswer() {
		out = append(out, "  "+highlit(t.Strong, draw.Fit(line, width-3)))
	}
	out = append(out, "")
	room := s.sheetRoom()
	body := s.laid.lines(s, t)
	body = body[:min(len(body), room.Height)]
	out = append(out, body...)
	for len(out) < s.size.Height-4 {
		out = append(out, "")
	}
	style, foot := t.Muted, s.laid.foot(s)
	if s.problem != "" {
		style, foot = t.Loss, s.problem
	}
	return append(out, "  "+style.Render(draw.Fit(foot, width-3)))
}

// over lays a sheet over the screen.
func (s Model) over(is sheet) Model {
	s.problem = ""
	s.laid = is.fitted(s)
	return s
}

// refit gives the sheet what has changed on the screen.
func (s Model) refit() Model {
	if s.laid != nil {
		s.laid = s.laid.fitted(s)
	}
	return s
}

// picker is what Enter opens on the knob in hand instead of a line to type in; nil for none.
func (s Model) picker() sheet {
	switch {
	case s.knobAt == requireKnob:
		return s.requireSheet()
	case s.knobAt == swapKnob && !s.idle(swapKnob):
		return s.swapSheet()
	}
	return nil
}

// closed takes the sheet away.
func (s Model) closed() Model {
	s.laid, s.problem = nil, ""
	return s
}
