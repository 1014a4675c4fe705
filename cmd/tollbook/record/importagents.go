package record

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// An agentFolder is a folder into which an agent writes its logs, looked for and, where it
// is there, imported.
type agentFolder struct {
	usagefile.LogFolder
	there bool
	logs  bool // it holds logs
	got   usage.Imported
	err   error
}

// agent is the name of whose folder it is. Where several agents write alike, the account to
// which calls went that no gateway had tells.
func (f agentFolder) agent(c *pricing.Catalog) string {
	name := cmp.Or(f.Format.Account, f.Format.Name)
	own := ""
	for went := range strings.SplitSeq(f.got.Account, ",") {
		if went = strings.TrimSpace(went); went == name {
			return name
		}
		if own == "" && c.Gateway(went) == nil {
			own = went
		}
	}
	return cmp.Or(own, name)
}

// lookedJSON is a folder that was looked for.
type lookedJSON struct {
	Agent  string `json:"agent"`
	Type   string `json:"type"`
	Folder string `json:"folder"`
	Found  bool   `json:"found"` // the folder is there and holds logs
}

// runImportAgents imports the folders of logs of all agents, as far as they are there.
func runImportAgents(ctx context.Context, run *cli.Run, o importOptions) (err error) {
	if o.account != "" {
		return cli.WrongUse("--account: each agent's calls have an account of their own; tollbook import FOLDER --account NAME names one for a folder")
	}
	opt, err := o.options()
	if err != nil {
		return err
	}
	folders, err := agentFolders(run, opt.Type)
	if err != nil {
		return err
	}
	s, err := run.OpenToAdd(ctx, opt.DryRun, slices.ContainsFunc(folders, func(f agentFolder) bool { return f.there }))
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	return showAgents(run, importAgents(ctx, run, s, folders, opt), opt)
}

// agentFolders looks for the folders of all agents, or of those whose logs have a type. One
// that a link leads to a second time is left out.
func agentFolders(run *cli.Run, typ string) ([]agentFolder, error) {
	var out []agentFolder
	seen := map[string]bool{}
	for _, l := range usagefile.LogFolders(usagefile.System{OS: runtime.GOOS, Home: run.HomeFolder(), Getenv: run.Getenv}) {
		if typ != "" && l.Format.Name != typ {
			continue
		}
		f := agentFolder{LogFolder: l}
		if info, err := os.Stat(l.Path); err == nil {
			f.there = info.IsDir()
		} else if !errors.Is(err, fs.ErrNotExist) {
			f.there = true // reading it says why not
		}
		if real, err := filepath.EvalSymlinks(l.Path); err == nil {
			if seen[real] {
				continue
			}
			seen[real] = true
		}
		out = append(out, f)
	}
	switch {
	case len(out) > 0:
		return out, nil
	case typ != "":
		return nil, cli.WrongUse("--type %s: no agent of that type has folders of its own; name the file: tollbook import FILE --type %s", typ, typ)
	}
	return nil, cli.WithHint(errors.New("no home folder is known, so nobody knows where the agents' logs are"), "set $HOME, or name a folder: tollbook import FOLDER")
}

// AgentPaths are the folders of logs of all agents that are there.
func AgentPaths(run *cli.Run) (paths []string, err error) {
	folders, err := agentFolders(run, "")
	if err != nil {
		return nil, err
	}
	for _, f := range folders {
		if f.there {
			paths = append(paths, f.Path)
		}
	}
	if len(paths) == 0 {
		return nil, NoAgents()
	}
	return paths, nil
}

// NoAgents refuses to go on where no agent's logs were found.
func NoAgents() error {
	return cli.WithHint(errors.New("no agent's logs are where agents put them"), "an agent that writes elsewhere: tollbook import FOLDER; tollbook help agents says whose logs are read")
}

// importAgents imports the folders that are there, each as one import. Those after an
// interruption are left out.
func importAgents(ctx context.Context, run *cli.Run, s *ledger.Store, folders []agentFolder, opt usage.ImportOptions) []agentFolder {
	for i := range folders {
		f := &folders[i]
		if !f.there {
			continue
		}
		f.got, f.err = ImportFile(ctx, run, s, f.Path, opt)
		if cli.Interrupted(ctx, f.err) {
			f.err, f.logs = fmt.Errorf("import %s: %w", f.Path, context.Canceled), true
			return folders[:i+1]
		}
		if f.logs = !errors.Is(f.err, usagefile.ErrNoLogs); !f.logs {
			f.err = nil
		}
	}
	return folders
}

