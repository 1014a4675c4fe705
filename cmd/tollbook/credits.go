package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type lotJSON struct {
	ID              *int64         `json:"id"`
	Kind            string         `json:"kind"`
	Assumed         bool           `json:"assumed"`
	PurchasedAt     *string        `json:"purchased_at"`
	ExpiresAt       *string        `json:"expires_at"`
	ExpiryPolicy    string         `json:"expiry_policy"`
	CreditUSD       pricing.Money  `json:"credit_usd"`
	FeeUSD          *pricing.Money `json:"fee_usd"`
	UsedUSD         pricing.Money  `json:"used_usd"`
	ExpiredUSD      pricing.Money  `json:"expired_usd"`
	RefundedUSD     pricing.Money  `json:"refunded_usd"`
	RemainingUSD    pricing.Money  `json:"remaining_usd"`
	RefundableUntil *string        `json:"refundable_until"`
	Status          string         `json:"status"`
	// What of a live lot is likely lost; null where nothing is known to project from.
	ExpectedBreakageUSD *pricing.Money `json:"expected_breakage_usd"`
	BreakageChance      *string        `json:"breakage_chance"`
}

func newLotJSON(l lot.Lot) lotJSON {
	out := lotJSON{Kind: string(l.Kind), Assumed: l.Assumed, PurchasedAt: print.RFC3339(l.At), ExpiresAt: print.RFC3339(l.Expires), ExpiryPolicy: l.Policy,
		CreditUSD: l.Credit, FeeUSD: l.Fee, UsedUSD: l.Used, ExpiredUSD: l.Expired, RefundedUSD: l.Refunded, RemainingUSD: l.Remaining,
		RefundableUntil: print.RFC3339(l.RefundableUntil), Status: string(l.Status)}
	if l.ID != 0 {
		out.ID = &l.ID
	}
	if o := l.Outlook; o != nil {
		out.ExpectedBreakageUSD, out.BreakageChance = &o.ExpectedBreakage, &o.Chance
	}
	return out
}

type statedJSON struct {
	Time     *string       `json:"time"`
	USD      pricing.Money `json:"usd"`
	DriftUSD pricing.Money `json:"drift_usd"`
}

type excessJSON struct {
	Refund int64         `json:"refund"`
	USD    pricing.Money `json:"usd"`
}

type accountCreditsJSON struct {
	Account      string         `json:"account"`
	Gateway      string         `json:"gateway"`
	Billing      *string        `json:"billing"`
	DataUntil    *string        `json:"data_until"`
	KnownUntil   *string        `json:"known_until"`
	BalanceUSD   *pricing.Money `json:"balance_usd"`
	EstimatedUSD *pricing.Money `json:"estimated_balance_usd"`
	DeficitUSD   *pricing.Money `json:"deficit_usd"`
	LostUSD      *pricing.Money `json:"lost_usd"`
	FeesPaidUSD  *pricing.Money `json:"fees_paid_usd"`
	BurnUSD      *pricing.Money `json:"burn_usd_per_day"`
	RunwayDays   *string        `json:"runway_days"`
	Stated       *statedJSON    `json:"stated"`
	Excesses     []excessJSON   `json:"refund_excesses"`
	Lots         []lotJSON      `json:"lots"`
}

func newAccountCreditsJSON(c credit.Position) accountCreditsJSON {
	out := accountCreditsJSON{Account: c.Account.Name, Gateway: c.Account.Gateway, Billing: print.OrNull(c.Account.Billing), DataUntil: print.RFC3339(c.DataUntil), KnownUntil: print.RFC3339(c.KnownUntil),
		BurnUSD: c.Burn, RunwayDays: print.OrNull(c.Runway), Excesses: []excessJSON{}, Lots: []lotJSON{}}
	for _, e := range c.Excesses {
		out.Excesses = append(out.Excesses, excessJSON{e.Refund.ID, e.USD})
	}
	if !c.HasLots { // an account without lots has no balance, not one of zero
		return out
	}
	balance, lost := c.Balance(), c.Lost()
	out.BalanceUSD, out.LostUSD, out.DeficitUSD = &balance, &lost, &c.Deficit
	out.EstimatedUSD = c.Estimated
	if out.EstimatedUSD == nil { // nothing burns
		out.EstimatedUSD = &balance
	}
	if paid, known := c.FeesPaid(); known {
		out.FeesPaidUSD = &paid
	}
	if c.Stated != nil {
		out.Stated = &statedJSON{print.RFC3339(c.Stated.At), c.Stated.USD, *c.Drift}
	}
	for _, l := range c.Lots {
		out.Lots = append(out.Lots, newLotJSON(l))
	}
	return out
}

