package projection

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// Figures are the figures of a month to come, the usual one first; the last is
// of no month.
var Figures = []string{"projected", "actual", "low", "high", "fees", "all-in", "method", RunsOutFigure}

// RunsOutFigure names the day on which an account's credit runs out, in an address.
const RunsOutFigure = "runs-out"

// monthWord matches a month of an address.
var monthWord = regexp.MustCompile(`^\d{4}-\d\d$`)

// Explain takes a figure of a forecast's month apart, or the day that credits run
// out. The words are those behind "forecast"; others are a *pricing.AddressError.
func Explain(books credit.Books, words []string) (pricing.Explanation, error) {
	asOf := books.Clock()
	none := pricing.Explanation{}
	f := forecastExplainer{in: books, figure: Figures[0]}
	from, named, chosen := pricing.StartOfMonth(asOf), false, false
	for i, w := range words {
		figure, ok := pricing.FigureOf(strings.NewReplacer("_out", "-out", "all_in", "all-in").Replace(w), Figures)
		switch {
		case monthWord.MatchString(w) && !named:
			at, err := time.Parse("2006-01", w)
			if err != nil {
				return none, &pricing.AddressError{Word: w, Reason: "no such month", Nearest: nil}
			}
			from, named = at, true
		case ok && !chosen:
			f.figure, chosen = figure, true
		case i == 0:
			f.account = w
		default:
			return none, &pricing.AddressError{Word: w, Reason: "want one MONTH like " + pricing.StartOfMonth(asOf).Format("2006-01") + " and one figure; figures: " + strings.Join(Figures, ", "), Nearest: pricing.Nearest(w, Figures, 2)}
		}
	}
	f.at = monthsBetween(pricing.StartOfMonth(asOf), from)
	switch {
	case f.at < 0:
		return none, &pricing.AddressError{Word: from.Format("2006-01"), Reason: "it is over: report month=" + from.Format("2006-01") + " explains what it came to", Nearest: nil}
	case f.at >= MostMonths:
		return none, &pricing.AddressError{Word: from.Format("2006-01"), Reason: fmt.Sprintf("a forecast goes over %d months, to %s", MostMonths, pricing.StartOfMonth(asOf).AddDate(0, MostMonths-1, 0).Format("2006-01")), Nearest: nil}
	}
	f.from, f.to = from, from.AddDate(0, 1, 0)
	var err error
	f.all, err = Make(books, Query{Account: f.account, Months: max(f.at+1, DefaultMonths)})
	if errors.Is(err, credit.ErrNoAccount) {
		return none, noAccount(books, f.account, Figures)
	}
	if err != nil {
		return none, err
	}
	e := f.explain()
	e.Address = f.address(f.account, f.figure)
	return e, nil
}

// noAccount is an error that names the accounts and words that may have been meant.
func noAccount(b credit.Books, name string, words []string) error {
	names := slices.Clone(words)
	for _, a := range b.Accounts {
		names = append(names, a.Account.Name)
	}
	return &pricing.AddressError{Word: name, Reason: "no account of that name in the ledger, and no figure here; figures: " + strings.Join(words, ", "), Nearest: pricing.Nearest(name, names, 3)}
}

// ToTheCent says how a forecast and a budget take the fees of a report.
const ToTheCent = "as report has it, to the cent"

// forecastExplainer explains a figure of a month to come.
type forecastExplainer struct {
	in       credit.Books // of which the forecast was made
	account  string       // "" is all
	figure   string
	at       int // the month's place in the forecast
	from, to time.Time
	all      Forecast
}

// address is where a figure of an account, or of all, is explained.
func (x forecastExplainer) address(account, figure string) string {
	return Address(account, x.from.Format("2006-01"), figure)
}

// Address names a figure of an account's forecast, or for "" of all accounts',
// as explain.Figure takes it: "forecast openrouter 2026-11 low", "forecast runs-out".
func Address(account, month, figure string) string {
	words := []string{"forecast", account, month, figure}
	switch figure {
	case RunsOutFigure, "method":
		words[2] = ""
	case Figures[0]:
		words[3] = ""
	}
	return pricing.JoinAddress(words...)
}

// of says whose figures they are, in a title.
func (x forecastExplainer) of(account string) string {
	if account == "" {
		return "all accounts"
	}
	return account
}

