package pricing

import (
	"slices"
	"time"
)

// A MovingAlias is a name that a gateway moves from model to model, as
// "gemini-pro-latest": what it stands for from an instant until an instant. Outside
// of all of them it stands for nothing that is known.
type MovingAlias struct {
	ID    string // as the gateway writes it
	Model string // canonical
	From  time.Time
	To    time.Time // zero is still in force; a zero From is as far back as known
	Fact
	own bool // stands in an own file
}

// Own reports whether the user wrote what the alias stands for.
func (a *MovingAlias) Own() bool { return a.own && FromFeed(a.Source) == "" }

func (a *MovingAlias) holds(at time.Time) bool {
	return !a.From.After(at) && (a.To.IsZero() || at.Before(a.To))
}

// aliasAt is the model that a moving alias stands for at an instant, and whether the
// name is one at all. With the zero instant it is what the alias stood for last.
func (c *Catalog) aliasAt(key string, at time.Time) (m *Model, moving bool) {
	spans := c.moving[key]
	if len(spans) == 0 {
		return nil, false
	}
	if at.IsZero() {
		return c.byModel[spans[len(spans)-1].Model], true
	}
	for i := range spans {
		if spans[i].holds(at) {
			return c.byModel[spans[i].Model], true
		}
	}
	return nil, true
}

// aliases reads what the moving names of a gateway stood for.
func (l *catalogLoader) aliases(gateway string, next func() []string) {
	if l.c.byGateway[gateway] == nil {
		l.fault("file", "there is no gateways/%s.csv", gateway)
	}
	for r := next(); r != nil; r = next() {
		a := MovingAlias{ID: r[0], Model: r[1], From: l.day("from", r[2]), To: l.day("to", r[3]), Fact: Fact{Basis(r[4]), r[5], l.seen(r[6]), ""}, own: l.layer > 0}
		key := fold(a.ID)
		if l.c.byModel[a.Model] == nil {
			l.fault("model", "%q stands in no models file", a.Model)
			continue
		}
		if !a.To.IsZero() && !a.From.Before(a.To) {
			l.fault("to", "%s is not after from", r[3])
		}
		if l.layer > 0 { // an own one holds from its beginning on
			l.c.moving[key] = endedBy(l.c.moving[key], a.From)
		}
		if model, taken := l.c.names[key]; taken {
			if l.layer > 0 { // built in since as an id of one model
				continue
			}
			l.fault("id", "%q is an id of %s: it can't move too", a.ID, model)
		}
		for _, o := range l.c.moving[key] {
			if (o.To.IsZero() || a.From.Before(o.To)) && (a.To.IsZero() || o.From.Before(a.To)) {
				l.fault("from", "%q stands for two models at one time", a.ID)
			}
		}
		l.c.moving[key] = append(l.c.moving[key], a)
		slices.SortFunc(l.c.moving[key], func(a, b MovingAlias) int { return a.From.Compare(b.From) })
	}
}

// endedBy ends built-in spans at an instant and leaves out those that begin later.
func endedBy(spans []MovingAlias, at time.Time) (out []MovingAlias) {
	for _, s := range spans {
		if s.own {
			out = append(out, s)
			continue
		}
		if !s.From.IsZero() && !s.From.Before(at) || at.IsZero() {
			continue
		}
		if s.To.IsZero() || s.To.After(at) {
			s.To = at
		}
		out = append(out, s)
	}
	return out
}

// MovingAliases lists what a gateway's moving name stood for, the oldest first; nil
// for a name that does not move.
func (c *Catalog) MovingAliases(name string) []MovingAlias { return c.moving[fold(name)] }
