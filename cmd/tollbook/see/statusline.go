package see

import (
	"fmt"
	"html"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// A statusLine is the line in pieces, so that each bar gets the one of money being lost in
// its own red, and foreign names as it takes them.
type statusLine []statusPiece

type statusPiece struct {
	text string
	name string // an account's, behind text and before rest
	rest string
	loss bool // of credit that dies for certain
}

// statusDays is how far the line looks for credit that dies, as expiring does by default.
const statusDays = 60

// newStatusLine says how the month stands and what ends first:
//
//	Nov $265→$578  ✕$32.68 20 Dec  ○openrouter 15d
func newStatusLine(run *cli.Run, f projection.Forecast) statusLine {
	if f.DataUntil.IsZero() {
		return statusLine{{text: "no usage yet"}}
	}
	month := statusPiece{text: f.AsOf.Format("Jan") + " " + barUSD(pricing.Money{})}
	if len(f.Months) > 0 {
		m := f.Months[0]
		month.text = f.AsOf.Format("Jan") + " " + barUSD(m.Actual) + "→" + barUSD(m.Projected)
	}
	line := statusLine{month}
	var dying []projection.End
	var first *projection.End
	for _, e := range f.Ends() {
		switch {
		case e.How == projection.UsedUp && first == nil:
			first = &e
		case e.How != projection.UsedUp && !e.When.After(f.AsOf.Add(statusDays*pricing.DayLength)):
			dying = append(dying, e)
		}
	}
	if len(dying) > 0 {
		line = append(line, dyingPiece(run, f, dying))
	}
	if first != nil {
		days, _, _ := strings.Cut(words.Days(first.Days(f.AsOf)), " ")
		line = append(line, statusPiece{text: "○", name: first.Account, rest: " " + days + "d"})
	}
	return line
}

// barUSD is an amount of the month, as short as it can be.
func barUSD(m pricing.Money) string {
	if m.IsZero() {
		return "$0"
	}
	return roughUSD(m)
}

// dyingPiece says how much credit dies, and when the first of it does.
func dyingPiece(run *cli.Run, f projection.Forecast, dying []projection.End) statusPiece {
	sum, known, certain := pricing.Money{}, false, false
	for _, e := range dying {
		certain = certain || e.How == projection.Dies
		if e.USD != nil {
			sum, known = sum.Add(*e.USD), true
		}
	}
	mark, usd := "◇", "?"
	if certain {
		mark = "✕"
	}
	if known {
		usd = print.USD(sum)
	}
	from, last := dying[0].When.In(run.Zone), dying[len(dying)-1].When.In(run.Zone)
	day := " " + draw.ShortDay(from, f.AsOf)
	if !pricing.StartOfDay(from).Equal(pricing.StartOfDay(last)) {
		day = " from" + day
	}
	return statusPiece{text: mark + usd + day, loss: certain}
}

// written puts the pieces together, each with its name made safe for where it goes.
func (l statusLine) written(safe func(name string) string, piece func(p statusPiece, text string) string) string {
	texts := make([]string, len(l))
	for i, p := range l {
		texts[i] = piece(p, p.text+safe(print.OneLine(p.name))+p.rest)
	}
	return strings.Join(texts, "  ")
}

// line is for a terminal, red where money is lost and colours are wanted.
func (l statusLine) line(coloured bool) string {
	return l.written(as, func(p statusPiece, text string) string {
		if p.loss && coloured {
			return "\x1b[31m" + text + "\x1b[0m"
		}
		return text
	})
}

// tmux is for a format of tmux, which expands what a command prints: a name that holds one
// stays a name.
func (l statusLine) tmux(coloured bool) string {
	return l.written(func(name string) string { return strings.ReplaceAll(name, "#", "##") }, func(p statusPiece, text string) string {
		if p.loss && coloured {
			return "#[fg=red]" + text + "#[default]"
		}
		return text
	})
}

// starship is for a custom command of starship. Its versions before 1.20 hand what is
// printed to the shell, which expands it in the prompt: of a name nothing is left to expand.
func (l statusLine) starship() string {
	return l.written(func(name string) string {
		return strings.NewReplacer("$", "·", "`", "·", `\`, "·", "%", "·", "!", "·").Replace(name)
	}, func(_ statusPiece, text string) string { return text })
}

func as(name string) string { return name }

// markup is a text in the markup of Pango, as waybar reads it.
func markup(text string) string { return html.EscapeString(text) }

// endWords say an end in a sentence: "openrouter: $247.24 used up on 29 Nov 2026, in 15 days".
func endWords(run *cli.Run, e projection.End) string {
	what := map[projection.Ending]string{projection.UsedUp: "used up", projection.Dies: "likely expires unused", projection.MayDie: "may expire unused"}[e.How]
	usd := "credit"
	if e.USD != nil {
		usd = print.USD(*e.USD)
	}
	return fmt.Sprintf("%s: %s %s on %s, in %s", print.OneLine(e.Account), usd, what, e.When.In(run.Zone).Format("2 Jan 2006"), words.Days(e.Days(run.AsOf)))
}
