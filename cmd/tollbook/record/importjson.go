package record

import (
	"errors"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

type importedJSON struct {
	ID         *int64            `json:"id"`
	File       string            `json:"file"`
	Type       string            `json:"type"`
	Account    string            `json:"account"`
	Rows       int               `json:"rows"`
	Added      int               `json:"added"`
	Duplicates int               `json:"duplicates"`
	Updated    int               `json:"updated"`
	Empty      int               `json:"empty"`
	Rejected   int               `json:"rejected"`
	Rejections []usagefile.Fault `json:"rejections"`
	Computed   int               `json:"computed"`
	USD        pricing.Money     `json:"usd"`
	BYOKUSD    pricing.Money     `json:"byok_usd"`
	Unpriced   []string          `json:"unpriced"`
	First      *string           `json:"first"`
	Last       *string           `json:"last"`
	Later      int               `json:"later"`
	Warnings   []string          `json:"warnings"`
	CountedUSD pricing.Money     `json:"counted_usd"`
	Deficits   []deficitJSON     `json:"deficits"`
	Proposed   []proposedJSON    `json:"proposed_topups"` // credit that the file tells of and nobody recorded
	Logs       *logsJSON         `json:"logs,omitempty"`
	Error      *string           `json:"error,omitempty"`
}

// logsJSON is what the walk of a folder found.
type logsJSON struct {
	Read      int           `json:"read"`
	Unchanged int           `json:"unchanged"`
	Skipped   []skippedJSON `json:"skipped"`
}

type skippedJSON struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// deficitJSON is usage of an account that no credit covers.
type deficitJSON struct {
	Account string        `json:"account"`
	Before  pricing.Money `json:"before_usd"`
	After   pricing.Money `json:"after_usd"`
}

// refusedValue is a file that was refused.
func refusedValue(path string, err error) importedJSON {
	text := err.Error()
	j := importedJSON{File: path, Error: &text, Rejections: []usagefile.Fault{}, Deficits: []deficitJSON{}, Proposed: []proposedJSON{}, Unpriced: []string{}, Warnings: []string{}}
	var rejected *usage.RejectedError
	if errors.As(err, &rejected) {
		j.Type, j.Rows, j.Rejections, j.Rejected = rejected.Type, rejected.Rows, rejected.Faults, rejected.Rejected
	}
	return j
}

func importedValue(got usage.Imported) importedJSON {
	j := importedJSON{File: got.File, Type: got.Type, Account: got.Account, Rows: got.Rows, Added: got.Added, Duplicates: got.Duplicates, Updated: got.Updated, Empty: got.Empty,
		Rejected: got.Rejected, Rejections: print.NotNull(got.Rejections), Computed: got.Computed, USD: got.USD, BYOKUSD: got.BYOKUSD, CountedUSD: got.CountedUSD, Deficits: []deficitJSON{}, Proposed: []proposedJSON{}, Unpriced: []string{}, Warnings: print.NotNull(got.Warnings),
		First: print.RFC3339(got.First), Last: print.RFC3339(got.Last), Later: got.Later}
	if got.ID != 0 {
		j.ID = &got.ID
	}
	for _, d := range got.Deficits {
		j.Deficits = append(j.Deficits, deficitJSON(d))
	}
	for _, u := range got.Unpriced {
		j.Unpriced = append(j.Unpriced, u.Model)
	}
	if f := got.Folder; f != nil {
		j.Logs = &logsJSON{Read: len(f.Read), Unchanged: f.Unchanged, Skipped: []skippedJSON{}}
		for _, s := range f.Skipped {
			j.Logs.Skipped = append(j.Logs.Skipped, skippedJSON{s.Path, s.Reason.Error()})
		}
	}
	return j
}
