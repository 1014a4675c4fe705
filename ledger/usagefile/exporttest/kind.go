package exporttest

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind is what a file is like in the ways that an import's speed depends on.
type Kind int

const (
	// FewLabels has twelve pairs of app and key, newest row first: most rows belong to the
	// sum of a row shortly before.
	FewLabels Kind = iota
	// ManyLabels has 23 pairs of model and provider, 40 keys and 8 apps, newest first, and
	// costs of up to twelve decimals: thousands of sums a day.
	ManyLabels
	// RandomIDs has the labels of ManyLabels and ids that say nothing of when a row was
	// made, as a proxy writes them, newest first.
	RandomIDs
	// RandomOrder has the labels of ManyLabels, and its rows stand in no order.
	RandomOrder
	// ManyUsers is a proxy's log with a user for each of 100,000 customers, newest first and
	// with the ids of RandomIDs: each customer uses two models, through one key and app.
	ManyUsers
)

// Kinds are the names of all kinds, in their order.
var Kinds = []string{"few-labels", "many-labels", "random-ids", "random-order", "many-users"}

func (k Kind) String() string { return Kinds[k] }

// ParseKind is the kind of a name of Kinds.
func ParseKind(name string) (Kind, error) {
	i := slices.Index(Kinds, name)
	if i < 0 {
		return 0, fmt.Errorf("kind %q: want one of %s", name, strings.Join(Kinds, ", "))
	}
	return Kind(i), nil
}
