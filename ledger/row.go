package ledger

import (
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// Flags of a series.
const (
	flagComputed         = 1 << iota // priced by the catalog at import
	flagCacheUnknown                 // the whole prompt stands in input
	flagOwnKey                       // went over the user's own provider key
	flagMixed                        // adds up many requests
	_                                // 16 was a batch, which is a service tier since version 7
	flagBandKnown                    // the export states the price band
	flagClockKnown                   // the export states the price window
	flagReasoningOutside             // reasoning stood beside the completion
	flagCachedOutside                // cached tokens stood beside the prompt
	flagLatin1                       // a label was no UTF-8
)

// figures are what a row says and what another row of the same key may say
// otherwise.
type figures struct {
	at       int64 // Unix nanoseconds
	series   int64
	view     usagefile.View // of the series
	flags    int            // of the series
	requests int64
	tokens   pricing.Tokens // Output includes Reasoning, as in the tables
	// prompt is a prompt size of the price band that the export states, and clock a
	// second of the day, plus 1, of the price window; 0 is none stated.
	prompt   int64
	clock    int32
	unpriced int64
	cost     pricing.Money
	byok     pricing.Money
	extra    pricing.Money
}

// WorkLineOf is the row as the catalog prices it at a gateway. Its Output includes
// Reasoning.
func (f *figures) workLine(gateway, model string, service pricing.Service) pricing.WorkLine {
	l := pricing.WorkLine{Gateway: gateway, Name: model, Service: service, Tokens: f.tokens, At: instant(f.at), Mixed: f.flags&flagMixed != 0,
		Prompt: f.prompt, BandKnown: f.prompt != 0, ClockKnown: f.clock != 0}
	if f.clock != 0 {
		l.At = instant(f.at - (f.at%dayNS+dayNS)%dayNS).Add(time.Duration(f.clock-1) * time.Second)
	}
	return l
}

// same reports whether two rows of one key agree. A computed cost is the
// catalog's word, not the export's: it makes no difference.
func (f figures) same(g figures) bool {
	if f.flags&flagComputed != 0 && g.flags&flagComputed != 0 {
		f.cost = g.cost
	}
	return f.at == g.at && f.series == g.series && f.requests == g.requests && f.prompt == g.prompt && f.clock == g.clock &&
		f.tokens == g.tokens && f.cost.Equal(g.cost) && f.byok.Equal(g.byok) && f.extra.Equal(g.extra)
}

// row is a usage row as it is kept.
type row struct {
	key string // bytes; a string so that maps can hold it
	figures
	origin origin
}

// An origin is where a row's figures stand: a source and a line of it.
type origin int64

func originOf(source int64, line int) origin { return origin(source<<32 | int64(line)&0xffffffff) }

func (o origin) source() int64 { return int64(o) >> 32 }
func (o origin) line() int     { return int(int64(o) & 0xffffffff) }

// priceTokens is a row's tokens as pricing wants them: reasoning is not counted
// again in output.
func priceTokens(t pricing.Tokens) pricing.Tokens {
	t[pricing.Output] -= t[pricing.Reasoning]
	return t
}

// instant is an at_ns as a time.
func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }
