package explain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/knob"
)

// A Form is one form of an address: of the words by which a figure of the
// ledger is named, on the command line and by the lines of an explanation.
type Form struct {
	Form    string
	Means   string
	Example string // works as typed, on the demo's ledger with a budget called team
}

// Forms are all of them.
var Forms = []Form{
	{"ACCOUNT [FIGURE]", "an account's " + strings.Join(credit.AccountFigures, ", "), "openrouter fees"},
	{"lot ID [FIGURE]", "a credit lot's " + strings.Join(lotFigures, ", ") + "; ACCOUNT~N is an account's Nth", "lot 3"},
	{"fee GATEWAY AMOUNT [METHOD] [DAY]", "the fee of one top-up", "fee openrouter 25 card"},
	{"report [GROUP=VALUE]... [PERIOD] [FIGURE] [FILTER]", "a row of report, or its total: down to rows with file and line", "report month=2026-10 fees"},
	{"row ID", "a request, by its id or by FILE:LINE: tokens x rate", "row 4-other-accounts.csv:14"},
	{"compare GATEWAY [FIGURE] [model=MODEL] [spend=USD] [method=METHOD] [top-up=USD]", "a gateway's row in compare", "compare openrouter fee spend=1000"},
	{"rate GATEWAY MODEL [DAY]", "the rates of a model, each with its source", "rate openrouter anthropic/claude-sonnet-4.5"},
	{"forecast [ACCOUNT] [MONTH] [FIGURE]", "a month to come (this one by default): its " + strings.Join(projection.Figures[:len(projection.Figures)-1], ", ") + "; or runs-out, the day that credits run out", "forecast openrouter 2026-12"},
	{"budget NAME [FIGURE]", "a budget's " + strings.Join(check.BudgetFigures, ", "), "budget team"},
	{"plan GATEWAY [recommended|best|current] [FIGURE] [monthly=USD] [account=ACCOUNT] [method=METHOD] [cost-of-money=PCT] [min-days=N] [max-days=N]", "a year of the top-up plan, or of what is bought now: its " + strings.Join(pricing.PlanFigures, ", "), "plan openrouter fees monthly=25"},
	{"check ID", "a finding of check: the figures that it rests on, and the thresholds in force", "check cce3a609"},
}

// Figure takes a figure apart, one level deep. The words are one of Forms;
// others are an *AddressError. Figures stand as the ledger says at asOf, and findings
// by the settings, which are read only where it is one.
func Figure(ctx context.Context, s *ledger.Store, words []string, asOf time.Time, settings func() (check.Settings, error)) (pricing.Explanation, error) {
	if len(words) == 0 {
		return pricing.Explanation{}, &pricing.AddressError{Word: "", Reason: "nothing to explain is named", Nearest: nil}
	}
	x := explaining{s, asOf, settings}
	rest := words[1:]
	switch words[0] {
	case "account":
		if len(rest) == 0 {
			return pricing.Explanation{}, &pricing.AddressError{Word: "account", Reason: "want its name", Nearest: nil}
		}
		return x.account(ctx, rest[0], rest[1:])
	case "lot":
		return x.lot(ctx, rest)
	case "fee":
		return x.fee(rest)
	case "report":
		return x.report(ctx, rest)
	case "row":
		return x.row(ctx, rest)
	case "compare":
		return x.compare(ctx, rest)
	case "rate":
		return x.rate(rest)
	case "forecast":
		return x.forecast(ctx, rest)
	case "budget":
		return x.budget(ctx, rest)
	case "plan":
		return projection.ExplainPlan(x.s.Catalog(), x.asOf, rest, func() (credit.Books, error) { return x.s.Books(ctx, x.asOf) })
	case "check":
		return x.check(ctx, rest)
	}
	return x.account(ctx, words[0], rest)
}

// explaining explains figures at an instant.
type explaining struct {
	s        *ledger.Store
	asOf     time.Time
	settings func() (check.Settings, error)
}

