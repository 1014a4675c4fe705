package overview

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A gatewayLine is an account of the table, or the sum of all. Of amounts nil is none.
type gatewayLine struct {
	name                           string
	soFar, expected, fees          *pricing.Money
	credit, estimated, risk, spent *pricing.Money
	feesUnknown, riskUnknown       bool // of the account, or of one of all
	waits                          bool // what is simulated is not there yet
	ends, in                       string
	how                            projection.Ending // how it ends; "" for another reason
	missing                        bool              // a purchase is
	most                           pricing.Money     // the most that an account is expected to come to
}

// foreseen reports whether what is simulated is there, or will not come.
func (s Model) foreseen() bool { return s.ahead.Phase == page.Ready || s.ahead.Phase == page.Failed }

// gatewayLines are the accounts with credit or with usage in the month, those that are expected to
// come to most first.
func (s Model) gatewayLines() []gatewayLine {
	ahead := map[string]projection.Account{}
	var most pricing.Money
	for _, a := range s.ahead.Value.Accounts {
		ahead[a.Account.Name] = a
		if len(a.Months) > 0 {
			most = most.Max(a.Months[0].Projected)
		}
	}
	var out []gatewayLine
	for _, a := range s.load.Value.reading.Books.Accounts {
		if l, there := s.gatewayLine(a, ahead[a.Account.Name]); there {
			l.most = most
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b gatewayLine) int {
		return cmp.Or(draw.Compare(b.spent, a.spent), draw.Compare(b.credit, a.credit))
	})
	return out
}

// gatewayLine is the line of an account; false for one that has nothing to show.
func (s Model) gatewayLine(a credit.Position, f projection.Account) (gatewayLine, bool) {
	l := gatewayLine{name: a.Account.Name, waits: !s.foreseen()}
	row, used := s.month().accounts[l.name]
	if used && !row.USD.IsZero() {
		l.soFar, l.spent = &row.USD, &row.USD
	}
	if len(f.Months) > 0 {
		m := f.Months[0]
		if !m.Projected.IsZero() {
			l.expected = &m.Projected
		}
		l.fees, l.feesUnknown = m.Fees, m.Fees == nil
	}
	if a.HasLots {
		balance := a.Balance()
		l.credit = &balance
		if a.Estimated != nil && a.Account.AutoTopUp == nil && s.asOf.Sub(a.KnownUntil) >= 24*time.Hour {
			left := a.Estimated.Max(pricing.Money{})
			l.estimated = &left
		}
		risk, known := f.AtRisk()
		l.riskUnknown = s.ahead.Phase == page.Ready && !known
		if !risk.Cents().IsZero() {
			l.risk = &risk
		}
	}
	l = s.ending(l, a, f)
	switch {
	case l.ends != "":
	case !row.ListValueUSD.IsZero():
		l.ends = draw.Money(row.ListValueUSD) + s.either(" at list", " list")
	case !row.BYOKUSD.IsZero() && row.USD.IsZero():
		l.ends = draw.Money(row.BYOKUSD) + s.either(" on own keys", " own")
	case a.Account.Billing == "arrears":
		l.ends = s.either(a.NoLotsWords(), "invoiced")
	case a.Account.HasLots() && a.CreditBegins().IsZero():
		l.ends = s.either(a.NoLotsWords(), "no credit")
	default:
		l.ends = a.NoLotsWords()
	}
	return l, a.HasLots || l.soFar != nil || l.expected != nil || !row.ListValueUSD.IsZero() || !row.BYOKUSD.IsZero()
}

// ending says what ends the credit of an account first, and in how many days.
func (s Model) ending(l gatewayLine, a credit.Position, f projection.Account) gatewayLine {
	if !a.HasLots {
		return l
	}
	if a.Deficit.Cents().Sign() > 0 && !a.Account.InvoicedBeyond() {
		l.missing, l.ends = true, s.either("! purchase missing", "! missing")
		if a.Missing(s.asOf).Cents().Sign() <= 0 { // its gateway counts it
			l.ends = s.either("! not recorded", "! record")
		}
		return l
	}
	end, ends := f.FirstEnd()
	switch {
	case ends:
		l.how = end.How
		l.ends = endMarks[end.How] + " " + draw.ShortDay(end.When, s.asOf)
		if end.When.Before(s.asOf) {
			l.ends = endMarks[end.How] + " by now"
		} else {
			l.in = inDays(end.Days(s.asOf))
		}
	case a.Account.AutoTopUp != nil:
		l.ends = s.either("↻ loads itself", "↻ itself")
	case l.waits:
		l.ends, l.in = "…", "…"
	default:
		l.ends = "-"
	}
	return l
}

