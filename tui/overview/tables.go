package overview

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// thisMonth is what the sums say of the month of the clock.
type thisMonth struct {
	from     time.Time // its first instant
	today    time.Time // how far the data go
	usd      pricing.Money
	before   pricing.Money    // the month before; zero where its end is not recorded
	known    report.KnownPart // of the month before
	models   []report.Row
	of       report.Period // that the models are of: the last month with usage
	most     pricing.Money // of a model
	total    pricing.Money // of the models
	unpriced int64
	days     []report.Row // the days with usage of the last mostDays
}

// mostDays is how far the chart can look back: a day is a column of it.
const mostDays = 400

// byModel is the query of the models.
func (m thisMonth) byModel() report.Query {
	return report.Query{By: []string{"model"}}.In(m.of)
}

// monthOf asks the sums for what the overview shows of them.
func monthOf(sums credit.Books, asOf time.Time) (thisMonth, error) {
	now := report.MonthOf(asOf)
	out := thisMonth{from: now.From, today: sums.Today(), of: now}
	if sums.Last.IsZero() {
		return out, nil
	}
	if sums.Last.Before(now.From) {
		out.of = report.MonthOf(sums.Last)
	}
	models, sum, err := report.Summarize(sums, report.Query{By: []string{"model"}}, out.of)
	if err != nil {
		return out, err
	}
	out.total = sum.Total.USD
	if out.of == now {
		out.usd, out.unpriced = sum.Total.USD, sum.Total.UnpricedTokens
	}
	if sum.Top != nil {
		out.most = sum.Top.USD
	}
	for _, r := range models.Rows {
		if !r.USD.IsZero() {
			out.models = append(out.models, r)
		}
	}
	before := now.Moved(-1)
	whole, err := report.Make(sums, report.Query{}.In(before))
	if err != nil {
		return out, err
	}
	if !sums.Last.Before(before.To) {
		out.before = whole.Total.USD
	}
	out.known = report.KnownPartOf(sums, "", before)
	slices.SortStableFunc(out.models, func(a, b report.Row) int { return b.USD.Cmp(a.USD) })
	days, err := report.Make(sums, report.Query{By: []string{"day"}, From: asOf.AddDate(0, 0, -mostDays)})
	out.days = days.Rows
	return out, err
}

// An accountLine is one account of the table.
type accountLine struct {
	credit.Position
	ends string // when its credit runs out
}

// accountLines are the accounts that pay in dollars, those that burn most first, and when their credit ends as far
// as that is known yet; none where no credit is recorded.
func (s Model) accountLines() []accountLine {
	if !s.load.Value.reading.Books.Booked() {
		return nil
	}
	ends := map[string]string{}
	for _, a := range s.ahead.Value.Accounts {
		if !a.RunsOut.IsZero() {
			ends[a.Account.Name] = draw.ShortDay(a.RunsOut, s.asOf)
		}
	}
	var out []accountLine
	for _, a := range s.load.Value.reading.Books.Accounts {
		if a.Account.Billing == "subscription" || !a.HasLots && a.Burn == nil {
			continue
		}
		l := accountLine{a, "-"}
		switch {
		case !a.HasLots || a.Account.AutoTopUp != nil:
		case s.ahead.Phase != page.Ready:
			l.ends = "…"
		case ends[a.Account.Name] != "":
			l.ends = ends[a.Account.Name]
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b accountLine) int { return draw.Compare(b.Burn, a.Burn) })
	return out
}

// balanceTable lays accounts out; it has no rows yet.
func balanceTable(asOf time.Time) draw.Table[accountLine] {
	return draw.NewTable(func(a accountLine) string { return a.Account.Name },
		draw.Column[accountLine]{Title: "ACCOUNT", Most: 24, Text: func(a accountLine) string { return a.Account.Name }},
		draw.Column[accountLine]{Title: "BALANCE", Figure: true, Text: func(a accountLine) string {
			if !a.HasLots {
				return "-"
			}
			return draw.Money(a.Balance())
		}, Style: func(t draw.Theme, a accountLine) lipgloss.Style {
			if a.HasLots && a.Balance().Sign() < 0 {
				return t.Loss
			}
			return t.Plain
		}},
		draw.Column[accountLine]{Title: "NOW", Figure: true, Drop: 2, Text: func(a accountLine) string {
			if a.Estimated == nil || a.Account.AutoTopUp != nil || asOf.Sub(a.DataUntil) < 24*time.Hour {
				return "-"
			}
			return "~" + about(*a.Estimated)
		}},
		draw.Column[accountLine]{Title: "BURN/DAY", Figure: true, Drop: 4, Text: func(a accountLine) string {
			if a.Burn == nil {
				return "-"
			}
			return draw.Money(*a.Burn)
		}},
		draw.Column[accountLine]{Title: "RUNWAY", Figure: true, Text: runway, Spoken: func(a accountLine) string { return draw.SpokenLasting(runway(a)) }},
		draw.Column[accountLine]{Title: "ENDS", Drop: 3, Text: func(a accountLine) string { return a.ends }},
		draw.Column[accountLine]{Title: "", Drop: 1, Text: accountNote},
	)
}

// runway is how long the credit of an account lasts.
func runway(a accountLine) string {
	switch {
	case !a.HasLots:
		return "-"
	case a.Account.AutoTopUp != nil:
		return "auto"
	}
	lasts, ends := a.Lasts()
	return draw.Lasting(lasts.Words(), ends)
}

// accountNote says why an account has no balance.
func accountNote(a accountLine) string {
	switch {
	case a.HasLots:
		return ""
	case a.Account.HasLots():
		return "no purchase"
	case a.Account.Billing == "arrears":
		return "invoiced"
	}
	return a.Account.Billing
}

// spentTable lays the models out; it has no rows yet.
func spentTable(m thisMonth, bar int) draw.Table[report.Row] {
	title := "MODEL IN " + strings.ToUpper(m.of.From.Format("January"))
	return draw.NewTable(func(r report.Row) string { return r.Keys[0] },
		draw.Column[report.Row]{Title: title, Most: 34, Least: lipgloss.Width(title), Text: func(r report.Row) string { return draw.BareModel(draw.Label(r.Keys[0])) }},
		draw.Column[report.Row]{Title: "USD", Figure: true, Text: func(r report.Row) string { return draw.Money(r.USD) }},
		draw.Column[report.Row]{Title: "", Drop: 1, Most: bar, Text: func(r report.Row) string { return draw.Bar(r.USD, m.most, bar) },
			Style: func(t draw.Theme, _ report.Row) lipgloss.Style { return t.You }},
		draw.Column[report.Row]{Title: "SHARE", Figure: true, Drop: 2, Text: func(r report.Row) string { return words.Part(draw.Quotient(r.USD, m.total)) }},
	)
}

// barWidth is how long the longest bar is.
func (s Model) barWidth() int {
	switch {
	case s.size.Width >= 160:
		return 24
	case s.size.Width >= 110:
		return 12
	}
	return 8
}
