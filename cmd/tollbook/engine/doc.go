// Package engine has the database that holds the requests add them up, and hands over the
// sums. It reads PostgreSQL and ClickHouse, in a session that can't write, and keeps
// nothing: what the sums become is the ledger's business, when to pull them a command's.
//
// A sum stands for the requests of one day that agree in everything that a price can
// depend on (model, price band, price window, service tier, residency) and in whom they
// are booked to (provider, key, team). The edges of bands and windows are those of the
// catalog, handed in with the question, so a sum is priced to the last digit as its
// requests would be. There are as many sums as there is variety, not as many as requests:
//
//	2,000,000 requests of a year, 7 models, 20 keys and 5 teams: 57,624 sums, since no
//	gateway prices one of these models by the hour; 369,257 if all were
//
// PostgreSQL is read through pgconn, the lowest layer of jackc/pgx, which speaks the wire
// protocol and knows the addresses, the password files and the TLS settings that people
// have. ClickHouse is read over its HTTP interface with net/http: clickhouse-go's HTTP
// side sends settings that servers of 2018 refuse, its native side needs another port
// than the one that proxies and clouds open, and either is a large tree of dependencies
// for a POST and a table of text.
//
// cmd/tollbook/pull comes in with an address and a question; usagefile.Row goes out.
package engine