// newCreditsCommand shows balances and lots.
func newCreditsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "credits [ACCOUNT]",
		Short: "balances, and what became of every dollar of credit",
		Long: `Shows for every account with credit its balance, how long it lasts, what loading it
has cost and how much credit expired unused; and every lot: what was used of it,
expired, went back and is left. A lot is the credit of one top-up; usage takes from
the one that expires first.`,
		Example: "  tollbook credits\n  tollbook credits openrouter --as-of 2026-11-14 --json",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCredits(cmd.Context(), a, args) },
	}
}

func runCredits(ctx context.Context, a *app, args []string) (err error) {
	account := strings.Join(args, "")
	s, err := openWithAccount(ctx, a.openToRead, account)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	c, err := s.Credits(ctx, account, a.asOf)
	if err != nil {
		return err
	}
	return showCredits(a, c)
}

type creditsJSON struct {
	Schema     string               `json:"schema"`
	AsOf       *string              `json:"as_of"`
	DataUntil  *string              `json:"data_until"`
	KnownUntil *string              `json:"known_until"`
	Accounts   []accountCreditsJSON `json:"accounts"`
}

// accountLotJSON is a lot with its account in front: a row of its own.
type accountLotJSON struct {
	Account string `json:"account"`
	lotJSON
}

// Records are the lots: a row each, whatever the account.
func (c creditsJSON) Records() (rows []any, empty any) {
	for _, x := range c.Accounts {
		for _, l := range x.Lots {
			rows = append(rows, accountLotJSON{x.Account, l})
		}
	}
	return rows, accountLotJSON{}
}

func newCreditsJSON(c credit.Books) creditsJSON {
	out := creditsJSON{"tollbook.credits.v1", print.RFC3339(c.AsOf), print.RFC3339(c.DataUntil), print.RFC3339(c.KnownUntil), []accountCreditsJSON{}}
	for _, x := range c.Accounts {
		out.Accounts = append(out.Accounts, newAccountCreditsJSON(x))
	}
	return out
}

func showCredits(a *app, c credit.Books) error {
	if a.Format != "table" {
		return a.Emit(newCreditsJSON(c), "", nil)
	}
	fmt.Fprint(a.Out, creditsText(a, c))
	for _, x := range c.Accounts {
		if x.HasLots {
			a.Next("tollbook expiring --within 60d", "tollbook report --by month --account "+words.Shell(x.Account.Name))
			return nil
		}
	}
	a.Next("tollbook topup add openrouter 100 --method card", "tollbook balance set openrouter 572.40")
	return nil
}

