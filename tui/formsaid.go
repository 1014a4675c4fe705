package tui

import (
	"fmt"

	"tollbook/tui/draw"
)

// said names the field of an error as the command line names its flag.
func said(field, text string, err error) error {
	return fmt.Errorf("%s %q: %w", field, draw.Safe(text), err)
}
