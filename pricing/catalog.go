package pricing

import (
	"slices"
	"sort"
	"sync"
	"time"
)

// A Catalog holds every gateway, model and rate. It is read once and never
// changes; all methods are safe for use by several goroutines.
type Catalog struct {
	// Version names the catalog's exact content: what a computed cost is kept
	// with.
	Version string
	// Newest is the youngest day on which any of its facts was seen.
	Newest time.Time

	gateways   []*Gateway
	byGateway  map[string]*Gateway
	models     []*Model
	byModel    map[string]*Model
	publisher  map[string]*Gateway      // by vendor
	byProvider map[string]*Gateway      // by the further names that proxies log them under
	names      map[string]string        // every id anyone uses, lower case, to its model
	moving     map[string][]MovingAlias // by id, lower case; the oldest first
	fold       sync.Once
	folded     map[string][]string // folded names to the models they may mean; made when first needed
	edges      Edges
	tokenizers []tokenizer
	windowed   map[string]bool // models that some gateway prices by the time of day
}

// Direct is the name of the comparison's row in which each model is bought at
// its own publisher.
const Direct = "direct"

// Gateways lists all gateways by id.
func (c *Catalog) Gateways() []*Gateway { return c.gateways }

// Gateway finds a gateway by id; nil where there is none.
func (c *Catalog) Gateway(id string) *Gateway { return c.byGateway[id] }

// Seller finds the gateway that a proxy passed a call on to: the one that it logged as
// the provider, or where it logged none the model's publisher. nil where the catalog
// does not know it.
//
//	"vertex_ai" is vertex; "" with "openai/gpt-5.4" is openai; "ollama" is nil
func (c *Catalog) Seller(provider, model string) *Gateway {
	if name := fold(provider); name != "" {
		return c.GatewayCalled(name)
	}
	if m, _ := c.FindModel(model); m != nil {
		return c.publisher[m.Vendor]
	}
	return nil
}

// GatewayCalled finds a gateway by its id or by a further name that proxies and lists of
// prices have for it; nil where there is none.
func (c *Catalog) GatewayCalled(name string) *Gateway {
	if g := c.byGateway[fold(name)]; g != nil {
		return g
	}
	return c.byProvider[fold(name)]
}

// Models lists all models by id.
func (c *Catalog) Models() []*Model { return c.models }

// Model finds a model by its canonical id; nil where there is none. FindModel
// takes the names that people and exports use.
func (c *Catalog) Model(id string) *Model { return c.byModel[id] }

// Edges returns the places where a price can change.
func (c *Catalog) Edges() Edges { return c.edges }

// RateChanges are the instants after one and up to another at which any rate begins or
// ends, in order: what is announced for the days to come.
func (c *Catalog) RateChanges(after, until time.Time) []time.Time {
	seen := map[int64]bool{}
	for _, g := range c.gateways {
		for _, card := range g.cards {
			for i := range card.Bands {
				for _, t := range []time.Time{card.Bands[i].From, card.Bands[i].To} {
					if t.After(after) && !t.After(until) {
						seen[t.Unix()] = true
					}
				}
			}
		}
	}
	var out []time.Time
	for _, sec := range sortedKeys(seen) {
		out = append(out, time.Unix(sec, 0).UTC())
	}
	return out
}

// ListCard is the card of a model's public list price: the default id at its
// publisher. nil where the publisher lists none.
func (c *Catalog) ListCard(model string) *Card {
	m := c.byModel[model]
	if m == nil {
		return nil
	}
	g := c.publisher[m.Vendor]
	if g == nil || len(g.ids[model]) == 0 {
		return nil
	}
	return g.cards[fold(g.ids[model][0])]
}

// A Status is the catalog's age and coverage at one gateway. The instants are
// days on which something was seen, zero where there is nothing.
type Status struct {
	Gateway     string
	Models      int
	Rates       int
	RatesOldest time.Time
	RatesNewest time.Time
	Facts       int
	FactsNewest time.Time
	Unknown     int // facts that were looked for and not found
	Own         int // rates that the user wrote
	Updated     int // rates that catalog update wrote
}

