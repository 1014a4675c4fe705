package screens

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/record"
	"tollbook/ledger"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui"
	"tollbook/tui/importer"
)

// RunFiles shows what exports come to, on a temporary ledger: the what-if screen,
// or four lines where there is no terminal. A name that is no file may be a command's,
// which suggest finds.
func RunFiles(ctx context.Context, run *cli.Run, paths []string, suggest func(string) []string) error {
	for _, p := range paths {
		if p == "-" || cli.Exists(p) {
			continue
		}
		var near []string
		for _, s := range suggest(p) {
			near = append(near, "tollbook "+s)
		}
		hint := "tollbook --help lists the commands"
		if len(near) > 0 {
			hint = "did you mean " + strings.Join(near, " or ") + "?"
		}
		return cli.AsWrongUse(cli.WithHint(fmt.Errorf("%q is neither a command nor a file", p), hint))
	}
	return showFiles(ctx, run, paths, false)
}

// RunAgents is RunFiles of the folders of all agents that are there.
func RunAgents(ctx context.Context, run *cli.Run) error {
	paths, err := record.AgentPaths(run)
	if err != nil {
		return err
	}
	return showFiles(ctx, run, paths, true)
}

// showFiles shows exports on a temporary ledger. Of the folders of agents those without logs
// are passed over, but not all of them.
func showFiles(ctx context.Context, run *cli.Run, paths []string, agents bool) (err error) {
	s, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	inScreens := (run.Terminal || run.Plain != "") && run.Format == "table"
	var got []usage.Imported
	how, ask := map[string]importer.How{}, ""
	for _, p := range paths {
		one, err := record.ImportFile(ctx, run, s, p, usage.ImportOptions{})
		switch {
		case err == nil:
			got = append(got, one)
		case agents && errors.Is(err, usagefile.ErrNoLogs):
		case p != "-" && record.IsTopUpFile(err):
			loaded, err := record.ImportTopUpFile(ctx, run, s, p, false)
			if err != nil {
				return err
			}
			how[p] = importer.How{TopUps: true}
			run.Say("%s", record.TopUpFileText(loaded))
		case p != "-" && ask == "" && inScreens && run.Plain == "" && importer.Unmapped(err):
			ask = p
		default:
			return err
		}
	}
	if agents && len(got) == 0 {
		return record.NoAgents()
	}
	if inScreens {
		said := &byKey{}
		b := importBooks{books: newBooks(run, s).withPassing(passingFiles), run: run, how: how, byKey: said}
		opened := noLedgers()
		defer opened.close(&err)
		return show(ctx, run, equip(run, tui.Config{Books: b, LedgerName: filepath.Base(paths[0]), Ask: ask, Mode: tui.Temporary, Keep: func() (tui.Books, string, error) {
			own, err := opened.put(keepAll(ctx, run, s, how, said))
			if err != nil {
				return nil, "", err
			}
			return importBooks{books: newBooks(run, own), run: run, opened: opened, byKey: said}, filepath.Base(own.Path()), nil
		}}))
	}
	return firstMinute(ctx, run, s, got, paths[0])
}

