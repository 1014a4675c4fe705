// Package panel is the explanation of a figure, beside its screen or below it: what it is
// made of, line by line, and what stands behind each of those, as deep as the books can say.
//
// A screen asks for it with page.Explain, by an explanation that it made itself or by an
// address for the books. The program shows the panel and gives it the keys.
//
//	p, cmd := panel.New().Show(ctx, books, page.Explain{Address: "report/2026-11"})
package panel
