package pricing

import "strings"

// A Tier is the service tier that a request was served on, where that changes its
// price. An export may name one that no rate of the catalog knows: it is kept as
// written.
type Tier string

// The service tiers that gateways sell (DESIGN.md 1). Standard is not written.
const (
	Standard Tier = ""
	Batch    Tier = "batch"
	Flex     Tier = "flex"
	Priority Tier = "priority"
	Fast     Tier = "fast"
)

// Tiers are the service tiers beside Standard.
var Tiers = []Tier{Batch, Flex, Priority, Fast}

// TierOf reads the word that an export has for a tier: "default", "auto" and
// "standard" are Standard, "priority_tier" is Priority.
func TierOf(text string) Tier {
	word := strings.ToLower(strings.TrimSpace(text))
	for _, suffix := range []string{"-tier", "_tier", " tier"} {
		word = strings.TrimSuffix(word, suffix)
	}
	switch word {
	case "default", "auto", "standard", "on_demand", "none", "null":
		return Standard
	}
	return Tier(word)
}

// A Service says how and where a request was served, as far as its price depends
// on it. The zero Service is the standard tier, anywhere.
type Service struct {
	Tier      Tier
	Residency string // where it had to be served: "us", "eu"; "" is anywhere
}

// ResidencyOf reads the word that an export has for a residency: "global" and
// "not_available" are anywhere.
func ResidencyOf(text string) string {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "global", "default", "not_available", "none", "null":
		return ""
	}
	return word
}
