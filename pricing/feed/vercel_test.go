package feed

import "testing"

func TestVercel(t *testing.T) {
	list := sample(t, Vercel, "vercel.json")
	compare(t, "vercel", written(list.Listings), `
vercel anthropic/claude-sonnet-4.5 released=2025-09-29 tokens=200000/64000
  input 2.6
  cache_read 0.26
  cache_write_5m 3.25
  output 13
  web_search 10000
vercel acme/heron-2 released=2026-09-01 tokens=131072/16384
  input 1
  output 4
vercel acme/heron-2-free released=2026-09-01 tokens=131072/16384
  input 0 free
  output 0 free
vercel acme/pebble-embed released=2026-09-01 tokens=8192/0
  input 0.02
vercel globex/easel-1 released=2026-09-01
  image 35000
`)
	compare(t, "refusals", refusals(list), "")
	compareSkipped(t, list, map[string]int{"no prices": 1})
}

func TestVercelZero(t *testing.T) {
	list := read(t, Vercel, `{"data":[{"id":"acme/heron-2","pricing":{"input":"0","output":"0"}}]}`)
	compare(t, "refusals", refusals(list), `"acme/heron-2" input="0": 0 is no price, and its id does not say free`+"\n")
}
