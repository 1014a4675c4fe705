// Package whatif is the screen of the comparison: what a month's usage costs at each gateway,
// loading credit included, and what it would cost with the knobs turned: another volume,
// model, way to pay or share of the cache. It draws where the gateways' costs cross, keeps
// what-ifs as scenarios and sets two of them side by side.
//
// It prices nothing itself: pricing's Catalog.Compare, BillAt and Levers do, and packages knob
// and scenario say what a knob's values are and what a scenario's file holds. Where scenarios
// are kept the caller says by Scenarios. Package tui makes the screen and gives it the books; a
// gateway's cost is taken apart by the program, which is asked by page.Explain.
//
//	page.Of[whatif.Books](whatif.New(catalog, asOf, scenarios))
//
// On $1,193.60 of tokens at openrouter it says: "You pay $1,259.25 a month, $65.65 of it in
// fees. direct saves $44.95." Over a ledger without usage it supposes a month.
package whatif
