package credits

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/lot"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// The preview stands at the right of a wide screen.
const (
	previewFrom  = 130
	leastPreview = 46
	mostPreview  = 64
)

// previewWidth is that of the preview; 0 where there is none.
func (s Model) previewWidth() int {
	if s.bare || s.size.Width < previewFrom {
		return 0
	}
	return min(max(leastPreview, s.size.Width/3), mostPreview)
}

// about says what is known of the line in hand: the lot or the account, what was bought, and
// what its page says. Sentences are wrapped to the width.
func (s Model) about(width int) []section {
	l, ok := s.inLine()
	if !ok {
		return nil
	}
	var out []phrase
	say := func(style manner, text string) {
		for _, line := range wrap.Fit(text, width) {
			out = append(out, phrase{text: line, style: style})
		}
	}
	name := draw.Safe(l.of.Account.Name)
	if l.lot >= 0 && l.kind != deadLine {
		s.sayLot(say, l, width)
		out = append(out, phrase{})
	}
	say(heading, "ACCOUNT  "+name)
	say(plain, s.accountWords(l.of))
	if text, known := s.driftWords(l.of); known {
		style := plain
		if !l.of.Drift.IsZero() {
			style = warned
			text += " [" + page.KeyOf(s.keys.Drift) + "] finds the difference."
		}
		say(style, text)
	} else if l.of.HasLots {
		say(muted, "What its page says is not recorded: ["+page.KeyOf(s.keys.Balance)+"] sets it.")
	}
	return []section{{lines: out}, {purchases(l.of), "lots"}}
}

// sayLot says all of a lot.
func (s Model) sayLot(say func(manner, string), l line, width int) {
	x := l.of.Lots[l.lot]
	say(heading, strings.ToUpper(string(x.Kind))+"  "+lotName(x)+" of "+draw.Safe(l.of.Account.Name))
	text := lotWords(x)
	if x.Method != "" {
		text += " by " + draw.Safe(x.Method)
	}
	say(strong, text+feeWords(x))
	gone := x.Expired.Add(x.Refunded)
	say(plain, draw.PartsBar(x.Credit, x.Remaining, gone, min(width, 30)))
	say(plain, used(x))
	if text := s.endOf(x); text != "" {
		say(plain, text)
	}
	if o := s.outlook(l.of, l.lot); x.Status == lot.Live && o != nil {
		if !o.UsedUp.IsZero() {
			say(plain, "half of the simulated futures have used it up by "+shortDay(o.UsedUp, s.asOf))
		}
		if o.ExpectedBreakage.Cents().Sign() > 0 {
			say(lost, draw.Money(o.ExpectedBreakage)+" likely expires unused, "+words.Chance(o.Chance)+" that some does")
		}
	}
	if text := s.refundWords(x); text != "" {
		say(warned, text)
	}
	if t, ok := l.of.topUp(x.ID); ok && t.Note != "" {
		say(muted, draw.Safe(t.Note))
	}
}

// feeWords are the fee of a purchase: ", fee $27.50".
func feeWords(x lot.Lot) string {
	switch {
	case x.Kind != lot.Purchase:
		return ""
	case x.Fee == nil:
		return ", its fee is not known"
	case x.Fee.IsZero():
		return ", no fee"
	}
	return ", fee " + draw.Money(*x.Fee)
}

// endOf says when a lot expires, or why it does not.
func (s Model) endOf(x lot.Lot) string {
	switch {
	case x.Status != lot.Live:
		return string(x.Status)
	case x.Expires.IsZero() && x.Policy == "unknown":
		return "whether it expires is not known"
	case x.Expires.IsZero() && strings.HasPrefix(x.Policy, "may "):
		return "may expire, which is read as never"
	case x.Expires.IsZero():
		return "never expires"
	case x.May:
		return "may expire on " + x.Expires.UTC().Format("2 Jan 2006")
	}
	return "expires on " + x.Expires.UTC().Format("2 Jan 2006")
}