// fee explains the fee of one top-up.
func (x explaining) fee(words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) < 2 || len(words) > 4 {
		return none, &pricing.AddressError{Word: "fee", Reason: "want GATEWAY AMOUNT, and perhaps METHOD and DAY", Nearest: nil}
	}
	g, err := x.s.Catalog().NeedGateway(words[0])
	if err != nil {
		return none, &pricing.AddressError{Word: words[0], Reason: err.Error(), Nearest: x.s.Catalog().NearestGateways(words[0], 3)}
	}
	amount, err := pricing.ParseAmount(words[1])
	if err != nil || amount.Sign() <= 0 {
		return none, &pricing.AddressError{Word: words[1], Reason: "want dollars above zero, like 25 or 14.55", Nearest: nil}
	}
	method, at, day := "", x.asOf, ""
	for _, w := range words[2:] {
		if t, err := time.Parse(pricing.Day, w); err == nil {
			at, day = t.Add(pricing.DayLength-time.Nanosecond), w
			continue
		}
		if method != "" {
			return none, &pricing.AddressError{Word: w, Reason: "want METHOD or a DAY like 2026-10-01", Nearest: nil}
		}
		method = w
	}
	rule, assumed := g.Fee(method, at)
	if rule == nil {
		return none, &pricing.AddressError{Word: g.ID, Reason: "it sells no credits", Nearest: nil}
	}
	if method != "" && rule.Method != method && rule.Method != pricing.AnyMethod {
		return none, &pricing.AddressError{Word: method, Reason: g.ID + " takes " + strings.Join(g.Methods(), ", "), Nearest: pricing.Nearest(method, g.Methods(), 2)}
	}
	p, err := rule.ForCredit(amount)
	if err != nil {
		return none, fmt.Errorf("%s: %w", g.ID, err)
	}
	e := g.ExplainFee(rule, p)
	e.Address = strings.TrimSpace(strings.Join([]string{"fee", g.ID, amount.String(), rule.Method, day}, " "))
	if assumed {
		e.Note("the fee of that time is not known: the oldest known one is taken (assumed)")
	}
	return e, nil
}

// compare explains a figure of a gateway's row, of the ledger's last 30 days or of
// spend=USD.
func (x explaining) compare(ctx context.Context, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) == 0 {
		return none, &pricing.AddressError{Word: "compare", Reason: "want a GATEWAY", Nearest: nil}
	}
	q := pricing.RowQuestion{AsOf: x.asOf, Gateway: words[0]}
	if q.Gateway != pricing.Direct {
		g, err := x.s.Catalog().NeedGateway(q.Gateway)
		if err != nil {
			return none, &pricing.AddressError{Word: q.Gateway, Reason: err.Error(), Nearest: x.s.Catalog().NearestGateways(q.Gateway, 3)}
		}
		q.Gateway = g.ID
	}
	var kept []string
	for _, w := range words[1:] {
		name, value, named := strings.Cut(w, "=")
		if !named {
			f, ok := pricing.FigureOf(w, pricing.RowFigures)
			if !ok || q.Figure != "" {
				return none, &pricing.AddressError{Word: w, Reason: "no such figure here; figures: " + strings.Join(pricing.RowFigures, ", "), Nearest: pricing.Nearest(w, pricing.RowFigures, 2)}
			}
			q.Figure = f
			continue
		}
		var err error
		var nearest []string
		switch name {
		case "model":
			q.Model = value
			continue
		case "spend":
			var usd pricing.Money
			usd, err = pricing.ParseMoney(value)
			q.Workload = pricing.SpendWorkload(usd)
			if err == nil && usd.Sign() <= 0 {
				err = fmt.Errorf("want dollars above zero")
			}
		case knob.Of(knob.Method).Flag:
			err = knob.Of(knob.Method).Set(x.s.Catalog(), &q.Knobs, value)
			nearest = pricing.Nearest(value, x.s.Catalog().Methods(), 2)
		case knob.Of(knob.TopUp).Flag:
			err = knob.Of(knob.TopUp).Set(x.s.Catalog(), &q.Knobs, value)
		default:
			err = fmt.Errorf("want model=, spend=, method= or top-up=")
		}
		if err != nil {
			if bad, is := err.(*knob.Error); is {
				err = bad.Reason
			}
			return none, &pricing.AddressError{Word: w, Reason: err.Error(), Nearest: nearest}
		}
		kept = append(kept, w)
	}
	if q.Model != "" && q.Figure == "" {
		q.Figure = "token"
	}
	q.Words = pricing.JoinAddress(kept...)
	if q.Workload.Source == "" {
		var err error
		if q.Workload, err = x.s.Workload(ctx, ledger.WorkloadQuery{AsOf: x.asOf}); err != nil {
			return none, err
		}
		if len(q.Workload.Lines) == 0 {
			return none, fmt.Errorf("there is no usage to compare")
		}
	}
	return x.s.Catalog().ExplainRow(q)
}

