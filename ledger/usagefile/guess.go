package usagefile

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// otherNames are what other tables call the fields of tollbook's own, letters and digits
// alone, the clearest first. Words that may mean something else are not among them.
var otherNames = map[string][]string{
	"time":                  {"time", "timestamp", "datetime", "createdat", "created", "starttime", "startedat", "requesttime", "eventtime", "date", "day", "ts"},
	"gateway":               {"gateway"},
	"account":               {"account"},
	"model":                 {"model", "modelid", "modelname", "modelslug", "modelpermaslug"},
	"provider":              {"provider", "providername", "vendor"},
	"request_id":            {"requestid", "generationid", "id"},
	"input_tokens":          {"inputtokens", "prompttokens", "tokensprompt", "contexttokens", "tokensinput", "tokensin", "tokenin", "promptlength"},
	"cache_read_tokens":     {"cachereadtokens", "cachereadinputtokens", "cachedtokens", "cachedinputtokens", "tokenscached", "cacheread"},
	"cache_write_5m_tokens": {"cachewrite5mtokens", "cachewritetokens", "cachecreationinputtokens"},
	"cache_write_1h_tokens": {"cachewrite1htokens"},
	"output_tokens":         {"outputtokens", "completiontokens", "tokenscompletion", "generatedtokens", "tokensoutput", "tokensout", "tokenout", "responsetokens"},
	"reasoning_tokens":      {"reasoningtokens", "tokensreasoning", "thinkingtokens"},
	"requests":              {"requests", "requestcount", "numrequests"},
	"cost_usd":              {"costusd", "usdcost", "costinusd", "totalcostusd", "usd"},
	"byok_usd":              {"byokusd"},
	"key":                   {"key", "keyname", "apikeyname"},
	"app":                   {"app", "appname", "application"},
	"user":                  {"user", "username", "userid"},
	"team":                  {"team", "teamname", "teamid"},
	"machine":               {"machine", "hostname", "host"},
	"service_tier":          {"servicetier"},
	"residency":             {"residency", "inferencegeo"},
	"band":                  {"band"},
	"window":                {"window"},
	"other":                 {"other"},
	"marks":                 {"marks"},
	"view":                  {"view"},
}

// deep are the fields that are looked for deep inside a record of JSON by the last part
// of a path alone: their names mean the same everywhere, which "id" and "user" do not.
var deep = []string{"time", "model", "input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens", "cost_usd"}

// Guess says which columns of a CSV of one's own are likely which fields, by their
// names: a proposal for a person to look at. A column is proposed for one field, and
// one whose currency its name does not say for none.
func Guess(columns []string) map[string]string {
	return guess(columns, func(column, _ string) []string { return []string{bare(column)} })
}

// guessPaths is Guess for the paths of a JSON record. Rows come from the list of which
// the most fields are.
//
//	usage.prompt_tokens is input_tokens, items[].cost.usd is cost_usd
func guessPaths(paths []string) map[string]string {
	found := guess(paths, func(path, field string) []string {
		_, inRow := splitList(path)
		parts := strings.Split(inRow, ".")
		last := len(parts) - 1
		if last == 0 {
			return []string{bare(inRow)}
		}
		names := []string{bare(parts[last-1] + parts[last])}
		if slices.Contains(deep, field) {
			names = append(names, bare(parts[last]))
		}
		return names
	})
	count, most := map[string]int{}, ""
	for _, path := range found {
		list, _ := splitList(path)
		count[list]++
	}
	for _, list := range slices.Sorted(maps.Keys(count)) {
		if count[list] > count[most] {
			most = list
		}
	}
	maps.DeleteFunc(found, func(_, path string) bool { // a row is in one list, and in those around it
		list, _ := splitList(path)
		return !strings.HasPrefix(most, list)
	})
	return found
}

// splitList is a path's last list, "items[].", and what stands inside it.
func splitList(path string) (list, inRow string) {
	end := strings.LastIndex(path, "[].")
	if end < 0 {
		return "", path
	}
	end += len("[].")
	return path[:end], path[end:]
}

// guess finds each field among columns. names are what a column may be called as a
// field, the best first.
func guess(columns []string, names func(column, field string) []string) map[string]string {
	out := map[string]string{}
	for _, field := range nativeFields {
		rank := len(otherNames[field])
		for _, column := range columns {
			for _, name := range names(column, field) {
				if i := slices.Index(otherNames[field], name); i >= 0 && i < rank {
					rank, out[field] = i, strings.TrimSpace(column)
				}
			}
		}
	}
	return out
}

// bare is a name in small letters and digits alone.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
