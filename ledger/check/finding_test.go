package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// noon is the instant of the findings below.
var noon = time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)

const oneDay = 24 * time.Hour

// alone are the findings of some evidence with nothing of note in the days before.
func alone(t ledgertest.T, e check.Evidence, set check.Settings) []check.Finding {
	t.Helper()
	e.AsOf = noon
	got, err := check.Findings(e, func(int, map[string]bool) (check.Evidence, error) { return check.Evidence{AsOf: noon}, nil }, set)
	if err != nil {
		t.Fatalf("findings: %v", err)
	}
	for _, f := range got {
		if f.Brief == "" || strings.HasPrefix(f.Brief, f.Account+":") && f.Account != "" {
			t.Errorf("in few words %q is %q", f.Message, f.Brief)
		}
	}
	return got
}

// holding is an account with one lot, credit 100 of which some is left.
func holding(left string, expires time.Time, may bool) credit.Books {
	l := lot.Lot{ID: 7, Kind: lot.Purchase, At: noon.Add(-100 * oneDay), Expires: expires, May: may, Credit: pricing.MustMoney("100"), Remaining: pricing.MustMoney(left), Status: lot.Live}
	return credit.Books{AsOf: noon, Accounts: []credit.Position{{Account: credit.Account{Name: "lab", Billing: "prepaid"}, HasLots: true, State: lot.State{Lots: []lot.Lot{l}}}}}
}

// losing is the evidence of such a lot of which so much is likely lost.
func losing(loss string, in time.Duration, may bool) check.Evidence {
	e := check.Evidence{Books: holding("60", noon.Add(in), may)}
	e.Books.Accounts[0].Lots[0].Outlook = &lot.Outlook{LotID: 7, ExpectedBreakage: pricing.MustMoney(loss), Chance: "0.5"}
	return e
}

