package engine

import "time"

// Options say how an engine is spoken to.
type Options struct {
	// Getenv finds what env:VARIABLE and passwords name (PGPASSWORD, CLICKHOUSE_USER,
	// CLICKHOUSE_PASSWORD); nil finds nothing.
	Getenv func(string) string
	// Agent is what the engine's own lists of sessions show: application_name, User-Agent.
	Agent string
	// Timeout is of a statement in the engine; 0 is 5 minutes.
	Timeout time.Duration
}

func (o Options) getenv(name string) string {
	if o.Getenv == nil {
		return ""
	}
	return o.Getenv(name)
}

func (o Options) agent() string {
	if o.Agent == "" {
		return "tollbook"
	}
	return o.Agent
}

func (o Options) timeout() time.Duration {
	if o.Timeout <= 0 {
		return 5 * time.Minute
	}
	return o.Timeout
}
