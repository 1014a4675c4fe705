package usagefile

import (
	"math"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// statedBand are the smallest and the largest prompt of the context window that an
// export states. 0 is none stated.
//
//	"≤ 200k" and "0-200k" are 1 to 200000, "200k-1M" is 200001 to 1000000, and of
//	"> 200k" the largest is math.MaxInt64
func statedBand(text string) (least, most int64) {
	word := strings.ReplaceAll(strings.ToLower(text), " ", "")
	for _, below := range []string{"≤", "<=", "<", "upto"} {
		if rest, ok := strings.CutPrefix(word, below); ok {
			if size, ok := contextSize(rest); ok {
				return 1, size
			}
			return 0, 0
		}
	}
	over := false
	for _, above := range []string{">", "over"} {
		if rest, ok := strings.CutPrefix(word, above); ok {
			word, over = rest, true
		}
	}
	from, to, span := strings.Cut(word, "-")
	size, ok := contextSize(from)
	if !ok || !over && !span {
		return 0, 0
	}
	if most, ok = contextSize(to); !ok {
		most = math.MaxInt64
	}
	return size + 1, most
}

// contextSize reads "200k", "1M" or "0".
func contextSize(word string) (int64, bool) {
	times := int64(1)
	if rest, ok := strings.CutSuffix(word, "k"); ok {
		word, times = rest, 1_000
	} else if rest, ok := strings.CutSuffix(word, "m"); ok {
		word, times = rest, 1_000_000
	}
	n, err := strconv.ParseInt(word, 10, 32)
	return n * times, err == nil && n >= 0
}

// ServiceOf is how and where Anthropic served a bucket or a request, by the words of its
// usage: fast is a speed there, and no service tier. A usage type "message", as its cost export has, is a request
// beside the batches and on no tier of its own.
func ServiceOf(tier, geo, speed string) pricing.Service {
	s := pricing.Service{Tier: pricing.TierOf(tier), Residency: pricing.ResidencyOf(geo)}
	if s.Tier == "message" {
		s.Tier = pricing.Standard
	}
	if fast := pricing.TierOf(speed); fast != pricing.Standard {
		s.Tier = fast
	}
	return s
}

// media are the columns of the tokens of a prompt and an answer that are no text. Each is a part of
// the totals beside it; the cached ones are a part of the others too. -1 is none.
type media struct{ audioIn, audioCached, audioOut, imageIn, imageCached, imageOut int }

// setMedia takes audio and image tokens out of the text that the totals were put into.
// What is more than its total leaves none of it.
//
//	1,000,000 in, of them 200,000 cached; 900,000 of audio, of them 200,000 cached:
//	100,000 of text, 700,000 of audio and 200,000 of cached audio
func (c *cells) setMedia(r *Row, m media) {
	move := func(column int, from, to pricing.Kind, cached int64) {
		n := c.count(column)
		if n <= 0 {
			return
		}
		r.Tokens[to] = max(n-cached, 0)
		r.Tokens[from] = max(r.Tokens[from]-r.Tokens[to], 0)
	}
	move(m.audioCached, pricing.CacheRead, pricing.AudioCacheRead, 0)
	move(m.imageCached, pricing.CacheRead, pricing.ImageCacheRead, 0)
	move(m.audioIn, pricing.Input, pricing.AudioIn, r.Tokens[pricing.AudioCacheRead])
	move(m.imageIn, pricing.Input, pricing.ImageIn, r.Tokens[pricing.ImageCacheRead])
	move(m.audioOut, pricing.Output, pricing.AudioOut, 0)
	move(m.imageOut, pricing.Output, pricing.ImageOut, 0)
}