// TestExpiring: max($5, 5 % of 100) is $5.00; more than that has to be lost, within
// 14 days for critical and within 60 for a warning.
func TestExpiring(t *testing.T) {
	for name, c := range map[string]struct {
		loss string
		in   time.Duration
		may  bool
		want string
	}{
		"exactly the threshold is info":     {"5", 10 * oneDay, false, "info"},
		"a hair above is critical":          {"5.01", 10 * oneDay, false, "critical"},
		"exactly 14 days":                   {"5.01", 14 * oneDay, false, "critical"},
		"a second more":                     {"5.01", 14*oneDay + time.Second, false, "warning"},
		"exactly 60 days":                   {"5.01", 60 * oneDay, false, "warning"},
		"a second more than 60":             {"5.01", 60*oneDay + time.Second, false, ""},
		"may is no more than a warning":     {"60", oneDay, true, "warning"},
		"may, and likely used":              {"0", oneDay, true, "info"},
		"likely used":                       {"0", oneDay, false, "info"},
		"a rest of a cent that surely dies": {"0.01", 60 * oneDay, false, "info"},
	} {
		got := alone(t, losing(c.loss, c.in, c.may), check.DefaultSettings())
		if c.want == "" {
			if len(got) != 0 {
				t.Errorf("%s: %v, want nothing", name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Level.String() != c.want || got[0].Kind != check.Expiring {
			t.Errorf("%s: %v, want %s", name, got, c.want)
			continue
		}
		ledgertest.USD(t, name, *got[0].USD, c.loss)
		if !got[0].When.Equal(noon.Add(c.in)) {
			t.Errorf("%s: when %s", name, got[0].When)
		}
	}
	// 5 % of a lot of 1,000 is 50: that is more than $5.
	e := losing("50", 10*oneDay, false)
	e.Books.Accounts[0].Lots[0].Credit = pricing.MustMoney("1000")
	if got := alone(t, e, check.DefaultSettings()); got[0].Level != check.Info {
		t.Errorf("50 of 1,000: %s, want info", got[0].Level)
	}
	// Unknown is not zero: all that is left is in question.
	got := alone(t, check.Evidence{Books: holding("60", noon.Add(10*oneDay), false)}, check.DefaultSettings())
	if len(got) != 1 || got[0].Level != check.Critical || !strings.Contains(got[0].Message, "up to $60.00") {
		t.Errorf("unknown loss: %v", got)
	}
	// A lot that is empty, or never dies, is nothing to speak of.
	for _, c := range []credit.Books{holding("0", noon.Add(oneDay), false), holding("60", time.Time{}, false)} {
		if got := alone(t, check.Evidence{Books: c}, check.DefaultSettings()); len(got) != 0 {
			t.Errorf("%v, want nothing", got)
		}
	}
}

// lasting is the evidence of an account whose credit lasts so many days.
func lasting(runway string) check.Evidence {
	c := holding("60", time.Time{}, false)
	left, burn := pricing.MustMoney("60"), pricing.MustMoney("4.5")
	a := &c.Accounts[0]
	a.Estimated, a.Burn, a.Runway, a.DataUntil = &left, &burn, runway, noon
	return check.Evidence{Books: c}
}

func TestRunsOut(t *testing.T) {
	ten, two := pricing.MustMoney("10"), pricing.MustMoney("2")
	for name, c := range map[string]struct {
		runway string
		change func(e *check.Evidence, a *credit.Position)
		want   string
	}{
		"exactly 3 days": {"3", nil, "warning"},
		"less than 3":    {"2.999999", nil, "critical"},
		"exactly 14":     {"14", nil, ""},
		"less than 14":   {"13.999999", nil, "warning"},
		"nothing left":   {"0", func(_ *check.Evidence, a *credit.Position) { a.Estimated = &pricing.Money{} }, "critical"},
		"nothing burns":  {"", nil, ""},
		"loads by itself": {"0", func(_ *check.Evidence, a *credit.Position) {
			a.Account.AutoTopUp, a.Account.AutoBelow = &ten, &two
		}, ""},
		"is invoiced then": {"0", func(_ *check.Evidence, a *credit.Position) { a.Account.Billing = "prepaid-then-invoice" }, ""},
		"has no lots":      {"0", func(_ *check.Evidence, a *credit.Position) { a.HasLots = false }, ""},
		"no longer used, others are": {"0", func(e *check.Evidence, _ *credit.Position) {
			e.Habits = []check.Habit{{Account: "lab", Days: 2, Behind: 61}}
		}, ""},
		"the others stopped too long": {"0", func(e *check.Evidence, _ *credit.Position) {
			e.Habits = []check.Habit{{Account: "lab", Days: 2, Behind: 60}}
		}, "critical"},
	} {
		e := lasting(c.runway)
		if c.change != nil {
			c.change(&e, &e.Books.Accounts[0])
		}
		got := alone(t, e, check.DefaultSettings())
		switch {
		case c.want == "" && len(got) != 0:
			t.Errorf("%s: %v, want nothing", name, got)
		case c.want != "" && (len(got) != 1 || got[0].Level.String() != c.want || got[0].Kind != check.RunsOut):
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	// 2.5 days from noon of the 14th is midnight after the 16th.
	if got := alone(t, lasting("2.5"), check.DefaultSettings()); !got[0].When.Equal(time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("used up %s", got[0].When)
	}
}

// fighting is the evidence of an account whose credit lasts 2.5 days, by noon of the
// 16th, and of which a lot expires after some days.
func fighting(loss string, in time.Duration) check.Evidence {
	e := lasting("2.5")
	l := &e.Books.Accounts[0].Lots[0]
	l.Expires, l.Outlook = noon.Add(in), &lot.Outlook{LotID: 7, ExpectedBreakage: pricing.MustMoney(loss), Chance: "0.5"}
	return e
}

// TestOneFindingOfCredit: one finding an account where "spend it" and "load more" would
// fight; the levels are those of the worse one.
func TestOneFindingOfCredit(t *testing.T) {
	for name, c := range map[string]struct {
		loss string
		in   time.Duration
		kind check.Kind
		says string
	}{
		"it is used up long before the lot expires": {"0", 50 * oneDay, check.RunsOut, "used up by 17 Nov 2026"},
		"some futures lose a little of it later":    {"6", 50 * oneDay, check.RunsOut, "used up by 17 Nov 2026"},
		"the lot expires first":                     {"40", oneDay, check.Expiring, "expires unused on 15 Nov 2026, in 1 day; nothing is left then"},
		"and with it all there is":                  {"40", 60 * time.Hour, check.Expiring, "in 2.5 days; nothing is left then"},
	} {
		got := alone(t, fighting(c.loss, c.in), check.DefaultSettings())
		if len(got) != 1 || got[0].Kind != c.kind || got[0].Level != check.Critical || !strings.Contains(got[0].Message, c.says) {
			t.Errorf("%s: %v", name, got)
		}
	}
	// The world is mended before the books: both are said, loading before recording.
	do := alone(t, fighting("40", oneDay), check.DefaultSettings())[0].Do
	if want := "spend it first, so much a day: tollbook expiring; then load it at  by 15 Nov 2026 (tollbook plan  --account lab), then record it: tollbook topup add lab AMOUNT"; do != want {
		t.Errorf("%q, want %q", do, want)
	}
	// What is left behind the lot that expires lasts on.
	e := fighting("40", oneDay)
	a := &e.Books.Accounts[0]
	a.Lots = append(a.Lots, lot.Lot{ID: 8, Status: lot.Live, Credit: pricing.MustMoney("9"), Remaining: pricing.MustMoney("9")})
	if got := alone(t, e, check.DefaultSettings()); len(got) != 1 || !strings.Contains(got[0].Message, "in 1 day; what is left then is used up by 17 Nov 2026") {
		t.Errorf("with more behind it: %v", got)
	}
	// Where that lasts long, what expires is all there is to say.
	a.Runway = "100"
	if got := alone(t, e, check.DefaultSettings()); len(got) != 1 || got[0].Kind != check.Expiring || strings.Contains(got[0].Message, "left then") {
		t.Errorf("lasts: %v", got)
	}
}

// TestDeficitCommand: the finding has the instant, and a command that can be typed once
// the amount is known.
func TestDeficitCommand(t *testing.T) {
	e := check.Evidence{Books: holding("0", time.Time{}, false)}
	a := &e.Books.Accounts[0]
	a.Account.Gateway, a.Deficit, a.DeficitSince = "lab", pricing.MustMoney("2.4412"), noon.Add(-oneDay)
	got := alone(t, e, check.DefaultSettings())
	if len(got) != 1 || got[0].Message != "lab: $2.44 of usage had no credit since 13 Nov 2026: a top-up is missing" || !got[0].When.Equal(a.DeficitSince) ||
		got[0].Do != "look up what was bought at lab by 13 Nov 2026, $2.45 or more, then record it: tollbook topup add lab 2.45 --at 2026-11-13T12:00:00Z" {
		t.Errorf("%+v", got)
	}
}

// TestBooksThatDoNotFit: usage without credit, a refund of too much, another balance.
func TestBooksThatDoNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		deficit, drift, stated string
		billing                string
		want                   string // kind and level
	}{
		"a deficit at the threshold":        {deficit: "1", want: "deficit warning"},
		"under it":                          {deficit: "0.99", want: "deficit info"},
		"under half a cent":                 {deficit: "0.004", want: ""},
		"what is invoiced is none":          {deficit: "5", billing: "prepaid-then-invoice", want: ""},
		"a drift under the least":           {drift: "-0.49", stated: "100", want: ""},
		"at the least":                      {drift: "-0.5", stated: "100", want: "drift info"},
		"at $5, 2 % of 100 being 2":         {drift: "5", stated: "100", want: "drift warning"},
		"under $5":                          {drift: "-4.99", stated: "100", want: "drift info"},
		"under 2 % of 1,000":                {drift: "-19.99", stated: "1000", want: "drift info"},
		"at 2 % of 1,000":                   {drift: "-20", stated: "1000", want: "drift warning"},
		"at 2 % of 1,000 below zero":        {drift: "20", stated: "-1000", want: "drift warning"},
		"a page that says the same as well": {drift: "0", stated: "1", want: ""},
	} {
		e := check.Evidence{Books: holding("0", time.Time{}, false)}
		a := &e.Books.Accounts[0]
		if c.billing != "" {
			a.Account.Billing = c.billing
		}
		if c.deficit != "" {
			a.Deficit = pricing.MustMoney(c.deficit)
		}
		if c.drift != "" {
			drift := pricing.MustMoney(c.drift)
			a.Drift, a.Stated = &drift, &lot.Balance{ID: 3, At: noon.Add(-oneDay), USD: pricing.MustMoney(c.stated)}
		}
		said := ""
		for _, f := range alone(t, e, check.DefaultSettings()) {
			said += fmt.Sprintf("%s %s", f.Kind, f.Level)
		}
		if said != c.want {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
	e := check.Evidence{Books: holding("0", time.Time{}, false)}
	e.Books.Accounts[0].Excesses = []lot.Excess{{Refund: lot.TopUp{ID: 11, At: noon.Add(-oneDay)}, USD: pricing.MustMoney("4")}}
	got := alone(t, e, check.DefaultSettings())
	if len(got) != 1 || got[0].Kind != check.RefundExcess || got[0].Message != "lab: refund #11 of 13 Nov 2026 took $4.00 more than its lot held" {
		t.Errorf("refund: %v", got)
	}
}

// TestRunsOutOrMissing: where usage went on without credit, a top-up is missing,
// and how long credit lasts is not known.
func TestRunsOutOrMissing(t *testing.T) {
	for deficit, want := range map[string]string{"0.02": "runs_out deficit", "1": "deficit"} {
		e := lasting("0")
		e.Books.Accounts[0].Deficit = pricing.MustMoney(deficit)
		var kinds []string
		for _, f := range alone(t, e, check.DefaultSettings()) {
			kinds = append(kinds, string(f.Kind))
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("deficit %s: %s, want %s", deficit, got, want)
		}
	}
}

func TestBudgetFinding(t *testing.T) {
	for name, c := range map[string]struct{ spent, projected, want, dollars string }{
		"spent to the cent":         {"100", "100", "", ""},
		"a cent more":               {"100.01", "120", "warning", "0.01"},
		"projected to the cent":     {"50", "100", "", ""},
		"projected a cent more":     {"50", "100.01", "warning", "0.01"},
		"nothing to project from":   {"50", "", "", ""},
		"spent, without projection": {"130", "", "warning", "30"},
	} {
		b := check.BudgetState{Budget: check.Budget{Name: "team", USD: pricing.MustMoney("100")}, Month: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Spent: pricing.MustMoney(c.spent)}
		if c.projected != "" {
			p := pricing.MustMoney(c.projected)
			b.Projected = &p
		}
		got := alone(t, check.Evidence{Budgets: []check.BudgetState{b}}, check.DefaultSettings())
		if c.want == "" {
			if len(got) != 0 {
				t.Errorf("%s: %v, want nothing", name, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Level.String() != c.want || got[0].Kind != check.OverBudget || got[0].About != "team" {
			t.Errorf("%s: %v, want %s", name, got, c.want)
			continue
		}
		ledgertest.USD(t, name, *got[0].USD, c.dollars)
	}
	// How bad it is when it is spent can be set.
	set := check.DefaultSettings()
	if err := set.Set("budget.exceeded", "critical"); err != nil {
		t.Fatal(err)
	}
	b := check.BudgetState{Budget: check.Budget{Name: "team", USD: pricing.MustMoney("100")}, Month: noon, Spent: pricing.MustMoney("101")}
	if got := alone(t, check.Evidence{Budgets: []check.BudgetState{b}}, set); got[0].Level != check.Critical {
		t.Errorf("%v, want critical", got)
	}
}

func TestStopped(t *testing.T) {
	habit := func(silent, pause, behind int) check.Habit {
		return check.Habit{Account: "lab", Days: 5, Pause: pause, Silent: silent, Behind: behind, Last: noon}
	}
	other := check.Habit{Account: "other", Days: 50, Last: noon}
	seldom := habit(40, 0, 0)
	seldom.Days = 4
	for name, c := range map[string]struct {
		habits []check.Habit
		want   string
	}{
		"7 days are no stop":              {[]check.Habit{habit(7, 0, 8), other}, ""},
		"8 are":                           {[]check.Habit{habit(8, 0, 9), other}, "lab warning"},
		"twice its pause is none":         {[]check.Habit{habit(10, 5, 11), other}, ""},
		"more is":                         {[]check.Habit{habit(11, 5, 12), other}, "lab warning"},
		"four days of use are no habit":   {[]check.Habit{seldom, other}, ""},
		"60 days behind the others":       {[]check.Habit{habit(59, 0, 60), other}, "lab warning"},
		"61 days: no longer used":         {[]check.Habit{habit(60, 0, 61), other}, "lab info"},
		"all at once are one finding":     {[]check.Habit{habit(8, 0, 0), {Account: "other", Days: 9, Silent: 9, Last: noon}}, " warning"},
		"one alone is named":              {[]check.Habit{habit(100, 0, 0)}, "lab warning"},
		"beside one that nobody uses now": {[]check.Habit{habit(8, 0, 0), {Account: "other", Days: 9, Silent: 90, Behind: 82, Last: noon}}, "other infolab warning"},
	} {
		said := ""
		for _, f := range alone(t, check.Evidence{Habits: c.habits}, check.DefaultSettings()) {
			said += fmt.Sprintf("%s %s", f.Account, f.Level)
		}
		if said != c.want {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}

func TestViewsCatalogUnpriced(t *testing.T) {
	gap := func(usd, other string) check.Evidence {
		return check.Evidence{Gaps: []check.ViewGap{{Account: "lab", Counts: "request rows", Other: "cost export", USD: pricing.MustMoney(usd), OtherUSD: pricing.MustMoney(other), Days: 3, First: noon, Last: noon}}}
	}
	// $10 of $100 a month rest on rates that were seen so many days ago.
	seen := func(days int) check.Evidence {
		day := func(ago int) time.Time { return time.Date(2026, 11, 14, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -ago) }
		return check.Evidence{Prices: check.PricesInUse{Month: pricing.MustMoney("100"), Cards: []pricing.UsedCard{
			{Gateway: "lab", ID: "new", USD: pricing.MustMoney("90"), Oldest: day(1)}, {Gateway: "lab", ID: "old", USD: pricing.MustMoney("10"), Oldest: day(days)}}}}
	}
	with := func(e check.Evidence, change func(*pricing.UsedCard)) check.Evidence {
		change(&e.Prices.Cards[1])
		return e
	}
	for name, c := range map[string]struct {
		e    check.Evidence
		want string
	}{
		"$5 apart":                  {gap("10", "15"), ""},
		"more than $5, 5 % is 0.50": {gap("10", "15.01"), "views warning"},
		"5 % of 1,000 apart":        {gap("1000", "950"), ""},
		"more":                      {gap("1000", "949.99"), "views warning"},
		"rates of 60 days":          {seen(60), ""},
		"of 61":                     {seen(61), "catalog info"},
		"of 180":                    {seen(180), "catalog info"},
		"of 181":                    {seen(181), "catalog warning"},
		"of tomorrow":               {seen(-1), ""},
		"of less than a tenth":      {with(seen(181), func(c *pricing.UsedCard) { c.USD = pricing.MustMoney("9.99") }), ""},
		"the user's own":            {with(seen(181), func(c *pricing.UsedCard) { c.Own = true }), ""},
		"announced, and begun":      {with(seen(1), func(c *pricing.UsedCard) { c.Doubted = noon.AddDate(0, 0, -3) }), "prices info"},
		"announced, to come":        {with(seen(1), func(c *pricing.UsedCard) { c.Doubted = noon.AddDate(0, 0, 3) }), ""},
		"gone": {with(seen(1), func(c *pricing.UsedCard) {
			c.Withdrawn = &pricing.Withdrawal{From: noon.AddDate(0, 0, -3), Fact: pricing.Fact{Basis: pricing.Gone}}
		}), "prices warning"},
		"missed once": {with(seen(1), func(c *pricing.UsedCard) {
			c.Withdrawn = &pricing.Withdrawal{From: noon.AddDate(0, 0, -3), Fact: pricing.Fact{Basis: pricing.Missing}}
		}), ""},
		"ends in 60 days": {with(seen(1), func(c *pricing.UsedCard) {
			c.Withdrawn = &pricing.Withdrawal{From: noon.AddDate(0, 0, 60), Fact: pricing.Fact{Basis: pricing.Announced}}
		}), "prices warning"},
		"ends in 61 days": {with(seen(1), func(c *pricing.UsedCard) {
			c.Withdrawn = &pricing.Withdrawal{From: noon.AddDate(0, 0, 61), Fact: pricing.Fact{Basis: pricing.Announced}}
		}), ""},
		"tokens that are in no total": {check.Evidence{Unpriced: []check.UnpricedUse{{Account: "lab", Model: "x", Tokens: 1}}}, "unpriced warning"},
		"tokens whose cost was said":  {check.Evidence{Unpriced: []check.UnpricedUse{{Account: "lab", Model: "x", Tokens: 1, Reported: true}}}, "unpriced info"},
	} {
		said := ""
		for _, f := range alone(t, c.e, check.DefaultSettings()) {
			said += fmt.Sprintf("%s %s", f.Kind, f.Level)
			if f.Kind == check.NoPrice && f.About != "x" {
				t.Errorf("%s: it is about %q", name, f.About)
			}
		}
		if said != c.want {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}

// following walks through days of runways and returns the level of each, as check
// finds it on that day from the days before.
func following(t ledgertest.T, runways []string, set check.Settings) []check.Level {
	t.Helper()
	on := func(day int) (check.Evidence, error) {
		if day < 0 {
			return check.Evidence{}, nil
		}
		e := lasting(runways[day])
		e.AsOf = noon.Add(time.Duration(day) * oneDay)
		return e, nil
	}
	out := make([]check.Level, len(runways))
	for day := range runways {
		today, err := on(day)
		if err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
		got, err := check.Findings(today, func(ago int, _ map[string]bool) (check.Evidence, error) { return on(day - ago) }, set)
		if err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
		for _, f := range got {
			out[day] = f.Level
		}
	}
	return out
}

// TestLevelsHold: a warning under 14 days is left at 15.4, or after seven days
// between the two; critical under 3 days is left at 3.3.
func TestLevelsHold(t *testing.T) {
	for name, c := range map[string]struct{ runways, want string }{
		"sways":            {"14.2 13.9 14.4 15.3 13.8 14.6", "ok warning warning warning warning warning"},
		"clearly left":     {"13.9 14.4 15.4 14.4", "warning warning ok ok"},
		"left after 7":     {"13.9 14 14 14 14 14 14 14 14 14", "warning warning warning warning warning warning warning warning ok ok"},
		"critical is held": {"2.9 3.2 3.29 3.3 3.2", "critical critical critical warning warning"},
		"one step down":    {"2.9 3.2 14.5 15.4", "critical critical warning ok"},
		"never reached":    {"15 14.5 14.1 14", "ok ok ok ok"},
	} {
		var words []string
		for _, l := range following(t, strings.Fields(c.runways), check.DefaultSettings()) {
			words = append(words, l.String())
		}
		if got := strings.Join(words, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	set := check.DefaultSettings()
	set.HoldDays = 0
	if got := following(t, []string{"13.9", "14"}, set); got[1] != check.Calm {
		t.Errorf("without holding: %v", got)
	}
}

// TestNoFlapping: whatever a runway does inside the margin around a threshold, a
// finding appears once and is given up at most once a week. Between falls and rises
// of its level lie no fewer days than it is held.
func TestNoFlapping(t *testing.T) {
	set := check.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		hundredths := rapid.SliceOfN(rapid.IntRange(1300, 1539), 2, 60).Draw(t, "runway in hundredths of a day")
		runways := make([]string, len(hundredths))
		for i, n := range hundredths {
			runways[i] = fmt.Sprintf("%d.%02d", n/100, n%100)
		}
		levels := following(t, runways, set)
		rose := -1
		for day, l := range levels {
			switch {
			case hundredths[day] < 1400 && l != check.Warning:
				t.Fatalf("day %d: runway %s without a warning", day, runways[day])
			case day > 0 && l > levels[day-1]:
				rose = day
			case day > 0 && l < levels[day-1]:
				if rose >= 0 && day-rose <= set.HoldDays {
					t.Fatalf("it rose on day %d and fell on day %d: %v", rose, day, runways)
				}
			}
		}
	})
}

// TestFindingIDs: the same thing has the same id on another day and with other
// dollars; another lot and another account have others.
func TestFindingIDs(t *testing.T) {
	id := func(change func(e *check.Evidence)) string {
		e := losing("20", 10*oneDay, false)
		change(&e)
		return alone(t, e, check.DefaultSettings())[0].ID
	}
	first := id(func(*check.Evidence) {})
	if len(first) != 8 {
		t.Errorf("id %q, want eight letters", first)
	}
	same := id(func(e *check.Evidence) {
		*e = losing("30", 5*oneDay, true)
	})
	lot := id(func(e *check.Evidence) { e.Books.Accounts[0].Lots[0].ID = 8 })
	account := id(func(e *check.Evidence) { e.Books.Accounts[0].Account.Name = "lab/x" })
	if same != first || lot == first || account == first || lot == account {
		t.Errorf("ids %s, same %s, another lot's %s, another account's %s", first, same, lot, account)
	}
}

// TestRunsOutWhenProjected: the projection knows better than the burn rate when.
func TestRunsOutWhenProjected(t *testing.T) {
	e := lasting("2.5")
	e.RunsOut = map[string]time.Time{"lab": ledgertest.Day("2026-11-18"), "other": ledgertest.Day("2026-11-15")}
	got := alone(t, e, check.DefaultSettings())
	if len(got) != 1 || !got[0].When.Equal(ledgertest.Day("2026-11-18")) || got[0].Message != "lab: about $60.00 left, 2.5 days at $4.50 a day; used up by 18 Nov 2026" {
		t.Errorf("found %+v", got)
	}
}

// TestBudgetThatIsHeld: $101 were projected yesterday, $95 are today. That is not
// under 100 less 10 %, so it stays a warning, of no dollars too much.
func TestBudgetThatIsHeld(t *testing.T) {
	on := func(projected string) check.Evidence {
		p := pricing.MustMoney(projected)
		return check.Evidence{AsOf: noon, Budgets: []check.BudgetState{{Budget: check.Budget{Name: "team", USD: pricing.MustMoney("100")}, Month: ledgertest.Day("2026-11-01"), Projected: &p}}}
	}
	for today, want := range map[string]string{"95": "warning", "90.01": "warning", "90": ""} {
		got, err := check.Findings(on(today), func(int, map[string]bool) (check.Evidence, error) { return on("101"), nil }, check.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case want == "" && len(got) != 0:
			t.Errorf("%s: %v, want nothing", today, got)
		case want != "" && (len(got) != 1 || got[0].Level.String() != want || !got[0].Held || !got[0].USD.IsZero() || !strings.HasSuffix(got[0].Message, "held: it was worse within 7 days")):
			t.Errorf("%s: %+v, want a %s that is held", today, got, want)
		}
	}
}
