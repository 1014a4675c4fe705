package usage

import (
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// Flags of a series.
const (
	FlagComputed         = 1 << iota // priced by the catalog at import
	FlagCacheUnknown                 // the whole prompt stands in input
	FlagOwnKey                       // went over the user's own provider key
	FlagMixed                        // adds up many requests
	_                                // 16 was a batch, which is a service tier since version 7
	FlagBandKnown                    // the export states the price band
	FlagClockKnown                   // the export states the price window
	flagReasoningOutside             // reasoning stood beside the completion
	flagCachedOutside                // cached tokens stood beside the prompt
	flagLatin1                       // a label was no UTF-8
)

// figures are what a row says and what another row of the same key may say
// otherwise.
type figures struct {
	At       int64 // Unix nanoseconds
	Series   int64
	view     usagefile.View // of the series
	flags    int            // of the series
	Requests int64
	Tokens   pricing.Tokens // Output includes Reasoning, as in the tables
	// prompt is a prompt size of the price band that the export states, and clock a
	// second of the day, plus 1, of the price window; 0 is none stated.
	prompt   int64
	clock    int32
	Unpriced int64
	Cost     pricing.Money
	BYOK     pricing.Money
	Extra    pricing.Money
}

// WorkLine is the row as the catalog prices it at a gateway. Its Output includes
// Reasoning.
func (f *figures) WorkLine(gateway, model string, service pricing.Service) pricing.WorkLine {
	l := pricing.WorkLine{Gateway: gateway, Name: model, Service: service, Tokens: f.Tokens, At: Instant(f.At), Mixed: f.flags&FlagMixed != 0,
		Prompt: f.prompt, BandKnown: f.prompt != 0, ClockKnown: f.clock != 0}
	if f.clock != 0 {
		l.At = Instant(f.At - (f.At%DayNS+DayNS)%DayNS).Add(time.Duration(f.clock-1) * time.Second)
	}
	return l
}

// same reports whether two rows of one key agree. A computed cost is the
// catalog's word, not the export's: it makes no difference.
func (f figures) same(g figures) bool {
	if f.flags&FlagComputed != 0 && g.flags&FlagComputed != 0 {
		f.Cost = g.Cost
	}
	return f.At == g.At && f.Series == g.Series && f.Requests == g.Requests && f.prompt == g.prompt && f.clock == g.clock &&
		f.Tokens == g.Tokens && f.Cost.Equal(g.Cost) && f.BYOK.Equal(g.BYOK) && f.Extra.Equal(g.Extra)
}

// Row is a usage row as it is kept.
type Row struct {
	Key string // bytes; a string so that maps can hold it
	figures
	Origin origin
}

// An origin is where a row's figures stand: a file of an import and a line of it.
type origin int64

func originOf(file int64, line int) origin { return origin(file<<32 | int64(line)&0xffffffff) }

// File is the id of the file.
func (o origin) File() int64 { return int64(o) >> 32 }

// Line is the line in it, from 1.
func (o origin) Line() int { return int(int64(o) & 0xffffffff) }

// PriceTokens is a row's tokens as pricing wants them: reasoning is not counted
// again in output.
func PriceTokens(t pricing.Tokens) pricing.Tokens {
	t[pricing.Output] -= t[pricing.Reasoning]
	return t
}

// Instant is an at_ns as a time.
func Instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }
