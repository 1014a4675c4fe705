package screens

import (
	"context"
	"errors"
	"sync"

	"tollbook/cmd/tollbook/cli"
	"tollbook/ledger"
	"tollbook/ledger/sqlite"
)

// openLedgers are the ledgers that the screens opened, which are closed when they end. A screen
// that was shown earlier may still read the one before.
type openLedgers struct {
	mu  sync.Mutex
	all []*ledger.Store
	// marks are how far each was seen: what another program does after that is news.
	marks map[*ledger.Store]ledger.Mark
	made  bool // the user's ledger, by the screens themselves
	// rest waits before a ledger is asked again whether another program changed it.
	rest func(context.Context) error
}

// noLedgers are none yet.
func noLedgers() *openLedgers {
	return &openLedgers{marks: map[*ledger.Store]ledger.Mark{}, rest: rest}
}

// put takes a ledger in as it was opened.
func (s *openLedgers) put(one *ledger.Store, err error) (*ledger.Store, error) {
	if err != nil {
		return nil, err
	}
	mark, err := one.Mark(context.Background())
	if err != nil {
		return nil, errors.Join(err, one.Close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, one)
	s.marks[one] = mark
	return one, nil
}

// mark is how far a ledger was seen.
func (s *openLedgers) mark(one *ledger.Store) ledger.Mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[one]
}

// seen keeps how far a ledger was seen.
func (s *openLedgers) seen(one *ledger.Store, to ledger.Mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks[one] = to
}

// ownMade reports whether the screens made the user's ledger themselves.
func (s *openLedgers) ownMade() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.made
}

// make makes the user's ledger.
func (s *openLedgers) make(ctx context.Context, run *cli.Run) (*ledger.Store, error) {
	s.mu.Lock()
	s.made = true
	s.mu.Unlock()
	return s.put(run.Open(ctx))
}

func (s *openLedgers) close(err *error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.all {
		cli.CloseStore(one, err)
	}
}

// lastingBooks are the books of the user's ledger; where there is none yet, empty ones, until
// something is to stand in it.
func lastingBooks(ctx context.Context, run *cli.Run, opened *openLedgers) (importBooks, error) {
	b := importBooks{run: run, opened: opened, byKey: &byKey{}}
	s, err := opened.put(run.OpenExisting(ctx))
	if errors.Is(err, sqlite.ErrMissing) { // the empty screen says what to do
		s, err = opened.put(ledger.OpenTemporary(ctx, run.Catalog))
		var own *ledger.Store
		b.create = func() (_ *ledger.Store, err error) {
			if own == nil {
				own, err = opened.make(ctx, run)
			}
			return own, err
		}
	}
	if err != nil {
		return importBooks{}, err
	}
	b.books = newBooks(run, s)
	return b, nil
}
