package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/cli"
)

// mayDial is which packages of the module may import what can dial.
var mayDial = map[string]string{
	"cmd/tollbook/fetch":         "reads public lists of prices",
	"cmd/tollbook/engine":        "reads the database that a source's address names",
	"cmd/tollbook/engine/pgtest": "finds a port for a PostgreSQL of tests, and is no part of the program",
	"cmd/feedserver":             "serves samples of the lists, and is no part of the program",
}

// othersDial is which packages of others reach other machines. Only a package that mayDial
// has may import one, so nothing dials behind its back.
var othersDial = map[string]string{
	"github.com/jackc/pgx/v5/pgconn": "PostgreSQL's wire protocol; cmd/tollbook/engine hands it the address",
}

// mayHaveNet is which packages of others, linked into the program on any of systems, may
// import what can dial, though none of them does.
var mayHaveNet = map[string]string{
	"github.com/spf13/pflag":   "flags that are an IP address or a mask",
	"github.com/google/uuid":   "the address of the network card, by net.Interfaces; modernc.org/libc links it",
	"golang.org/x/sys/windows": "an address of Windows as a net.IP",

	"github.com/jackc/pgx/v5/pgtype":                   "columns of PostgreSQL that are addresses",
	"github.com/jackc/pgx/v5/pgconn/internal/bgreader": "reads on in a connection that pgconn made",
}

var systems = []string{"linux", "darwin", "windows"}

// dialling is what of package net reaches another machine.
var dialling = regexp.MustCompile(`^(Dial|Listen|Lookup|Resolve|DefaultResolver|File(Conn|Listener|PacketConn))`)

// sockets is what of a package of system calls does.
var sockets = regexp.MustCompile(`(?i)socket|connect|sendto|sendmsg|sendmmsg|^bind$|^accept|^listen`)

// TestDials holds the packages of the module to mayDial, in their files for every
// system. It does not see what another program does that tollbook starts.
func TestDials(t *testing.T) {
	dials, _ := linked(t, systems[0])
	used := map[string]bool{}
	for _, f := range goFiles(t, os.DirFS(filepath.Join("..", "..")), true) {
		for _, what := range f.imports {
			if !dials[what] && othersDial[what] == "" && !strings.HasPrefix(what, "golang.org/x/net/") && what != "golang.org/x/net" {
				continue
			}
			used[f.folder] = true
			if mayDial[f.folder] == "" {
				t.Errorf("%s: package %s may not import %s: only those of mayDial dial", f.name, f.folder, what)
			}
		}
		for _, system := range []string{"syscall", "golang.org/x/sys/unix", "golang.org/x/sys/windows"} {
			for _, name := range f.uses[system] {
				if sockets.MatchString(name) {
					t.Errorf("%s: package %s may not use %s.%s", f.name, f.folder, system, name)
				}
			}
		}
	}
	for folder := range mayDial {
		if !used[folder] {
			t.Errorf("mayDial has package %s, which does not", folder)
		}
	}
}

// TestOthersDoNotDial holds what is linked into the program to mayHaveNet, and looks at
// what those packages use of net.
func TestOthersDoNotDial(t *testing.T) {
	used := map[string]bool{}
	for _, system := range systems {
		dials, packages := linked(t, system)
		for _, p := range packages {
			if strings.HasPrefix(p.ImportPath, "tollbook/") { // TestDials looks at it
				continue
			}
			if !slices.ContainsFunc(p.Imports, func(what string) bool { return dials[what] }) {
				continue
			}
			used[p.ImportPath] = true
			if othersDial[p.ImportPath] != "" {
				continue
			}
			if mayHaveNet[p.ImportPath] == "" {
				t.Errorf("on %s, %s is linked in and imports what can dial: %q", system, p.ImportPath, p.Imports)
				continue
			}
			for _, f := range goFiles(t, os.DirFS(p.Dir), false) {
				for _, what := range f.imports {
					if what != "net" && dials[what] {
						t.Errorf("%s: %s imports %s", p.ImportPath, f.name, what)
					}
				}
				for _, name := range f.uses["net"] {
					if dialling.MatchString(name) {
						t.Errorf("%s: %s uses net.%s", p.ImportPath, f.name, name)
					}
				}
			}
		}
	}
	for p := range mayHaveNet {
		if !used[p] {
			t.Errorf("mayHaveNet has %s, which is not linked in, or imports nothing that can dial", p)
		}
	}
	for p := range othersDial {
		if !used[p] {
			t.Errorf("othersDial has %s, which is not linked in, or imports nothing that can dial", p)
		}
	}
}

// asking are the files of the program, and the packages, that may import what dials.
var asking = map[string]string{
	"gatewayapi":          "asks gateways with what it is handed",
	"pull":                "asks gateways and databases with what it is handed",
	"cli/network.go":      "makes all that uses the network, and says so",
	"keep/updatefeeds.go": "reads lists of prices with what it is handed",
	"record/sync.go":      "the command",
	"record/synctext.go":  "what it says of a pull",
	"record/source.go":    "the command",
}

