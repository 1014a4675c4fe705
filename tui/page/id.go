package page

// An ID names a screen by its place in the tab bar.
type ID uint8

// The five screens, in the order of the bar: the first is 1.
const (
	Overview ID = iota
	Whatif
	Credits
	Spend
	Catalog
	Count
)

// Names are those of the screens, as the bar has them.
var Names = [Count]string{"Overview", "What-if", "Credits", "Spend", "Catalog"}
