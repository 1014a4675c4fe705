package update

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// A world is an invented catalog with the files that updates have written over it.
type world struct {
	builtIn fstest.MapFS
	own     map[string][][]string
}

// newWorld has acme, a provider with pages at https://acme.example that publishes m1 (3 in by
// its page) and forty fillers (so that one price that waits does not refuse a feed), the
// routers openrouter and vercel, and r, a router without a list of its own.
func newWorld(more map[string][]string) *world {
	w := &world{builtIn: fstest.MapFS{}, own: map[string][][]string{}}
	files := map[string][]string{
		"gateways/acme":       gatewayLines("provider", "listed", "publishes,,acme"),
		"gateways/openrouter": gatewayLines("router", "listed", "markup_percent,,0"),
		"gateways/vercel":     gatewayLines("router", "listed", "markup_percent,,0"),
		"gateways/r":          gatewayLines("router", "none", "markup_percent,,0"),
		"models/acme":         {"acme/m1,,,,,", "acme/m2,,,,,"},
		"rates/acme":          {rate("acme/m1,m1,,,,,3", page, "2026-06-01")},
		"rates/openrouter":    {rate("acme/m1,acme/m1,,,,,3", "openrouter-api@2026-06-01", "2026-06-01")},
		"rates/vercel":        {rate("acme/m1,acme/m1,,,,,3", "vercel-api@2026-06-01", "2026-06-01")},
	}
	for i := range 40 {
		id := fmt.Sprint("f", i)
		files["models/acme"] = append(files["models/acme"], "acme/"+id+",,,,,")
		files["rates/acme"] = append(files["rates/acme"], rate("acme/"+id+","+id+",,,,,1", page, "2026-06-01"))
		files["rates/openrouter"] = append(files["rates/openrouter"], rate("acme/"+id+",acme/"+id+",,,,,1", "openrouter-api@2026-06-01", "2026-06-01"))
	}
	for name, lines := range more {
		if strings.HasPrefix(name, "rates/") && len(files[name]) > 0 { // m1 is another
			files[name] = append(slices.Clone(lines), files[name][1:]...)
			continue
		}
		files[name] = lines
	}
	for name, lines := range files {
		folder, _, _ := strings.Cut(name, "/")
		w.builtIn[name+".csv"] = &fstest.MapFile{Data: []byte(strings.Join(pricing.Columns[folder], ",") + "\n" + strings.Join(lines, "\n") + "\n")}
	}
	return w
}

const page = "https://acme.example/prices"

func gatewayLines(kind, prices string, more ...string) (out []string) {
	for _, l := range append([]string{"name,,A name", "kind,," + kind, "prices,," + prices, "billing,,prepaid"}, more...) {
		out = append(out, l+strings.Repeat(",", 3-strings.Count(l, ","))+",stated,https://acme.example,2026-01-01,so it says")
	}
	return out
}

// rate is a line of rates: "model,id,over,window,from,to,input,output", its source and day.
func rate(head, source, seen string) string {
	return head + strings.Repeat(",", 12-strings.Count(head, ",")) + "observed," + source + "," + seen
}

// overlay are own files as a file system.
func overlay(own map[string][][]string) fs.FS {
	out := fstest.MapFS{}
	for name, lines := range own {
		folder, _, _ := strings.Cut(name, "/")
		var text bytes.Buffer
		_ = csv.NewWriter(&text).WriteAll(append([][]string{pricing.Columns[folder]}, lines...)) // a buffer takes everything
		out[name] = &fstest.MapFile{Data: text.Bytes()}
	}
	return out
}

