package pricing

import "time"

// Basis says how far a fact of the catalog can be trusted.
type Basis string

// The four bases. A fact that rests on anything but Stated is said to do so
// wherever it moves a figure.
const (
	Stated  Basis = "stated"  // a page of the one who decides says so
	Claimed Basis = "claimed" // only the vendor says so, about itself
	Assumed Basis = "assumed" // our own inference
	Unknown Basis = "unknown" // looked for and not found
)

// A Fact says where a figure of the catalog came from.
type Fact struct {
	Basis  Basis
	Source string    // public address of the page
	Seen   time.Time // the day a person or a script read it
	Words  string    // what it says, in a few words
}

// A Statement is one row of a gateway's file, kept as written for the profile.
type Statement struct {
	Name  string // "fee_percent"
	Of    string // what it applies to: a payment method, a plan
	Value string
	From  time.Time
	Fact
}
