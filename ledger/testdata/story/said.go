package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An object is one of JSON, with its numbers as they are written.
type object map[string]any

func listIn(text []byte, name string) ([]object, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	var list []object
	d := json.NewDecoder(strings.NewReader(string(all[name])))
	d.UseNumber()
	return list, d.Decode(&list)
}

func (p teller) list(name string, args ...string) ([]object, error) {
	out, err := p.run(asOf, append(args, "--json")...)
	if err != nil {
		return nil, err
	}
	return listIn(out, name)
}

// said is what the program says of its ledger, a line a thing: what it is, its labels,
// its figures. The test writes the same lines from what the present program says.
func (p teller) said(version int) ([]string, error) {
	var lines []string
	say := func(name string, args []string, line func(object)) error {
		list, err := p.list(name, args...)
		for _, o := range list {
			line(o)
		}
		return err
	}
	put := func(labels []string, o object, figures ...string) {
		var given []string
		for _, f := range figures {
			name := strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(f, "_usd"), "_tokens"), "known_")
			switch v := o[f]; {
			case v == nil:
				given = append(given, name+"=-")
			case fmt.Sprint(v) != "0":
				given = append(given, name+"="+fmt.Sprint(v))
			}
		}
		if len(given) > 0 {
			lines = append(lines, strings.Join(append(labels, strings.Join(given, " ")), " | "))
		}
	}
	report := func(title string, by string, figures ...string) error {
		return say("rows", []string{"report", "--by", by}, func(o object) {
			put(labels(title, o, strings.Split(by, ",")...), o, figures...)
		})
	}
	spend := []string{"usd", "byok_usd", "computed_usd", "list_value_usd", "unpriced_tokens"}
	tokens := []string{"input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens"}
	month := append([]string{"requests"}, append(spend, "fees_usd", "all_in_usd")...)
	err := errors.Join(
		say("checks", []string{"doctor"}, func(o object) {
			if of, ok := strings.CutPrefix(fmt.Sprint(o["of"]), "sums of "); ok && strings.HasSuffix(of, " rows") && len(lines) == 0 { // several kinds of sums are checked
				lines = append(lines, "rows | "+strings.TrimSuffix(of, " rows"))
			}
		}),
		report("usage", "day,account,model,key,app,user", append([]string{"requests"}, append(spend, tokens...)...)...),
		report("month", "month,account", month...),
		say("imports", []string{"imports"}, func(o object) {
			put(labels("import", o, "id", "file"), o, "rows", "added", "duplicates", "updated", "rejected", "usd")
		}),
	)
	if version >= 3 {
		err = errors.Join(err, say("accounts", []string{"credits"}, func(a object) {
			if version >= 8 {
				put(labels("known", a, "account"), a, "known_until")
			}
			if a["balance_usd"] != nil {
				put(labels("credit", a, "account"), a, "balance_usd", "deficit_usd", "lost_usd", "fees_paid_usd")
			}
			if stated, ok := a["stated"].(map[string]any); ok {
				put(labels("stated", a, "account"), stated, "usd", "drift_usd")
			}
			for _, l := range a["lots"].([]any) {
				l := object(l.(map[string]any))
				put(append(labels("lot", a, "account"), labels("", l, "id", "kind", "purchased_at", "expires_at", "status")[1:]...), l,
					"credit_usd", "fee_usd", "used_usd", "expired_usd", "refunded_usd", "remaining_usd")
			}
		}), say("accounts", []string{"account", "list"}, func(o object) {
			put(labels("account", o, "account", "gateway", "billing", "expiry"), o, "topups", "auto_topup_usd", "below_usd")
		}))
	}
	if version >= 6 {
		err = errors.Join(err, say("budgets", []string{"budget", "list"}, func(o object) {
			put(labels("budget", o, "name", "account", "model", "key"), o, "usd")
		}))
		found, failed := p.findings(asOf)
		err = errors.Join(err, failed)
		for _, f := range found {
			if f["acknowledged"] == true {
				put(labels("acknowledged", f, "id", "kind", "account"), f, "usd")
			}
		}
	}
	if version >= 7 {
		err = errors.Join(err, report("service", "account,key,team,machine,tier,residency", "requests", "usd"))
	}
	// At last the last import is taken back.
	imports, failed := p.list("imports", "imports")
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	if _, err := p.run(asOf, "imports", "undo", fmt.Sprint(imports[0]["id"])); err != nil {
		return nil, err
	}
	return lines, report("undone", "month,account", month...)
}

// labels are a line's first cells: what it is of, and a dash where that is nothing.
func labels(title string, o object, names ...string) []string {
	out := []string{title}
	for _, name := range names {
		v := o[name]
		if v == nil || v == "" {
			v = "-"
		}
		out = append(out, fmt.Sprint(v))
	}
	return slices.Clip(out)
}
