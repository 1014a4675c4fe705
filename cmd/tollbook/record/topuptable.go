package record

import (
	"fmt"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

func showTopUps(run *cli.Run, topUps []lot.TopUp, warnings []string, next ...string) error {
	out := struct {
		Schema   string      `json:"schema"`
		TopUps   []topUpJSON `json:"topups"`
		Warnings []string    `json:"warnings"`
	}{"tollbook.topup.v1", []topUpJSON{}, print.NotNull(warnings)}
	for _, t := range topUps {
		out.TopUps = append(out.TopUps, newTopUpJSON(t))
	}
	prose := ""
	if len(topUps) == 0 {
		prose = "no top-up was recorded yet"
	}
	if err := run.Emit(out, prose, topUpTable(run, topUps)); err != nil {
		return err
	}
	if run.Format == "table" {
		for _, t := range topUps {
			if t.FeeAssumed {
				fmt.Fprintln(run.Out, "~ the fee is assumed: that of the oldest schedule known")
				break
			}
		}
	}
	for _, w := range warnings {
		run.Say("%s", w)
	}
	run.Next(next...)
	return nil
}

// topUpTable lists top-ups; columns that hold nothing are left out for people.
func topUpTable(run *cli.Run, topUps []lot.TopUp) *print.Table {
	return print.TableOf(topUps, []print.Column[lot.TopUp]{
		{Head: ">ID", Of: func(t lot.TopUp) string { return fmt.Sprint(t.ID) }, Keep: true},
		{Head: "ACCOUNT", Of: func(t lot.TopUp) string { return t.Account }, Keep: true},
		{Head: "WHEN", Of: func(t lot.TopUp) string { return run.DayOrWhen(t.At) }, Keep: true},
		{Head: "KIND", Of: topUpKind, Keep: true},
		{Head: ">CREDIT", Of: func(t lot.TopUp) string { return signedUSD(t, &t.Credit) }, Keep: true},
		{Head: ">FEE", Of: topUpFee, Keep: true},
		{Head: ">PAID", Of: func(t lot.TopUp) string { return signedUSD(t, newTopUpJSON(t).PaidUSD) }, Keep: true},
		{Head: ">TAX", Of: func(t lot.TopUp) string { return print.USDOr(t.Tax, "") }},
		{Head: "BY", Of: func(t lot.TopUp) string { return t.By }},
		{Head: "EXPIRES", Of: func(t lot.TopUp) string { return run.Expiry(t.Dies, t.Policy) }, Keep: true},
		{Head: "NOTE", Of: func(t lot.TopUp) string { return t.Note }},
	}).Dropping("NOTE", "TAX", "BY", "PAID", "FEE", "KIND", "EXPIRES")
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
		return "~" + print.MaybeUSD(t.Fee)
	}
	return signedUSD(t, t.Fee)
}

// signedUSD shows what went back as negative.
func signedUSD(t lot.TopUp, m *pricing.Money) string {
	if m != nil && t.Kind == lot.Refund {
		back := m.Neg()
		return print.USD(back)
	}
	return print.MaybeUSD(m)
}
