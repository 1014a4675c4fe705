package engine

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const day = 86_400 // seconds

// Sums are what an engine added up, read one at a time, in the order of days and hours.
type Sums struct {
	// Format is what the sums are booked as: "litellm-sums" of the gateway litellm, and so on.
	Format *usagefile.Format
	// Oldest is the time of the oldest request that the engine holds, of all times:
	// retention may have cut what was before. Zero for none.
	Oldest   time.Time
	Warnings []string

	plan     *plan
	edges    pricing.Edges
	rows     *spool
	requests int64
	texts    map[string]string // labels seen, so that each is kept once
}

func newSums(p *plan, q Question, rows *spool) *Sums {
	return &Sums{Format: formats[p.kind], Oldest: p.oldest, Warnings: p.warnings, plan: p, edges: q.Edges, rows: rows, texts: map[string]string{}}
}

// SaysGateway reports whether the sums say which gateway was paid: by their format, or by a
// column of a query.
func (s *Sums) SaysGateway() bool {
	return s.Format.Gateway != "" || slices.ContainsFunc(s.plan.labels, func(l label) bool {
		return l.column == byGateway.column || l.column == byAccount.column
	})
}

// Requests is for how many requests the sums stand that were read so far.
func (s *Sums) Requests() int64 { return s.requests }

// Next is the next sum, and io.EOF behind the last. Any other error is of a sum that can't
// be: a negative count, an amount that is none.
func (s *Sums) Next() (usagefile.Row, error) {
	cells, err := s.rows.next()
	if err != nil {
		return usagefile.Row{}, err
	}
	r, err := s.row(cells)
	if err != nil {
		return usagefile.Row{}, err
	}
	s.requests += r.Requests
	return r, nil
}

// tooManySums refuses an answer of more than a number of sums.
func tooManySums(most int) error {
	return &Refusal{Reason: fmt.Sprintf("more than %d sums", most),
		Help: "what differs from request to request is no label: leave such a column out of the query, or ask for fewer days"}
}

// row makes a row of the cells of plan.grouped.
func (s *Sums) row(cells [][]byte) (r usagefile.Row, err error) {
	p := s.plan
	c := reader{cells: cells}
	if want := 5 + len(p.labels) + 2 + len(p.tokens); len(cells) < want {
		return r, fmt.Errorf("the engine sent a row of %d columns, not of %d", len(cells), want)
	}
	midnight := c.number() * day
	slot, clocked := c.index(len(s.edges.Clock))
	change, _ := c.index(len(s.edges.Changes))
	band, banded := c.index(len(s.edges.Prompts))
	flags := c.number()

	second := int64(0)
	if slot > 0 {
		second = int64(s.edges.Clock[slot-1])
	}
	if change > 0 {
		second = max(second, s.edges.Changes[change-1]-midnight)
	}
	r = usagefile.Row{Bucket: true, Mixed: true, Grain: p.grain, At: time.Unix(midnight+second, 0).UTC()}
	if clocked {
		r.Clock = int32(second) + 1
	}
	if banded {
		r.Prompt = max(s.edges.PromptOf(band), 1)
	}
	r.CacheUnknown = flags&cacheUnknown != 0
	r.OwnKey = flags&ownKey != 0
	if flags&reasoningOutside != 0 {
		r.Marks |= usagefile.ReasoningOutside
	}
	if flags&cachedOutside != 0 {
		r.Marks |= usagefile.CachedOutside
	}
	dims := []string{"prompt=" + strconv.FormatInt(r.Prompt, 10), "clock=" + strconv.Itoa(int(r.Clock)), "flags=" + strconv.FormatInt(flags, 10)}
	var tier, speed, place string
	for _, l := range p.labels {
		text := s.text(c.next())
		switch {
		case l.column == byTier.column:
			tier = text
		case l.column == bySpeed.column:
			speed = text
		case l.column == byPlace.column:
			place = text
		case l.column == byWindow.column:
			if err := windowed(&r, text); err != nil {
				return r, err
			}
		}
		if l.apart() {
			dims = append(dims, l.column+"="+text)
			continue
		}
		kept := strings.TrimSpace(text)
		if l.keep != nil {
			kept = l.keep(kept)
		}
		if kept != text { // another text may become the same label
			dims = append(dims, fmt.Sprintf("%s#%x", l.column, sha256.Sum256([]byte(text))))
		}
		l.set(&r, kept)
	}
	r.Service = usagefile.ServiceOf(tier, place, speed)
	r.Dims = s.text([]byte(strings.Join(dims, " ")))
	r.Requests = c.number()
	for _, k := range p.tokens {
		r.Tokens[k] = c.number()
		if r.Tokens[k] < 0 {
			return r, fmt.Errorf("%s tokens of %s on %s add up to %d: a count can't be negative", k, r.Model, r.At.Format(pricing.Day), r.Tokens[k])
		}
	}
	r.HasCost = flags&priced != 0
	r.Cost = c.amount()
	if p.ownCost {
		r.OwnKeyUSD = c.amount()
	}
	if c.err != nil {
		return r, fmt.Errorf("the engine sent a sum of %s that can't be read: %w", r.Model, c.err)
	}
	return r, nil
}

// windowed puts a row that states its price window into that window.
func windowed(r *usagefile.Row, text string) error {
	if text == "" {
		return nil
	}
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			r.Clock = int32(t.Hour()*3600+t.Minute()*60+t.Second()) + 1
			return nil
		}
	}
	return fmt.Errorf("the column window has %.40q: want a UTC time of day in the price window, like 06:00", text)
}

// text is a label, kept once however often it comes.
func (s *Sums) text(cell []byte) string {
	known, is := s.texts[string(cell)]
	if !is {
		known = strings.ToValidUTF8(string(cell), "\uFFFD")
		s.texts[string(cell)] = known
	}
	return known
}

// A reader reads the cells of a row one after the other and keeps the first error.
type reader struct {
	cells [][]byte
	at    int
	err   error
}

func (c *reader) next() []byte {
	if c.at == len(c.cells) {
		c.err = errors.Join(c.err, errors.New("too few columns"))
		return nil
	}
	c.at++
	return c.cells[c.at-1]
}

func (c *reader) fail(cell []byte, err error) {
	if c.err == nil {
		c.err = fmt.Errorf("column %d is %.40q: %w", c.at, cell, err)
	}
}

// number is a whole number; NULL is 0.
func (c *reader) number() int64 {
	cell := c.next()
	if cell == nil {
		return 0
	}
	n, err := strconv.ParseInt(string(cell), 10, 64)
	if err != nil {
		c.fail(cell, errors.New("not a whole number"))
	}
	return n
}

// index is how many of some edges are passed; false for -1, which is not known.
func (c *reader) index(edges int) (n int, known bool) {
	n = int(c.number())
	if n < -1 || n > edges {
		c.fail(c.cells[c.at-1], fmt.Errorf("there are %d edges", edges))
		return 0, false
	}
	return n, n >= 0
}

// amount is an exact amount; NULL is none.
func (c *reader) amount() pricing.Money {
	cell := c.next()
	if cell == nil {
		return pricing.Money{}
	}
	m, err := pricing.ParseFigure(string(bytes.TrimSpace(cell)))
	if err == nil {
		err = m.CheckSum()
	}
	if err != nil {
		c.fail(cell, err)
	}
	return m
}

// grainOf says what sums of days are grouped by.
func grainOf(labels []label, more ...string) string {
	var names []string
	for _, l := range labels {
		names = append(names, strings.TrimSuffix(l.column, "_label"))
	}
	return "days by " + strings.Join(slices.Concat(names, more), ", ")
}
