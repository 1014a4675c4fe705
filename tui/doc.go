// Package tui is the program of screens in a terminal: the tab bar and the foot, where the reader
// was (history), undo, copying and saving, what other programs do to the ledger, and which screen
// gets a key. It shows
// what package pricing computes and what the books hold; it computes no figure itself, and
// reads no clock, file or environment.
//
//	err := tui.Run(ctx, tui.Config{Catalog: c, Books: books, AsOf: now, LedgerName: "ledger.db"}, os.Stdin, os.Stdout)
//
// shows the screens of the tab bar, What-if among them: "You pay $1,308.20 a month, $68.20 of it
// in fees. direct saves $68.20.", and the knobs that change the answer.
//
// # The rooms
//
// Each screen is a package (overview, whatif, credits, spend, catalog), and so are the import
// from inside (importer), the explanation of a figure (panel), the help (help) and the box that
// goes to anything (palette), which lie over a screen.
// They know none of each other. What they share: the contract with the program (page), themes,
// tables and charts (draw), forms and lines that are typed (form), a list to pick from (pick),
// and the words for one period against another (period). Books and a driver for tests of one
// screen are in tuitest.
//
// # A further screen
//
//   - Make a package with a type Model that has the methods of page.Model; most return nil in a
//     first version. Status returns page.Status{Phase: page.Ready} where nothing is read.
//     Otherwise keep a page.Load, whose comment says how, and ask for the data in Reload.
//     A reading that is renewed leaves the cursor and the period as they are.
//   - Place says where the reader stands: another View (a pane, a period, a filter, a row that
//     was looked into) is a step, which Esc takes back by Return. So the screen has no Esc of
//     its own but where something lies open (Claims).
//   - Things are what : finds on it. Each brings a message of the screen's own or of page,
//     which it gets once it is shown.
//   - Refuses says at the foot why a key can do nothing here and now.
//   - Keys are a struct of key.Binding: its order is that of the help, a tag help:"PERIOD"
//     begins a group there. A letter has one meaning on all screens: those of
//     page.Moves, a add, x remove, space mark, e explain, / filter, o order, v the pane beside.
//     The program's own (keys.go) are never the screen's: digits, r, u, :, ?, q.
//   - What u is to take back without the books, a turned knob, is a step: Steps counts
//     them, and page.Undo takes the last one back.
//   - What it reads of the books is an interface of that package, Books. Embed it in those of the program
//     (screens.go).
//   - Give it a constant before page.Count, a name in page.Names, and a line in screensOf
//     (screens.go).
//   - In screenKeys (keytable.go), give it a line with the struct of its keys.
//   - tollbook demo --plain=NAME shows it. The key tests in app_test.go know the digits
//     as 1-5 and the longest bar by its last tab: write the new ones there.
//   - go test ./tui -update draws the tab bar into every golden screen anew. Read the
//     difference: nothing else may have changed. Then
//     go test ./cmd/tollbook -run Readme -update for the screens of the READMEs.
package tui
