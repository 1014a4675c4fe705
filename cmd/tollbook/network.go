package main

import (
	"tollbook/cmd/tollbook/fetch"
	"tollbook/cmd/tollbook/pull"
)

// What uses the network is made here alone, for catalog update, sync and source.

// getter reads price lists. An address that the user typed may be one without TLS.
func (a *app) getter(typed bool) *fetch.Getter {
	a.dials()
	g := fetch.New(agent())
	g.Plain = typed
	return g
}

// asker asks sources in the environment of the run: at an address and with the key that a
// variable holds, or where those are "" at the usual ones of the source's kind.
func (a *app) asker(url, keyEnv string) pull.Asker {
	a.dials()
	return pull.Asker{Getenv: a.getenv, Agent: agent(), Now: a.asOf, Clock: a.asOfText == "", Catalog: a.catalog, URL: url, KeyEnv: keyEnv}
}

// dials tells whoever watches that the network is about to be used.
func (a *app) dials() {
	if a.onDial != nil {
		a.onDial()
	}
}

// agent is what the program calls itself.
func agent() string { return "tollbook/" + version() }
