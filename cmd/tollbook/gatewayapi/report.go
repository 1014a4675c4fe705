package gatewayapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
)

// maxReport is how many bytes the pages of one report may come to.
const maxReport = 256 << 20

// A report collects the records of pages as one page, so that a reader sees one whole
// answer: what the pages say of those behind them is left out.
type report struct {
	path    string
	body    bytes.Buffer
	records int
	before  []byte // the list of the page before
}

// add takes a page's list in.
func (r *report) add(list json.RawMessage) (records []json.RawMessage, err error) {
	if !isList(list) {
		return nil, &ShapeError{r.path, "has no list in data"}
	}
	if err := decode(r.path, list, &records); err != nil {
		return nil, err
	}
	if len(records) > 0 && bytes.Equal(list, r.before) {
		return nil, &ShapeError{r.path, "is the same page twice"}
	}
	r.before = list
	return records, nil
}

// keep puts a record behind the others.
func (r *report) keep(record []byte) error {
	if r.body.Len()+len(record) > maxReport {
		return &ShapeError{r.path, fmt.Sprintf("comes to more than %d MiB: ask for fewer days", maxReport>>20)}
	}
	if r.records == 0 {
		r.body.WriteString("{\"data\":[\n")
	} else {
		r.body.WriteString(",\n")
	}
	r.body.Write(record)
	r.records++
	return nil
}

// whole is the report as one page.
func (r *report) whole() []byte {
	if r.records == 0 {
		return []byte(`{"data":[]}`)
	}
	return append(r.body.Bytes(), "\n]}\n"...)
}

// buckets reads a report of OpenAI or Anthropic to its end. Its pages are lists of
// buckets, and name the page behind them; a bucket without usage is in them all the
// same, so a page without buckets is the last or a fault.
func (p *pull) buckets(ctx context.Context, format, path string, query url.Values) (Part, error) {
	r := &report{path: path}
	tokens := map[string]bool{}
	for n := 1; ; n++ {
		if n > maxPages {
			return Part{}, tooManyPages(path)
		}
		body, err := p.get(ctx, path, query)
		if err != nil {
			return Part{}, err
		}
		var page struct {
			Data    json.RawMessage `json:"data"`
			HasMore bool            `json:"has_more"`
			Next    *string         `json:"next_page"`
		}
		if err := decode(path, body, &page); err != nil {
			return Part{}, err
		}
		buckets, err := r.add(page.Data)
		if err != nil {
			return Part{}, err
		}
		for _, b := range buckets {
			if err := r.keep(b); err != nil {
				return Part{}, err
			}
		}
		switch {
		case !page.HasMore:
			return Part{Type: format, Body: r.whole()}, nil
		case len(buckets) == 0:
			return Part{}, &ShapeError{path, fmt.Sprintf("is empty on page %d and says has_more", n)}
		case page.Next == nil || *page.Next == "":
			return Part{}, &ShapeError{path, fmt.Sprintf("says has_more on page %d and names no next_page", n)}
		case tokens[*page.Next]:
			return Part{}, &ShapeError{path, fmt.Sprintf("names on page %d a next_page that was read already", n)}
		}
		tokens[*page.Next] = true
		query.Set("page", *page.Next)
	}
}
