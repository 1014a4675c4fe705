package pricing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Verdict says whether a gateway meets a requirement. Unknown is not a pass.
type Verdict string

// The three verdicts.
const (
	Pass        Verdict = "pass"
	Fail        Verdict = "fail"
	Undecidable Verdict = "unknown"
)

// A Requirement is something that a gateway has to offer, as written on the
// command line: "sla", "uptime=99.9", "latency=50ms", "models=100",
// "no-expiry", "no-fee".
type Requirement struct {
	Text  string
	name  string
	limit Percent // uptime in percent, latency in ms, models in number
}

// Uptime is the availability in percent that the requirement asks for; false where
// it asks for something else.
func (r Requirement) Uptime() (Percent, bool) { return r.limit, r.name == "uptime" }

// requirementForms lists what ParseRequirement reads, for messages and help.
const requirementForms = "sla, uptime=99.9, latency=50ms, models=100, no-expiry, no-fee"

// ParseRequirement reads one requirement.
func ParseRequirement(s string) (Requirement, error) {
	s = strings.TrimSpace(s)
	r := Requirement{Text: s}
	name, value, valued := strings.Cut(s, "=")
	r.name = name
	switch name {
	case "sla", "no-expiry", "no-fee":
		if !valued {
			return r, nil
		}
	case "uptime", "latency", "models":
		limit, err := ParsePercent(strings.TrimSuffix(value, "ms"))
		if err == nil && limit.pct.IsPositive() && (name != "uptime" || limit.Cmp(MustPercent("100")) <= 0) {
			r.limit = limit
			return r, nil
		}
	}
	return r, fmt.Errorf("requirement %q: want one of %s", s, requirementForms)
}

// ParseRequirements reads a comma-separated list of requirements.
func ParseRequirements(s string) ([]Requirement, error) {
	var out []Requirement
	for _, part := range strings.Split(s, ",") {
		r, err := ParseRequirement(part)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// requirementWords list requirements: "sla and uptime=99.9".
func requirementWords(reqs []Requirement) string {
	words := make([]string, len(reqs))
	for i, r := range reqs {
		words[i] = r.Text
	}
	return allOf(words)
}

// Check decides whether the gateway meets the requirement, paying by the method. A
// pass comes with what it rests on: Stated, or that nobody but the vendor says so.
func (g *Gateway) Check(r Requirement, method string, at time.Time) (Verdict, Basis) {
	switch r.name {
	case "sla":
		switch g.SLA {
		case "unknown":
			return Undecidable, Unknown
		case "none":
			return Fail, g.basisOf("sla_percent")
		}
		return Pass, g.basisOf("sla_percent")
	case "uptime":
		rel := g.Reliability()
		if !rel.Watched {
			return Undecidable, Unknown
		}
		return verdict(rel.Meets(r.limit)), g.basisOf("observed_from")
	case "latency":
		worst, basis := Undecidable, Unknown
		for _, l := range g.Latencies {
			claim, err := ParsePercent(l.MS)
			if err != nil {
				continue
			}
			if claim.Cmp(r.limit) > 0 {
				return Fail, l.Basis
			}
			if worst == Undecidable || basis == Stated {
				worst, basis = Pass, l.Basis
			}
		}
		return worst, basis
	case "models":
		if MustPercent(strconv.Itoa(g.Models())).Cmp(r.limit) >= 0 {
			return Pass, Stated
		}
		if g.Prices != Listed {
			return Undecidable, Unknown
		}
		return Fail, Stated
	case "no-expiry":
		if !g.Prepaid() {
			return Pass, g.BillingFact.Basis
		}
		switch g.Expiry.Kind {
		case ExpiryUnknown:
			return Undecidable, Unknown
		case NeverExpires:
			return Pass, g.Expiry.Basis
		}
		return Fail, g.Expiry.Basis
	case "no-fee":
		if !g.Prepaid() {
			return Pass, g.BillingFact.Basis
		}
		fee, _ := g.Fee(method, at)
		if fee == nil || fee.Unknown {
			return Undecidable, Unknown
		}
		return verdict(fee.Percent.IsZero() && fee.Min.IsZero() && fee.Flat.IsZero()), fee.Basis
	}
	return Undecidable, Unknown
}

// basisOf is on what the first statement of that name rests.
func (g *Gateway) basisOf(name string) Basis {
	for _, s := range g.Statements {
		if s.Name == name && s.Of == "" {
			return s.Basis
		}
	}
	return Unknown
}

func verdict(ok bool) Verdict {
	if ok {
		return Pass
	}
	return Fail
}

// all is the verdict on several gateways that have to be used together: one
// that fails fails all, and one claim makes the whole a claim.
func all(verdicts []Verdict, bases []Basis) (Verdict, Basis) {
	out, basis := Undecidable, Unknown
	for i, v := range verdicts {
		switch {
		case v == Fail:
			return Fail, bases[i]
		case i == 0:
			out, basis = v, bases[i]
		case v == Undecidable:
			out, basis = Undecidable, Unknown
		case out == Pass && basis == Stated:
			basis = bases[i]
		}
	}
	return out, basis
}
