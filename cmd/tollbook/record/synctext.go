package record

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/pull"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type syncJSON struct {
	Schema  string       `json:"schema"`
	Sources []syncedJSON `json:"sources"`
}

// syncedJSON is what became of one source.
type syncedJSON struct {
	Name        string         `json:"name"`
	Kind        string         `json:"kind"`
	Account     string         `json:"account"`
	Rows        int            `json:"rows"`
	Requests    *int64         `json:"requests"` // that an engine's sums stand for
	Added       int            `json:"added"`
	Duplicates  int            `json:"duplicates"`
	Updated     int            `json:"updated"`
	Removed     int            `json:"removed"`
	USD         pricing.Money  `json:"usd"`
	BYOKUSD     pricing.Money  `json:"byok_usd"`
	From        *string        `json:"from"`
	To          *string        `json:"to"`
	KnownUntil  *string        `json:"known_until"`
	BalanceUSD  *pricing.Money `json:"balance_usd"`
	MissingDays []string       `json:"missing_days"`
	MissingUSD  *pricing.Money `json:"missing_usd"`
	Proposed    []proposedJSON `json:"proposed_topups"`
	Accepted    []topUpJSON    `json:"accepted_topups"`
	Unpriced    []string       `json:"unpriced"`
	Warnings    []string       `json:"warnings"`
	Error       *string        `json:"error"`

	pull     ledger.Pull
	missing  []usage.DaySpan
	proposed []ledger.ProposedTopUp
	doubtful bool // what is proposed is recorded already
}

type proposedJSON struct {
	ID        int64          `json:"id"`
	Account   string         `json:"account"`
	Kind      lot.Kind       `json:"kind"`
	CreditUSD pricing.Money  `json:"credit_usd"`
	FeeUSD    *pricing.Money `json:"fee_usd"` // by the schedule
	After     *string        `json:"after"`
	Until     *string        `json:"until"`
	Note      string         `json:"note"` // what else a log says of it
}

func newProposedJSON(p ledger.ProposedTopUp) proposedJSON {
	return proposedJSON{p.ID, p.Account, p.Kind, p.Credit, p.FeeUSD, print.RFC3339(p.After), print.RFC3339(p.Until), p.Note}
}

// lastDay is the last day that a pull told something of.
func lastDay(p ledger.Pull) time.Time { return pricing.StartOfDay(p.Until.Add(-1)) }

// failedSync is a source that could not be asked, or whose answer could not be booked.
func failedSync(x ledger.Source, err error) syncedJSON {
	return syncedJSON{Name: x.Name, Kind: x.Kind, Account: x.Account, MissingDays: []string{}, Proposed: []proposedJSON{}, Accepted: []topUpJSON{}, Unpriced: []string{}, Warnings: []string{}, Error: print.OrNull(err.Error())}
}

func newSyncedJSON(answer *pull.Answer, got ledger.Pulled) syncedJSON {
	p := answer.Pull
	out := syncedJSON{Name: p.Source.Name, Kind: p.Source.Kind, Account: got.Account, Rows: got.Rows, Added: got.Added, Duplicates: got.Duplicates, Updated: got.Updated, Removed: got.Removed,
		USD: got.USD, BYOKUSD: got.BYOKUSD, From: print.OrNull(p.First.Format(pricing.Day)), To: print.OrNull(lastDay(p).Format(pricing.Day)), KnownUntil: print.RFC3339(p.Until), BalanceUSD: p.Balance,
		MissingDays: []string{}, MissingUSD: got.MissingUSD, Proposed: []proposedJSON{}, Accepted: []topUpJSON{}, Unpriced: []string{}, pull: p, missing: got.Missing}
	if n := answer.Requests(); n > 0 || pull.IsEngine(p.Source.Kind) {
		out.Requests = &n
	}
	for _, d := range got.Missing {
		for day := d.From; !day.After(d.To); day = day.Add(pricing.DayLength) {
			out.MissingDays = append(out.MissingDays, day.Format(pricing.Day))
		}
	}
	for _, u := range got.Unpriced {
		out.Unpriced = append(out.Unpriced, u.Model)
	}
	out.Warnings = print.NotNull(append(answer.Warnings, got.Warnings...))
	return out
}

// showSync says what became of the sources, and of those that failed why.
func showSync(run *cli.Run, out syncJSON, failed []error) error {
	t := print.NewTable("SOURCE", "ACCOUNT", "DAYS", ">ROWS", ">NEW", ">CHANGED", ">GONE", ">USD", "KNOWN UNTIL").Folding("ACCOUNT", "SOURCE").Dropping("GONE", "CHANGED", "KNOWN UNTIL", "ACCOUNT")
	var notes, next []string
	for _, x := range out.Sources {
		if x.Error != nil {
			continue
		}
		rows := words.Number(int64(x.Rows))
		if x.Requests != nil {
			notes = append(notes, fmt.Sprintf("%s: %s of %s", x.Name, words.Counted(x.Rows, "sum"), words.Counted(int(*x.Requests), "request")))
		}
		t.Add(x.Name, x.Account, *x.From+" to "+*x.To, rows, words.Number(int64(x.Added)), words.Number(int64(x.Updated)), words.Number(int64(x.Removed)), print.USD(x.USD), run.When(x.pull.Until))
		notes = append(notes, syncNotes(run, x)...)
		if len(x.Proposed) > 0 && !x.doubtful {
			next = append(next, "tollbook sync "+words.Shell(x.Name)+" --accept")
		}
	}
	prose := ""
	if t.Empty() {
		prose = "nothing was pulled"
	}
	if err := run.Emit(out, prose, t); err != nil {
		return err
	}
	for _, note := range notes {
		run.Say("%s", note)
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	run.Next(append(next, "tollbook credits", "tollbook compare")...)
	return nil
}

// syncNotes are what a person should know beside the table.
func syncNotes(run *cli.Run, x syncedJSON) (notes []string) {
	say := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if x.BalanceUSD != nil {
		say("%s states a balance of %s", x.Account, print.USD(*x.BalanceUSD))
	}
	for i, d := range x.missing {
		if i == 3 {
			say("  and %d more stretches", len(x.missing)-i)
			break
		}
		lack := ""
		if x.MissingUSD != nil && i == 0 {
			lack = fmt.Sprintf(", %s of use in all", print.USD(*x.MissingUSD))
		}
		say("missing: %s to %s (%s%s) is older than the gateway tells, and not in the books; its own export may have it", d.From.Format(pricing.Day), d.To.Format(pricing.Day), words.Counted(d.Days(), "day"), lack)
	}
	for _, p := range x.proposed {
		fee := ""
		if p.FeeUSD != nil {
			fee = ", with a fee of about " + print.USD(*p.FeeUSD)
		}
		say("proposed: %s's credit grew by %s between %s and %s: a purchase%s? --accept records it", p.Account, print.USD(p.Credit), run.When(p.After), run.When(p.Until), fee)
	}
	for _, t := range x.Accepted {
		say("recorded: %s of credit for %s as top-up %d; tollbook topup edit %d corrects its fee, method or time", print.USD(t.CreditUSD), t.Account, t.ID, t.ID)
	}
	if len(x.Unpriced) > 0 {
		say("no rate for %s: tollbook models QUERY finds the nearest names", strings.Join(x.Unpriced, ", "))
	}
	return append(notes, x.Warnings...)
}
