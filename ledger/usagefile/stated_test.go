package usagefile_test

import (
	"math"
	"strings"
	"testing"

	"tollbook/pricing"
)

// TestAnthropicStatesWhatAPriceDependsOn: window, region and speed of the token export.
func TestAnthropicStatesWhatAPriceDependsOn(t *testing.T) {
	const head = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_output_tokens,inference_geo,speed\n"
	for _, c := range []struct {
		kind, window, geo, speed string
		service                  pricing.Service
		prompt, most             int64
	}{
		{"standard", "≤ 200k", "global", "", pricing.Service{}, 1, 200_000},
		{"standard", "> 200k", "us", "", pricing.Service{Residency: "us"}, 200_001, math.MaxInt64},
		{"message", "≤ 200k", "global", "", pricing.Service{}, 1, 200_000}, // in the cost export
		{"batch", "0-200k", "not_available", "", pricing.Service{Tier: pricing.Batch}, 1, 200_000},
		{"standard", "200k-1M", "", "fast", pricing.Service{Tier: pricing.Fast}, 200_001, 1_000_000},
		{"priority", "<= 100K", "EU", "standard", pricing.Service{Tier: pricing.Priority, Residency: "eu"}, 1, 100_000},
		{"", "over 1M", "", "", pricing.Service{}, 1_000_001, math.MaxInt64},
		{"", "all", "", "", pricing.Service{}, 0, 0},
		{"", "200k", "", "", pricing.Service{}, 0, 0}, // says on neither side of what
		{"", "-", "", "", pricing.Service{}, 0, 0},
		{"", "> 1000", "", "", pricing.Service{}, 1001, math.MaxInt64},
		{"", "200k-many", "", "", pricing.Service{}, 200_001, math.MaxInt64},
		{"", "≤ many", "", "", pricing.Service{}, 0, 0},
		{"", "≤ -5", "", "", pricing.Service{}, 0, 0},
		{"", "> many", "", "", pricing.Service{}, 0, 0},
		{"", "many-200k", "", "", pricing.Service{}, 0, 0},
	} {
		rows, faults := nativeRows(t, head+strings.Join([]string{"2026-08-10", "claude-x", "k", "w", c.kind, c.window, "10", "1", c.geo, c.speed}, ",")+"\n")
		if len(faults) > 0 || len(rows) != 1 {
			t.Fatalf("%+v: %v", c, faults)
		}
		if r := rows[0]; r.Service != c.service || r.Prompt != c.prompt || r.PromptMost != c.most {
			t.Errorf("%+v: read as %+v, prompt %d to %d", c, r.Service, r.Prompt, r.PromptMost)
		}
	}
}

// TestOpenAIMedia: the columns of audio and images split the totals once more.
func TestOpenAIMedia(t *testing.T) {
	const head = "start_time,end_time,num_model_requests,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens," +
		"input_audio_tokens,input_cached_audio_tokens,output_audio_tokens,input_image_tokens,input_cached_image_tokens,output_image_tokens\n"
	for _, c := range []struct {
		name, counts string
		want         map[pricing.Kind]int64
	}{
		{"text alone", "1000,100,200,0,0,0,0,0,0", map[pricing.Kind]int64{pricing.Input: 800, pricing.CacheRead: 200, pricing.Output: 100}},
		// 1,000,000 in of which 200,000 cached, all of that audio; 900,000 of audio in all.
		{"audio", "1000000,100000,200000,900000,200000,80000,0,0,0", map[pricing.Kind]int64{pricing.Input: 100_000, pricing.AudioIn: 700_000,
			pricing.AudioCacheRead: 200_000, pricing.Output: 20_000, pricing.AudioOut: 80_000}},
		{"images and cached text", "1000,50,300,0,0,0,400,100,40", map[pricing.Kind]int64{pricing.Input: 400, pricing.CacheRead: 200, pricing.ImageIn: 300,
			pricing.ImageCacheRead: 100, pricing.Output: 10, pricing.ImageOut: 40}},
		{"parts beyond their total", "100,10,0,150,0,20,0,0,0", map[pricing.Kind]int64{pricing.AudioIn: 150, pricing.AudioOut: 20}},
		{"more cached audio than audio", "1000,10,300,100,200,0,0,0,0", map[pricing.Kind]int64{pricing.Input: 700, pricing.CacheRead: 100, pricing.AudioCacheRead: 200, pricing.Output: 10}},
		{"one token of audio", "100,10,0,1,0,1,0,0,0", map[pricing.Kind]int64{pricing.Input: 99, pricing.AudioIn: 1, pricing.Output: 9, pricing.AudioOut: 1}},
		{"columns that are empty", "100,10,0,,,,,,", map[pricing.Kind]int64{pricing.Input: 100, pricing.Output: 10}},
	} {
		rows, faults := nativeRows(t, head+"1786320000,1786406400,10.0,gpt-realtime,False,flex,"+c.counts+"\n")
		if len(faults) > 0 || len(rows) != 1 {
			t.Fatalf("%s: %v", c.name, faults)
		}
		var want pricing.Tokens
		for k, n := range c.want {
			want[k] = n
		}
		if got := rows[0].Tokens; got != want || rows[0].Service.Tier != pricing.Flex {
			t.Errorf("%s: %v on %q, want %v", c.name, got, rows[0].Service.Tier, c.want)
		}
	}
}

// TestGenerationStatesItsTier: OpenRouter's record of one answer names the tier, and
// how much of the completion was an image.
func TestGenerationStatesItsTier(t *testing.T) {
	rows, faults := nativeRows(t, `{"data":{"id":"gen-1","created_at":"2026-10-04T08:00:00Z","model":"openai/gpt-image-x","total_cost":0.02,"is_byok":false,"native_tokens_prompt":100,`+
		`"native_tokens_completion":1300,"native_tokens_reasoning":0,"native_tokens_cached":40,"native_tokens_completion_images":1290,"service_tier":"flex"}}`+"\n")
	if len(faults) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, faults %v", len(rows), faults)
	}
	u := rows[0].Tokens
	if rows[0].Service.Tier != pricing.Flex || u[pricing.Input] != 60 || u[pricing.CacheRead] != 40 || u[pricing.Output] != 10 || u[pricing.ImageOut] != 1290 {
		t.Errorf("read as %v on %q", u, rows[0].Service.Tier)
	}
}

// TestProxyTellsAudio: LiteLLM keeps the provider's details of a prompt and an answer.
func TestProxyTellsAudio(t *testing.T) {
	rows, faults := nativeRows(t, `[{"request_id":"a","startTime":"2026-10-04T08:00:00Z","model":"gpt-audio","spend":0.02,"prompt_tokens":1000,"completion_tokens":300,`+
		`"metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":100,"audio_tokens":600,"image_tokens":50},"completion_tokens_details":{"audio_tokens":250}}}}]`)
	if len(faults) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, faults %v", len(rows), faults)
	}
	u := rows[0].Tokens
	if u[pricing.Input] != 250 || u[pricing.CacheRead] != 100 || u[pricing.AudioIn] != 600 || u[pricing.ImageIn] != 50 || u[pricing.Output] != 50 || u[pricing.AudioOut] != 250 {
		t.Errorf("read as %v", u)
	}
}
