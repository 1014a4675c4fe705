package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Books reads what the ledger comes to at an instant, without the outlook of the lots,
// which takes simulation: a thousand daily sums in about 4 ms. What is then asked of them
// takes half a millisecond a thousand.
func (s *Store) Books(ctx context.Context, asOf time.Time) (credit.Books, error) {
	return s.booksOf(ctx, usage.SumsQuery{AsOf: asOf})
}

// BooksByLabel are the Books of which one can also ask who used something.
func (s *Store) BooksByLabel(ctx context.Context, asOf time.Time) (credit.Books, error) {
	return s.booksOf(ctx, usage.SumsQuery{AsOf: asOf, Labels: &usage.LabelsQuery{}})
}

// booksOf reads the books of a query in a transaction of their own.
func (s *Store) booksOf(ctx context.Context, of usage.SumsQuery) (b credit.Books, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		b, err = readBooks(ctx, tx, s.catalog, of)
		return err
	})
	return b, err
}

// readBooks reads the books of a query; q is a transaction. It returns credit.ErrNoAccount for an
// account that is named and not there.
func readBooks(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, of usage.SumsQuery) (credit.Books, error) {
	if !of.AsOf.IsZero() {
		credit.AskForSteps(c, of.AsOf, &of)
	}
	sums, err := usage.ReadSums(ctx, q, c, of)
	if err != nil {
		return credit.Books{}, err
	}
	e, err := readEntries(ctx, q, c, of.Account)
	if err != nil {
		return credit.Books{}, err
	}
	if of.Account != "" && len(e.Accounts) == 0 {
		return credit.Books{}, fmt.Errorf("account %q: %w", of.Account, credit.ErrNoAccount)
	}
	b, err := credit.DeriveAt(ctx, q, sums, e)
	sums.Parts = nil // announced rates are found in them; nobody asks for them again
	return b, err
}

// readEntries reads what people recorded of one account, or of all for "".
func readEntries(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, account string) (e credit.Entries, err error) {
	all, err := accounts(ctx, q, c)
	if err != nil {
		return e, err
	}
	for _, a := range all {
		if account == "" || a.Name == account {
			e.Accounts = append(e.Accounts, a)
		}
	}
	if e.Histories, err = histories(ctx, q, c, account); err != nil {
		return e, err
	}
	e.Grown, err = grownCredit(ctx, q)
	return e, err
}

// histories reads top-ups and balances by account.
func histories(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, account string) (map[string]lot.History, error) {
	topUps, err := topUps(ctx, q, c, account)
	if err != nil {
		return nil, err
	}
	stated, err := balances(ctx, q, account)
	if err != nil {
		return nil, err
	}
	out := map[string]lot.History{}
	for _, t := range topUps {
		h := out[t.Account]
		h.TopUps = append(h.TopUps, t)
		out[t.Account] = h
	}
	for _, b := range stated {
		h := out[b.Account]
		h.Balances = append(h.Balances, b)
		out[b.Account] = h
	}
	return out, nil
}

