package gatewayapi

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// maxPages is how many pages one report may have.
const maxPages = 1000

func tooManyPages(path string) error {
	return &ShapeError{path, fmt.Sprintf("goes on after %d pages: ask for fewer days", maxPages)}
}

// isList reports whether JSON is a list.
func isList(raw json.RawMessage) bool {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	return len(raw) > 0 && raw[0] == '['
}
