package credits

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
)

// A horizon lays the time from the clock on over a line of cells: horizonWeeks to scale, then a
// break, and what comes later stands behind it. Its floats choose cells and signs, nothing else.
type horizon struct {
	from        time.Time
	near, later int // cells to scale, and behind the break
}

const (
	horizonWeeks = 13 // about 90 days
	leastLater   = 8  // the break, a mark and a word
	mostLater    = 18 // a mark and a day with its year
)

// newHorizon fits the two parts into a width.
func newHorizon(now time.Time, width int) horizon {
	later := min(max(width/5, leastLater), mostLater)
	return horizon{from: now.UTC(), near: max(width-later, 1), later: later}
}

// width is that of the whole line.
func (h horizon) width() int { return h.near + h.later }

// weekAt is the cell at which a week begins.
func (h horizon) weekAt(week int) int { return week * h.near / horizonWeeks }

// end is where the scale ends.
func (h horizon) end() time.Time { return h.from.AddDate(0, 0, 7*horizonWeeks) }

// cell is where an instant stands: behind the break where it comes later.
func (h horizon) cell(at time.Time) int {
	if !at.Before(h.end()) {
		return h.near + 1
	}
	share := float64(at.Sub(h.from)) / float64(h.end().Sub(h.from))
	return min(max(int(math.Floor(share*float64(h.near))), 0), h.near-1)
}

// step is every how many weeks a day is named: as often as there is room for "14 Nov".
func (h horizon) step() int {
	for n := 1; n < horizonWeeks; n++ {
		if h.weekAt(n) >= len("14 Nov ") {
			return n
		}
	}
	return horizonWeeks
}

// axis names the days on which weeks begin, with the month where it is another one.
func (h horizon) axis() string {
	row, month := []rune(draw.Spaces(h.width())), time.Month(0)
	for week := 0; week < horizonWeeks; week += h.step() {
		day := h.from.AddDate(0, 0, 7*week)
		text := strconv.Itoa(day.Day())
		if day.Month() != month {
			text = day.Format("2 Jan")
		}
		if at := h.weekAt(week); at+len(text) < h.near {
			copy(row[at:], []rune(text))
			month = day.Month()
		}
	}
	copy(row[h.near:], []rune("┊ later"))
	return string(row)
}

// foot sums up what dies a week, or where figures need more room in the weeks between the days
// that are named; the second result says in how many. It is "" where nothing dies.
func (h horizon) foot(r credit.Risk) (row string, weeks int) {
	if len(r.Lots) == 0 {
		return "", 0
	}
	for _, weeks = range []int{1, h.step(), 2 * h.step(), horizonWeeks} {
		cells, fits := []rune(draw.Spaces(h.width())), true
		for week := 0; week < horizonWeeks; week += weeks {
			next := min(week+weeks, horizonWeeks)
			text := dyingWords(r.Dying(h.from.AddDate(0, 0, 7*week), h.from.AddDate(0, 0, 7*next)))
			fits = fits && len(text) < max(h.weekAt(next)-h.weekAt(week), 2)
			copy(cells[h.weekAt(week):], []rune(text))
		}
		if fits || weeks >= horizonWeeks {
			copy(cells[h.near:], []rune("┊ "+dyingWords(r.Dying(h.end(), time.Time{}))))
			return string(cells), weeks
		}
	}
	return "", 0
}

// dyingWords are what dies in a column of the foot.
func dyingWords(usd pricing.Money) string {
	if usd.Cents().Sign() <= 0 {
		return "-"
	}
	return draw.Dollars(usd)
}

// A tone is how a stretch of a life is set off.
type tone uint8

const (
	mutedTone tone = iota
	plainTone
	lossTone
	youTone
)

func (n tone) of(t draw.Theme) lipgloss.Style {
	return []lipgloss.Style{t.Muted, t.Plain, t.Loss.Bold(true), t.You}[n]
}

// life is a line of time: its cells, and the tone of each.
type life struct {
	cells []rune
	tones []tone
}

