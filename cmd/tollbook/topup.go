package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type topUpJSON struct {
	ID           int64          `json:"id"`
	Account      string         `json:"account"`
	Time         *string        `json:"time"`
	Kind         string         `json:"kind"`
	Of           *int64         `json:"of"`
	CreditUSD    pricing.Money  `json:"credit_usd"`
	FeeUSD       *pricing.Money `json:"fee_usd"`
	FeeRecorded  bool           `json:"fee_recorded"`
	FeeAssumed   bool           `json:"fee_assumed"`
	TaxUSD       *pricing.Money `json:"tax_usd"`
	PaidUSD      *pricing.Money `json:"paid_usd"`
	Method       *string        `json:"method"`
	ExpiresAt    *string        `json:"expires_at"`
	ExpiryPolicy *string        `json:"expiry_policy"`
	Note         *string        `json:"note"`
}

func newTopUpJSON(t lot.TopUp) topUpJSON {
	out := topUpJSON{ID: t.ID, Account: t.Account, Time: print.RFC3339(t.At), Kind: string(t.Kind), CreditUSD: t.Credit, FeeUSD: t.Fee, FeeRecorded: t.Charged,
		FeeAssumed: t.FeeAssumed, TaxUSD: t.Tax, Method: print.OrNull(t.By), ExpiresAt: print.RFC3339(t.Dies), ExpiryPolicy: print.OrNull(t.Policy), Note: print.OrNull(t.Note)}
	if t.By == "" {
		out.Method = print.OrNull(t.Method)
	}
	if t.Of != 0 {
		out.Of = &t.Of
	}
	switch paid, known := t.Paid(); {
	case t.Kind == lot.Grant || t.Kind == lot.Opening: // nothing was paid
		out.PaidUSD = &pricing.Money{}
	case known:
		out.PaidUSD = &paid
	}
	return out
}

// newTopUpCommand records what was bought.
func newTopUpCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "topup",
		Short: "purchases of credit, grants and refunds",
		Long: `Records what you bought: usage exports do not show it. The fee is the gateway's
schedule of that day unless --fee says what was really charged. Every top-up is a
lot of credit; tollbook credits shows what became of it.`,
		Example: "  tollbook topup add openrouter 100 --method card\n  tollbook topup list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTopUpList(cmd.Context(), a, "") },
	}
	cmd.AddCommand(newTopUpAddCommand(a), newTopUpListCommand(a), newTopUpImportCommand(a), newTopUpRefundCommand(a), newTopUpEditCommand(a), newTopUpRemoveCommand(a))
	return cmd
}

// topUpAddOptions are the flags of topup add.
type topUpAddOptions struct {
	method, at, fee, tax, note, expires string
	grant, opening                      bool
}

func (o *topUpAddOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.method, "method", "", "payment `METHOD`: card, crypto ... (default: the gateway's first)")
	f.StringVar(&o.at, "at", "", "`TIME` of the purchase: a day or RFC 3339 (default now)")
	f.StringVar(&o.fee, "fee", "", "fee really charged, in `USD` (default: the schedule of that day)")
	f.StringVar(&o.tax, "tax", "", "tax really charged, in `USD`: a memo, in no total")
	f.StringVar(&o.note, "note", "", "a `NOTE` to remember it by")
	f.BoolVar(&o.grant, "grant", false, "the credit was received without paying")
	f.BoolVar(&o.opening, "opening", false, "the credit is the balance with which the books begin")
	f.StringVar(&o.expires, "expires", "", "when the credit expires for certain: `TIME`, or never (default: the gateway's rule)")
}

