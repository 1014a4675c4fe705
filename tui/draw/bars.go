package draw

import (
	"strconv"
	"strings"

	"tollbook/pricing"
)

// Bar draws an amount against the most of them, in eighths of a cell. What is not
// zero is seen.
func Bar(usd, most pricing.Money, width int) string {
	if usd.Sign() <= 0 || most.Sign() <= 0 {
		return ""
	}
	eighths := eighthsOf(usd, most, width)
	out := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		out += string([]rune(" ▏▎▍▌▋▊▉")[rest])
	}
	return out
}

// eighthsOf is the length of a bar in eighths of a cell, one at least.
func eighthsOf(usd, most pricing.Money, width int) int {
	part, err := strconv.ParseFloat(Quotient(usd, most), 64) // which block is drawn, no more
	if err != nil {
		return 1
	}
	return min(max(int(part*float64(width)*8+0.5), 1), width*8)
}

// PartsBar draws a whole in width cells: ▓ what is used of it, █ what is left, ░ what is
// gone. What is left is seen, however little it is.
func PartsBar(whole, left, gone pricing.Money, width int) string {
	cells := func(part pricing.Money) int {
		n, err := strconv.Atoi(pricing.MustMoney(strconv.Itoa(width)).Share(part, whole, 0).String())
		if err != nil {
			return 0
		}
		return n
	}
	l, g := cells(left), cells(gone)
	if left.Sign() > 0 && l == 0 {
		l = 1
	}
	return strings.Repeat("▓", max(width-l-g, 0)) + strings.Repeat("█", l) + strings.Repeat("░", g)
}

// MonthBar is an account's month beside the largest one's: what was used of it, and what is
// still to come as a dashed line.
func MonthBar(used, whole, most pricing.Money, width int) string {
	if whole.Sign() <= 0 || most.Sign() <= 0 {
		return ""
	}
	cells := max(eighthsOf(whole, most, width)/8, 1)
	solid := 0
	if used.Sign() > 0 {
		solid = eighthsOf(used.Min(whole), whole, cells) / 8
	}
	switch {
	case solid == 0 && cells == 1:
		return "▏"
	case used.Cmp(whole) < 0 && solid == cells && cells > 1:
		solid--
	}
	return strings.Repeat("▇", solid) + strings.Repeat("┄", cells-solid)
}
