package usage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

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

// accountOf is the id of the account that a key begins with.
func accountOf(key string) int64 { return int64(binary.BigEndian.Uint32([]byte(key[:4]))) }

// FirstKey is below all keys of an account and above those of the ones before.
func FirstKey(account int64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(account)) }

// HasContentRows reports whether an account has rows without an id, which are known by their
// whole content and the name that the account was made under.
func HasContentRows(ctx context.Context, q sqlite.Querier, account int64) (there bool, err error) {
	prefix := FirstKey(account)
	err = sqlite.Each(ctx, q, `SELECT EXISTS (SELECT 1 FROM usage WHERE key >= ? AND key < ?)`, []any{append(slices.Clone(prefix), 'c'), append(prefix, 'c'+1)}, func(row sqlite.Scanner) error {
		return row.Scan(&there)
	})
	return there, err
}

func sha256Of(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:16]
}
