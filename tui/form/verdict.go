package form

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// Missing says what is not entered yet, and how it is entered. It is no fault before Enter was
// pressed.
type Missing string

// Error is what to enter: "type an amount in dollars, like 25 or 14.55".
func (m Missing) Error() string { return string(m) }

// ErrNoGateway is a form in which the gateway is not chosen yet.
const ErrNoGateway = Missing("choose the gateway: → steps through them, letters find one")

// Say writes a sentence below the fields, in as many lines as it takes.
type Say func(style lipgloss.Style, text string)

// Verdict is what stands below the fields of a form, in lines of a width: that the books are
// recording it, why they refused it, what is wrong with what is entered, or without any error
// what worth says it comes to.
func (f Form) Verdict(t draw.Theme, width int, err error, worth func(Say)) []string {
	var out []string
	say := func(style lipgloss.Style, text string) {
		for _, line := range wrap.Fit(draw.Safe(text), width) {
			out = append(out, style.Render(line))
		}
	}
	var missing Missing
	switch {
	case f.busy:
		say(t.Muted, "recording …")
	case f.wrong != "":
		say(t.Loss, "✕ "+f.wrong)
	case errors.As(err, &missing) && !f.tried:
		say(t.Muted, draw.UpperFirst(err.Error())+".")
	case err != nil:
		say(t.Loss, "✕ "+err.Error())
		var gateway *pricing.UnknownGatewayError
		if errors.As(err, &gateway) && len(gateway.Nearest) > 0 {
			say(t.Plain, "did you mean "+strings.Join(gateway.Nearest, " or ")+"?")
		}
	default:
		worth(say)
	}
	return out
}
