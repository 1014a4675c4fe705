package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// acknowledged is the answer to a or u: a finding was marked as seen, or no longer.
type acknowledged struct {
	id   string
	undo bool
	err  error
}

// see marks the finding under the cursor as seen.
func (s overview) see() tea.Cmd {
	f, ok := s.findings.selected()
	if !ok {
		return nil
	}
	ctx, src, asOf := s.ctx, s.src, s.asOf
	return func() tea.Msg { return acknowledged{id: f.ID, err: src.Acknowledge(ctx, f.ID, asOf)} }
}

// unsee takes the last mark back.
func (s overview) unsee() tea.Cmd {
	id := s.seen[len(s.seen)-1]
	ctx, src := s.ctx, s.src
	return func() tea.Msg { return acknowledged{id: id, undo: true, err: src.Unacknowledge(ctx, id)} }
}

// marked reads what needs attention again after a mark was set or taken back.
func (s overview) marked(msg acknowledged) (overview, tea.Cmd) {
	say := func(text string, wrong bool) tea.Cmd {
		return func() tea.Msg { return notice{text, wrong} }
	}
	switch {
	case msg.err != nil:
		return s, say("not done: "+msg.err.Error(), true)
	case msg.undo:
		if n := len(s.seen); n > 0 {
			s.seen = s.seen[: n-1 : n-1]
		}
		s.findings.cursor = msg.id
		s, cmd := s.watching()
		return s.laid(), tea.Batch(cmd, say("taken back: it counts again", false))
	}
	if !slices.Contains(s.seen, msg.id) { // two presses at once mark one finding
		s.seen = append(s.seen[:len(s.seen):len(s.seen)], msg.id)
	}
	s.findings = s.findings.past(msg.id)
	s, cmd := s.watching()
	return s.laid(), tea.Batch(cmd, say("seen: it counts again when it becomes worse; u takes that back", false))
}
