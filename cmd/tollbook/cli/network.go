package cli

import (
	"tollbook/cmd/tollbook/fetch"
	"tollbook/cmd/tollbook/pull"
)

// What uses the network is made here alone, for catalog update, sync and source.

// Getter reads price lists. An address that the user typed may be one without TLS.
func (r *Run) Getter(typed bool) *fetch.Getter {
	r.dials()
	g := fetch.New(agent())
	g.Plain = typed
	return g
}

// Asker asks sources in the environment of the run: at an address and with the key that a
// variable holds, or where those are "" at the usual ones of the source's kind.
func (r *Run) Asker(url, keyEnv string) pull.Asker {
	r.dials()
	return pull.Asker{Getenv: r.Getenv, Agent: agent(), Now: r.AsOf, Clock: r.AsOfText == "", Catalog: r.Catalog, URL: url, KeyEnv: keyEnv}
}

// dials tells whoever watches that the network is about to be used.
func (r *Run) dials() {
	if r.OnDial != nil {
		r.OnDial()
	}
}

// agent is what the program calls itself.
func agent() string { return "tollbook/" + Version() }
