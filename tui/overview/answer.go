package overview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// A sentence of the answer is said in one of several ways, the longest first: the screen takes the
// first that fits into a line.
type sentence []string

// in is the sentence in lines of a width.
func (s sentence) in(width int) []string {
	for _, said := range s {
		if lipgloss.Width(said) <= width {
			return []string{said}
		}
	}
	if len(s) == 0 {
		return nil
	}
	return wrap.Fit(s[len(s)-1], width)
}

// full is the sentence as it is told.
func (s sentence) full() string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// answer says what the month comes to, what of the credit is at risk, and what another gateway
// would save.
func (s Model) answer() []sentence {
	if s.load.Value.fault != nil {
		return []sentence{{"This cannot be added up: " + draw.Safe(s.load.Value.fault.Error()) + "."}}
	}
	out := []sentence{s.monthAnswer()}
	if credit := s.creditAnswer(); len(credit) > 0 {
		out = append(out, credit)
	}
	return out
}

// monthAnswer is what the month comes to with fees, of what that is made, and the month before.
func (s Model) monthAnswer() sentence {
	m, name := s.month(), s.month().from.Format("January")
	if m.today.IsZero() {
		return sentence{"No usage is imported yet, so what the month comes to is not known: press i and choose an export.", "No usage is imported yet: press i and choose an export."}
	}
	first := name + " so far " + draw.Money(m.usd)
	if m.today.Before(m.from) {
		first = "No usage of " + name + " is imported yet (the data end on " + m.today.Format("2 Jan 2006") + ")"
	}
	switch f := s.ahead; {
	case f.Phase == page.Failed:
		return sentence{first + "; it cannot be projected: " + draw.Safe(f.Err.Error()) + "."}
	case f.Phase != page.Ready:
		return sentence{first + "; it comes to about … with fees.", first + "; about … with fees.", first + "; about …"}
	case len(f.Value.Months) == 0:
		return sentence{first + s.nothingAhead() + "."}
	}
	return s.projected(m.today.Before(m.from), first)
}

// projected says what the month is projected to come to.
func (s Model) projected(unused bool, first string) sentence {
	f := s.ahead.Value
	m, charged := f.Months[0], f.Charged()
	all := m.Projected.Add(charged.Fees)
	with := "with fees"
	if len(charged.Unknown) > 0 {
		with = "with the fees that are known"
	}
	name, before := s.month().from.Format("January"), ""
	if b := s.month().before; b != nil {
		before = " " + s.beforeName() + " " + about(*b) + "."
	}
	rests := ""
	if !f.Tested {
		rests = " That is the plain mean of the few days there are."
	}
	if unused {
		return sentence{first + "; it comes to about " + about(all) + " " + with + "." + rests}
	}
	used, toCome, load := parts(all, m.Actual, charged.Fees)
	if charged.Fees.IsZero() {
		with = "without fees"
		load = ""
	} else {
		load = ", " + load + " to load it"
	}
	long := fmt.Sprintf("%s comes to about %s %s: %s used, %s to come%s.", name, about(all), with, used, toCome, load)
	out := sentence{long + before + rests}
	if rests != "" {
		out = append(out, long+" A plain mean of few days.")
	}
	short := strings.Replace(with, "the fees that are known", "known fees", 1)
	return append(out,
		fmt.Sprintf("%s comes to about %s %s: %s used, %s to come.%s", name, about(all), short, used, toCome, before),
		fmt.Sprintf("%s about %s %s: %s used, %s to come.%s", name, about(all), short, used, toCome, before),
		fmt.Sprintf("%s about %s %s.%s", name, about(all), short, before))
}

// parts are what is used and what is to come of a month, and its fees, in whole dollars that add
// up to the whole month's; to the cent where that is under ten dollars.
func parts(all, used, fees pricing.Money) (_, toCome, _ string) {
	rest := all.Sub(used).Sub(fees)
	if all.Cmp(tenDollars) < 0 {
		return draw.Money(used), draw.Money(rest), draw.Money(fees)
	}
	rest = all.Round(0).Sub(used.Round(0)).Sub(fees.Round(0))
	return draw.Dollars(used), draw.Dollars(rest), draw.Dollars(fees)
}

// beforeName is the month before.
func (s Model) beforeName() string { return s.month().from.AddDate(0, -1, 0).Format("January") }

// nothingAhead says why nothing is projected.
func (s Model) nothingAhead() string {
	if notes := s.ahead.Value.Notes; len(notes) > 0 {
		return "; " + draw.Safe(notes[0])
	}
	return "; there is nothing to project from"
}

