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
}

// put takes a ledger in as it was opened.
func (s *openLedgers) put(one *ledger.Store, err error) (*ledger.Store, error) {
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, one)
	return one, nil
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
	b := importBooks{run: run, opened: opened}
	s, err := opened.put(run.OpenExisting(ctx))
	if errors.Is(err, sqlite.ErrMissing) { // the empty screen says what to do
		s, err = opened.put(ledger.OpenTemporary(ctx, run.Catalog))
		var own *ledger.Store
		b.create = func() (_ *ledger.Store, err error) {
			if own == nil {
				own, err = opened.put(run.Open(ctx))
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
