package engine

import (
	"fmt"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// formats are what the sums of each kind are booked as. The ledger tells views of one spend
// apart by the name and the grain.
var formats = map[string]*usagefile.Format{
	LiteLLM:  {Name: "litellm-sums", Found: "a database of LiteLLM, which adds up its requests", Gateway: "litellm", View: usagefile.Buckets},
	Langfuse: {Name: "langfuse-sums", Found: "a database of Langfuse, which adds up its generations", Gateway: "langfuse", View: usagefile.Buckets},
	SQL:      {Name: "sql-sums", Found: "a query of your own, which a database adds up", View: usagefile.Buckets},
}

// A plan is what an engine is to add up. Its inner query gives one row a request, or one
// a sum where the table has sums already, with these columns:
//
//	sec       Unix second of the request
//	clock     second of the UTC day of its price window; -1 is not known, where unsure
//	prompt    size of the prompt that its band goes by; -1 is not known, where unsure
//	flags     what a reader of single rows would mark: the bits below
//	requests  that the row stands for
//	cost      that was taken; NULL is not known
//	own_cost  spend on an own key, where ownCost
//
// and those of labels and tokens.
type plan struct {
	kind    string
	grain   string // how long the sums are and by what they are grouped
	inner   string
	args    []string // of the inner query, $1 and on
	labels  []label
	tokens  []pricing.Kind
	ownCost bool
	named   string // a query for the names of all models that is quicker than by inner; "" is none
	// hourly are the models whose price can depend on the hour; nil is all of them.
	hourly   []string
	unsure   bool // the band or the window of some rows is not known
	warnings []string
	oldest   time.Time
	// otherwise makes it one that an error does not stop, and reports whether it could; nil
	// where there is none.
	otherwise func(pl *plan, err error) bool
}

// The bits of the column flags.
const (
	cacheUnknown = 1 << iota
	reasoningOutside
	cachedOutside
	ownKey
	priced // its cost is known
)

// A label is a column of text by which requests are grouped.
type label struct {
	column string
	set    func(r *usagefile.Row, text string)
	keep   func(text string) string // what of the text may be kept; nil for all of it
}

// The labels that a plan may have, each with what it fills. What only narrows a price is in
// none of a row's labels and keeps the sums apart in Dims.
var (
	byGateway  = label{column: "gateway", set: func(r *usagefile.Row, s string) { r.Gateway = s }}
	byAccount  = label{column: "account", set: func(r *usagefile.Row, s string) { r.Account = s }}
	byModel    = label{column: "model", set: func(r *usagefile.Row, s string) { r.Model = s }}
	byProvider = label{column: "provider", set: func(r *usagefile.Row, s string) { r.Provider = s }}
	byKey      = label{column: "key_label", set: func(r *usagefile.Row, s string) { r.Key = s }}
	byApp      = label{column: "app", set: func(r *usagefile.Row, s string) { r.App = s }}
	byUser     = label{column: "user_label", set: func(r *usagefile.Row, s string) { r.User = s }}
	byTeam     = label{column: "team", set: func(r *usagefile.Row, s string) { r.Team = s }}
	byMachine  = label{column: "machine", set: func(r *usagefile.Row, s string) { r.Machine = s }}
	byTier     = label{column: "tier"}
	bySpeed    = label{column: "speed"}
	byPlace    = label{column: "residency"}
	byWindow   = label{column: "price_window"}
)

// impersonal are labels of which those that name a person are not kept.
func impersonal(labels ...label) []label {
	for i := range labels {
		labels[i].keep = usagefile.Label
	}
	return labels
}

// apart reports whether the label is in Dims and in no label of a row.
func (l label) apart() bool { return l.set == nil }

// A dialect writes what differs between the engines.
type dialect interface {
	// bucket is how many of the edges, which ascend, are not above a whole number.
	bucket(number string, edges []int64) string
	among(column string, texts []string) string // whether a text is one of some
	sum(column string) string                   // of whole numbers
	money(column string) string                 // of exact amounts, as text
	quotient(a, b string) string                // of whole numbers that are not negative, cut off
}

// models is the query for the names of all models.
func (pl *plan) models() string {
	if pl.named != "" {
		return pl.named
	}
	return "SELECT DISTINCT model FROM (\n" + pl.inner + "\n) r"
}

// chooseHourly keeps which of all models' prices can depend on the hour.
func (pl *plan) chooseHourly(q Question, models [][][]byte) {
	pl.hourly = []string{}
	for _, row := range models {
		if name := string(row[0]); q.ByHour(name) {
			pl.hourly = append(pl.hourly, name)
		}
	}
}

// grouped is the query of a plan: the day, the indexes among the edges of the clock, the
// changes and the bands, the flags, the labels, and behind them the sums of requests,
// tokens, cost and own_cost.
func (pl *plan) grouped(d dialect, q Question) string {
	prompts := make([]int64, len(q.Edges.Prompts))
	for i, threshold := range q.Edges.Prompts {
		prompts[i] = threshold + 1 // a tier begins strictly above it
	}
	clock := make([]int64, len(q.Edges.Clock))
	for i, second := range q.Edges.Clock {
		clock[i] = int64(second)
	}
	known := func(number, bucket string) string {
		if !pl.unsure {
			return bucket
		}
		return "CASE WHEN " + number + " < 0 THEN -1 ELSE " + bucket + " END"
	}
	slot := known("clock", d.bucket("clock", clock))
	if pl.hourly != nil {
		slot = "CASE WHEN " + d.among("model", pl.hourly) + " THEN " + slot + " ELSE -1 END"
	}
	by := []string{
		d.quotient("sec", "86400") + " AS day",
		slot + " AS slot",
		d.bucket("sec", q.Edges.Changes) + " AS change",
		known("prompt", d.bucket("prompt", prompts)) + " AS band",
		"flags",
	}
	for _, l := range pl.labels {
		by = append(by, l.column)
	}
	columns := append([]string{}, by...)
	columns = append(columns, d.sum("requests"))
	for _, k := range pl.tokens {
		columns = append(columns, d.sum(k.String()))
	}
	columns = append(columns, d.money("cost"))
	if pl.ownCost {
		columns = append(columns, d.money("own_cost"))
	}
	var names []string
	for _, column := range by {
		_, name, as := strings.Cut(column, " AS ")
		if !as {
			name = column
		}
		names = append(names, name)
	}
	return fmt.Sprintf("SELECT\n  %s\nFROM (\n%s\n) r\nGROUP BY %s", strings.Join(columns, ",\n  "), pl.inner, strings.Join(names, ", "))
}
