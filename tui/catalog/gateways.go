package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// gatewayTerms is one gateway with the terms in force, what it takes of the user, and the age
// of what is known.
type gatewayTerms struct {
	*pricing.Gateway
	fee     *pricing.Fee // nil where there is none to load, or no schedule
	assumed bool         // fee is that of a later day
	basis   pricing.Fact // the fact behind the fee, else behind the billing
	methods []string     // "card 5.5 %", by method, in force
	age     int          // days since basis was seen
	record  pricing.Reliability
	yours   bool          // the user has an account there, or used it
	uses    []pricing.Use // of the user's models there, the one that takes most first
	month   pricing.Money // what they take
	across  string        // words of a line in place of a gateway; "" for a gateway
	folds   bool          // that line stands for gateways, else it is a rule
}

// gatewayRows are the user's gateways, what takes most first; then those to which the fee is
// known, what is cheap to load first; those that need no loading; and those whose fee nobody
// publishes.
func gatewayRows(c *pricing.Catalog, own yours, asOf time.Time) []gatewayTerms {
	var out []gatewayTerms
	for _, g := range c.Gateways() {
		r := gatewayTerms{Gateway: g, basis: g.BillingFact, record: g.Reliability()}
		if g.Prepaid() {
			r.methods = methodTexts(g, asOf)
			if r.fee, r.assumed = g.Fee("", asOf); r.fee != nil {
				r.basis = r.fee.Fact
			}
		}
		r.age = days(r.basis.Seen, asOf)
		r.yours = slices.Contains(own.gateways, g.ID)
		r.uses, r.month = own.used(func(u pricing.Use) bool { return u.Gateway == g.ID }), own.at(g.ID)
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b gatewayTerms) int {
		return cmp.Or(a.group()-b.group(), b.month.Cmp(a.month), compareFees(a, b), b.Models()-a.Models())
	})
	return out
}

// group is where among the others a gateway stands: 0 is the user's own.
func (r gatewayTerms) group() int {
	switch loads, known := r.feeKnown(); {
	case r.yours:
		return 0
	case loads && known:
		return 1
	case !loads:
		return 2
	}
	return 3
}

// gatewayLines are the rows of the table: a rule over those of others, and one line for those
// whose fee nobody publishes, unless they are unfolded. Where the table is filtered or sorted
// all stand for themselves.
func gatewayLines(all []gatewayTerms, unfolded, plain bool) []gatewayTerms {
	if plain {
		return all
	}
	var out []gatewayTerms
	var dark []string
	for _, r := range all {
		if r.group() == 3 {
			dark = append(dark, r.ID)
		}
	}
	for i, r := range all {
		if r.group() > 0 && i > 0 && all[i-1].group() == 0 {
			out = append(out, gatewayTerms{across: "others"})
		}
		if r.group() == 3 && (i == 0 || all[i-1].group() < 3) {
			line := gatewayTerms{across: fmt.Sprintf("+ %d whose fee nobody publishes: %s", len(dark), strings.Join(dark, ", ")), folds: true}
			if unfolded {
				line.across = fmt.Sprintf("- %d whose fee nobody publishes", len(dark))
			}
			out = append(out, line)
		}
		if r.group() < 3 || unfolded {
			out = append(out, r)
		}
	}
	return out
}

// compareFees orders by what is taken for loading credit: what needs none, what is known, and
// last what nobody publishes.
func compareFees(a, b gatewayTerms) int {
	rank := func(r gatewayTerms) int {
		switch loads, known := r.feeKnown(); {
		case !loads:
			return 0
		case known:
			return 1
		}
		return 2
	}
	if by := rank(a) - rank(b); by != 0 || rank(a) != 1 {
		return by
	}
	return cmp.Or(a.fee.Percent.Cmp(b.fee.Percent), a.fee.Flat.Cmp(b.fee.Flat), a.fee.Min.Cmp(b.fee.Min))
}

