package decide

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ComparisonText is a comparison for people: the answer in words, the ranked
// gateways, and apart from them those that serve a part or whose cost nobody
// knows.
func ComparisonText(got Comparison, on *print.Page) string {
	c, w, k := got.Result, got.Work, got.knobs
	var b strings.Builder
	say := func(line string) { fmt.Fprintln(&b, on.Fit(print.OneLine(line))) }
	if got.check != nil {
		fmt.Fprintln(&b, got.check.text(on))
	}
	for _, line := range c.Answer(w) {
		say(line)
	}
	if got.levers != nil {
		b.WriteString("\n" + leversText(got, on))
	}
	ranked := rankedTable(c, w, k)
	if !ranked.Empty() {
		b.WriteString("\n" + ranked.Text(on))
	}
	notes := assumptionNotes(c)
	if got.all || ranked.Empty() || len(k.Gateways) > 0 { // who was asked for by name is shown
		unrankedText(&b, c, on)
	} else if line := countUnranked(c); line != "" {
		b.WriteString("\n")
		say(line)
	}
	if lines := c.WhoIsCheaper(w); len(lines) > 0 {
		fmt.Fprintf(&b, "\nbreak-even by monthly list volume\n")
		for _, l := range lines {
			fmt.Fprintln(&b, on.Fit("  "+l))
		}
	}
	if wantsRecord(k) {
		b.WriteString("\n" + availabilityText(got, on))
	}
	fmt.Fprintln(&b)
	if slices.ContainsFunc(c.Rows, func(r pricing.Row) bool { return r.Ranked && len(r.Sellers) > 0 }) {
		say("· " + pricing.SellersNote)
	}
	for _, n := range notes {
		say("~ " + n)
	}
	for _, line := range rowNotes(c) {
		say("· " + line)
	}
	if r := intervalRow(c, w); r != nil {
		say(fmt.Sprintf("· tokens at %s lie between %s and %s: sums of many requests tell neither tier, hour nor cached share", r.Gateway, print.USD(*r.TokenLow), print.USD(*r.TokenHigh)))
	}
	for _, n := range c.Notes {
		say("· " + n)
	}
	if len(c.Unpriced) > 0 {
		say("· unpriced everywhere, in no total: " + strings.Join(c.Unpriced, ", "))
	}
	if !wantsRecord(k) {
		for _, f := range c.Failovers() {
			say(fmt.Sprintf("· failover %s + %s: %s; --require uptime=99.9 shows the records", f.A, f.B, pairWords(f)))
			break // the best pair
		}
	}
	say(ratesNote(c, k))
	return b.String()
}

// unrankedText lists the gateways that can't be compared: those that serve a part, those
// whose cost is not known, and those without prices.
func unrankedText(b *strings.Builder, c pricing.Comparison, on *print.Page) {
	if part := partial(c); part != nil {
		fmt.Fprintf(b, "\nserves only a part\n%s", part.Text(on))
	}
	if unknown := unknownCosts(c); unknown != nil {
		fmt.Fprintf(b, "\ncost not known\n%s", unknown.Text(on))
	}
	if none := pricesNothing(c); len(none) > 0 {
		fmt.Fprintf(b, "\n%s\n", on.Fit(print.OneLine("no prices for this work: "+strings.Join(none, ", "))))
	}
}

