package pricing

import (
	"fmt"
	"math/big"
)

// Kind is what a rate is for: a kind of token, or a call.
type Kind uint8

// The kinds of the catalog. They are disjoint: a token that was read from the
// cache is not counted again in Input, and one that a card prices as reasoning
// is not counted again in Output.
const (
	Input Kind = iota
	CacheRead
	CacheWrite5m
	CacheWrite1h
	Output
	Reasoning
	AudioIn
	AudioOut
	AudioCacheRead
	ImageIn
	ImageOut
	ImageCacheRead
	VideoIn
	VideoOut
	Citation
	Request   // a call
	WebSearch // a call
	Image     // a call
	kindCount
)

var kindNames = [kindCount]string{
	"input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning",
	"audio_in", "audio_out", "audio_cache_read", "image_in", "image_out", "image_cache_read",
	"video_in", "video_out", "citation", "request", "web_search", "image",
}

// String is the kind's name in the catalog and in JSON: "cache_write_5m".
func (k Kind) String() string { return kindNames[k] }

// PerCall reports whether the kind is counted in calls, not tokens.
func (k Kind) PerCall() bool { return k >= Request }

// cached reports whether the kind is a part of the prompt that the cache has to do with.
func (k Kind) cached() bool { return k == CacheRead || k == CacheWrite5m || k == CacheWrite1h }

// ParseKind finds the kind of that name.
func ParseKind(s string) (Kind, error) {
	for k, name := range kindNames {
		if name == s {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("unknown token kind %q", s)
}

// Kinds lists every kind, in the order in which a quote shows them.
func Kinds() []Kind {
	all := make([]Kind, kindCount)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Tokens says what was used, by kind. Output does not hold Reasoning here: a
// card without a reasoning rate prices both at its output rate.
type Tokens [kindCount]int64

// Prompt is the size by which a tier is chosen: input, cache reads and writes.
func (t Tokens) Prompt() int64 {
	return t[Input] + t[CacheRead] + t[CacheWrite5m] + t[CacheWrite1h]
}

// Total is the number of tokens of all kinds; calls are not tokens.
func (t Tokens) Total() int64 {
	var n int64
	for k, v := range t {
		if !Kind(k).PerCall() {
			n += v
		}
	}
	return n
}

// CacheShare is the share of the prompt that was read from the cache, half up to 6
// decimals; false without a prompt.
func (t Tokens) CacheShare() (string, bool) {
	if t.Prompt() <= 0 {
		return "", false
	}
	return plain(quotient(big.NewRat(t[CacheRead], t.Prompt()), 6)), true
}

// Plus returns the sum of t and u.
func (t Tokens) Plus(u Tokens) Tokens {
	for k := range t {
		t[k] += u[k]
	}
	return t
}

// IsZero reports whether nothing was used.
func (t Tokens) IsZero() bool { return t == Tokens{} }
