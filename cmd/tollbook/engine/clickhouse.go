package engine

import (
	"context"
	"net/url"
)

func connectClickHouse(context.Context, *url.URL, Options) (engine, error) {
	return nil, &Refusal{Reason: "ClickHouse is not read yet"}
}
