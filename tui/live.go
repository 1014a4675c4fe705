package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// watched is books that say when another program has changed them. Watch waits for that, or
// for ctx to end.
type watched interface {
	Watch(ctx context.Context) (page.News, error)
}

// heard is the answer of a watch.
type heard struct {
	news  page.News
	err   error
	watch int
}

// A watch waits for what other programs do to the books that are shown.
type watch struct {
	live   bool               // the program runs: a frame that is drawn once watches nothing
	number int                // an answer to an earlier one is of other books
	stop   context.CancelFunc // nil where none waits
	waits  *page.News         // came while the reader was typing; nil for none
}

// startWatch begins to wait, in place of a watch that waits.
func (a App) startWatch() (App, tea.Cmd) {
	books, ok := a.cfg.Books.(watched)
	if a.watch.stop != nil {
		a.watch.stop()
		a.watch.stop = nil
	}
	if !a.watch.live || !ok {
		return a, nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	a.watch.stop = stop
	a.watch.number++
	number := a.watch.number
	return a, func() tea.Msg {
		news, err := books.Watch(ctx)
		return heard{news, err, number}
	}
}

// hear takes what another program did to the books, and goes on waiting. While something is
// typed it is kept until that is done: a form would lose what stands in it.
func (a App) hear(msg heard) (App, tea.Cmd) {
	if msg.watch != a.watch.number {
		return a, nil
	}
	if msg.err != nil {
		if a.ctx.Err() == nil {
			a.said, a.wrong = "the ledger is not watched any more: "+draw.Safe(msg.err.Error()), true
		}
		return a, nil
	}
	a.watch.waits = &msg.news
	return a.takeNews()
}

// setClock says to all screens what is now taken for now, before they read again.
func (a App) setClock(now time.Time) App {
	a.cfg.AsOf = now
	for i, s := range a.screens {
		if s != nil {
			a.screens[i], _ = s.Update(page.Clock{AsOf: now})
		}
	}
	return a
}

// takeNews reads the books anew for news that waits, and says what came at the foot.
func (a App) takeNews() (App, tea.Cmd) {
	news := a.watch.waits
	if news == nil || a.typing() || a.importer.Open() {
		return a, nil
	}
	a.watch.waits = nil
	name := a.cfg.LedgerName
	if news.Name != "" {
		name = news.Name
	}
	if !news.AsOf.IsZero() {
		a = a.setClock(news.AsOf)
	}
	a = a.onBooks(news.Books, name, a.cfg.Mode)
	a.said, a.wrong = draw.Safe(news.Said), false
	return a.rebook()
}
