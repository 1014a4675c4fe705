package see

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// reportRowJSON has its keys in front, under the names that were asked for.
type reportRowJSON struct {
	by  []string
	row report.Row
}

// MarshalJSON writes the keys and the figures as one object.
func (r reportRowJSON) MarshalJSON() ([]byte, error) {
	figures, err := json.Marshal(reportFigures{
		Requests: r.row.Requests, Input: r.row.Tokens[pricing.Input], CacheRead: r.row.Tokens[pricing.CacheRead],
		CacheWrite5m: r.row.Tokens[pricing.CacheWrite5m], CacheWrite1h: r.row.Tokens[pricing.CacheWrite1h],
		Output: r.row.Tokens[pricing.Output], Reasoning: r.row.Tokens[pricing.Reasoning],
		USD: r.row.USD, BYOKUSD: r.row.BYOKUSD, ComputedUSD: r.row.ComputedUSD, ListValueUSD: r.row.ListValueUSD,
		Unpriced: r.row.UnpricedTokens, FeesUSD: r.row.FeesUSD, FeesAssumedUSD: r.row.FeesAssumedUSD, AllInUSD: r.row.AllInUSD, PerMillion: print.OrNull(r.row.PerMillion),
	})
	if err != nil {
		return nil, err
	}
	out := []byte("{")
	for i, key := range r.row.Keys {
		pair, err := json.Marshal(map[string]string{r.by[i]: key})
		if err != nil {
			return nil, err
		}
		out = append(append(out, pair[1:len(pair)-1]...), ',')
	}
	return append(out, figures[1:]...), nil
}

// reportFigures are the figures of a row in order.
type reportFigures struct {
	Requests       int64          `json:"requests"`
	Input          int64          `json:"input_tokens"`
	CacheRead      int64          `json:"cache_read_tokens"`
	CacheWrite5m   int64          `json:"cache_write_5m_tokens"`
	CacheWrite1h   int64          `json:"cache_write_1h_tokens"`
	Output         int64          `json:"output_tokens"`
	Reasoning      int64          `json:"reasoning_tokens"`
	USD            pricing.Money  `json:"usd"`
	BYOKUSD        pricing.Money  `json:"byok_usd"`
	ComputedUSD    pricing.Money  `json:"computed_usd"`
	ListValueUSD   pricing.Money  `json:"list_value_usd"`
	Unpriced       int64          `json:"unpriced_tokens"`
	FeesUSD        *pricing.Money `json:"fees_usd"`
	FeesAssumedUSD pricing.Money  `json:"fees_assumed_usd"`
	AllInUSD       *pricing.Money `json:"all_in_usd"`
	PerMillion     *string        `json:"usd_per_million"`
}

type reportJSON struct {
	Schema      string          `json:"schema"`
	By          []string        `json:"by"`
	Rows        []reportRowJSON `json:"rows"`
	Total       reportRowJSON   `json:"total"`
	FeesAssumed []string        `json:"fees_assumed"`
	FeesUnknown []string        `json:"fees_unknown"`
	Views       []string        `json:"views"`
	SoFar       []soFarJSON     `json:"so_far"`
}

// Records are the rows; without any the header names the keys all the same.
func (r reportJSON) Records() (rows []any, empty any) {
	for _, row := range r.Rows {
		rows = append(rows, row)
	}
	return rows, reportRowJSON{r.By, report.Row{Keys: make([]string, len(r.By))}}
}

// reportOptions are the flags of report.
type reportOptions struct {
	by                               []string
	from, to, account, model, filter string
}

func (o *reportOptions) addFlags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.by, "by", []string{"month"}, "`GROUPS`, comma separated: "+strings.Join(report.Groups, ", "))
	f.StringVar(&o.from, "from", "", "first `DAY`, or its week, month or year")
	f.StringVar(&o.to, "to", "", "last `DAY`, inclusive, or its week, month or year")
	f.StringVar(&o.account, "account", "", "this `ACCOUNT` only")
	f.StringVar(&o.model, "model", "", "this `MODEL` only")
	f.StringVar(&o.filter, "filter", "", "`TERMS` as on the spend screen: words, model:gpt, app=ID, >0.5, -x for the opposite")
}

