package form

import (
	"fmt"

	"tollbook/tui/draw"
)

// Fault names the field of an error as the command line names its flag.
func Fault(field, text string, err error) error {
	return fmt.Errorf("%s %q: %w", field, draw.Safe(text), err)
}
