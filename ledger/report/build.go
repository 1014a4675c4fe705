package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// reporting is one report in the making.
type reporting struct {
	catalog  *pricing.Catalog
	q        Query
	from, to string         // the query's days
	model    string         // the query's, canonical
	byLabel  bool           // the query asks for labels
	read     usage.DayRange // the days of the months that it asks for, up to the clock
	out      Report
	index    map[rowKey]int
	series   map[int64]*seriesKeys // of money sums or of label sums, as the query asks
	date     dateKeys
	models   map[string]string
	gateways map[string]string              // by account
	views    map[string]map[string]bool     // by account: the views that count
	inPart   map[string]map[string][]string // by account and view: the days that it holds in part
	dropped  []string
	own      map[ownKeyView]map[string]bool // own-key accounts: the days on which they count, or stand beside
	// modelSeen: some row of the months read is of the model asked for.
	modelSeen bool
	// unbought holds for every prepaid account's month the cost by report row of usage
	// for which no top-up is known; -1 is usage that the report leaves out.
	unbought map[feeKey]map[int]pricing.Money
	booked   map[string]bool // the account has lots
	usual    map[string]usualPurchase
	// rank is each row's place by its keys, for amounts that are spread over rows.
	rank []int
	// trace is told every part of a fee that a row is charged with; nil where
	// nobody asks.
	trace func(row int, part FeePart)
}

// A rowKey finds a row of the report: its groups of time, and its labels.
type rowKey struct{ time, labels string }

// seriesKeys are what a series has in the report, found once.
type seriesKeys struct {
	model  string // canonical
	wanted bool   // by all that is asked about labels
	keys   string // its labels, joined
	// row is where its usage of the days with some keys of time stands, once found.
	row   int
	rowAt string
	found bool
	// byDay are those of a model whose name moves, by day; nil where it does not.
	byDay map[string]*seriesKeys
}

// dateKeys are the same of the day that was looked at last.
type dateKeys struct {
	day    string
	wanted bool
	keys   string
}

// timeGroup reports whether a group is one of time.
func timeGroup(by string) bool { return slices.Contains(Groups[:3], by) }

func newReporting(catalog *pricing.Catalog, q Query) *reporting {
	b := &reporting{catalog: catalog, q: q, index: map[rowKey]int{}, series: map[int64]*seriesKeys{}, models: map[string]string{}, unbought: map[feeKey]map[int]pricing.Money{},
		gateways: map[string]string{}, views: map[string]map[string]bool{}, inPart: map[string]map[string][]string{}, booked: map[string]bool{}, usual: map[string]usualPurchase{}, own: map[ownKeyView]map[string]bool{}}
	months := usage.SumsQuery{AsOf: q.AsOf}
	months.From, months.To = q.Months()
	b.byLabel, b.read = q.ByLabel(), usage.DayRange{From: months.FirstDay(), To: months.LastDay()}
	b.out.By, b.out.CreditFrom = q.By, map[string]time.Time{}
	if !q.From.IsZero() {
		b.from = q.From.UTC().Format(pricing.Day)
	}
	if !q.To.IsZero() {
		b.to = q.To.UTC().Format(pricing.Day)
	}
	if q.Model != "" {
		b.model = b.canonical(q.Model)
	}
	return b
}

// of finds what a day's series has in the report.
func (b *reporting) of(d *usage.Day) *seriesKeys {
	k := b.series[d.ID]
	if k == nil {
		k = b.keysOf(d)
		if b.catalog.MovingAliases(d.Model) != nil {
			k = &seriesKeys{byDay: map[string]*seriesKeys{d.Date: k}}
		}
		b.series[d.ID] = k
	}
	if k.byDay == nil {
		return k
	}
	day := k.byDay[d.Date]
	if day == nil {
		day = b.keysOf(d)
		k.byDay[d.Date] = day
	}
	return day
}

func (b *reporting) keysOf(d *usage.Day) *seriesKeys {
	k := &seriesKeys{model: b.modelOf(d)}
	k.wanted = (b.model == "" || k.model == b.model) && (b.q.Account == "" || d.Account == b.q.Account) &&
		b.q.Filter.letsThrough(func(field string) string { return b.label(d, field) }, func(field string) bool { return !timeGroup(field) })
	for _, by := range b.q.By {
		if !timeGroup(by) {
			k.keys += b.label(d, by) + "\x00"
		}
	}
	return k
}

// on finds what a day has in the report. Days come in order, most of the time.
func (b *reporting) on(d *usage.Day) *dateKeys {
	if b.date.day != d.Date {
		b.date = dateKeys{day: d.Date, wanted: d.Date >= b.from && (b.to == "" || d.Date <= b.to) &&
			b.q.Filter.letsThrough(func(field string) string { return b.label(d, field) }, timeGroup)}
		for _, by := range b.q.By {
			if timeGroup(by) {
				b.date.keys += b.label(d, by) + "\x00"
			}
		}
	}
	return &b.date
}

