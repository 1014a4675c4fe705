package catalog

import (
	"strings"

	"tollbook/pricing"
)

// ownMark stands beside a rate that the user set.
const ownMark = "◆"

// markOwn is the mark of a row with rates of the user's own.
func markOwn(own bool) string {
	if own {
		return ownMark
	}
	return ""
}

// toldOwn is that mark in words.
func toldOwn(own bool) string {
	if own {
		return "yours"
	}
	return ""
}

// ownSource is a source in full: that of a rate of the user's own is his words.
func ownSource(source string, own bool) string {
	if own {
		return rateSource(source, true)
	}
	return source
}

// rateSource says in a few words who says a rate: "yours (my invoice)", the feed and the
// day on which an update read it, the site of a page.
func rateSource(source string, own bool) string {
	switch {
	case own && source == "":
		return "yours"
	case own:
		return "yours (" + source + ")"
	case pricing.FromFeed(source) != "":
		day, _, _ := strings.Cut(source, "T")
		return day
	}
	return site(source)
}
