package usage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// An Imported says what an import did to the ledger.
type Imported struct {
	ID         int64 // 0 for a dry run
	File       string
	Type       string
	Account    string // the accounts that rows went to, comma separated
	Rows       int    // records read: the sum of the five below
	Added      int
	Duplicates int // known already, with the same figures
	Updated    int // known already, with other figures: the newer ones count
	Empty      int // buckets in which nothing happened
	Rejected   int // records left out: with SkipBad, and damaged lines of agents' logs
	Rejections []usagefile.Fault
	Computed   int           // rows priced by the catalog, for want of a cost
	USD        pricing.Money // by how much the ledger's dollars grew
	BYOKUSD    pricing.Money // the same of own-key spend
	// CountedUSD is by how much the dollars of a report grew: less than USD where
	// another view of the same spend counts, or where USD is a subscription's list
	// value, by which CountedListUSD grew.
	CountedUSD     pricing.Money
	CountedListUSD pricing.Money
	// OwnCountedUSD is how much of USD counts, and OwnListUSD how much of that is list
	// value under a subscription. Replaced is what counts no more because of it.
	OwnCountedUSD pricing.Money
	OwnListUSD    pricing.Money
	Replaced      []ViewReplaced
	Deficits      []DeficitChange // of usage that no credit covers, by account
	Unpriced      []Unpriced
	First         time.Time // of the file's rows; zero for none
	Last          time.Time
	Later         int               // rows later than the import: kept, and in no report until then
	Folder        *usagefile.Folder // what the walk of a folder found; nil for a file
	Own           bool              // a CSV of one's own, whose columns a mapping says
	Warnings      []string          // what is not wrong with the file but should be known
	Bad           []BadRecords
	Proposed      int // purchases and gifts of which the file tells, recorded or not
}

// BadRecords are the records of a file that were left out, to be written aside,
// mended and imported.
type BadRecords struct {
	Part    string   // the file's name in an archive of several; "" for any other
	Header  []string // nil for JSON, of which a record is one field
	Comma   rune     // between the columns, so that decimal commas stay what they are
	Records [][]string
}

// An Unpriced model is one that the catalog has no rate for at its gateway, at
// all or for some of the tokens at their time.
type Unpriced struct {
	Gateway string
	Model   string // as written
	Tokens  int64
	Nearest []string // models with a similar name, where the catalog has no rate at all
	unknown bool     // there is no rate at all
}

// A RejectedError refuses a file for its bad cells: all of them.
type RejectedError struct {
	File     string
	Type     string
	Rows     int // records read
	Rejected int // records with bad cells
	Faults   []usagefile.Fault
}

func (e *RejectedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, nothing was imported", e.File, words.Counted(len(e.Faults), "bad "+e.what()))
	for i, f := range e.Faults {
		if i == 20 {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Faults)-i)
			break
		}
		b.WriteString("\n  ")
		if f.Part != "" {
			b.WriteString(f.Part + " ")
		}
		fmt.Fprintf(&b, "line %d: ", f.Line)
		if f.Column != "" {
			fmt.Fprintf(&b, "column %s: %q ", f.Column, f.Value)
		}
		b.WriteString(f.Reason)
	}
	return b.String()
}

// what is bad: lines where all faults are of whole ones, else cells.
func (e *RejectedError) what() string {
	if slices.ContainsFunc(e.Faults, func(f usagefile.Fault) bool { return f.Column != "" }) {
		return "cell"
	}
	return "line"
}

// damagedWords name the lines of agents' logs that are no JSON, the first 20 of them.
func damagedWords(lines []usagefile.Fault) (out []string) {
	slices.SortFunc(lines, func(a, b usagefile.Fault) int { return cmp.Or(strings.Compare(a.Part, b.Part), a.Line-b.Line) })
	for i, f := range lines {
		if i == 20 {
			return append(out, fmt.Sprintf("and %d more damaged lines", len(lines)-i))
		}
		where := fmt.Sprintf("line %d", f.Line)
		if f.Part != "" {
			where = f.Part + " " + where
		}
		out = append(out, fmt.Sprintf("%s is damaged (%q): what it told is lost, all else is in", where, f.Value))
	}
	return out
}

// ErrNoGateway refuses a file of one's own that does not say whose usage it is.
var ErrNoGateway = errors.New("no gateway: say whose usage it is with --set gateway=openrouter, or --map gateway=COLUMN")

// Currencies are those of which a rate is missing, by name.
func (e *RejectedError) Currencies() []string {
	var out []string
	for _, f := range e.Faults {
		if f.Currency != "" && !slices.Contains(out, f.Currency) {
			out = append(out, f.Currency)
		}
	}
	slices.Sort(out)
	return out
}

// A DeficitChange is what an import did to the usage of an account that no credit
// covers.
type DeficitChange struct {
	Account string
	Before  pricing.Money
	After   pricing.Money
}

// A ViewReplaced is spend that an import brought a better view of: what the books had of
// the same days counts no more.
type ViewReplaced struct {
	Account string
	View    string        // in words, like "another tool's estimate"
	USD     pricing.Money // that counted before
}
