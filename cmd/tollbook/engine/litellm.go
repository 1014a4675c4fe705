package engine

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const spendLogs = "LiteLLM_SpendLogs"

// litellmTables are the tables of LiteLLM's that tell of its spend: the requests, then the
// views of them by the day in the order in which one is taken. LiteLLM_DailyTagSpend is
// none of them: a request with two tags stands in it twice.
var litellmTables = []string{spendLogs, "LiteLLM_DailyUserSpend", "LiteLLM_DailyTeamSpend", "LiteLLM_DailyOrganizationSpend", "LiteLLM_DailyEndUserSpend", "LiteLLM_DailyAgentSpend"}

// spendLogsNeeds are the columns without which its rows say nothing.
var spendLogsNeeds = []string{"startTime", "model", "spend", "prompt_tokens", "completion_tokens"}

//go:embed litellm.sql
var litellmSQL string

var litellmTemplate = template.Must(template.New("litellm").Parse(litellmSQL))

// litellm is the plan of LiteLLM's requests, or where they are not there, are none, or may
// not be read, of one of its tables of days.
func (p *postgres) litellm(ctx context.Context, q Question) (*plan, error) {
	tables, err := p.tables(ctx, litellmTables)
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, p.noTables(ctx)
	}
	logs := tables[spendLogs]
	why, refused := "is not there", error(nil)
	if logs != nil {
		missing, hidden := logs.lacks(spendLogsNeeds)
		switch {
		case len(missing) > 0:
			return nil, &Refusal{Reason: fmt.Sprintf("%s lacks %s", logs, strings.Join(missing, ", ")), Help: "is this LiteLLM's table?"}
		case len(hidden) > 0:
			why, refused = "may not be read", p.grant(logs)
		default:
			some, err := p.holds(ctx, "SELECT 1 FROM "+logs.String()+" LIMIT 1")
			if err != nil {
				return nil, err
			}
			if some {
				return p.spendLogs(ctx, logs, q)
			}
			why = "is empty"
		}
	}
	for _, name := range litellmTables[1:] {
		t := tables[name]
		if t == nil {
			continue
		}
		if missing, hidden := t.lacks(dailyNeeds); len(missing)+len(hidden) > 0 {
			if refused == nil && len(hidden) > 0 {
				refused = p.grant(t)
			}
			continue
		}
		some, err := p.holds(ctx, "SELECT 1 FROM "+t.String()+" LIMIT 1")
		if err != nil {
			return nil, err
		}
		if some {
			return p.daily(ctx, t, why, q)
		}
	}
	if refused != nil {
		return nil, refused
	}
	if logs != nil { // it is empty, and so is all else
		return p.spendLogs(ctx, logs, q)
	}
	return nil, &Refusal{Reason: "LiteLLM's tables hold no spend: " + spendLogs + " is not there and no table of days has rows",
		Help: "is this the database that the proxy writes to?"}
}

// A spendLogsQuery fills litellm.sql.
type spendLogsQuery struct {
	Table    *pgTable
	Where    string
	NoModel  string
	Whole    string // the type of counts
	text     bool   // metadata that is text is read where it holds an object
	version  int
	metadata pgColumn

	CacheUnknown, ReasoningOutside, CachedOutside, Priced int
}

// spendLogs is the plan of LiteLLM's table of requests.
func (p *postgres) spendLogs(ctx context.Context, t *pgTable, q Question) (*plan, error) {
	labels := slices.Concat([]label{byModel, byProvider}, impersonal(byKey, byTeam), []label{byTier, bySpeed, byPlace})
	pl := &plan{kind: LiteLLM, grain: grainOf(labels, "band", "window"), labels: labels,
		tokens: []pricing.Kind{pricing.Input, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h, pricing.Output, pricing.Reasoning,
			pricing.AudioIn, pricing.AudioOut, pricing.ImageIn, pricing.ImageOut}}
	where := []string{}
	if c := t.columns["call_type"]; c.readable {
		pl.args = append(pl.args, "{"+strings.Join(usagefile.LiteLLMNoCalls(), ",")+"}")
		// Nearly no row is compared with all of them.
		where = append(where, `("call_type" IS NULL OR "call_type" NOT LIKE '%\_responses' AND "call_type" NOT LIKE '%\_items' OR "call_type" <> ALL ($1::text[]))`)
	}
	where = append(where, pl.within(`"startTime"`, q)...)
	if len(where) == 0 {
		where = []string{"true"}
	}
	fill := spendLogsQuery{Table: t, Where: strings.Join(where, " AND "), NoModel: usagefile.NoModel, Whole: "integer", text: true, version: p.version, metadata: t.columns["metadata"],
		CacheUnknown: cacheUnknown, ReasoningOutside: reasoningOutside, CachedOutside: cachedOutside, Priced: priced}
	pl.inner = fill.sql()
	pl.named = "SELECT DISTINCT " + fill.Model() + " FROM " + t.String() + " WHERE " + fill.Where
	pl.otherwise = func(pl *plan, err error) bool {
		switch {
		case fill.Whole == "integer" && outOfRange(err):
			fill.Whole = "bigint"
		case fill.text && badJSON(err):
			fill.text = false
			pl.warnings = append(pl.warnings, "some metadata of "+spendLogs+" is text that looks like JSON and is none: of metadata that is text no cache, tier and key are known")
		default:
			return false
		}
		pl.inner = fill.sql()
		return true
	}
	oldest, err := p.rows(ctx, `SELECT floor(date_part('epoch', min("startTime")))::bigint FROM `+t.String())
	if err != nil {
		return nil, err
	}
	pl.oldest = secondOf(oldest)
	return pl, nil
}