// brief is a lot in one line.
func (s Model) brief(a accountRow, i int) string {
	x := a.Lots[i]
	text := lotName(x) + "  " + lotWords(x)
	if x.Method != "" {
		text += " by " + draw.Safe(x.Method)
	}
	text += feeWords(x) + ": " + used(x)
	if note := s.refundWords(x); note != "" {
		return text + "; " + note
	}
	if end := s.endOf(x); end != string(x.Status) {
		text += "; " + end
	}
	return text
}

// topUp is the top-up by its number as it was recorded.
func (r accountRow) topUp(id int64) (lot.TopUp, bool) {
	i := slices.IndexFunc(r.Input.History.TopUps, func(t lot.TopUp) bool { return t.ID == id && id != 0 })
	if i < 0 {
		return lot.TopUp{}, false
	}
	return r.Input.History.TopUps[i], true
}

// accountWords say how an account pays, what it burns, what ends it, and what twelve months
// of loading it cost.
func (s Model) accountWords(a accountRow) string {
	var parts []string
	say := func(text string) { parts = append(parts, text) }
	if !a.HasLots {
		say(a.NoLotsWords())
	} else {
		say(draw.Money(a.Balance()) + " left")
	}
	if a.Burn != nil {
		say(draw.Money(*a.Burn) + " a day")
	}
	switch a.how {
	case dies, mayDie:
		say(lostWords(a.end.USD, a.how == mayDie, shortDay(a.end.When, s.asOf))[0])
	case usedUp:
		say("used up " + shortDay(a.end.When, s.asOf))
	case loadsItself:
		say("loads itself")
	}
	if a.HasLots {
		switch {
		case a.fees == nil:
			say("12 months: " + a.boughtCell() + ", fees not known")
		case a.bought.Sign() > 0 && a.fees.IsZero():
			say("12 months: " + a.boughtCell() + ", no fees")
		case a.bought.Sign() > 0:
			say("12 months: " + a.boughtCell() + ", fees " + a.feesCell())
		}
		if lost := a.Lost(); lost.Sign() > 0 {
			say(draw.Money(lost) + " expired unused so far")
		}
	}
	return strings.Join(parts, " · ")
}

// purchases are what was loaded at an account, the newest first.
func purchases(a accountRow) []phrase {
	if len(a.Lots) == 0 {
		return nil
	}
	rows := [][]string{{"LOADED", "CREDIT", "FEE", "LEFT", "LOST"}}
	for _, l := range slices.Backward(a.Lots) {
		fee := draw.MaybeMoney(l.Fee)
		gone := l.Expired
		name := l.At.UTC().Format("2 Jan 2006")
		if l.Kind != lot.Purchase {
			fee = string(l.Kind)
		}
		if l.ID != 0 {
			name = lotName(l) + " " + name
		} else {
			name = "~ " + name
		}
		rows = append(rows, []string{name, draw.Money(l.Credit), fee, moneyOrDash(&l.Remaining), moneyOrDash(&gone)})
	}
	return table(rows)
}

// A section is lines of words that belong together, a table with its heading for one.
type section struct {
	lines []phrase
	of    string // what the lines of a table are, where some are left out: "sizes"
}

// leastSection is how many lines a table needs to be begun.
const leastSection = 5

// drawSections draws sections one below the other, a blank line before each table, in so many
// lines of some width. What of a table does not fit is counted in the last line.
func drawSections(t draw.Theme, list []section, width, height int) []string {
	var out []string
	for _, each := range list {
		lines := each.lines
		if each.of != "" && len(lines) > 0 && len(out) > 0 {
			lines = append([]phrase{{}}, lines...)
		}
		if room := height - len(out); len(lines) > room && each.of != "" {
			if room < leastSection+1 {
				break
			}
			more := phrase{text: fmt.Sprintf("+%d more %s", len(lines)-room+1, each.of), style: muted}
			lines = append(lines[:room-1:room-1], more)
		}
		for _, p := range lines {
			title := ""
			if p.title != "" {
				title = t.Heading.Render(p.title)
			}
			out = append(out, title+p.style.of(t).Render(draw.Fit(p.text, width-lipgloss.Width(p.title))))
		}
	}
	for len(out) < height {
		out = append(out, draw.Spaces(width))
	}
	return out[:max(height, 0)]
}