// keepAll keeps all that a temporary ledger was made of, what came in from inside the
// screens too, and how, and for which accounts a key was said to pay.
func keepAll(ctx context.Context, run *cli.Run, shown *ledger.Store, how map[string]importer.How, keys *byKey) (*ledger.Store, error) {
	records, err := shown.Imports(ctx)
	if err != nil {
		return nil, err
	}
	var paths, skipBad []string
	for _, r := range slices.Backward(records) { // the oldest first
		paths = append(paths, r.File)
		if r.Rejected > 0 {
			skipBad = append(skipBad, r.File)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(how)) {
		if how[path].TopUps {
			paths = append(paths, path)
		}
	}
	own, err := keepFiles(ctx, run, paths, how, skipBad...)
	if err != nil {
		return nil, err
	}
	if err := payBy(ctx, own, keys.names(), true); err != nil {
		return nil, errors.Join(err, own.Close())
	}
	return own, nil
}

// keepFiles imports the files that were shown into the user's own ledger, as was said in
// the screens and some of them without their bad rows, and leaves that open.
func keepFiles(ctx context.Context, run *cli.Run, paths []string, said map[string]importer.How, skipBad ...string) (own *ledger.Store, err error) {
	if slices.Contains(paths, "-") {
		return nil, errors.New("standard input can't be read twice: save it as a file and run tollbook import FILE")
	}
	if own, err = run.Open(ctx); err != nil {
		return nil, err
	}
	for _, p := range paths {
		how := said[p]
		how.SkipBad = slices.Contains(skipBad, p)
		if how.TopUps {
			_, err = record.ImportTopUpFile(ctx, run, own, p, false)
		} else {
			_, err = record.ImportPath(ctx, run, own, p, optionsOf(run, p, how))
		}
		if err != nil {
			return nil, errors.Join(err, own.Close())
		}
	}
	return own, nil
}

// firstMinute prints in four lines what was read, what loading it would have
// cost, what others would have taken, and which step saves most. topUps is a file of them
// where nothing else was read.
func firstMinute(ctx context.Context, run *cli.Run, s *ledger.Store, got []usage.Imported, topUps string) error {
	compared, err := decide.AsItStands(ctx, run, s)
	if err != nil {
		return err
	}
	subscribed, beside, less, err := worth(ctx, s, run.AsOf, compared.Work)
	if err != nil {
		return err
	}
	if len(subscribed.Accounts) > 0 && !less {
		return agentMinute(ctx, run, s, got, subscribed, beside)
	}
	if run.Format != "table" {
		return decide.ShowComparison(run, compared)
	}
	w := compared.Work
	total, err := s.Report(ctx, report.Query{By: []string{"month"}})
	if err != nil {
		return err
	}
	if len(got) == 0 { // purchases alone
		fmt.Fprintln(run.Out, "There is no usage in it to compare. No network was used.")
		run.Next("tollbook topup import "+words.Shell(topUps), "tollbook import FILE")
		return nil
	}
	fmt.Fprintln(run.Out, readLine(total.Total, got))
	if w.Empty() {
		fmt.Fprintln(run.Out, "There is no usage in it to compare.")
		return nil
	}
	fmt.Fprintln(run.Out, loadLine(run, total, w))
	fmt.Fprintln(run.Out, elsewhereLine(compared.Result, w))
	if w.Example, err = s.CacheExample(ctx, w); err != nil {
		return err
	}
	levers, err := run.Catalog.Levers(w, pricing.Knobs{}, w.You, run.AsOf)
	if err != nil {
		return err
	}
	fmt.Fprintln(run.Out, leverLine(levers))
	run.Next(importCommand(got)+" && tollbook", "tollbook compare --method crypto")
	return nil
}

// importCommand keeps what was shown.
func importCommand(got []usage.Imported) string {
	command := "tollbook import"
	for _, one := range got {
		file := words.Shell(one.File)
		if file == "-" { // standard input is over: what came by it is a file somewhere
			file = "FILE"
		}
		command += " " + file
	}
	return command
}

// readLine: what was read, and how much of it the catalog prices.
func readLine(total report.Row, got []usage.Imported) string {
	first, last := got[0].First, got[0].Last
	var unpriced []string
	for _, g := range got {
		if !g.First.IsZero() && (first.IsZero() || g.First.Before(first)) {
			first = g.First
		}
		if g.Last.After(last) {
			last = g.Last
		}
		for _, u := range g.Unpriced {
			unpriced = append(unpriced, u.Model)
		}
	}
	usd := print.USD(total.USD)
	switch list := total.ListValueUSD; {
	case list.IsZero():
	case total.USD.IsZero():
		usd = print.USD(list) + " at list prices, as a subscription pays in no bill"
	default:
		usd += " and " + print.USD(list) + " at list prices, as a subscription pays in no bill"
	}
	read := words.Counted(int(total.Requests), "request")
	if total.Requests == 0 { // an export of sums that does not count them
		rows := 0
		for _, g := range got {
			rows += g.Rows
		}
		read = words.Counted(rows, "row")
	}
	line := fmt.Sprintf("Read %s, %s to %s: %s", read, first.Format(pricing.Day), last.Format(pricing.Day), usd)
	if !total.BYOKUSD.IsZero() {
		line += fmt.Sprintf(" and %s on your own keys", print.USD(total.BYOKUSD))
	}
	switch {
	case len(unpriced) > 0:
		line += "; the catalog has no rate for " + print.ShortList(unpriced, 2)
	default:
		line += "; every model has a rate in the catalog"
	}
	return line + ". No network was used."
}

// loadLine: what loading that spend cost, which no usage export shows.
func loadLine(run *cli.Run, total report.Report, w pricing.Workload) string {
	g := run.Catalog.Gateway(w.You)
	switch {
	case g == nil:
		return "Its gateway is not in the catalog, so what loading it cost is not known."
	case !g.Prepaid():
		return fmt.Sprintf("%s takes no fee for loading: %s.", g.ID, decide.BillingWords(g))
	case total.Total.FeesUSD == nil:
		return fmt.Sprintf("What %s takes for loading credits is not published, and the export does not show it.", g.ID)
	case total.Total.FeesUSD.IsZero():
		return fmt.Sprintf("Loading that at %s costs no fee as far as is known; the export would not show one.", g.ID)
	}
	fee, _ := g.Fee("", run.AsOf) // it has one: FeesUSD comes from it
	share := ""
	if q, ok := print.PercentOf(*total.Total.FeesUSD, total.Total.USD); ok {
		share = " (" + q + ")"
	}
	return fmt.Sprintf("Loading that at %s by %s, once a month, cost about %s more%s: the export does not show it.", g.ID, fee.Method, print.USD(*total.Total.FeesUSD), share)
}

// elsewhereLine: the same work at the other gateways.
func elsewhereLine(c pricing.Comparison, w pricing.Workload) string {
	var parts []string
	for _, r := range c.Rows {
		if r.Contends && len(parts) < 5 {
			parts = append(parts, r.Label()+" "+print.USD(*r.Total))
		}
	}
	if c.You != nil && c.You.Total != nil && !strings.Contains(strings.Join(parts, " "), w.You+" ") {
		parts = append(parts, print.USD(*c.You.Total)+" as you pay it now")
	}
	rates := "30 days"
	if seen := c.OldestRate(); seen != "" {
		rates += ", rates seen since " + seen
	}
	line := "A month of it (" + rates + "): " + strings.Join(parts, ", ")
	if c.Cheapest == "" {
		line += ". No winner is named: " + c.Why
	}
	return line + "."
}

// leverLine: the biggest lever, then the choice of gateway, then the way to
// pay, each in dollars a month.
func leverLine(levers []pricing.Lever) string {
	var parts []string
	for _, l := range levers {
		if l.Knob != "method" && l.Knob != "top-up" && l.Knob != "gateway" {
			parts = append(parts, "biggest lever, "+l.Knob+" "+l.String())
			break
		}
	}
	for _, l := range levers {
		if l.Knob == "gateway" {
			mark := ""
			if len(l.If) > 0 {
				mark = " ~"
			}
			parts = append(parts, fmt.Sprintf("gateway %s%s: %s a month", l.To, mark, print.USD(l.Change)))
		}
	}
	for _, l := range levers {
		if l.Knob == "method" {
			parts = append(parts, "pay by "+l.String())
		}
	}
	if len(parts) == 0 {
		return "No knob moves this bill: it is as low as the catalog knows."
	}
	return "What would move it: " + strings.Join(parts, "; ") + "."
}
