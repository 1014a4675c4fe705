package form

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// filled is a form of two fields after some keys, and what the last of them does.
func filled(keys ...string) (f Form, does Deed) {
	f = New(NewField("account", "", "a gateway"), NewField("amount", "", "dollars"))
	for _, k := range keys {
		f, does = f.Fill(page.KeyMsg(k), nil)
	}
	return f, does
}

// verdict is what stands below a form, as one line.
func verdict(f Form, err error) string {
	lines := f.Verdict(draw.NewTheme(tuitest.PlainRenderer(), ""), 60, err, func(say Say) { say(draw.Theme{}.Plain, "it comes to $5.00") })
	return strings.Join(lines, " ")
}

func TestFill(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		want Deed
		text string // of the first field
		at   int
	}{
		"a letter":            {[]string{"a"}, Change, "a", 0},
		"to the next field":   {[]string{"a", "down"}, Move, "a", 1},
		"nothing to rub out":  {[]string{"backspace"}, Move, "", 0},
		"Enter":               {[]string{"a", "enter"}, Record, "a", 0},
		"Esc":                 {[]string{"a", "esc"}, Leave, "a", 0},
		"a letter, no keys":   {[]string{"j", "q"}, Change, "jq", 0},
		"round to the first":  {[]string{"tab", "tab"}, Move, "", 0},
		"and back to the end": {[]string{"shift+tab"}, Move, "", 1},
	} {
		f, does := filled(c.keys...)
		if does != c.want || f.Text("account") != c.text || f.At != c.at {
			t.Errorf("%s: deed %d, %q, field %d; want %d, %q, %d", name, does, f.Text("account"), f.At, c.want, c.text, c.at)
		}
	}
}

// While the books record a form no key and no click does anything; an answer to another
// request is dropped; what they refuse is said until another thing is entered.
func TestRecordAndTake(t *testing.T) {
	f, _ := filled("a", "enter")
	f = f.Recording(7)
	if busy, does := f.Fill(page.KeyMsg("esc"), nil); does != Move || verdict(busy, nil) != "recording …" {
		t.Errorf("deed %d, %s", does, verdict(busy, nil))
	}
	at := draw.Place{Full: draw.Size{Width: 80, Height: 24}, Rows: 6}
	click := tea.MouseMsg{X: 5, Y: 2 + at.Top() + 2, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}
	if f.Click(click, at).At != 0 {
		t.Error("a click moves the cursor while it is recorded")
	}
	if late, closed := f.Take(Answer{Request: 6, Err: errors.New("no room")}); closed || verdict(late, nil) != "recording …" {
		t.Errorf("closed %v, %s", closed, verdict(late, nil))
	}
	refused, closed := f.Take(Answer{Request: 7, Err: errors.New("no room")})
	if closed || verdict(refused, nil) != "✕ no room" {
		t.Errorf("closed %v, %s", closed, verdict(refused, nil))
	}
	if again, _ := refused.Fill(page.KeyMsg("b"), nil); verdict(again, nil) != "it comes to $5.00" {
		t.Error(verdict(again, nil))
	}
	if refused.Click(click, at).At != 1 {
		t.Error("a click on the second field does not put the cursor there")
	}
	if _, closed := f.Take(Answer{Request: 7}); !closed {
		t.Error("a form that is recorded stays open")
	}
}

// What is missing is no fault before Enter; a gateway that there is not has others near it.
func TestVerdict(t *testing.T) {
	fresh, _ := filled()
	tried, _ := filled("enter")
	near := fmt.Errorf("account: %w", &pricing.UnknownGatewayError{Gateway: "opnrouter", Nearest: []string{"openrouter", "openai"}})
	for name, c := range map[string]struct {
		f    Form
		err  error
		want string
	}{
		"not chosen yet":    {fresh, ErrNoGateway, "Choose the gateway: → steps through them, letters find one."},
		"Enter was pressed": {tried, ErrNoGateway, "✕ choose the gateway: → steps through them, letters find one"},
		"wrong":             {fresh, errors.New("amount: not a number"), "✕ amount: not a number"},
		"near others":       {fresh, near, "did you mean openrouter or openai?"},
		"all is well":       {fresh, nil, "it comes to $5.00"},
	} {
		if got := verdict(c.f, c.err); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A form across a wide screen is reached by a click anywhere on its line.
func TestAcross(t *testing.T) {
	full := draw.Size{Width: 140, Height: 40}
	beside, across := draw.Place{Full: full, Rows: 34}, draw.Place{Full: full, Rows: 34, Across: true}
	if beside.Top() != 0 || across.Top() != 3 {
		t.Errorf("they begin on lines %d and %d, want 0 and 3", beside.Top(), across.Top())
	}
	// Two lines of tabs, three above the form, its title: the second field is on line 7.
	if i, ok := across.RowAt(1, 7, 2); !ok || i != 1 {
		t.Errorf("field %d, %v", i, ok)
	}
	if _, ok := beside.RowAt(1, 4, 2); ok {
		t.Error("a click on the screen beside the form reaches a field")
	}
}
