package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ExplainAddress takes the figure apart that the words behind "report" name, one level
// deep. Words that name none are a *pricing.AddressError.
func ExplainAddress(ctx context.Context, r sqlite.Reader, b credit.Books, words []string) (pricing.Explanation, error) {
	a, err := parseAddress(words)
	if err != nil {
		return pricing.Explanation{}, err
	}
	return explainSpend(ctx, r, b, a)
}

// AddressByLabel reports whether the figure that the words behind "report" name asks who
// used something: then the books have to be read by label.
func AddressByLabel(words []string) bool {
	a, err := parseAddress(words)
	return err == nil && a.q.ByLabel()
}

// ExplainFigure takes a figure of a report's row apart, or for no keys of its total. The
// figure is the name of a JSON field of the report, with or without its unit.
func ExplainFigure(ctx context.Context, r sqlite.Reader, b credit.Books, q Query, keys []string, figure string) (pricing.Explanation, error) {
	a := figureAddress{q: q, keys: keys}
	if len(keys) == 0 {
		a.q.By = nil
	}
	name, ok := pricing.FigureOf(figure, spendFigureNames())
	if !ok {
		return pricing.Explanation{}, &pricing.AddressError{Word: figure, Reason: "no such figure; figures: " + strings.Join(spendFigureNames(), ", "), Nearest: nil}
	}
	a.figure = spendFigures[slices.Index(spendFigureNames(), name)]
	a.words = q.words(keys)
	return explainSpend(ctx, r, b, a)
}

