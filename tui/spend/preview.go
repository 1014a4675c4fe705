package spend

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// preview says more of the row in hand, beside the table: z.Height lines.
func (s Model) preview(t draw.Theme, z draw.Size) []string {
	p := previewing{t: t, width: z.Width - 2}
	switch {
	case s.view.pane == rowsPane:
		if x, ok := s.rows.table.Selected(); ok {
			p.usage(x)
		}
	default:
		if r, ok := s.groups.Selected(); ok {
			s.previewed(&p, r, z.Height)
		}
	}
	for len(p.lines) < z.Height {
		p.lines = append(p.lines, "")
	}
	return p.lines[:z.Height]
}

// previewing is the pane beside the table in the making.
type previewing struct {
	t     draw.Theme
	width int
	lines []string
}

func (p *previewing) add(style lipgloss.Style, text string) {
	p.lines = append(p.lines, " "+style.Render(draw.Fit(text, p.width)))
}

// say adds a sentence, wrapped.
func (p *previewing) say(style lipgloss.Style, text string) {
	for _, line := range wrap.Fit(text, p.width) {
		p.add(style, line)
	}
}

// figure adds a name with its figure, and what stands behind it.
func (p *previewing) figure(name, figure, more string) {
	p.add(p.t.Plain, draw.Fit(name, 16)+draw.FitRight(figure, max(15, lipgloss.Width(figure)+1))+"  "+more)
}

// tokens adds what was used by kind, and the share of the prompts that was cached.
func (p *previewing) tokens(of pricing.Tokens, share string) {
	for _, k := range pricing.Kinds() {
		if of[k] == 0 {
			continue
		}
		more := ""
		switch {
		case k == pricing.CacheRead && draw.NonZero(share) != "":
			more = words.Part(share) + " of the prompts"
		case k == pricing.Reasoning:
			more = "within the output"
		}
		p.figure(kindWords(k), counted(of[k]), more)
	}
}

// previewed says more of a group's row.
func (s Model) previewed(p *previewing, r report.Row, height int) {
	key := r.Keys[0]
	p.add(p.t.Strong, label(s.view.by, key))
	of := ""
	if share := shareOf(r.USD, s.summary.Total.USD); share != "" {
		of = words.Part(share) + " of " + s.period().Words(s.today())
	}
	p.add(p.t.Plain, draw.Money(r.USD)+"  "+of)
	p.add(p.t.Plain, "")
	p.figure("requests", counted(r.Requests), "")
	share, _ := r.CacheShare()
	p.tokens(r.Tokens, share)
	if rate := rateOf(r); rate != "" {
		p.figure("a million tokens", perMillion(rate), "with fees")
	}
	for _, remark := range s.remarks(r) {
		p.say(p.t.Muted, remark)
	}
	p.add(p.t.Plain, "")
	p.lines = append(p.lines, s.runOf(p, key)...)
	p.lines = append(p.lines, s.partsOf(p, key, height-len(p.lines))...)
}

// runLines are how many lines the run of a row takes.
const runLines = 3

// runOf draws what the row comes to over the period, day by day or so.
func (s Model) runOf(p *previewing, key string) []string {
	if s.byTime() {
		return nil // the chart has it
	}
	q := previewing{t: p.t, width: p.width}
	if !s.pictured() {
		q.add(p.t.Muted, "…")
		return append(q.lines, make([]string, runLines-1)...)
	}
	parts := s.picture.Value.parts
	run := parts.Run(key)
	var most pricing.Money
	for _, usd := range run {
		most = most.Max(usd)
	}
	q.add(p.t.Heading, strings.ToUpper(parts.Unit)+"S, up to "+draw.Money(most))
	q.add(p.t.You, spark(run, most))
	return append(q.lines, "")
}

// pictured reports whether what stands beside the table is there.
func (s Model) pictured() bool { return s.picture.Phase == page.Ready && !s.picture.Pending }

// spark draws amounts as a line of columns; nothing is a point on the line.
func spark(run []pricing.Money, most pricing.Money) string {
	blocks := []rune("▁▂▃▄▅▆▇█")
	out := make([]rune, len(run))
	top := plotted(most)
	for i, usd := range run {
		out[i] = '·'
		if height := plotted(usd); height > 0 {
			out[i] = blocks[min(int(height/top*8), 7)]
		}
	}
	return string(out)
}

// partsOf says what the row is made of by other groups, in so many lines.
func (s Model) partsOf(p *previewing, key string, height int) []string {
	q := previewing{t: p.t, width: p.width}
	var shown []string
	for _, by := range partsOf {
		if by != groups[s.view.by] && s.divides(by) {
			shown = append(shown, by)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	for len(shown) > 1 && height/len(shown)-2 < 4 { // a few with some lines each say more than all with one
		shown = shown[:len(shown)-1]
	}
	for i, by := range shown {
		room := (height-len(q.lines))/(len(shown)-i) - 2
		if room < 1 {
			break
		}
		q.add(p.t.Heading, "BY "+strings.ToUpper(by))
		if s.pictured() {
			s.part(&q, key, by, room)
		} else {
			q.add(p.t.Muted, "…")
		}
		q.lines = append(q.lines, "")
	}
	return q.lines
}

// values are how many a group has in all that is recorded.
func (s Model) values(by string) int {
	return len(s.load.Value.whole[slices.Index(groups, by)].Rows)
}

// divides reports whether usage is told apart by a group, in all that is recorded and with
// the filter in hand.
func (s Model) divides(by string) bool {
	_, fixed := s.parsed.Is(by)
	return !fixed && s.values(by) > 1
}

// part adds the values of one group, the dearest first, in so many lines.
func (s Model) part(q *previewing, key, by string, lines int) {
	whole := s.picture.Value.parts
	parts, total := whole.Parts(key, by), whole.Total(key)
	top := parts.Top
	if len(top) > lines || parts.All > len(top) {
		top = top[:min(len(top), lines-1)]
	}
	if len(top) == 0 {
		q.add(q.t.Muted, "no dollars")
		return
	}
	const bar = 8
	name := q.width - bar - 2 - 11 - 9
	for _, x := range top {
		text := draw.Label(x.Key)
		if by == "model" {
			text = draw.BareModel(text)
		}
		share := ""
		if ratio := shareOf(x.USD, total); ratio != "" {
			share = draw.PartCell(ratio)
		}
		q.lines = append(q.lines, " "+q.t.Plain.Render(draw.Fit(text, name)+draw.FitRight(draw.Money(x.USD), 11)+draw.FitRight(share, 9)+"  ")+q.t.You.Render(draw.Fit(draw.Bar(x.USD, top[0].USD, bar), bar)))
	}
	if more := parts.All - len(top); more > 0 {
		q.add(q.t.Muted, "+"+counted(int64(more))+" more")
	}
}

// usage says all of a row of usage.
func (p *previewing) usage(x report.UsageRow) {
	p.add(p.t.Strong, x.At.UTC().Format("Monday 2 Jan 2006 15:04:05"))
	p.add(p.t.Plain, exactly(x)+"  "+draw.Safe(x.Written))
	p.add(p.t.Plain, "")
	p.figure("requests", counted(x.Requests), "")
	share, _ := x.Tokens.CacheShare()
	p.tokens(x.Tokens, share)
	p.add(p.t.Plain, "")
	for _, fact := range facts(x) {
		p.say(p.t.Plain, fact)
	}
}
