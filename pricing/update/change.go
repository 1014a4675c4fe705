package update

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"tollbook/pricing"
)

// A State says what became of a price that a feed names.
type State string

// The states of a change. Those before Held are done by the update, the others are not.
const (
	Changed   State = "changed"   // the rate has another price from now on, or from the day that the feed names
	New       State = "new"       // there was no rate
	Announced State = "announced" // the rate changes on a day to come
	Dropped   State = "dropped"   // the feed that announced a step has it no more: it is closed
	Missing   State = "missing"   // the gateway's own list has the model no more, for the first time
	Gone      State = "gone"      // nor at a fetch a day later or more
	Promotion State = "promotion" // the rate is known to be a promotion

	Held     State = "held"     // too far off to be believed: waits for --accept
	Conflict State = "conflict" // others say otherwise than the one who is believed: waits for --accept
	Yours    State = "yours"    // the user's own rate holds
)

// Done reports whether the update does it.
func (s State) Done() bool {
	switch s {
	case Held, Conflict, Yours:
		return false
	}
	return true
}

// A Change is a price of a feed that is not the catalog's.
type Change struct {
	ID             string // of what waits: what --accept takes
	State          State
	Gateway, Model string
	GatewayModelID string
	Kind           pricing.Kind
	Over           int64  // holds for prompts of more tokens
	Window         string // "" is all the time
	Was, Now       *pricing.Rate
	WasSource      string
	WasSeen        time.Time
	From           time.Time // when Now begins; zero is as far back as known
	Source         string
	Seen           time.Time
	Why            string // of what is not done, or of an end
}

// identify gives a change that waits the name by which it is accepted. It is made of the rate
// and its price: who names that price, and for which day, is no part of it, so that one
// --accept takes it from all who say so.
func (c *Change) identify() {
	text := fmt.Sprint(c.Gateway, "|", c.GatewayModelID, "|", c.Kind, "|", c.Over, "|", c.Window, "|")
	if c.Now != nil {
		text += c.Now.String()
	}
	sum := sha256.Sum256([]byte(text))
	c.ID = hex.EncodeToString(sum[:])[:6]
}
