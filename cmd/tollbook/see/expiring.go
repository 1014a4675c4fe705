package see

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/credit"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type dyingJSON struct {
	Account string `json:"account"`
	lotJSON
	DaysLeft string         `json:"days_left"`
	SaveUSD  pricing.Money  `json:"save_usd_per_day"`
	BurnUSD  *pricing.Money `json:"burn_usd_per_day"`
	// The burn that saves it as requests of the account's most used model.
	SaveRequests *string        `json:"save_requests_per_day"`
	Model        *string        `json:"model"`
	RequestUSD   *pricing.Money `json:"usd_per_request"`
}

func newDyingJSON(l credit.DyingLot) dyingJSON {
	out := dyingJSON{l.Account, newLotJSON(l.Lot), l.Days, l.Save, l.Burn, print.OrNull(l.SaveRequests), print.OrNull(l.Model), nil}
	if l.Model != "" {
		out.RequestUSD = &l.RequestUSD
	}
	return out
}

type expiringJSON struct {
	Schema     string        `json:"schema"`
	AsOf       *string       `json:"as_of"`
	DataUntil  *string       `json:"data_until"`
	WithinDays int           `json:"within_days"`
	LostUSD    pricing.Money `json:"lost_usd"`
	Accounts   []soFarJSON   `json:"accounts"`
	Lots       []dyingJSON   `json:"lots"`
}

// Records are the lots that die.
func (e expiringJSON) Records() (rows []any, empty any) {
	return print.Rows(e.Lots)
}

type soFarJSON struct {
	Account     string         `json:"account"`
	FeesPaidUSD *pricing.Money `json:"fees_paid_usd"`
	LostUSD     pricing.Money  `json:"lost_usd"`
}

func newSoFarJSON(list []credit.SoFar) []soFarJSON {
	out := []soFarJSON{}
	for _, x := range list {
		out = append(out, soFarJSON{x.Account, x.FeesPaid, x.Lost})
	}
	return out
}

// expiringOptions are the flags of expiring.
type expiringOptions struct {
	within string
}

func (o *expiringOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.within, "within", "60d", "how far to look: `DAYS`, like 60d")
}

// NewExpiringCommand lists the lots that die soon.
func NewExpiringCommand(run *cli.Run) *cobra.Command {
	var o expiringOptions
	cmd := &cobra.Command{
		Use:   "expiring",
		Short: "credit that expires soon, and the burn that would save it",
		Long: `Lists the lots that expire with credit left, soonest first: what of it is likely lost,
by simulating the account's burn, and what has to be used a day until then for
nothing to be lost, in dollars and in requests of the model that the account uses
most, at what those cost there in the last 30 days of data.`,
		Example: "  tollbook expiring\n  tollbook expiring --within 365d --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runExpiring(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runExpiring(ctx context.Context, run *cli.Run, o expiringOptions) (err error) {
	span, err := cli.SpanFlag("--within", o.within)
	if err != nil {
		return err
	}
	s, err := run.OpenToRead(ctx)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	c, err := s.Credits(ctx, "", run.AsOf)
	if err != nil {
		return err
	}
	return showExpiring(run, c, span)
}

func showExpiring(run *cli.Run, c credit.Books, within time.Duration) error {
	dying := c.Expiring(within)
	soFar := soFarOf(c.WithLots())
	var lost pricing.Money
	for _, x := range soFar {
		lost = lost.Add(x.Lost)
	}
	out := expiringJSON{"tollbook.expiring.v1", print.RFC3339(c.AsOf), print.RFC3339(c.DataUntil), int(within / (24 * time.Hour)), lost, newSoFarJSON(soFar), []dyingJSON{}}
	t := print.NewTable("ACCOUNT", ">LOT", "EXPIRES", "IN", ">LEFT", ">LIKELY LOST", ">SAVE/DAY", ">BURN/DAY").Dropping("IN", "LOT", "BURN/DAY")
	for _, l := range dying {
		out.Lots = append(out.Lots, newDyingJSON(l))
		t.Add(l.Account, lotName(l.Lot), run.Expiry(l.Expires, l.Policy), words.Days(l.Days), print.USD(l.Remaining), likelyLost(l.Lot), print.USD(l.Save), print.USDOr(l.Burn, "-"))
	}
	if err := run.Emit(out, expiringProse(c, dying, soFar, lost, within), t); err != nil {
		return err
	}
	if len(soFar) == 0 {
		run.Next("tollbook topup add openrouter 100 --method card")
	} else {
		run.Next("tollbook credits", "tollbook account list")
	}
	return nil
}

// expiringProse is the headline: what was lost so far, and what dies next.
func expiringProse(c credit.Books, dying []credit.DyingLot, soFar []credit.SoFar, lost pricing.Money, within time.Duration) string {
	if len(soFar) == 0 {
		return c.NoCreditWords()
	}
	lines := []string{fmt.Sprintf("Lost so far: %s of credit expired unused. By account: %s", print.USD(lost), soFarWords(soFar))}
	days := int(within / (24 * time.Hour))
	if len(dying) == 0 {
		return strings.Join(append(lines, fmt.Sprintf("No credit expires within %s.", words.Counted(days, "day"))), "\n")
	}
	var certain, may pricing.Money
	for _, l := range dying {
		if l.May {
			may = may.Add(l.Remaining)
		} else {
			certain = certain.Add(l.Remaining)
		}
	}
	var parts []string
	if certain.Sign() > 0 {
		parts = append(parts, print.USD(certain)+" expires")
	}
	if may.Sign() > 0 {
		parts = append(parts, print.USD(may)+" may expire")
	}
	head := fmt.Sprintf("%s within %s unless it is used", strings.Join(parts, ", "), words.Counted(days, "day"))
	likely, known := likelyLostOf(dying)
	if known && likely.Sign() == 0 {
		return strings.Join(append(lines, head+"; at the present burn all of it is used in time."), "\n")
	}
	if known {
		head += fmt.Sprintf("; likely lost: %s", print.USD(likely))
	}
	return strings.Join(append(lines, head+".", saveLine(dying)), "\n")
}

// likelyLostOf adds up what will likely expire; false where that is known of no lot.
func likelyLostOf(dying []credit.DyingLot) (sum pricing.Money, known bool) {
	for _, l := range dying {
		if l.Outlook != nil {
			sum, known = sum.Add(l.Outlook.ExpectedBreakage), true
		}
	}
	return sum, known
}

// saveLine says what saves the first lot that loses anything.
func saveLine(dying []credit.DyingLot) string {
	first := dying[0]
	for _, l := range dying {
		if l.Outlook != nil && l.Outlook.ExpectedBreakage.Sign() > 0 {
			first = l
			break
		}
	}
	line := fmt.Sprintf("First: use %s a day at %s for %s", print.USD(first.Save), print.OneLine(first.Account), words.Days(first.Days))
	if first.Burn != nil {
		line += fmt.Sprintf(", now %s", print.USD(*first.Burn))
	}
	if first.SaveRequests != "" {
		n, places := pricing.MustFigure(first.SaveRequests), int32(0)
		if n.Cmp(pricing.MustMoney("10")) < 0 {
			places = 1
		}
		line += fmt.Sprintf(": %s a day of %s at %s each", words.Count(n.Fixed(places), "request"), print.OneLine(first.Model), print.USD(first.RequestUSD))
	}
	return line + "."
}
