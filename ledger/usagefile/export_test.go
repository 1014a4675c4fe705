package usagefile

// ParsePlainTime is the short way of ParseTime, for its test.
var ParsePlainTime = parsePlainTime

// Road is where a log's call went, "" for where its agent's calls go.
func Road(id, provider, model, home string) string {
	for _, gateway := range []string{pointed(id, idSigns), pointed(provider, providerSigns), elsewhere(model, modelSigns, home)} {
		if gateway != "" {
			return gateway
		}
	}
	return ""
}
