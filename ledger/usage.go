package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
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

// workLine is the row as the catalog prices it at a gateway. Its Output includes
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

// accountOf is the id of the account that a key begins with.
func accountOf(key string) int64 { return int64(binary.BigEndian.Uint32([]byte(key[:4]))) }

// firstKey is below all keys of an account and above those of the ones before.
func firstKey(account int64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(account)) }

// keyer gives every row of a file its key (DESIGN.md 5, identity).
type keyer struct {
	format string
	seen   map[[16]byte]uint32 // how often a content came, of rows without an id
	buf    []byte
}

// key appends a row's key to b.
func (k *keyer) key(b []byte, account int64, r *usagefile.Row) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(account))
	if r.ID != "" {
		return append(append(b, 'i'), r.ID...)
	}
	labels := strings.Join([]string{r.Model, r.Provider, r.Key, r.App, r.User}, "\x00")
	if r.Dims != "" {
		labels += "\x00" + r.Dims
	}
	// What the first edition did not read is in a key only where it is there, so that
	// the keys of older rows stay what they are.
	for _, later := range [][2]string{{"team", r.Team}, {"machine", r.Machine}} {
		if later[1] != "" {
			labels += "\x00" + later[0] + "=" + later[1]
		}
	}
	at := uint64(r.At.UnixNano()) ^ 1<<63
	if r.Bucket {
		if r.Grain != "" { // no row of one source replaces one of another
			labels += "\x00" + r.Grain
		}
		sum := sha256.Sum256([]byte(k.format + "\x00" + labels))
		return append(binary.BigEndian.AppendUint64(append(b, 'b'), at), sum[:16]...)
	}
	if r.Service != (pricing.Service{}) || r.Prompt != 0 || r.Clock != 0 {
		labels += fmt.Sprintf("\x00%s\x00%s\x00%d\x00%d", r.Service.Tier, r.Service.Residency, r.Prompt, r.Clock)
	}
	k.buf = fmt.Appendf(k.buf[:0], "%s\x00%s\x00%s\x00%d\x00%d\x00%v\x00%t\x00%s\x00%s", labels, r.Gateway, r.Account, r.At.UnixNano(), r.Requests, r.Tokens, r.HasCost, r.Cost, r.OwnKeyUSD)
	sum := [16]byte(sha256Of(k.buf))
	n := k.seen[sum]
	k.seen[sum]++
	b = append(binary.BigEndian.AppendUint64(append(b, 'c'), at), sum[:]...)
	return binary.BigEndian.AppendUint32(b, n)
}

func sha256Of(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:16]
}

// priceTokens is a row's tokens as pricing wants them: reasoning is not counted
// again in output.
func priceTokens(t pricing.Tokens) pricing.Tokens {
	t[pricing.Output] -= t[pricing.Reasoning]
	return t
}

// instant is an at_ns as a time.
func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }
