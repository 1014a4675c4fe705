package whatif

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// workload is what the knobs choose to price.
func (s Model) workload() pricing.Workload {
	w := s.base
	switch value := s.now[workloadKnob]; {
	case s.vacant && !strings.HasPrefix(value, keptWork):
		return s.supposed()
	case value == "":
	case value == projectedWork:
		if s.projected.Phase == page.Ready {
			w = s.projected.Value
		}
	case strings.HasPrefix(value, keptWork):
		if k, ok := s.named(value[len(keptWork):]); ok {
			w = k.Work
		}
	default:
		if usd, err := pricing.ParseMoney(value); err == nil {
			w = pricing.SpendWorkload(usd)
		}
	}
	w.You = s.base.You
	return w
}

// bare reports whether the knobs choose list dollars without models.
func (s Model) bare() bool { return s.workload().Source == "spend" }

// projecting reports whether the knobs wait for the projected month.
func (s Model) projecting() bool { return s.now[workloadKnob] == projectedWork && s.projected.Pending }

// foreseen takes in the projected month. Where there is none the knob goes back.
func (s Model) foreseen(msg page.Loaded[pricing.Workload]) (Model, tea.Cmd) {
	load, mine := s.projected.Take(msg)
	s.projected = load
	if !mine || s.now[workloadKnob] != projectedWork {
		return s, nil
	}
	why := ""
	switch {
	case load.Phase == page.Failed:
		why = draw.Safe(load.Err.Error())
	case load.Value.Empty():
		why = "there is nothing to project"
	}
	if why != "" {
		s.now[workloadKnob] = ""
		s, cmd := s.reprice()
		s.problem = "the month to come cannot be projected: " + why
		return s, cmd
	}
	return s.reprice()
}