func newTopUpAddCommand(a *app) *cobra.Command {
	var o topUpAddOptions
	cmd := &cobra.Command{
		Use:   "add ACCOUNT AMOUNT",
		Short: "record a top-up of AMOUNT dollars of credit, a grant or an opening balance",
		Long: `Records that AMOUNT dollars of credit came to ACCOUNT (openrouter, or
openrouter/team-a for a second account there): bought, or with --grant received
without paying, or with --opening the balance with which you begin to record.`,
		Example: "  tollbook topup add openrouter 100 --method card --at 2026-11-01T09:30:00Z\n  tollbook topup add openai 5 --grant --expires 2026-12-20",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpAdd(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpAdd(ctx context.Context, a *app, o topUpAddOptions, args []string) (err error) {
	t := lot.TopUp{Account: args[0], Kind: lot.Purchase, Method: o.method, Note: o.note}
	if t.Method == pricing.AnyMethod { // as JSON names what holds for every method
		t.Method = ""
	}
	if t.Credit, err = dollars("AMOUNT", args[1]); err != nil {
		return err
	}
	switch {
	case o.grant && o.opening:
		return wrongUse("--grant and --opening are two kinds of credit: give one")
	case o.grant:
		t.Kind = lot.Grant
	case o.opening:
		t.Kind = lot.Opening
	}
	if t.Kind != lot.Purchase && (o.fee != "" || o.tax != "" || t.Method != "") {
		return wrongUse("--%s is not paid for: --method, --fee and --tax are for purchases", t.Kind)
	}
	if t.At, err = a.timeFlag("--at", o.at); err != nil {
		return err
	}
	if t.Fee, err = maybeDollars("--fee", o.fee); err != nil {
		return err
	}
	t.Charged = t.Fee != nil
	if t.Tax, err = maybeDollars("--tax", o.tax); err != nil {
		return err
	}
	if t.Expires, err = expiresFlag(o.expires, t.At); err != nil {
		return err
	}
	s, err := a.openFor(ctx, t.Account)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	added, warnings, err := s.AddTopUp(ctx, t)
	if err != nil {
		return hintIfNone(err, "tollbook topup add --help has examples; --at gives the day of the purchase, like 2026-11-01")
	}
	return showTopUps(a, []lot.TopUp{added}, warnings, "tollbook credits "+words.Shell(added.Account), fmt.Sprintf("tollbook topup edit %d --fee USD", added.ID))
}

func newTopUpListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list [ACCOUNT]",
		Short:   "what was recorded, by time",
		Example: "  tollbook topup list\n  tollbook topup list openrouter --format csv",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTopUpList(cmd.Context(), a, strings.Join(args, ""))
		},
	}
}

func runTopUpList(ctx context.Context, a *app, account string) (err error) {
	s, err := openWithAccount(ctx, a.openToRead, account)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	list, err := s.TopUps(ctx, account)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return showTopUps(a, nil, nil, "tollbook topup add openrouter 100 --method card", "tollbook topup import topups.csv")
	}
	return showTopUps(a, list, nil, "tollbook credits", fmt.Sprintf("tollbook topup edit %d --fee USD", list[len(list)-1].ID))
}

// topUpImportOptions are the flags of topup import.
type topUpImportOptions struct {
	again bool
}

func (o *topUpImportOptions) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.again, "again", false, "take rows that a top-up of the ledger is equal to")
}

