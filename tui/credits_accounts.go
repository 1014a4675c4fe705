package tui

import (
	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// accountRow is one account as the table shows it.
type accountRow struct {
	credit.Position
	bought pricing.Money // in the last 12 months
	fees   *pricing.Money
}

// accountTable shows what each account holds and costs. A column that is nothing
// everywhere is not there.
func accountTable() table[accountRow] {
	b := newTable(func(r accountRow) string { return r.Account.Name },
		column[accountRow]{title: "ACCOUNT", text: func(r accountRow) string { return r.Account.Name }, most: 24, least: 10},
		column[accountRow]{title: "BALANCE", figure: true, text: accountRow.balanceCell, style: func(t theme, r accountRow) lipgloss.Style {
			if r.HasLots && r.Balance().Sign() < 0 {
				return t.loss
			}
			return t.plain
		}},
		column[accountRow]{title: "BURN/DAY", figure: true, drop: 2, text: func(r accountRow) string { return moneyOrDash(r.Burn) }},
		column[accountRow]{title: "RUNWAY", figure: true, text: accountRow.runwayCell, told: func(r accountRow) string { return lastingTold(r.runwayCell()) }},
		column[accountRow]{title: "BOUGHT 12 MO", figure: true, drop: 5, text: func(r accountRow) string {
			if !r.HasLots {
				return "-"
			}
			return r.derived(moneyOrDash(&r.bought))
		}},
		column[accountRow]{title: "FEES 12 MO", figure: true, drop: 4, text: func(r accountRow) string {
			switch {
			case !r.HasLots:
				return "-"
			case r.fees == nil:
				return "?"
			}
			return r.derived(moneyOrDash(r.fees))
		}, style: func(t theme, _ accountRow) lipgloss.Style { return t.fee }},
		column[accountRow]{title: "LIKELY LOST", figure: true, drop: 1, text: accountRow.likelyLostCell, style: func(t theme, r accountRow) lipgloss.Style {
			if usd, known := r.LikelyLost(); known && usd.Sign() > 0 {
				return t.loss
			}
			return t.plain
		}},
		column[accountRow]{title: "DRIFT", figure: true, drop: 3, text: accountRow.driftCell},
		column[accountRow]{title: "", drop: 6, least: 12, most: 40, text: accountRow.remark},
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
	return money(*m)
}

func (r accountRow) balanceCell() string {
	if !r.HasLots {
		return "-"
	}
	return money(r.Balance())
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
	return lastingCell(lasts.Words(), ends)
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
		return money(*r.Drift)
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

// sheet is the accounts as a table to take away.
func (s credits) sheet() (sheet, bool) {
	if s.focus == lotsPane {
		return s.lotSheet(), true
	}
	return s.accounts.sheet("accounts"), true
}
