//go:build !linux

package engine_test

import "testing"

// newClickHouse is for Linux alone.
func newClickHouse(t *testing.T) *clickServer {
	t.Helper()
	t.Skip("libchdb is loaded on Linux alone")
	return nil
}
