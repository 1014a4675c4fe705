package gatewayapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tollbook/ledger/usagefile"
)

// litellmDaily is the format of /user/daily/activity.
const litellmDaily = "litellm-daily-activity-json"

// activityDays reads /user/daily/activity: sums by day and model, and of each by key. Its
// pages are read as a file of them would be, so that the two come to the same rows.
func (p *pull) activityDays(ctx context.Context, from, to time.Time) (Part, error) {
	const path = "/user/daily/activity"
	query := url.Values{"start_date": {from.Format(time.DateOnly)}, "end_date": {to.Format(time.DateOnly)}, "page_size": {"500"}}
	r := report{path: path}
	var pages bytes.Buffer
	for n := 1; ; n++ {
		if n > maxPages {
			return Part{}, tooManyPages(path)
		}
		query.Set("page", strconv.Itoa(n))
		body, err := p.get(ctx, path, query)
		if err != nil {
			return Part{}, err
		}
		var page struct {
			Results json.RawMessage `json:"results"`
			About   *struct {
				Pages *int `json:"total_pages"`
				More  bool `json:"has_more"`
			} `json:"metadata"`
		}
		if err := decode(path, body, &page); err != nil {
			return Part{}, err
		}
		if !isList(page.Results) || page.About == nil || page.About.Pages == nil {
			return Part{}, &ShapeError{path, "has no list in results, or no total_pages in metadata"}
		}
		records, err := r.add(page.Results)
		if err != nil {
			return Part{}, err
		}
		last := n >= *page.About.Pages && !page.About.More
		if !last && len(records) == 0 {
			return Part{}, &ShapeError{path, fmt.Sprintf("is empty on page %d of %d", n, *page.About.Pages)}
		}
		if pages.Len()+len(page.Results) > maxReport {
			return Part{}, &ShapeError{path, fmt.Sprintf("comes to more than %d MiB: ask for fewer days", maxReport>>20)}
		}
		// The pages say what they are by the order in which they were asked for.
		fmt.Fprintf(&pages, `{"results":%s,"metadata":{"page":%d,"total_pages":%d,"has_more":%t}}`+"\n", page.Results, n, max(n, *page.About.Pages), !last)
		if last {
			break
		}
	}
	return p.dayRows(ctx, path, &pages, from)
}

// dayRows are the rows of the days from one on.
func (p *pull) dayRows(ctx context.Context, path string, pages io.Reader, from time.Time) (Part, error) {
	f, err := usagefile.OpenContext(ctx, pages, usagefile.Options{Type: litellmDaily})
	if err != nil {
		return Part{}, shapeOf(ctx, path, err)
	}
	defer f.Close()
	part := Part{Format: f.Format}
	for {
		rec, err := f.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Part{}, shapeOf(ctx, path, err)
		}
		if len(rec.Faults) > 0 {
			return Part{}, &ShapeError{path, "has a bad row: " + rec.Faults[0].Error()}
		}
		if !rec.Row.At.Before(from) {
			part.Rows = append(part.Rows, rec.Row)
		}
	}
	for _, warning := range f.Warnings() {
		p.warn("%s", warning)
	}
	usagefile.SortRows(part.Rows)
	return part, nil
}

// formatOf is the format of a name that package usagefile has.
func formatOf(name string) *usagefile.Format {
	all := usagefile.Formats()
	return all[slices.IndexFunc(all, func(f *usagefile.Format) bool { return f.Name == name })]
}
