package tui

// screenID names a screen by its place in the tab bar.
type screenID uint8

// The five screens, in the order of the bar: the first is 1.
const (
	overviewScreen screenID = iota
	whatifScreen
	creditsScreen
	spendScreen
	catalogScreen
	screenCount
)

var screenNames = [screenCount]string{"Overview", "What-if", "Credits", "Spend", "Catalog"}
