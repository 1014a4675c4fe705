package overview

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/tui/page"
)

// see marks the finding under the cursor as seen: it counts again when it becomes
// worse, or when u takes that back.
func (s Model) see() (Model, tea.Cmd) {
	f, ok := s.findings.selected()
	if !ok || s.marking == f.ID { // two presses at once mark one finding
		return s, nil
	}
	s.marking = f.ID
	ctx, src, asOf := s.ctx, s.src, s.asOf
	return s, func() tea.Msg {
		if err := src.Acknowledge(ctx, f.ID, asOf); err != nil {
			return unmarked{err}
		}
		return page.Changed{Said: "acknowledged: it counts again when it becomes worse", What: "that it was acknowledged", Back: func(ctx context.Context) (string, error) {
			err := src.Unacknowledge(ctx, f.ID)
			if errors.Is(err, check.ErrNotSeen) { // another program took it back before
				err = nil
			}
			return "taken back: it counts again", err
		}}
	}
}

// unmarked is the answer to a where nothing was marked.
type unmarked struct{ err error }

// refused says why a finding was not marked.
func (s Model) refused(msg unmarked) (Model, tea.Cmd) {
	s.marking = ""
	return s.laid(), func() tea.Msg { return page.Notice{Text: "not done: " + msg.err.Error(), Wrong: true} }
}
