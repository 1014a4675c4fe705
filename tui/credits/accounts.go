package credits

import (
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/tui/draw"
)

// accountRow is one account as the table shows it.
type accountRow struct {
	credit.Position
	bought pricing.Money // in the last 12 months
	fees   *pricing.Money
}

// accountTable shows what each account holds and costs. A column that is nothing
// everywhere is not there.
func accountTable() draw.Table[accountRow] {
	b := draw.NewTable(func(r accountRow) string { return r.Account.Name },
		draw.Column[accountRow]{Title: "ACCOUNT", Text: func(r accountRow) string { return r.Account.Name }, Most: 24, Least: 10},
		draw.Column[accountRow]{Title: "BALANCE", Figure: true, Text: accountRow.balanceCell, Style: func(t draw.Theme, r accountRow) lipgloss.Style {
			if r.HasLots && r.Balance().Sign() < 0 {
				return t.Loss
			}
			return t.Plain
		}},
		draw.Column[accountRow]{Title: "BURN/DAY", Figure: true, Drop: 2, Text: func(r accountRow) string { return moneyOrDash(r.Burn) }},
		draw.Column[accountRow]{Title: "RUNWAY", Figure: true, Text: accountRow.runwayCell, Spoken: func(r accountRow) string { return draw.SpokenLasting(r.runwayCell()) }},
		draw.Column[accountRow]{Title: "BOUGHT 12 MO", Figure: true, Drop: 5, Text: func(r accountRow) string {
			if !r.HasLots {
				return "-"
			}
			return r.derived(moneyOrDash(&r.bought))
		}},
		draw.Column[accountRow]{Title: "FEES 12 MO", Figure: true, Drop: 4, Text: func(r accountRow) string {
			switch {
			case !r.HasLots:
				return "-"
			case r.fees == nil:
				return "?"
			}
			return r.derived(moneyOrDash(r.fees))
		}, Style: func(t draw.Theme, _ accountRow) lipgloss.Style { return t.Fee }},
		draw.Column[accountRow]{Title: "LIKELY LOST", Figure: true, Drop: 1, Text: accountRow.likelyLostCell, Style: func(t draw.Theme, r accountRow) lipgloss.Style {
			if usd, known := r.LikelyLost(); known && usd.Sign() > 0 {
				return t.Loss
			}
			return t.Plain
		}},
		draw.Column[accountRow]{Title: "DRIFT", Figure: true, Drop: 3, Text: accountRow.driftCell},
		draw.Column[accountRow]{Title: "", Drop: 6, Least: 12, Most: 40, Text: accountRow.remark},
	)
	return b
}

// derived marks a figure that rests on purchases which nobody recorded.
func (r accountRow) derived(figure string) string {
	if r.Assumed() && figure != "-" {
		return "~" + figure
	}
	return figure
}

// moneyOrDash is an amount, a dash for nothing or what is not known.
func moneyOrDash(m *pricing.Money) string {
	if m == nil || m.IsZero() {
		return "-"
	}
	return draw.Money(*m)
}

func (r accountRow) balanceCell() string {
	if !r.HasLots {
		return "-"
	}
	return draw.Money(r.Balance())
}

// runwayCell is how long the balance lasts: "14 d"; an account that loads itself
// has none.
func (r accountRow) runwayCell() string {
	switch {
	case !r.HasLots:
		return "-"
	case r.Account.AutoTopUp != nil:
		return "auto"
	case r.Balance().Sign() <= 0:
		return "-"
	}
	lasts, ends := r.Lasts()
	return draw.Lasting(lasts.Words(), ends)
}

// likelyLostCell is what of the live lots will likely expire; a question mark where
// something may and nobody can tell how much.
func (r accountRow) likelyLostCell() string {
	usd, known := r.LikelyLost()
	switch {
	case known:
		return moneyOrDash(&usd)
	case r.HasLots && r.live() > 0:
		return "?"
	}
	return "-"
}

// live counts the lots that still hold credit.
func (r accountRow) live() int {
	n := 0
	for _, l := range r.Lots {
		if l.Status == lot.Live {
			n++
		}
	}
	return n
}

func (r accountRow) driftCell() string {
	switch {
	case r.Drift != nil:
		return draw.Money(*r.Drift)
	}
	return "-"
}

// remark says why an account has no balance, or what is wrong with it.
func (r accountRow) remark() string {
	switch {
	case !r.HasLots:
		return r.NoLotsWords()
	case r.unrecorded() != "":
		return "! " + r.unrecorded() + " is not recorded"
	case r.Deficit.Sign() > 0:
		return "! a top-up is missing"
	}
	return ""
}

// Sheet is the accounts as a table to take away.
func (s Model) Sheet() (draw.Sheet, bool) {
	if s.focus == lotsPane {
		return s.lotSheet(), true
	}
	return s.accounts.Sheet("accounts"), true
}