// either is one way to say something, or a shorter one in a narrow window.
func (s Model) either(long, short string) string {
	if s.size.Width < longFrom {
		return short
	}
	return long
}

// longFrom is the width from which on the gateways' lines have words in full.
const longFrom = 96

// endMarks are the marks of how credit ends.
var endMarks = map[projection.Ending]string{projection.UsedUp: "○", projection.Dies: "✕", projection.MayDie: "◇"}

// endWords are the same told.
var endWords = map[projection.Ending]string{projection.UsedUp: "used up", projection.Dies: "dies", projection.MayDie: "may die"}

// inDays is a number of days with decimals until something: "15 d", "1.5 d".
func inDays(days string) string {
	return strings.NewReplacer(" days", " d", " day", " d").Replace(words.Days(days))
}

// sumLine adds up the accounts: their figures are those of the forecast.
func (s Model) sumLine(lines []gatewayLine) gatewayLine {
	sum := gatewayLine{name: "all", waits: !s.foreseen()}
	add := func(sum **pricing.Money, m *pricing.Money) {
		if m == nil {
			return
		}
		if *sum == nil {
			*sum = &pricing.Money{}
		}
		total := (*sum).Add(*m)
		*sum = &total
	}
	for _, l := range lines {
		add(&sum.soFar, l.soFar)
		add(&sum.expected, l.expected)
		add(&sum.fees, l.fees)
		add(&sum.credit, l.credit)
		add(&sum.risk, l.risk)
		sum.feesUnknown, sum.riskUnknown = sum.feesUnknown || l.feesUnknown, sum.riskUnknown || l.riskUnknown
		if l.estimated != nil {
			add(&sum.estimated, l.estimated)
		} else if sum.estimated != nil {
			add(&sum.estimated, l.credit)
		}
	}
	return sum
}

// amountOr is an amount; without one what stands in its place.
func (l gatewayLine) amountOr(m *pricing.Money) string {
	switch {
	case m != nil && !m.IsZero():
		return draw.Money(*m)
	case l.waits:
		return "…"
	}
	return "-"
}

// feesText are the fees of the month; of a sum "+" behind what is known stands for what is not.
func (l gatewayLine) feesText() string {
	switch {
	case l.feesUnknown && (l.fees == nil || l.fees.IsZero()):
		return "?"
	case l.feesUnknown:
		return draw.Money(*l.fees) + "+"
	}
	return l.amountOr(l.fees)
}

// monthBar is what was used, and what is to come, beside the account that is expected to
// come to most.
func (l gatewayLine) monthBar(width int) string {
	switch {
	case width <= 0:
		return ""
	case l.waits && l.spent != nil:
		return "…"
	case l.expected == nil || l.most.Sign() <= 0:
		return ""
	}
	used := pricing.Money{}
	if l.soFar != nil {
		used = *l.soFar
	}
	return draw.MonthBar(used, *l.expected, l.most, width)
}

// byMoney orders by an amount.
func byMoney(of func(gatewayLine) *pricing.Money) func(a, b gatewayLine) int {
	return func(a, b gatewayLine) int { return draw.Compare(of(a), of(b)) }
}

// columnRooms are how wide columns are whose figures come later, by what is at hand: the month as what
// is used of it, the fees as a fifteenth of it at this rate, and an end with its year where the
// credit may last beyond this one.
type columnRooms struct{ month, fees, ends, in int }

// roomFor are the rooms for lines of accounts and of their sum.
func (s Model) roomFor(lines []gatewayLine) columnRooms {
	r := columnRooms{fees: lipgloss.Width("$12.34"), ends: lipgloss.Width("○ 31 Dec"), in: lipgloss.Width("31.2 d")}
	elapsed, left := int64(s.asOf.UTC().Day()), int64(366-s.asOf.UTC().YearDay()) // days of the month and of the year
	for _, l := range lines {
		r.month = max(r.month, lipgloss.Width(l.amountOr(l.soFar)))
		if l.soFar != nil {
			r.fees = max(r.fees, lipgloss.Width(draw.Money(l.soFar.Part(31, 15*elapsed, 2))))
		}
		if l.credit != nil && (l.soFar == nil || l.soFar.Part(left, elapsed, 2).Cmp(*l.credit) < 0) {
			r.ends, r.in = lipgloss.Width("○ 31 Dec 2027"), lipgloss.Width("310.2 d")
		}
	}
	return r
}

