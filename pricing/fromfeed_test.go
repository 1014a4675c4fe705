package pricing

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFromFeed reads sources of lines as updates write them, and others that look alike, by
// the regular expression that says it in one line.
func TestFromFeed(t *testing.T) {
	for source, want := range map[string]string{
		"openrouter@2026-11-30T14:00:00Z#acme/m1":                "openrouter",
		"models.dev@2026-11-30T00:00:00Z#":                       "models.dev",
		"kept@2026-11-30T14:00:00Z#https://example.com":          KeptSource,
		"openrouter@2026-11-30#acme/m1":                          "",
		"openrouter-api@2026-08-01 (token-tariff@dc2baf9)":       "",
		"models.dev@f3fc692:providers/vercel/models/a.toml":      "",
		"genai-prices@47df840:prices/providers/openai.yml#gpt-4": "",
		"Openrouter@2026-11-30T14:00:00Z#acme/m1":                "",
		"openrouter@2026-11-30T14:00:00Z":                        "",
		"":                                                       "",
	} {
		if got := FromFeed(source); got != want {
			t.Errorf("%q is from %q, want %q", source, got, want)
		}
	}
	one := regexp.MustCompile(`^(openrouter|vercel|ofox|genai-prices|models\.dev|litellm|kept)@\d{4}-\d\d-\d\dT[0-9:]+Z#`)
	rapid.Check(t, func(t *rapid.T) {
		pieces := []string{"openrouter", "vercel", "ofox", "genai-prices", "models.dev", "litellm", "kept", "@", "@", "2026-11-30T", "2026-11-3", "T", "14:00", ":00", "Z#", "Z", "#", "7", "ä"}
		source := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 7).Draw(t, "pieces"), "")
		want := ""
		if m := one.FindStringSubmatch(source); m != nil {
			want = m[1]
		}
		if got := FromFeed(source); got != want {
			t.Fatalf("%q is from %q, want %q", source, got, want)
		}
	})
}
