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

// shownKinds are the kinds of token that the tables have a column for.
var shownKinds = [...]pricing.Kind{pricing.Input, pricing.CacheRead, pricing.Output}

// modelTerms is one model with its price at the gateway where the user has it, else its list
// price, else the least one; and where else it is sold.
type modelTerms struct {
	*pricing.Model
	name    string                         // its id, or how the user writes one that nobody lists
	use     *modelUse                      // nil where the user does not use it
	at      string                         // gateway of the rates: the user's, "" for none
	listed  bool                           // they are the publisher's list price
	rates   [len(shownKinds)]*pricing.Rate // in force there; nil where none is
	lowAt   string                         // another gateway whose default id has the lowest output rate
	lowest  *pricing.Rate                  // that rate
	sellers int
	changed time.Time // when a list rate last changed; zero where it never did
	own     bool      // the user set one of the rates that are shown
	instead []pricing.Substitute
	across  string // words of a rule in place of a model; "" for a model
}

// modelRows are the models that the user uses, what takes most first, then the others by id.
func modelRows(c *pricing.Catalog, own yours, asOf time.Time) []modelTerms {
	var mine, others []modelTerms
	used := own.models()
	for _, m := range c.Models() {
		r := modelTerms{Model: m, name: m.ID}
		if i := slices.IndexFunc(used, func(u modelUse) bool { return u.model == m.ID }); i >= 0 {
			r.use = &used[i]
		}
		r = r.priced(c, own.work, asOf)
		if r.use == nil {
			others = append(others, r)
			continue
		}
		mine = append(mine, r)
	}
	for i, u := range used {
		if c.Model(u.model) == nil {
			mine = append(mine, modelTerms{name: u.model, use: &used[i]})
		}
	}
	slices.SortStableFunc(mine, func(a, b modelTerms) int { return b.use.usd.Cmp(a.use.usd) })
	return append(mine, others...)
}

// priced is the row with its rates: in force at the instant, at the gateway where the user has
// most of it.
func (r modelTerms) priced(c *pricing.Catalog, work pricing.Workload, asOf time.Time) modelTerms {
	at := pricing.Instant{Force: asOf}
	list := c.ListCard(r.ID)
	if list != nil {
		for _, b := range list.Bands {
			if !b.From.After(asOf) && b.From.After(r.changed) {
				r.changed = b.From
			}
		}
	}
	// The cards of the gateways' default ids, those of the user's gateways first.
	cards := map[string]*pricing.Card{}
	var sellers []string
	for _, alias := range c.Aliases(r.ID) {
		if cards[alias.Gateway] == nil { // the first is the gateway's default
			cards[alias.Gateway] = c.Gateway(alias.Gateway).Card(alias.ID)
			sellers = append(sellers, alias.Gateway)
		}
	}
	r.sellers = len(sellers)
	card := list
	if r.use != nil {
		// What a rate says and the gateway did not charge is nothing to save.
		r.instead = slices.DeleteFunc(c.Substitutes(work, r.use.at[0].Gateway, r.ID, asOf), func(s pricing.Substitute) bool { return s.Month.Cmp(r.use.at[0].USD) >= 0 })
		if at := r.use.at[0].Gateway; cards[at] != nil {
			card = cards[at]
		}
	}
	var output *pricing.Rate
	if card != nil {
		r.at, r.listed = card.Gateway, card == list
		for i, k := range shownKinds {
			if b := card.Rate(k, 0, at); b != nil {
				r.rates[i], r.own = &b.Rate, r.own || b.Own()
			}
		}
		output = r.rates[len(shownKinds)-1]
	}
	lowestOwn := false
	for _, gateway := range sellers {
		b := cards[gateway].Rate(pricing.Output, 0, at)
		if gateway != r.at && b != nil && !b.Rate.IsZero() && (r.lowest == nil || b.Rate.Cmp(*r.lowest) < 0) {
			r.lowest, r.lowAt, lowestOwn = &b.Rate, gateway, b.Own()
		}
	}
	if card == nil && r.lowest != nil { // nobody lists it: the least of the others stands for it
		r.at, r.own = r.lowAt, lowestOwn
		for i, k := range shownKinds {
			if b := cards[r.lowAt].Rate(k, 0, at); b != nil {
				r.rates[i] = &b.Rate
			}
		}
		r.lowest, r.lowAt = nil, ""
		return r
	}
	if output != nil && r.lowest != nil && r.lowest.Cmp(*output) >= 0 {
		r.lowest, r.lowAt = nil, ""
		return r
	}
	r.own = r.own || lowestOwn
	return r
}

