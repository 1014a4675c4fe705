package words

import (
	"fmt"
	"strconv"
	"strings"
)

// Count writes a number of things: "1 purchase", "0.61 purchases", "2,190 models".
func Count(n, thing string) string {
	if n != "1" {
		thing += "s"
	}
	return Thousands(n) + " " + thing
}

// Counted is Count of a whole number: "1,204 rows".
func Counted(n int, thing string) string { return Count(strconv.Itoa(n), thing) }

// Plural is Counted without separators, for what is seldom a thousand: "3 days".
func Plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// Number writes a count with separators: "2,190".
func Number(n int64) string { return Thousands(strconv.FormatInt(n, 10)) }

// Thousands puts separators into the whole part of a plain number. It takes text, since
// go-humanize's Commaf takes a binary float.
func Thousands(number string) string {
	whole, rest, point := strings.Cut(number, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if negative {
		digits = "-" + digits
	}
	if point {
		return digits + "." + rest
	}
	return digits
}
