package form

import (
	"strings"
	"testing"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// completing is a field with names.
func completing(typed string, names ...string) Field {
	x := NewField("account", typed, "a gateway")
	x.Names = names
	return x
}

// What is typed finds names; → steps through them and on to what was typed, ← back.
func TestNamesAreSteppedThrough(t *testing.T) {
	all := []string{"anthropic", "openai", "openrouter", "vercel"}
	for name, c := range map[string]struct {
		Brief string
		keys  string
		want  string
	}{
		"the first":                   {"", "right", "anthropic"},
		"the second":                  {"", "right right", "openai"},
		"round to nothing":            {"", "right right right right right", ""},
		"and on":                      {"", "right right right right right right", "anthropic"},
		"back":                        {"", "right right left", "anthropic"},
		"back to what was typed":      {"open", "right left", "open"},
		"those that begin so":         {"open", "right right", "openrouter"},
		"round to what was typed":     {"open", "right right right", "open"},
		"before those that hold it":   {"e", "right", "openai"},
		"capitals":                    {"OPENR", "right", "openrouter"},
		"none is called that":         {"zz", "right right", "zz"},
		"from a whole name to others": {"openai", "right", "openrouter"},
		"typed on after a step":       {"open", "right x", "openaix"},
		"inside the text it moves":    {"open", "left right", "open"},
		"← is a move where none was":  {"open", "left y", "opeyn"},
	} {
		x := completing(c.Brief, all...)
		for _, k := range strings.Fields(c.keys) {
			x = x.Press(page.KeyMsg(k))
		}
		if got := x.Input.Value(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if x := completing("a").Press(page.KeyMsg("right")); x.Input.Value() != "a" || x.step != nil {
		t.Error("a field without names steps")
	}
}

// Tab takes the first name that begins with what is typed, and no other text.
func TestNamesComplete(t *testing.T) {
	all := []string{"open", "openai", "openrouter", "openrouter/team-a"}
	for typed, want := range map[string]string{
		"":              "",
		"opena":         "openai",
		"openr":         "openrouter",
		"open":          "open",          // a name
		"openrouter/te": "openrouter/te", // it may be a new one
		"router":        "router",        // begins no name
		"x":             "x",
	} {
		if got := completing(typed, all...).Complete().Input.Value(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// The offer never takes more room than it has, and the name in hand is in it.
func TestOfferFits(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range c.Gateways() {
		names = append(names, g.ID)
	}
	for _, width := range []int{20, 56, 76, 140} {
		for rows := range 5 {
			x := completing("", names...)
			for range names {
				x = x.Press(page.KeyMsg("right"))
				lines := x.Offer(draw.Theme{}, width, rows)
				if len(lines) > rows {
					t.Fatalf("%d lines in %d", len(lines), rows)
				}
				for _, line := range lines {
					if n := len([]rune(line)); n > width {
						t.Fatalf("%d wide in %d: %q", n, width, line)
					}
				}
				if text := strings.Join(lines, "\n"); rows > 0 && !strings.Contains(text, "▸ "+x.Input.Value()+" ") {
					t.Fatalf("%s is not in hand at %d x %d:\n%s", x.Input.Value(), width, rows, text)
				}
			}
		}
	}
}
