package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clickhouse speaks with ClickHouse's HTTP interface. The address says whether with TLS:
// secure=true, or port 8443, does; else it is plain http, which is how servers of one's own
// network mostly answer. A password then goes over the network as it is, and a warning says
// so where that is not this machine.
type clickhouse struct {
	client   *http.Client
	at       url.URL // where queries are posted to, without parameters
	database string
	user     string
	password string
	settings url.Values // that this account may make
	opt      Options
	version  int // 18016 is 18.16
	warnings []string
}

// nativePorts speak the native protocol, with and without TLS.
var nativePorts = map[string]string{"9000": "8123", "9440": "8443"}

// connectClickHouse asks a server for its version, and finds out on the way which settings
// the account may make.
func connectClickHouse(ctx context.Context, u *url.URL, opt Options) (*clickhouse, error) {
	query := u.Query()
	secure, err := strconv.ParseBool(strings.ToLower(firstOf(query.Get("secure"), query.Get("ssl"), "false")))
	if err != nil {
		return nil, &Refusal{Reason: fmt.Sprintf("secure=%s in the address is neither true nor false", query.Get("secure"))}
	}
	port := u.Port()
	if http, is := nativePorts[port]; is {
		return nil, &Refusal{Reason: "port " + port + " speaks ClickHouse's native protocol", Help: "give the port of its HTTP interface, mostly " + http}
	}
	secure = secure || port == "8443"
	scheme := "http"
	if secure {
		scheme = "https"
	}
	if port == "" {
		port = map[bool]string{false: "8123", true: "8443"}[secure]
	}
	if u.Hostname() == "" {
		return nil, ErrAddress
	}
	password, _ := u.User.Password()
	c := &clickhouse{
		at:       url.URL{Scheme: scheme, Host: net.JoinHostPort(u.Hostname(), port), Path: "/"},
		database: firstOf(strings.Trim(u.Path, "/"), query.Get("database"), "default"),
		user:     firstOf(u.User.Username(), query.Get("username"), opt.getenv("CLICKHOUSE_USER"), "default"),
		password: firstOf(password, query.Get("password"), opt.getenv("CLICKHOUSE_PASSWORD")),
		opt:      opt,
		client: &http.Client{
			Transport: &http.Transport{
				DialContext:           (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
				TLSHandshakeTimeout:   15 * time.Second,
				ResponseHeaderTimeout: opt.timeout() + 30*time.Second, // the answer begins when it is whole
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the password goes to nobody else
		},
	}
	if !secure && c.password != "" && !loopback(u.Hostname()) {
		c.warnings = append(c.warnings, "the password went to "+c.at.Host+" over plain http, where others on the way can read it: add secure=true to the address where the server has TLS")
	}
	// A profile that is readonly itself lets nobody set readonly, and readonly=1 no setting at all.
	limits := url.Values{
		"max_execution_time": {strconv.Itoa(max(1, int(opt.timeout().Seconds())))},
		"wait_end_of_query":  {"1"}, // so that an error is one in the status, and not in the middle of a table
	}
	guarded := url.Values{"readonly": {"2"}}
	for name, value := range limits {
		guarded[name] = value
	}
	var version string
	for _, settings := range []url.Values{guarded, limits, {}} {
		c.settings = settings
		var rows [][][]byte
		if rows, err = c.rows(ctx, "SELECT version()"); err == nil {
			version = string(rows[0][0])
			break
		}
		if code := codeOf(err); code != 164 && code != 115 && code != 452 {
			break
		}
	}
	if err != nil {
		c.close()
		return nil, err
	}
	parts := strings.Split(version+".0", ".")
	a, _ := strconv.Atoi(parts[0])
	b, _ := strconv.Atoi(parts[1])
	c.version = a*1000 + b
	return c, nil
}

func firstOf(texts ...string) string {
	i := slices.IndexFunc(texts, func(s string) bool { return s != "" })
	if i < 0 {
		return ""
	}
	return texts[i]
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func (c *clickhouse) close() { c.client.CloseIdleConnections() }

// post runs a query. The answer is a table of tab-separated text below its names and types.
func (c *clickhouse) post(ctx context.Context, sql string, more url.Values) (*chTable, error) {
	params := url.Values{"database": {c.database}}
	for name, value := range c.settings {
		params[name] = value
	}
	for name, value := range more {
		params[name] = value
	}
	u := c.at
	u.RawQuery = params.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(sql+"\nFORMAT TabSeparatedWithNamesAndTypes"))
	if err != nil {
		return nil, ErrAddress
	}
	req.Header.Set("User-Agent", c.opt.agent())
	req.Header.Set("X-ClickHouse-User", c.user)
	if c.password != "" {
		req.Header.Set("X-ClickHouse-Key", c.password)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, c.unreached(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16)) // what there is of it
		return nil, c.exception(resp.StatusCode, string(said))
	}
	return newTable(ctx, c, resp.Body)
}

// rows runs a query that has few rows.
func (c *clickhouse) rows(ctx context.Context, sql string) ([][][]byte, error) {
	t, err := c.post(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	defer t.close()
	var rows [][][]byte
	for {
		row, err := t.row()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		kept := make([][]byte, len(row))
		for i, cell := range row {
			kept[i] = bytes.Clone(cell)
		}
		rows = append(rows, kept)
	}
}

func (c *clickhouse) kind(ctx context.Context) (string, error) {
	tables, err := c.tables(ctx)
	if err != nil {
		return "", err
	}
	if slices.Contains(tables, langfuseTable) {
		return Langfuse, nil
	}
	return "", noTables("database "+c.database, tables)
}

func (c *clickhouse) tables(ctx context.Context) (names []string, err error) {
	rows, err := c.rows(ctx, "SHOW TABLES")
	for _, row := range rows {
		names = append(names, string(row[0]))
	}
	return names, err
}

func (c *clickhouse) plan(ctx context.Context, q Question) (pl *plan, err error) {
	switch q.Kind {
	case Langfuse:
		pl, err = c.langfuse(ctx, q)
	case SQL:
		pl, err = c.ownQuery(ctx, q)
	default:
		err = &Refusal{Reason: q.Kind + "'s tables are in PostgreSQL, and this is ClickHouse"}
	}
	if err != nil {
		return nil, c.withTables(ctx, err)
	}
	pl.warnings = append(pl.warnings, c.warnings...)
	return pl, nil
}

// ask runs the grouped query. Its totals stand behind it: an answer without them was cut
// off, and one whose requests come to another number too.
func (c *clickhouse) ask(ctx context.Context, pl *plan, q Question) (answer, error) {
	if q.ByHour != nil {
		models, err := c.rows(ctx, pl.models())
		if err != nil {
			return nil, c.withTables(ctx, err)
		}
		pl.chooseHourly(q, models)
	}
	most := strconv.Itoa(q.maxSums() + 1)
	more := url.Values{}
	if c.settings.Has("max_execution_time") {
		more = url.Values{"max_result_rows": {most}, "result_overflow_mode": {"throw"}}
	}
	t, err := c.post(ctx, pl.grouped(chDialect{}, q)+" WITH TOTALS\nLIMIT "+most, more)
	if err != nil {
		return nil, c.withTables(ctx, err)
	}
	return &chAnswer{t: t, requests: 5 + len(pl.labels)}, nil
}

// chAnswer checks the table of a grouped query against its totals.
type chAnswer struct {
	t        *chTable
	requests int // the column
	sum      int64
	any      bool
}

func (a *chAnswer) next() ([][]byte, error) {
	row, err := a.t.row()
	if err == io.EOF && a.any {
		total, lost := a.t.totals()
		if lost != nil {
			return nil, lost
		}
		if n, err := strconv.ParseInt(string(total[a.requests]), 10, 64); err != nil || n != a.sum {
			return nil, cutOff(fmt.Errorf("sums of %d requests came, and it says %s", a.sum, total[a.requests]))
		}
		return nil, io.EOF
	}
	if err != nil {
		return nil, err
	}
	if len(row) <= a.requests {
		return nil, cutOff(errors.New("a row is too short"))
	}
	n, err := strconv.ParseInt(string(row[a.requests]), 10, 64)
	if err != nil {
		return nil, cutOff(err)
	}
	a.any = true
	a.sum += n
	return row, nil
}

func (a *chAnswer) close() error { return a.t.close() }

// chDialect writes ClickHouse; the edges are plain numbers, since servers of 2018 know no
// parameters.
type chDialect struct{}

var inLiteral = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

func (chDialect) among(column string, texts []string) string {
	if len(texts) == 0 {
		return "0"
	}
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = "'" + inLiteral.Replace(text) + "'"
	}
	return column + " IN (" + strings.Join(quoted, ", ") + ")"
}

func (chDialect) bucket(number string, edges []int64) string {
	if len(edges) == 0 {
		return "toInt64(0)"
	}
	texts := make([]string, len(edges))
	for i, edge := range edges {
		texts[i] = strconv.FormatInt(edge, 10)
	}
	return fmt.Sprintf("toInt64(arrayCount(edge -> (edge <= %s), [%s]))", number, strings.Join(texts, ", "))
}

func (chDialect) quotient(a, b string) string { return "intDiv(" + a + ", " + b + ")" }
func (chDialect) sum(column string) string    { return "sum(" + column + ")" }
func (chDialect) money(column string) string  { return "toString(sum(" + column + "))" }
