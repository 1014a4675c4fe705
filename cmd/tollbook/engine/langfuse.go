package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// langfuseTable is where Langfuse keeps its generations, beside much else.
const langfuseTable = "observations"

// langfuseNeeds are the columns without which the table is another one.
var langfuseNeeds = []string{"start_time", "type", "project_id", "provided_model_name", "usage_details", "total_cost", "is_deleted"}

// langfuseCalls has the observations that are calls of a model.
var langfuseCalls = "type IN ('" + strings.Join(usagefile.LangfuseCalls(), "', '") + "')"

// langfuse is the plan of Langfuse's generations. FINAL has ClickHouse take the newest
// version of each row: an observation is written when it begins and again when it ends.
func (c *clickhouse) langfuse(ctx context.Context, q Question) (*plan, error) {
	if err := c.langfuseColumns(ctx); err != nil {
		return nil, err
	}
	where := []string{"is_deleted = 0", langfuseCalls, "NOT (empty(mapKeys(usage_details)) AND isNull(total_cost))"} // without either nothing is known of it
	for _, bound := range []struct {
		sign string
		at   time.Time
	}{{">=", q.From}, {"<", q.Until}} {
		if !bound.at.IsZero() {
			where = append(where, fmt.Sprintf("start_time %s toDateTime64('%s', 6, 'UTC')", bound.sign, bound.at.UTC().Format("2006-01-02 15:04:05.000000")))
		}
	}
	from := "FROM " + langfuseTable + " FINAL\n  WHERE " + strings.Join(where, " AND ")
	keys, err := c.rows(ctx, "SELECT key, count() FROM (SELECT arrayJoin(mapKeys(usage_details)) AS key\n  "+from+") GROUP BY key ORDER BY key")
	if err != nil {
		return nil, err
	}
	of := map[pricing.Kind][]string{}
	var strange []string
	for _, row := range keys {
		key := string(row[0])
		switch k, sum, known := usagefile.LangfuseKind(key); {
		case !known:
			strange = append(strange, key)
		case !sum:
			of[k] = append(of[k], key)
		}
	}
	pl := &plan{kind: Langfuse, labels: []label{byModel, byTeam},
		tokens: []pricing.Kind{pricing.Input, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h, pricing.Output, pricing.Reasoning,
			pricing.AudioIn, pricing.AudioOut, pricing.ImageIn, pricing.ImageOut}}
	pl.grain = grainOf(pl.labels, "band", "window")
	if len(strange) > 0 {
		pl.warnings = append(pl.warnings, "usage_details has keys that belong to no kind of token, and are not counted: "+strings.Join(strange[:min(len(strange), shownTables)], ", "))
	}
	outer := []string{"sec", "sec % 86400 AS clock", fmt.Sprintf("if(isNull(taken), 0, %d) AS flags", priced), "model", "team", "toInt64(1) AS requests", "taken AS cost"}
	inner := []string{"toInt64(toUnixTimestamp(start_time)) AS sec", fmt.Sprintf("if(ifNull(provided_model_name, '') = '', '%s', ifNull(provided_model_name, '')) AS model", usagefile.NoModel),
		"project_id AS team", "total_cost AS taken"}
	for _, k := range pl.tokens {
		inner = append(inner, langfuseCount(of[k])+" AS n_"+k.String())
		column := "n_" + k.String()
		if k == pricing.Output { // the kinds are disjoint in Langfuse, and Output includes Reasoning in a row
			column += " + n_reasoning"
		}
		outer = append(outer, column+" AS "+k.String())
	}
	outer = append(outer, "n_input + n_cache_read + n_cache_write_5m + n_cache_write_1h AS prompt")
	pl.inner = fmt.Sprintf("SELECT\n  %s\nFROM (\n  SELECT\n    %s\n  %s\n) generations", strings.Join(outer, ",\n  "), strings.Join(inner, ",\n    "), from)
	oldest, err := c.rows(ctx, "SELECT if(count() = 0, NULL, min(toInt64(toUnixTimestamp(start_time)))) FROM "+langfuseTable+" WHERE "+langfuseCalls)
	if err != nil {
		return nil, err
	}
	pl.oldest = secondOf(oldest)
	return pl, nil
}

// langfuseCount adds up some keys of usage_details.
func langfuseCount(keys []string) string {
	if len(keys) == 0 {
		return "toInt64(0)"
	}
	var terms []string
	for _, key := range keys {
		terms = append(terms, "toInt64(usage_details["+chText(key)+"])")
	}
	return strings.Join(terms, " + ")
}

// chText writes a text as ClickHouse's SQL has it.
func chText(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}

// langfuseColumns refuses a table that is called as Langfuse's and is another one.
func (c *clickhouse) langfuseColumns(ctx context.Context) error {
	rows, err := c.rows(ctx, "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = "+chText(langfuseTable))
	if err != nil || len(rows) == 0 { // system tables may be hidden: the query itself says what is missing
		return nil
	}
	var missing []string
	for _, name := range langfuseNeeds {
		if !slices.ContainsFunc(rows, func(row [][]byte) bool { return string(row[0]) == name }) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return &Refusal{Reason: fmt.Sprintf("the table %s of the database %s lacks %s", langfuseTable, strconv.Quote(c.database), strings.Join(missing, ", ")), Help: "is this Langfuse's table?"}
	}
	return nil
}
