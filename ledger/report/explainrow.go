package report

import (
	"fmt"
	"strconv"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ExplainRows explains the rows that are called by a name: the one, or which they are.
func ExplainRows(c *pricing.Catalog, name string, found []UsageRow) pricing.Explanation {
	if len(found) == 1 {
		e := explainRow(c, found[0])
		e.Address = pricing.JoinAddress("row", name) // its own id may be another account's too
		return e
	}
	e := pricing.Explanation{Address: pricing.JoinAddress("row", name), Title: name + " is several rows", Figure: strconv.Itoa(len(found)) + " rows"}
	for _, r := range found {
		l := r.line()
		l.Label += " of " + r.Account
		l.Figure, l.Address = pricing.ExactDollars(r.USD), pricing.JoinAddress("row", r.keyAddress())
		e.Say(l)
	}
	return e
}

// explainRow takes the cost of one row apart: tokens x rate, and how far what the
// gateway took is from that.
func explainRow(c *pricing.Catalog, r UsageRow) pricing.Explanation {
	what := "one request"
	if r.Requests != 1 {
		what = words.Number(r.Requests) + " requests"
	}
	e := pricing.Explanation{Title: fmt.Sprintf("%s of %s by %s, %s", what, r.Written, r.Account, words.Moment(r.At)), USD: &r.USD, Figure: pricing.ExactDollars(r.USD)}
	l := r.priced
	l.Tokens = usage.PriceTokens(l.Tokens)
	q, err := c.CostLines(l)
	switch {
	case r.OwnKey && !r.Computed:
		e.Formula = "as the gateway reported it: the tokens went over your own key"
		e.Add(pricing.ExplainLine{Label: "the gateway took"}, r.USD)
	case err != nil || !q.Priced():
		e.Formula = "as the gateway reported it"
		if r.Computed {
			e.Formula = "the catalog has no rate for it"
		}
		e.AddQuote(q)
		e.Add(pricing.ExplainLine{Label: "reported"}, r.USD)
	default:
		e.Formula = "sum of tokens x rate"
		e.AddQuote(q)
		if !r.ExtraUSD.IsZero() {
			e.Add(pricing.ExplainLine{Label: "searches and files"}, r.ExtraUSD)
		}
		if rest := r.USD.Sub(*e.Sum); !rest.IsZero() {
			label := "the gateway took more than the catalog's rates"
			if rest.Sign() < 0 {
				label = "the gateway took less than the catalog's rates"
			}
			if r.Computed {
				label = "priced by an earlier catalog, " + r.Catalog
			}
			e.Add(pricing.ExplainLine{Label: label}, rest)
		}
	}
	e.Say(pricing.ExplainLine{Label: "stands in", Figure: "line " + strconv.Itoa(r.Line), File: r.File, Line: r.Line, Formula: fmt.Sprintf("import %d, %s", r.Import, r.View)})
	for _, l := range [][2]string{{"service tier", string(r.Service.Tier)}, {"residency", r.Service.Residency}, {"price band", r.bandWords()}, {"price window", r.windowWords()},
		{"provider", r.Provider}, {"key", r.Key}, {"app", r.App}, {"user", r.User}, {"team", r.Team}, {"machine", r.Machine}, {"id", r.ID}} {
		if l[1] != "" {
			e.Say(pricing.ExplainLine{Label: l[0], Figure: l[1]})
		}
	}
	if q.Priced() {
		for _, m := range c.Multipliers(l) {
			e.Say(m.Explain())
		}
	}
	if !r.BYOKUSD.IsZero() {
		e.Say(pricing.ExplainLine{Label: "on your own key, in no total", Figure: pricing.ExactDollars(r.BYOKUSD)})
	}
	for _, mark := range []struct {
		holds bool
		note  string
	}{
		{r.Computed, "computed: the export has no cost; priced by the catalog of the import, " + r.Catalog},
		{r.CacheUnknown, "cache unknown: the whole prompt stands in input"},
		{r.Mixed && !r.BandKnown && !r.ClockKnown, "adds up many requests: priced at the base band and the usual hours"},
		{r.Mixed && !r.BandKnown && r.ClockKnown, "adds up many requests: priced at the base band"},
		{r.Mixed && r.BandKnown && !r.ClockKnown && r.byHour, "adds up many requests: priced at the usual hours"},
		{r.Marks&usagefile.ReasoningOutside != 0, "the export counts reasoning beside the completion: output is both"},
		{r.Marks&usagefile.CachedOutside != 0, "the export counts cached tokens beside the prompt: input is all of the prompt"},
		{r.Marks&usagefile.Latin1 != 0, "a label was no UTF-8 and was read as Latin-1"},
		{r.Subscription, "the account is a subscription: its dollars are list value, in no total"},
		{r.Beside, "on your own key, on a day of which the provider's own account has usage: its dollars and tokens are counted there"},
		{!r.DollarsCount, "its dollars are in no report: that day's are counted from another view of the same spend"},
		{!r.TokensCount && !r.Beside, "its tokens are in no report: that day's are counted from another view of the same spend"},
	} {
		if mark.holds {
			e.Note(mark.note)
		}
	}
	return e
}

// bandWords say the price band that the export states; "" for none.
func (r UsageRow) bandWords() string {
	if !r.BandKnown {
		return ""
	}
	return "that of a prompt of " + words.Number(r.priced.Prompt) + ", as the export states"
}

// windowWords say the price window that the export states; "" for none.
func (r UsageRow) windowWords() string {
	if !r.ClockKnown {
		return ""
	}
	return "that of " + r.priced.At.Format("15:04:05") + " UTC, as the export states"
}
