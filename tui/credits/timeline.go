package credits

import (
	"math"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/lot"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// A timeScale lays the time from the clock on over a line of cells. Near days have
// more room than far ones: the cell grows with the root of the time. Its floats choose
// cells and nothing else.
type timeScale struct{ from, to time.Time }

// timeScale reaches from the clock to the last event of any live lot, and no further
// than five years.
func (s Model) timeScale() timeScale {
	out := timeScale{s.asOf.UTC(), s.asOf.UTC().AddDate(0, 1, 0)}
	far := s.asOf.AddDate(5, 0, 0)
	reach := func(t time.Time) {
		if t.After(far) {
			t = far
		}
		if t.After(out.to) {
			out.to = t
		}
	}
	for _, a := range s.accounts.Rows {
		for _, l := range a.Lots {
			if l.Status != lot.Live {
				continue
			}
			reach(l.Expires)
			if day, ok := s.usedUp(a, l); ok {
				reach(day)
			}
		}
	}
	return out
}

// cell is where an instant stands on a line of some width.
func (s timeScale) cell(at time.Time, width int) int {
	share := float64(at.Sub(s.from)) / float64(s.to.Sub(s.from))
	return min(max(int(math.Round(math.Sqrt(math.Max(share, 0))*float64(width-1))), 0), width-1)
}

// axis names the months along a line: now at the left, and as many beginnings of
// months as stand apart; the last with its year.
func (s timeScale) axis(width int) string {
	line := []rune(draw.Spaces(width))
	put := func(at int, text string) {
		runes := []rune(text)
		if at < 0 || at+len(runes) > width {
			return
		}
		for i := max(at-1, 0); i < min(at+len(runes)+1, width); i++ {
			if line[i] != ' ' {
				return
			}
		}
		copy(line[at:], runes)
	}
	put(0, "now")
	var months []time.Time
	for m := time.Date(s.from.Year(), s.from.Month()+1, 1, 0, 0, 0, 0, time.UTC); !m.After(s.to); m = m.AddDate(0, 1, 0) {
		months = append(months, m)
	}
	if n := len(months); n > 0 {
		last := months[n-1].Format("Jan '06")
		put(min(s.cell(months[n-1], width), width-len(last)), last)
	}
	for _, m := range months {
		put(s.cell(m, width), m.Format("Jan"))
	}
	return string(line)
}

// A tone is how a stretch of a life is set off.
type tone uint8

const (
	mutedTone tone = iota
	plainTone
	lossTone
)

func (n tone) of(t draw.Theme) lipgloss.Style { return []lipgloss.Style{t.Muted, t.Plain, t.Loss}[n] }

// life is a lot's line of time: runes, and the tone of each.
type life struct {
	cells []rune
	tones []tone
}

func newLife(width int) life { return life{[]rune(draw.Spaces(width)), make([]tone, width)} }

func (l life) set(at int, text string, n tone) {
	for i, r := range []rune(text) {
		l.cells[at+i], l.tones[at+i] = r, n
	}
}

// free reports whether nothing but a thread stands from a cell on.
func (l life) free(at, width int) bool {
	if at < 0 || at+width > len(l.cells) {
		return false
	}
	return strings.Trim(string(l.cells[at:at+width]), " ") == ""
}

// label writes a text right of a mark, or left of it where there is no room: over the
// thread that leads there. It reports false where it fits nowhere.
func (l life) label(mark int, text string, n tone) bool {
	wide := lipgloss.Width(text)
	if wide == 0 {
		return true
	}
	if l.free(mark+1, wide+1) {
		l.set(mark+2, text, n)
		return true
	}
	from := mark - wide - 1
	if from < 1 {
		return false
	}
	if strings.Trim(string(l.cells[from-1:mark]), " ─") != "" {
		return false
	}
	l.set(from-1, " "+text+" ", n)
	return true
}

// draw draws the line, in runs of one tone.
func (l life) draw(t draw.Theme) string {
	var b strings.Builder
	for i := 0; i < len(l.cells); {
		j := i
		for j < len(l.cells) && l.tones[i] == l.tones[j] {
			j++
		}
		b.WriteString(l.tones[i].of(t).Render(string(l.cells[i:j])))
		i = j
	}
	return b.String()
}

// drawLife draws what becomes of a lot: a thread to the day it is used up or dies,
// and what is likely lost.
func (s Model) drawLife(t draw.Theme, a accountRow, l lot.Lot, width int, scale timeScale) string {
	line := newLife(width)
	if l.Status != lot.Live {
		text := string(l.Status)
		style := t.Muted
		if l.Expired.Sign() > 0 {
			text, style = "✕ "+s.dayWords(l.Expires)+"  "+draw.Money(l.Expired)+" lost", t.Loss
		}
		return style.Render(draw.Fit(" "+text, width))
	}
	thread := func(to int) {
		line.set(0, strings.Repeat("─", to), mutedTone)
	}
	end := -1
	usedUp, known := s.usedUp(a, l)
	lost := l.Outlook != nil && l.Outlook.ExpectedBreakage.Cents().Sign() > 0
	if known {
		end = scale.cell(usedUp, width)
		thread(end)
		line.set(end, "○", plainTone)
	}
	death, mark, style := -1, "✕", mutedTone
	if !l.Expires.IsZero() {
		death = max(scale.cell(l.Expires, width), end+1)
		if l.May {
			mark = "◇"
		}
		if lost {
			style = lossTone
		}
		if !known {
			thread(min(death, width-1))
		}
		if death < width {
			line.set(death, mark, style)
		}
	}
	switch {
	case lost && death >= 0 && death < width:
		what := draw.Money(l.Outlook.ExpectedBreakage) + " lost, " + words.Chance(l.Outlook.Chance)
		when := s.dayWords(l.Expires)
		_ = line.label(death, when+"  "+what+" that some is", style) || line.label(death, when+"  "+what, style) || line.label(death, what, style) || line.label(death, draw.Money(l.Outlook.ExpectedBreakage), style)
		if known {
			line.label(end, s.dayWords(usedUp), plainTone)
		}
	case known:
		line.label(end, s.dayWords(usedUp), plainTone)
		if death >= 0 && death < width {
			word := ""
			if l.May {
				word = "may "
			}
			_ = line.label(death, word+s.dayWords(l.Expires), mutedTone) || line.label(death, strings.TrimSpace(word), mutedTone)
		}
	case death >= 0 && death < width:
		word := ""
		if l.May {
			word = "may "
		}
		_ = line.label(death, word+s.dayWords(l.Expires), mutedTone)
	case l.Expires.IsZero():
		text := " never expires"
		if strings.HasPrefix(l.Policy, "may ") {
			text = " may expire, read as never"
		} else if l.Policy == "unknown" {
			text = " whether it expires is not known"
		}
		return t.Muted.Render(draw.Fit(text, width))
	}
	return line.draw(t)
}
