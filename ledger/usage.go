package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// Flags of a row and of a daily sum.
const (
	flagComputed     = 1 << iota // priced by the catalog at import
	flagCacheUnknown             // the whole prompt stands in input
	flagOwnKey                   // went over the user's own provider key
	flagMixed                    // adds up many requests
	flagBatch
)

// figures are what a row says and what another row of the same key may say
// otherwise.
type figures struct {
	at       int64 // Unix nanoseconds
	series   int64
	view     usagefile.View
	flags    int
	requests int64
	tokens   pricing.Tokens // Output includes Reasoning, as in the tables
	unpriced int64
	cost     pricing.Money
	byok     pricing.Money
	extra    pricing.Money
}

// same reports whether two rows of one key agree. A computed cost is the
// catalog's word, not the export's: it makes no difference.
func (f figures) same(g figures) bool {
	if f.flags&flagComputed != 0 && g.flags&flagComputed != 0 {
		f.cost = g.cost
	}
	return f.at == g.at && f.series == g.series && f.view == g.view && f.flags == g.flags && f.requests == g.requests &&
		f.tokens == g.tokens && f.cost.Equal(g.cost) && f.byok.Equal(g.byok) && f.extra.Equal(g.extra)
}

// row is a usage row as it is kept.
type row struct {
	account int64
	key     string // bytes; a string so that maps can hold it
	figures
	imported int64 // import that brought the row
	figured  int64 // import that brought its figures
	line     int
}

// otherKinds writes the kinds that have no column: "audio_in=5 web_search=2".
func otherKinds(t pricing.Tokens) string {
	var b strings.Builder
	for k, n := range t {
		if n != 0 && pricing.Kind(k) > pricing.Reasoning {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%s=%d", pricing.Kind(k), n)
		}
	}
	return b.String()
}

// addOther reads what otherKinds wrote.
func addOther(t *pricing.Tokens, s string) error {
	for _, pair := range strings.Fields(s) {
		name, count, _ := strings.Cut(pair, "=")
		k, err := pricing.ParseKind(name)
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(count, 10, 64)
		if err != nil {
			return fmt.Errorf("count of %s: %w", name, err)
		}
		t[k] = n
	}
	return nil
}

// keyer gives every row of a file its key (DESIGN.md 5, identity).
type keyer struct {
	format string
	seen   map[[32]byte]uint32
}

func (k *keyer) key(r *usagefile.Row) string {
	if r.ID != "" {
		return "i" + r.ID
	}
	at := make([]byte, 8, 8+16+4)
	binary.BigEndian.PutUint64(at, uint64(r.At.UnixNano())^1<<63)
	labels := strings.Join([]string{r.Model, r.Provider, r.Key, r.App, r.User}, "\x00")
	if r.Dims != "" {
		labels += "\x00" + r.Dims
	}
	if r.Bucket {
		sum := sha256.Sum256([]byte(k.format + "\x00" + labels))
		return "b" + string(at) + string(sum[:16])
	}
	content := fmt.Sprintf("%s\x00%s\x00%s\x00%d\x00%d\x00%v\x00%t\x00%s\x00%s", labels, r.Gateway, r.Account, r.At.UnixNano(), r.Requests, r.Tokens, r.HasCost, r.Cost, r.OwnKeyUSD)
	sum := sha256.Sum256([]byte(content))
	n := k.seen[sum]
	k.seen[sum]++
	return "c" + string(at) + string(sum[:16]) + string(binary.BigEndian.AppendUint32(nil, n))
}

// priceTokens is a row's tokens as pricing wants them: reasoning is not counted
// again in output.
func priceTokens(t pricing.Tokens) pricing.Tokens {
	t[pricing.Output] -= t[pricing.Reasoning]
	return t
}

// instant is an at_ns as a time.
func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }
