// Package tui draws tollbook's screens in a terminal. It shows what package
// pricing computes and what the books hold; it computes no figure itself, and
// reads no clock, file or environment.
//
//	err := tui.Run(ctx, tui.Config{Catalog: c, Source: books, AsOf: now, LedgerName: "ledger.db"}, os.Stdin, os.Stdout)
//
// shows the screens of the tab bar, What-if among them: "You pay $68.20 a month
// (5.5 %) just to load openrouter", what the cheapest gateway would cost, and the
// knobs that change the answer.
package tui