// Newest is the day of the youngest rate, or of the youngest fact where there
// are no rates.
func (s Status) Newest() time.Time {
	if s.RatesNewest.IsZero() {
		return s.FactsNewest
	}
	return s.RatesNewest
}

// Statuses reports each gateway's age and coverage.
func (c *Catalog) Statuses() []Status {
	var out []Status
	for _, g := range c.gateways {
		s := Status{Gateway: g.ID, Models: len(g.ids), Facts: len(g.Statements)}
		for _, f := range g.Statements {
			if f.Basis == Unknown {
				s.Unknown++
			} else if f.Seen.After(s.FactsNewest) {
				s.FactsNewest = f.Seen
			}
		}
		for _, card := range g.cards {
			for _, b := range card.Bands {
				if b.Basis == ruleBasis { // follows from another rate
					continue
				}
				s.Rates++
				switch b.by {
				case byUser:
					s.Own++
				case byUpdate:
					s.Updated++
				}
				if b.Seen.After(s.RatesNewest) {
					s.RatesNewest = b.Seen
				}
				if !b.Seen.IsZero() && (s.RatesOldest.IsZero() || b.Seen.Before(s.RatesOldest)) {
					s.RatesOldest = b.Seen
				}
			}
		}
		out = append(out, s)
	}
	return out
}

// Edges are the places at which some rate of the catalog changes: prompt sizes,
// seconds of the day, instants. Usage that is summed between them can be
// repriced as exactly as request by request (DESIGN.md 5).
type Edges struct {
	Prompts []int64 // tier thresholds, ascending
	Clock   []int32 // seconds of the day at which a window opens or closes
	// Changes are the instants at which rates begin or end inside a day, as
	// Unix seconds; a change at midnight splits no day.
	Changes []int64
}

// Band numbers the price band of a prompt: how many thresholds it is over.
func (e Edges) Band(prompt int64) int {
	return sort.Search(len(e.Prompts), func(i int) bool { return e.Prompts[i] >= prompt })
}

// PromptOf returns a prompt that lies in the band, to price the band with.
func (e Edges) PromptOf(band int) int64 {
	if band == 0 || band > len(e.Prompts) {
		return 0
	}
	return e.Prompts[band-1] + 1
}

// Slot returns the second of the day at which the instant's price slot begins.
func (e Edges) Slot(unix int64) int32 {
	sec := int32(((unix % 86400) + 86400) % 86400)
	slot := int32(0)
	if i, found := slices.BinarySearch(e.Clock, sec); found {
		slot = e.Clock[i]
	} else if i > 0 {
		slot = e.Clock[i-1]
	}
	if i := sort.Search(len(e.Changes), func(i int) bool { return e.Changes[i] > unix }); i > 0 {
		midnight := unix - int64(sec)
		if change := int32(e.Changes[i-1] - midnight); e.Changes[i-1] > midnight && change > slot {
			slot = change
		}
	}
	return slot
}

func (c *Catalog) findEdges() {
	prompts, clock, changes := map[int64]bool{}, map[int32]bool{}, map[int64]bool{}
	c.windowed = map[string]bool{}
	windows := map[*Window]bool{}
	for _, g := range c.gateways {
		for _, card := range g.cards {
			for i := range card.Bands {
				b := &card.Bands[i]
				if b.Over > 0 {
					prompts[b.Over] = true
				}
				if b.Window != nil {
					c.windowed[card.Model] = true
					windows[b.Window] = true
				}
				if b.fromSec%86400 != 0 && !b.From.IsZero() {
					changes[b.fromSec] = true
				}
				if b.toSec%86400 != 0 && !b.To.IsZero() {
					changes[b.toSec] = true
				}
			}
		}
	}
	for w := range windows {
		for _, s := range w.edges() {
			clock[s] = true
		}
	}
	c.edges = Edges{sortedKeys(prompts), sortedKeys(clock), sortedKeys(changes)}
}

func sortedKeys[K int32 | int64 | string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
