package screens

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/tui/whatif"
)

// demoBooks are the demo's, with scenarios of its own: what is kept there ends with it, and
// none of the user's own is among them.
type demoBooks struct {
	importBooks
	kept *whatif.Scenarios
}

// newDemoBooks are the books of the demo's ledger.
func newDemoBooks(run *cli.Run, s *ledger.Store) demoBooks {
	return demoBooks{importBooks{books: newBooks(run, s).withPassing(passingDemo), run: run}, newDemoShelf(run, s).scenarios()}
}

// Scenarios are what-ifs that last as long as the demo.
func (b demoBooks) Scenarios() *whatif.Scenarios { return b.kept }

// A demoShelf keeps scenarios in memory. Three are there from the start.
type demoShelf struct {
	run   *cli.Run
	store *ledger.Store

	lock sync.Mutex // commands of the screens run aside
	made bool
	all  []scenario.Scenario
}

func newDemoShelf(run *cli.Run, s *ledger.Store) *demoShelf { return &demoShelf{run: run, store: s} }

// demoAge is how long ago the demo's scenarios were kept.
const demoAge = 30 * 24 * time.Hour

// make keeps those of the start, when they are first asked for.
func (k *demoShelf) make(ctx context.Context) error {
	if k.made {
		return nil
	}
	w, err := k.store.Workload(ctx, ledger.WorkloadQuery{AsOf: k.run.AsOf})
	if err != nil {
		return err
	}
	twice, err := pricing.ParseFactor("2")
	if err != nil {
		return err
	}
	seventy := pricing.MustPercent("70")
	for _, is := range []struct {
		name, gateway string
		knobs         pricing.Knobs
	}{
		{"2x at portkey", "portkey", pricing.Knobs{Volume: twice}},
		{"cache 70 %", w.You, pricing.Knobs{CacheHit: &seventy}},
		{"crypto at direct", pricing.Direct, pricing.Knobs{Method: "crypto"}},
	} {
		s, err := scenario.New(k.run.Catalog, is.name, w, is.knobs, is.gateway, nil, k.run.AsOf.Add(-demoAge))
		if err != nil {
			return err
		}
		k.all = append(k.all, s)
	}
	k.made = true
	return nil
}

func (k *demoShelf) at(name string) int {
	return slices.IndexFunc(k.all, func(s scenario.Scenario) bool { return s.Name == name })
}

// put keeps a scenario at its place by name.
func (k *demoShelf) put(s scenario.Scenario) {
	k.all = append(slices.Clone(k.all), s)
	slices.SortFunc(k.all, func(a, b scenario.Scenario) int { return strings.Compare(a.Name, b.Name) })
}

func (k *demoShelf) drop(at int) scenario.Scenario {
	was := k.all[at]
	k.all = slices.Delete(slices.Clone(k.all), at, at+1)
	return was
}

func (k *demoShelf) scenarios() *whatif.Scenarios {
	return &whatif.Scenarios{
		List: func(ctx context.Context) ([]scenario.Scenario, error) {
			k.lock.Lock()
			defer k.lock.Unlock()
			err := k.make(ctx)
			return k.all, err
		},
		Save: func(s scenario.Scenario, replace bool) (string, error) {
			k.lock.Lock()
			defer k.lock.Unlock()
			if err := k.make(context.Background()); err != nil {
				return "", err
			}
			switch at := k.at(s.Name); {
			case at >= 0 && !replace:
				return "", fmt.Errorf("%s: %w", s.Name, fs.ErrExist)
			case at >= 0:
				k.drop(at)
			}
			k.put(s)
			return "the demo, until it ends", nil
		},
		Rename: func(from, to string) error {
			k.lock.Lock()
			defer k.lock.Unlock()
			at := k.at(from)
			switch {
			case k.at(to) >= 0:
				return fmt.Errorf("%s: %w", to, fs.ErrExist)
			case at < 0:
				return fmt.Errorf("%s: %w", from, fs.ErrNotExist)
			}
			s := k.drop(at)
			s.Name = to
			k.put(s)
			return nil
		},
		Remove: func(name string) (func() error, error) {
			k.lock.Lock()
			defer k.lock.Unlock()
			at := k.at(name)
			if at < 0 {
				return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
			}
			was := k.drop(at)
			return func() error {
				k.lock.Lock()
				defer k.lock.Unlock()
				k.put(was)
				return nil
			}, nil
		},
	}
}
