package feed

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MaxModels is how many models a feed may have; the largest has some 5,000.
const MaxModels = 20_000

// Read reads what a feed said at an instant. An entry that can't be meant, or a price of
// one, becomes a Refusal and does not come through; an error is returned only where the
// whole can't be that feed: it is no JSON, nested or long beyond all bounds, of another
// shape, or empty. The same bytes always give the same List.
func Read(name Name, data []byte, at time.Time) (List, error) {
	f, ok := Find(string(name))
	if !ok {
		return List{}, fmt.Errorf("no feed is named %q", name)
	}
	root, err := open(data)
	if err != nil {
		return List{}, fmt.Errorf("read %s: %w", name, err)
	}
	r := &reader{feed: f, seen: map[string]*entry{}}
	r.list = List{Feed: name, At: at.UTC().Truncate(time.Second), Skipped: map[string]int{}}
	switch name {
	case OpenRouter, Ofox:
		if isEndpoints(root) {
			err = r.endpoints(root)
		} else {
			err = r.openRouter(root)
		}
	case Vercel:
		err = r.vercel(root)
	case GenAIPrices:
		err = r.genAIPrices(root)
	case ModelsDev:
		err = r.modelsDev(root)
	case LiteLLM:
		err = r.liteLLM(root)
	}
	if err == nil && r.list.Entries == 0 {
		err = errNoModels
	}
	if err != nil {
		return List{}, fmt.Errorf("read %s: %w", name, err)
	}
	r.finish()
	return r.list, nil
}

var (
	errNoModels   = errors.New("no models in it")
	errManyModels = fmt.Errorf("more than %d models", MaxModels)
)

// A reader gathers the list while a feed is read.
type reader struct {
	feed    Feed
	list    List
	entries []*entry
	seen    map[string]*entry // by Key
}

// begin starts the next entry of the feed. It returns nil where that is to be passed
// over: its name can't be meant, or its bytes stood there before.
func (r *reader) begin(provider, id, key string, raw value) (*entry, error) {
	if r.list.Entries++; r.list.Entries > MaxModels {
		return nil, errManyModels
	}
	e := &entry{r: r, Listing: Listing{Provider: provider, ID: id, Key: key}, raw: raw}
	if why := idFault(id); why != "" {
		e.drop("", id, why)
		return nil, nil
	}
	if why := idFault(provider); why != "" || strings.Contains(provider, "/") {
		e.drop("provider", provider, "no name of a provider")
		return nil, nil
	}
	if first, there := r.seen[key]; there && bytes.Equal(first.raw, raw) {
		return nil, nil
	}
	return e, nil
}

// model reads the next entry of the feed with read, unless begin passes it over.
func (r *reader) model(provider, id, key string, raw value, read func(*entry)) error {
	e, err := r.begin(provider, id, key, raw)
	if e != nil {
		read(e)
		r.done(e)
	}
	return err
}

// done takes the entry that was read into the list. Where its key stood in the feed
// before with other values, nobody knows which are meant: neither comes through.
func (r *reader) done(e *entry) {
	if first, there := r.seen[e.Key]; there {
		if !e.refused && !first.refused && first.same(e.Listing) {
			return
		}
		if !first.twice {
			first.twice = true
			first.drop("", first.ID, whyTwiceOver)
		}
		e.drop("", e.ID, whyTwiceOver)
		return
	}
	r.seen[e.Key] = e
	r.entries = append(r.entries, e)
}

// finish puts the entries that are meant into the list.
func (r *reader) finish() {
	for _, e := range r.entries {
		if !e.out && (len(e.Prices) > 0 || e.Stands != "" || e.Author != nil) {
			r.list.Listings = append(r.list.Listings, e.Listing)
		}
	}
}

// models reads the list of a gateway's own models, each with read, and returns the
// object that holds it.
func (r *reader) models(root value, read func(*entry, map[string]value)) (top map[string]value, err error) {
	if !root.isObject() {
		return nil, errors.New(`want an object with "data"`)
	}
	top, twice := root.fields()
	if twice != "" {
		return nil, fmt.Errorf("%q stands twice", twice)
	}
	if !top["data"].isArray() {
		return nil, errors.New(`want an object with a list of models, "data"`)
	}
	for raw := range top["data"].elements() {
		all, twice := raw.fields()
		id, _ := all["id"].text()
		if err := r.model(r.feed.Gateway, id, id, raw, func(e *entry) { e.unique(all, twice, read) }); err != nil {
			return nil, err
		}
	}
	return top, nil
}

const whyTwiceOver = "stands more than once, with other values"

const whyTwice = "stands twice in one object"

// byKey orders the entries of a feed that is a map, whose order means nothing.
func (r *reader) byKey() {
	slices.SortFunc(r.entries, func(a, b *entry) int { return strings.Compare(a.Key, b.Key) })
}

// skip counts an entry that is no price of a model.
func (r *reader) skip(why string) { r.list.Skipped[why]++ }