// creditAnswer is what of the credit is at risk over all accounts, and what is saved elsewhere.
func (s Model) creditAnswer() sentence {
	var out sentence
	for _, credit := range s.riskWords() {
		for _, elsewhere := range s.elsewhereWords() {
			out = append(out, strings.TrimSpace(credit+" "+elsewhere))
		}
	}
	return out
}

// riskWords say what of the credit dies and when first, the longest way first.
func (s Model) riskWords() []string {
	books := s.load.Value.reading.Books
	if len(books.WithLots()) == 0 {
		for _, a := range books.Accounts {
			if a.Account.HasLots() && s.month().accounts[a.Account.Name].Requests > 0 {
				return []string{books.NoCreditWords() + " 3, then a, records one.", "No top-up is recorded: 3, then a, records one."}
			}
		}
		return []string{""}
	}
	f := s.ahead.Value
	switch {
	case s.ahead.Phase == page.Failed:
		return []string{"What of the credit dies is not known."}
	case s.ahead.Phase != page.Ready:
		return []string{"… of your credit will die."}
	}
	of := books.Risk().Of
	first, risk := f.FirstLoss()
	if risk {
		will := "will"
		if !slices.ContainsFunc(f.Ends(), func(e projection.End) bool {
			return e.How == projection.Dies && e.USD != nil && e.USD.Cents().Sign() > 0
		}) {
			will = "may"
		}
		day := draw.ShortDay(first.When, s.asOf)
		head := draw.Money(f.AtRisk) + " of your " + about(of) + " of credit " + will + " die"
		if first.USD.Equal(f.AtRisk) {
			return []string{head + ", at " + draw.Safe(first.Account) + " on " + day + ".", head + ", on " + day + ".", draw.Money(f.AtRisk) + " of " + about(of) + " " + will + " die, " + day + "."}
		}
		return []string{
			head + ", first " + draw.Money(*first.USD) + " at " + draw.Safe(first.Account) + " on " + day + ".",
			head + ", first on " + day + ".",
			draw.Money(f.AtRisk) + " of " + about(of) + " " + will + " die, first " + day + "."}
	}
	if slices.ContainsFunc(f.Ends(), func(e projection.End) bool { return e.USD == nil }) {
		first := f.Ends()[0]
		return []string{"What of your " + about(of) + " of credit dies is not known without usage; the first lot ends on " + draw.ShortDay(first.When, s.asOf) + ".",
			"What of your " + about(of) + " of credit dies is not known without usage."}
	}
	none := "None of your " + about(of) + " of credit is likely to die"
	if f.First == "" {
		return []string{none + "."}
	}
	day := "on " + draw.ShortDay(f.RunsOut, s.asOf)
	if f.RunsOut.Before(s.asOf) {
		day = "by now"
	}
	return []string{none + "; " + draw.Safe(f.First) + "'s is used up first, " + day + ".", none + "; first used up " + day + "."}
}

// elsewhereWords say what the cheapest other gateway would save a month, the longest way first.
func (s Model) elsewhereWords() []string {
	switch c := s.other; {
	case c.Phase == page.Failed:
	case c.Phase != page.Ready:
		return []string{"Elsewhere …"}
	case c.Value != nil:
		usd := about(*c.Value)
		return []string{"Elsewhere " + usd + " a month less → 2", "Elsewhere -" + usd + " → 2"}
	}
	return []string{""}
}

// answerLines are the answer as it is drawn: what is at risk stands out as a loss, what would
// be saved as that.
func (s Model) answerLines(t draw.Theme) []string {
	width := s.size.Width - 4
	var out []string
	for i, said := range s.said {
		for _, line := range said.in(width) {
			switch {
			case i == 0:
				line = t.Strong.Render(line)
			default:
				line = s.coloured(t, line)
			}
			out = append(out, "  "+line)
		}
	}
	return out
}

// coloured sets what is lost and what would be saved off in the second sentence.
func (s Model) coloured(t draw.Theme, line string) string {
	credit, elsewhere, found := strings.Cut(line, "Elsewhere")
	style := t.Plain
	if _, risk := s.ahead.Value.FirstLoss(); risk && s.ahead.Phase == page.Ready {
		style = t.Loss
	}
	if !found {
		return style.Render(line)
	}
	saved := t.Saved
	if s.other.Phase != page.Ready {
		saved = t.Muted
	}
	return style.Render(credit) + saved.Render("Elsewhere"+elsewhere)
}

// tenDollars is from where on an estimate has no cents.
var tenDollars = pricing.MustMoney("10")

// about drops the cents of an estimate of ten dollars or more.
func about(m pricing.Money) string {
	if m.Abs().Cmp(tenDollars) < 0 {
		return draw.Money(m.Cents())
	}
	return draw.Dollars(m)
}
