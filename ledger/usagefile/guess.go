package usagefile

import (
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

// Guess says which columns of a CSV of one's own are likely which fields, by their
// names: a proposal for a person to look at. A column is proposed for one field, and
// one whose currency its name does not say for none.
func Guess(columns []string) map[string]string {
	bare := make([]string, len(columns))
	for i, c := range columns {
		bare[i] = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, c)
	}
	out := map[string]string{}
	for _, field := range nativeFields {
		for _, name := range otherNames[field] {
			if i := slices.Index(bare, name); i >= 0 {
				out[field] = strings.TrimSpace(columns[i])
				break
			}
		}
	}
	return out
}
