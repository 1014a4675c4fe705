package screens

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing/words"
	"tollbook/tui/page"
)

// watchEvery is how long a ledger is left alone before it is asked whether another program
// has changed it: one small question a second.
const watchEvery = time.Second

// rest waits until the ledger is to be asked again, or ctx ends.
func rest(ctx context.Context) error {
	t := time.NewTimer(watchEvery)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// atMost is for how many rests the news of a program that goes on writing is waited for.
const atMost = 10

// Watch waits until other programs have changed the ledger and rest, or have made it where there
// was none. Books that do not last are nobody else's: it waits for ctx to end.
func (b importBooks) Watch(ctx context.Context) (page.News, error) {
	switch {
	case b.opened == nil:
		<-ctx.Done()
		return page.News{}, ctx.Err()
	case b.create != nil:
		return b.waitForLedger(ctx)
	}
	from := b.opened.mark(b.store)
	last, writing := from, 0
	for {
		if err := b.opened.rest(ctx); err != nil {
			return page.News{}, err
		}
		now, err := b.store.Mark(ctx)
		switch {
		case errors.Is(err, sqlite.ErrBusy):
			continue
		case err != nil:
			return page.News{}, err
		case now.Others(last) && writing < atMost: // more may come
			last = now
			writing++
			continue
		case writing == 0: // what the screens did themselves is no news
			from, last = now, now
			b.opened.seen(b.store, now)
			continue
		}
		news, now, err := b.store.Since(ctx, from)
		if err != nil {
			return page.News{}, err
		}
		b.opened.seen(b.store, now)
		later := b.later(b.store)
		return page.News{Said: newsText(news), Books: later, AsOf: later.asOf}, nil
	}
}

// later are the books of a ledger at the clock's time, or at that of --as-of.
func (b importBooks) later(s *ledger.Store) importBooks {
	run := b.run.Beside(s.Catalog())
	if run.AsOfText == "" {
		run.AsOf = run.Now().UTC()
	}
	return importBooks{books: newBooks(run, s), run: run, opened: b.opened, byKey: b.byKey}
}

// waitForLedger waits until another program has made the user's ledger and put something in it.
func (b importBooks) waitForLedger(ctx context.Context) (page.News, error) {
	var s *ledger.Store
	for {
		err := b.opened.rest(ctx)
		if err == nil && b.opened.ownMade() { // the books are others soon
			<-ctx.Done()
			err = ctx.Err()
		}
		if err == nil && s == nil {
			s, err = b.opened.put(b.aside().OpenExisting(ctx))
		}
		var news ledger.News
		var now ledger.Mark
		if err == nil {
			news, now, err = s.Since(ctx, ledger.Mark{})
		}
		switch {
		case errors.Is(err, sqlite.ErrMissing), errors.Is(err, sqlite.ErrBusy):
		case err != nil:
			return page.News{}, err
		case len(news.Imports)+len(news.TopUps) > 0:
			b.opened.seen(s, now)
			later := b.later(s)
			return page.News{Said: newsText(news), Books: later, Name: filepath.Base(s.Path()), AsOf: later.asOf}, nil
		}
	}
}

// newsText says what another program did to the ledger: "3 imports, 1,204 requests, read".
func newsText(n ledger.News) string {
	var parts []string
	if len(n.Imports) > 0 {
		parts = append(parts, importsText(n.Imports))
	}
	if len(n.TopUps) > 3 {
		parts = append(parts, words.Plural(len(n.TopUps), "purchase"))
	} else {
		for _, t := range n.TopUps {
			parts = append(parts, topUpText(t))
		}
	}
	if n.Other {
		parts = append(parts, "the ledger was changed by another program")
	}
	return strings.Join(parts, "; ") + ", read"
}

func importsText(all []usage.ImportRecord) string {
	added := 0
	for _, i := range all {
		added += i.Added
	}
	return fmt.Sprintf("%s, %s", words.Plural(len(all), "import"), words.Count(words.Number(int64(added)), "request"))
}

func topUpText(t lot.TopUp) string {
	what := map[lot.Kind]string{lot.Purchase: "a purchase", lot.Grant: "a grant", lot.Opening: "an opening balance", lot.Refund: "a refund"}[t.Kind]
	return fmt.Sprintf("%s of %s at %s", what, strings.TrimSuffix(t.Credit.Dollars(), ".00"), t.Account)
}
