package pricing

import "testing"

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"", "anything", true},
		{"a", "a", true},
		{"a", "ab", false},
		{"*:batch", "openai/gpt-5:batch", true},
		{"*:batch", "openai/gpt-5:batch2", false},
		{"us.anthropic.*", "us.anthropic.claude", true},
		{"us.anthropic.*", "us.anthropic.", true},
		{"us.anthropic.*", "eu.us.anthropic.claude", false},
		{"anthropic/claude-*-fast", "Anthropic/Claude-Opus-4.8-Fast", true},
		{"anthropic/claude-*-fast", "anthropic/claude-fast", false},
		{"a*b*c", "aXbYc", true},
		{"a*b*c", "acb", false},
		{"a*a", "a", false}, // the one letter can't be both ends
		{"*", "", true},
	} {
		if got := pattern(c.pattern).matches(c.name); got != c.want {
			t.Errorf("%q for %q: %t, want %t", c.pattern, c.name, got, c.want)
		}
	}
}
