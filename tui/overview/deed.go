package overview

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/report"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// deedOf is what Enter leads to from a finding.
func deedOf(k check.Kind) string {
	switch k {
	case check.Expiring, check.RefundExcess:
		return "the lot"
	case check.RunsOut:
		return "what to load"
	case check.NoCredit:
		return "the form"
	case check.Proposed:
		return "the purchase"
	case check.Drifted:
		return "what is missing"
	case check.OverBudget:
		return "its spend"
	case check.NoPrice:
		return "a rate"
	case check.RateLeft:
		return "its rates"
	case check.OldCatalog:
		return "the prices"
	case check.PricesChanged:
		return "the changes"
	}
	return "the days"
}

// deed does what a finding asks for, or goes where that is done.
func (s Model) deed(f check.Finding) tea.Msg {
	account := report.Filter{}
	if f.Account != "" && !strings.Contains(f.Account, ",") { // own keys may be logged by several
		account = account.And("account", f.Account)
	}
	spend := func(show page.ShowSpend) tea.Msg { return page.TurnTo{Screen: page.Spend, Then: show} }
	switch f.Kind {
	case check.OverBudget:
		return spend(page.ShowSpend{By: "model", Period: report.MonthOf(s.asOf), Filter: s.budgetFilter(f.About)})
	case check.OwnKeysOver:
		return spend(page.ShowSpend{By: "day", Period: report.MonthOf(f.When), Filter: account})
	case check.ViewsDiffer, check.Twice, check.Stopped, check.Outdated, check.NoData:
		return spend(page.ShowSpend{By: "day", Period: report.YearOf(s.asOf), Filter: account})
	case check.NoPrice, check.RateLeft:
		return page.TurnTo{Screen: page.Catalog, Then: page.ShowModel{Gateway: s.gatewayOf(f.Account), Model: f.About, Set: f.Kind == check.NoPrice}}
	case check.OldCatalog, check.PricesChanged:
		return page.TurnTo{Screen: page.Catalog}
	case check.Drifted:
		return page.Explain{Address: credit.AccountAddress(f.Account, "drift")}
	}
	return page.TurnTo{Screen: page.Credits, Then: page.ShowAccount{Name: f.Account, Lot: s.lotOf(f), Missing: f.Kind == check.NoCredit}}
}

// lotOf is the number of the lot that a finding is about; 0 for none, or one that was derived.
func (s Model) lotOf(f check.Finding) int64 {
	for _, a := range s.load.Value.reading.Books.Accounts {
		if a.Account.Name != f.Account || f.Kind != check.Expiring {
			continue
		}
		for _, l := range a.Lots {
			if check.FindingID(f.Kind, f.Account, check.LotWord(l)) == f.ID {
				return l.ID
			}
		}
	}
	return 0
}

// gatewayOf is the gateway at which an account is.
func (s Model) gatewayOf(account string) string {
	for _, a := range s.load.Value.reading.Books.Accounts {
		if a.Account.Name == account {
			return a.Account.Gateway
		}
	}
	return account
}

// budgetFilter finds the usage that a budget counts.
func (s Model) budgetFilter(name string) report.Filter {
	var f report.Filter
	for _, b := range s.watch.Value.budgets {
		if b.Name != name {
			continue
		}
		for _, part := range [][2]string{{"account", b.Account}, {"model", b.Model}, {"key", b.Key}} {
			if part[1] != "" {
				f = f.And(part[0], part[1])
			}
		}
	}
	return f
}

// command is the one that a finding names, to be typed into a shell; "" for none.
func command(f check.Finding) string {
	for _, word := range wrap.Words(f.Do) {
		if at := strings.Index(word, "tollbook "); at >= 0 {
			return strings.TrimRight(word[at:], ",;:)")
		}
	}
	return ""
}
