package usagefile

import (
	"slices"
	"strings"

	"tollbook/pricing"
)

// A gcpSKU is what the description of a SKU says.
type gcpSKU struct {
	model  string // "gemini-2.5-flash"; the description where it names none
	named  bool   // it names a model
	tokens bool   // its unit is a token
	kind   pricing.Kind
	tier   pricing.Tier
}

// The words by which descriptions name models, and those that belong to a name.
var (
	gcpFamilies   = []string{"gemini", "gemma", "imagen", "veo", "claude", "llama", "mistral"}
	gcpNameWords  = []string{"pro", "flash", "lite", "ultra", "nano", "preview", "exp", "live", "native", "embedding", "opus", "sonnet", "haiku", "instruct", "large", "small", "medium"}
	gcpModalities = []string{"text", "audio", "image", "video"}
)

// readSKU reads a description like "Generate content cached input token count
// gemini 3 flash" or "Gemini 2.5 Flash Audio Input - Predictions".
func readSKU(description string) gcpSKU {
	words := strings.FieldsFunc(strings.ToLower(description), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.')
	})
	s := gcpSKU{model: description}
	for _, tier := range []pricing.Tier{pricing.Batch, pricing.Flex, pricing.Priority} {
		if slices.Contains(words, string(tier)) {
			s.tier = tier
		}
	}
	if i := slices.IndexFunc(words, func(w string) bool { return slices.Contains(gcpFamilies, w) }); i >= 0 {
		end := i + 1
		for end < len(words) && gcpNamed(words, end) {
			end++
		}
		s.named = true
		s.model = strings.Join(words[i:end], "-")
	}
	direction, modality := "", "text"
	for i, w := range words {
		if w != "input" && w != "output" {
			continue
		}
		if direction == "" {
			direction = w
		}
		for _, j := range []int{i - 1, i + 1} {
			if modality == "text" && j >= 0 && j < len(words) && slices.Contains(gcpModalities, words[j]) {
				modality = words[j]
			}
		}
	}
	has := func(w string) bool { return slices.Contains(words, w) }
	if direction == "" || has("storage") || has("grounding") || has("search") {
		return s
	}
	s.tokens = true
	s.kind = gcpKind(direction == "output", has("cached") || has("cache") || has("caching"), modality)
	return s
}

// gcpNamed reports whether words[i] is a part of the model's name before it. An
// "image" or "audio" is, but in front of "input" or "output".
func gcpNamed(words []string, i int) bool {
	w := words[i]
	if w == "image" || w == "audio" {
		return i+1 == len(words) || words[i+1] != "input" && words[i+1] != "output" && words[i+1] != "token" && words[i+1] != "tokens"
	}
	return w[0] >= '0' && w[0] <= '9' && !strings.HasSuffix(w, "k") || slices.Contains(gcpNameWords, w)
}

func gcpKind(output, cached bool, modality string) pricing.Kind {
	switch {
	case output && modality == "audio":
		return pricing.AudioOut
	case output && modality == "image":
		return pricing.ImageOut
	case output && modality == "video":
		return pricing.VideoOut
	case output:
		return pricing.Output
	case cached && modality == "audio":
		return pricing.AudioCacheRead
	case cached && modality == "image":
		return pricing.ImageCacheRead
	case cached:
		return pricing.CacheRead
	case modality == "audio":
		return pricing.AudioIn
	case modality == "image":
		return pricing.ImageIn
	case modality == "video":
		return pricing.VideoIn
	}
	return pricing.Input
}

// isLLM reports whether what the SKU charges for belongs into books of LLM use:
// all of the Gemini API, and of other services what names a model or tokens.
func (s gcpSKU) isLLM(service string) bool {
	service = strings.ToLower(service)
	return strings.Contains(service, "gemini") || strings.Contains(service, "generative language") ||
		s.named && strings.Contains(service, "vertex")
}