// NewReportCommand adds up what was used and what it cost.
func NewReportCommand(run *cli.Run) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:     "report",
		Short:   "what was used and what it cost",
		Long:    "Adds up usage by any of " + strings.Join(report.Groups, ", ") + ". Every row of the\nledger counts unless --from or --to say otherwise; days are UTC.",
		Example: "  tollbook report --by month\n  tollbook report --by model,app --from 2026-09-01 --json\n  tollbook report --by app --filter 'model:gpt >0.5'",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runReport(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runReport(ctx context.Context, run *cli.Run, o reportOptions) (err error) {
	q := report.Query{AsOf: run.AsOf, By: o.by, Account: o.account, Model: o.model}
	if q.From, q.To, err = cli.DaysFlags(o.from, o.to); err != nil {
		return err
	}
	for i, by := range o.by {
		if !slices.Contains(report.Groups, by) {
			return cli.WrongUse("--by %q: want any of %s", by, strings.Join(report.Groups, ", "))
		}
		if slices.Contains(o.by[:i], by) {
			return cli.WrongUse("--by %s: %s stands there twice", strings.Join(o.by, ","), by)
		}
	}
	if q.Filter, err = report.ParseFilter(o.filter); err != nil {
		return cli.WrongUse("--filter: %w", err)
	}
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, o.account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	r, err := s.Report(ctx, q)
	if err != nil {
		return cli.HintIfNone(err, "tollbook report --by model shows the models that were used")
	}
	e, err := s.Extent(ctx)
	if err != nil {
		return err
	}
	return showReport(run, r, e.Empty())
}

// showReport shows the sums; empty says that the ledger has no usage at all.
func showReport(run *cli.Run, r report.Report, empty bool) error {
	out := reportJSON{"tollbook.report.v1", print.NotNull(r.By), []reportRowJSON{}, reportRowJSON{nil, r.Total}, append(print.NotNull(r.FeesAssumed), r.FeesDerived...), print.NotNull(r.FeesUnknown), print.NotNull(r.Views), newSoFarJSON(r.SoFar)}
	head := []string{}
	for _, by := range r.By {
		head = append(head, strings.ToUpper(by))
	}
	type column struct {
		head string
		of   func(report.Row) string
		keep func(report.Row) bool
	}
	always := func(report.Row) bool { return true }
	tokens := func(k pricing.Kind) func(report.Row) string {
		return func(r report.Row) string { return words.Number(r.Tokens[k]) }
	}
	has := func(k pricing.Kind) func(report.Row) bool {
		return func(r report.Row) bool { return r.Tokens[k] != 0 }
	}
	columns := []column{
		{">REQUESTS", func(r report.Row) string { return words.Number(r.Requests) }, always},
		{">INPUT", tokens(pricing.Input), always},
		{">CACHE READ", tokens(pricing.CacheRead), has(pricing.CacheRead)},
		{">WRITE 5M", tokens(pricing.CacheWrite5m), has(pricing.CacheWrite5m)},
		{">WRITE 1H", tokens(pricing.CacheWrite1h), has(pricing.CacheWrite1h)},
		{">OUTPUT", tokens(pricing.Output), always},
		{">USD", func(r report.Row) string { return print.USD(r.USD) }, always},
		{">COMPUTED", func(r report.Row) string { return print.USD(r.ComputedUSD) }, func(r report.Row) bool { return !r.ComputedUSD.IsZero() }},
		{">OWN KEYS", func(r report.Row) string { return print.USD(r.BYOKUSD) }, func(r report.Row) bool { return !r.BYOKUSD.IsZero() }},
		{">LIST VALUE", func(r report.Row) string { return print.USD(r.ListValueUSD) }, func(r report.Row) bool { return !r.ListValueUSD.IsZero() }},
		{">UNPRICED", func(r report.Row) string { return words.Number(r.UnpricedTokens) }, func(r report.Row) bool { return r.UnpricedTokens != 0 }},
		{">FEES", func(r report.Row) string { return assumedUSD(r, r.FeesUSD) }, func(r report.Row) bool { return r.FeesUSD == nil || !r.FeesUSD.IsZero() }},
		{">ALL IN", func(r report.Row) string { return assumedUSD(r, r.AllInUSD) }, func(r report.Row) bool { return r.FeesUSD == nil || !r.FeesUSD.IsZero() }},
		{">USD/M", func(r report.Row) string { return perMillion(r.PerMillion) }, always},
	}
	kept := columns[:0]
	for _, c := range columns {
		if c.keep(r.Total) {
			kept = append(kept, c)
			head = append(head, c.head)
		}
	}
	t := print.NewTable(head...).Dropping(reportDrops(r)...)
	cells := func(keys []string, row report.Row) []string {
		line := keys
		for _, c := range kept {
			line = append(line, c.of(row))
		}
		return line
	}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, reportRowJSON{r.By, row})
		keys := make([]string, 0, len(head))
		for _, k := range row.Keys {
			if k == "" {
				k = "-"
			}
			keys = append(keys, k)
		}
		t.Add(cells(keys, row)...)
	}
	if len(r.Rows) > 0 && len(r.By) > 0 {
		keys := make([]string, len(r.By), len(head))
		keys[0] = "total"
		t.Add(cells(keys, r.Total)...)
	}
	prose := ""
	if len(r.Rows) == 0 {
		prose = "no usage in that range"
		if empty {
			prose = "the ledger has no usage yet"
		}
	}
	if run.Format == "markdown" && !t.Empty() { // for a person to hand on: as it is shown, with its total
		fmt.Fprint(run.Out, t.Markdown())
		return nil
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	if run.Format == "table" {
		reportNotes(run, r)
		run.Next("tollbook compare", "tollbook report --by model,app")
	}
	return nil
}

