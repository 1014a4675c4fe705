package main

import (
	"fmt"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

func (a *app) showTopUpFile(got ledger.TopUpFile) error {
	out := topUpFileJSON{"tollbook.topup.v1", got.File, got.Rows, len(got.Added) + len(got.Balances), got.Duplicates, []topUpJSON{}, []balanceJSON{}, list(got.Warnings)}
	for _, t := range got.Added {
		out.TopUps = append(out.TopUps, newTopUpJSON(t))
	}
	for _, b := range got.Balances {
		out.Balances = append(out.Balances, newBalanceJSON(b))
	}
	prose := fmt.Sprintf("%s: %s, %d new, %d known", got.File, counted(got.Rows, "row"), out.Added, got.Duplicates)
	if len(got.Balances) > 0 {
		prose += fmt.Sprintf("; %d of the new ones are stated balances", len(got.Balances))
	}
	if err := a.emit(out, prose, a.topUpTable(got.Added)); err != nil {
		return err
	}
	for _, w := range got.Warnings {
		a.say("%s", w)
	}
	a.next("tollbook credits", "tollbook topup list")
	return nil
}

func (a *app) showTopUps(topUps []lot.TopUp, warnings []string, next ...string) error {
	out := struct {
		Schema   string      `json:"schema"`
		TopUps   []topUpJSON `json:"topups"`
		Warnings []string    `json:"warnings"`
	}{"tollbook.topup.v1", []topUpJSON{}, list(warnings)}
	for _, t := range topUps {
		out.TopUps = append(out.TopUps, newTopUpJSON(t))
	}
	prose := ""
	if len(topUps) == 0 {
		prose = "no top-up was recorded yet"
	}
	if err := a.emit(out, prose, a.topUpTable(topUps)); err != nil {
		return err
	}
	if a.format == "table" {
		for _, t := range topUps {
			if t.FeeAssumed {
				fmt.Fprintln(a.stdout, "~ the fee is assumed: that of the oldest schedule known")
				break
			}
		}
	}
	for _, w := range warnings {
		a.say("%s", w)
	}
	a.next(next...)
	return nil
}

// topUpTable lists top-ups; columns that hold nothing are left out for people.
func (a *app) topUpTable(topUps []lot.TopUp) *table {
	return columned(topUps, []column[lot.TopUp]{
		{head: ">ID", of: func(t lot.TopUp) string { return fmt.Sprint(t.ID) }, keep: true},
		{head: "ACCOUNT", of: func(t lot.TopUp) string { return t.Account }, keep: true},
		{head: "WHEN", of: func(t lot.TopUp) string { return a.dayOrWhen(t.At) }, keep: true},
		{head: "KIND", of: topUpKind, keep: true},
		{head: ">CREDIT", of: func(t lot.TopUp) string { return signedUSD(t, &t.Credit) }, keep: true},
		{head: ">FEE", of: topUpFee, keep: true},
		{head: ">PAID", of: func(t lot.TopUp) string { return signedUSD(t, newTopUpJSON(t).PaidUSD) }, keep: true},
		{head: ">TAX", of: func(t lot.TopUp) string { return blankOr(t.Tax) }},
		{head: "BY", of: func(t lot.TopUp) string { return t.By }},
		{head: "EXPIRES", of: func(t lot.TopUp) string { return a.expiryWords(t.Dies, t.Policy) }, keep: true},
		{head: "NOTE", of: func(t lot.TopUp) string { return t.Note }},
	}).dropping("NOTE", "TAX", "BY", "PAID", "FEE", "KIND", "EXPIRES")
}

func topUpKind(t lot.TopUp) string {
	if t.Of != 0 {
		return fmt.Sprintf("refund of %d", t.Of)
	}
	return string(t.Kind)
}

// topUpFee marks a fee that nobody recorded and no schedule vouches for.
func topUpFee(t lot.TopUp) string {
	if t.FeeAssumed {
		return "~" + maybeUSD(t.Fee)
	}
	return signedUSD(t, t.Fee)
}

// signedUSD shows what went back as negative.
func signedUSD(t lot.TopUp, m *pricing.Money) string {
	if m != nil && t.Kind == lot.Refund {
		back := m.Neg()
		return usd(back)
	}
	return maybeUSD(m)
}

func blankOr(m *pricing.Money) string {
	if m == nil {
		return ""
	}
	return usd(*m)
}
