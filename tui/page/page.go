package page

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// Books is what all books say of themselves. What a screen reads of them beside that it
// declares in its own package.
type Books interface {
	// DataUntil is the instant of the last usage; false without any.
	DataUntil() (time.Time, bool)
}

// priced is books that say by which catalog they are priced: another one once the user
// has set a price.
type priced interface{ Catalog() *pricing.Catalog }

// CatalogOf is the catalog of the books; the one at hand where they say none.
func CatalogOf(src any, hand *pricing.Catalog) *pricing.Catalog {
	if books, ok := src.(priced); ok {
		return books.Catalog()
	}
	return hand
}

// A Screen is one page of the program. The program draws the tab bar, its rule and the
// keys at the foot, and the states in which there is nothing to show.
type Screen interface {
	// Update handles a key or the mouse while the screen is shown, and what
	// commands bring: messages for others are left alone.
	Update(msg tea.Msg) (Screen, tea.Cmd)
	// Reload reads the books anew; it is called before the screen is first shown.
	Reload(ctx context.Context, books Books) (Screen, tea.Cmd)
	Resize(to draw.Size) Screen
	// Steps is how many changes on the screen page.Undo can take back there, the last one
	// first: those of a Model with the method Steps() int, none of others.
	Steps() int
	// Return goes back to a place that the screen gave out: to its view at once, to its
	// cursor where that thing is still there.
	Return(to Place) (Screen, tea.Cmd)
	shown
}

// shown is what a screen says of itself. All of it is pure.
type shown interface {
	// View draws what stands between the rule below the tabs and the foot. It is
	// asked for where Status says Ready.
	View(t draw.Theme) []string
	Status() Status
	// Vacant are the sentences of the empty state: which command fills it.
	Vacant() []string
	// Offers are the keys that work in the empty state.
	Offers() []key.Binding
	// Typing reports whether letters go into a line and are no commands.
	Typing() bool
	// Claims reports whether a key that else is the program's, Tab, Esc or u, has
	// another meaning here and now: Esc where it closes what lies open on the screen.
	Claims(msg tea.KeyMsg) bool
	// Refuses says why a key that the screen knows can do nothing here and now; "" for
	// one that can, and for keys that it does not know.
	Refuses(msg tea.KeyMsg) string
	// Place is where the reader stands on the screen.
	Place() Place
	// Things are what can be gone to on the screen by name, in the order in which they
	// are looked for: none before it is read.
	Things() []Thing
	// Bindings are the keys that are switched on, in the help's order.
	Bindings() []key.Binding
	// Hints are the keys that matter now, the dearest first.
	Hints() []Hint
	// Legend are sentences for the foot of the help.
	Legend() []string
	// Plain tells the screen line by line, for a screen reader or a pipe.
	Plain() []string
	// Sheet is the table in hand, to be copied or saved; false without one.
	Sheet() (draw.Sheet, bool)
}

// Model is a screen as its package has it: its methods return its own type S, and it reads
// the part B of the books.
type Model[B, S any] interface {
	Update(msg tea.Msg) (S, tea.Cmd)
	Reload(ctx context.Context, books B) (S, tea.Cmd)
	Resize(to draw.Size) S
	Return(to Place) (S, tea.Cmd)
	shown
}

// erased is a screen of such a type. The books that it is given have to have the part B.
type erased[B any, S Model[B, S]] struct {
	shown
	of S
}

// Of makes a screen of such a type. B has to be named: page.Of[spend.Books](spend.New(asOf)).
func Of[B any, S Model[B, S]](s S) Screen { return erased[B, S]{s, s} }

// Update handles what is for the screen.
func (p erased[B, S]) Update(msg tea.Msg) (Screen, tea.Cmd) {
	s, cmd := p.of.Update(msg)
	return Of[B](s), cmd
}

// Reload reads the part B of the books.
func (p erased[B, S]) Reload(ctx context.Context, books Books) (Screen, tea.Cmd) {
	s, cmd := p.of.Reload(ctx, books.(B))
	return Of[B](s), cmd
}

// Steps is that of the model where it has the method.
func (p erased[B, S]) Steps() int {
	if s, ok := any(p.of).(interface{ Steps() int }); ok {
		return s.Steps()
	}
	return 0
}

// Return goes back to a place that the screen gave out.
func (p erased[B, S]) Return(to Place) (Screen, tea.Cmd) {
	s, cmd := p.of.Return(to)
	return Of[B](s), cmd
}

// Resize gives the screen another size.
func (p erased[B, S]) Resize(to draw.Size) Screen { return Of[B](p.of.Resize(to)) }

// Maker is books that are made once something is to stand in them: Make returns them
// with their name, or nil where they are there.
type Maker interface {
	Make() (own Books, name string, err error)
}
