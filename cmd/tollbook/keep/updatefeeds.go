package keep

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/fetch"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	"tollbook/pricing/update"
)

// An origin is where a feed is read from.
type origin struct {
	feed feed.Name
	file string // on disk; "" for the network
	url  string
	own  bool // the user named the address
}

func (o origin) from() string {
	if o.file != "" {
		return o.file
	}
	u, err := url.Parse(o.url)
	if err != nil {
		return "an address that can't be read"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String() // a query or a name may hold a key
}

// origins are where the feeds asked for are read from: files and addresses as named, else
// all feeds from their own.
func (o catalogUpdateOptions) origins(feeds []string) (out []origin, err error) {
	find := func(name string) (feed.Feed, error) {
		x, ok := feed.Find(name)
		if !ok {
			return x, cli.WrongUse("there is no feed %q: want %s", name, FeedNames())
		}
		return x, nil
	}
	asked := map[feed.Name]bool{}
	for _, name := range feeds {
		x, err := find(name)
		if err != nil {
			return nil, err
		}
		asked[x.Name] = true
	}
	for _, text := range o.files {
		from := origin{file: text}
		if name, path, has := strings.Cut(text, "="); has && !cli.Exists(text) {
			x, err := find(name)
			if err != nil {
				return nil, err
			}
			from = origin{feed: x.Name, file: path}
		} else if len(o.files) == 1 && len(feeds) == 1 {
			from.feed = feed.Name(feeds[0])
		}
		out = append(out, from)
	}
	addresses := map[feed.Name]string{}
	for _, text := range o.urls {
		name, address, has := strings.Cut(text, "=")
		if !has || address == "" {
			return nil, cli.WrongUse("--url %q: want FEED=ADDRESS", text)
		}
		x, err := find(name)
		if err != nil {
			return nil, err
		}
		addresses[x.Name] = address
	}
	if len(o.files) > 0 && len(feeds) > 0 && (len(o.files) > 1 || len(feeds) > 1) {
		return nil, cli.WrongUse("with --file name the feed as FEED=FILE, not as a word beside it")
	}
	for name := range addresses {
		if len(asked) > 0 && !asked[name] {
			return nil, cli.WrongUse("--url %s=...: %s is none of the feeds that are asked for", name, name)
		}
	}
	for _, x := range feed.All {
		address, own := addresses[x.Name]
		read := own && (len(asked) == 0 || asked[x.Name])
		if !own {
			address = x.Address
			read = asked[x.Name] || len(feeds) == 0 && len(o.urls) == 0
			if len(o.files) > 0 {
				read = false
			}
		}
		if read {
			out = append(out, origin{feed: x.Name, url: address, own: own})
		}
	}
	return out, nil
}

// FeedNames are the lists of prices that catalog update reads, by name.
func FeedNames() string {
	names := make([]string, len(feed.All))
	for i, f := range feed.All {
		names[i] = string(f.Name)
	}
	return strings.Join(names, ", ")
}

// readFeed reads one feed from disk or from the network.
func readFeed(ctx context.Context, run *cli.Run, o origin, at time.Time, tags tags, base *pricing.Catalog, whole bool) (list feed.List, err error) {
	var text []byte
	if o.file != "" {
		if text, err = listFile(run, o.file); err != nil {
			return list, err
		}
		if o.feed == "" {
			if o.feed, err = feed.Recognise(text); err != nil {
				return list, fmt.Errorf("%s: %w", o.file, err)
			}
			if strings.Contains(strings.ToLower(filepath.Base(o.file)), string(feed.Ofox)) && o.feed == feed.OpenRouter {
				o.feed = feed.Ofox // of one form: the name tells
			}
		}
		if list, err = feed.Read(o.feed, text, at); err != nil {
			return list, fmt.Errorf("%s: %w", o.file, err)
		}
		return list, nil
	}
	sayReading(run, string(o.feed))
	return fetchFeed(ctx, run.Getter(o.own), o, at, tags, base, whole)
}

// listFile reads a list of prices from disk, or from standard input, as it is or gzipped.
// What is larger than any feed is refused.
func listFile(run *cli.Run, path string) ([]byte, error) {
	in := run.Stdin
	if path != "-" {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is no file that can be read whole", path)
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, fetch.MaxBody+1))
	if err == nil && bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(text)); err == nil {
			text, err = io.ReadAll(io.LimitReader(z, fetch.MaxBody+1))
		}
	}
	if err == nil && len(text) > fetch.MaxBody {
		err = fmt.Errorf("more than %d MiB: no list of prices is so large", fetch.MaxBody>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}

// sayReading says on a terminal which feed is being read.
func sayReading(run *cli.Run, name string) {
	if run.ErrTerminal {
		fmt.Fprintf(run.Err, "\rreading %s ...\x1b[K\r", name)
	}
}

// maxPages is how many pages of a list are read.
const maxPages = 50

// fetchFeed reads a feed from its address, all its pages. What the server says is still as it
// was is seen again.
func fetchFeed(ctx context.Context, g *fetch.Getter, o origin, at time.Time, tags tags, base *pricing.Catalog, whole bool) (list feed.List, err error) {
	tag := tags[o.url].tag
	if whole {
		tag = ""
	}
	answer, err := g.Get(ctx, o.url, tag)
	if err != nil {
		return list, fmt.Errorf("%s: %w", o.feed, err)
	}
	if answer.Unchanged {
		return update.Again(base, o.feed, at), nil
	}
	if list, err = feed.Read(o.feed, answer.Body, at); err != nil {
		return list, fmt.Errorf("%s: %w", o.feed, err)
	}
	delete(tags, o.url)
	if list.Next == "" && len(list.Refused) == 0 && answer.ETag != "" && !strings.Contains(o.url, "?") { // a query may hold a key: it is not kept
		tags[o.url] = feedTag{answer.ETag, o.feed, at}
	}
	read := map[string]bool{o.url: true}
	for next := list.Next; next != ""; {
		address, err := nextPage(o.url, next)
		if err != nil {
			return list, fmt.Errorf("%s: %w", o.feed, err)
		}
		if read[address] || len(read) >= maxPages {
			return list, fmt.Errorf("%s: its pages do not end: %q", o.feed, next)
		}
		read[address] = true
		answer, err := g.Get(ctx, address, "")
		if err != nil {
			return list, fmt.Errorf("%s: %w", o.feed, err)
		}
		page, err := feed.Read(o.feed, answer.Body, at)
		if err != nil {
			return list, fmt.Errorf("%s: %w", o.feed, err)
		}
		if list = list.Plus(page); list.Entries > feed.MaxModels {
			return list, fmt.Errorf("%s: more than %d models", o.feed, feed.MaxModels)
		}
		next = page.Next
	}
	return list, nil
}

// maxEndpoints is of how many of the user's models it is asked who serves them.
const maxEndpoints = 20

// withEndpoints asks the gateway, of the models that the user's month costs most with,
// whether its price is a promotion: its list does not say so. What can't be read is not
// known, as before.
func withEndpoints(ctx context.Context, run *cli.Run, o origin, list feed.List, w pricing.Workload) feed.List {
	f, _ := feed.Find(string(o.feed))
	if !f.Endpoints || !strings.HasSuffix(o.url, "/models") {
		return list
	}
	g := run.Getter(o.own)
	asked := 0
	for _, card := range w.UsedCards(pricing.Prices{Catalog: run.Catalog, At: run.AsOf}) {
		if card.Gateway != f.Gateway || asked == maxEndpoints || ctx.Err() != nil {
			continue
		}
		asked++
		answer, err := g.Get(ctx, o.url+"/"+card.ID+"/endpoints", "")
		if err != nil {
			continue
		}
		if part, err := feed.Read(o.feed, answer.Body, list.At); err == nil && part.Part {
			list.Listings = append(list.Listings, part.Listings...)
		}
	}
	return list
}

func namesOf(lists []feed.List) string {
	var names []string
	for _, l := range lists {
		names = append(names, string(l.Feed))
	}
	return strings.Join(names, ", ")
}

// nextPage is the address of a list's next page, which may be written from its first one.
// It has to be of the same server.
func nextPage(first, next string) (string, error) {
	base, err := url.Parse(first)
	if err != nil {
		return "", err
	}
	u, err := base.Parse(next)
	if err != nil {
		return "", err
	}
	if u.Scheme != base.Scheme || u.Host != base.Host {
		return "", fmt.Errorf("the next page is at another server: %s", u.Host)
	}
	return u.String(), nil
}
