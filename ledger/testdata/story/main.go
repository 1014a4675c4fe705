// Story lets an earlier tollbook live through a small story and keeps what became of it:
// its ledger as testdata/vN.db, where N is the version of its schema, and beside it
// vN.want, what that program itself says of the ledger. TestVersions opens the ledger
// with the present program and wants the same figures.
//
// It is run once a version, with the last program of it, before the next version's
// migration comes in:
//
//	go build -o tollbook ./cmd/tollbook
//	go run ./ledger/testdata/story tollbook
//
// A ledger that is there already stays as it is; what the program says of it is written
// anew. The files of the story are invented, and lie here.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite"
)

const (
	testdata = "ledger/testdata"
	lived    = "2026-10-05T08:00:00Z" // when the story takes place
	late     = "2026-10-06T08:00:00Z" // when its last import comes in
	asOf     = "2026-11-15T00:00:00Z" // when the program is asked about it
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./ledger/testdata/story TOLLBOOK")
	}
	if err := tell(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// tell writes the ledger and what the program says of it.
func tell(program string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "story")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	p := teller{program: program, home: home, ledger: filepath.Join(home, "ledger.db")}
	if err := p.unpack(); err != nil {
		return err
	}
	version, err := p.live()
	if err != nil {
		return err
	}
	kept := filepath.Join(testdata, fmt.Sprintf("v%d.db", version))
	if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) {
		if err := p.pack(); err != nil {
			return err
		}
		if err := move(p.ledger, kept); err != nil {
			return err
		}
	}
	if err := move(kept, p.ledger); err != nil { // the program is asked about what is kept
		return err
	}
	lines, err := p.said(version)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("What tollbook of version %d says of v%d.db at %s. Figures of zero are left out.\n", version, version, asOf) + strings.Join(lines, "\n") + "\n"
	return os.WriteFile(filepath.Join(testdata, fmt.Sprintf("v%d.want", version)), []byte(text), 0o644)
}

// move copies a ledger over another one, which loses its log.
func move(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.Remove(to + beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.WriteFile(to, b, 0o644)
}

// A teller is an earlier program in a home of its own.
type teller struct{ program, home, ledger string }

// unpack puts the story's files into the home, with times that are always the same.
func (p teller) unpack() error {
	files := os.DirFS(filepath.Join(testdata, "story"))
	if err := os.CopyFS(p.home, files); err != nil {
		return err
	}
	written := time.Date(2026, 10, 5, 7, 0, 0, 0, time.UTC)
	return fs.WalkDir(files, ".", func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(filepath.Join(p.home, path), written, written))
	})
}

// run runs the program at an instant and gives what it prints.
func (p teller) run(at string, args ...string) ([]byte, error) {
	cmd := exec.Command(p.program, append([]string{"--ledger", p.ledger, "--as-of", at}, args...)...)
	cmd.Dir = p.home
	cmd.Env = []string{"HOME=" + p.home, "XDG_DATA_HOME=" + p.home, "XDG_CONFIG_HOME=" + p.home}
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, exit.Stderr)
	}
	return out, err
}

func (p teller) version() (version int, err error) {
	err = p.sqlite(func(db *sql.DB) error { return db.QueryRow(`PRAGMA user_version`).Scan(&version) })
	return version, err
}

func (p teller) sqlite(do func(*sql.DB) error) error {
	db, err := sql.Open("sqlite", p.ledger)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(do(db), db.Close())
}

// pack makes the ledger small, in pages of 2 KiB, and takes out where the home was.
func (p teller) pack() error {
	return p.sqlite(func(db *sql.DB) error {
		for _, statement := range []string{
			`UPDATE import SET file = replace(file, '` + p.home + `', '/home/ann')`,
			`UPDATE import_file SET path = replace(path, '` + p.home + `', '/home/ann')`,
			`PRAGMA wal_checkpoint(TRUNCATE)`,
			`PRAGMA journal_mode = DELETE`,
			`PRAGMA page_size = 2048`,
			`VACUUM`,
			`PRAGMA journal_mode = WAL`,
		} {
			if _, err := db.Exec(statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}
