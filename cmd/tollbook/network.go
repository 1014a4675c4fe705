package main

import (
	"tollbook/cmd/tollbook/fetch"
	"tollbook/cmd/tollbook/pull"
)

// What uses the network is made here alone, for catalog update, sync and source.

// getter reads price lists. An address that the user typed may be one without TLS.
func (r *app) getter(typed bool) *fetch.Getter {
	r.dials()
	g := fetch.New(agent())
	g.Plain = typed
	return g
}

// asker asks sources in the environment of the run: at an address and with the key that a
// variable holds, or where those are "" at the usual ones of the source's kind.
func (r *app) asker(url, keyEnv string) pull.Asker {
	r.dials()
	return pull.Asker{Getenv: r.getenv, Agent: agent(), Now: r.asOf, Clock: r.asOfText == "", Catalog: r.catalog, URL: url, KeyEnv: keyEnv}
}

// dials tells whoever watches that the network is about to be used.
func (r *app) dials() {
	if r.onDial != nil {
		r.onDial()
	}
}

// agent is what the program calls itself.
func agent() string { return "tollbook/" + version() }
