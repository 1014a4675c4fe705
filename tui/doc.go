// Package tui draws tollbook's screens in a terminal. It shows what package
// pricing computes and what the books hold; it computes no figure itself, and
// reads no clock, file or environment.
//
//	err := tui.Run(ctx, tui.Config{Catalog: c, Source: books, AsOf: now, LedgerName: "ledger.db"}, os.Stdin, os.Stdout)
//
// shows the screens of the tab bar, What-if among them: "You pay $68.20 a month
// (5.5 %) just to load openrouter", what the cheapest gateway would cost, and the
// knobs that change the answer.
//
// # A further screen
//
//   - Write NAME.go with a type that has the methods of the interface own
//     (screens.go); most return nil in a first version. status returns
//     loadStatus{phase: ready} where nothing is read. Otherwise keep a loadState,
//     which load.go explains, and ask for the data in reload.
//   - What it reads of the books is an interface in the same file, embedded in Source.
//   - In screens.go, give it a constant before screenCount, a name in screenNames, and
//     a line in screensOf.
//   - In screenKeys (keytable.go), give it a line with the struct of its keys.
//   - tollbook demo --plain=NAME shows it. The key tests in app_test.go know the digits
//     as 1-5 and the longest bar by its last tab: write the new ones there.
//   - go test ./tui -update draws the tab bar into every golden screen anew. Read the
//     difference: nothing else may have changed. Then
//     go test ./cmd/tollbook -run Readme -update for the screens of the READMEs.
package tui