// creditsText is the answer in words, the accounts, and the lots of each.
func creditsText(a *app, c credit.Books) string {
	var b strings.Builder
	lotted := c.WithLots()
	for _, x := range lotted {
		fmt.Fprintln(&b, a.Prose("  "+balanceLine(a, x)))
	}
	if len(lotted) == 0 {
		fmt.Fprintln(&b, a.Prose(c.NoCreditWords()))
	} else {
		fmt.Fprintln(&b, a.Prose("  So far: "+soFarWords(soFarOf(lotted))))
	}
	if len(c.Accounts) > 0 {
		b.WriteString("\n" + accountTable(a, c).Text(a.Page))
	}
	for _, x := range lotted {
		fmt.Fprintf(&b, "\nLOTS %s   ▓ used  █ left  ░ expired or refunded\n", print.OneLine(x.Account.Name))
		old, shown := []lot.Lot(nil), x.Lots
		if len(lotted) > 1 {
			old, shown = splitUsedUp(x.Lots)
		}
		b.WriteString(lotTable(a, shown).Text(a.Page))
		if len(old) > 0 {
			fmt.Fprintln(&b, a.Prose(print.OneLine("· "+usedUpWords(x.Account.Name, old))))
		}
		for _, note := range lotNotes(a, x) {
			fmt.Fprintln(&b, a.Prose(print.OneLine(note)))
		}
	}
	return b.String()
}

// balanceLine says what an account holds and how long that lasts.
func balanceLine(a *app, x credit.Position) string {
	name := print.OneLine(x.Account.Name)
	balance := x.Balance()
	line := fmt.Sprintf("%s: %s", name, print.USD(balance))
	gone := x.Runway == "0" && balance.Sign() > 0 && x.Account.AutoTopUp == nil
	if !x.DataUntil.IsZero() {
		line += " on " + x.DataUntil.In(a.Zone).Format("2 Jan")
		if x.Estimated != nil && !x.Estimated.Cents().Equal(balance.Cents()) && balance.Sign() > 0 && !gone && x.Account.AutoTopUp == nil {
			line += fmt.Sprintf(", about %s now", roughUSD(*x.Estimated))
		}
	}
	switch {
	case balance.Sign() < 0:
		line += fmt.Sprintf("; usage of %s had no credit left: a top-up is missing", print.USD(x.Deficit))
	case x.Account.AutoTopUp != nil:
		line += fmt.Sprintf("; loaded with %s below %s", print.USD(*x.Account.AutoTopUp), print.USD(*x.Account.AutoBelow))
	case gone:
		line += fmt.Sprintf("; at %s a day it is used up by now", print.USD(*x.Burn))
	default:
		line += endsWords(a, x)
	}
	return line + "."
}

// endsWords say what ends an account's credit first, and what of it is lost until then.
func endsWords(a *app, x credit.Position) string {
	lasts, ends := x.Lasts()
	text := ""
	if ends && !lasts.Expires {
		text = fmt.Sprintf("; it lasts %s at %s a day", words.Days(lasts.Days), print.USD(*x.Burn))
	}
	switch lost, first := x.LosesFirst(); {
	case first != nil && (lasts.Expires || isLikely(first.Outlook.Chance)):
		text += fmt.Sprintf("; %s of it %s on %s", print.USD(lost), expireWords(first.May, first.Outlook.Chance == "1"), first.Expires.In(a.Zone).Format("2 Jan 2006"))
	case ends && lasts.Expires: // what of it is lost nobody can tell
		text += "; it " + expireWords(lasts.May, true) + " on " + lasts.At.In(a.Zone).Format("2 Jan 2006")
	}
	if ends && lasts.Expires && x.Runway != "" {
		text += fmt.Sprintf(" (at %s a day it would need %s)", print.USD(*x.Burn), words.Days(x.Runway))
	}
	return text
}

// isLikely reports whether a chance is one half or more.
func isLikely(chance string) bool {
	return pricing.MustMoney(chance).Cmp(pricing.MustMoney("0.5")) >= 0
}

// expireWords is what becomes of credit: for certain, likely, or by a right of the
// gateway's.
func expireWords(may, certain bool) string {
	switch {
	case may:
		return "may expire unused"
	case certain:
		return "will expire unused"
	}
	return "likely expires unused"
}

// roughUSD drops the cents of an estimate of more than ten dollars.
func roughUSD(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return print.USD(m.Cents())
	}
	return strings.TrimSuffix(m.Round(0).Dollars(), ".00")
}

// soFarOf is the headline of accounts with lots.
func soFarOf(accounts []credit.Position) []credit.SoFar {
	var out []credit.SoFar
	for _, x := range accounts {
		out = append(out, x.SoFar())
	}
	return out
}

