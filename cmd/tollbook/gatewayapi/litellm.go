package gatewayapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tollbook/cmd/tollbook/fetch"
)

const (
	// litellmDays is how many days are asked for where nothing says from when.
	litellmDays = 30
	// litellmPage is the largest page of the log that LiteLLM gives.
	litellmPage = 100
	// maxLogRows is how many requests are read one by one. Beyond that the proxy's
	// database adds them up in a second, and its API takes hours to list them.
	maxLogRows = 200_000
	// litellmLog is the format of the log.
	litellmLog = "litellm-spendlogs-json"
)

func litellm() API {
	return API{
		Kind: "litellm", Gateway: "litellm",
		KeyEnv:   []string{"LITELLM_MASTER_KEY"},
		KeyWords: "the proxy's master key (LITELLM_MASTER_KEY), which whoever runs the proxy set as general_settings.master_key, or a key of one of its admins",
		header:   bearer, ask: askLiteLLM,
	}
}

// askLiteLLM asks for the log of requests: by pages, or, of a proxy that has no pages
// yet, by days. A proxy that gives out neither has its sums by day.
func askLiteLLM(ctx context.Context, p *pull) (Answer, error) {
	a := Answer{To: p.now.Truncate(time.Second)}
	a.From = p.since(0, litellmDays, a.To)
	part, err := p.logPages(ctx, a.From, a.To)
	if isStatus(err, notFound) {
		part, err = p.logDays(ctx, a.From, a.To)
	}
	if isStatus(err, notFound) || errors.Is(err, errSummary) {
		a.To = p.today()
		part, err = p.activityDays(ctx, a.From, a.To)
	}
	if err != nil {
		if errors.Is(err, fetch.ErrTooLarge) {
			err = fmt.Errorf("%w; %s", err, adviseEngine)
		}
		return Answer{}, err
	}
	a.Parts = []Part{part}
	return a, nil
}

const adviseEngine = "its database adds the requests up much sooner: tollbook source add NAME postgres://USER@HOST/litellm"

// errSummary says that a proxy gives sums where its requests were asked for: it is too
// old to know summarize=false.
var errSummary = errors.New("the log is added up by day")

// A spendLog collects the rows of the log, each once: rows move to the next page while
// new ones come in.
type spendLog struct {
	report
	seen   map[string]bool
	fields map[string]map[string]bool // that the format reads, and of an object in it which
}

func newSpendLog(path string) *spendLog {
	l := &spendLog{report: report{path: path}, seen: map[string]bool{}, fields: map[string]map[string]bool{}}
	for _, field := range formatOf(litellmLog).Fields {
		name, inner, _ := strings.Cut(strings.TrimSuffix(field, "[]"), ".")
		if l.fields[name] == nil {
			l.fields[name] = map[string]bool{}
		}
		if inner, _, _ = strings.Cut(inner, "."); inner != "" {
			l.fields[name][inner] = true
		}
	}
	return l
}

// take keeps the rows of one list that are new.
func (l *spendLog) take(records []json.RawMessage) error {
	for _, raw := range records {
		var row map[string]json.RawMessage
		if err := decode(l.path, raw, &row); err != nil {
			return err
		}
		var id string
		if json.Unmarshal(row["request_id"], &id) != nil || id == "" {
			if row["request_id"] == nil && row["users"] != nil {
				return errSummary
			}
			return &ShapeError{l.path, "has a row without request_id"}
		}
		if l.seen[id] {
			continue
		}
		l.seen[id] = true
		if len(l.seen) > maxLogRows {
			return tooManyRows(fmt.Sprintf("more than %d", maxLogRows))
		}
		kept, err := json.Marshal(l.wanted(row))
		if err != nil {
			return &ShapeError{l.path, "has a row that can't be read"}
		}
		if err := l.keep(kept); err != nil {
			return err
		}
	}
	return nil
}

