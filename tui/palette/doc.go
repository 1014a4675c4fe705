// Package palette is the box that goes to anything by a few letters of its name: screens,
// commands, accounts, lots, knobs, gateways, models, themes. It lies over a screen, and says how
// many more there are.
//
//	m := palette.New().Open([]palette.Entry{{Name: "#14 anthropic", Note: "$41.49", Kind: "lot"}}, "")
//	m, chosen := m.Press(msg) // chosen is the number of the entry to be done; -1 for none
//
// It does nothing itself: package tui comes in, knows what stands behind each entry, and does
// what was chosen.
package palette
