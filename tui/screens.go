package tui

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
)

// screenID names a screen by its place in the tab bar.
type screenID uint8

// The five screens, in the order of the bar: the first is 1.
const (
	overviewScreen screenID = iota
	whatifScreen
	creditsScreen
	spendScreen
	catalogScreen
	screenCount
)

var screenNames = [screenCount]string{"Overview", "What-if", "Credits", "Spend", "Catalog"}

// Source is all that the screens read of the books. Each screen declares its own
// part in its own file; a Source has them all.
type Source interface {
	// DataUntil is the instant of the last usage; false without any.
	DataUntil() (time.Time, bool)
	overviewSource // overview.go
	workloadSource // whatif.go
	creditsSource  // credits.go
	spendSource    // spend.go
}

// priced is books that say by which catalog they are priced: another one once the user
// has set a price.
type priced interface{ Catalog() *pricing.Catalog }

// catalogOf is the catalog of the books; the one at hand where they say none.
func catalogOf(src Source, hand *pricing.Catalog) *pricing.Catalog {
	if books, ok := src.(priced); ok {
		return books.Catalog()
	}
	return hand
}

// screensOf makes the screens that there are: one line each, nil where there is none.
func screensOf(cfg Config) [screenCount]screen {
	return [screenCount]screen{
		overviewScreen: pageOf(newOverview(cfg.AsOf)),
		whatifScreen:   pageOf(newWhatif(cfg.Catalog, cfg.AsOf, cfg.Scenarios)),
		creditsScreen:  pageOf(newCredits(cfg.Catalog, cfg.AsOf)),
		spendScreen:    pageOf(newSpend(cfg.AsOf)),
		catalogScreen:  pageOf(newCatalog(cfg.Catalog, cfg.AsOf)),
	}
}

// A screen is one page of the program. App draws the tab bar, its rule and the
// keys at the foot, and the states in which there is nothing to show.
type screen interface {
	// update handles a key or the mouse while the screen is shown, and what
	// commands bring: messages for others are left alone.
	update(msg tea.Msg) (screen, tea.Cmd)
	// reload reads the books anew; it is called before the screen is first shown.
	reload(ctx context.Context, src Source) (screen, tea.Cmd)
	resized(to size) screen
	shown
}

// shown is what a screen says of itself. All of it is pure.
type shown interface {
	// view draws what stands between the rule below the tabs and the foot. It is
	// asked for where status is ready.
	view(t theme) []string
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
	sheet() (sheet, bool)
}

// own is a screen whose methods return its own type, as its file is written.
type own[S any] interface {
	update(msg tea.Msg) (S, tea.Cmd)
	reload(ctx context.Context, src Source) (S, tea.Cmd)
	resized(to size) S
	shown
}

// page makes a screen of such a type.
type page[S own[S]] struct{ of S }

func pageOf[S own[S]](s S) screen { return page[S]{s} }

func (p page[S]) update(msg tea.Msg) (screen, tea.Cmd) {
	s, cmd := p.of.update(msg)
	return page[S]{s}, cmd
}

func (p page[S]) reload(ctx context.Context, src Source) (screen, tea.Cmd) {
	s, cmd := p.of.reload(ctx, src)
	return page[S]{s}, cmd
}

func (p page[S]) resized(to size) screen     { return page[S]{p.of.resized(to)} }
func (p page[S]) view(t theme) []string      { return p.of.view(t) }
func (p page[S]) status() loadStatus         { return p.of.status() }
func (p page[S]) vacant() []string           { return p.of.vacant() }
func (p page[S]) offers() []key.Binding      { return p.of.offers() }
func (p page[S]) typing() bool               { return p.of.typing() }
func (p page[S]) claims(msg tea.KeyMsg) bool { return p.of.claims(msg) }
func (p page[S]) bindings() []key.Binding    { return p.of.bindings() }
func (p page[S]) hints() []hint              { return p.of.hints() }
func (p page[S]) legend() []string           { return p.of.legend() }
func (p page[S]) plain() []string            { return p.of.plain() }
func (p page[S]) sheet() (sheet, bool)       { return p.of.sheet() }
