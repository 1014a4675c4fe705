package words

import "testing"

func TestCount(t *testing.T) {
	for n, want := range map[string]string{"1": "1 model", "0": "0 models", "0.61": "0.61 models", "2190": "2,190 models", "-1234567.5": "-1,234,567.5 models"} {
		if got := Count(n, "model"); got != want {
			t.Errorf("Count(%q) = %q, want %q", n, got, want)
		}
	}
	if got := Counted(2190, "model"); got != "2,190 models" {
		t.Errorf("%q", got)
	}
	if one, many := Plural(1, "day"), Plural(1248, "day"); one != "1 day" || many != "1248 days" {
		t.Errorf("%q, %q", one, many)
	}
}

// A shell takes what Shell writes for one word that is the name.
func TestShell(t *testing.T) {
	for name, want := range map[string]string{"team": "team", "a b": "'a b'", "it's": `'it'\''s'`, "": "''", "z-ai/glm-5.3": "z-ai/glm-5.3", "$HOME": "'$HOME'"} {
		if got := Shell(name); got != want {
			t.Errorf("Shell(%q) = %s, want %s", name, got, want)
		}
	}
}
