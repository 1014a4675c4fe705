package spend

import (
	"context"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// rowsPage is how many rows are read at a time.
const rowsPage = 200

// spendRows are the rows behind one figure of the spend screen.
type spendRows struct {
	keys   []string // of the group
	of     string   // what it is, in words
	query  report.RowsQuery
	filter string // as typed; what of it is none is said and not used
	wrong  error
	load   page.Load[report.Rows]
	table  draw.Table[report.UsageRow]
	cancel context.CancelFunc
	anew   bool // what is read stands in another order: the cursor begins at its top
}

// drilled reads the rows behind a group.
func (s Model) drilled(keys []string) (Model, tea.Cmd) {
	q, err := s.query().In(s.period).Drill(keys)
	if err != nil {
		s.fault = err
		return s, nil
	}
	rows := spendRows{keys: keys, of: groups[s.by] + " " + draw.Label(keys[0]), query: report.RowsQuery{Query: q, Limit: rowsPage}, table: rowTable(), cancel: func() {}}
	rows.load.Of = "spend rows"
	if s.rows != nil { // read again: as it was ordered and filtered
		rows.query.Order, rows.load.Request = s.rows.query.Order, s.rows.load.Request
	}
	rows, cmd := rows.read(s)
	s.rows = &rows
	return s.laid(), cmd
}

// read asks for the page. What is shown stays until it is there; an older reading is
// ended.
func (r spendRows) read(s Model) (spendRows, tea.Cmd) {
	r.cancel()
	ctx, cancel := context.WithCancel(s.ctx)
	r.cancel = cancel
	q := r.query
	if f, err := report.ParseFilter(r.filter); err == nil {
		q.Filter = q.Filter.Also(f)
	}
	sums, src := s.load.Value, s.src
	var cmd tea.Cmd
	r.load, cmd = r.load.Begin(func() (report.Rows, error) { return src.Rows(ctx, sums, q) })
	return r, cmd
}

func (r spendRows) took(msg page.Loaded[report.Rows]) spendRows {
	load, mine := r.load.Take(msg)
	r.load = load
	if mine && load.Phase == page.Ready {
		if r.anew {
			r.table.Cursor, r.table.Top, r.anew = "", 0, false
		}
		r.table = r.table.With(load.Value.Page)
	}
	return r
}

// moved moves the cursor, and reads on where it comes to the end of what was read.
func (r spendRows) moved(by int, s Model) (spendRows, tea.Cmd) {
	r.table = r.table.Move(by)
	if n := len(r.table.Rows); n > 0 && r.table.At() == n-1 && n < r.load.Value.Count && !r.load.Pending && by > 0 {
		r.query.Limit += rowsPage
		return r.read(s)
	}
	return r, nil
}

// filteredRows shows the rows that a filter lets through.
func (s Model) filteredRows(text string) (Model, tea.Cmd) {
	rows := *s.rows
	rows.filter = strings.TrimSpace(text)
	_, rows.wrong = report.ParseFilter(text)
	rows.query.Limit = rowsPage
	rows, cmd := rows.read(s)
	s.rows = &rows
	return s.laid(), cmd
}

// reordered turns between newest and dearest first.
func (s Model) reordered() (Model, tea.Cmd) {
	rows := *s.rows
	rows.query.Order = report.Newest + report.Dearest - rows.query.Order
	rows.query.Limit = rowsPage
	rows.anew = true
	rows, cmd := rows.read(s)
	s.rows = &rows
	return s.laid(), cmd
}

// order is the order of the rows in a word.
func (r spendRows) order() string {
	if r.query.Order == report.Dearest {
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
		return draw.Column[report.UsageRow]{Title: title, Figure: true, Drop: drop, Text: func(r report.UsageRow) string { return counted(r.Tokens[k]) }}
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

// note says more of the row under the cursor.
func (r spendRows) note() string {
	x, ok := r.table.Selected()
	if !ok {
		return ""
	}
	parts := []string{fileLine(x)}
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
	return strings.Join(parts, " · ")
}

// waiting reports whether rows are being looked for.
func (r spendRows) waiting() bool { return r.load.Pending }