// wanted is what the format reads of a row. What people asked and were answered, their
// addresses and the hash of the key stay behind.
func (l *spendLog) wanted(row map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, inner := range l.fields {
		value, there := row[name]
		if !there {
			continue
		}
		var object map[string]json.RawMessage
		if len(inner) > 0 && json.Unmarshal(value, &object) == nil && object != nil { // not where it is text
			few := map[string]json.RawMessage{}
			for name := range inner {
				if v, there := object[name]; there {
					few[name] = v
				}
			}
			if kept, err := json.Marshal(few); err == nil {
				value = kept
			}
		}
		out[name] = value
	}
	return out
}

func (l *spendLog) part() Part { return Part{Type: litellmLog, Body: l.whole()} }

func tooManyRows(n string) error {
	return fmt.Errorf("the log has %s requests in these days, and at most %d are read one by one; %s", n, maxLogRows, adviseEngine)
}

// logPages reads /spend/logs/v2. Its total stops at 10,000 where total_is_capped says so,
// and with it total_pages: then the log ends with a page that is not full.
func (p *pull) logPages(ctx context.Context, from, to time.Time) (Part, error) {
	const path = "/spend/logs/v2"
	query := url.Values{
		"start_date": {from.Format(time.DateTime)}, "end_date": {to.Format(time.DateTime)},
		"page_size": {strconv.Itoa(litellmPage)}, "sort_by": {"startTime"}, "sort_order": {"asc"},
	}
	log := newSpendLog(path)
	total := -1 // as the first page has it: what comes in later belongs to the next pull
	for n := 1; ; n++ {
		if n > maxLogRows/litellmPage+1 {
			return Part{}, tooManyRows("more")
		}
		query.Set("page", strconv.Itoa(n))
		body, err := p.get(ctx, path, query)
		if err != nil {
			if n > 1 && isStatus(err, notFound) {
				err = &ShapeError{path, fmt.Sprintf("ends before page %d", n)}
			}
			return Part{}, err
		}
		var page struct {
			Data   json.RawMessage `json:"data"`
			Total  *int            `json:"total"`
			Size   int             `json:"page_size"`
			Pages  *int            `json:"total_pages"`
			Capped bool            `json:"total_is_capped"`
		}
		if err := decode(path, body, &page); err != nil {
			return Part{}, err
		}
		rows, err := log.add(page.Data)
		if err != nil {
			return Part{}, err
		}
		if page.Total == nil || page.Pages == nil {
			return Part{}, &ShapeError{path, "has no total or no total_pages"}
		}
		if *page.Total > maxLogRows {
			return Part{}, tooManyRows(strconv.Itoa(*page.Total))
		}
		if total < 0 {
			total = *page.Total
		}
		if err := log.take(rows); err != nil {
			if errors.Is(err, errSummary) {
				err = &ShapeError{path, "has a row without request_id"}
			}
			return Part{}, err
		}
		size := page.Size
		if size <= 0 {
			size = litellmPage
		}
		last := n >= *page.Pages
		if page.Capped {
			last = len(rows) < size
		}
		switch {
		case !last && len(rows) == 0:
			return Part{}, &ShapeError{path, fmt.Sprintf("is empty on page %d of %d", n, *page.Pages)}
		case last && log.records < total:
			return Part{}, &ShapeError{path, fmt.Sprintf("has %d rows, and says that there are %d", log.records, total)}
		case last:
			return log.part(), nil
		}
	}
}

// logDays reads /spend/logs day by day. A day of it ends with the midnight of the next,
// whose requests are in both.
func (p *pull) logDays(ctx context.Context, from, to time.Time) (Part, error) {
	const path = "/spend/logs"
	log := newSpendLog(path)
	for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
		body, err := p.get(ctx, path, url.Values{
			"start_date": {day.Format(time.DateOnly)}, "end_date": {day.AddDate(0, 0, 1).Format(time.DateOnly)}, "summarize": {"false"},
		})
		if err != nil {
			return Part{}, err
		}
		if !isList(body) {
			return Part{}, &ShapeError{path, "is no list"}
		}
		rows, err := log.add(body)
		if err != nil {
			return Part{}, err
		}
		if err := log.take(rows); err != nil {
			return Part{}, err
		}
	}
	return log.part(), nil
}