// gatewayTable are the columns; SOURCE goes first in want of room, then what else is known,
// the least purchase and so on: the fee, when credit ends and what it takes of the user go
// last. The figures behind the words are copied and told.
func gatewayTable() draw.Table[gatewayTerms] {
	amount := func(m pricing.Money) string {
		if m.IsZero() {
			return ""
		}
		return draw.Money(m)
	}
	unseen := func(title string, text func(gatewayTerms) string) draw.Column[gatewayTerms] {
		return draw.Column[gatewayTerms]{Title: title, Unseen: true, Text: text}
	}
	b := draw.NewTable(func(r gatewayTerms) string {
		switch {
		case r.folds:
			return "+"
		case r.Gateway == nil:
			return r.across
		}
		return r.ID
	},
		draw.Column[gatewayTerms]{Title: "GATEWAY", Text: func(r gatewayTerms) string { return r.ID }, Most: 18, Least: 10, Style: func(t draw.Theme, r gatewayTerms) lipgloss.Style {
			if r.yours {
				return t.You
			}
			return t.Plain
		}},
		draw.Column[gatewayTerms]{Title: "YOUR MONTH", Figure: true, Text: gatewayTerms.monthText,
			Compare: func(a, b gatewayTerms) int { return cmp.Or(b.group()-a.group(), a.month.Cmp(b.month)) }},
		draw.Column[gatewayTerms]{Title: "TO LOAD CREDIT", Text: gatewayTerms.feeText, Compare: compareFees},
		unseen("MIN FEE", func(r gatewayTerms) string {
			if r.fee == nil {
				return ""
			}
			return amount(r.fee.Min)
		}),
		draw.Column[gatewayTerms]{Title: "LEAST", Figure: true, Drop: 4, Text: func(r gatewayTerms) string { return amount(r.PurchaseMin) },
			Compare: func(a, b gatewayTerms) int { return a.PurchaseMin.Cmp(b.PurchaseMin) }},
		draw.Column[gatewayTerms]{Title: "UNUSED CREDIT", Text: func(r gatewayTerms) string { return strings.Trim(r.expiryText(), "?-") }, Spoken: gatewayTerms.expiryText,

			Drop: 1, Compare: func(a, b gatewayTerms) int {
				return cmp.Or(cmp.Compare(a.Expiry.Kind, b.Expiry.Kind), a.Expiry.Days-b.Expiry.Days)
			}},
		unseen("REFUND", gatewayTerms.refundText), unseen("SLA", gatewayTerms.slaText), unseen("NINES", gatewayTerms.ninesText), unseen("LATENCY", gatewayTerms.latencyText), unseen("MARKUP", gatewayTerms.markupText),
		draw.Column[gatewayTerms]{Title: "MODELS", Figure: true, Drop: 2, Text: func(r gatewayTerms) string {
			if r.Models() == 0 {
				return "-"
			}
			return words.Thousands(strconv.Itoa(r.Models()))
		}, Compare: func(a, b gatewayTerms) int { return a.Models() - b.Models() }},
		draw.Column[gatewayTerms]{Title: "ALSO KNOWN", Drop: 5, Most: 60, Least: 20, Picture: true, Text: gatewayTerms.alsoText},
		unseen("KIND", func(r gatewayTerms) string { return string(r.Kind) }), unseen("BILLING", func(r gatewayTerms) string { return r.Billing }),
		draw.Column[gatewayTerms]{Title: "SEEN", Figure: true, Drop: 3, Text: func(r gatewayTerms) string { return fmt.Sprintf("%d d ago", r.age) },
			Compare: func(a, b gatewayTerms) int { return a.age - b.age }},
		draw.Column[gatewayTerms]{Title: "SOURCE", Drop: 6, Most: 26, Least: 14, Text: func(r gatewayTerms) string { return site(r.basis.Source) }},
	)
	b.Across = func(r gatewayTerms) (string, bool) { return r.across, r.folds }
	return b
}

// gatewayAnswer says what loading credit costs at the user's gateways and what becomes of it
// there; without any, around.
func gatewayAnswer(all []gatewayTerms, own yours) []string {
	if out := yourTerms(all); len(out) > 0 {
		for _, id := range own.gateways {
			if !slices.ContainsFunc(all, func(r gatewayTerms) bool { return r.ID == id }) {
				out = append(out, draw.Safe(id)+" is not in the catalog.")
			}
		}
		return out
	}
	var free, unsaid, invoice, priced, expires int
	var low, high *gatewayTerms
	var may []string
	for i := range all {
		r := &all[i]
		loads, known := r.feeKnown()
		switch {
		case !loads:
			invoice++
		case !known:
			unsaid++
		case r.free():
			free++
		default:
			priced++
			if low == nil || r.fee.Percent.Cmp(low.fee.Percent) < 0 {
				low = r
			}
			if high == nil || r.fee.Percent.Cmp(high.fee.Percent) > 0 {
				high = r
			}
		}
		switch {
		case !loads:
		case r.Expiry.Kind == pricing.ExpiresAfter:
			expires++
		case r.Expiry.Kind == pricing.MayExpire:
			may = append(may, r.ID)
		}
	}
	first := fmt.Sprintf("Loading credit is free at %d of %s", free, words.Plural(len(all), "gateway"))
	if priced > 0 {
		first += fmt.Sprintf(", costs %s %% at %d", fromTo(low.fee.Percent.String(), high.fee.Percent.String()), priced)
	}
	first += fmt.Sprintf(", is unpublished at %d; %d need none.", unsaid, invoice)
	second := fmt.Sprintf("Unused credit expires at %d", expires)
	if len(may) > 0 {
		second += ", may at " + draw.List(may, 3)
	}
	return []string{first, second + "."}
}

