// Package usagefile reads the usage exports that gateways hand out: one file of
// code a format, each beside a sample with its expected totals. It turns a file
// into rows with one meaning, whatever the columns were called. It knows no
// database, prices nothing and decides nothing about what counts.
//
// In comes a reader, or a folder of logs; out go Records, one at a time, each a Row or what
// is wrong with it. Package usage books them.
//
//	"cost_total" $0.0123 and "tokens_prompt" 1000 of which 400 were cached, of OpenRouter:
//	a Row with Cost $0.0123, 600 input tokens and 400 read from the cache
//
// # A further format
//
// It is one file of code and one sample; nothing else of the program changes. The
// steps, for a CSV (helicone.go is a short example, openai_costs_api.go one of JSON):
//
//   - Write NAME.go. Its init calls register with a Format: Name, where a user Found
//     it, its Gateway, its View, the columns that it Needs, and the function that
//     makes a reader of rows from the header. A file is told by its columns, so Needs
//     names all that tell it from other formats.
//   - The reader fills a Row. Tokens are disjoint: take what was cached off the input.
//     Set HasCost only where the file states what was charged; the catalog prices the
//     other rows. Set CacheUnknown where cached tokens are not told apart. Where the
//     rows of one file are paid in different ways (a plan, a bill beyond it, an own
//     key), Pot says what pays for each.
//   - A JSON format says which Fields of a record it reads, and which Lists of a page
//     hold its records (vercel_report.go). Where a report may be grouped by more than is
//     known, the field "*" has what else a record names, for the row's key. Rows that a
//     record lists are Each of it, and what such a row lists again, by key or by user,
//     its Parts (litellm_daily.go).
//   - An agent that writes its logs by itself says in Homes where: import --agents looks
//     there (codex.go).
//   - A table may have lines about itself above its header, and a header of which a part
//     differs from one export to another: preamble, and a star in Needs (gcp_costtable.go).
//   - Cells of a table may hold JSON: name the paths into them as Inner, and col finds them
//     as it finds columns (langfuse.go: one reader for the table and for JSON).
//   - Put a real export, shortened and with invented names, into testdata/NAME.csv,
//     and what it comes to into testdata/NAME.expected.json (helicone-export.expected.json
//     has all fields). Add these totals up by hand or by another program.
//   - go test ./ledger/usagefile
//
// tollbook help exports lists the format from then on, and import takes it.
package usagefile
