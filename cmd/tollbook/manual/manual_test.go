package manual

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// Every page is in the list, and has a title that fits beside its name in 80 columns.
func TestEveryPageIsListed(t *testing.T) {
	files, err := fs.Glob(pages, "*.md")
	if err != nil || len(files) != len(order) {
		t.Errorf("%d pages, %d listed: %v", len(files), len(order), err)
	}
	for _, topic := range Topics() {
		if !slices.Contains(files, topic.Name+".md") || topic.Title == "" || len(topic.Title) > 66 {
			t.Errorf("%s: title %q", topic.Name, topic.Title)
		}
	}
	if _, ok := Find("nonsense"); ok {
		t.Error("a topic is found that there is none of")
	}
}

// The layout of each kind of block, worked out by hand at 20 columns.
func TestPageIsLaidOut(t *testing.T) {
	topic := Topic{"name", "the title", "\n## A heading\n\none two `tollbook x y`\nthree\n\n- an item\n- another\n\n```sh\na line that is as long as it is\n\n  b\n```\n\n<!-- part: part -->\n<!-- run: not shown -->\n"}
	got := topic.Text(Layout{
		Width: 20,
		Wrap: func(line string, width int, indent string) string { // before the span alone
			if width < 18 || width > 20 {
				t.Errorf("wrapped at %d", width)
			}
			return strings.ReplaceAll(line, " tollbook", "\n"+indent+"tollbook")
		},
		Parts: map[string]func(int) string{"part": func(width int) string { return strings.Repeat("=", width) + "\n" }},
	})
	want := "name: the title\n\nA HEADING\n\none two\ntollbook x y three\n\n- an item\n- another\n\n  a line that is as long as it is\n\n    b\n\n====================\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
