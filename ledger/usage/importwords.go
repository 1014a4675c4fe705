package usage

import (
	"fmt"
	"math/bits"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing/words"
)

// markWords say what a mark means: of one row, and of several.
var markWords = []struct {
	mark      usagefile.Marks
	one, many string
}{
	{usagefile.ReasoningOutside, "reports reasoning outside of the completion: its output holds both", "report reasoning outside of the completion: their output holds both"},
	{usagefile.CachedOutside, "reports more cached tokens than its prompt: they are counted beside it", "report more cached tokens than their prompt: they are counted beside it"},
	{usagefile.Latin1, "was read as Latin-1: it holds a byte that is not UTF-8", "were read as Latin-1: they hold bytes that are not UTF-8"},
}

// marked says how many rows of an import surprise, by mark.
func (in *booking) marked() (out []string) {
	for _, m := range markWords {
		if n := in.marks[bits.TrailingZeros8(uint8(m.mark))]; n > 0 {
			out = append(out, rowsDo(n, m.one, m.many))
		}
	}
	return out
}

// outsideWords say how many rows are of days that were not asked for.
func outsideWords(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{rowsDo(n, "is of another day than was asked for: it is left out", "are of other days than were asked for: they are left out")}
}

// laterWords say how many rows wait for their time to come.
func laterWords(n int, now time.Time) []string {
	if n == 0 {
		return nil
	}
	at := now.UTC().Format("2006-01-02 15:04 MST")
	return []string{rowsDo(n, "is later than "+at+": it is kept, and counts when its time has come", "are later than "+at+": they are kept, and count when their time has come")}
}

// rowsDo is "1 row does it" or "1,200 rows do it".
func rowsDo(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return words.Count(fmt.Sprint(n), "row") + " " + many
}
