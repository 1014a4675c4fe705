package screens

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/progress"
	"tollbook/cmd/tollbook/record"
	"tollbook/ledger"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing/words"
	"tollbook/tui/importer"
	"tollbook/tui/page"
)

// importBooks are books that take exports in from inside the screens, with the words of
// the import command.
type importBooks struct {
	books
	run *cli.Run
	// create makes the user's ledger where there is none yet; nil where there is one.
	create func() (*ledger.Store, error)
	// opened keeps the ledgers that are opened anew; nil where the books do not last.
	opened *openLedgers
	// how each file came in, for K, which brings it into the user's ledger in the same way;
	// nil where there is no K.
	how map[string]importer.How
	// byKey are the accounts that were said to be paid by a key, for K too; nil where nobody
	// can say so.
	byKey *byKey
}

// Folder lists a folder: the newest files first, then the folders by name. What is
// hidden is shown to who names it.
func (b importBooks) Folder(_ context.Context, at, part string) (out importer.Folder, err error) {
	home := b.run.HomeFolder()
	path := filepath.FromSlash(part)
	switch rest, ok := strings.CutPrefix(path, "~"); {
	case ok && home != "" && (rest == "" || os.IsPathSeparator(rest[0])):
		path = filepath.Join(home, rest)
	case !filepath.IsAbs(path):
		path = filepath.Join(at, path)
	}
	if path, err = filepath.Abs(path); err != nil {
		return out, err
	}
	found, err := os.ReadDir(path)
	if err != nil {
		return out, fmt.Errorf("no folder %s: %w", path, errors.Unwrap(err))
	}
	out = importer.Folder{Path: filepath.ToSlash(path), Shown: filepath.ToSlash(b.run.Tilde(path))}
	var files, folders, hidden []importer.Entry
	for _, f := range found {
		info, err := os.Stat(filepath.Join(path, f.Name())) // what a link leads to
		if err != nil {
			continue
		}
		e := importer.Entry{Name: f.Name(), Folder: info.IsDir(), At: info.ModTime()}
		switch {
		case strings.HasPrefix(e.Name, "."):
			hidden = append(hidden, e)
		case e.Folder:
			folders = append(folders, e)
		case info.Mode().IsRegular():
			e.Size = info.Size()
			files = append(files, e)
		}
	}
	slices.SortStableFunc(files, func(x, y importer.Entry) int { return y.At.Compare(x.At) })
	up := []importer.Entry{{Name: "..", Folder: true}}
	out.Entries = slices.Concat(files, folders, hidden, up, []importer.Entry{{Name: ".", Folder: true}})
	return out, nil
}

// Import brings a file in as the import command does. Tell is called with how far it is.
func (b importBooks) Import(ctx context.Context, path string, how importer.How, tell func(string)) (out importer.Outcome, err error) {
	run, s := b.run, b.store
	defer func() {
		if err != nil && !cli.Interrupted(ctx, err) {
			err = importFault{err, cli.Hints(err, "import")}
		}
	}()
	var own page.Books
	var name string
	if !how.DryRun {
		if own, name, err = b.Make(); err != nil {
			return out, err
		}
		if made, is := own.(importBooks); is {
			s = made.store
		}
	}
	line := progress.New(run.Err, run.Now, path)
	opt := optionsOf(run, path, how)
	opt.Progress = func(x usage.Progress) {
		if text, due := line.Next(x); due {
			tell(text)
		}
	}
	got, err := record.ImportPath(ctx, run, s, path, opt)
	if record.IsTopUpFile(err) {
		if out, err = b.importTopUps(ctx, s, path, how); err == nil {
			out.Books, out.Name = own, name
		}
		return out, err
	}
	if cli.Interrupted(ctx, err) {
		err = context.Canceled
	}
	if err != nil {
		return out, err
	}
	out = importer.Outcome{Imported: got, Words: strings.Split(record.ImportedText(run, path, got), "\n")}
	out.Says = record.ImportedNotes(path, got)
	if !how.DryRun {
		beside, err := record.SetAside(run, path, got)
		out.Says = append(out.Says, beside...)
		if err != nil {
			return out, err
		}
		out.Books, out.Name = own, name
		if b.how != nil {
			b.how[path] = how
		}
	}
	return out, nil
}

