package pricing

import (
	"time"

	"tollbook/pricing/words"
)

// An Explanation takes one figure apart, one level deep: what it is, how it comes
// about, and the parts that it is made of. A part that can be taken apart further
// has an Address, under which the next level is found.
//
//	spend of openrouter in October 2026   $412.20
//	  = openai/gpt-4o $300.20 + zai/glm-5.3 $112.00
type Explanation struct {
	Address string // what `tollbook explain` takes to get here: "lot 3"; "" for none
	Title   string // "spend of openrouter in October 2026"
	Figure  string // as the command and the screen show it: "$412.20", "14 days", "?" for unknown
	USD     *Money // the figure exactly; nil where it is unknown or no amount
	Formula string // how Figure comes about: "max(5.5 % x $100.00, $0.80)"
	Lines   []ExplainLine
	// Sum is what the parts of the lines add up to: USD, or for a quotient what is
	// divided. It is nil where the lines are no sum.
	Sum   *Money
	Notes []string // assumptions and marks, a sentence each
}

// An ExplainLine is one step of an Explanation.
type ExplainLine struct {
	Label   string    // "input 3,914 tokens"
	Figure  string    // as shown: "$0.001957", "5.5 %", "?"
	Part    *Money    // what it adds to the Sum, exactly; nil for a line that is no part of it
	Formula string    // "3,914 x $0.50 per million"
	Source  string    // public address of the fact behind it; "" for none
	Seen    time.Time // the day that the fact was read
	Basis   Basis     // "" where there is no fact
	File    string    // the import's file where the figure stands; "" for none
	Line    int       // of File
	Address string    // explains the line further; "" where it ends here
}

// Add appends a line that is a part of the figure, shown as an exact amount where
// it has no Figure of its own, and adds it to the Sum.
func (e *Explanation) Add(l ExplainLine, usd Money) {
	if l.Figure == "" {
		l.Figure = ExactDollars(usd)
	}
	l.Part = &usd
	if e.Sum == nil {
		e.Sum = &Money{}
	}
	*e.Sum = e.Sum.Add(usd)
	e.Lines = append(e.Lines, l)
}

// Note appends a sentence.
func (e *Explanation) Note(text string) { e.Notes = append(e.Notes, text) }

// Split parts the lines that add up to the Sum from those that stand beside it.
func (e Explanation) Split() (parts, beside []ExplainLine) {
	for _, l := range e.Lines {
		if l.Part != nil {
			parts = append(parts, l)
		} else {
			beside = append(beside, l)
		}
	}
	return parts, beside
}

// Say appends a line that is no part of the sum.
func (e *Explanation) Say(l ExplainLine) { e.Lines = append(e.Lines, l) }

// ExactDollars writes an amount without rounding, to the cent at least, with its
// sign and thousands separators: "$1,308.20", "-$0.0000137".
func ExactDollars(m Money) string {
	if m.Equal(m.Cents()) {
		return m.Dollars()
	}
	sign := ""
	if m.Sign() < 0 {
		sign = "-"
	}
	return sign + "$" + words.Thousands(m.Abs().String())
}
