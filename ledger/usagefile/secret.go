package usagefile

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A keyFamily is how the API keys of a vendor begin. Labels that people write ("sk-prod",
// "hf_team_2026") begin so too: a key goes on for long.
type keyFamily struct {
	prefix string
	shown  string // of the prefix
	least  int    // bytes behind the prefix
	run    int    // of them letters and digits in a row; 0 for any
}

// keyFamilies are the vendors' keys, the longest prefix first. Digits and letters without a
// prefix are none: exports hold ids and hashes (LiteLLM the SHA-256 of each key) that look
// the same and open nothing.
var keyFamilies = []keyFamily{
	{"sk-or-v1-", "sk-or-", 12, 0},  // OpenRouter
	{"sk-ant-", "sk-ant-", 12, 0},   // Anthropic
	{"sk-proj-", "sk-proj-", 12, 0}, // OpenAI, as the next two
	{"sk-svcacct-", "sk-svcacct-", 12, 0},
	{"sk-admin-", "sk-admin-", 12, 0},
	{"sk-lf-", "sk-lf-", 12, 0}, // Langfuse
	{"sk-", "sk-", 16, 16},      // OpenAI's old ones, DeepSeek, Moonshot
	{"github_pat_", "github_pat_", 20, 0},
	{"ghp_", "ghp_", 30, 30},       // GitHub
	{"xai-", "xai-", 16, 16},       // xAI
	{"AIza", "AIza", 30, 0},        // Google
	{"gsk_", "gsk_", 16, 16},       // Groq
	{"r8_", "r8_", 16, 16},         // Replicate
	{"hf_", "hf_", 16, 16},         // Hugging Face
	{"pplx-", "pplx-", 16, 16},     // Perplexity
	{"nvapi-", "nvapi-", 40, 0},    // NVIDIA
	{"csk-", "csk-", 16, 16},       // Cerebras
	{"vck_", "vck_", 16, 16},       // Vercel
	{"fw_", "fw_", 20, 20},         // Fireworks
	{"AKIA", "AKIA", 16, 16},       // AWS
	{"tgp_v1_", "tgp_v1_", 16, 16}, // Together
	{"ABSK", "ABSK", 60, 0},        // Bedrock
	{"eyJ", "eyJ", 60, 0},          // a signed token (JWT)
}

// bearer stands before a key in a header of HTTP.
const bearer = "bearer "

// Fingerprint puts a fingerprint in the place of each API key in a text: how it begins, its
// last four letters and the first four digits of its SHA-256. That tells a person's keys
// from each other and opens nothing. found says that there was one. A fingerprint holds
// none, so a text that went through stays as it is.
//
//	sk-or-v1-0123...cdef is sk-or-…cdef #1a2b
func Fingerprint(text string) (shown string, found bool) {
	from := 0 // of what is not yet written
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if i > 0 && isWord(text[i-1]) || !BeginsLikeKey(text[i:]) {
			continue
		}
		family, end, ok := keyAt(text[i:])
		if !ok {
			continue
		}
		key := text[i : i+end]
		if len(key) > len(bearer) && strings.EqualFold(key[:len(bearer)], bearer) {
			key = key[len(bearer):]
		}
		sum := sha256.Sum256([]byte(key))
		b.WriteString(text[from:i])
		b.WriteString(family + "…" + key[len(key)-4:] + " #" + hex.EncodeToString(sum[:2]))
		from = i + end
		i = from - 1
	}
	if from == 0 {
		return text, false
	}
	b.WriteString(text[from:])
	return b.String(), true
}

// keyAt finds a key at the beginning of a text: how its fingerprint begins, and where it
// ends.
func keyAt(text string) (shown string, end int, ok bool) {
	if len(text) > len(bearer) && (text[0] == 'B' || text[0] == 'b') && strings.EqualFold(text[:len(bearer)], bearer) {
		token := text[len(bearer):]
		n := spanOf(token, ".~+/=")
		if shown, end, ok = keyAt(token); ok {
			return shown, len(bearer) + end, true
		}
		return "Bearer ", len(bearer) + n, n >= 16
	}
	for _, f := range keyFamilies {
		if !strings.HasPrefix(text, f.prefix) {
			continue
		}
		more := ""
		switch f.prefix {
		case "eyJ":
			more = "."
		case "ABSK":
			more = "+/="
		}
		body := text[len(f.prefix):]
		body = body[:spanOf(body, more)]
		if len(body) >= f.least && (longestRun(body) >= f.run || mixed(body)) && (more != "." || strings.Count(body, ".") == 2) {
			return f.shown, len(f.prefix) + len(body), true
		}
	}
	return "", 0, false
}

// BeginsLikeKey reports whether a text may begin with a key: ids don't, and are told at
// once.
func BeginsLikeKey(text string) bool {
	if len(text) < 16 {
		return false
	}
	switch text[:2] {
	case "sk", "gi", "gh", "xa", "AI", "gs", "r8", "hf", "pp", "nv", "cs", "vc", "tg", "fw", "AK", "AB", "ey", "Be", "be", "BE":
		return true
	}
	return false
}

// isWord reports whether a byte goes on with a word: "task-" holds no "sk-".
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// spanOf is how far a text goes on with letters, digits, dashes, underscores and more.
func spanOf(text, more string) int {
	for i := 0; i < len(text); i++ {
		if c := text[i]; !isWord(c) && c != '-' && c != '_' && strings.IndexByte(more, c) < 0 {
			return i
		}
	}
	return len(text)
}

// longestRun is the most letters and digits in a row.
func longestRun(text string) (longest int) {
	n := 0
	for i := 0; i < len(text); i++ {
		if n++; !isWord(text[i]) {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// mixed reports whether 20 bytes or more hold digits, capitals and small letters, as keys
// that were drawn by chance do (LiteLLM's) and labels hardly.
func mixed(text string) bool {
	return len(text) >= 20 && strings.ContainsAny(text, "0123456789") && strings.ToLower(text) != text && strings.ToUpper(text) != text
}

// HideKeys puts fingerprints in the place of API keys in the row's labels.
func (r *Row) HideKeys() {
	for _, label := range []*string{&r.ID, &r.Gateway, &r.Account, &r.Model, &r.Provider, &r.Key, &r.App, &r.User, &r.Team, &r.Machine} {
		*label, _ = Fingerprint(*label)
	}
}

// HideKeys does the same with what a fault quotes.
func (f *Fault) HideKeys() {
	f.Value, _ = Fingerprint(f.Value)
	f.Reason, _ = Fingerprint(f.Reason)
}

// HidingKeys is a list of texts with fingerprints in the place of API keys.
func HidingKeys(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i], _ = Fingerprint(text)
	}
	return out
}