// canonical is the id of a model as written, or the name itself.
func (b *reporting) canonical(name string) string {
	id, ok := b.models[name]
	if !ok {
		id = b.catalog.CanonicalName(name)
		b.models[name] = id
	}
	return id
}

// modelOf is the id of a day's model: what a name that moves stood for then.
func (b *reporting) modelOf(d *usage.Day) string {
	if b.catalog.MovingAliases(d.Model) == nil {
		return b.canonical(d.Model)
	}
	return b.catalog.CanonicalNameAt(d.Model, usage.DayOf(d.Date))
}

// wanted reports whether the query lets a day through.
func (b *reporting) wanted(d *usage.Day) bool {
	return b.of(d).wanted && b.on(d).wanted && (b.q.Only == nil || b.q.Only(d))
}

// rowOf is the report's row that a day's usage stands in; -1 for none.
func (b *reporting) rowOf(d *usage.Day) int {
	if !b.wanted(d) {
		return -1
	}
	k, at := b.of(d), b.on(d).keys
	if !k.found || k.rowAt != at {
		row, there := b.index[rowKey{at, k.keys}]
		if !there {
			return -1
		}
		k.row, k.rowAt, k.found = row, at, true
	}
	return k.row
}

// keys are a day's values of the report's groups.
func (b *reporting) keys(d *usage.Day) []string {
	keys := make([]string, len(b.q.By))
	for i, by := range b.q.By {
		keys[i] = b.label(d, by)
	}
	return keys
}

func (b *reporting) add(d *usage.Day) {
	row, wanted := -1, b.wanted(d)
	b.modelSeen = b.modelSeen || b.model == "" || b.of(d).model == b.model
	if wanted && !d.DollarsCount && !d.TokensCount {
		b.see(d) // a view that was passed over makes no row of zeros
		return
	}
	if wanted {
		if row = b.rowOf(d); row < 0 {
			row = len(b.out.Rows)
			b.index[rowKey{b.on(d).keys, b.of(d).keys}] = row
			b.out.Rows = append(b.out.Rows, Row{Keys: b.keys(d)})
		}
		b.out.Rows[row].Count(d)
		b.see(d)
	}
	if d.DollarsCount && d.Billing != "subscription" && !b.booked[d.Account] {
		g := b.catalog.Gateway(d.Gateway)
		if g != nil && (d.Billing == "prepaid" || d.Billing == "prepaid-then-invoice" || d.Billing == "" && g.Prepaid()) {
			b.leaveUnbought(feeKey{d.Account, d.Date[:7]}, d.Gateway, row, d.Cost)
		}
	}
}

// see notes which views of an account's spend count and which were passed over.
func (b *reporting) see(d *usage.Day) {
	if d.Seller != "" {
		k := ownKeyView{d.Account, d.Seller, d.Beside}
		if b.own[k] == nil {
			b.own[k] = map[string]bool{}
		}
		b.own[k][d.Date] = true
	}
	if d.Beside {
		return
	}
	if b.views[d.Account] == nil {
		b.views[d.Account] = map[string]bool{}
	}
	b.views[d.Account][d.View.String()] = b.views[d.Account][d.View.String()] || d.DollarsCount || d.TokensCount
	if d.InPart {
		b.seeInPart(d)
	}
	if (d.InPart || !d.DollarsCount && !d.TokensCount) && !slices.Contains(b.dropped, d.Account) {
		b.dropped = append(b.dropped, d.Account)
	}
}

// seeInPart notes a day that a view holds in part. Days come in order.
func (b *reporting) seeInPart(d *usage.Day) {
	views := b.inPart[d.Account]
	if views == nil {
		views = map[string][]string{}
		b.inPart[d.Account] = views
	}
	if days := views[d.View.String()]; len(days) == 0 || days[len(days)-1] != d.Date {
		views[d.View.String()] = append(days, d.Date)
	}
}

// inPartWords name the days that a view of an account holds in part, so that another
// one was counted: "; of 2026-11-01 and 2026-11-14 request rows hold only a part".
func (b *reporting) inPartWords(account string) string {
	words := ""
	for _, view := range slices.Sorted(maps.Keys(b.inPart[account])) {
		words += "; of " + someDays(b.inPart[account][view]) + " " + view + " hold only a part"
	}
	return words
}

// someDays lists days, of many the first ones.
func someDays(days []string) string {
	const most = 4
	if len(days) > most {
		return strings.Join(days[:most-1], ", ") + " and " + words.Plural(len(days)-most+1, "more day")
	}
	return strings.Join(days, " and ")
}

