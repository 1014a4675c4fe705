package decide

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/pricing/words"
)

// A billCheck is a scenario asked again: what its bill came to then and now, and why.
type billCheck struct {
	s       scenario.Scenario
	file    string
	then    pricing.Bill
	now     pricing.Bill
	changes []pricing.BillChange
	others  []totalChange // other gateways whose bill is another now
	limit   *pricing.Percent
	percent string // by which the total moved; "" where that can't be said
	fault   string // what is wrong; "" where all is within the limit
}

// A totalChange is a gateway's bill then and now; nil where it was or is not ranked.
type totalChange struct {
	gateway   string
	then, now *pricing.Money
}

// compareScenario asks a scenario again, at the rates of --as-of.
func compareScenario(ctx context.Context, run *cli.Run, o compareOptions) error {
	if len(o.turned) > 0 {
		slices.Sort(o.turned)
		return cli.WrongUse("a scenario holds its workload and knobs: %s can't be turned beside --scenario", "--"+strings.Join(slices.Compact(o.turned), ", --"))
	}
	if o.scenario.Value == "" {
		return cli.WrongUse("--scenario \"\": want the name or the file of one")
	}
	var limit *pricing.Percent
	if o.failOver.Is { // an empty one, of a job's unset variable, checks nothing
		p, err := pricing.ParsePercent(o.failOver.Value)
		if err != nil || p.Cmp(pricing.Percent{}) < 0 {
			return cli.WrongUse("--fail-over %q: want a percentage like 5%%", o.failOver.Value)
		}
		limit = &p
	}
	s, file, err := readScenario(run, o.scenario.Value)
	if err != nil {
		return err
	}
	w, err := scenarioWorkload(ctx, run, s)
	if err != nil {
		return err
	}
	got, err := compareWith(run, w, s.Knobs)
	if err != nil {
		return err
	}
	got.all = o.all
	if o.levers {
		if err := findLevers(run, &got); err != nil {
			return err
		}
	}
	if got.check, err = newBillCheck(run, s, got, limit); err != nil {
		return err
	}
	got.check.file = file
	if err := ShowComparison(run, got); err != nil {
		return err
	}
	if got.check.fault != "" {
		return cli.WithHint(fmt.Errorf("%s", got.check.fault), "if that is right, keep the new total: "+print.Whole(fmt.Sprintf("tollbook scenario save %s --scenario %s --file %s --force", words.Shell(s.Name), words.Shell(o.scenario.Value), words.Shell(file))))
	}
	run.Next("tollbook scenario list")
	return nil
}

// scenarioWorkload is the workload that a scenario asks about: the frozen one, or the ledger's
// as it is now.
func scenarioWorkload(ctx context.Context, run *cli.Run, s scenario.Scenario) (pricing.Workload, error) {
	if s.Follow == nil {
		w := s.Work
		if w.Source == "ledger" && !s.Saved.IsZero() {
			w.Notes = append(print.NotNull(w.Notes), "the usage is as it was when the scenario was saved, on "+s.Saved.Format(pricing.Day))
		}
		return w, nil
	}
	f := compareFlags{account: s.Follow.Account, projected: s.Follow.Projected}
	if !s.Follow.From.IsZero() {
		f.from = s.Follow.From.Format(pricing.Day)
	}
	if !s.Follow.To.IsZero() {
		f.to = s.Follow.To.Format(pricing.Day)
	}
	return workloadOf(ctx, run, f)
}

// newBillCheck holds a scenario's bill against today's.
func newBillCheck(run *cli.Run, s scenario.Scenario, got Comparison, limit *pricing.Percent) (*billCheck, error) {
	if s.Gateway == "" {
		s.Gateway = got.Result.LeverGateway(got.Work, got.knobs)
	}
	r := &billCheck{s: s, then: s.Bill, limit: limit}
	if s.Gateway == "" {
		r.fault = "no gateway has a bill for it"
		return r, nil
	}
	var err error
	if r.now, err = run.Catalog.Bill(got.Work, got.knobs, s.Gateway, run.AsOf); err != nil {
		return nil, err
	}
	var still *pricing.Bill
	if s.Follow != nil {
		b, err := run.Catalog.Bill(s.Work, got.knobs, s.Gateway, run.AsOf)
		if err != nil {
			return nil, err
		}
		still = &b
	}
	r.changes = pricing.Changes(r.then, still, r.now)
	r.others = totalChanges(s.Others, got.Result.Totals(), s.Gateway)
	r.judge()
	return r, nil
}

// totalChanges are the gateways whose total is another, or that are ranked no more or
// only now.
func totalChanges(then, now []pricing.Total, but string) []totalChange {
	var out []totalChange
	find := func(list []pricing.Total, gateway string) *pricing.Money {
		for i := range list {
			if list[i].Gateway == gateway {
				return &list[i].USD
			}
		}
		return nil
	}
	for _, t := range then {
		is := find(now, t.Gateway)
		if t.Gateway != but && (is == nil || !is.Equal(t.USD)) {
			out = append(out, totalChange{t.Gateway, &t.USD, is})
		}
	}
	for _, t := range now {
		if t.Gateway != but && len(then) > 0 && find(then, t.Gateway) == nil {
			out = append(out, totalChange{t.Gateway, nil, &t.USD})
		}
	}
	return out
}

