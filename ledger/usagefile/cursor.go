package usagefile

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// Cursor's usage events, one row a request, newest first; the header has had four shapes
// since 2025. "Input (w/ Cache Write)" is what was written to the cache, beside
// "Input (w/o Cache Write)" and not above it. Weighted "Requests" are no count of calls.
//
// Kind says what pays (see Pot), and Cost is money for On-Demand rows alone: a number in
// an Included or Free row is what the plan gave, so list value. Files of 2025 without a
// Kind say in "Cost to you" what was charged. The model's name says its effort, which the
// catalog leaves aside, and behind it "-fast", which is a tier. auto and composer are
// Cursor's own models: nobody else lists them.
//
// Rows without tokens and money (a request that failed) are counted and left out. E-mails
// are not read. There is no id. Key: date, model, the four counts, the cloud agent, and
// which it is of equal rows of one millisecond; so a cost that comes later replaces.
func init() {
	tokens := []string{"Date", "Model", "Input (w/ Cache Write)", "Input (w/o Cache Write)", "Cache Read", "Output Tokens"}
	register(&Format{
		Name:    "cursor-usage-events-csv",
		Found:   "cursor.com/dashboard, Usage, Export CSV: usage-events-*.csv",
		Gateway: "cursor",
		View:    Requests,
		Pots:    true,
		Needs:   append(slices.Clone(tokens), "Kind"),
		Or:      [][]string{append(slices.Clone(tokens), "Cost to you")},
		columns: cursor,
	})
}

func cursor(h *header, _ Options) rowReader {
	at, kind, model, user := h.col("Date"), h.col("Kind"), h.col("Model"), h.col("User")
	write, input, read, output := h.col("Input (w/ Cache Write)"), h.col("Input (w/o Cache Write)"), h.col("Cache Read"), h.col("Output Tokens")
	total, cost, charged := h.col("Total Tokens"), h.col("Cost"), h.col("Cost to you")
	agent, automation := h.col("Cloud Agent ID"), h.col("Automation ID")
	if charged < 0 {
		charged = cost
	}
	seen := sameRows{seen: map[[sha256.Size]byte]int{}}
	return func(c *cells) Row {
		r := Row{At: c.time(at), User: label(c.text(user)), App: label(c.text(automation)), Requests: 1}
		name := c.need(model)
		r.Model, r.Service.Tier = fastModel(name)
		if r.App == "" {
			r.App = label(c.text(agent))
		}
		r.Tokens[pricing.CacheWrite5m] = c.thousands(write)
		r.Tokens[pricing.Input] = c.thousands(input)
		r.Tokens[pricing.CacheRead] = c.thousands(read)
		r.Tokens[pricing.Output] = c.thousands(output)
		if all := r.Tokens.Prompt() + r.Tokens[pricing.Output]; c.text(total) != "" && c.thousands(total) != all && len(c.faults) == 0 {
			c.note("1 row's Total Tokens is not the sum of its four counts, which are taken", "%d rows' Total Tokens is not the sum of their four counts, which are taken")
		}
		r.cursorPays(c, c.text(kind), cost, charged)
		if r.Tokens.IsZero() && r.Cost.IsZero() && len(c.faults) == 0 {
			c.idle = true
			return Row{At: r.At}
		}
		r.ID = seen.id(&r, name, c.text(agent))
		return r
	}
}

// cursorPays puts into the row what paid for a request of a kind, and how much.
func (r *Row) cursorPays(c *cells, kind string, cost, charged int) {
	value, there := c.dollarSign(cost)
	bill, billed := value, there
	if charged != cost {
		bill, billed = c.dollarSign(charged)
	}
	kind = strings.ToLower(kind)
	has := func(words string) bool { return strings.Contains(kind, words) }
	switch {
	case has("api key") && bill.IsZero():
		r.Pot = ByOwnKey // the provider charged, and only the catalog knows what
	case has("api key"): // Cursor's own part of it
		r.OwnKey, r.Cost, r.HasCost = true, bill, true
	case has("no charge"), has("not charged"):
		r.Pot, r.HasCost = InPlan, true
	case has("included"), has("free"), kind == "" && bill.IsZero():
		r.inPlan(value)
	case has("on-demand"), has("usage-based"), kind == "":
		if word := strings.ToLower(c.text(charged)); word == "included" || word == "free" {
			r.inPlan(value)
			return
		}
		r.Cost, r.HasCost = bill, billed
	default:
		c.note("1 row is of a kind that is not known: it counts as a bill if it has an amount, else as included",
			"%d rows are of a kind that is not known: those with an amount count as a bill, the others as included")
		if r.Cost, r.HasCost = bill, !bill.IsZero(); !r.HasCost {
			r.inPlan(value)
		}
	}
}

// inPlan has a plan pay for the row, whose gateway says what it was worth; zero is that
// it does not say.
func (r *Row) inPlan(value pricing.Money) {
	r.Pot, r.Cost, r.HasCost = InPlan, value, !value.IsZero()
}

// dollarSign reads an amount that may stand behind a dollar sign; false where the cell has
// a word instead, or nothing.
func (c *cells) dollarSign(i int) (usd pricing.Money, there bool) {
	text := c.text(i)
	switch strings.ToLower(text) {
	case "", "-", "nan", "included", "free":
		return usd, false
	}
	number, negative := strings.CutPrefix(text, "-")
	number = strings.TrimPrefix(number, "$")
	if negative {
		number = "-" + number
	}
	usd, err := c.header.amount(number)
	if err != nil {
		c.fault(i, err.Error())
	}
	return usd, true
}

// A sameRows tells equal rows of one instant apart, which stand together in a file: by
// which of them they are. Where two exports were put into one file, a row of both is one.
type sameRows struct {
	at   time.Time
	seen map[[sha256.Size]byte]int
	buf  []byte
}

// id makes an id for a row that has none, of its time and of what does not change in it:
// the model, the counts and the agent. That of a second equal row ends in "-2".
func (s *sameRows) id(r *Row, model, agent string) string {
	if !r.At.Equal(s.at) {
		s.at = r.At
		clear(s.seen)
	}
	when := instantText(r.At)
	s.buf = append(append(s.buf[:0], when...), 0)
	s.buf = append(append(s.buf, model...), 0)
	s.buf = append(append(s.buf, agent...), 0)
	for _, n := range r.Tokens {
		s.buf = binary.BigEndian.AppendUint64(s.buf, uint64(n))
	}
	of := sha256.Sum256(s.buf)
	id := when + "-" + hex.EncodeToString(of[:6])
	if s.seen[of]++; s.seen[of] > 1 {
		id += "-" + strconv.Itoa(s.seen[of])
	}
	return id
}
