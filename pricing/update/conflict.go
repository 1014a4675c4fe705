package update

import (
	"fmt"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// disputed finds what feeds say otherwise than the one who is believed before them: where two
// of them agree, or the one believed was last seen long ago, that waits for somebody's word.
// It returns the view that was accepted, else -1, and whether the one believed may change
// nothing until somebody has accepted its price.
//
//	the publisher's page says 3, models.dev and LiteLLM say 2: a conflict
func (p *planner) disputed(t *told, k pricing.Kind, has state, views []view) (accepted int, waits bool) {
	believed, ok := views[0].now[slot{}]
	rate, source, ago := believed.Rate, string(views[0].feed.Name), time.Duration(0)
	was := (*pricing.Band)(nil)
	if has.believed(views[0]) {
		if was = openAt(has.open, slot{}); was != nil {
			rate, source, ok = was.Rate, brief(was.Source)+", seen "+was.Seen.Format(pricing.Day)+",", true
			ago = pricing.StartOfDay(p.At).Sub(pricing.StartOfDay(was.Seen))
		}
	}
	if !ok {
		return -1, false
	}
	for i, v := range views {
		base, ok := v.now[slot{}]
		if !ok || base.Rate.Cmp(rate) == 0 {
			continue
		}
		agreed := ""
		for _, o := range views[i+1:] {
			if other, ok := o.now[slot{}]; ok && other.Rate.Cmp(base.Rate) == 0 {
				agreed = string(o.feed.Name)
				break
			}
		}
		c := p.change(Conflict, t, k, was, base, v, p.At)
		switch {
		case agreed != "":
			c.Why = fmt.Sprintf("%s and %s say so; %s says otherwise", v.feed.Name, agreed, source)
		case was != nil && ago > longAgo:
			c.Why = fmt.Sprintf("%s says so now; %s said otherwise when it was last seen, %s ago", v.feed.Name, brief(was.Source), words.Plural(int(ago/pricing.DayLength), "day"))
		default:
			continue
		}
		if was == nil {
			c.Was, c.WasSource, c.WasSeen = &rate, views[0].source(), pricing.StartOfDay(p.At)
		}
		c.identify()
		if p.accepts(c.ID) {
			return i, false
		}
		if was == nil && len(has.open) > 0 && views[0].differs(has.open) {
			mine := p.change(Conflict, t, k, openAt(has.open, slot{}), believed, views[0], p.At)
			mine.Why = fmt.Sprintf("%s says so; %s and %s say otherwise", source, v.feed.Name, agreed)
			mine.identify()
			if p.accepts(mine.ID) {
				return 0, false
			}
			p.plan.Changes = append(p.plan.Changes, mine)
			waits = true
		}
		p.plan.Changes = append(p.plan.Changes, c)
		return -1, waits
	}
	return -1, false
}

// brief is a source for a sentence: without what stands behind "@" or a page's path.
func brief(source string) string {
	source = written(source)
	if h := host(source); h != "" {
		return h
	}
	name, _, _ := strings.Cut(source, "@")
	return name
}
