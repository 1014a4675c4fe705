package draw

import (
	"slices"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme holds every style of the screens, by meaning. Colour is never the only
// sign of anything: a mark, a sign or a word stands beside it.
type Theme struct {
	Name     string
	Plain    lipgloss.Style
	Strong   lipgloss.Style // the answer's figures, the tab in use
	Muted    lipgloss.Style // rules, captions, what is not the point
	Heading  lipgloss.Style
	You      lipgloss.Style // the user's own gateway, the knob in hand
	Selected lipgloss.Style // the line under the cursor
	Fee      lipgloss.Style // what is paid for loading credits
	Saved    lipgloss.Style // money that would be saved
	Warn     lipgloss.Style // what needs attention soon
	Loss     lipgloss.Style // money being lost, and failures
	Key      lipgloss.Style

	ASCII bool   // no sign beyond ASCII
	bare  bool   // no colour and no weight
	paper string // escape that paints the ground; "" leaves the terminal's own
}

// A palette is the colours of a theme. An empty colour is the terminal's own, set
// off by weight alone.
type palette struct {
	name, about string
	muted       ink
	you         ink
	fee         ink
	loss        ink
	saved       ink
	text, paper ink      // both or neither: a theme that paints its own ground
	grounds     []string // the grounds it is made for, where it paints none
	bare        bool     // no colour and no weight
	ascii       bool
}

// ink is one colour: exact, and the number in the table of 256 that is nearest.
// Both are named so that what the contrast test sees is what every terminal shows.
type ink struct{ hex, ansi256, ansi16 string }

func (i ink) colour() lipgloss.TerminalColor {
	if i.hex == "" {
		return lipgloss.NoColor{}
	}
	return lipgloss.CompleteColor{TrueColor: i.hex, ANSI256: i.ansi256, ANSI: i.ansi16}
}

// palettes are the themes. The first one is used where none is named: the
// terminal's own sixteen colours, which fit a light and a dark ground alike, so that
// the terminal need not be asked which one it has before the first frame.
var palettes = []palette{
	{name: "auto", about: "the terminal's own colours",
		you: ink{"6", "6", "6"}, fee: ink{"3", "3", "3"}, loss: ink{"1", "1", "1"}, saved: ink{"2", "2", "2"}},
	{name: "dark", about: "for a dark ground", grounds: []string{"#000000", "#1e1e1e", "#282c34"},
		muted: ink{"#a8a8a8", "248", "7"}, you: ink{"#5fd7ff", "81", "14"}, fee: ink{"#ffd75f", "221", "11"}, loss: ink{"#ff8787", "210", "9"}, saved: ink{"#87d787", "114", "10"}},
	{name: "light", about: "for a light ground", grounds: []string{"#ffffff", "#fafafa", "#fdf6e3"},
		muted: ink{"#585858", "240", "8"}, you: ink{"#005f87", "24", "4"}, fee: ink{"#875f00", "94", "3"}, loss: ink{"#af0000", "124", "1"}, saved: ink{"#005f00", "22", "2"}},
	{name: "contrast", about: "white on black, nothing pale",
		text: ink{"#ffffff", "231", "15"}, paper: ink{"#000000", "16", "0"},
		muted: ink{"#d0d0d0", "252", "7"}, you: ink{"#5fffff", "87", "14"}, fee: ink{"#ffff5f", "227", "11"}, loss: ink{"#ffafaf", "217", "9"}, saved: ink{"#87ff87", "120", "10"}},
	{name: "colorblind", about: "blue, yellow and vermilion on black",
		text: ink{"#eeeeee", "255", "15"}, paper: ink{"#000000", "16", "0"},
		muted: ink{"#a8a8a8", "248", "7"}, you: ink{"#5fafff", "75", "12"}, fee: ink{"#ffff87", "228", "11"}, loss: ink{"#ff5f00", "202", "9"}, saved: ink{"#87ffaf", "121", "10"}},
	{name: "none", about: "no colour, as with NO_COLOR", bare: true},
	{name: "ascii", about: "no colour and no sign beyond ASCII", bare: true, ascii: true},
}

// Themes are the names that NewTheme takes; the first is used for "".
func Themes() []string {
	out := make([]string, len(palettes))
	for i, p := range palettes {
		out[i] = p.name
	}
	return out
}

// NewTheme makes a theme's styles on a renderer. Under NO_COLOR its profile is
// Ascii and every style prints plain text, whatever the theme.
func NewTheme(r *lipgloss.Renderer, name string) Theme {
	i := max(slices.IndexFunc(palettes, func(p palette) bool { return p.name == name }), 0)
	p := palettes[i]
	t := Theme{Name: p.name, ASCII: p.ascii, bare: p.bare}
	style := r.NewStyle
	if p.bare {
		bare := style()
		t.Plain, t.Strong, t.Muted, t.Heading, t.You, t.Selected, t.Fee, t.Saved, t.Warn, t.Loss, t.Key = bare, bare, bare, bare, bare, bare, bare, bare, bare, bare, bare
		return t
	}
	t.Plain = style()
	t.Strong = style().Bold(true)
	t.Muted = style().Foreground(p.muted.colour())
	if p.muted.hex == "" {
		t.Muted = style().Faint(true)
	}
	t.Heading = t.Muted
	t.You = style().Foreground(p.you.colour()).Bold(true)
	t.Selected = style().Bold(true)
	t.Fee = style().Foreground(p.fee.colour())
	t.Warn = style().Foreground(p.fee.colour()).Bold(true)
	t.Loss = style().Foreground(p.loss.colour())
	t.Saved = style().Foreground(p.saved.colour()).Bold(true)
	t.Key = style().Bold(true)
	if profile := r.ColorProfile(); p.paper.hex != "" && profile != termenv.Ascii {
		t.paper = "\x1b[" + p.text.sequence(profile, false) + ";" + p.paper.sequence(profile, true) + "m"
	}
	return t
}

// sequence is the colour as a terminal of that profile takes it.
func (i ink) sequence(profile termenv.Profile, ground bool) string {
	text := map[termenv.Profile]string{termenv.TrueColor: i.hex, termenv.ANSI256: i.ansi256, termenv.ANSI: i.ansi16}[profile]
	return profile.Color(text).Sequence(ground)
}