// gatewayTable lays the accounts out, with bars so wide; it has no rows yet. What is simulated has
// its room before it is there, so that nothing moves when it comes.
func gatewayTable(bar int, room columnRooms) draw.Table[gatewayLine] {
	type line = gatewayLine
	b := draw.NewTable(func(l line) string { return l.name },
		draw.Column[line]{Title: "GATEWAY", Most: 24, Least: 17, Text: func(l line) string { return l.name }},
		draw.Column[line]{Title: "SO FAR", Figure: true, Drop: 3, Compare: byMoney(func(l line) *pricing.Money { return l.soFar }), Text: func(l line) string {
			l.waits = false
			return l.amountOr(l.soFar)
		}},
		draw.Column[line]{Title: "", Picture: true, Drop: 6, Most: bar, Wide: bar, Text: func(l line) string { return l.monthBar(bar) },
			Style: func(t draw.Theme, _ line) lipgloss.Style { return t.You }},
		draw.Column[line]{Title: "EXPECTED", Figure: true, Wide: room.month, Compare: byMoney(func(l line) *pricing.Money { return l.expected }), Text: func(l line) string { return l.amountOr(l.expected) }},
		draw.Column[line]{Title: "FEES", Figure: true, Drop: 1, Wide: room.fees, Compare: byMoney(func(l line) *pricing.Money { return l.fees }), Text: line.feesText,
			Style: func(t draw.Theme, l line) lipgloss.Style {
				if l.fees == nil || l.fees.IsZero() {
					return t.Plain
				}
				return t.Fee
			}},
		draw.Column[line]{Title: "CREDIT", Figure: true, Drop: 2, Compare: byMoney(func(l line) *pricing.Money { return l.credit }), Text: func(l line) string {
			if l.credit == nil {
				return "-"
			}
			return draw.Money(*l.credit)
		}, Style: func(t draw.Theme, l line) lipgloss.Style {
			if l.credit != nil && l.credit.Sign() < 0 {
				return t.Loss
			}
			return t.Plain
		}},
		draw.Column[line]{Title: "NOW", Figure: true, Drop: 5, Compare: byMoney(func(l line) *pricing.Money { return l.estimated }), Text: func(l line) string {
			if l.estimated == nil {
				return "-"
			}
			return "~" + draw.Dollars(*l.estimated)
		}},
		draw.Column[line]{Title: "ENDS", Most: 30, Least: 8, Wide: room.ends, Text: func(l line) string { return l.ends }, Spoken: line.spokenEnd, Style: endStyle},
		draw.Column[line]{Title: "IN", Figure: true, Drop: 4, Wide: room.in, Text: func(l line) string { return l.in }, Spoken: func(l line) string { return strings.Replace(l.in, " d", " days", 1) }},
		draw.Column[line]{Title: "AT RISK", Figure: true, Compare: byMoney(func(l line) *pricing.Money { return l.risk }), Text: func(l line) string {
			switch {
			case l.credit == nil:
				return "-"
			case l.riskUnknown && l.risk == nil:
				return "?"
			case l.riskUnknown:
				return draw.Money(*l.risk) + "+"
			}
			return l.amountOr(l.risk)
		}, Style: func(t draw.Theme, l line) lipgloss.Style {
			switch {
			case l.risk == nil:
				return t.Plain
			case l.how == projection.MayDie:
				return t.Warn
			}
			return t.Loss
		}},
	)
	b.Rest = func(hidden []line) string {
		var expected, risk pricing.Money
		for _, l := range hidden {
			if l.waits {
				return "… expected"
			}
			if l.expected != nil {
				expected = expected.Add(*l.expected)
			}
			if l.risk != nil {
				risk = risk.Add(*l.risk)
			}
		}
		out := draw.Dollars(expected) + " expected"
		if risk.Sign() > 0 {
			out += "  ✕ " + draw.Dollars(risk)
		}
		return out
	}
	return b
}

// spokenEnd tells what ends without a mark.
func (l gatewayLine) spokenEnd() string {
	if said, ok := endWords[l.how]; ok {
		return said + strings.TrimPrefix(l.ends, endMarks[l.how])
	}
	return strings.TrimLeft(l.ends, "!↻ ")
}

// endStyle sets off what is lost, and what needs a hand.
func endStyle(t draw.Theme, l gatewayLine) lipgloss.Style {
	switch {
	case l.how == projection.Dies:
		return t.Loss
	case l.how == projection.MayDie || l.missing:
		return t.Warn
	}
	return t.Plain
}
