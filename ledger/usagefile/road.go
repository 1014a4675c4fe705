package usagefile

import "strings"

// An agent's log does not say whom its calls were sent to and paid at, but it
// shows: gateways write their own message ids, and a publisher's models are called
// at the publisher where nothing else is said. Such a call is booked at that
// gateway's account, as the view AgentLog of it (DESIGN.md 5): the subscription that
// pays for the agent's other calls did not pay for it.

// A sign says which gateway a text that begins so points to.
type sign struct{ prefix, gateway string }

// idSigns are of message ids. OpenRouter, Bedrock and Vertex write these where they
// answer in Anthropic's format; Anthropic's own begin with "msg_01".
var idSigns = []sign{
	{"gen-", "openrouter"},
	{"msg_bdrk_", "bedrock"},
	{"msg_vrtx_", "vertex"},
}

// modelSigns are of models, by their names and by the publisher before a slash.
// What nobody's API sells under its name (gpt-oss) points nowhere.
var modelSigns = []sign{
	{"claude-", "anthropic"}, {"anthropic/", "anthropic"},
	{"gpt-oss", ""}, {"gpt-", "openai"}, {"openai/gpt-oss", ""}, {"openai/", "openai"}, {"codex-", "openai"},
	{"glm-", "zai"}, {"z-ai/", "zai"}, {"zai/", "zai"}, {"zai-org/", "zai"},
	{"deepseek", "deepseek"},
	{"kimi-", "moonshotai"}, {"moonshot", "moonshotai"},
	{"qwen", "alibaba"}, {"qwq-", "alibaba"},
	{"minimax", "minimax"},
	{"mimo-", "xiaomi"}, {"xiaomi/", "xiaomi"},
	{"grok-", "xai"}, {"x-ai/", "xai"}, {"xai/", "xai"},
	{"gemini-", "google"}, {"google/", "google"},
	{"mistral", "mistral"}, {"codestral", "mistral"}, {"devstral", "mistral"}, {"magistral", "mistral"},
}

// providerSigns are of the names of providers in agents' settings, which their logs
// repeat: those of the agents' manuals and of the providers' own pages. A plan for coding
// is a subscription, whose calls cost nothing more, so it points nowhere.
var providerSigns = []sign{
	{"opencode-go", ""}, {"opencode", "opencode-zen"},
	{"zai-coding", ""}, {"zhipuai-coding", ""}, {"minimax-coding", ""}, {"kimi-for-coding", ""},
	{"openrouter", "openrouter"}, {"vercel", "vercel"}, {"cline", "cline"}, {"kilo", "kilo"}, {"requesty", "requesty"}, {"helicone", "helicone"},
	{"cloudflare", "cloudflare"}, {"portkey", "portkey"}, {"litellm", "litellm"}, {"ofox", "ofox"}, {"nano-gpt", "nanogpt"}, {"nanogpt", "nanogpt"},
	{"llmgateway", "llmgateway"}, {"glama", "glama"},
	{"azure", "azure"}, {"amazon-bedrock", "bedrock"}, {"bedrock", "bedrock"}, {"vertex", "vertex"}, {"google-vertex", "vertex"},
	{"deepseek", "deepseek"}, {"mistral", "mistral"}, {"groq", "groq"}, {"xai", "xai"}, {"fireworks", "fireworks"}, {"together", "together"},
	{"cerebras", "cerebras"}, {"deepinfra", "deepinfra"}, {"cohere", "cohere"}, {"perplexity", "perplexity"},
	{"moonshot", "moonshotai"}, {"zai", "zai"}, {"z-ai", "zai"}, {"minimax", "minimax"},
}

// pointed is the gateway that a text points to, "" for none.
func pointed(text string, signs []sign) string {
	for _, s := range signs {
		if len(text) >= len(s.prefix) && strings.EqualFold(text[:len(s.prefix)], s.prefix) {
			return s.gateway
		}
	}
	return ""
}

// elsewhere is the gateway that a text points to, "" where that is the agent's own.
func elsewhere(text string, signs []sign, home string) string {
	if gateway := pointed(text, signs); gateway != home {
		return gateway
	}
	return ""
}

// agentID stands before the ids of an agent's calls that are booked at a gateway.
const agentID = "agent:"

// BareID is a row's id as the agent's log has it.
func BareID(id string) string { return strings.TrimPrefix(id, agentID) }

// byRoad books a call of an agent's log that names a gateway at the account there.
// Its id is set apart from the ids of that gateway's own rows, which are another
// view of the same calls.
func (r *Row) byRoad() {
	if r.Gateway == "" {
		return
	}
	r.Account, r.View, r.ID = r.Gateway, AgentLog, agentID+r.ID
	r.Provider = "" // who answered there is not in the log
}