func newLife(h horizon) life {
	l := life{[]rune(draw.Spaces(h.width())), make([]tone, h.width())}
	l.set(h.near, "┊", mutedTone)
	return l
}

// set writes a text from a cell on, as far as there are cells.
func (l life) set(at int, text string, n tone) {
	for _, r := range text {
		if at >= 0 && at < len(l.cells) {
			l.cells[at], l.tones[at] = r, n
		}
		at++
	}
}

// label writes the first of some texts that fits right of a mark, else left of it, over the
// bar. The cells behind the mark are free but for the break.
func (l life) label(mark int, n tone, texts ...string) {
	for _, text := range texts {
		if mark+2+lipgloss.Width(text) <= len(l.cells) {
			l.set(mark+2, text, n)
			return
		}
	}
	for _, text := range texts {
		if from := mark - lipgloss.Width(text) - 1; from > 0 {
			l.set(from-1, " "+text+" ", n)
			return
		}
	}
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

// blocks are the heights of a bar: it shrinks as credit is used.
const blocks = "▁▂▃▄▅▆▇"

// bar draws credit from the clock to the end cell, which is left to the mark: whole until it
// begins to be used, and shrinking to what of it is left at the end.
func (l life) bar(h horizon, begins time.Time, end int, left float64, n tone) {
	from := h.cell(begins)
	steps := []rune(blocks)
	for c := range min(end, h.near) {
		share := 1.0
		if c > from {
			share = 1 - (1-left)*float64(c-from)/float64(max(end-from, 1))
		}
		l.set(c, string(steps[min(max(int(math.Ceil(share*float64(len(steps))))-1, 0), len(steps)-1)]), n)
	}
}

// shareOf is a part of an amount as a float, to draw it.
func shareOf(part, whole pricing.Money) float64 {
	f, err := strconv.ParseFloat(draw.Quotient(part, whole), 64)
	if err != nil {
		return 0
	}
	return math.Min(math.Max(f, 0), 1)
}

// drawLife draws what becomes of a line's credit.
func (s Model) drawLife(t draw.Theme, l line, h horizon, inHand bool) string {
	out, bar := newLife(h), mutedTone
	if inHand {
		bar = youTone
	}
	switch l.kind {
	case accountLine:
		s.accountLife(out, l.of, h, bar)
	case lotLine:
		s.lotLife(out, l.of, l.lot, h, bar)
	}
	return out.draw(t)
}

// accountLife draws an account's credit to what ends it.
func (s Model) accountLife(out life, a accountRow, h horizon, bar tone) {
	say := func(n tone, text string) { out.set(1, draw.Fit(text, len(out.cells)-1), n) }
	switch a.how {
	case noCredit:
		say(mutedTone, a.NoLotsWords())
	case missing:
		usd := a.Missing(s.asOf)
		say(lossTone, "! "+draw.Money(usd)+" had no credit: purchase missing")
	case unrecorded:
		say(lossTone, "! "+draw.Money(a.Deficit)+" is paid by what is not recorded")
	case empty:
		say(mutedTone, "○ used up")
	case loadsItself:
		say(mutedTone, "↻ loads itself, "+draw.Brief(*a.Account.AutoTopUp)+" below "+draw.Brief(*a.Account.AutoBelow))
	case lasts:
		if s.load.Value.fault != nil {
			say(mutedTone, "not known")
			return
		}
		out.bar(h, h.end(), h.near, 1, bar)
		out.set(h.near+2, "no end", mutedTone)
	default:
		end := max(h.cell(a.end.When), 1)
		left := 0.0
		if lost := a.end.USD; lost != nil && a.how != usedUp {
			left = shareOf(lost.Add(a.after(a.shown)), a.Balance())
		} else if a.how != usedUp {
			left = 1
		}
		out.bar(h, h.from, end, left, bar)
		day := shortDay(a.end.When, s.asOf)
		if a.how == usedUp {
			out.set(end, a.how.mark(), plainTone)
			out.label(end, plainTone, "used up "+day, day, "")
			return
		}
		out.set(end, a.how.mark(), lossTone)
		out.label(end, lossTone, lostWords(a.end.USD, a.how == mayDie, day)...)
	}
}

// lostWords are what dies with a lot, the longest first.
func lostWords(usd *pricing.Money, may bool, day string) []string {
	verb := " dies "
	if may {
		verb = " may die "
	}
	if usd == nil {
		return []string{"how much" + verb + day + " is not known", "?" + verb + day, "? " + day, "?"}
	}
	text := draw.Money(*usd)
	return []string{text + verb + day, text + " " + day, text}
}

// after is the live credit that ends behind a lot.
func (r accountRow) after(i int) (usd pricing.Money) {
	behind := false
	for _, n := range r.live {
		if behind {
			usd = usd.Add(r.Lots[n].Remaining)
		}
		behind = behind || n == i
	}
	return usd
}

// lotLife draws one lot from the day on which those before it are used up.
func (s Model) lotLife(out life, a accountRow, i int, h horizon, bar tone) {
	l := a.Lots[i]
	if l.Status != lot.Live {
		text, n := string(l.Status), mutedTone
		if l.Expired.Sign() > 0 {
			text, n = "✕ "+draw.Money(l.Expired)+" expired unused "+shortDay(l.Expires, s.asOf), lossTone
		}
		out.set(0, " "+text, n)
		return
	}
	o := s.outlook(a, i)
	begins := h.from
	for _, n := range a.live {
		if n == i {
			break
		}
		if before := s.outlook(a, n); before != nil && before.UsedUp.After(begins) {
			begins = before.UsedUp
		} else if e := a.Lots[n].Expires; e.After(begins) {
			begins = e
		}
	}
	day := shortDay(l.Expires, s.asOf)
	mark := "✕"
	if l.May {
		mark = "◇"
	}
	switch {
	case o != nil && !o.UsedUp.IsZero():
		end := max(h.cell(o.UsedUp), 1)
		out.bar(h, begins, end, 0, bar)
		out.set(end, "○", plainTone)
		used := shortDay(o.UsedUp, s.asOf)
		if lost := o.ExpectedBreakage; lost.Cents().Sign() > 0 {
			out.label(end, plainTone, "used up "+used+", or "+draw.Money(lost)+" dies "+day, "used up "+used, used, "")
			return
		}
		out.label(end, plainTone, "used up "+used, used, "")
		if death := h.near + 2; !l.Expires.IsZero() && !l.Expires.Before(h.end()) && end+10+len(used) < h.near {
			out.set(death, mark, mutedTone)
			out.label(death, mutedTone, day, "may", "")
		}
	case l.Expires.IsZero():
		text := "never expires"
		if strings.HasPrefix(l.Policy, "may ") {
			text = "may expire, read as never"
		} else if l.Policy == "unknown" {
			text = "whether it expires is not known"
		}
		out.bar(h, h.end(), h.near, 1, bar)
		out.label(h.near, mutedTone, text)
	default:
		end := max(h.cell(l.Expires), 1)
		var lost *pricing.Money
		left := 1.0
		if o != nil {
			lost = &o.ExpectedBreakage
			left = shareOf(*lost, l.Remaining)
		}
		out.bar(h, begins, end, left, bar)
		out.set(end, mark, lossTone)
		out.label(end, lossTone, lostWords(lost, l.May, day)...)
	}
}

// outlook is what will likely become of a lot; nil where nothing is known.
func (s Model) outlook(a accountRow, i int) *lot.Outlook {
	l := a.Lots[i]
	for _, f := range s.load.Value.ahead.Accounts {
		if f.Account.Name == a.Account.Name {
			return outlookOf(f, l)
		}
	}
	return l.Outlook
}

func outlookOf(f projection.Account, l lot.Lot) *lot.Outlook {
	for k, o := range f.Lots {
		if o.LotID == l.ID && o.Born.Equal(l.At) {
			return &f.Lots[k]
		}
	}
	return l.Outlook
}