// showAgents says what came of each folder and which are not there.
func showAgents(run *cli.Run, folders []agentFolder, opt usage.ImportOptions) error {
	out := struct {
		Schema string         `json:"schema"`
		DryRun bool           `json:"dry_run"`
		Files  []importedJSON `json:"files"`
		Looked []lookedJSON   `json:"looked"`
	}{Schema: "tollbook.import.v1", DryRun: opt.DryRun, Files: []importedJSON{}}
	var found []agentFolder
	var faults []error
	var unpriced []usage.Unpriced
	var lacking, empty []agentFolder
	for _, f := range folders {
		out.Looked = append(out.Looked, lookedJSON{f.agent(run.Catalog), f.Format.Name, f.Path, f.logs})
		switch {
		case !f.there:
			lacking = append(lacking, f)
		case !f.logs:
			empty = append(empty, f)
		case f.err != nil:
			faults = append(faults, f.err)
			out.Files = append(out.Files, refusedValue(f.Path, f.err))
		default:
			found = append(found, f)
			unpriced = joinUnpriced(unpriced, f.got.Unpriced)
			out.Files = append(out.Files, importedValue(f.got))
		}
	}
	prose := ""
	if opt.DryRun {
		prose = "dry run: nothing was changed"
	}
	if err := run.Emit(out, prose, agentTable(run, found)); err != nil {
		return err
	}
	if run.Format == "table" {
		for _, line := range []string{listed(run, "no logs in: ", empty), listed(run, "not there: ", lacking)} {
			if line != "" {
				fmt.Fprintln(run.Out, run.Dim(run.Prose(print.Printable(line))))
			}
		}
	}
	for _, f := range found {
		path := run.Tilde(f.Path)
		for _, text := range slices.Concat(f.got.Warnings, logWords(path, f.got.Folder)) {
			if !strings.HasPrefix(text, path) {
				text = path + ": " + text
			}
			run.Say("%s", text)
		}
		for _, d := range deficitWords(f.got) {
			run.Say("%s", d)
		}
	}
	for _, text := range unpricedWords(unpriced) {
		run.Say("%s", text)
	}
	if hint := pricingHint(run, unpriced); hint != "" {
		run.Say("%s", hint)
	}
	switch {
	case len(faults) > 0:
		return errors.Join(faults...)
	case len(found) == 0:
		return NoAgents()
	}
	for _, f := range found {
		if !f.got.OwnListUSD.IsZero() {
			run.Say("list value is in no total, since a subscription pays; if a key does: %s", print.Whole("tollbook account set "+words.Shell(f.agent(run.Catalog))+" --billing arrears"))
			break
		}
	}
	run.Next("tollbook", "tollbook report --by account")
	return nil
}

// listed is a list of folders behind a word, "" for none. Of an agent that may write to many
// of them it names one.
func listed(run *cli.Run, word string, list []agentFolder) string {
	var named []string
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(f agentFolder) bool { return f.Format != list[0].Format })
		if n < 0 {
			n = len(list)
		}
		for i, f := range list[:n] {
			if n > 3 && i > 0 {
				named[len(named)-1] += fmt.Sprintf(" and %d more of %s", n-i, f.agent(run.Catalog))
				break
			}
			named = append(named, run.Tilde(f.Path))
		}
		list = list[n:]
	}
	if len(named) == 0 {
		return ""
	}
	return word + strings.Join(named, ", ")
}

// agentTable says what each folder held: "codex  ~/.codex/sessions  17 calls, 3 Sep, list value
// $1.49 (subscription)".
func agentTable(run *cli.Run, found []agentFolder) *print.Table {
	t := print.NewTable("", "", "")
	for _, f := range found {
		t.Add(f.agent(run.Catalog), run.Tilde(f.Path), foundText(run, f.got))
	}
	return t
}

// foundText says what came of one folder.
func foundText(run *cli.Run, got usage.Imported) string {
	if got.Type == "" || got.Added+got.Updated == 0 {
		return "nothing new"
	}
	parts := []string{words.Counted(got.Added, "call")}
	if got.Updated > 0 {
		parts = append(parts, words.Number(int64(got.Updated))+" changed")
	}
	if !got.First.IsZero() {
		parts = append(parts, daysText(got.First.In(run.Zone), got.Last.In(run.Zone)))
	}
	if !got.OwnListUSD.IsZero() {
		parts = append(parts, "list value "+print.USD(got.OwnListUSD)+" (subscription)")
	}
	if counts := got.OwnCountedUSD.Sub(got.OwnListUSD); !counts.IsZero() || got.OwnListUSD.IsZero() {
		parts = append(parts, print.USD(counts)+" in the bill")
	}
	return strings.Join(parts, ", ")
}

// daysText is a span of days as people say it: "3 Sep to 28 Nov".
func daysText(first, last time.Time) string {
	layout := "2 Jan"
	if first.Year() != last.Year() {
		layout = "2 Jan 2006"
	}
	if first.Format(pricing.Day) == last.Format(pricing.Day) {
		return first.Format(layout)
	}
	return first.Format(layout) + " to " + last.Format(layout)
}
