package engine

import (
	"time"

	"tollbook/pricing"
)

// The kinds of tables that can be asked.
const (
	LiteLLM  = "litellm"  // LiteLLM's database, PostgreSQL
	Langfuse = "langfuse" // Langfuse's, ClickHouse
	SQL      = "sql"      // a query of one's own, with the fields of tollbook's CSV as columns
)

// maxSums is how many sums are pulled where the question does not say.
const maxSums = 2_000_000

// A Question says what is to be added up.
type Question struct {
	Kind string // LiteLLM, Langfuse or SQL
	SQL  string // the query of kind SQL: one SELECT
	// Edges are the catalog's: between them the requests of a day are added up.
	Edges pricing.Edges
	// ByHour reports whether a price can depend on the hour for a model: the days of others
	// are not told apart by Edges.Clock, and their sums state no window. nil is all models.
	ByHour func(model string) bool
	From   time.Time // the first day wanted, at midnight UTC; zero is all there is
	Until  time.Time // requests before it are wanted: the moment of the pull; zero is all there is
	// MaxSums is how many sums are read at most; 0 is 2,000,000. More of them are an error:
	// something that differs from request to request is grouped by.
	MaxSums int
}

func (q Question) maxSums() int {
	if q.MaxSums <= 0 {
		return maxSums
	}
	return q.MaxSums
}
