package tui

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// A Fault is a panic that ended the screens: a mistake of the program's, of which the
// terminal shall bear no trace.
type Fault struct {
	Value any
	Where []string // functions with file and line, from the one that failed on out
}

// Error says what happened on the first line, and where on the others.
func (f *Fault) Error() string {
	return strings.Join(append([]string{fmt.Sprintf("a fault of tollbook ended the screens: %v", f.Value)}, f.Where...), "\n  ")
}

// faultFrames is how many functions a Fault names.
const faultFrames = 8

// newFault is the fault of a panic, called by the function that recovers from it.
func newFault(value any) *Fault {
	f := &Fault{Value: value}
	calls := make([]uintptr, 64)
	frames := runtime.CallersFrames(calls[:runtime.Callers(1, calls)])
	failed := false
	for more := true; more && len(f.Where) < faultFrames; {
		var at runtime.Frame
		at, more = frames.Next()
		if failed && !strings.HasPrefix(at.Function, "runtime.") {
			f.Where = append(f.Where, fmt.Sprintf("%s (%s:%d)", at.Function, path.Base(at.File), at.Line))
		}
		failed = failed || at.Function == "runtime.gopanic"
	}
	return f
}

// guarded is an App whose panics end the program as if it had quit: bubbletea itself writes
// what happened onto the screen that it then takes down.
type guarded struct {
	app    App
	faults chan<- *Fault // room for one; what fails after that says nothing new
	stop   context.CancelFunc
}

// caught notes a panic and ends the program. It is deferred.
func (g guarded) caught() {
	if value := recover(); value != nil {
		select {
		case g.faults <- newFault(value):
		default:
		}
		g.stop()
	}
}

// Init is the App's.
func (g guarded) Init() (cmd tea.Cmd) {
	defer g.caught()
	return g.command(g.app.Init())
}

// Update is the App's.
func (g guarded) Update(msg tea.Msg) (same tea.Model, _ tea.Cmd) {
	same = g // where it fails
	defer g.caught()
	model, cmd := g.app.Update(msg)
	g.app = model.(App)
	return g, g.command(cmd)
}

// View is the App's.
func (g guarded) View() string {
	defer g.caught()
	return g.app.View()
}

// command is a command of the App's, and those that it bundles.
func (g guarded) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.caught()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.command(batch[i])
			}
		}
		return msg
	}
}

// runGuarded runs an App until it quits, ctx ends or it fails, for which the error is a
// *Fault.
func runGuarded(ctx context.Context, a App, options ...tea.ProgramOption) error {
	inside, stop := context.WithCancel(ctx)
	defer stop()
	faults := make(chan *Fault, 1)
	_, err := tea.NewProgram(guarded{a, faults, stop}, append(options, tea.WithContext(inside))...).Run()
	select {
	case fault := <-faults:
		return fault
	default:
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
