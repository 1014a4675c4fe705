package tui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/rogpeppe/go-internal/txtar"

	"tollbook/tui/draw"
)

// gallerySizes are the two windows that a scene is kept in: the least that is common, and
// a wide one.
var gallerySizes = []draw.Size{{Width: 80, Height: 24}, {Width: 140, Height: 40}}

// A gallery is what the program draws in the scenes of a test. All of it is one file of
// testdata, a txtar archive with a part for each scene and window, so that a person reads
// the difference of a change from top to bottom. One test, and so one file, has the scenes of a screen.
type gallery struct {
	t      *testing.T
	frames txtar.Archive
}

// newGallery holds the frames, once the test is through, against those that are kept;
// go test ./tui -update keeps them anew.
func newGallery(t *testing.T) *gallery {
	g := &gallery{t: t}
	t.Cleanup(func() { golden.RequireEqual(t, txtar.Format(&g.frames)) })
	return g
}

// add draws the program as it stands, in both windows.
func (g *gallery) add(name string, d *driven) {
	g.t.Helper()
	for _, z := range gallerySizes {
		d.app = d.app.resize(z)
		g.put(fmt.Sprintf("%s %dx%d", name, z.Width, z.Height), trimmed(d.app.View()))
	}
}

// put keeps one text under a name.
func (g *gallery) put(name, text string) {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	g.frames.Files = append(g.frames.Files, txtar.File{Name: name, Data: bytes.Clone([]byte(text))})
}
