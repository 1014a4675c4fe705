package page

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// ShowAccount asks for an account, on behalf of another screen: it is in hand once the
// books are read, or its lot of that number is. Missing opens the form of a top-up with what
// is known of the purchase that is missing there.
type ShowAccount struct {
	Name    string
	Lot     int64 // its number; 0 for the account itself
	Missing bool
}

// ShowModel asks for the rates of a model at a gateway, on behalf of another screen: they are
// in hand once the catalog is read. Set opens the form of a price of the user's own for it,
// with the rates of the models of the nearest names beside it.
type ShowModel struct {
	Gateway, Model string // as the ledger has them; the model may be one that nobody lists
	Set            bool
}

// Explain is what a screen's command brings to have a figure explained: by an
// explanation that it made, or by an address for the ledger.
type Explain struct {
	Is      pricing.Explanation
	Address string // where Is has no title
	// Deeper takes a line's address further without the ledger; nil where nothing
	// can.
	Deeper func(address string) (pricing.Explanation, bool)
}

// Unexplained is what a screen's command brings where a figure cannot be explained.
type Unexplained struct{ Err error }

// ShowSpend asks for the usage that a filter lets through, over a period and by a group.
type ShowSpend struct {
	By     string
	Period report.Period
	Filter report.Filter
}

// Saved is the answer to copying or saving: where it went, or why it failed.
type Saved struct {
	What string // "the table as csv"
	Path string // where it was saved; "" where it was copied
	Err  error
}

// Copy is what a screen's command brings to have a text of its own put into the clipboard.
type Copy struct {
	What string // how it is called at the foot
	Text string
}

// Notice is what a screen's command brings to be said at the foot.
type Notice struct {
	Text  string
	Wrong bool // it is a failure
}

// TurnTo is what a screen's command brings to have another one shown.
type TurnTo struct {
	Screen ID
	Then   tea.Msg // for that screen; nil for none
}

// Later is what a screen's command brings to be given a message after a pause: no screen
// reads a clock. What carries a screen's commands out without a person before it, as a test
// does, need not wait.
type Later struct {
	After time.Duration
	Then  tea.Msg
}

// Changed is what a screen's command brings after it changed the books. The program says it,
// reads all screens again, and keeps the way back for u.
type Changed struct {
	Said string // what was done: "added $100.00 to openrouter"
	// What is what the way back is called: "the top-up of $100.00". Back takes the change
	// back through the books, aside, and says what came of it; nil is no way back.
	What string
	Back func(ctx context.Context) (said string, err error)
	// Rebook is Back where the books are others afterwards: those by the rates before.
	Rebook func(ctx context.Context) (said string, books Books, err error)
	// Books are those from now on, nil where they stay; Name is how they are called, "" as
	// before.
	Books Books
	Name  string
	Gone  []string // What of changes that can't be taken back any more
}

// Undo asks the program to take the last change back, as u does. The program gives it on to a
// screen whose step was the last change (Steps).
type Undo struct{}

// News is what another program did to the books: Said is for the foot. Books are those from now
// on, nil where they stay; Name is how they are called then, "" as before. AsOf is what is now
// taken for now, zero for the same as before.
type News struct {
	Said  string
	Books Books
	Name  string
	AsOf  time.Time
}

// Clock says what is taken for now from here on. The books are read anew after it: usage of
// later than now waits.
type Clock struct{ AsOf time.Time }
