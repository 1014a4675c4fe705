package main

import (
	"tollbook/cmd/tollbook/fetch"
	"tollbook/cmd/tollbook/pull"
)

// What uses the network is made here alone: by catalog update, sync and source.

// getter reads a price list from where it lies.
func (a *app) getter(o origin) *fetch.Getter {
	a.dials()
	g := fetch.New(agent())
	g.Plain = o.own // the user typed it
	return g
}

// asker asks sources in this environment.
func (a *app) asker(o syncOptions) pull.Asker {
	a.dials()
	return pull.Asker{Getenv: a.getenv, Agent: agent(), Now: a.asOf, Clock: a.asOfText == "", Catalog: a.catalog, URL: o.url, KeyEnv: o.keyEnv}
}

// dials tells whoever watches that the network is about to be used.
func (a *app) dials() {
	if a.onDial != nil {
		a.onDial()
	}
}

// agent is what the program calls itself.
func agent() string { return "tollbook/" + version() }
