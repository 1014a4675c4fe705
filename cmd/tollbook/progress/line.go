package progress

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
	"tollbook/pricing/words"
)

const (
	after = 300 * time.Millisecond // what is quicker needs no line
	every = 100 * time.Millisecond
	width = 79 // columns that every terminal has
)

// A Line says on one line of a terminal how far an import is, or the sums that a
// ledger gets when it is opened.
type Line struct {
	out          io.Writer
	now          func() time.Time
	name         string
	size         int64 // of the file; 0 where that is not known
	began, drawn time.Time
}

// New begins to follow the import of a path. Out is a terminal.
func New(out io.Writer, now func() time.Time, path string) *Line {
	line := &Line{out: out, now: now, name: filepath.Base(path), began: now()}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		line.size = info.Size()
	}
	return line
}

// Show draws the line anew, a few times a second.
func (p *Line) Show(x usage.Progress) {
	if text, due := p.Next(x); due {
		p.draw(text)
	}
}

// ShowPart is Show for rows of a file whose bytes nobody counts: they are taken to be read
// as the rows are, done of all.
func (p *Line) ShowPart(done, all int64) {
	read := float64(p.size) * float64(done) / float64(max(all, 1))
	p.Show(usage.Progress{Bytes: int64(read), Of: p.size, Rows: int(done)})
}

func (p *Line) draw(text string) {
	fmt.Fprint(p.out, "\r", ansi.Truncate(text, width, "…"), "\x1b[K")
}

// ShowSums is Show for the rows of which the sums are made.
func (p *Line) ShowSums(done, of int64) {
	took, due := p.due()
	if !due || done == 0 {
		return
	}
	part := float64(done) / float64(of)
	p.draw(fmt.Sprintf("%s  %s %.0f%% of %s rows added up anew  %s", p.short(), bar(part), 100*part, words.Number(of), timeLeft(took, part)))
}

// due says how long the work has taken, and whether it is time to draw the line.
func (p *Line) due() (took time.Duration, due bool) {
	now := p.now()
	if now.Sub(p.began) < after || now.Sub(p.drawn) < every {
		return 0, false
	}
	p.drawn = now
	return now.Sub(p.began), true
}

// Next is the line anew, and whether it is time to draw it.
func (p *Line) Next(x usage.Progress) (text string, due bool) {
	took, due := p.due()
	if !due {
		return "", false
	}
	if x.Of == 0 {
		x.Of = p.size
	}
	return p.text(x, took), true
}

// text is bytes, rows, rate and time left after so much time.
func (p *Line) text(x usage.Progress, took time.Duration) string {
	rate := float64(x.Rows) / took.Seconds()
	rows := fmt.Sprintf("%s rows  %s/s", words.Number(int64(x.Rows)), words.Number(int64(rate)))
	if x.Of == 0 || x.Bytes > x.Of {
		return fmt.Sprintf("%s  %s  %s", p.short(), megabytes(x.Bytes), rows)
	}
	done := float64(x.Bytes) / float64(x.Of)
	ends := "writing"
	if x.Bytes < x.Of {
		ends = timeLeft(took, done)
	}
	return fmt.Sprintf("%s  %s %.0f%% of %s  %s  %s", p.short(), bar(done), 100*done, megabytes(x.Of), rows, ends)
}

// short is the file's name, as much of it as there is room for.
func (p *Line) short() string { return ansi.Truncate(print.Printable(p.name), 20, "…") }

// bar draws the part that is done.
func bar(done float64) string {
	full := int(10 * done)
	return strings.Repeat("█", full) + strings.Repeat("░", 10-full)
}

// timeLeft is how long the rest takes, as the part that is done took.
func timeLeft(took time.Duration, done float64) string {
	return fmt.Sprintf("%s left", time.Duration(float64(took)*(1-done)/done).Round(time.Second))
}

// Clear takes the line away.
func (p *Line) Clear() {
	if !p.drawn.IsZero() {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// megabytes writes a size.
func megabytes(n int64) string { return words.Number(n/1_000_000) + " MB" }