// within are the conditions of a time column for the days of a question.
func (pl *plan) within(column string, q Question) (where []string) {
	for _, bound := range []struct {
		sign string
		at   time.Time
	}{{">=", q.From}, {"<", q.Until}} {
		if !bound.at.IsZero() {
			pl.args = append(pl.args, bound.at.UTC().Format("2006-01-02 15:04:05.999999"))
			where = append(where, fmt.Sprintf("%s %s $%d::timestamp", column, bound.sign, len(pl.args)))
		}
	}
	return where
}

// secondOf is the instant in the one cell of an answer, zero for NULL.
func secondOf(rows [][][]byte) time.Time {
	if len(rows) == 0 || rows[0][0] == nil {
		return time.Time{}
	}
	sec, err := strconv.ParseInt(string(rows[0][0]), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

// Model is the model of a row: its group where none was chosen.
func (f spendLogsQuery) Model() string {
	return fmt.Sprintf("coalesce(nullif(%s, ''), nullif(%s, ''), '%s')", f.Column("model", "text"), f.Column("model_group", "text"), f.NoModel)
}

func (f spendLogsQuery) sql() string {
	var b strings.Builder
	if err := litellmTemplate.Execute(&b, f); err != nil {
		panic(err) // the template is a part of the program
	}
	return strings.TrimSpace(b.String())
}

// Column is a column of the table, NULL where there is none.
func (f spendLogsQuery) Column(name, kind string) string { return f.Table.column(name, kind) }

// Money is a column of money as an exact number.
func (f spendLogsQuery) Money(name string) string {
	return pgMoney(quoteName(name), f.Table.columns[name].kind)
}

// Count is a count in JSON, also one that is written as text; NULL for all else. Most are
// not there: that is asked first, at a tenth of the time.
func (f spendLogsQuery) Count(value string) string {
	return fmt.Sprintf(`CASE WHEN %[1]s IS NULL THEN NULL WHEN jsonb_typeof(%[1]s) = 'number' THEN %[1]s::%[2]s WHEN jsonb_typeof(%[1]s) = 'string' THEN substring(%[1]s#>>'{}' FROM '^ *([0-9]{1,18}) *$')::%[2]s END`, value, f.Whole)
}

// Metadata is the column metadata as an object. It may be text that holds one.
func (f spendLogsQuery) Metadata() string {
	held := func(text string) string {
		switch {
		case !f.text:
			return "NULL::jsonb"
		case f.version >= 160_000:
			return fmt.Sprintf("CASE WHEN %[1]s IS JSON OBJECT THEN (%[1]s)::jsonb END", text)
		}
		return fmt.Sprintf(`CASE WHEN %[1]s ~ '^\s*\{.*\}\s*$' THEN (%[1]s)::jsonb END`, text)
	}
	name := quoteName("metadata")
	switch {
	case !f.metadata.readable:
		return "NULL::jsonb"
	case f.metadata.kind == "json":
		name += "::jsonb"
	case f.metadata.kind != "jsonb":
		return "(" + held(name+"::text") + ")"
	}
	return fmt.Sprintf("(CASE jsonb_typeof(%[1]s) WHEN 'string' THEN %s ELSE %[1]s END)", name, held("("+name+"#>>'{}')"))
}

// pgMoney is an amount as an exact number. A float is taken by its text, in the fewest
// digits that are exact: the cast of a number cuts it to 15 of them.
func pgMoney(expression, kind string) string {
	if slices.Contains([]string{"double precision", "real"}, kind) {
		return expression + "::text::numeric"
	}
	return expression + "::numeric"
}
