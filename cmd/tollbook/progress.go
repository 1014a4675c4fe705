package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tollbook/ledger/usage"

	"github.com/charmbracelet/x/ansi"
)

const (
	progressAfter = 300 * time.Millisecond // what is quicker needs no line
	progressEvery = 100 * time.Millisecond
	progressWidth = 79 // columns that every terminal has
)

// A progressLine says on one line of a terminal how far an import is.
type progressLine struct {
	out          io.Writer
	now          func() time.Time
	name         string
	size         int64 // of the file; 0 where that is not known
	began, drawn time.Time
}

// newProgressLine begins to follow the import of a path.
func newProgressLine(a *app, path string) *progressLine {
	line := &progressLine{out: a.stderr, now: a.now, name: filepath.Base(path), began: a.now()}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		line.size = info.Size()
	}
	return line
}

// show draws the line anew, a few times a second.
func (p *progressLine) show(x usage.Progress) {
	if text, due := p.next(x); due {
		fmt.Fprint(p.out, "\r", ansi.Truncate(text, progressWidth, "…"), "\x1b[K")
	}
}

// next is the line anew, and whether it is time to draw it.
func (p *progressLine) next(x usage.Progress) (text string, due bool) {
	now := p.now()
	if now.Sub(p.began) < progressAfter || now.Sub(p.drawn) < progressEvery {
		return "", false
	}
	p.drawn = now
	if x.Of == 0 {
		x.Of = p.size
	}
	return p.text(x, now.Sub(p.began)), true
}

// text is bytes, rows, rate and time left after so much time.
func (p *progressLine) text(x usage.Progress, took time.Duration) string {
	rate := float64(x.Rows) / took.Seconds()
	rows := fmt.Sprintf("%s rows  %s/s", number(int64(x.Rows)), number(int64(rate)))
	name := ansi.Truncate(printable(p.name), 20, "…")
	if x.Of == 0 || x.Bytes > x.Of {
		return fmt.Sprintf("%s  %s  %s", name, megabytes(x.Bytes), rows)
	}
	done := float64(x.Bytes) / float64(x.Of)
	full := int(10 * done)
	bar := strings.Repeat("█", full) + strings.Repeat("░", 10-full)
	left := "writing"
	if x.Bytes < x.Of {
		left = fmt.Sprintf("%s left", time.Duration(float64(took)*(1-done)/done).Round(time.Second))
	}
	return fmt.Sprintf("%s  %s %.0f%% of %s  %s  %s", name, bar, 100*done, megabytes(x.Of), rows, left)
}

// clear takes the line away.
func (p *progressLine) clear() {
	if !p.drawn.IsZero() {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// megabytes writes a size.
func megabytes(n int64) string { return number(n/1_000_000) + " MB" }
