package usagefile_test

import (
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
)

// TestClaudeRoads: a message id, else the model, says which gateway a call of Claude
// Code went through. It is booked there, with an id of its own.
func TestClaudeRoads(t *testing.T) {
	for _, c := range []struct{ id, model, gateway string }{
		{"msg_01AbC", "claude-opus-4-8", ""},
		{"msg_01AbC", "claude-opus-4-8[1m]", ""},
		{"msg_01AbC", "anthropic/claude-opus-4.8", ""},
		{"msg_01AbC", "mymodel", ""},
		{"msg_bdrk_01AbC", "us.anthropic.claude-opus-4-8-v1", "bedrock"},
		{"msg_vrtx_01AbC", "claude-opus-4-8@20260701", "vertex"},
		{"gen-1794-abc", "z-ai/glm-4.7", "openrouter"},
		{"gen-1794-abc", "anthropic/claude-opus-4.8", "openrouter"},
		{"20260901x", "glm-4.7", "zai"},
		{"20260901x", "GLM-4.7-Air", "zai"},
		{"7d2c", "deepseek-chat", "deepseek"},
		{"msg_7d2c", "kimi-k3[1m]", "moonshotai"},
		{"chatcmpl-1", "qwen3-coder-plus", "alibaba"},
		{"chatcmpl-1", "MiniMax-M2", "minimax"},
		{"chatcmpl-1", "gpt-5.4", "openai"},
		{"chatcmpl-1", "gpt-oss:20b", ""}, // on a machine of one's own, or anywhere
		{"gen", "claude-opus-4-8", ""},
	} {
		r := read(t, strings.NewReader(claudeCall(c.id, c.model, `{"input_tokens":1,"output_tokens":2}`)), usagefile.Options{}, claudeLog)[0]
		checkRoad(t, r, c.id, c.model, c.gateway, "anthropic")
	}
}

func checkRoad(t *testing.T, r usagefile.Row, id, model, gateway, provider string) {
	t.Helper()
	view := usagefile.View(0)
	if gateway != "" {
		id, view, provider = "agent:"+id, usagefile.AgentLog, ""
	}
	if r.Gateway != gateway || r.Account != gateway || r.View != view || r.ID != id || r.Provider != provider || r.Model != model {
		t.Errorf("%s %s: gateway %q, account %q, view %d, id %q, provider %q; want %q of view %d, id %q, provider %q", id, model, r.Gateway, r.Account, r.View, r.ID, r.Provider, gateway, view, id, provider)
	}
}

// TestCodexRoads: so does the provider of a Codex session, else its model.
func TestCodexRoads(t *testing.T) {
	for _, c := range []struct{ provider, model, gateway string }{
		{"openai", "gpt-5.4", ""},
		{"", "gpt-5.4", ""},
		{"mine", "mymodel", ""},
		{"openrouter", "openai/gpt-5.4", "openrouter"},
		{"openrouter", "z-ai/glm-4.7", "openrouter"},
		{"azure", "gpt-5.4", "azure"},
		{"mine", "kimi-k3", "moonshotai"},
		{"openai", "claude-opus-4-8", "anthropic"},
	} {
		usage := codexUsage(10, 0, 1)
		r := read(t, strings.NewReader(codexMeta(c.provider)+codexTurn(c.model)+codexCount(usage, usage)), usagefile.Options{}, codexLog)[0]
		checkRoad(t, r, strings.TrimPrefix(r.ID, "agent:"), c.model, c.gateway, c.provider)
	}
}

// TestRoadSaid: where the user says whose calls they are, no sign speaks against it.
func TestRoadSaid(t *testing.T) {
	log := claudeCall("gen-1", "z-ai/glm-4.7", `{"output_tokens":2}`)
	for field, want := range map[string][2]string{"gateway": {"lab", ""}, "account": {"", "lab"}} {
		r := read(t, strings.NewReader(log), usagefile.Options{Set: map[string]string{field: "lab"}}, claudeLog)[0]
		if r.Gateway != want[0] || r.Account != want[1] || r.View != 0 || r.ID != "gen-1" {
			t.Errorf("--set %s=lab: gateway %q, account %q, view %d, id %q", field, r.Gateway, r.Account, r.View, r.ID)
		}
	}
}
