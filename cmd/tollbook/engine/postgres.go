package engine

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// oldestPostgres is the first version whose float columns are written as text in the fewest
// digits that are exact: 0.1 and not 0.10000000000000001.
const oldestPostgres = 120_000

// postgres is a session with PostgreSQL.
type postgres struct {
	conn    *pgconn.PgConn
	opt     Options
	path    string // the search_path that the address asks for; "" is the user's own
	version int    // 150018 is 15.18
	user    string
}

// prismaOnly are parameters of an address that only Prisma knows, which LiteLLM's proxy
// reads its database with. PostgreSQL refuses a session that asks for them.
var prismaOnly = []string{"connection_limit", "pool_timeout", "pgbouncer", "socket_timeout", "sslaccept", "sslidentity", "statement_cache_size", "max_idle_connection_lifetime"}

// connectPostgres opens a session. Only what pgbouncer passes on too is asked for at its
// start; all else is set in each transaction.
func connectPostgres(ctx context.Context, u *url.URL, opt Options) (*postgres, error) {
	p := &postgres{opt: opt}
	query := u.Query()
	for _, name := range []string{"schema", "search_path"} {
		if list := query.Get(name); list != "" {
			p.path = list
		}
		query.Del(name)
	}
	for _, name := range prismaOnly {
		query.Del(name)
	}
	plain := *u
	plain.Scheme, plain.RawQuery = strings.ToLower(u.Scheme), query.Encode()
	cfg, err := pgconn.ParseConfig(plain.String())
	if err != nil {
		return nil, refusedSettings(u, err)
	}
	if _, has := u.User.Password(); !has && query.Get("password") == "" && opt.getenv("PGPASSWORD") != "" {
		cfg.Password = opt.getenv("PGPASSWORD")
	}
	cfg.RuntimeParams["application_name"] = opt.agent()
	cfg.RuntimeParams["client_encoding"] = "UTF8"
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 15 * time.Second
	}
	if p.conn, err = pgconn.ConnectConfig(ctx, cfg); err != nil {
		return nil, refusedSession(ctx, net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port))), cfg, err)
	}
	version, _, _ := strings.Cut(p.conn.ParameterStatus("server_version"), " ")
	major, minor, _ := strings.Cut(version, ".")
	a, _ := strconv.Atoi(major)
	b, _ := strconv.Atoi(minor)
	if p.version = a*10_000 + b; p.version < oldestPostgres && a != 0 {
		p.close()
		return nil, &Refusal{Reason: "this is PostgreSQL " + version, Help: "tollbook adds up amounts exactly from version 12 on"}
	}
	return p, nil
}

func (p *postgres) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = p.conn.Close(ctx) // nothing was written
	select {
	case <-p.conn.CleanupDone(): // a query that nobody waits for any more is told to the server to be cancelled
	case <-ctx.Done():
	}
}

// begin opens a transaction in which nothing can be written. Settings are those of the
// transaction alone, so a pooler may hand the session on behind it.
func (p *postgres) begin(ctx context.Context) error {
	settings := []string{
		"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		fmt.Sprintf("SET LOCAL statement_timeout = %d", p.opt.timeout().Milliseconds()),
		"SET LOCAL TimeZone = 'UTC'",
		"SET LOCAL DateStyle = 'ISO, YMD'",
		"SET LOCAL extra_float_digits = 1",
		"SET LOCAL jit = off", // compiling takes as long as two million rows
		// PostgreSQL takes every row for a group of its own and would sort them all, on disk.
		"SET LOCAL enable_sort = off",
		// Each of several processes adds up some of the rows, in memory where that is enough.
		"SET LOCAL max_parallel_workers_per_gather = 4",
		"SELECT set_config('work_mem', '64MB', true) WHERE pg_size_bytes(current_setting('work_mem')) < 64 * 1024 * 1024",
	}
	if p.path != "" {
		var names []string
		for _, name := range strings.Split(p.path, ",") {
			names = append(names, quoteName(strings.Trim(strings.TrimSpace(name), `"`)))
		}
		settings = append(settings, "SET LOCAL search_path = "+strings.Join(names, ", "))
	}
	if _, err := p.conn.Exec(ctx, strings.Join(settings, ";\n")).ReadAll(); err != nil {
		return p.refused(ctx, err)
	}
	who, err := p.rows(ctx, "SELECT current_user")
	if err != nil {
		return err
	}
	p.user = string(who[0][0])
	return nil
}

// rollback ends the transaction.
func (p *postgres) rollback() {
	if p.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = p.conn.Exec(ctx, "ROLLBACK").ReadAll() // nothing was written
}

