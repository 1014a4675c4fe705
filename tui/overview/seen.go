package overview

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/tui/page"
)

// see marks the task under the cursor as seen, or takes that back. What is seen counts again
// when it becomes worse; u takes either back.
func (s Model) see() (Model, tea.Cmd) {
	k, ok := s.todo.selected()
	if !ok || s.marking == k.ID { // two presses at once mark one task
		return s, nil
	}
	s.marking = k.ID
	ids := []string{k.ID}
	for _, f := range k.more {
		ids = append(ids, f.ID)
	}
	src, asOf := s.src, s.asOf
	mark := func(ctx context.Context) error {
		return each(ids, func(id string) error { return src.Acknowledge(ctx, id, asOf) })
	}
	unmark := func(ctx context.Context) error {
		return each(ids, func(id string) error {
			err := src.Unacknowledge(ctx, id)
			if errors.Is(err, check.ErrNotSeen) { // another program took it back before
				err = nil
			}
			return err
		})
	}
	const seen, counts = "seen: it counts again when it becomes worse", "it counts again"
	ctx := s.ctx
	if k.Acknowledged {
		return s, changes(ctx, unmark, counts, mark, "seen again")
	}
	return s, changes(ctx, mark, seen, unmark, "taken back: "+counts)
}

// changes does one thing to the books, with another as its way back.
func changes(ctx context.Context, do func(context.Context) error, said string, back func(context.Context) error, saidBack string) tea.Cmd {
	return func() tea.Msg {
		if err := do(ctx); err != nil {
			return unmarked{err}
		}
		return page.Changed{Said: said, What: "the mark", Back: func(ctx context.Context) (string, error) { return saidBack, back(ctx) }}
	}
}

// each does something with every id, up to the first error.
func each(ids []string, do func(id string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

// unmarked is the answer to space where nothing was marked.
type unmarked struct{ err error }

// refused says why a task was not marked.
func (s Model) refused(msg unmarked) (Model, tea.Cmd) {
	s.marking = ""
	return s.laid(), func() tea.Msg { return page.Notice{Text: "not done: " + msg.err.Error(), Wrong: true} }
}
