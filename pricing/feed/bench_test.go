package feed

import (
	"fmt"
	"strings"
	"testing"
)

// largeModelsDev is a list of models.dev's form and size: 2 MB, 120 providers.
func largeModelsDev() []byte {
	var b strings.Builder
	b.WriteString("{")
	for p := range 120 {
		if p > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"acme-%d":{"id":"acme-%d","env":["ACME_API_KEY"],"name":"Acme","models":{`, p, p)
		for m := range 30 {
			if m > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, `"heron-%d":{"id":"heron-%d","name":"Heron %d","family":"heron","attachment":false,"reasoning":true,`+
				`"tool_call":true,"temperature":true,"knowledge":"2026-05","release_date":"2026-09-01","last_updated":"2026-09-01",`+
				`"modalities":{"input":["text","image"],"output":["text"]},"open_weights":false,"limit":{"context":262144,"output":65536},`+
				`"cost":{"input":%d.25,"output":%d.5,"cache_read":0.30000000000000004,"cache_write":3.75,`+
				`"tiers":[{"input":5,"output":22.5,"cache_read":0.5,"tier":{"type":"context","size":272000}}]}}`, m, m, m, m+1, m+2)
		}
		b.WriteString("}}")
	}
	b.WriteString("}")
	return []byte(b.String())
}

// largeLiteLLM is a table of LiteLLM's form and size: 1.5 MB, 2,400 models.
func largeLiteLLM() []byte {
	var b strings.Builder
	b.WriteString("{")
	for m := range 2400 {
		if m > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"acme/heron-%d":{"litellm_provider":"acme","mode":"chat","max_input_tokens":262144,"max_output_tokens":65536,`+
			`"input_cost_per_token":%de-06,"output_cost_per_token":1.5e-05,"cache_read_input_token_cost":3.0000000000000004e-07,`+
			`"cache_creation_input_token_cost":3.75e-06,"input_cost_per_token_above_200k_tokens":6e-06,`+
			`"output_cost_per_token_above_200k_tokens":2.25e-05,"input_cost_per_token_batches":1.25e-06,`+
			`"supports_function_calling":true,"supports_vision":true,"supports_prompt_caching":true,"supports_reasoning":true,`+
			`"source":"https://acme.example/pricing"}`, m, m%20+1)
	}
	b.WriteString("}")
	return []byte(b.String())
}

func benchmarkRead(b *testing.B, name Name, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(name, data, fetched); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadModelsDev(b *testing.B) { benchmarkRead(b, ModelsDev, largeModelsDev()) }

func BenchmarkReadLiteLLM(b *testing.B) { benchmarkRead(b, LiteLLM, largeLiteLLM()) }
