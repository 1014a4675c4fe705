package spend

import (
	"context"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// rowsPage is how many rows are read at a time.
const rowsPage = 200

// spendRows are the rows of usage in view.
type spendRows struct {
	order  report.RowOrder
	limit  int
	load   page.Load[report.Rows]
	table  draw.Table[report.UsageRow]
	cancel context.CancelFunc
	anew   bool   // what is read is another list
	wanted string // the row of it that the cursor begins on; "" is its top
}

func newRows(table draw.Table[report.UsageRow]) spendRows {
	return spendRows{load: page.Load[report.Rows]{Of: "spend rows"}, table: table, cancel: func() {}}
}

// allRows is a table of rows in which every name and kind of token of the books stands once: by
// it is decided which columns there are and how wide they get.
func allRows(books credit.Books, days report.Report) draw.Table[report.UsageRow] {
	var dearest report.UsageRow // no row costs more than a day
	for _, day := range days.Rows {
		dearest.USD = dearest.USD.Max(day.USD)
	}
	rows := []report.UsageRow{dearest}
	for _, kind := range pricing.Kinds() {
		if days.Total.Tokens[kind] > 0 {
			x := report.UsageRow{}
			x.Tokens[kind] = 1
			rows = append(rows, x)
		}
	}
	for by, set := range map[string]func(x *report.UsageRow, name string){
		"model":    func(x *report.UsageRow, name string) { x.Written = name },
		"account":  func(x *report.UsageRow, name string) { x.Account = name },
		"app":      func(x *report.UsageRow, name string) { x.App = name },
		"key":      func(x *report.UsageRow, name string) { x.Key = name },
		"user":     func(x *report.UsageRow, name string) { x.User = name },
		"provider": func(x *report.UsageRow, name string) { x.Provider = name },
	} {
		for _, name := range report.Names(books, by) {
			x := report.UsageRow{}
			set(&x, name)
			rows = append(rows, x)
		}
	}
	return rowTable().With(rows)
}

// readRows reads the rows that the view lets through, with the cursor on one of them or at the
// top.
func (s Model) readRows(cursor string) (Model, tea.Cmd) {
	s.rows.limit, s.rows.anew, s.rows.wanted = rowsPage, true, cursor
	return s.readPage()
}

// readPage reads as many of them as are wanted. Those that are shown stay until they are
// there; an older reading is ended.
func (s Model) readPage() (Model, tea.Cmd) {
	s.rows.cancel()
	ctx, cancel := context.WithCancel(s.ctx)
	s.rows.cancel = cancel
	q := report.RowsQuery{Query: report.Query{Filter: s.parsed}.In(s.period()), Order: s.rows.order, Limit: s.rows.limit}
	books, src := s.load.Value.Books, s.src
	var cmd tea.Cmd
	s.rows.load, cmd = s.rows.load.Begin(func() (report.Rows, error) { return src.Rows(ctx, books, q) })
	return s.laid(), cmd
}

func (r spendRows) took(msg page.Loaded[report.Rows]) spendRows {
	load, mine := r.load.Take(msg)
	r.load = load
	if mine && load.Phase == page.Ready {
		if r.anew {
			r.table.Cursor, r.table.Top, r.anew = r.wanted, 0, false
		}
		all, read := load.Value.Count, len(load.Value.Page)
		r.table.Rest = func([]report.UsageRow) string {
			if read == all {
				return ""
			}
			return "of those read, " + counted(int64(all)) + " in all"
		}
		r.table = r.table.Like(r.table).With(load.Value.Page)
	}
	return r
}

// movedRows moves the cursor, and reads on where it comes to the end of what was read.
func (s Model) movedRows(by int) (Model, tea.Cmd) {
	r := &s.rows
	r.table = r.table.Move(by)
	if n := len(r.table.Rows); n > 0 && r.table.At() == n-1 && n < r.load.Value.Count && !r.load.Pending && by > 0 {
		r.limit += rowsPage
		return s.readPage()
	}
	return s, nil
}

// reordered turns between newest and dearest first.
func (s Model) reordered() (Model, tea.Cmd) {
	s.rows.order = report.Newest + report.Dearest - s.rows.order
	return s.readRows("")
}

// orderWords are the order of the rows in a word.
func (r spendRows) orderWords() string {
	if r.order == report.Dearest {
		return "dearest first"
	}
	return "newest first"
}

// rowTable lays rows of usage out. They stand as they were read: ordering them is the
// ledger's work, which has all of them.
func rowTable() draw.Table[report.UsageRow] {
	text := func(title string, drop, most, least int, of func(report.UsageRow) string) draw.Column[report.UsageRow] {
		return draw.Column[report.UsageRow]{Title: title, Drop: drop, Most: most, Least: least, Text: of}
	}
	kind := func(title string, drop int, k pricing.Kind) draw.Column[report.UsageRow] {
		return draw.Column[report.UsageRow]{Title: title, Figure: true, Drop: drop, Wide: len("1,000,000"), Text: func(r report.UsageRow) string { return counted(r.Tokens[k]) }}
	}
	return draw.NewTable(func(r report.UsageRow) string { return r.Address() },
		text("TIME", 0, 0, 0, func(r report.UsageRow) string { return r.At.UTC().Format("2006-01-02 15:04:05") }),
		text("MODEL", 0, 36, 18, func(r report.UsageRow) string { return draw.BareModel(r.Written) }),
		draw.Column[report.UsageRow]{Title: "USD", Figure: true, Text: exactly},
		draw.Column[report.UsageRow]{Title: "", Text: rowMarks, Style: func(t draw.Theme, _ report.UsageRow) lipgloss.Style { return t.Warn }},
		kind("INPUT", 3, pricing.Input),
		kind("CACHE READ", 5, pricing.CacheRead),
		kind("OUTPUT", 4, pricing.Output),
		text("APP", 6, 20, 0, func(r report.UsageRow) string { return r.App }),
		text("ACCOUNT", 7, 20, 0, func(r report.UsageRow) string { return r.Account }),
		text("KEY", 9, 16, 0, func(r report.UsageRow) string { return r.Key }),
		text("USER", 10, 16, 0, func(r report.UsageRow) string { return r.User }),
		text("PROVIDER", 11, 16, 0, func(r report.UsageRow) string { return r.Provider }),
		text("FILE", 2, 0, 0, shortFileLine),
	)
}

// exactly is what a row cost, to the last decimal: requests cost little.
func exactly(r report.UsageRow) string { return pricing.ExactDollars(r.USD) }

// fileLine is where a row's figures stand: the file's own name, and the line.
func fileLine(r report.UsageRow) string {
	return r.File[strings.LastIndexAny(r.File, `/\`)+1:] + ":" + strconv.Itoa(r.Line)
}

// shortFileLine is the end of fileLine, where that is long: the line has to be seen.
func shortFileLine(r report.UsageRow) string {
	const most = 24
	text := []rune(fileLine(r))
	if len(text) <= most {
		return string(text)
	}
	return "…" + string(text[len(text)-most+1:])
}

// rowMarks say of a row's dollars what they rest on, or that they do not count.
func rowMarks(r report.UsageRow) string {
	out := ""
	if r.Computed {
		out += "~"
	}
	if r.Unpriced > 0 {
		out += "!"
	}
	if r.Subscription || r.Beside || !r.DollarsCount {
		out += "-"
	}
	return out
}

// facts are what a row of usage says of itself beside its figures, and what its marks mean.
func facts(x report.UsageRow) []string {
	parts := []string{draw.Safe(fileLine(x))}
	for _, l := range [][2]string{{"id ", x.ID}, {"account ", x.Account}, {"provider ", x.Provider}, {"key ", x.Key}, {"app ", x.App}, {"user ", x.User}} {
		if l[1] != "" {
			parts = append(parts, l[0]+draw.Safe(l[1]))
		}
	}
	switch {
	case x.Subscription:
		parts = append(parts, "- a subscription: list value, in no total")
	case x.Beside:
		parts = append(parts, "- own key: counted at the provider's own account")
	case !x.DollarsCount:
		parts = append(parts, "- its dollars are counted from another view")
	}
	if x.Computed {
		parts = append(parts, "~ priced by the catalog")
	}
	if x.Unpriced > 0 {
		parts = append(parts, "! "+counted(x.Unpriced)+" tokens without a price")
	}
	return parts
}
