// Package pgtest starts a PostgreSQL for tests and throws it away behind them. It is
// nothing of the program's.
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
//
//	func TestSums(t *testing.T) { address := pgtest.Database(t) ... }
//
// PostgreSQL's programs are looked for in PATH and where Debian has them. Without them a
// test is left out, or fails where $TOLLBOOK_E2E is "must".
package pgtest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// T is a *testing.T or a *testing.B.
type T interface {
	Helper()
	Fatalf(string, ...any)
	Skipf(string, ...any)
}

// A Server is a PostgreSQL of one test binary.
type Server struct {
	bin, dir, account string
	port              int
	databases         int
	mu                sync.Mutex
}

var running *Server // that Run has to stop

var started = sync.OnceValues(func() (*Server, error) {
	s, err := start()
	running = s
	return s, err
})

// Run runs the tests of a package and stops the server that they started.
func Run(m interface{ Run() int }) int {
	defer func() {
		if running != nil {
			running.stop()
		}
	}()
	return m.Run()
}

// Database makes an empty database and returns its address, for the superuser postgres.
func Database(t T) string {
	t.Helper()
	s, err := started()
	if err != nil {
		if os.Getenv("TOLLBOOK_E2E") == "must" {
			t.Fatalf("PostgreSQL: %v", err)
		}
		t.Skipf("PostgreSQL is not installed: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.databases++
	name := fmt.Sprintf("t%d", s.databases)
	if out, err := s.command("psql", "-X", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "postgres", "-c", "CREATE DATABASE "+name, "postgres").CombinedOutput(); err != nil {
		t.Fatalf("create database: %v\n%s", err, out)
	}
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

// start makes a cluster in a folder of its own. It waits until the server answers.
func start() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin}
	if s.dir, err = os.MkdirTemp("", "tollbook-pg"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // PostgreSQL does not run as root
		s.account = "postgres"
		if err := s.handOver(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(s.dir))
		}
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	data := filepath.Join(s.dir, "data")
	options := fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off", s.port, s.dir)
	for _, run := range []*exec.Cmd{
		s.command("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"),
		s.command("pg_ctl", "-D", data, "-l", filepath.Join(s.dir, "log"), "-o", options, "-w", "start"),
	} {
		// To a file: what the server inherits stays open for as long as it runs.
		out, err := os.Create(filepath.Join(s.dir, "out"))
		if err != nil {
			return nil, err
		}
		run.Stdout, run.Stderr = out, out
		err = run.Run()
		_ = out.Close()
		if err != nil {
			said, _ := os.ReadFile(out.Name())
			logged, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return nil, errors.Join(fmt.Errorf("%s: %w\n%s%s", run.Args, err, said, logged), os.RemoveAll(s.dir))
		}
	}
	return s, nil
}

func (s *Server) stop() {
	if out, err := s.command("pg_ctl", "-D", filepath.Join(s.dir, "data"), "-m", "immediate", "-w", "stop").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "pg_ctl stop: %v\n%s", err, out)
	}
	_ = os.RemoveAll(s.dir)
}

// handOver gives the folder to the account that the server runs as.
func (s *Server) handOver() error {
	u, err := user.Lookup(s.account)
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return os.Chown(s.dir, uid, gid)
}

// command is one of PostgreSQL's programs, as the account that may run it.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	all := append([]string{filepath.Join(s.bin, name)}, args...)
	if s.account != "" {
		if _, err := exec.LookPath("runuser"); err == nil {
			all = append([]string{"runuser", "-u", s.account, "--"}, all...)
		} else {
			var quoted []string
			for _, arg := range all {
				quoted = append(quoted, "'"+strings.ReplaceAll(arg, "'", `'\''`)+"'")
			}
			all = []string{"su", s.account, "-s", "/bin/sh", "-c", strings.Join(quoted, " ")}
		}
	}
	cmd := exec.Command(all[0], all[1:]...)
	cmd.Dir = s.dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") })
	return cmd
}

// programs is the folder of PostgreSQL's programs, the newest where there are several.
func programs() (string, error) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is fine
	slices.SortFunc(folders, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			folders = append([]string{filepath.Dir(path)}, folders...)
		}
	}
	for _, folder := range folders {
		whole := true
		for _, name := range []string{"initdb", "pg_ctl", "postgres", "psql"} {
			if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
				whole = false
			}
		}
		if whole {
			return folder, nil
		}
	}
	return "", errors.New("initdb, pg_ctl, postgres and psql are neither in PATH nor in /usr/lib/postgresql")
}

func version(folder string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder))) // 0 for a name that is no number
	return n
}

// freePort is a port that nobody listened on a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
