package pricing

import "math/big"

// minServed is the share of the work that a gateway has to serve to be ranked.
var minServed = big.NewRat(995, 1000)

// enough reports whether a row with that coverage is ranked.
func enough(covered *big.Rat) bool { return covered != nil && covered.Cmp(minServed) >= 0 }

func (b *rowPricer) require(r *Row) {
	if len(b.k.Requirements) == 0 {
		return
	}
	r.Requirements, r.Claims = map[string]Verdict{}, map[string]Basis{}
	for _, req := range b.k.Requirements {
		verdict, basis := b.check(r, req)
		r.Requirements[req.Text] = verdict
		if verdict == Pass && basis != Stated {
			r.Claims[req.Text] = basis
		}
	}
}

// check is the verdict on a row: that of its gateway and of all whom the tokens are
// paid to together.
func (b *rowPricer) check(r *Row, req Requirement) (Verdict, Basis) {
	if req.name == "models" { // of one catalog
		if r.gateway == nil {
			return Undecidable, Unknown
		}
		return r.gateway.Check(req, b.k.Method, b.asOf)
	}
	var verdicts []Verdict
	var bases []Basis
	for _, g := range r.all() {
		v, basis := g.Check(req, b.k.Method, b.asOf)
		verdicts, bases = append(verdicts, v), append(bases, basis)
	}
	return all(verdicts, bases)
}

// fails reports whether the row fails a requirement.
func (r *Row) fails() bool {
	for _, v := range r.Requirements {
		if v == Fail {
			return true
		}
	}
	return false
}

// unproved says which requirements a row meets only by somebody's word, and of which it
// is not known: "it meets sla (its own claim)".
func (r *Row) unproved(reqs []Requirement) (out []string) {
	for _, q := range reqs {
		switch basis, claimed := r.Claims[q.Text]; {
		case r.Requirements[q.Text] == Undecidable:
			out = append(out, "it meets "+q.Text+" (not known)")
		case claimed:
			out = append(out, "it meets "+q.Text+" ("+basisWords(basis)+")")
		}
	}
	return out
}