// titled begins the explanation of an amount of the month.
func (x forecastExplainer) titled(what string, account string, usd *pricing.Money) pricing.Explanation {
	e := pricing.Explanation{Title: fmt.Sprintf("%s %s, %s", x.from.Format("January 2006"), what, x.of(account)), USD: usd, Figure: "?"}
	if usd != nil {
		e.Figure, e.Sum = pricing.ExactDollars(*usd), &pricing.Money{}
	}
	return e
}

// explain is the account's own where there is but one.
func (x forecastExplainer) explain() pricing.Explanation {
	if len(x.all.Accounts) == 1 {
		return x.one(x.all.Accounts[0])
	}
	switch {
	case len(x.all.Accounts) == 0 || len(x.all.Months) == 0 && x.figure != RunsOutFigure:
		e := pricing.Explanation{Title: "forecast of " + x.of(x.account), Figure: "?", Notes: x.all.Notes}
		if len(e.Notes) == 0 {
			e.Note("there is nothing to project")
		}
		return e
	case x.figure == RunsOutFigure:
		return x.firstOut()
	case x.figure == "method":
		e := pricing.Explanation{Title: "methods of the forecast", Figure: x.all.Method, Formula: "each account's levels count by its own past"}
		for _, a := range x.all.Accounts {
			e.Say(pricing.ExplainLine{Label: a.Account.Name, Figure: a.methodWords(), Formula: a.WhyChosen(), Address: x.address(a.Account.Name, "method")})
		}
		return e
	}
	return x.together()
}

// amount is a month's figure by its name; nil for unknown.
func (m Month) amount(figure string) *pricing.Money {
	switch figure {
	case "actual":
		return &m.Actual
	case "low":
		return &m.Low
	case "high":
		return &m.High
	case "fees":
		return m.Fees
	case "all-in":
		return m.AllIn
	}
	return &m.Projected
}

// forecastTitles are what the figures are called in titles.
var forecastTitles = map[string]string{"projected": "projected", "actual": "so far", "low": "at the low end", "high": "at the high end", "fees": "fees that it bears", "all-in": "projected with its fees"}

// together adds up the accounts; ends of intervals are those of the summed paths.
func (x forecastExplainer) together() pricing.Explanation {
	m := x.all.Months[x.at]
	e := x.titled(forecastTitles[x.figure], "", m.amount(x.figure))
	ends := x.figure == "low" || x.figure == "high"
	e.Formula = "sum over accounts"
	if ends {
		x.endsOf(&e, m, x.outcomes())
	}
	for _, a := range x.all.Accounts {
		l := pricing.ExplainLine{Label: a.Account.Name, Figure: "?", Address: x.address(a.Account.Name, x.figure)}
		var usd *pricing.Money
		if len(a.Months) > x.at {
			usd = a.Months[x.at].amount(x.figure)
		}
		switch {
		case usd == nil:
			e.Say(l)
		case ends:
			l.Label, l.Figure = "by itself: "+l.Label, pricing.ExactDollars(*usd)
			e.Say(l)
		case !usd.IsZero():
			l.Figure = ""
			e.Add(l, *usd)
		}
	}
	if ends {
		e.Note("accounts go up and down by themselves, so the interval of all is narrower than the sum of theirs")
	}
	if x.figure == Figures[0] {
		x.beside(&e, "", m, x.all.Method, "each account's levels count by its own past")
	}
	for _, n := range x.all.Notes {
		e.Note(n)
	}
	return e
}

// beside says what else the forecast has of a month, and where that is explained.
func (x forecastExplainer) beside(e *pricing.Explanation, account string, m Month, method, why string) {
	e.Say(pricing.ExplainLine{Label: "80 % interval, from", Figure: pricing.ExactDollars(m.Low), Formula: "a tenth of the simulated futures is below", Address: x.address(account, "low")})
	e.Say(pricing.ExplainLine{Label: "to", Figure: pricing.ExactDollars(m.High), Formula: "a tenth is above", Address: x.address(account, "high")})
	fees := pricing.ExplainLine{Label: "fees that it bears", Figure: "?", Address: x.address(account, "fees")}
	if m.Fees != nil {
		fees.Figure = pricing.ExactDollars(*m.Fees)
	}
	e.Say(fees)
	e.Say(pricing.ExplainLine{Label: "method", Figure: method, Formula: why, Address: x.address(account, "method")})
}