// words are the query as an address of one of its rows.
func (q Query) words(keys []string) []string {
	var out []string
	for i, key := range keys {
		out = append(out, q.By[i]+"="+key)
	}
	if !q.From.IsZero() || !q.To.IsZero() {
		from, to := q.From, q.To
		if from.IsZero() {
			from = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if to.IsZero() {
			to = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
		}
		out = append(out, from.UTC().Format(pricing.Day)+".."+to.UTC().Format(pricing.Day))
	}
	for _, t := range q.Filter.terms {
		if t.op != "=" || !slices.Contains(q.By[:len(keys)], t.field) { // the key says it
			out = append(out, t.word())
		}
	}
	if q.Account != "" && !slices.Contains(q.By[:len(keys)], "account") {
		out = append(out, "account="+q.Account)
	}
	if q.Model != "" && !slices.Contains(q.By[:len(keys)], "model") {
		out = append(out, "model="+q.Model)
	}
	return out
}

// spendExplainer explains one row of a report.
type spendExplainer struct {
	r     sqlite.Reader
	books credit.Books
	a     figureAddress
	row   Row
	parts []FeePart // of the row's fees
	// partly lists the accounts that have recorded top-ups for some of their usage only.
	partly []string
	inner  Query // what stands behind the row
}

func explainSpend(ctx context.Context, r sqlite.Reader, b credit.Books, a figureAddress) (pricing.Explanation, error) {
	x := spendExplainer{r: r, books: b, a: a}
	if err := x.find(); err != nil {
		return pricing.Explanation{}, err
	}
	e, err := x.explain(ctx)
	e.Address = x.address(a.figure.name)
	return e, err
}

// find makes the report and looks for its row.
func (x *spendExplainer) find() (err error) {
	if x.inner, err = x.a.q.Drill(x.a.keys); err != nil {
		return &pricing.AddressError{Word: strings.Join(x.a.words, " "), Reason: err.Error(), Nearest: nil}
	}
	if len(x.a.keys) == 0 && !x.a.q.Filter.Amounts().IsZero() {
		return &pricing.AddressError{Word: x.a.q.Filter.Amounts().String(), Reason: "dollars choose rows; name the row: GROUP=VALUE", Nearest: nil}
	}
	parts := map[int][]FeePart{}
	b, err := newReport(x.books, x.a.q, func(row int, p FeePart) { parts[row] = append(parts[row], p) })
	if err != nil {
		return &pricing.AddressError{Word: strings.Join(x.a.words, " "), Reason: err.Error(), Nearest: nil}
	}
	at := slices.IndexFunc(b.out.Rows, func(r Row) bool { return slices.Equal(r.Keys, x.a.keys) })
	if at < 0 && len(x.a.keys) == 0 && len(b.out.Rows) == 0 {
		return &pricing.AddressError{Word: strings.Join(x.a.words, " "), Reason: "there is no usage in it", Nearest: nil}
	}
	if at < 0 {
		return x.notFound(b.out.Rows)
	}
	x.row, x.parts, x.partly = b.out.Rows[at], parts[at], b.out.FeesPartly
	x.row.complete()
	return nil
}

// notFound names the keys that are there, nearest first.
func (x *spendExplainer) notFound(rows []Row) error {
	for i, by := range x.a.q.By {
		var have []string
		for _, r := range rows {
			if !slices.Contains(have, r.Keys[i]) {
				have = append(have, r.Keys[i])
			}
		}
		if !slices.Contains(have, x.a.keys[i]) {
			near := pricing.Nearest(x.a.keys[i], have, 3)
			for j := range near {
				near[j] = by + "=" + near[j]
			}
			return &pricing.AddressError{Word: by + "=" + x.a.keys[i], Reason: "there is no usage of it", Nearest: near}
		}
	}
	return &pricing.AddressError{Word: strings.Join(x.a.words, " "), Reason: "there is no usage of all of it together", Nearest: nil}
}

// address is where a figure of the same row is explained; with more words, of a row
// inside it.
func (x *spendExplainer) address(figure string, more ...string) string {
	words := append([]string{"report"}, x.a.words...)
	words = append(words, more...)
	if figure != spendFigures[0].name {
		words = append(words, shortFigure(figure))
	}
	return pricing.JoinAddress(words...)
}

// title says of what the figure is.
func (x *spendExplainer) title() string {
	of := ""
	for i, by := range x.a.q.By {
		key := x.a.keys[i]
		if key == "" {
			key = "none"
		}
		of += ", " + by + " " + key
	}
	if f, t := x.a.q.From, x.a.q.To; !f.IsZero() && !t.IsZero() && f.Year() > 1 && t.Year() < 9999 {
		of += ", " + f.Format(pricing.Day)
		if !t.Equal(f) {
			of += " to " + t.Format(pricing.Day)
		}
	}
	if !x.a.q.Filter.IsZero() {
		of += ", " + x.a.q.Filter.String()
	}
	if of == "" {
		of = ", all of the ledger"
	}
	return x.a.figure.title + ": " + of[2:]
}

func (x *spendExplainer) explain(ctx context.Context) (pricing.Explanation, error) {
	e := pricing.Explanation{Title: x.title(), Figure: "?"}
	f := x.a.figure
	if f.usd != nil {
		if e.USD = f.usd(x.row); e.USD != nil {
			e.Figure = pricing.ExactDollars(*e.USD)
		}
	}
	switch f.name {
	case "fees_usd":
		return x.fees(e), nil
	case "all_in_usd", "usd_per_million":
		return x.allIn(e), nil
	}
	if f.count != nil {
		e.Figure = words.Number(f.count(x.row))
	}
	x.notes(&e)
	return e, x.breakDown(ctx, &e)
}

func (x *spendExplainer) allIn(e pricing.Explanation) pricing.Explanation {
	e.Formula = "spend + fees"
	if x.a.figure.name == "usd_per_million" {
		e.Formula = "(spend + fees) / tokens x 1,000,000, half up to 6 decimals"
		if x.row.PerMillion != "" {
			e.Figure = "$" + x.row.PerMillion
		}
		e.Say(pricing.ExplainLine{Label: "tokens", Figure: words.Number(totalTokens(x.row.Tokens))})
	}
	e.Add(pricing.ExplainLine{Label: "spend", Address: x.address("usd")}, x.row.USD)
	line := pricing.ExplainLine{Label: "fees", Address: x.address("fees_usd")}
	if x.row.FeesUSD == nil {
		line.Figure = "?"
		e.Say(line)
		return e
	}
	e.Add(line, *x.row.FeesUSD)
	return e
}

// fees lists the parts of fees that the row carries.
func (x *spendExplainer) fees(e pricing.Explanation) pricing.Explanation {
	e.Formula = "fee of what was used x the row's share of the usage, to 12 decimals"
	e.Sum = &pricing.Money{}
	for _, p := range x.parts {
		until := "now"
		if !p.To.IsZero() {
			until = words.Moment(p.To)
		}
		l := pricing.ExplainLine{Label: fmt.Sprintf("%s, %s to %s", p.Account, words.Moment(p.From), until),
			Formula: fmt.Sprintf("%s x %s / %s", pricing.ExactDollars(p.Fee), pricing.ExactDollars(p.Part), pricing.ExactDollars(p.Spend)), Address: pricing.JoinAddress(p.Account, "fees")}
		if p.Derived {
			l.Label += " (assumed)"
		}
		if p.Assumed {
			l.Label = fmt.Sprintf("%s, not bought, %s (assumed)", p.Account, p.From.Format("2006-01"))
			l.Address = ""
		}
		switch {
		case p.USD.IsZero():
		case x.row.FeesUSD == nil:
			l.Figure = pricing.ExactDollars(p.USD)
			e.Say(l)
		default:
			e.Add(l, p.USD)
		}
	}
	if x.row.FeesUSD == nil {
		e.Sum = nil
		e.Note("an account's fee for loading credits is not published")
	}
	x.feeNotes(&e)
	return e
}

// feeNotes say which part of the row's fees nobody paid, as far as is recorded.
func (x *spendExplainer) feeNotes(e *pricing.Explanation) {
	if !x.row.FeesAssumedUSD.IsZero() && x.row.FeesUSD != nil {
		e.Note(pricing.ExactDollars(x.row.FeesAssumedUSD) + " of it is assumed")
	}
	estimated := func(recorded bool) bool {
		return slices.ContainsFunc(x.parts, func(p FeePart) bool { return p.Assumed && slices.Contains(x.partly, p.Account) == recorded })
	}
	if estimated(false) {
		e.Note("assumed: the schedule's fee of one top-up a month, until top-ups are recorded")
	}
	if estimated(true) {
		e.Note("assumed: the schedule's fee at the usual top-up, for usage that no recorded top-up covers: before the books begin, in deficit, or of an opening balance")
	}
	if slices.ContainsFunc(x.parts, func(p FeePart) bool { return p.Derived }) {
		e.Note("assumed: fees of the top-ups that an automatic top-up would have made")
	}
}

func (x *spendExplainer) notes(e *pricing.Explanation) {
	r := x.row
	if x.a.figure.name == "usd" {
		if !r.ComputedUSD.IsZero() {
			e.Note(pricing.ExactDollars(r.ComputedUSD) + " of it was priced by the catalog, for want of a reported cost")
		}
		if r.UnpricedTokens > 0 {
			e.Note(words.Number(r.UnpricedTokens) + " tokens have no price and are in no dollars")
		}
		if !r.BYOKUSD.IsZero() {
			e.Note(pricing.ExactDollars(r.BYOKUSD) + " on own keys is not in it")
		}
		if !r.ListValueUSD.IsZero() {
			e.Note("the list value of subscriptions, " + pricing.ExactDollars(r.ListValueUSD) + ", is not in it")
		}
	}
}

// breakOrder are the groups by which a figure is taken apart, the first that says
// anything new.
var breakOrder = []string{"month", "account", "model", "day", "app", "key", "user", "provider"}

// listedRows is how many rows of usage are listed instead of groups of them.
const listedRows = 40

// breakDown adds the next level: groups, or where the rows are few those.
func (x *spendExplainer) breakDown(ctx context.Context, e *pricing.Explanation) error {
	c, err := choose(x.books, x.inner)
	if err != nil {
		return err
	}
	if c.records > listedRows {
		for _, by := range breakOrder {
			if slices.Contains(x.a.q.By, by) {
				continue
			}
			q := x.inner
			q.By = []string{by}
			r, err := Make(x.books, q)
			if err != nil {
				return err
			}
			if len(r.Rows) > 1 {
				x.groups(e, by, r)
				return nil
			}
		}
	}
	return x.rows(ctx, e)
}

func (x *spendExplainer) groups(e *pricing.Explanation, by string, r Report) {
	f := x.a.figure
	e.Formula = "sum by " + by
	for _, row := range r.Rows {
		l := pricing.ExplainLine{Label: by + " " + row.Keys[0], Address: x.address(f.name, by+"="+row.Keys[0])}
		if row.Keys[0] == "" {
			l.Label = "no " + by
		}
		if f.count != nil {
			if n := f.count(row); n != 0 {
				l.Figure = words.Number(n)
				e.Say(l)
			}
			continue
		}
		if usd := f.usd(row); !usd.IsZero() {
			l.Formula = words.Number(row.Requests) + " requests, " + words.Number(totalTokens(row.Tokens)) + " tokens"
			e.Add(l, *usd)
		}
	}
	if f.usd != nil && e.Sum == nil {
		e.Sum = &pricing.Money{}
	}
}

// rows lists the dearest rows, and what is left of the figure behind them.
func (x *spendExplainer) rows(ctx context.Context, e *pricing.Explanation) error {
	list, err := ReadRows(ctx, x.r, x.books, RowsQuery{Query: x.inner, Order: Dearest, Limit: listedRows})
	if err != nil {
		return err
	}
	f := x.a.figure
	e.Formula = "sum of the rows of usage"
	var listed int64
	if f.usd != nil {
		e.Sum = &pricing.Money{}
	}
	for _, u := range list.Page {
		l := u.line()
		switch {
		case f.name == "usd" && u.Subscription:
			l.Figure = pricing.ExactDollars(pricing.Money{})
			l.Formula += ", a subscription: list value, in no total"
			e.Say(l)
		case f.row != nil && u.DollarsCount:
			e.Add(l, f.row(u))
		case f.row != nil:
			l.Figure = pricing.ExactDollars(pricing.Money{})
			l.Formula += ", its dollars are counted from another view"
			e.Say(l)
		default:
			n := int64(0)
			if u.TokensCount {
				n = f.tokens(u)
			}
			listed += n
			l.Figure = words.Number(n)
			e.Say(l)
		}
	}
	if more := list.Count - len(list.Page); more > 0 {
		l := pricing.ExplainLine{Label: "and " + words.Number(int64(more)) + " more rows"}
		if f.usd != nil {
			e.Add(l, e.USD.Sub(*e.Sum))
		} else {
			l.Figure = words.Number(f.count(x.row) - listed)
			e.Say(l)
		}
	}
	return nil
}

// line is a row of usage as a line of an explanation.
func (r UsageRow) line() pricing.ExplainLine {
	return pricing.ExplainLine{Label: words.Moment(r.At) + " " + r.Written, Formula: words.Number(usage.PriceTokens(r.Tokens).Total()) + " tokens", File: r.File, Line: r.Line,
		Address: pricing.JoinAddress("row", r.Address())}
}