// TestOnlyThreeCommandsDial runs the examples of every command but catalog update, sync and
// source add on a ledger with usage, sources and credit: none of them is about to use the
// network. What could use it without saying so is imported by the files of asking alone.
func TestOnlyThreeCommandsDial(t *testing.T) {
	asks := map[string]bool{}
	for _, f := range goFiles(t, os.DirFS("."), true) {
		for _, what := range f.imports {
			if strings.HasPrefix(what, "tollbook/cmd/tollbook/") && mayDial[strings.TrimPrefix(what, "tollbook/")] != "" || what == "tollbook/cmd/tollbook/pull" {
				asks[f.name], asks[f.folder] = true, true
				if asking[f.name] == "" && asking[f.folder] == "" {
					t.Errorf("%s may not import %s", f.name, what)
				}
			}
		}
	}
	for name := range asking {
		if !asks[name] {
			t.Errorf("asking has %s, which imports nothing that dials", name)
		}
	}
	s := newSyncer(t)
	fake := newGatewayFake(t, openRouter("100"))
	s.synced("openrouter", "--url", fake.URL)
	if s.dialled != 1 {
		t.Fatalf("sync was seen to dial %d times", s.dialled)
	}
	fake.Close()
	t.Chdir(t.TempDir()) // some write files
	ran := 0
	for _, cmd := range allCommands(rootCommand(cli.New(cli.Env{Getenv: os.Getenv}))) {
		switch cmd.CommandPath() {
		case "tollbook catalog update", "tollbook sync", "tollbook source", "tollbook source add":
			continue
		}
		for line := range strings.Lines(cmd.Example) {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "tollbook" || strings.ContainsAny(line, "&|<>$") || words[1] == "sync" || strings.HasPrefix(strings.Join(words[1:], " "), "catalog update") {
				continue
			}
			s.dialled = 0
			s.run(words[1:]...)
			if ran++; s.dialled != 0 {
				t.Errorf("%s uses the network", strings.TrimSpace(line))
			}
		}
	}
	if ran < 50 {
		t.Errorf("only %d examples were run", ran)
	}
}

// TestDialsSees shows TestDials and TestOthersDoNotDial what they have to find.
func TestDialsSees(t *testing.T) {
	dials, packages := linked(t, systems[0])
	for _, what := range []string{"net", "net/http", "net/smtp", "crypto/tls", "log/syslog"} {
		if !dials[what] {
			t.Errorf("%s can dial, and is not found to", what)
		}
	}
	for _, what := range []string{"net/url", "net/netip", "os", "database/sql"} {
		if dials[what] {
			t.Errorf("%s is found to dial, and can't", what)
		}
	}
	if len(packages) < 10 {
		t.Errorf("only %d packages are linked in", len(packages))
	}
	for name, want := range map[string]bool{"Socket": true, "SYS_SOCKET": true, "WSASocket": true, "SYS_CONNECT": true, "Bind": true, "SIGTERM": false, "Stat_t": false, "IoctlGetWinsize": false} {
		if sockets.MatchString(name) != want {
			t.Errorf("sockets has %s: %t, want %t", name, !want, want)
		}
	}
}

// A linkedPackage is what go list says of a package, the part of it that is read.
type linkedPackage struct {
	ImportPath, Dir string
	Standard        bool
	Imports, Deps   []string
}

// linked lists which packages of the standard library can dial, as net is among what
// they import, and the other packages of the program on one system.
func linked(t *testing.T, system string) (dials map[string]bool, packages []linkedPackage) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Dir,Standard,Imports,Deps", ".", "./engine", "std")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOFLAGS=-mod=readonly", "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v\n%s", system, err, stderr.String())
	}
	dials = map[string]bool{}
	for list := json.NewDecoder(bytes.NewReader(out)); ; {
		var p linkedPackage
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			return dials, packages
		} else if err != nil {
			t.Fatal(err)
		}
		if !p.Standard {
			packages = append(packages, p)
		} else if p.ImportPath == "net" || slices.Contains(p.Deps, "net") {
			dials[p.ImportPath] = true
		}
	}
}

// A goFile is one file of Go, and no test.
type goFile struct {
	folder, name string
	imports      []string
	uses         map[string][]string // names, by the path of the package that has them
}

// goFiles reads the files of a folder, and of all below it if so asked.
func goFiles(t *testing.T, files fs.FS, below bool) []goFile {
	t.Helper()
	var all []goFile
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (!below || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := goFile{folder: path.Dir(name), name: name, uses: map[string][]string{}}
		called := map[string]string{} // what a package is called in the file
		for _, spec := range f.Imports {
			what, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, what)
			called[path.Base(what)] = what
			if spec.Name != nil {
				if spec.Name.Name == "." {
					t.Errorf("%s: names of %s can't be told from others", name, what)
				}
				called[spec.Name.Name] = what
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && called[x.Name] != "" {
					s.uses[called[x.Name]] = append(s.uses[called[x.Name]], sel.Sel.Name)
				}
			}
			return true
		})
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