// soFarWords says what fees were paid and how much credit was lost, by account.
func soFarWords(list []credit.SoFar) string {
	var parts []string
	for _, x := range list {
		paid := "fees that are not known"
		if x.FeesPaid != nil {
			paid = print.USD(*x.FeesPaid) + " of fees"
		}
		lost := "nothing expired unused"
		if x.Lost.Sign() > 0 {
			lost = print.USD(x.Lost) + " expired unused"
		}
		parts = append(parts, fmt.Sprintf("%s %s, %s", print.OneLine(x.Account), paid, lost))
	}
	return strings.Join(parts, "; ") + "."
}

// accountTable is one line an account; columns that hold nothing are left out.
func accountTable(a *app, c credit.Books) *print.Table {
	return print.TableOf(c.Accounts, []print.Column[credit.Position]{
		{Head: "ACCOUNT", Of: func(x credit.Position) string { return x.Account.Name }, Keep: true},
		{Head: ">BALANCE", Of: func(x credit.Position) string {
			if !x.HasLots {
				return "-"
			}
			return print.USD(x.Balance())
		}, Keep: true},
		{Head: ">BURN/DAY", Of: func(x credit.Position) string { return print.USDOr(x.Burn, "-") }},
		{Head: ">RUNWAY", Of: runwayCell},
		{Head: ">FEES PAID", Of: func(x credit.Position) string {
			switch paid, known := x.FeesPaid(); {
			case !x.HasLots:
				return "-"
			case !known:
				return "?"
			default:
				return print.USD(paid)
			}
		}},
		{Head: ">EXPIRED", Of: func(x credit.Position) string {
			if !x.HasLots {
				return "-"
			}
			return print.OrDash(x.Lost())
		}},
		{Head: ">DEFICIT", Of: func(x credit.Position) string { return print.OrDash(x.Deficit) }},
		{Head: ">DRIFT", Of: func(x credit.Position) string { return print.USDOr(x.Drift, "-") }},
		{Head: "", Of: func(x credit.Position) string {
			if x.HasLots {
				return ""
			}
			return x.NoLotsWords()
		}},
	}).Dropping("DRIFT", "DEFICIT")
}

func runwayCell(x credit.Position) string {
	switch {
	case !x.HasLots:
		return "-"
	case x.Account.AutoTopUp != nil:
		return "auto"
	}
	if lasts, ends := x.Lasts(); ends {
		return lasts.Words()
	}
	return "-"
}

// lotTable is one line a lot, by birth; columns that hold nothing are left out.
func lotTable(a *app, lots []lot.Lot) *print.Table {
	return print.TableOf(lots, []print.Column[lot.Lot]{
		{Head: ">LOT", Of: lotName},
		{Head: "KIND", Of: func(l lot.Lot) string { return string(l.Kind) }},
		{Head: "BOUGHT", Of: func(l lot.Lot) string { return l.At.In(a.Zone).Format(pricing.Day) }},
		{Head: ">CREDIT", Of: func(l lot.Lot) string { return print.USD(l.Credit) }},
		{Head: "", Of: lotBar},
		{Head: ">USED", Of: func(l lot.Lot) string { return print.OrDash(l.Used) }},
		{Head: ">EXPIRED", Of: func(l lot.Lot) string { return print.OrDash(l.Expired) }},
		{Head: ">REFUNDED", Of: func(l lot.Lot) string { return print.OrDash(l.Refunded) }},
		{Head: ">LEFT", Of: func(l lot.Lot) string { return print.OrDash(l.Remaining) }},
		{Head: ">FEE", Of: func(l lot.Lot) string {
			if l.Fee != nil && l.Fee.IsZero() {
				return "-"
			}
			return print.MaybeUSD(l.Fee)
		}},
		{Head: "EXPIRES", Of: func(l lot.Lot) string { return expiryWords(a, l.Expires, l.Policy) }},
		{Head: ">LIKELY LOST", Of: likelyLost},
		{Head: "STATUS", Of: func(l lot.Lot) string { return string(l.Status) }},
	}).Dropping("STATUS", "KIND", "FEE", "REFUNDED", "BOUGHT")
}