// countUnranked counts them in a line; "" where there are none.
func countUnranked(c pricing.Comparison) string {
	var part, unknown int
	for _, r := range c.Rows {
		switch {
		case r.Ranked || r.Token == nil:
		case r.Total != nil:
			part++
		default:
			unknown++
		}
	}
	var words []string
	for _, k := range []struct {
		n    int
		what string
	}{{part, "for a part of it only"}, {unknown, "at a cost that is not known"}, {len(pricesNothing(c)), "without prices for it"}} {
		if k.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", k.n, k.what))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return "not ranked: " + strings.Join(words, ", ") + "; --all lists them"
}

// intervalRow is the row whose uncertainty is shown: the user's own, else the
// cheapest. nil where its tokens are certain.
func intervalRow(c pricing.Comparison, w pricing.Workload) *pricing.Row {
	r := c.Row(w.You)
	if r == nil {
		r = c.Row(c.Cheapest)
	}
	if r == nil || r.TokenLow == nil {
		return nil
	}
	return r
}

// ratesNote says by which rates and months the figures are made.
func ratesNote(c pricing.Comparison, k pricing.Knobs) string {
	rates := c.RatesSeen()
	if k.RatesThen {
		rates = "rates of each day of usage"
	}
	parts := slices.DeleteFunc([]string{rates, c.Reproduced()}, func(s string) bool { return s == "" })
	return "· " + strings.Join(append(parts, "month = 30 days, UTC"), " · ")
}

// rankedTable holds the gateways that can be compared. Columns that are zero
// everywhere are left out.
func rankedTable(c pricing.Comparison, w pricing.Workload, k pricing.Knobs) *print.Table {
	type column struct {
		head string
		of   func(pricing.Row) *pricing.Money
	}
	columns := []column{
		{">TOKENS", func(r pricing.Row) *pricing.Money { return r.Token }},
		{">FEE", func(r pricing.Row) *pricing.Money { return r.Fee }},
		{">PLAN", func(r pricing.Row) *pricing.Money { return r.Subscription }},
		{">OWN-KEY FEE", func(r pricing.Row) *pricing.Money { return r.BYOKFee }},
		{">EXPIRES", func(r pricing.Row) *pricing.Money { return r.Breakage }},
		{">DOWNTIME", func(r pricing.Row) *pricing.Money { return r.Downtime }},
	}
	columns = slices.DeleteFunc(columns, func(col column) bool {
		for _, r := range c.Rows {
			if r.Ranked && !col.of(r).IsZero() {
				return false
			}
		}
		return true
	})
	head := []string{"GATEWAY", "PAY BY"}
	for _, col := range columns {
		head = append(head, col.head)
	}
	head = append(head, ">A MONTH", ">OVER LIST")
	you := c.You != nil && c.You.Total != nil
	if you {
		head = append(head, ">VS YOU")
	}
	for _, req := range k.Requirements {
		head = append(head, strings.ToUpper(req.Text))
	}
	t := print.NewTable(head...).Dropping("OVER LIST", "PAY BY", "TOKENS", "VS YOU")
	for _, r := range c.Rows {
		if !r.Ranked {
			continue
		}
		method := r.Method
		if method == pricing.AnyMethod {
			method = ""
		}
		row := []string{r.Label(), method}
		for _, col := range columns {
			row = append(row, print.USD(*col.of(r)))
		}
		row = append(row, print.USD(*r.Total), print.USD(r.Total.Sub(c.ListUSD)))
		if you {
			vs := print.USD(*r.VsYou)
			if r.Gateway == w.You && r.VsYou.Cents().IsZero() {
				vs = "you"
			}
			row = append(row, vs)
		}
		for _, req := range k.Requirements {
			row = append(row, verdictWords(r.Requirements[req.Text], r.Claims[req.Text]))
		}
		t.Add(row...)
	}
	return t
}

// verdictWords say on what a pass rests that nobody states: "pass (claimed)".
func verdictWords(v pricing.Verdict, claim pricing.Basis) string {
	if claim != "" {
		return fmt.Sprintf("%s (%s)", v, claim)
	}
	return string(v)
}

func assumptionNotes(c pricing.Comparison) []string {
	var out []string
	for _, r := range c.Rows {
		if r.Ranked && len(r.Assumptions) > 0 {
			out = append(out, r.Gateway+": "+strings.Join(r.Assumptions, "; "))
		}
	}
	return out
}

// rowNotes are the notes of the ranked gateways, each once with all whose it is.
func rowNotes(c pricing.Comparison) []string {
	var order []string
	of := map[string][]string{}
	for _, r := range c.Rows {
		if !r.Ranked {
			continue
		}
		for _, n := range r.Notes {
			if of[n] == nil {
				order = append(order, n)
			}
			of[n] = append(of[n], r.Gateway)
		}
	}
	for i, n := range order {
		order[i] = print.ShortList(of[n], 4) + ": " + n
	}
	return order
}

func partial(c pricing.Comparison) *print.Table {
	t := print.NewTable("GATEWAY", ">A MONTH", ">COVERS", "LACKS").Folding("LACKS")
	for _, r := range c.Rows {
		if r.Ranked || r.Total == nil {
			continue
		}
		t.Add(r.Gateway, print.USD(*r.Total), words.Part(r.Coverage), print.ShortList(lacks(c, r), 3))
	}
	if t.Empty() {
		return nil
	}
	return t
}

// lacks is what a row leaves out, but for what no gateway prices: that is said
// once, below.
func lacks(c pricing.Comparison, r pricing.Row) []string {
	out := slices.Clone(r.Missing)
	for _, name := range r.Unpriced {
		if !slices.Contains(c.Unpriced, name) {
			out = append(out, name)
		}
	}
	return out
}

func unknownCosts(c pricing.Comparison) *print.Table {
	t := print.NewTable("GATEWAY", ">TOKENS", "NOT KNOWN").Folding("NOT KNOWN")
	for _, r := range c.Rows {
		if r.Total == nil && r.Token != nil {
			t.Add(r.Gateway, print.USD(*r.Token), print.ShortList(lacks(c, r), 3))
		}
	}
	if t.Empty() {
		return nil
	}
	return t
}

func pricesNothing(c pricing.Comparison) []string {
	var out []string
	for _, r := range c.Rows {
		if r.Token == nil {
			out = append(out, r.Gateway)
		}
	}
	return out
}
