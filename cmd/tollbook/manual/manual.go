// Package manual is the manual in the program: it finds a topic and lays its page out
// for a terminal. It knows no command and no figure; what the program alone can say,
// such as the table of keys, it is handed as a part.
//
// A topic is one file, NAME.md, in a small part of Markdown (page.go). Its first line is
// its title, which the list of topics shows:
//
//	# what you bought, and what became of it
//
// A new topic is a new file and its name in order. The program's tests then run its
// commands and check its width.
package manual

import (
	"embed"
	"strings"
)

//go:embed *.md
var pages embed.FS

// order is the order of the list of topics: from the first day on.
var order = []string{
	"start", "exports", "agents", "own-files", "credit", "forecast", "what-if", "prices", "figures",
	"screens", "keys", "gateways", "scale", "files", "flags",
}

// A Topic is one page of the manual.
type Topic struct {
	Name  string // as in tollbook help NAME
	Title string // what it is about, in some words
	body  string // the Markdown under the title
}

// Topics are all pages, in the order of the list.
func Topics() []Topic {
	var out []Topic
	for _, name := range order {
		text, err := pages.ReadFile(name + ".md")
		if err != nil {
			panic(err) // the embedded file of a name in order
		}
		title, body, _ := strings.Cut(string(text), "\n")
		out = append(out, Topic{name, strings.TrimPrefix(title, "# "), body})
	}
	return out
}

// Find is the topic of a name.
func Find(name string) (Topic, bool) {
	for _, t := range Topics() {
		if t.Name == name {
			return t, true
		}
	}
	return Topic{}, false
}

// Names are the names of all topics, in the order of the list.
func Names() []string { return order }

// Source is the Markdown of the page under its title.
func (t Topic) Source() string { return t.body }
