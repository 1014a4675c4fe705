package gatewayapi

import (
	"slices"
	"testing"
)

func TestKinds(t *testing.T) {
	if got, want := Kinds(), []string{"openrouter", "openai", "anthropic", "litellm"}; !slices.Equal(got, want) {
		t.Errorf("kinds %q, want %q", got, want)
	}
	for _, kind := range Kinds() {
		a, ok := Find(kind)
		if !ok || a.Kind != kind || a.Gateway == "" || len(a.KeyEnv) == 0 || a.KeyWords == "" || (a.Address == "") != (kind == "litellm") {
			t.Errorf("%s: %+v, %t", kind, a, ok)
		}
	}
	if _, ok := Find("nobody"); ok {
		t.Error("there is an API of nobody")
	}
}
