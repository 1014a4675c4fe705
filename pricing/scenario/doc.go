// Package scenario keeps a comparison as a text file: the workload as it was, the knobs
// that were turned, and what it came to. The file can be kept beside code and asked again,
// the same work at other rates.
//
// It computes no bill, which package pricing does, and reads and writes no file, which
// package main does: texts come in and go out.
//
//	name = "crypto"
//	gateway = "openrouter"
//
//	[knobs]
//	method = "crypto"
//
//	[workload]
//	spend_usd = "1000"
//
//	[result]
//	total_usd = "1050"
package scenario
