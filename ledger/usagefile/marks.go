package usagefile

import "tollbook/pricing"

// Marks are what surprises in a row's figures, though none of them is wrong. A
// vendor's true figures never refuse a row (DESIGN.md 3.2).
type Marks uint8

// The marks. A row may have several.
const (
	// ReasoningOutside: the export counts reasoning tokens beside the completion
	// and not in it. Output holds both.
	ReasoningOutside Marks = 1 << iota
	// CachedOutside: the export counts cached tokens beside the prompt and not in
	// it. Input is all of the prompt.
	CachedOutside
	// Latin1: a label held bytes that are not UTF-8 and was read as Latin-1.
	Latin1
)

// SetPrompt puts a prompt that includes its cached tokens into the row. Where those
// are more than the prompt, they stand beside it.
//
//	900 read and 0 written of a prompt of 500: 500 uncached beside 900 read
func (r *Row) SetPrompt(prompt, read, write5m, write1h int64) {
	r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h] = read, write5m, write1h
	if cached := read + write5m + write1h; cached <= prompt {
		prompt -= cached
	} else {
		r.Marks |= CachedOutside
	}
	r.Tokens[pricing.Input] = prompt
}

// setOutput puts a completion and its reasoning into the row. The reasoning is a
// part of the completion, unless it is more, or a total of the request says that it
// is not: prompt + completion + reasoning. A total of 0 is not known.
//
//	293 of completion, 321 of reasoning: 614 of output, 321 of them reasoning
func (r *Row) setOutput(completion, reasoning, prompt, total int64) {
	if reasoning > completion || reasoning > 0 && total > 0 && total == prompt+completion+reasoning {
		completion += reasoning
		r.Marks |= ReasoningOutside
	}
	r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = completion, reasoning
}