// judge says whether the bill moved by more than is allowed.
func (r *billCheck) judge() {
	then, now := r.then, r.now
	if then.Total != nil && now.Total != nil {
		over := false
		limit := pricing.Percent{}
		if r.limit != nil {
			limit = *r.limit
		}
		r.percent, over = pricing.MovedOver(*then.Total, *now.Total, limit)
		if r.limit != nil && over {
			r.fault = fmt.Sprintf("scenario %q: %s's bill moved %s, more than the %s %% allowed: %s", r.s.Name, now.Gateway, r.words(), limit, r.why())
		}
	}
	switch {
	case r.limit == nil || r.fault != "":
	case then.Total == nil:
		r.fault = fmt.Sprintf("scenario %q holds no total to hold today's against", r.s.Name)
	case now.Total == nil:
		r.fault = fmt.Sprintf("scenario %q: %s's bill was %s and is not known now", r.s.Name, now.Gateway, print.USD(*then.Total))
	case r.unpriced() != "":
		r.fault = fmt.Sprintf("scenario %q: %s has no price for %s any more: the totals do not compare", r.s.Name, now.Gateway, r.unpriced())
	case r.coversLess():
		r.fault = fmt.Sprintf("scenario %q: %s priced %s of the work then and %s now: the totals do not compare", r.s.Name, now.Gateway, words.Coverage(then.Coverage), words.Coverage(now.Coverage))
	}
}

// unpriced names the models that were priced then and are not now.
func (r *billCheck) unpriced() string {
	var names []string
	for _, c := range r.changes {
		if c.Cause == "rates" && c.Now == nil {
			names = append(names, c.Model)
		}
	}
	return print.ShortList(names, 3)
}

// coversLess reports whether a smaller part of the work is priced now. Where the usage
// is taken anew a part may well be another one, and only the whole counts.
func (r *billCheck) coversLess() bool {
	then, err := pricing.ParseFigure(r.then.Coverage)
	if err != nil {
		return false
	}
	now, err := pricing.ParseFigure(r.now.Coverage)
	return err != nil || now.Cmp(then) < 0 && (r.s.Follow == nil || r.then.Coverage == "1")
}

// words say how far the bill moved: "from $1,055.00 to $1,120.41 (+6.2 %)".
func (r *billCheck) words() string {
	text := fmt.Sprintf("from %s to %s", print.USD(*r.then.Total), print.USD(*r.now.Total))
	if p, err := pricing.ParseFigure(r.percent); err == nil && r.percent != "" {
		text += fmt.Sprintf(" (%s %%)", withSign(p.Fixed(1)))
	}
	return text
}

// why names the largest changes.
func (r *billCheck) why() string {
	var parts []string
	for _, c := range r.changes {
		parts = append(parts, causeWords(c)+" "+print.Difference(c.Change))
	}
	return print.ShortList(parts, 3)
}

// causeWords name a change: "rates of gpt-4o", "fee".
func causeWords(c pricing.BillChange) string {
	switch c.Model {
	case "":
	case pricing.TokensInAll: // of bare list dollars
		return c.Model
	default:
		return c.Cause + " of " + c.Model
	}
	return c.Cause
}

func withSign(text string) string {
	if strings.HasPrefix(text, "-") {
		return text
	}
	return "+" + text
}

// text is what changed, for people.
func (r *billCheck) text(on *print.Page) string {
	head := fmt.Sprintf("scenario %s", print.Printable(r.s.Name))
	if !r.s.Saved.IsZero() {
		head += ", saved " + r.s.Saved.Format(pricing.Day)
	}
	switch {
	case r.now.Gateway == "" || r.now.Total == nil:
		return head + ": the bill is not known now\n"
	case r.then.Total == nil:
		return fmt.Sprintf("%s without a total: %s a month at %s now\n", head, print.USD(*r.now.Total), r.now.Gateway)
	case r.then.Total.Equal(*r.now.Total) && len(r.changes)+len(r.others) == 0:
		return fmt.Sprintf("%s: still %s a month at %s\n", head, print.USD(*r.now.Total), r.now.Gateway)
	}
	t := print.NewTable("CHANGED", ">THEN", ">NOW", ">A MONTH")
	for _, c := range r.changes {
		t.Add(causeWords(c), print.USDOr(c.Then, "-"), print.USDOr(c.Now, "-"), print.Difference(c.Change))
	}
	t.Add("total at "+r.now.Gateway, print.USD(*r.then.Total), print.USD(*r.now.Total), print.Difference(r.now.Total.Sub(*r.then.Total)))
	for _, m := range r.others {
		change := "?"
		if m.then != nil && m.now != nil {
			change = print.Difference(m.now.Sub(*m.then))
		}
		t.Add("total at "+m.gateway, print.USDOr(m.then, "-"), print.USDOr(m.now, "-"), change)
	}
	return fmt.Sprintf("%s: a month at %s went %s\n\n%s", head, r.now.Gateway, r.words(), t.Text(on))
}