// rate explains what a model costs at a gateway: its rates of a day.
func (x explaining) rate(words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) < 2 || len(words) > 3 {
		return none, &pricing.AddressError{Word: "rate", Reason: "want GATEWAY MODEL, and perhaps a DAY", Nearest: nil}
	}
	at, day := x.asOf, ""
	if len(words) == 3 {
		t, err := time.Parse(pricing.Day, words[2])
		if err != nil {
			return none, &pricing.AddressError{Word: words[2], Reason: "want a DAY like 2026-10-01", Nearest: nil}
		}
		at, day = t, words[2]
	}
	g, err := x.s.Catalog().NeedGateway(words[0])
	if err != nil {
		return none, &pricing.AddressError{Word: words[0], Reason: err.Error(), Nearest: x.s.Catalog().NearestGateways(words[0], 3)}
	}
	if m, _ := x.s.Catalog().FindModel(words[1]); m == nil && g.Card(words[1]) == nil {
		return none, &pricing.AddressError{Word: words[1], Reason: "no such model in the catalog", Nearest: x.s.Catalog().NearestModels(words[1], 3)}
	}
	e, err := x.s.Catalog().ExplainRates(g, words[1], at)
	e.Address = pricing.JoinAddress("rate", g.ID, words[1], day)
	return e, err
}

// report explains a figure of a report. Label sums are read only where the figure, or what
// it is the sum of, asks who used something.
func (x explaining) report(ctx context.Context, words []string) (pricing.Explanation, error) {
	if !report.AddressByLabel(words) {
		e, err := x.reportOf(ctx, words, x.s.Books)
		if !errors.Is(err, usage.ErrNoLabels) {
			return e, err
		}
	}
	return x.reportOf(ctx, words, x.s.BooksByLabel)
}

func (x explaining) reportOf(ctx context.Context, words []string, books func(context.Context, time.Time) (credit.Books, error)) (e pricing.Explanation, err error) {
	b, err := books(ctx, x.asOf)
	if err != nil {
		return e, err
	}
	err = x.s.Read(ctx, func(q sqlite.Reader) error {
		e, err = report.ExplainAddress(ctx, q, b, words)
		return err
	})
	return e, err
}

// Report takes a figure of a report's row apart, or for no keys of its total:
// what Figure does for the address "report ...", over books that were read already.
// The figure is the name of a JSON field of the report, with or without its unit.
func Report(ctx context.Context, s *ledger.Store, b credit.Books, q report.Query, keys []string, figure string) (e pricing.Explanation, err error) {
	err = s.Read(ctx, func(r sqlite.Reader) error {
		e, err = report.ExplainFigure(ctx, r, b, q, keys, figure)
		return err
	})
	return e, err
}

// row explains one row of usage.
func (x explaining) row(ctx context.Context, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) != 1 {
		return none, &pricing.AddressError{Word: strings.Join(words, " "), Reason: "want one ID of a request, or FILE:LINE", Nearest: nil}
	}
	found, err := x.s.FindRows(ctx, words[0])
	if errors.Is(err, report.ErrNoRow) {
		return none, &pricing.AddressError{Word: words[0], Reason: "no row of usage has that id, and none stands at such a FILE:LINE", Nearest: nil}
	}
	if err != nil {
		return none, err
	}
	return report.ExplainRows(x.s.Catalog(), words[0], found), nil
}

// forecast explains a figure of a forecast.
func (x explaining) forecast(ctx context.Context, words []string) (pricing.Explanation, error) {
	b, err := x.s.Books(ctx, x.asOf)
	if err != nil {
		return pricing.Explanation{}, err
	}
	return projection.Explain(b, words)
}

// budget explains how a budget stands.
func (x explaining) budget(ctx context.Context, words []string) (pricing.Explanation, error) {
	list, err := x.s.Budgets(ctx)
	if err != nil {
		return pricing.Explanation{}, err
	}
	read := x.s.Books
	if check.ByKey(list) {
		read = x.s.BooksByLabel
	}
	b, err := read(ctx, x.asOf)
	if err != nil {
		return pricing.Explanation{}, err
	}
	return check.ExplainBudget(b, list, words)
}
