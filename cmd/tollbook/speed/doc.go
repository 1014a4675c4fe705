// Package speed holds the benchmarks of the built program on large inputs: a
// million rows and what memory they take, hundreds of megabytes of agent logs, and
// the reports on a ledger of ten million requests.
//
//	go test -run '^$' -bench . ./cmd/tollbook/speed
//
// takes minutes and gigabytes; -rows, -logs and -large set other sizes. .ci/peers
// runs the same inputs beside sqlite3 and ccusage.
package speed