func newTopUpImportCommand(a *app) *cobra.Command {
	var o topUpImportOptions
	cmd := &cobra.Command{
		Use:   "import FILE.csv",
		Short: "record many top-ups from a CSV",
		Long: `Reads a CSV with the columns time,account,kind,credit_usd in one step: all of it, or
nothing; fee_usd,tax_usd,method,expires_at,expiry_policy,note may be there too.
kind is purchase, grant, opening, refund or balance; an empty fee is the schedule's of
that day, an empty expires_at the gateway's rule. A refund's fee_usd is the fee that
came back. tollbook topup list --format csv writes such a file. A row of the same
account, time, kind and credit as a top-up of the ledger is that top-up, and adds
nothing; two equal rows in one file are two.

- is standard input.`,
		Example: "  tollbook topup import topups.csv",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpImport(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpImport(ctx context.Context, a *app, o topUpImportOptions, args []string) (err error) {
	in := io.NopCloser(a.stdin)
	if args[0] != "-" {
		if in, err = os.Open(args[0]); errors.Is(err, fs.ErrNotExist) {
			return hintError{fmt.Errorf("%s: there is no such file", args[0]), "tollbook topup import --help says what its columns are"}
		} else if err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	got, err := s.ImportTopUps(ctx, args[0], in, o.again)
	var bad *ledger.TopUpFileError
	if errors.As(err, &bad) {
		return hintError{err, "mend the cells and import the file again: nothing of it was taken"}
	}
	if err != nil {
		return hintIfNone(err, "tollbook topup import --help says what its columns are")
	}
	return showTopUpFile(a, got)
}

// topUpRefundOptions are the flags of topup refund.
type topUpRefundOptions struct {
	at, note    string
	feeReturned bool
}

func (o *topUpRefundOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.at, "at", "", "`TIME` of the refund: a day or RFC 3339 (default now)")
	f.BoolVar(&o.feeReturned, "fee-returned", false, "the fee came back too, in proportion to the credit")
	f.StringVar(&o.note, "note", "", "a `NOTE` to remember it by")
}

func newTopUpRefundCommand(a *app) *cobra.Command {
	var o topUpRefundOptions
	cmd := &cobra.Command{
		Use:   "refund ID [AMOUNT]",
		Short: "record that credit of a top-up went back",
		Long: `Records that AMOUNT dollars of the credit of top-up ID went back, or all that was
left of it then. The fee stays paid unless --fee-returned.`,
		Example: "  tollbook topup refund 3\n  tollbook topup refund 3 20 --at 2026-11-02 --fee-returned",
		Args:    cobra.RangeArgs(1, 2),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpRefund(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpRefund(ctx context.Context, a *app, o topUpRefundOptions, args []string) (err error) {
	order := lot.RefundOrder{FeeReturned: o.feeReturned, Note: o.note}
	if order.Of, err = idArg(args[0], "tollbook topup list"); err != nil {
		return err
	}
	if len(args) == 2 {
		usd, err := dollars("AMOUNT", args[1])
		if err != nil {
			return err
		}
		order.USD = &usd
	}
	if order.At, err = a.timeFlag("--at", o.at); err != nil {
		return err
	}
	s, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	t, err := s.RefundTopUp(ctx, order)
	if err != nil {
		return topUpHint(err, "tollbook credits shows what is left of each lot, tollbook topup list when it was bought")
	}
	return showTopUps(a, []lot.TopUp{t}, nil, "tollbook credits "+words.Shell(t.Account), fmt.Sprintf("tollbook topup remove %d", t.ID))
}

// topUpEditOptions are the flags of topup edit.
type topUpEditOptions struct {
	fee, tax                          string
	amount, at, method, note, expires given[string]
}

func (o *topUpEditOptions) addFlags(f *pflag.FlagSet) {
	givenVar(f, f.StringVar, &o.amount, "amount", "", "credit in `USD`")
	givenVar(f, f.StringVar, &o.at, "at", "", "`TIME`: a day or RFC 3339")
	f.StringVar(&o.fee, "fee", "", "fee really charged, in `USD`, or schedule")
	f.StringVar(&o.tax, "tax", "", "tax in `USD`")
	givenVar(f, f.StringVar, &o.method, "method", "", "payment `METHOD`")
	givenVar(f, f.StringVar, &o.note, "note", "", "a `NOTE`")
	givenVar(f, f.StringVar, &o.expires, "expires", "", "`TIME`, never, or rule for the gateway's")
}

func newTopUpEditCommand(a *app) *cobra.Command {
	var o topUpEditOptions
	cmd := &cobra.Command{
		Use:     "edit ID",
		Short:   "correct a top-up",
		Example: "  tollbook topup edit 3 --fee 5.20\n  tollbook topup edit 3 --amount 50 --at 2026-11-01 --fee schedule",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpEdit(cmd.Context(), a, o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runTopUpEdit(ctx context.Context, a *app, o topUpEditOptions, args []string) (err error) {
	id, err := idArg(args[0], "tollbook topup list")
	if err != nil {
		return err
	}
	c := ledger.TopUpChange{}
	if o.amount.is {
		usd, err := dollars("--amount", o.amount.value)
		if err != nil {
			return err
		}
		c.Credit = &usd
	}
	if o.at.is {
		when, err := a.timeFlag("--at", o.at.value)
		if err != nil {
			return err
		}
		c.At = &when
	}
	if c.Schedule = o.fee == "schedule"; !c.Schedule {
		if c.Fee, err = maybeDollars("--fee", o.fee); err != nil {
			return err
		}
	}
	if c.Tax, err = maybeDollars("--tax", o.tax); err != nil {
		return err
	}
	if o.method.is {
		if o.method.value == pricing.AnyMethod {
			o.method.value = ""
		}
		c.Method = &o.method.value
	}
	if o.note.is {
		c.Note = &o.note.value
	}
	if o.expires.is {
		if o.expires.value == "rule" {
			o.expires.value = ""
		}
		e, err := ledger.ParseExpires(o.expires.value)
		if err != nil {
			return wrongUse("--expires: %w", err)
		}
		c.Expires = &e
	}
	if c == (ledger.TopUpChange{}) {
		return usageError{hintError{errors.New("nothing to change was given"), "tollbook topup edit --help shows the flags"}}
	}
	s, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	t, warnings, err := s.EditTopUp(ctx, id, c)
	if err != nil {
		return topUpHint(err, "tollbook topup list shows it and what belongs to it")
	}
	return showTopUps(a, []lot.TopUp{t}, warnings, "tollbook credits "+words.Shell(t.Account))
}

func newTopUpRemoveCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "remove ID",
		Short:   "forget a top-up, or the record of a refund",
		Example: "  tollbook topup remove 3",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTopUpRemove(cmd.Context(), a, args) },
	}
}

func runTopUpRemove(ctx context.Context, a *app, args []string) (err error) {
	id, err := idArg(args[0], "tollbook topup list")
	if err != nil {
		return err
	}
	s, err := a.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	t, err := s.RemoveTopUp(ctx, id)
	if err != nil {
		return topUpHint(err, "tollbook topup list shows it and what belongs to it")
	}
	a.Say("removed %s %d of %s: %s of credit", t.Kind, t.ID, t.Account, print.USD(t.Credit))
	return showTopUps(a, []lot.TopUp{t}, nil, "tollbook topup list", "tollbook credits")
}

// topUpHint says where ids are, and else where to look why a top-up can't be changed so.
func topUpHint(err error, look string) error {
	if errors.Is(err, ledger.ErrNoTopUp) {
		return hintError{err, "tollbook topup list shows their ids"}
	}
	return hintIfNone(err, look)
}

// topUpFileJSON is what an import of top-ups did.
type topUpFileJSON struct {
	Schema     string        `json:"schema"`
	File       string        `json:"file"`
	Rows       int           `json:"rows"`
	Added      int           `json:"added"`
	Duplicates int           `json:"duplicates"`
	TopUps     []topUpJSON   `json:"topups"`
	Balances   []balanceJSON `json:"balances"`
	Warnings   []string      `json:"warnings"`
}

// expiryWords says when credit dies and how certain that is.
func expiryWords(a *app, dies time.Time, policy string) string {
	switch {
	case policy == "":
		return ""
	case dies.IsZero() && strings.HasPrefix(policy, "may "):
		return "may, read as never"
	case dies.IsZero() && policy == "unknown":
		return "not known"
	case dies.IsZero():
		return "never"
	case strings.HasPrefix(policy, "may "):
		return "may, " + dies.In(a.Zone).Format(pricing.Day)
	}
	return dies.In(a.Zone).Format(pricing.Day)
}

// dollars reads an amount above zero.
func dollars(name, s string) (pricing.Money, error) {
	return dollarsLike(name, s, "want dollars above zero, like 25 or 14.55")
}

// dollarsLike is dollars with the words for what is no amount above zero.
func dollarsLike(name, s, want string) (pricing.Money, error) {
	m, err := pricing.ParseAmount(s)
	if errors.Is(err, pricing.ErrNotDecimal) || err == nil && m.Sign() <= 0 {
		return m, wrongUse("%s %q: %s", name, s, want)
	}
	if err != nil {
		return m, wrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// maybeDollars reads an amount of zero or more; nil for "".
func maybeDollars(name, s string) (*pricing.Money, error) {
	m, err := ledger.ParseCharge(s)
	if errors.Is(err, pricing.ErrNotDecimal) {
		return nil, wrongUse("%s %q: want dollars, zero or more, like 5.20", name, s)
	}
	if err != nil {
		return nil, wrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// timeFlag reads an instant; "" is now.
func (a *app) timeFlag(flag, s string) (time.Time, error) {
	if s == "" {
		return a.asOf, nil
	}
	t, err := pricing.ParseInstant(s)
	if err != nil {
		return t, wrongUse("%s: %w", flag, err)
	}
	return t, nil
}

// expiresFlag reads an expiry that comes after a purchase.
func expiresFlag(s string, bought time.Time) (lot.Expires, error) {
	e, err := ledger.ParseExpires(s)
	if err != nil {
		return e, wrongUse("--expires: %w", err)
	}
	if err := e.DiesAfter(bought); err != nil {
		return e, wrongUse("--expires %s: %w", s, err)
	}
	return e, nil
}

// idArg reads an ID as a list shows it.
func idArg(s, list string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, usageError{hintError{fmt.Errorf("ID %q: want the number that the list shows", s), list + " shows the ids"}}
	}
	return id, nil
}

// openFor opens the ledger to write for an account. Where there is no ledger yet,
// none is made for an account at a gateway that nobody knows.
func (a *app) openFor(ctx context.Context, account string) (*ledger.Store, error) {
	path, err := a.path()
	if err != nil {
		return nil, err
	}
	if !exists(path) {
		gateway, _, _ := strings.Cut(account, "/")
		if _, err := a.catalog.NeedGateway(gateway); err != nil {
			return nil, err
		}
	}
	return a.open(ctx)
}