// importTopUps brings a file of top-ups in as topup import does. A look at it is one at an
// empty ledger: what this one knows already adds nothing.
func (b importBooks) importTopUps(ctx context.Context, s *ledger.Store, path string, how importer.How) (out importer.Outcome, err error) {
	if how.DryRun {
		if s, err = ledger.OpenTemporary(ctx, b.run.Catalog); err != nil {
			return out, err
		}
		defer cli.CloseStore(s, &err)
	}
	got, err := record.ImportTopUpFile(ctx, b.run, s, path, false)
	if err != nil {
		return out, err
	}
	out.Words, out.Says = []string{record.TopUpFileText(got)}, got.Warnings
	if how.DryRun {
		out.Words = []string{"purchases of credit, not usage: " + words.Counted(got.Rows, "row") + "; those that the ledger has already add nothing"}
		return out, nil
	}
	if b.how != nil {
		b.how[path] = importer.How{TopUps: true}
	}
	if len(got.Added) > 0 && len(got.Balances) == 0 { // a balance that was stated anew has one before it
		out.What, out.Back = "the purchases of "+filepath.Base(path), func(ctx context.Context) (string, error) { return takeBackTopUps(ctx, s, got) }
	}
	return out, nil
}

// takeBackTopUps removes what a file of top-ups brought: refunds before what they are of.
func takeBackTopUps(ctx context.Context, s *ledger.Store, got ledger.TopUpFile) (string, error) {
	for _, t := range slices.Backward(got.Added) {
		if _, err := s.RemoveTopUp(ctx, t.ID); err != nil {
			return "", err
		}
	}
	return "the " + words.Counted(len(got.Added), "row") + " of " + filepath.Base(got.File) + " are taken back", nil
}

// optionsOf are those of the import command for what was said in the screens.
func optionsOf(run *cli.Run, path string, how importer.How) usage.ImportOptions {
	return usage.ImportOptions{File: path, At: run.AsOf, DryRun: how.DryRun, SkipBad: how.SkipBad, Account: how.Account,
		Options: usagefile.Options{Map: how.Map, Set: how.Set, FX: how.FX, NoCost: how.NoCost}}
}

// Sample reads the first records of a CSV.
func (b importBooks) Sample(ctx context.Context, path string, how importer.How, n int) (_ usage.Sample, err error) {
	f, err := os.Open(path)
	if err != nil {
		return usage.Sample{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return b.store.Sample(ctx, f, optionsOf(b.run, path, how), n)
}

// Make makes the user's ledger where there is none yet, for what is recorded in it.
func (b importBooks) Make() (page.Books, string, error) {
	if b.create == nil {
		return nil, "", nil
	}
	s, err := b.create()
	if err != nil {
		return nil, "", err
	}
	return importBooks{books: newBooks(b.run, s), run: b.run, opened: b.opened, byKey: b.byKey}, filepath.Base(s.Path()), nil
}

// Imports lists what was imported, newest first.
func (b importBooks) Imports(ctx context.Context) ([]usage.ImportRecord, error) {
	return b.store.Imports(ctx)
}

// UndoPlan lists what has to go for an import to go.
func (b importBooks) UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error) {
	return b.store.UndoPlan(ctx, id)
}

// UndoImport takes an import back whole.
func (b importBooks) UndoImport(ctx context.Context, id int64) ([]usage.Undone, error) {
	return b.store.Undo(ctx, id)
}

// importFault is why a file does not come in, with the hints of the command.
type importFault struct {
	error
	hints []string
}

func (f importFault) Unwrap() error   { return f.error }
func (f importFault) Hints() []string { return f.hints }
