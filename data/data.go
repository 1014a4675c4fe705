// Package data holds tollbook's facts as files: gateways and their terms, fee
// schedules, models, dated rates, incidents. It has bytes and no logic;
// package pricing reads and checks them. Every fact names its source and the
// day it was seen.
package data

import "embed"

//go:generate go run samples/generate.go

// Files is the catalog as pricing.Load reads it.
//
//go:embed gateways models rates aliases tokenizers incidents withdrawn
var Files embed.FS

// Demo holds a year of invented usage of a small team, in the formats in which
// gateways export it (samples/demo), and what they bought (samples/topups.csv).
// samples/generate.go makes both.
//
//go:embed samples/demo samples/topups.csv
var Demo embed.FS
