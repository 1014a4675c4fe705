package overview

import (
	"reflect"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// What the screen names does what it says at one click: the saving elsewhere, and what Enter does.
func TestNamedIsClicked(t *testing.T) {
	saves := pricing.MustMoney("29.4")
	d := tuitest.Drive(t, New(tuitest.Now), Books(tuitest.Overview(t)), 120, 36)
	d.Screen.other.Phase, d.Screen.other.Value = page.Ready, &saves
	d.Screen = d.Screen.listed()
	for _, c := range []struct {
		text string
		want tea.Msg
	}{
		{"Elsewhere $29 a month less", page.TurnTo{Screen: page.Whatif}},
		{"Enter the lot", page.TurnTo{Screen: page.Credits, Then: page.ShowAccount{Name: "openai", Lot: 2}}},
	} {
		clicked := false
		for y, line := range strings.Split(d.View(), "\n") {
			if before, _, found := strings.Cut(line, c.text); found {
				d.Click(len([]rune(before))+1, y)
				clicked = true
			}
		}
		if n := len(d.Asked); !clicked || n == 0 || !reflect.DeepEqual(d.Asked[n-1], c.want) {
			t.Errorf("%s: asked %+v, want %+v in\n%s", c.text, d.Asked, c.want, d.View())
		}
	}
}
