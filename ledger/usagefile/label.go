package usagefile

import "strings"

// impersonal is a label as it may be stored, "" where it names a person: an e-mail
// address, or a key that a console session made under its user's name.
func impersonal(label string) string {
	if strings.Contains(label, "@") || strings.HasPrefix(label, "claude_code_key_") {
		return ""
	}
	return label
}
