// Package data holds tollbook's facts as files: gateways and their terms, fee
// schedules, models, dated rates, incidents. It has bytes and no logic;
// package pricing reads and checks them. Every fact names its source and the
// day it was seen.
package data

import "embed"

// Files is the catalog as pricing.Load reads it.
//
//go:embed gateways models rates incidents
var Files embed.FS