// yourTerms are the sentences of the user's own gateways: what loading costs, and what becomes
// of credit that is not used.
//
//	Loading is 5.5 % (least $0.80) at openrouter, free at anthropic and openai.
//	Unused credit ends after 365 days at anthropic and openai, may at openrouter.
func yourTerms(all []gatewayTerms) []string {
	var loading, ending, may grouped // what ends for certain stands first
	for _, r := range all {
		if !r.yours {
			continue
		}
		loads, known := r.feeKnown()
		switch {
		case !loads:
			loading.add("not needed", r.ID)
		case !known:
			loading.add("of unpublished cost", r.ID)
		case r.free():
			loading.add("free", r.ID)
		case r.fee.Min.IsZero():
			loading.add(r.feeText(), r.ID)
		default:
			loading.add(fmt.Sprintf("%s %% (least %s)", r.fee.Percent, draw.Money(r.fee.Min)), r.ID)
		}
		if !loads {
			continue
		}
		after := fmt.Sprintf(" after %d days", r.Expiry.Days)
		switch r.Expiry.Kind {
		case pricing.ExpiresAfter:
			ending.add("ends"+after, r.ID)
		case pricing.MayExpire:
			may.add("may end"+after, r.ID)
		case pricing.NeverExpires:
			may.add("never ends", r.ID)
		default:
			may.add("has no known end", r.ID)
		}
	}
	if len(loading.texts) == 0 {
		return nil
	}
	out := []string{"Loading is " + loading.said() + "."}
	for _, text := range may.texts {
		short := text
		if rest, is := strings.CutPrefix(text, "may end"); is && slices.Contains(ending.texts, "ends"+rest) {
			short = "may" // after as many days
		}
		for _, name := range may.names[text] {
			ending.add(short, name)
		}
	}
	if len(ending.texts) > 0 {
		out = append(out, "Unused credit "+ending.said()+".")
	}
	return out
}

// grouped are names by what is said of them, in the order in which they came.
type grouped struct {
	texts []string
	names map[string][]string
}

// add says a text of a name.
func (g *grouped) add(text, name string) {
	if g.names == nil {
		g.names = map[string][]string{}
	}
	if !slices.Contains(g.texts, text) {
		g.texts = append(g.texts, text)
	}
	g.names[text] = append(g.names[text], name)
}

// said is "5.5 % at openrouter, nothing at anthropic and openai".
func (g *grouped) said() string {
	var parts []string
	for _, text := range g.texts {
		parts = append(parts, text+" at "+draw.List(g.names[text], 3))
	}
	return strings.Join(parts, ", ")
}

// fromTo is "5 to 5.5", or one figure where the two are the same.
func fromTo(low, high string) string {
	if low == high {
		return low
	}
	return low + " to " + high
}

// note says how the fee is taken and where that stands.
func (r gatewayTerms) note() string {
	if r.Gateway == nil {
		return "They take prepaid credit, and no page says what loading it costs. Enter shows them or folds them again; / finds one."
	}
	out := draw.Safe(r.Name) + ": "
	switch loads, known := r.feeKnown(); {
	case !loads:
		out += billingText(r.Gateway)
	case !known:
		out += "its fee for loading credit is not published"
	case r.free():
		out += "loading credit is free"
	default:
		out += strings.Join(r.methods, ", ") + " " + pricing.Statement{Name: "fee_taken", Value: r.fee.Taken.String()}.Text()
	}
	if r.basis.Source != "" {
		out += fmt.Sprintf(" (%s, %s %s)", site(r.basis.Source), r.basis.Basis, dayText(r.basis.Seen))
	}
	if r.record.Watched {
		out += fmt.Sprintf("; watched %s to %s: %s", dayText(r.record.From), dayText(r.record.To), words.Plural(r.record.Incidents, "incident"))
	}
	return out
}

// facts are all that is known of the gateway, each with its page and day.
func (r gatewayTerms) facts() pricing.Explanation {
	e := pricing.Explanation{Title: r.Name + " (" + r.ID + "), " + string(r.Kind)}
	for _, s := range r.Statements {
		if s.Name == "name" || s.Name == "kind" { // the title says them
			continue
		}
		label := s.Label()
		if !s.From.IsZero() {
			label += ", from " + dayText(s.From)
		}
		e.Say(pricing.ExplainLine{Label: label, Figure: s.Text(), Formula: s.Words, Source: s.Source, Seen: s.Seen, Basis: s.Basis})
	}
	e.Figure = words.Plural(len(e.Lines), "fact")
	return e
}
