// Package draw draws what the screens of tollbook have in common: a theme's styles, tables,
// charts and bars, the frame of a screen that is one table, and amounts, days and names as
// a screen writes them.
//
// It knows no screen, no key and no books: text, amounts and sizes come in, lines go out,
// and the same go in for the same out. How a figure is written everywhere, in commands too,
// is package pricing/words' to say; how a line is broken, tui/wrap's.
//
// Two things that libraries have are written here on purpose. Tables: those of bubbles and of
// evertras have no filter over all cells, no order in which columns go, and no cursor that
// stays on its row. Charts: ntcharts has no logarithmic axis with labels at its ends and no
// form in ASCII; it would save some 60 of the 560 lines here and in tui/overview.
//
// All screens come in, and the forms and panels that open beside them.
//
//	draw.Money(pricing.MustMoney("1308.2")) is "$1,308.20"
//	draw.Fit("openrouter", 6) is "openr…"
//	draw.PartsBar(credit, left, gone, 10) is "▓▓▓▓▓███░░"
package draw