// query is an update at an instant.
func (w *world) query(at string, lists ...feed.List) Query {
	q := Query{Lists: lists, At: instant(at)}
	for i := range q.Lists {
		q.Lists[i].At = q.At
	}
	var errs [3]error
	q.BuiltIn, errs[0] = pricing.Load(w.builtIn)
	q.Base, errs[1] = pricing.LoadUpdated(w.builtIn, overlay(w.own))
	q.Whole, errs[2] = pricing.Load(w.builtIn, overlay(w.own))
	if err := errors.Join(errs[:]...); err != nil {
		panic(err)
	}
	return q
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// update makes an update, which has to be one, and writes it.
func (w *world) update(t failer, q Query, accept ...string) *Plan {
	t.Helper()
	q.Accept = accept
	p, err := Make(q)
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	w.write(t, p)
	return p
}

func (w *world) write(t failer, p *Plan) {
	t.Helper()
	p.Edit(w.own)
	if _, err := pricing.Load(w.builtIn, overlay(w.own)); err != nil {
		t.Fatalf("what the update wrote: %v\n%v", err, w.own)
	}
}

// copy is a world as it is now.
func (w *world) copy() *world {
	own := map[string][][]string{}
	for name, lines := range w.own {
		own[name] = slices.Clone(lines)
	}
	return &world{w.builtIn, own}
}

func (w *world) catalog() *pricing.Catalog {
	c, err := pricing.Load(w.builtIn, overlay(w.own))
	if err != nil {
		panic(err)
	}
	return c
}

// at is the rate of a kind for a prompt of that size at an instant, "-" where there is none.
func rateAt(c *pricing.Catalog, gateway, id string, k pricing.Kind, prompt int64, at time.Time) string {
	card := c.Gateway(gateway).Card(id)
	if card == nil {
		return "-"
	}
	b := card.Rate(k, prompt, pricing.At(at))
	if b == nil {
		return "-"
	}
	return b.Rate.String()
}

// want checks input rates: "at rate" pairs, a prompt in brackets: "2026-12-01[2000] 6".
func (w *world) want(t failer, gateway, id, pairs string) {
	t.Helper()
	c := w.catalog()
	f := strings.Fields(pairs)
	for i := 0; i < len(f); i += 2 {
		when, size, _ := strings.Cut(strings.TrimSuffix(f[i], "]"), "[")
		prompt := int64(1)
		if size != "" {
			_, _ = fmt.Sscan(size, &prompt)
		}
		if got := rateAt(c, gateway, id, pricing.Input, prompt, instant(when)); got != f[i+1] {
			t.Errorf("%s at %s, %s: %s, want %s", id, gateway, f[i], got, f[i+1])
		}
	}
}

// band is the rate of input in force at an instant.
func (w *world) band(gateway, id, at string) *pricing.Band {
	return w.catalog().Gateway(gateway).Card(id).Rate(pricing.Input, 1, pricing.At(instant(at)))
}

func instant(s string) time.Time {
	at, err := pricing.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return at
}

// list is what a feed says: the prices of input of ids at their seller.
func list(name feed.Name, listings ...feed.Listing) feed.List {
	return feed.List{Feed: name, Listings: listings, Entries: len(listings)}
}

// sells is a listing with prices of input: "3", "1000:6" above a prompt of 1,000,
// "00:00-12:00Z=3" by the hour, each with "@2026-12-01" for the day from which it holds.
func sells(provider, id string, prices ...string) feed.Listing {
	l := feed.Listing{Provider: provider, ID: id, Key: id}
	for _, text := range prices {
		p := feed.Price{Kind: pricing.Input}
		if rest, from, ok := strings.Cut(text, "@"); ok {
			text, p.From = rest, instant(from)
		}
		if window, rest, ok := strings.Cut(text, "="); ok {
			p.Window, text = window, rest
		}
		if over, rest, ok := strings.Cut(text, ":"); ok {
			_, _ = fmt.Sscan(over, &p.Over)
			text = rest
		}
		p.Rate = usd(text)
		l.Prices = append(l.Prices, p)
	}
	return l
}

func usd(s string) pricing.Rate {
	r, err := pricing.ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

// said writes changes as "state id was>now from", in their order.
func said(p *Plan) string {
	var out []string
	for _, c := range p.Changes {
		text := string(c.State) + " " + c.GatewayModelID
		if c.Over > 0 {
			text += fmt.Sprint("[", c.Over, "]")
		}
		if c.Window != "" {
			text += "(" + c.Window + ")"
		}
		if c.Was != nil || c.Now != nil {
			text += " "
			if c.Was != nil {
				text += c.Was.String()
			}
			text += ">"
			if c.Now != nil {
				text += c.Now.String()
			}
		}
		if !c.From.IsZero() {
			text += " " + moment(c.From)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func (w *world) said(t failer, p *Plan, want string) {
	t.Helper()
	if got := said(p); got != want {
		t.Errorf("changes\n  %s\nwant\n  %s", got, want)
	}
}
