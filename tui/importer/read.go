package importer

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/usage"
	"tollbook/tui/page"
)

// brought is the answer to an import, progressed how far one is.
type (
	brought struct {
		request int
		got     Outcome
		err     error
	}
	progressed struct {
		request int
		line    string
	}
)

// looking reads what a file would bring, or brings it in, aside. Esc ends its context.
func (b Model) looking(path string, how How) (Model, tea.Cmd) {
	b.request++
	b.step, b.path, b.how, b.line, b.err, b.top, b.problem = readStep, path, how, "", nil, 0, ""
	ctx, stop := context.WithCancel(b.ctx)
	b.cancel, b.ticks, b.done = stop, make(chan string, 1), make(chan struct{})
	imp, request, ticks, done := b.target.Books, b.request, b.ticks, b.done
	return b, tea.Batch(func() tea.Msg {
		defer stop()
		defer close(done)
		got, err := imp.Import(ctx, path, how, func(line string) {
			select {
			case ticks <- line:
			default: // the one before is still to be shown
			}
		})
		if err == nil && how.DryRun {
			err = ctx.Err() // it was stopped when it was done
		}
		return brought{request, got, err}
	}, b.listen())
}

// listen waits for the next line of the progress.
func (b Model) listen() tea.Cmd {
	request, ticks, done := b.request, b.ticks, b.done
	return func() tea.Msg {
		select {
		case line := <-ticks:
			return progressed{request, line}
		case <-done:
			return nil
		}
	}
}

// come shows what came of a file.
func (b Model) come(msg brought) (Model, tea.Cmd) {
	b.got, b.err = msg.got, msg.err
	switch {
	case errors.Is(msg.err, context.Canceled):
		b.step, b.problem = pickStep, "stopped: nothing was changed"
		return b, nil
	case msg.err != nil && b.how.DryRun && Unmapped(msg.err):
		return b.mapping()
	case msg.err != nil && b.how.DryRun && len(foreign(msg.err)) > 0:
		return b.rating(foreign(msg.err)), nil
	case msg.err != nil:
		b.step = refusedStep
		return b, nil
	case b.how.DryRun:
		b.step = previewStep
		return b, nil
	}
	b.step = resultStep
	imp, id := b.target.Books, msg.got.ID
	is := page.Changed{Said: "imported " + msg.got.Words[0]}
	if msg.got.Books != nil {
		imp, _ = msg.got.Books.(Books)
		is.Books, is.Name = msg.got.Books, msg.got.Name
	}
	if msg.got.Back != nil {
		is.What, is.Back = msg.got.What, msg.got.Back
	}
	if id != 0 {
		is.What = importName(id)
		is.Back = func(ctx context.Context) (string, error) {
			undone, err := imp.UndoImport(ctx, id)
			return backWords(undone), err
		}
	}
	return b, func() tea.Msg { return is }
}

// skippable reports whether the bad rows can be left out.
func (b Model) skippable() bool {
	var rejected *usage.RejectedError
	return b.step == refusedStep && errors.As(b.err, &rejected) && rejected.Rejected < rejected.Rows
}
