// Package usagefile reads the usage exports that gateways hand out: one file of
// code a format, each beside a sample with its expected totals. It turns a file
// into rows with one meaning, whatever the columns were called. It knows no
// ledger, prices nothing and decides nothing about what counts.
//
// In comes a reader, or a folder of logs; out go Records, one at a time, each a Row or what
// is wrong with it. Package usage books them.
//
//	"cost_total" $0.0123 and "tokens_prompt" 1000 of which 400 were cached, of OpenRouter:
//	a Row with Cost $0.0123, 600 input tokens and 400 read from the cache
//
// # A further format
//
// It is one file of code and one sample; nothing else of the program changes. Take a table
// of requests that an invented gateway hands out, with the columns id, when, model, prompt,
// cached, completion and usd. Its reader, acme.go, is whole:
//
//	// Acme's usage export, a row a request. prompt includes what was cached. Key: id.
//	func init() {
//		register(&Format{
//			Name:    "acme-usage-csv",
//			Found:   "acme.example, Billing, Export",
//			Gateway: "acme",
//			View:    Requests,
//			Needs:   []string{"id", "when", "model", "prompt", "completion", "usd"},
//			columns: acme,
//		})
//	}
//
//	func acme(h *header, _ Options) rowReader {
//		id, at, model, usd := h.col("id"), h.col("when"), h.col("model"), h.col("usd")
//		prompt, cached, completion := h.col("prompt"), h.col("cached"), h.col("completion")
//		return func(c *cells) Row {
//			r := Row{ID: c.need(id), At: c.time(at), Model: c.need(model), Requests: 1, Cost: c.money(usd), HasCost: true, CacheUnknown: cached < 0}
//			r.SetPrompt(c.count(prompt), c.count(cached), 0, 0)
//			r.setOutput(c.count(completion), 0, 0, 0)
//			return r
//		}
//	}
//
// Five questions, and where the answer goes:
//
//   - How is it told from others? A file is told by its columns, or a record of JSON by its
//     Fields: Needs names all that nobody else has together.
//   - What is one record? View: a request, a sum that was billed, a bill without tokens,
//     tokens without a bill, somebody's estimate. A sum is a Bucket, and Dims has every
//     column that two of them may differ in and that is no label of the Row.
//   - Which tokens are which? They are disjoint: what was cached comes off the input
//     (SetPrompt, setOutput). CacheUnknown where they are not told apart. A figure that
//     surprises is marked, never refused.
//   - Who took which money? HasCost only where the file states what was charged; the catalog
//     prices the other rows. Where rows of one file are paid in different ways (a plan, a
//     bill beyond it, an own key), Pot says what pays for each. The Gateway has a file in
//     data/gateways.
//   - What is private? Prompts are not read, and a label that may name a person goes through
//     label.
//
// Then the sample: a real export, shortened, with invented names, as testdata/NAME.csv, and
// what it comes to as testdata/NAME.expected.json (helicone-export.expected.json has all
// fields). Add these totals up by hand or by another program. Without a further line the
// tests then try the reader on the sample cut anywhere, with a damaged digit, repeated to
// megabytes, with its columns in any order (go test ./ledger/usagefile), and imported
// twice and in overlapping parts (go test ./ledger -run EveryReader); the fuzz test begins
// from it; and -bench Readers -benchtime 1000000x reads a million records of it. tollbook
// help exports lists the format, and import takes it.
//
// What a table may need besides (the file is an example of it):
//
//   - JSON: the Fields of a record, and the Lists of a page that hold its records, "data" or
//     "data.items" (newapi.go). Rows that a record lists are Each of it, and what such a row
//     lists again, by key or by user, its Parts (litellm_daily.go). The field "*" is what
//     else a record names, for a report that may be grouped by more than is known
//     (vercel_report.go).
//   - Lines about itself above the header, and a header of which a part differs from one
//     export to another: preamble, and a star in Needs (gcp_costtable.go).
//   - Cells that hold JSON: Inner names the paths into them, and col finds them as columns
//     (langfuse.go: one reader for the table and for JSON).
//   - Credit of which a record tells: proposed (newapi.go).
//
// # A further agent
//
// An agent's log is read by a logReader, a line at a time and mostly by looking for what
// counts (aider.go is the shortest). wrote says from the names in a record that the agent
// wrote it, and Homes where it writes by itself, for import --agents. A reader never learns
// how records are kept: a list, or objects with a list in them, become lines (documents and
// list, geminicli.go), and so does a SQLite database, by a query (opencode.go).
//
// A call that a gateway sold is booked at that gateway, as the view AgentLog: Row.Gateway
// names it, which road.go finds by what the agent calls the provider. Any other call is the
// agent's account's, which a subscription pays until its owner says otherwise. Copies of a
// call, and those that grow, are one: Fullest.
package usagefile
