package usagefile_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// openCodeMessage is a message as OpenCode's database keeps it.
func openCodeMessage(provider string, output int) string {
	return fmt.Sprintf(`{"role":"assistant","providerID":%q,"modelID":"claude-sonnet-4-5","cost":0,"tokens":{"input":10,"output":%d,"reasoning":0,"cache":{"read":0,"write":0}},"time":{"created":1791800000123}}`, provider, output)
}

// openCodeDatabase makes a database as OpenCode does and leaves it open, with its log of
// changes beside it.
func openCodeDatabase(t testing.TB, path string, messages ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec(`CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL, data TEXT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	for i, m := range messages {
		addMessage(t, db, i, m)
	}
	return db
}

func addMessage(t testing.TB, db *sql.DB, i int, message string) {
	t.Helper()
	if _, err := db.Exec(`INSERT INTO message VALUES (?, 'ses_1', 1, 1, ?)`, fmt.Sprintf("msg_%d", i), message); err != nil {
		t.Fatal(err)
	}
}

// readAll reads the rows of a file by its path.
func readAll(t testing.TB, path string) (rows []usagefile.Row, faults []usagefile.Fault, err error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := usagefile.Open(f, usagefile.Options{Path: path})
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	for {
		rec, err := file.Next(context.Background())
		if err == io.EOF {
			return rows, faults, nil
		}
		if err != nil {
			return rows, faults, err
		}
		if len(rec.Faults) > 0 {
			faults = append(faults, rec.Faults...)
		} else {
			rows = append(rows, rec.Row)
		}
	}
}

// TestDatabaseBesideItsProgram: what the program has not folded into the file yet is read
// too, and what it writes later the next time; nothing in its folder changes.
func TestDatabaseBesideItsProgram(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "opencode.db")
	db := openCodeDatabase(t, path, openCodeMessage("anthropic", 5), `{"role":"user","time":{"created":1791800000000}}`, "{\n \"role\": \"user\"\n}")
	rows, faults, err := readAll(t, path)
	if err != nil || len(faults) > 0 || len(rows) != 1 || rows[0].ID != "msg_0" || rows[0].Tokens[pricing.Output] != 5 {
		t.Fatalf("%+v, faults %v, %v", rows, faults, err)
	}
	addMessage(t, db, 7, openCodeMessage("openrouter", 9))
	if rows, _, err = readAll(t, path); err != nil || len(rows) != 2 || rows[1].ID != "agent:msg_7" || rows[1].Account != "openrouter" || rows[1].View != usagefile.AgentLog {
		t.Errorf("with one more: %+v, %v", rows, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if rows, _, err = readAll(t, path); err != nil || len(rows) != 2 {
		t.Errorf("when the program has ended: %+v, %v", rows, err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left in the program's folder: %v, %v", left, err)
	}
}

// TestDamagedMessage: a message that is no JSON costs that call alone.
func TestDamagedMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "opencode.db")
	openCodeDatabase(t, path, openCodeMessage("anthropic", 5), `{"role":"assistant",`, openCodeMessage("anthropic", 6))
	rows, faults, err := readAll(t, path)
	if err != nil || len(rows) != 2 || len(faults) != 1 || faults[0].Line != 2 {
		t.Errorf("%d rows, faults %v, %v", len(rows), faults, err)
	}
}

func TestDatabasesThatAreRefused(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "opencode.db")
	if err := openCodeDatabase(t, path, openCodeMessage("anthropic", 5)).Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := usagefile.Open(strings.NewReader(string(whole)), usagefile.Options{}); !errors.Is(err, usagefile.ErrStreamedDatabase) {
		t.Errorf("from a stream: %v", err)
	}
	cut := filepath.Join(folder, "cut.db")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if rows, _, err := readAll(t, cut); err == nil || !strings.Contains(err.Error(), "can't be read as a database") {
		t.Errorf("cut in the middle: %d rows, %v", len(rows), err)
	}
	other := filepath.Join(folder, "other.db")
	db, err := sql.Open("sqlite", "file:"+other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE note (id INTEGER)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readAll(t, other); !errors.Is(err, usagefile.ErrForeignDatabase) {
		t.Errorf("of another program: %v", err)
	}
}
