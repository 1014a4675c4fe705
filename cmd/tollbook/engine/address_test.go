package engine_test

import (
	"errors"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/engine"
)

// TestStored: what a ledger may keep of an address opens nothing.
func TestStored(t *testing.T) {
	for _, c := range []struct {
		address, kept string
		secret        bool
	}{
		{"postgres://ann@db/litellm?sslmode=require", "postgres://ann@db/litellm?sslmode=require", false},
		{"postgres://ann:hunter2@db/litellm?sslmode=require", "postgres://ann@db/litellm?sslmode=require", true},
		{"postgresql://db/litellm?password=hunter2&schema=x", "postgresql://db/litellm?schema=x", true},
		{"postgresql://db/litellm?sslpassword=hunter2", "postgresql://db/litellm", true},
		{"clickhouse://ann:hun%2Fter2@db:8443/langfuse?secure=true", "clickhouse://ann@db:8443/langfuse?secure=true", true},
		{"ClickHouse://db", "clickhouse://db", false},
		{"env:DATABASE_URL", "env:DATABASE_URL", false},
	} {
		kept, secret, err := engine.Stored(c.address)
		if kept != c.kept || secret != c.secret || err != nil {
			t.Errorf("%s: %q, %t, %v; want %q, %t", c.address, kept, secret, err, c.kept, c.secret)
		}
		if !engine.Known(c.address) {
			t.Errorf("%s is not known", c.address)
		}
	}
	for _, address := range []string{"", "https://db/x", "postgres", "postgres:db", "env:", "mysql://db", "usage.csv", "postgres://ann:hun ter2@db/x", "postgres://ann:hunter2@db:port/x", "postgres://ann:hun%zzter2@db/x"} {
		_, _, err := engine.Stored(address)
		if !errors.Is(err, engine.ErrAddress) || strings.Contains(err.Error(), "ter2") {
			t.Errorf("%s: %v", address, err)
		}
		if _, err := engine.Connect(t.Context(), address, engine.Options{}); err == nil || strings.Contains(err.Error(), "ter2") {
			t.Errorf("connect %s: %v", address, err)
		}
	}
}

// TestVariable: an address in the environment.
func TestVariable(t *testing.T) {
	getenv := func(name string) string {
		return map[string]string{"TABLE": "usage.csv", "AGAIN": "env:TABLE", "DB": "postgres://ann:hunter2@127.0.0.1:1/x?sslmode=disable", "PORT": "clickhouse://ann:hunter2@127.0.0.1:9000/x"}[name]
	}
	for name, want := range map[string]string{"NONE": "the variable NONE is not set", "TABLE": "the variable TABLE: ", "AGAIN": "the variable AGAIN: ", "DB": "nothing answers at 127.0.0.1:1", "PORT": "port 9000 speaks ClickHouse's native protocol: give the port of its HTTP interface, mostly 8123"} {
		_, err := engine.Connect(t.Context(), "env:"+name, engine.Options{Getenv: getenv})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}
