package record

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ImportedText says in three lines what came of a file: a table of all of it would
// be wider than a terminal.
func ImportedText(run *cli.Run, path string, got usage.Imported) string {
	if got.Type == "" { // a folder of which no log was read
		return fmt.Sprintf("%s  nothing new", print.OneLine(filepath.Base(path)))
	}
	what := got.Type
	if got.Account != "" {
		what += " for " + got.Account
	}
	if !got.First.IsZero() {
		what += ", " + got.First.In(run.Zone).Format(pricing.Day) + " to " + got.Last.In(run.Zone).Format(pricing.Day)
	}
	rows := fmt.Sprintf("%s: %s new, %s known, %s updated", words.Counted(got.Rows, "row"), words.Number(int64(got.Added)), words.Number(int64(got.Duplicates)), words.Number(int64(got.Updated)))
	if got.Empty > 0 {
		rows += fmt.Sprintf(", %s empty", words.Number(int64(got.Empty)))
	}
	if got.Rejected > 0 {
		rows += fmt.Sprintf(", %s rejected", words.Number(int64(got.Rejected)))
	}
	if got.Computed > 0 {
		rows += fmt.Sprintf(", %s computed", words.Number(int64(got.Computed)))
	}
	return fmt.Sprintf("%s  %s\n  %s\n  %s", print.OneLine(filepath.Base(path)), print.USD(got.USD), print.OneLine(what), rows)
}

// ImportedNotes are what there is to know of a file that came in, beside ImportedText: which
// dollars do not count, what its reader warns of, and what the catalog lacks.
func ImportedNotes(path string, got usage.Imported) []string {
	return slices.Concat(effectWords(path, got), got.Warnings, logWords(path, got.Folder), unpricedWords(got.Unpriced))
}

// unpricedWords say what the catalog lacks.
func unpricedWords(unpriced []usage.Unpriced) (out []string) {
	for _, u := range unpriced {
		nearest := ""
		if len(u.Nearest) > 0 {
			nearest = "; nearest: " + strings.Join(u.Nearest, ", ")
		}
		out = append(out, fmt.Sprintf("the catalog has no rate for %s of %s at %s%s", words.Counted(int(u.Tokens), "token"), u.Model, u.Gateway, nearest))
	}
	return out
}

// joinUnpriced adds up what the catalog lacks over several files.
func joinUnpriced(all, more []usage.Unpriced) []usage.Unpriced {
	for _, u := range more {
		at := slices.IndexFunc(all, func(o usage.Unpriced) bool { return o.Gateway == u.Gateway && o.Model == u.Model })
		if at < 0 {
			all = append(all, u)
			continue
		}
		all[at].Tokens += u.Tokens
	}
	return all
}

// pricingHint says how a model that has no rate gets one; "" where each has one, or its
// gateway is one that nobody knows.
func pricingHint(run *cli.Run, unpriced []usage.Unpriced) string {
	i := slices.IndexFunc(unpriced, func(u usage.Unpriced) bool { return run.Catalog.Gateway(u.Gateway) != nil })
	if i < 0 {
		return ""
	}
	u := unpriced[i]
	return fmt.Sprintf("rates for it: tollbook catalog update, or one that you know: tollbook catalog set %s %s input USD; then tollbook reprice", words.Shell(u.Gateway), words.Shell(u.Model))
}

// effectWords say where not all of a file's dollars count, which others they replace,
// and which usage has no credit to come from.
func effectWords(path string, got usage.Imported) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if !got.OwnCountedUSD.Equal(got.USD) {
		say("%s: the books count %s of its %s: a better export, or the provider's own account, has the rest", path, print.USD(got.OwnCountedUSD), print.USD(got.USD))
	}
	if len(got.Replaced) > 0 {
		was, from := pricing.Money{}, []string{}
		for _, r := range got.Replaced {
			was, from = was.Add(r.USD), append(from, r.Account+": "+r.View)
		}
		say("%s: its %s counts instead of the %s that the books had of the same days (%s): they change by %s",
			path, print.USD(got.OwnCountedUSD), print.USD(was), strings.Join(from, ", "), print.USD(got.OwnCountedUSD.Sub(was)))
	}
	if !got.OwnListUSD.IsZero() {
		say("%s: %s of it is list value under a subscription, in no total", path, print.USD(got.OwnListUSD))
	}
	return append(out, deficitWords(got)...)
}

// deficitWords say which usage has no credit to come from.
func deficitWords(got usage.Imported) (out []string) {
	for _, d := range got.Deficits {
		if d.After.Cmp(d.Before) > 0 {
			out = append(out, fmt.Sprintf("%s: %s of its usage has no credit to come from (%s before); record what was bought: tollbook topup add %s USD --at DAY", d.Account, print.USD(d.After), print.USD(d.Before), words.Shell(d.Account)))
		}
	}
	return out
}

// logWords say what a walk did not read.
func logWords(path string, folder *usagefile.Folder) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if folder == nil {
		return nil
	}
	if folder.Unchanged > 0 {
		say("%s: %s not changed since the last walk", path, words.Counted(folder.Unchanged, "log"))
	}
	for i, s := range folder.Skipped {
		if i == 20 {
			say("%s: and %d more", path, len(folder.Skipped)-i)
			break
		}
		say("%s: left out: %v", filepath.Join(path, filepath.FromSlash(s.Path)), s.Reason)
	}
	return out
}

// importHint says how to go on after a refusal of what would count twice.
func importHint(path string, err error) error {
	var double *usage.DoubleError
	if errors.As(err, &double) && double.Line == 0 {
		return cli.WithHint(err, fmt.Sprintf("nothing is to be done if it is %s's; tollbook imports undo %d takes it back from there; --again counts it under both", double.Under, double.Import))
	}
	if double != nil {
		return cli.WithHint(err, print.Whole(fmt.Sprintf("tollbook import %s --account %s", words.Shell(path), words.Shell(double.Under)))+" takes what is new of it; --again counts it under both")
	}
	var gateway *pricing.UnknownGatewayError
	if errors.As(err, &gateway) {
		return cli.WithHint(err, fmt.Sprintf("--set gateway=NAME says which one is meant; --again takes %s as a new one, without a rate", words.Shell(gateway.Gateway)))
	}
	return err
}

// mapCommand is the command that would read a file of one's own, as far as the names of
// its columns or fields tell. What they don't tell stands in it in capitals.
func mapCommand(path string, unknown *usagefile.UnrecognisedError) string {
	if IsTopUpFile(unknown) {
		return "purchases, not usage: " + print.Whole("tollbook topup import "+words.Shell(path))
	}
	command := []string{"tollbook", "import", words.Shell(path)}
	known, wanting := unknown.Guess(), unknown.Wanting()
	where := "COLUMN"
	if unknown.JSON {
		where = "PATH"
	}
	for _, field := range usagefile.NativeFields() {
		column, ok := known[field]
		switch {
		case ok && column == field && !unknown.JSON: // a column is found without being named
		case ok:
			command = append(command, "--map", words.Shell(field+"="+column))
		case slices.Contains(wanting, field):
			command = append(command, "--map", field+"="+where)
		case field == "model":
			command = append(command, "--set", field+"=MODEL")
		}
	}
	if known["gateway"] == "" && known["account"] == "" {
		command = append(command, "--set", "gateway=GATEWAY")
	}
	return strings.Join(command, " ")
}
