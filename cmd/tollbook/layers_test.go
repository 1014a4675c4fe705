package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the way of the data through the program: which packages of it each may
// import, by their paths in the module. The list is the truth, not a limit: what is not
// needed any more leaves it.
var mayImport = map[string][]string{
	"data":          nil,
	"pricing/words": nil,
	"pricing":       {"pricing/words"},
	"pricing/feed":  {"pricing"},

	"pricing/knob":     {"pricing"},
	"pricing/scenario": {"pricing", "pricing/knob", "pricing/tomlfile"},
	"pricing/tomlfile": nil,

	"pricing/update": {"pricing/words", "pricing", "pricing/feed"},

	"ledger/wholefile":  nil,
	"ledger/ownrates":   {"pricing", "ledger/wholefile"},
	"ledger/usagefile":  {"pricing/words", "pricing", "ledger/sqlite"},
	"ledger/forecast":   nil,
	"ledger/packed":     {"pricing"},
	"ledger/sqlite":     nil,
	"ledger/lot":        {"pricing"},
	"ledger/usage":      {"pricing/words", "pricing", "ledger/usagefile", "ledger/packed", "ledger/sqlite", "ledger/lot"},
	"ledger/credit":     {"pricing/words", "pricing", "ledger/sqlite", "ledger/lot", "ledger/usage"},
	"ledger/report":     {"pricing/words", "pricing", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit"},
	"ledger/projection": {"pricing/words", "pricing", "ledger/forecast", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report"},
	"ledger/check":      {"pricing/words", "pricing", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/projection"},
	"ledger":            {"pricing/words", "pricing", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check"},
	"ledger/explain":    {"pricing/words", "pricing", "pricing/knob", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check", "ledger"},

	"tui/wrap":     nil,
	"tui/draw":     {"pricing/words", "pricing", "tui/wrap", "tui/grid"},
	"tui/page":     {"pricing", "ledger/report", "tui/draw"},
	"tui/form":     {"pricing", "tui/wrap", "tui/draw", "tui/page"},
	"tui/pick":     {"tui/draw", "tui/page", "tui/form"},
	"tui/panel":    {"pricing/words", "pricing", "tui/wrap", "tui/draw", "tui/page"},
	"tui/help":     {"tui/wrap", "tui/draw", "tui/page", "tui/form"},
	"tui/palette":  {"pricing/words", "tui/draw", "tui/page", "tui/form"},
	"tui/period":   {"pricing/words", "pricing", "ledger/report", "tui/draw"},
	"tui/catalog":  {"pricing/words", "pricing", "pricing/update", "ledger/credit", "tui/wrap", "tui/draw", "tui/page", "tui/form"},
	"tui/spend":    {"pricing/words", "pricing", "ledger/credit", "ledger/report", "tui/wrap", "tui/draw", "tui/page", "tui/form", "tui/period"},
	"tui/overview": {"pricing/words", "pricing", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check", "tui/wrap", "tui/draw", "tui/page"},
	"tui/importer": {"pricing/words", "pricing", "ledger/usagefile", "ledger/usage", "ledger/credit", "tui/wrap", "tui/draw", "tui/page", "tui/form"},
	"tui/grid":     nil,
	"tui/credits":  {"pricing/words", "pricing", "ledger/lot", "ledger/credit", "ledger/projection", "ledger", "tui/wrap", "tui/draw", "tui/page", "tui/form"},
	"tui/whatif":   {"pricing/words", "pricing", "pricing/knob", "pricing/scenario", "tui/wrap", "tui/draw", "tui/page", "tui/form", "tui/pick"},
	"tui":          {"pricing/words", "pricing", "tui/wrap", "tui/draw", "tui/page", "tui/form", "tui/panel", "tui/pick", "tui/help", "tui/palette", "tui/catalog", "tui/spend", "tui/overview", "tui/importer", "tui/credits", "tui/whatif"},

	"cmd/tollbook/asknot": nil,
	"cmd/tollbook/engine": {"pricing", "ledger/usagefile"},
	"cmd/tollbook/fetch":  nil,
	"cmd/tollbook/manual": nil,
	"cmd/tollbook/print":  {"pricing/words", "pricing", "tui/wrap", "tui/grid"},

	"cmd/tollbook/gatewayapi": {"pricing", "cmd/tollbook/fetch", "ledger/usagefile"},

	"cmd/tollbook/pull":     {"pricing", "cmd/tollbook/engine", "cmd/tollbook/gatewayapi", "ledger", "ledger/usagefile"},
	"cmd/tollbook/progress": {"pricing/words", "ledger/usage", "cmd/tollbook/print"},
	"cmd/tollbook/cli":      {"data", "pricing/words", "pricing", "pricing/tomlfile", "ledger/ownrates", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/check", "ledger", "tui/draw", "cmd/tollbook/fetch", "cmd/tollbook/print", "cmd/tollbook/pull", "cmd/tollbook/progress"},
	"cmd/tollbook/demo":     {"data", "pricing", "ledger/usage", "ledger", "cmd/tollbook/cli"},
	"cmd/tollbook/see":      {"pricing/words", "pricing", "ledger/lot", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check", "ledger", "ledger/explain", "tui/draw", "cmd/tollbook/print", "cmd/tollbook/cli"},
	"cmd/tollbook/record":   {"pricing/words", "pricing", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger", "cmd/tollbook/print", "cmd/tollbook/gatewayapi", "cmd/tollbook/pull", "cmd/tollbook/progress", "cmd/tollbook/cli"},
	"cmd/tollbook/decide":   {"pricing/words", "pricing", "pricing/knob", "pricing/scenario", "ledger/wholefile", "ledger/credit", "ledger/projection", "ledger", "tui/wrap", "cmd/tollbook/print", "cmd/tollbook/cli"},
	"cmd/tollbook/keep":     {"data", "pricing/words", "pricing", "pricing/feed", "pricing/update", "ledger/wholefile", "ledger/ownrates", "ledger/sqlite", "ledger/usage", "ledger/check", "ledger", "cmd/tollbook/fetch", "cmd/tollbook/print", "cmd/tollbook/cli"},
	"cmd/tollbook/screens":  {"pricing/words", "pricing", "pricing/scenario", "pricing/update", "ledger/usagefile", "ledger/sqlite", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check", "ledger", "ledger/explain", "tui/draw", "tui/page", "tui/catalog", "tui/importer", "tui/whatif", "tui", "cmd/tollbook/print", "cmd/tollbook/progress", "cmd/tollbook/cli", "cmd/tollbook/demo", "cmd/tollbook/see", "cmd/tollbook/record", "cmd/tollbook/decide", "cmd/tollbook/keep"},
	"cmd/tollbook":          {"pricing", "pricing/feed", "ledger/usagefile", "ledger/sqlite", "ledger", "tui/wrap", "tui/draw", "tui", "cmd/tollbook/asknot", "cmd/tollbook/manual", "cmd/tollbook/print", "cmd/tollbook/gatewayapi", "cmd/tollbook/cli", "cmd/tollbook/see", "cmd/tollbook/record", "cmd/tollbook/decide", "cmd/tollbook/keep", "cmd/tollbook/screens"},

	// Tests and their generators.
	"cmd/feedserver":                          nil,
	"cmd/refresh":                             {"pricing", "pricing/feed", "pricing/update", "cmd/refresh/rewrite"},
	"cmd/refresh/rewrite":                     {"pricing", "pricing/update"},
	"cmd/tollbook/built":                      nil,
	"cmd/tollbook/clitest":                    {"data", "pricing", "ledger/credit", "ledger", "cmd/tollbook/cli", "cmd/tollbook/demo"},
	"cmd/tollbook/endtoend":                   nil,
	"cmd/tollbook/engine/pgtest":              nil,
	"cmd/tollbook/nothinglost":                nil,
	"cmd/tollbook/speed":                      nil,
	"tui/tuitest":                             {"data", "pricing", "pricing/scenario", "ledger/lot", "ledger/usage", "ledger/credit", "ledger/report", "ledger/projection", "ledger/check", "ledger", "ledger/explain", "tui/draw", "tui/page"},
	"ledger/ledgertest":                       {"pricing", "ledger/lot"},
	"ledger/usagefile/exporttest":             nil,
	"ledger/usagefile/exporttest/writeexport": {"ledger/usagefile/exporttest"},
	"ledger/usagefile/logtest":                nil,
	"ledger/usagefile/logtest/writelogs":      {"ledger/usagefile/logtest"},
	"ledger/usagefile/sampletest":             nil,
	"pricing/pricingtest":                     {"data", "pricing"},
}

// TestLayers holds every package to mayImport. Tests of a package may import more.
func TestLayers(t *testing.T) {
	found := importsOf(t, os.DirFS(filepath.Join("..", "..")))
	for from, imports := range found {
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("package %s is not in mayImport", from)
		}
		for to, file := range imports {
			if !slices.Contains(allowed, to) {
				t.Errorf("%s: package %s may not import %s", file, from, to)
			}
		}
		for _, to := range allowed {
			if _, imported := imports[to]; !imported {
				t.Errorf("mayImport lets package %s import %s, which it does not", from, to)
			}
		}
	}
	for from := range mayImport {
		if _, there := found[from]; !there {
			t.Errorf("mayImport has package %s, which is not there", from)
		}
	}
}

// importsOf reads what the packages of a module import of it, each with a file that does.
func importsOf(t *testing.T, module fs.FS) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{}
	err := fs.WalkDir(module, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || len(name) > 1 && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(module, name)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(src, []byte("//go:build ignore")) { // a program of its own
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(name)
		if found[from] == nil {
			found[from] = map[string]string{}
		}
		for _, spec := range f.Imports {
			what, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if to, own := strings.CutPrefix(what, "tollbook/"); own {
				found[from][to] = name
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
