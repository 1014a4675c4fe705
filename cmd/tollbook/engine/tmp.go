package engine

import (
	"context"
	"net/url"
)

func connectClickHouse(context.Context, *url.URL, Options) (engine, error) {
	return nil, &Refusal{Reason: "ClickHouse is not read yet"}
}

func (p *postgres) ownQuery(context.Context, Question) (*plan, error) {
	return nil, &Refusal{Reason: "queries of one's own are not read yet"}
}
