package tui

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// livingBooks tell of what another program did to them.
type livingBooks struct {
	tuitest.Books
	news chan page.News
}

func (b livingBooks) Watch(ctx context.Context) (page.News, error) {
	select {
	case n, ok := <-b.news:
		if !ok {
			return page.News{}, errors.New("the disk is gone")
		}
		return n, nil
	case <-ctx.Done():
		return page.News{}, ctx.Err()
	}
}

// living is the program on such books, and the watch that it began: what it answers is taken by
// the caller, and so are those that it begins then.
func living(t *testing.T) (d *driven, books livingBooks, wait tea.Cmd) {
	c := tuitest.Catalog(t)
	books = livingBooks{tuitest.UsageBooks(c, tuitest.Month[0]), make(chan page.News, 1)}
	d = drive(t, config(c, books), 100, 30)
	d.app.watch.live = true
	d.app, wait = d.app.startWatch()
	return d, books, wait
}

// take hands the program the answer of its watch, and carries out what it asks for but the next
// watch, which is returned.
func (d *driven) take(wait tea.Cmd) (next tea.Cmd) {
	cmd := d.send(wait())
	return d.aside(cmd)
}

// aside carries out a command but for a watch, which is returned.
func (d *driven) aside(cmd tea.Cmd) (watch tea.Cmd) {
	if cmd == nil {
		return nil
	}
	number := d.app.watch.number
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		d.t.Fatal("no batch of a reading and a watch")
	}
	d.run(batch[0])
	if len(batch) != 2 || number == 0 {
		d.t.Fatalf("%d commands", len(batch))
	}
	return batch[1]
}

// What another program did to the ledger is read by itself and said at the foot; the cursor stays.
func TestLive(t *testing.T) {
	d, books, wait := living(t)
	shows(t, d, "$43.89 of it in fees") // 5.5 % of 798.00
	d.press("down", "down")
	held := regexp.MustCompile("▸[a-z]+").FindString(d.app.View())
	c := tuitest.Catalog(t)
	more := livingBooks{tuitest.UsageBooks(c, tuitest.Month...), books.news}
	books.news <- page.News{Said: "3 imports, 1,204 requests, read\x1b[31m", Books: more, Name: "made.db"}
	wait = d.take(wait)
	shows(t, d, "$65.65 of it in fees", "3 imports, 1,204 requests, read·[31m", "made.db")
	if held == "" || !strings.Contains(d.app.View(), held) {
		t.Errorf("the cursor is elsewhere:\n%s", d.app.View())
	}
	d.press("down")
	hides(t, d, "1,204 requests")

	// While a value is typed news waits.
	d.press("g", "down", "=", "3")
	books.news <- page.News{Said: "a purchase of $100 at openrouter, read"}
	d.run(d.send(wait()))
	shows(t, d, "3▏")
	hides(t, d, "a purchase of $100")
	wait = d.aside(d.send(page.KeyMsg("esc")))
	shows(t, d, "a purchase of $100 at openrouter, read")

	// A watch that fails says so, once.
	close(books.news)
	d.run(d.send(wait()))
	shows(t, d, "the ledger is not watched any more: the disk is gone")
}

// clockBooks keep the time of which they were asked last.
type clockBooks struct {
	livingBooks
	asked *time.Time
}

func (b clockBooks) Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	*b.asked = asOf
	return b.livingBooks.Workload(ctx, asOf)
}

// What is imported in the evening is later than the morning in which the program was opened: with
// the news the clock goes on.
func TestNewsBringTheClock(t *testing.T) {
	d, books, wait := living(t)
	var asked time.Time
	evening := tuitest.Now.Add(9 * time.Hour)
	books.news <- page.News{Said: "1 import, read", Books: clockBooks{books, &asked}, AsOf: evening}
	d.take(wait)
	if shows(t, d, "1 import, read"); !asked.Equal(evening) || !d.app.cfg.AsOf.Equal(evening) {
		t.Errorf("read as of %v, the program is at %v", asked, d.app.cfg.AsOf)
	}
}

// Other books end the watch of those before, whose answer is of no account.
func TestWatchFollowsTheBooks(t *testing.T) {
	d, books, wait := living(t)
	other := livingBooks{tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...), make(chan page.News, 1)}
	next := d.aside(d.send(page.Changed{Said: "done", Books: other}))
	shows(t, d, "$65.65 of it in fees", "done")
	late := wait()
	if h := late.(heard); !errors.Is(h.err, context.Canceled) {
		t.Errorf("the watch before answers %+v", h)
	}
	books.news <- page.News{Said: "of the books before"}
	d.send(late)
	hides(t, d, "not watched", "of the books before")
	other.news <- page.News{Said: "of the books now"}
	d.take(next)
	shows(t, d, "of the books now")

	// What is drawn once watches nothing.
	if _, cmd := newApp(context.Background(), config(tuitest.Catalog(t), books)).startWatch(); cmd != nil {
		t.Error("a still is watched")
	}
}