// likelyLost is what will likely expire of a lot, with the chance that any of it does:
// "$31.20 (97 %)"; a dash for nothing, and a question mark where that is not known.
func likelyLost(l lot.Lot) string {
	switch o := l.Outlook; {
	case l.Status != lot.Live || o != nil && o.Chance == "0":
		return "-"
	case o == nil:
		return "?"
	default:
		return fmt.Sprintf("%s (%s)", print.USD(o.ExpectedBreakage), words.Chance(o.Chance))
	}
}

func lotName(l lot.Lot) string {
	if l.ID == 0 {
		return "~"
	}
	return "#" + fmt.Sprint(l.ID)
}

// lotBar draws a lot in ten cells: used, left, gone.
func lotBar(l lot.Lot) string {
	const width = 10
	cells := func(part pricing.Money) int {
		n, err := strconv.Atoi(pricing.MustMoney(fmt.Sprint(width)).Share(part, l.Credit, 0).String())
		if err != nil {
			return 0
		}
		return n
	}
	left, gone := cells(l.Remaining), cells(l.Expired.Add(l.Refunded))
	if l.Remaining.Sign() > 0 && left == 0 { // what is left is to be seen
		left = 1
	}
	return strings.Repeat("▓", max(width-left-gone, 0)) + strings.Repeat("█", left) + strings.Repeat("░", gone)
}

// lotNotes say below an account's lots what the table does not.
func lotNotes(a *app, x credit.Position) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf("· "+format, args...)) }
	now := a.asOf
	for _, l := range x.Lots {
		if l.RefundableUntil.After(now) && l.Remaining.Sign() > 0 {
			say("lot #%d: %s can go back for %s; the fee is kept", l.ID, print.USD(l.Remaining), words.Until(l.RefundableUntil.Sub(now)))
		}
	}
	if slices.ContainsFunc(x.Lots, func(l lot.Lot) bool { return l.May }) {
		reading, other := "as if it happens", credit.Lenient
		if x.Account.Expiry == credit.Lenient {
			reading, other = "as if it does not happen", credit.Strict
		}
		say("\"may\": %s keeps the right to expire credit; read %s (tollbook account set %s --expiry %s)", x.Account.Gateway, reading, words.Shell(x.Account.Name), other)
	}
	for _, l := range x.Lots {
		if l.Assumed && l.Kind == lot.Purchase {
			say("~ assumed: purchases that an automatic top-up of %s would have made, until real ones are recorded", print.USD(*x.Account.AutoTopUp))
			break
		}
	}
	for _, l := range x.Lots {
		switch {
		case l.Assumed && l.Kind == lot.Opening:
			say("~ the opening balance at the first usage, from which the %s of %s come out", print.USD(x.Anchor.Stated.USD), a.When(x.Anchor.Stated.At))
		case l.Assumed && l.Kind == lot.Grant:
			say("~ %s: usage that was refunded and had no lot to go back to", print.USD(l.Credit))
		}
	}
	for _, e := range x.Excesses {
		say("! refund %d took %s more than was left: is usage or a purchase missing?", e.Refund.ID, print.USD(e.USD))
	}
	if x.Deficit.Sign() > 0 {
		say("! %s of usage had no credit: record the top-up that paid for it (tollbook topup add %s AMOUNT)", print.USD(x.Deficit), words.Shell(x.Account.Name))
	}
	if x.Drift != nil && !x.Drift.IsZero() {
		than := "more"
		if x.Drift.Sign() < 0 {
			than = "less"
		}
		say("%s's page said %s on %s, %s %s than the books", x.Account.Name, print.USD(x.Stated.USD), a.When(x.Stated.At), print.USD(x.Drift.Abs()), than)
	}
	return out
}
