package whatif

import "testing"

func TestAlike(t *testing.T) {
	got := alike([]string{"x takes list (anthropic's)", "no fee is stated", "x takes list (openai's)"})
	want := []string{"x takes list (anthropic's, openai's)", "no fee is stated"}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("alike: %q, want %q", got, want)
	}
}
