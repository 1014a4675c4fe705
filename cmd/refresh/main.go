// Command refresh brings the built-in catalog up to date from public lists of prices that
// were saved as files. It is for those who maintain tollbook: what catalog update lays over
// the catalog for one user, this writes into data itself, for everyone.
//
//	$ go run ./cmd/refresh --at 2026-11-30 openrouter.json ofox=ofox.json
//	GATEWAY     ID                   KIND    WAS  NOW  STATE
//	openrouter  acme/heron-2         input     3  2.4  changed
//	...
//	next: go test ./data
//
// A file tells by its fields which list it is; FEED=FILE names it. Prices too far off to be
// believed, and conflicts, are shown and not written, but for those that --accept names.
// Run again with the same files and day it changes nothing. It fetches nothing.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"tollbook/cmd/refresh/rewrite"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

func main() { os.Exit(run(os.Args[1:], time.Now(), os.Stdout, os.Stderr)) }

// asked is what the command line asks for.
type asked struct {
	at     time.Time
	folder string
	accept []string
	dryRun bool
	files  []string
}

func run(args []string, now time.Time, stdout, stderr io.Writer) int {
	q := asked{at: pricing.StartOfDay(now)}
	flags := flag.NewFlagSet("refresh", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "go run ./cmd/refresh [--at DAY] [--accept ID]... [--dry-run] FILE|FEED=FILE...")
		flags.PrintDefaults()
	}
	flags.Func("at", "the `DAY` on which the files were fetched, as 2026-11-30 (default today)", func(text string) (err error) {
		if q.at, err = time.Parse(pricing.Day, text); err != nil {
			return errors.New("want a day as 2026-11-30")
		}
		return nil
	})
	flags.Func("accept", "write what waits under this `ID` too (repeatable)", func(id string) error {
		q.accept = append(q.accept, id)
		return nil
	})
	flags.StringVar(&q.folder, "data", "data", "the `FOLDER` of the built-in catalog")
	flags.BoolVar(&q.dryRun, "dry-run", false, "show what would change, and write nothing")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() == 0:
		flags.Usage()
		return 2
	}
	q.files = flags.Args()
	if err := q.refresh(stdout); err != nil {
		fmt.Fprintln(stderr, "refresh: error:", err)
		var no *update.FeedRefusedError
		if errors.As(err, &no) {
			fmt.Fprintf(stderr, "refresh: hint: nothing was written; if the list is right after all: --accept %s\n", no.ID)
		}
		return 1
	}
	return 0
}

// refresh weighs the files against the catalog and writes what has changed.
func (q asked) refresh(stdout io.Writer) error {
	files, err := readCatalog(os.DirFS(q.folder))
	if err != nil {
		return err
	}
	builtIn, err := pricing.Load(os.DirFS(q.folder))
	if err != nil {
		return err
	}
	query := update.Query{BuiltIn: builtIn, Base: builtIn, Whole: builtIn, At: q.at, Accept: q.accept}
	for _, name := range q.files {
		list, err := readList(name, q.at)
		if err != nil {
			return err
		}
		query.Lists = append(query.Lists, list)
	}
	plan, err := update.Make(query)
	if err != nil {
		return err
	}
	changed, err := rewrite.Files(files, plan)
	if err != nil {
		return err
	}
	show(stdout, plan)
	if len(changed) == 0 {
		fmt.Fprintln(stdout, "no file changes")
		return nil
	}
	for _, name := range names(changed) {
		path := filepath.Join(q.folder, filepath.FromSlash(name))
		if q.dryRun {
			fmt.Fprintln(stdout, "would write", path)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, changed[name], 0o644); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "written", path)
	}
	if !q.dryRun {
		fmt.Fprintln(stdout, "next: go test ./data, and a look at git diff data")
	}
	return nil
}

// readCatalog reads the files that a plan may change, by their paths in the catalog, and
// those beside them that pricing.Load reads.
func readCatalog(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for folder := range pricing.Columns {
		names, err := fs.Glob(fsys, folder+"/*.csv")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if files[name], err = fs.ReadFile(fsys, name); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// readList reads FILE or FEED=FILE.
func readList(arg string, at time.Time) (list feed.List, err error) {
	name, path, named := strings.Cut(arg, "=")
	if !named {
		name, path = "", arg
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return list, err
	}
	which := feed.Name(name)
	if !named {
		if which, err = feed.Recognise(text); err != nil {
			return list, fmt.Errorf("%s: %w", path, err)
		}
	}
	if list, err = feed.Read(which, text, at); err != nil {
		return list, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// show lists what the plan does, and then what waits.
func show(out io.Writer, plan *update.Plan) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "GATEWAY\tID\tKIND\tWAS\tNOW\tSTATE")
	rate := func(r *pricing.Rate) string {
		if r == nil {
			return "-"
		}
		return r.String()
	}
	waits := 0
	row := func(c update.Change) {
		kind, state := "-", string(c.State)
		if c.Was != nil || c.Now != nil {
			kind = c.Kind.String()
		}
		if c.Over > 0 {
			kind += fmt.Sprintf(" over %d", c.Over)
		}
		if c.Window != "" {
			kind += " " + c.Window
		}
		if c.State == update.Announced {
			state += " for " + c.From.UTC().Format(pricing.Day)
		}
		if c.ID != "" {
			state += ", waits for --accept " + c.ID
		}
		if c.Why != "" {
			state += " (" + c.Why + ")"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", c.Gateway, c.GatewayModelID, kind, rate(c.Was), rate(c.Now), state)
	}
	for _, done := range []bool{true, false} {
		for _, c := range plan.Changes {
			if c.State.Done() != done {
				continue
			}
			row(c)
			if !done {
				waits++
			}
		}
	}
	t.Flush()
	seenAgain := 0
	for _, n := range plan.Confirmed {
		seenAgain += n
	}
	fmt.Fprintf(out, "%d done, %d wait, %d seen again at their price\n", len(plan.Changes)-waits, waits, seenAgain)
	for _, r := range plan.Refused {
		fmt.Fprintf(out, "refused: %s %q %q %q: %s\n", r.Feed, r.ID, r.Field, r.Value, r.Why)
	}
}

func names(m map[string][]byte) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
