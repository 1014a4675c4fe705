package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tollbook/data"
	"tollbook/pricing"
)

// K brings the files into the user's own ledger and leaves that open to be shown.
func TestKeep(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, path := filepath.Join(dir, "usage.csv"), filepath.Join(dir, "books", "ledger.db")
	a := &app{env: benchEnv(path), catalog: c, asOf: clock}
	ctx := context.Background()
	if _, err := a.keep(ctx, []string{"-"}); err == nil || exists(path) {
		t.Errorf("standard input was kept: error %v, ledger made %v", err, exists(path))
	}
	if _, err := a.keep(ctx, []string{file}); err == nil {
		t.Error("a file that is not there was kept")
	}
	if err := os.WriteFile(file, []byte("time,gateway,model,input_tokens,cost_usd\n2026-11-14T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := a.keep(ctx, []string{file})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(own, &err)
	b := a.newBooks(own)
	w, err := b.Workload(ctx, clock)
	if err != nil || w.Requests() != 1 || filepath.Base(own.Path()) != "ledger.db" {
		t.Errorf("kept %d requests in %s: %v", w.Requests(), own.Path(), err)
	}
}
