package manual

import (
	"slices"
	"strings"
)

// A Layout is how a page is laid out.
type Layout struct {
	Width int
	// Wrap breaks a line to a width between its words, with an indent before what
	// follows. It breaks no line at a no-break space.
	Wrap func(line string, width int, indent string) string
	// Strong marks a command in a text, where the terminal can; nil leaves it as it is.
	Strong func(string) string
	// Parts make what stands in the place of a line <!-- part: NAME -->, at a width.
	Parts map[string]func(width int) string
}

// unbroken is the space of a command, at which no line is broken.
const unbroken = "\u00a0"

// indent stands before the lines of a block.
const indent = "  "

// Text is the page as a terminal shows it. Of Markdown a page may have
//
//	## a heading        shown in capitals
//	a paragraph         wrapped; `code` in it stays on one line
//	- an item           wrapped under itself
//	```sh, ```console   a block, which stands as it is, indented
//	<!-- part: keys --> a part that the program makes
//	<!-- run: ... -->   a comment, not shown
func (t Topic) Text(l Layout) string {
	blocks := []string{l.wrapped(t.Name+": "+t.Title, "")}
	lines := strings.Split(t.body, "\n")
	for len(lines) > 0 {
		line := lines[0]
		lines = lines[1:]
		heading, titled := strings.CutPrefix(line, "## ")
		switch {
		case strings.TrimSpace(line) == "":
		case titled:
			blocks = append(blocks, l.wrapped(strings.ToUpper(heading), ""))
		case strings.HasPrefix(line, "```"):
			n := slices.Index(lines, "```")
			blocks = append(blocks, indented(lines[:n]))
			lines = lines[n+1:]
		case strings.HasPrefix(line, "<!-- "):
			if name, ok := strings.CutPrefix(line, "<!-- part: "); ok {
				part := l.Parts[strings.TrimSuffix(name, " -->")]
				blocks = append(blocks, strings.TrimRight(part(l.Width), "\n"))
			}
		default:
			n := 0
			for n < len(lines) && strings.TrimSpace(lines[n]) != "" {
				n++
			}
			blocks = append(blocks, l.paragraph(append([]string{line}, lines[:n]...)))
			lines = lines[n:]
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

// paragraph lays out lines without an empty one between them: a paragraph, or items.
func (l Layout) paragraph(lines []string) string {
	var texts []string
	for _, line := range lines {
		if n := len(texts); n > 0 && !strings.HasPrefix(line, "- ") {
			texts[n-1] += " " + strings.TrimSpace(line)
			continue
		}
		texts = append(texts, line)
	}
	for i, text := range texts {
		hang := ""
		if strings.HasPrefix(text, "- ") {
			hang = "  "
		}
		texts[i] = l.wrapped(text, hang)
	}
	return strings.Join(texts, "\n")
}

// wrapped breaks a text to the width, with an indent before what follows. Code between
// backticks is one word, without them.
func (l Layout) wrapped(text, hang string) string {
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], " ", unbroken)
		if l.Strong != nil {
			parts[i] = l.Strong(parts[i])
		}
	}
	wrapped := l.Wrap(strings.Join(parts, ""), l.Width-len(hang), hang)
	return strings.ReplaceAll(wrapped, unbroken, " ")
}

func indented(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimRight(indent+line, " ")
	}
	return strings.Join(out, "\n")
}