// atText is whose rates they are.
func (r modelTerms) atText() string {
	if r.listed {
		return r.at + " (list)"
	}
	return r.at
}

// monthText is what a month of the user's own takes of it.
func (r modelTerms) monthText() string {
	switch {
	case r.use == nil:
		return ""
	case !slices.ContainsFunc(r.use.at, func(u pricing.Use) bool { return !u.OwnKey }):
		return "own keys"
	case r.use.usd.IsZero():
		return "free"
	}
	return draw.Money(r.use.usd)
}

// elsewhere is the same model at the gateway where the user's tokens cost least, where that
// lacks nothing; nil where they cost less nowhere.
func (r modelTerms) elsewhere() *pricing.Substitute {
	var best *pricing.Substitute
	for i, s := range r.instead {
		if s.Model == r.ID && len(s.Lacks) == 0 && (best == nil || s.Saves.Cmp(best.Saves) > 0) {
			best = &r.instead[i]
		}
	}
	return best
}

// elsewhereText is where it is sold for less: for the user by what his month would cost there,
// for others by the rate of output.
func (r modelTerms) elsewhereText() string {
	switch best := (*pricing.Substitute)(nil); {
	case r.Model == nil:
		return "a sets a rate"
	case r.use != nil:
		if best = r.elsewhere(); best != nil {
			return draw.Signed(best.Saves.Neg()) + " " + best.Gateway
		}
		return "none is less"
	case r.lowest != nil:
		return rateText(r.lowest) + " out, " + r.lowAt
	}
	return ""
}

// rateText writes a rate as the catalog does, a dash for none.
func rateText(r *pricing.Rate) string {
	if r == nil {
		return "-"
	}
	return r.String()
}

// modelLines are the rows of the table: with a rule over the models that the user does not
// use, unless they are filtered or sorted.
func modelLines(all []modelTerms, plain bool) []modelTerms {
	i := slices.IndexFunc(all, func(r modelTerms) bool { return r.use == nil })
	if plain || i < 1 {
		return all
	}
	return slices.Insert(slices.Clone(all), i, modelTerms{across: "others"})
}

// modelTable are the columns; RELEASED goes first in want of room, then the context, the
// day of the last change, the number of sellers, the cached rate, whose rates they are.
func modelTable() draw.Table[modelTerms] {
	rate := func(i int, title string, drop int) draw.Column[modelTerms] {
		return draw.Column[modelTerms]{Title: title, Figure: true, Drop: drop, Text: func(r modelTerms) string { return rateText(r.rates[i]) },
			Compare: func(a, b modelTerms) int { return draw.Compare(a.rates[i], b.rates[i]) }}
	}
	saves := func(r modelTerms) *pricing.Money {
		if s := r.elsewhere(); s != nil {
			return &s.Saves
		}
		return nil
	}
	b := draw.NewTable(func(r modelTerms) string { return cmp.Or(r.name, r.across) },
		draw.Column[modelTerms]{Title: "MODEL", Text: func(r modelTerms) string { return r.name }, Most: 44, Least: 27, Style: func(t draw.Theme, r modelTerms) lipgloss.Style {
			if r.use != nil {
				return t.You
			}
			return t.Plain
		}},
		draw.Column[modelTerms]{Text: func(r modelTerms) string { return markOwn(r.own) }, Spoken: func(r modelTerms) string { return toldOwn(r.own) }},
		draw.Column[modelTerms]{Title: "A MONTH", Figure: true, Text: modelTerms.monthText, Compare: func(a, b modelTerms) int {
			usd := func(r modelTerms) *pricing.Money {
				if r.use == nil {
					return nil
				}
				return &r.use.usd
			}
			return draw.Compare(usd(a), usd(b))
		}},
		draw.Column[modelTerms]{Title: "AT", Drop: 2, Most: 18, Least: 10, Text: modelTerms.atText},
		rate(0, "IN", 0), rate(1, "CACHED", 3), rate(2, "OUT", 0),
		draw.Column[modelTerms]{Title: "LESS ELSEWHERE", Drop: 1, Most: 24, Least: 14, Text: modelTerms.elsewhereText, Compare: func(a, b modelTerms) int {
			return cmp.Or(draw.Compare(saves(a), saves(b)), draw.Compare(a.lowest, b.lowest))
		}, Style: func(t draw.Theme, r modelTerms) lipgloss.Style {
			switch {
			case r.use == nil || r.Model == nil:
				return t.Plain
			case r.elsewhere() != nil:
				return t.Saved
			}
			return t.Muted
		}},
		draw.Column[modelTerms]{Title: "SOLD BY", Figure: true, Drop: 4, Text: func(r modelTerms) string { return strconv.Itoa(r.sellers) },
			Compare: func(a, b modelTerms) int { return a.sellers - b.sellers }},
		draw.Column[modelTerms]{Title: "CHANGED", Drop: 5, Text: func(r modelTerms) string { return dayText(r.changed) }},
		draw.Column[modelTerms]{Title: "CONTEXT", Figure: true, Drop: 6, Text: func(r modelTerms) string {
			if r.Model == nil || r.Context == 0 {
				return "-"
			}
			return words.Thousands(fmt.Sprint(r.Context))
		}, Compare: func(a, b modelTerms) int { return cmp.Compare(a.context(), b.context()) }},
		draw.Column[modelTerms]{Title: "RELEASED", Drop: 7, Text: func(r modelTerms) string {
			if r.Model == nil {
				return ""
			}
			return r.Released
		}},
	)
	b.Across = func(r modelTerms) (string, bool) { return r.across, false }
	return b
}

