package pricing

import "strings"

// PercentWords writes a number of percent for people, with at most one decimal: "5.5 %",
// "5 %"; "-" where it is no number.
func PercentWords(number string) string {
	m, err := ParseFigure(number)
	if err != nil {
		return "-"
	}
	return strings.TrimSuffix(Thousands(m.Fixed(1)), ".0") + " %"
}

// ShareWords writes a share as PercentWords does: "5.5 %" of 0.055.
func ShareWords(ratio string) string {
	m, err := ParseFigure(ratio)
	if err != nil {
		return "-"
	}
	return PercentWords(m.Times(100).Fixed(1))
}

// PartWords is ShareWords of a part that is not rounded to the whole, nor to nothing:
// ">99.9 %" of 0.999753, "<0.1 %" of 0.0001.
func PartWords(ratio string) string {
	words := ShareWords(ratio)
	m, err := ParseFigure(ratio)
	switch {
	case err != nil:
		return words
	case words == "100 %" && m.Cmp(MustFigure("1")) < 0:
		return ">99.9 %"
	case words == "0 %" && m.Sign() > 0:
		return "<0.1 %"
	}
	return words
}

// CoverageWords are PartWords, or say that a share is not known.
func CoverageWords(share string) string {
	if share == "" {
		return "an unknown part"
	}
	return PartWords(share)
}
