package feed

import "strings"

// idFault says why a text is no id of a model that may be written into a catalog, "" if
// it is one: 1 to 200 letters, digits and ._:/@+~- that begin with a letter, a digit or
// "~", and no part of a path.
func idFault(id string) string {
	if id == "" {
		return "no id"
	}
	for i := 0; i < len(id); i++ {
		c := id[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '~'
		if !letter && (i == 0 || !strings.ContainsRune("._:/@+-", rune(c))) {
			return "its id has characters that no id has"
		}
	}
	if len(id) > 200 {
		return "its id is longer than 200 characters"
	}
	for _, part := range []string{"..", "//", "./"} {
		if strings.Contains(id, part) {
			return "its id has parts of a path"
		}
	}
	return ""
}