// context is how many tokens it takes; 0 for one that nobody lists.
func (r modelTerms) context() int64 {
	if r.Model == nil {
		return 0
	}
	return r.Context
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(pricing.Day)
}

// modelAnswer says what the models take that the user uses, without any how many prices there
// are; then what the one in hand costs.
func modelAnswer(all []modelTerms, in modelTerms, ok bool, asOf time.Time) []string {
	var used, dearer int
	var month, saves pricing.Money
	listed, moved := 0, 0
	for _, r := range all {
		if r.listed {
			listed++
		}
		if r.changed.After(asOf.AddDate(0, 0, -90)) {
			moved++
		}
		if r.use == nil {
			continue
		}
		used, month = used+1, month.Add(r.use.usd)
		if best := r.elsewhere(); best != nil {
			dearer, saves = dearer+1, saves.Add(best.Saves)
		}
	}
	first := fmt.Sprintf("%d of %d models have a list price; %d changed it in the last 90 days.", listed, len(all), moved)
	switch {
	case used > 0 && dearer > 0:
		first = fmt.Sprintf("You use %s for %s a month; %s for less elsewhere, %s together, fees aside.", words.Plural(used, "model"), draw.Money(month), map[bool]string{true: "1 of them is sold", false: fmt.Sprintf("%d of them are sold", dearer)}[dearer == 1], draw.Signed(saves.Neg()))
	case used > 0:
		first = fmt.Sprintf("You use %s for %s a month; none is sold for less elsewhere.", words.Plural(used, "model"), draw.Money(month))
	}
	if !ok || in.across != "" {
		return []string{first}
	}
	return []string{first, in.sentence()}
}

// sentence says what the model costs, and where it is less.
func (r modelTerms) sentence() string {
	out := draw.Safe(r.name) + ": "
	if r.rates[0] == nil && r.rates[2] == nil {
		return out + "no rate of it is known; a sets one of your own."
	}
	out += fmt.Sprintf("%s in, %s out at %s", perMillion(r.rates[0]), perMillion(r.rates[2]), draw.Safe(r.atText()))
	switch best := r.elsewhere(); {
	case best != nil:
		out += fmt.Sprintf("; your month of it would be %s at %s, %s less", draw.Money(best.Month), draw.Safe(best.Gateway), draw.Money(best.Saves))
	case r.use != nil:
		out += "; for your tokens none of " + words.Plural(r.sellers, "gateway") + " is cheaper"
	case r.lowest != nil:
		out += fmt.Sprintf("; the least for output is %s at %s", perMillion(r.lowest), draw.Safe(r.lowAt))
	default:
		out += ", sold by " + words.Plural(r.sellers, "gateway")
	}
	return out + "."
}

// perMillion writes a rate in a sentence: "$3/M".
func perMillion(r *pricing.Rate) string {
	if r == nil {
		return "?"
	}
	return "$" + r.String() + "/M"
}

func (r modelTerms) note() string {
	if r.Model == nil {
		return draw.Safe(r.name) + " is in no price list that tollbook knows: a sets a price of your own for it."
	}
	return draw.Safe(r.ID) + " by " + draw.Safe(r.Vendor) + map[bool]string{true: ", " + r.about(), false: ""}[r.about() != ""] + ". Enter shows its rates at every gateway and over time."
}

// about is when the model came out and how much it takes, as far as known.
func (r modelTerms) about() string {
	var parts []string
	if r.Released != "" {
		parts = append(parts, "released "+r.Released)
	}
	if r.Context > 0 {
		parts = append(parts, words.Thousands(fmt.Sprint(r.Context))+" tokens of context")
	}
	return draw.Safe(strings.Join(parts, ", "))
}