// label is a day's value of one group.
func (b *reporting) label(d *usage.Day, by string) string {
	switch by {
	case "day":
		return d.Date
	case "week":
		date, err := time.Parse(pricing.Day, d.Date)
		if err != nil {
			return d.Date
		}
		year, week := date.ISOWeek()
		return fmt.Sprintf("%d-W%02d", year, week)
	case "month":
		return d.Date[:7]
	case "account":
		return d.Account
	case "gateway":
		return d.Gateway
	case "model":
		return b.modelOf(d)
	case "provider":
		return d.Provider
	case "key":
		return d.Key
	case "app":
		return d.App
	case "team":
		return d.Team
	case "machine":
		return d.Machine
	case "tier":
		if tier := b.catalog.ServiceOf(d.Gateway, d.Model, d.Service).Tier; tier != pricing.Standard {
			return string(tier)
		}
		return "standard"
	case "residency":
		return b.catalog.ServiceOf(d.Gateway, d.Model, d.Service).Residency
	}
	return d.User
}

// Count adds a day's sum to the row, as far as it counts: own-key spend and what a
// subscription pays for stand apart from USD. Fees are not touched.
func (r *Row) Count(d *usage.Day) {
	if d.TokensCount {
		r.Requests += d.Requests
		r.Tokens = r.Tokens.Plus(d.Tokens)
		r.UnpricedTokens += d.Unpriced
		if d.Flags&usage.FlagCacheUnknown != 0 {
			r.BlindTokens += d.Tokens[pricing.Input]
		}
	}
	if !d.DollarsCount {
		return
	}
	r.BYOKUSD = r.BYOKUSD.Add(d.BYOK)
	if d.Billing == "subscription" {
		r.ListValueUSD = r.ListValueUSD.Add(d.Cost)
		return
	}
	r.USD = r.USD.Add(d.Cost)
	if d.Flags&usage.FlagComputed != 0 {
		r.ComputedUSD = r.ComputedUSD.Add(d.Cost)
	}
}

// places counts from 0 to n - 1.
func places(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// sortRows puts rows in order: by time where the report begins with time, else by
// dollars, then by key. Rows are large, so that their places are sorted and each is moved
// once.
func (b *reporting) sortRows() {
	rows := b.out.Rows
	order := places(len(rows))
	byTime := len(b.q.By) > 0 && timeGroup(b.q.By[0])
	slices.SortFunc(order, func(x, y int) int {
		if !byTime {
			if n := rows[y].USD.Cmp(rows[x].USD); n != 0 {
				return n
			}
		}
		return slices.Compare(rows[x].Keys, rows[y].Keys)
	})
	b.out.Rows = make([]Row, len(rows))
	for i, at := range order {
		b.out.Rows[i] = rows[at]
	}
}

// finish adds what is computed from the sums and puts rows in order: by time
// where the report begins with time, else by dollars.
func (b *reporting) finish() {
	b.out.Rows = slices.DeleteFunc(b.out.Rows, func(r Row) bool { return !b.q.Filter.dollars(r.USD) })
	total := &b.out.Total
	total.FeesUSD = &pricing.Money{}
	for i := range b.out.Rows {
		total.merge(&b.out.Rows[i])
		b.out.Rows[i].complete()
	}
	total.complete()
	b.sortRows()
	slices.Sort(b.dropped)
	for _, account := range b.dropped {
		var counted, passed []string
		for view, counts := range b.views[account] {
			if counts {
				counted = append(counted, view)
			} else {
				passed = append(passed, view)
			}
		}
		slices.Sort(counted)
		words := account + ": several views of one spend, never added; counted from " + strings.Join(counted, " and ")
		if len(passed) > 0 {
			slices.Sort(passed)
			words += ", not from " + strings.Join(passed, " and ")
		} else {
			words += ", on each day from the best one there"
		}
		words += b.inPartWords(account)
		b.out.Views = append(b.out.Views, words)
	}
	b.out.Views = append(b.out.Views, b.ownKeyWords()...)
}

// An ownKeyView is what an own-key account has of one seller's calls, beside the seller's
// own account or alone.
type ownKeyView struct {
	account, seller string
	beside          bool
}

// ownKeyWords say where own-key usage counts, and where it is beside its provider's.
func (b *reporting) ownKeyWords() (out []string) {
	views := slices.SortedFunc(maps.Keys(b.own), func(x, y ownKeyView) int {
		if x.account == y.account && x.seller == y.seller && x.beside != y.beside {
			if y.beside { // where it counts comes first
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(x.account, y.account), strings.Compare(x.seller, y.seller))
	})
	for _, k := range views {
		days := words.Plural(len(b.own[k]), "day")
		if k.beside {
			out = append(out, fmt.Sprintf("%s: its dollars of %s's calls are %s's own on %s: they stand as own-key spend, in no total", k.account, k.seller, k.seller, days))
			continue
		}
		out = append(out, fmt.Sprintf("%s: its dollars of %s's calls count on %s: no account of yours at %s has usage there", k.account, k.seller, days, k.seller))
	}
	return out
}