// assumedUSD marks an amount that rests on an assumed fee.
func assumedUSD(r report.Row, m *pricing.Money) string {
	if r.FeesAssumedUSD.IsZero() || m == nil {
		return print.MaybeUSD(m)
	}
	return "~" + print.USD(*m)
}

// reportDrops are the columns that may go, the first first. Dollars that stand in no
// other column of some row go last.
func reportDrops(r report.Report) []string {
	drops := []string{"WRITE 1H", "WRITE 5M", "CACHE READ", "COMPUTED", "OWN KEYS", "LIST VALUE", "REQUESTS", "OUTPUT", "INPUT", "UNPRICED", "FEES", "USD/M"}
	last := func(head string, of func(report.Row) pricing.Money) {
		if slices.ContainsFunc(r.Rows, func(row report.Row) bool { return row.USD.IsZero() && !of(row).IsZero() }) {
			drops = append(slices.DeleteFunc(drops, func(h string) bool { return h == head }), head)
		}
	}
	last("LIST VALUE", func(r report.Row) pricing.Money { return r.ListValueUSD })
	last("OWN KEYS", func(r report.Row) pricing.Money { return r.BYOKUSD })
	return drops
}

func reportNotes(run *cli.Run, r report.Report) {
	say := func(format string, args ...any) {
		fmt.Fprintln(run.Out, run.Prose(print.OneLine(fmt.Sprintf(format, args...))))
	}
	apart := func(account string) bool {
		return slices.Contains(r.FeesPartly, account) || !r.CreditFrom[account].IsZero()
	}
	if whole := slices.DeleteFunc(slices.Clone(r.FeesAssumed), apart); len(whole) > 0 {
		say("~ fees of %s are assumed: the schedule for one top-up a month, until top-ups are recorded", strings.Join(whole, ", "))
	}
	for _, account := range r.FeesAssumed {
		if at := r.CreditFrom[account]; !at.IsZero() {
			say("~ fees of %s are assumed: the schedule for one top-up a month; the first credit that is recorded is of %s", account, at.Format(pricing.Day))
		}
	}
	if len(r.FeesPartly) > 0 {
		say("~ fees of %s are assumed in part: the schedule, for usage before the first top-up, without credit, or of an opening balance", strings.Join(r.FeesPartly, ", "))
	}
	if len(r.FeesDerived) > 0 {
		say("~ fees of %s are assumed: those of the top-ups that its automatic top-up would have made", strings.Join(r.FeesDerived, ", "))
	}
	if len(r.FeesUnknown) > 0 {
		say("? fees of %s are not published", strings.Join(r.FeesUnknown, ", "))
	}
	if len(r.SoFar) > 0 {
		say("· so far: %s", soFarWords(r.SoFar))
	}
	for _, words := range slices.Concat(r.Views, r.Unknown) {
		say("· %s", words)
	}
	if len(r.Rows) > 0 {
		note := "· days are UTC"
		for _, n := range []struct{ head, words string }{{"OUTPUT", "OUTPUT includes reasoning"}, {"USD/M", "USD/M is all-in USD per million tokens"}} {
			if !run.Page.Hides(n.head) {
				note += "; " + n.words
			}
		}
		say("%s", note)
	}
}

func perMillion(s string) string {
	if m, err := pricing.ParseFigure(s); err == nil {
		return print.USD(m)
	}
	return "-"
}
