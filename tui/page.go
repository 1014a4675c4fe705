package tui

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

// catalogOf is the catalog of the books; the one at hand where they say none.
func catalogOf(src any, hand *pricing.Catalog) *pricing.Catalog {
	if books, ok := src.(priced); ok {
		return books.Catalog()
	}
	return hand
}

// A screen is one page of the program. App draws the tab bar, its rule and the
// keys at the foot, and the states in which there is nothing to show.
type screen interface {
	// update handles a key or the mouse while the screen is shown, and what
	// commands bring: messages for others are left alone.
	update(msg tea.Msg) (screen, tea.Cmd)
	// reload reads the books anew; it is called before the screen is first shown.
	reload(ctx context.Context, books Books) (screen, tea.Cmd)
	resized(to draw.Size) screen
	shown
}

// shown is what a screen says of itself. All of it is pure.
type shown interface {
	// view draws what stands between the rule below the tabs and the foot. It is
	// asked for where status is ready.
	view(t draw.Theme) []string
	status() loadStatus
	// vacant are the sentences of the empty state: which command fills it.
	vacant() []string
	// offers are the keys that work in the empty state.
	offers() []key.Binding
	// typing reports whether letters go into a line and are no commands.
	typing() bool
	// claims reports whether a key that else is the program's, a digit, Tab or u,
	// has another meaning here and now.
	claims(msg tea.KeyMsg) bool
	// bindings are the keys that are switched on, in the help's order.
	bindings() []key.Binding
	// hints are the keys that matter now, the dearest first.
	hints() []hint
	// legend are sentences for the foot of the help.
	legend() []string
	// plain tells the screen line by line, for a screen reader or a pipe.
	plain() []string
	// sheet is the table in hand, to be copied or saved; false without one.
	sheet() (draw.Sheet, bool)
}

// own is a screen as its package has it: its methods return its own type S, and it reads
// the part B of the books.
type own[B, S any] interface {
	update(msg tea.Msg) (S, tea.Cmd)
	reload(ctx context.Context, books B) (S, tea.Cmd)
	resized(to draw.Size) S
	shown
}

// page makes a screen of such a type. The books that it is given have to have the part B.
type page[B any, S own[B, S]] struct{ of S }

func pageOf[B any, S own[B, S]](s S) screen { return page[B, S]{s} }

func (p page[B, S]) update(msg tea.Msg) (screen, tea.Cmd) {
	s, cmd := p.of.update(msg)
	return page[B, S]{s}, cmd
}

func (p page[B, S]) reload(ctx context.Context, books Books) (screen, tea.Cmd) {
	s, cmd := p.of.reload(ctx, books.(B))
	return page[B, S]{s}, cmd
}

func (p page[B, S]) resized(to draw.Size) screen { return page[B, S]{p.of.resized(to)} }
func (p page[B, S]) view(t draw.Theme) []string  { return p.of.view(t) }
func (p page[B, S]) status() loadStatus          { return p.of.status() }
func (p page[B, S]) vacant() []string            { return p.of.vacant() }
func (p page[B, S]) offers() []key.Binding       { return p.of.offers() }
func (p page[B, S]) typing() bool                { return p.of.typing() }
func (p page[B, S]) claims(msg tea.KeyMsg) bool  { return p.of.claims(msg) }
func (p page[B, S]) bindings() []key.Binding     { return p.of.bindings() }
func (p page[B, S]) hints() []hint               { return p.of.hints() }
func (p page[B, S]) legend() []string            { return p.of.legend() }
func (p page[B, S]) plain() []string             { return p.of.plain() }
func (p page[B, S]) sheet() (draw.Sheet, bool)   { return p.of.sheet() }

// maker is books that are made once something is to stand in them: Make returns them
// with their name, or nil where they are there.
type maker interface {
	Make() (own Books, name string, err error)
}
