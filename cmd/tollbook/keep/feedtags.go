package keep

import (
	"slices"
	"time"

	"tollbook/ledger/ownrates"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

// tags are what servers answered by, by address.
type tags map[string]feedTag

func readTags(f ownrates.Folder) (tags, error) {
	lines, err := f.Read(ownrates.Tags)
	out := tags{}
	for _, l := range lines {
		at, err := time.Parse(time.RFC3339, l[3])
		if err != nil {
			continue // asked anew, which is all that it is for
		}
		out[l[0]] = feedTag{l[1], feed.Name(l[2]), at}
	}
	return out, err
}

// forget drops the tags of feeds of which something was refused, or waits: they have to be
// read again, and not answered by "unchanged".
func (t tags) forget(x weighedLists) {
	for address, tag := range t {
		refused := slices.ContainsFunc(x.refused, func(r *update.FeedRefusedError) bool { return r.Feed == tag.feed })
		waits := slices.ContainsFunc(x.plan.Changes, func(c update.Change) bool {
			return !c.State.Done() && pricing.FromFeed(c.Source) == string(tag.feed)
		})
		if refused || waits {
			delete(t, address)
		}
	}
}

func (t tags) lines() (out [][]string) {
	for address, x := range t {
		out = append(out, []string{address, x.tag, string(x.feed), x.at.Format(time.RFC3339)})
	}
	return out
}
