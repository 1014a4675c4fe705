package tui

import (
	"context"
	"tollbook/ledger/report"
	"tollbook/pricing"

	tea "github.com/charmbracelet/bubbletea"
)

// accountOf asks for an account, on behalf of another screen: it is in hand once the
// books are read. Missing opens the form of a top-up with what is known of the purchase
// that is missing there.
type accountOf struct {
	name    string
	missing bool
}

// explainMsg is what a screen's command brings to have a figure explained: by an
// explanation that it made, or by an address for the ledger.
type explainMsg struct {
	is      pricing.Explanation
	address string // where is has no title
	// deeper takes a line's address further without the ledger; nil where nothing
	// can.
	deeper func(address string) (pricing.Explanation, bool)
}

// unexplained is what a screen's command brings where a figure cannot be explained.
type unexplained struct{ err error }

// spendOf asks for the usage that a filter lets through, over a period and by a group.
type spendOf struct {
	by     string
	period report.Period
	filter report.Filter
}

// taken is the answer to copying or saving.
type taken struct {
	what string // "the table as csv"
	path string // where it was saved; "" where it was copied
	err  error
}

// notice is what a screen's command brings to be said at the foot.
type notice struct {
	text  string
	wrong bool // it is a failure
}

// turnTo is what a screen's command brings to have another one shown.
type turnTo struct {
	screen screenID
	then   tea.Msg // for that screen; nil for none
}

// changed is what a screen's command brings after it changed the books. App says it,
// reads all screens again, and keeps the way back for u.
type changed struct {
	said string // what was done: "added $100.00 to openrouter"
	// what the way back is called: "the top-up of $100.00". back takes the change
	// back through the books, aside, and says what came of it; nil is no way back.
	what string
	back func(ctx context.Context) (said string, err error)
	// rebook is back where the books are others afterwards: those by the rates before.
	rebook func(ctx context.Context) (said string, books Books, err error)
	// source is where the books are from now on, nil where they stay; name is how that is
	// called, "" as before.
	source Books
	name   string
	gone   []string // names of changes that can't be taken back any more
}

// undoLast asks for what u does.
type undoLast struct{}