// booked reports whether any credit is recorded, or derived from settings: else usage of
// other days than a report's says nothing about its fees.
func booked(ctx context.Context, q sqlite.Reader) (yes bool, err error) {
	err = q.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM topup)
			OR EXISTS (SELECT 1 FROM balance)
			OR EXISTS (SELECT 1 FROM account WHERE auto_topup IS NOT NULL)`).Scan(&yes)
	return yes, sqlite.Fault(err)
}

// Report adds up usage by group. An unknown group, or a model that the
// ledger has no usage of, is an error.
func (s *Store) Report(ctx context.Context, q report.Query) (report.Report, error) {
	if err := q.Validate(); err != nil {
		return report.Report{}, err
	}
	b, err := s.booksFor(ctx, q)
	if err != nil {
		return report.Report{}, err
	}
	return report.Make(b, q)
}

// booksFor reads what a report is made of: the sums of its months, of all time where lots
// have to be derived.
func (s *Store) booksFor(ctx context.Context, q report.Query) (b credit.Books, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		b, err = readBooksFor(ctx, tx, s.catalog, q)
		return err
	})
	return b, err
}

func readBooksFor(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, r report.Query) (credit.Books, error) {
	recorded, err := booked(ctx, q)
	if err != nil {
		return credit.Books{}, err
	}
	of := usage.SumsQuery{AsOf: r.AsOf, Account: r.Account, Labels: labelsFor(r)}
	var e credit.Entries
	if recorded {
		e, err = readEntries(ctx, q, c, "")
	} else {
		of.From, of.To = r.Months()
	}
	if err != nil {
		return credit.Books{}, err
	}
	sums, err := usage.ReadSums(ctx, q, c, of)
	if err != nil {
		return credit.Books{}, err
	}
	return credit.DeriveAt(ctx, q, sums, e)
}

// labelsFor are the label sums that a report is made of; nil where it needs none.
func labelsFor(r report.Query) *usage.LabelsQuery {
	if !r.ByLabel() {
		return nil
	}
	from, to := r.Months()
	return &usage.LabelsQuery{From: from, To: to}
}

// Credits are the Books with the outlook of the lots. An account that is named has to be
// there (credit.ErrNoAccount); "" is all.
func (s *Store) Credits(ctx context.Context, account string, asOf time.Time) (credit.Books, error) {
	b, err := s.booksOf(ctx, usage.SumsQuery{AsOf: asOf, Account: account})
	if err != nil {
		return b, err
	}
	projection.Foresee(&b)
	return b, nil
}

// Rows lists the rows behind a report's figure, a page at a time, and adds all of
// them up (report.ReadRows); ending ctx ends it.
func (s *Store) Rows(ctx context.Context, b credit.Books, q report.RowsQuery) (out report.Rows, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		out, err = report.ReadRows(ctx, tx, b, q)
		return err
	})
	return out, err
}

// FindRows finds rows by what their export or a list calls them: the request id,
// a row's Address, or FILE:LINE. Several accounts may have one id, and rows without
// an id are found by the others. It returns report.ErrNoRow.
func (s *Store) FindRows(ctx context.Context, name string) (out []report.UsageRow, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		out, err = report.FindRows(ctx, tx, s.catalog, name)
		return err
	})
	return out, err
}

// Forecast projects the accounts that pay in dollars over calendar months. An account
// that is named has to be there (credit.ErrNoAccount).
func (s *Store) Forecast(ctx context.Context, q projection.Query) (projection.Forecast, error) {
	if err := q.Validate(); err != nil {
		return projection.Forecast{}, err
	}
	b, err := s.booksOf(ctx, usage.SumsQuery{AsOf: q.AsOf, Account: q.Account})
	if err != nil {
		return projection.Forecast{}, err
	}
	return projection.Make(b, q)
}

// ProjectedWorkload is Workload as the next 30 days are projected to be: each
// account's usage, in its own mix of models and hours, scaled from what it came to
// to what it is projected to come to. An account without a projection goes on as it
// was. The workload's notes say what that rests on. It returns projection.ErrNothingToProject.
//
//	$10 in 20 days, $18 projected for 30: every line 1.8 times, and no more 30/20
func (s *Store) ProjectedWorkload(ctx context.Context, q WorkloadQuery) (w pricing.Workload, err error) {
	var b credit.Books
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		if w, err = workload(ctx, tx, s.catalog, q); err != nil || w.Empty() {
			return err
		}
		b, err = readBooks(ctx, tx, s.catalog, usage.SumsQuery{AsOf: q.AsOf, Account: q.Account})
		return err
	})
	if err != nil || w.Empty() {
		return w, err
	}
	return projection.ProjectWorkload(b, w, q.Account)
}

// Plan finds the purchase that a person would make at an account, and the one that
// costs least a year, on average over its simulated futures (DESIGN.md 3.7), and when
// the first has to be made. It returns
// credit.ErrNoAccount, projection.ErrSeveralAccounts, projection.ErrNoBurn and the errors of pricing's plan.
func (s *Store) Plan(ctx context.Context, q projection.PlanQuery) (projection.Plan, error) {
	out := projection.Plan{TopUpPlan: pricing.TopUpPlan{Gateway: q.Gateway}}
	if _, err := s.catalog.NeedGateway(q.Gateway); err != nil {
		return out, err
	}
	b, err := s.Books(ctx, q.Terms.At)
	if err != nil {
		return out, err
	}
	return projection.MakePlan(b, q)
}