// one explains an account's figure.
func (x forecastExplainer) one(a Account) pricing.Explanation {
	if x.figure == RunsOutFigure {
		return x.runsOut(a)
	}
	if len(a.Months) == 0 {
		return pricing.Explanation{Title: "forecast of " + a.Account.Name, Figure: "?", Notes: a.Notes}
	}
	if x.figure == "method" {
		return a.explainMethod()
	}
	m := a.Months[x.at]
	e := x.titled(forecastTitles[x.figure], a.Account.Name, m.amount(x.figure))
	switch x.figure {
	case "actual":
		e.Formula = "what was used of the month until now"
		x.soFar(&e, a.Account.Name, m.Actual)
		return e
	case "low", "high":
		e.Formula = "what was used + what is to come at that end"
		x.endsOf(&e, m, a.Projected.outcomes(a.Projected.futures(&Room{}), x.from, x.to))
	case "all-in":
		e.Formula = "projected + the fees that it bears"
		e.Add(pricing.ExplainLine{Label: "projected", Address: x.address(x.account, Figures[0])}, m.Projected)
		if m.Fees == nil {
			e.Note("what its fees are is not known")
		} else if !m.Fees.IsZero() {
			e.Add(pricing.ExplainLine{Label: "fees", Address: x.address(x.account, "fees")}, *m.Fees)
		}
	case "fees":
		title := e.Title
		e = x.feesOf(a, m)
		e.Title = title
	default:
		e.Formula = "used so far + what is said of each day to come"
		x.soFar(&e, a.Account.Name, m.Actual)
		DaysToCome(&e, a.Projected, x.from, x.to)
		x.beside(&e, x.account, m, a.methodWords(), a.WhyChosen())
	}
	for _, n := range a.Notes {
		e.Note(n)
	}
	return e
}

// soFar adds what was used of the month.
func (x forecastExplainer) soFar(e *pricing.Explanation, account string, usd pricing.Money) {
	if !usd.IsZero() {
		e.Add(pricing.ExplainLine{Label: "used so far", Address: pricing.JoinAddress("report", "month="+x.from.Format("2006-01"), "account="+account)}, usd)
	}
}

// borne puts before what loading all of a month's projection costs what the used part
// of it bears already.
func (x forecastExplainer) borne(all pricing.Explanation, a Account, m Month) pricing.Explanation {
	if x.at > 0 || m.Actual.IsZero() || all.USD == nil {
		return all
	}
	e := all
	e.USD, e.Figure, e.Lines, e.Sum = m.Fees, "?", nil, nil
	if m.Fees == nil {
		e.Note("what the usage of the month bears already is not known")
		return e
	}
	e.Figure, e.Formula = pricing.ExactDollars(*m.Fees), "what is used already bears + its part of loading all for what is to come"
	e.Add(pricing.ExplainLine{Label: "borne so far", Formula: ToTheCent,
		Address: pricing.JoinAddress("report", "month="+x.from.Format("2006-01"), "account="+a.Account.Name, "fees")}, m.FeesBorne)
	e.Add(pricing.ExplainLine{Label: "for what is to come", Formula: fmt.Sprintf("%s x %s / %s", pricing.ExactDollars(*all.USD), pricing.ExactDollars(m.Projected.Sub(m.Actual)), pricing.ExactDollars(m.Projected))},
		m.feesToCome(*all.USD))
	for _, l := range all.Lines {
		l.Part = nil
		e.Say(l)
	}
	return e
}

// feesOf is what loading a month's projection costs an account.
func (x forecastExplainer) feesOf(a Account, m Month) pricing.Explanation {
	g := x.in.Catalog.Gateway(a.Account.Gateway)
	switch {
	case !a.Account.HasLots():
		e := pricing.Explanation{USD: m.Fees, Figure: pricing.ExactDollars(*m.Fees), Sum: &pricing.Money{}}
		e.Formula = "no credit is loaded: the account is billed as " + a.Account.Billing
		return e
	case g == nil:
		e := pricing.Explanation{USD: m.Fees, Figure: "?"}
		if m.Fees != nil {
			e.Figure = pricing.ExactDollars(*m.Fees)
		}
		e.Note("the catalog does not know the gateway")
		return e
	}
	size, method := a.books.UsualPurchase()
	e := x.borne(g.ExplainMonthlyFee(m.Projected, method, size, x.to.Add(-time.Second)), a, m)
	e.Say(pricing.ExplainLine{Label: "loaded", Figure: pricing.ExactDollars(m.Projected), Formula: "the whole month, what is used already included", Address: x.address(x.account, Figures[0])})
	if !size.IsZero() {
		_, _, habit := present(a.books)
		e.Say(pricing.ExplainLine{Label: "usual top-up", Figure: pricing.ExactDollars(size), Formula: habit})
	}
	return e
}