// rows runs a query that has few rows.
func (p *postgres) rows(ctx context.Context, sql string, args ...string) ([][][]byte, error) {
	got := p.conn.ExecParams(ctx, sql, parameters(args), nil, nil, nil).Read()
	if got.Err != nil {
		return nil, p.refused(ctx, got.Err)
	}
	return got.Rows, nil
}

// holds reports whether a query has a row.
func (p *postgres) holds(ctx context.Context, sql string, args ...string) (bool, error) {
	rows, err := p.rows(ctx, sql, args...)
	return len(rows) > 0, err
}

func parameters(args []string) [][]byte {
	values := make([][]byte, len(args))
	for i, arg := range args {
		values[i] = []byte(arg)
	}
	return values
}

func (p *postgres) kind(ctx context.Context) (string, error) {
	if err := p.begin(ctx); err != nil {
		return "", err
	}
	defer p.rollback()
	tables, err := p.tables(ctx, litellmTables)
	if err != nil {
		return "", err
	}
	if len(tables) == 0 {
		return "", p.noTables(ctx)
	}
	return LiteLLM, nil
}

// plan opens the transaction that ask goes on with.
func (p *postgres) plan(ctx context.Context, q Question) (pl *plan, err error) {
	if err := p.begin(ctx); err != nil {
		return nil, err
	}
	switch q.Kind {
	case LiteLLM:
		pl, err = p.litellm(ctx, q)
	case SQL:
		pl, err = p.ownQuery(ctx, q)
	default:
		err = &Refusal{Reason: q.Kind + "'s tables are in ClickHouse, and this is PostgreSQL"}
	}
	if err != nil {
		p.rollback()
		return nil, err
	}
	return pl, nil
}

// ask runs the grouped query, and where that stops at a row that nobody foresaw the one that
// the plan has instead.
func (p *postgres) ask(ctx context.Context, pl *plan, q Question) (answer, error) {
	if q.ByHour != nil {
		models, err := p.rows(ctx, pl.models(), pl.args...)
		if err != nil {
			p.rollback()
			return nil, err
		}
		pl.chooseHourly(q, models)
	}
	for {
		d := &pgDialect{args: slices.Clone(pl.args)}
		sql := pl.grouped(d, q) + "\nLIMIT " + strconv.Itoa(q.maxSums()+1)
		r := p.conn.ExecParams(ctx, sql, parameters(d.args), nil, nil, nil)
		a := &pgAnswer{p: p, ctx: ctx, rows: r}
		if a.ahead = r.NextRow(); a.ahead {
			return a, nil
		}
		_, err := r.Close()
		if err == nil {
			a.ended = true
			return a, nil
		}
		p.rollback()
		if pl.otherwise == nil || !pl.otherwise(pl, err) {
			return nil, p.refused(ctx, err)
		}
		if err := p.begin(ctx); err != nil {
			return nil, err
		}
	}
}

// pgAnswer reads the rows of a query as they arrive.
type pgAnswer struct {
	p     *postgres
	ctx   context.Context
	rows  *pgconn.ResultReader
	ahead bool // the next row is read already
	ended bool
}

func (a *pgAnswer) next() ([][]byte, error) {
	if a.ended {
		return nil, io.EOF
	}
	if a.ahead || a.rows.NextRow() {
		a.ahead = false
		return a.rows.Values(), nil
	}
	a.ended = true
	if _, err := a.rows.Close(); err != nil {
		return nil, a.p.refused(a.ctx, err)
	}
	return nil, io.EOF
}

// close ends the transaction. What the server still sends is not waited for.
func (a *pgAnswer) close() error {
	if !a.ended {
		a.ended = true
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = a.p.conn.CancelRequest(ctx) // else the rest is read to its end
		_, _ = a.rows.Close()           // cancelled: its error says so
	}
	a.p.rollback()
	return nil
}

// pgDialect writes PostgreSQL; the edges are parameters.
type pgDialect struct{ args []string }

func (d *pgDialect) bucket(number string, edges []int64) string {
	texts := make([]string, len(edges))
	for i, edge := range edges {
		texts[i] = strconv.FormatInt(edge, 10)
	}
	d.args = append(d.args, "{"+strings.Join(texts, ",")+"}")
	return fmt.Sprintf("width_bucket((%s)::bigint, $%d::bigint[])", number, len(d.args))
}

var inArray = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func (d *pgDialect) among(column string, texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = `"` + inArray.Replace(text) + `"`
	}
	d.args = append(d.args, "{"+strings.Join(quoted, ",")+"}")
	return fmt.Sprintf("%s = ANY ($%d::text[])", column, len(d.args))
}

func (d *pgDialect) quotient(a, b string) string { return a + " / " + b }
func (d *pgDialect) sum(column string) string    { return "sum(" + column + ")" }
func (d *pgDialect) money(column string) string  { return "sum(" + column + ")::text" }

// quoteName writes a name as SQL has it.
func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
