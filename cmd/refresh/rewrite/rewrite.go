// Package rewrite writes what an update would lay over the built-in catalog into the files
// of that catalog themselves. It has no disk and no clock: files in, files out.
//
// A changed price closes its row and puts a new one behind it, a confirmed one gets its new
// source and day in place. Every line that says what it said before stays byte for byte, so
// that a person can read the diff:
//
//	-acme/m1,m1,,,,,3,15,,,,,,https://acme.example/prices,2026-08-01
//	+acme/m1,m1,,,,2026-11-30,3,15,,,,,,https://acme.example/prices,2026-08-01
//	+acme/m1,m1,,,2026-11-30,,2.4,12,,,,,observed,vercel@2026-11-30T00:00:00Z#m1,2026-11-30
//
// In comes a plan of package pricing/update that was made with the built-in catalog alone;
// out go the files that change. What they say is what the plan's rows, laid over the old
// files, would say: the catalog with both is loaded, and its rates are written down.
package rewrite

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing/fstest"

	"tollbook/pricing"
	"tollbook/pricing/update"
)

// Files returns the files of a catalog, by their paths in it, that a plan changes, as they
// are then. The files given stay as they are. It returns an error where a file can't be
// edited line by line, and where the catalog would not load any more.
func Files(files map[string][]byte, plan *update.Plan) (map[string][]byte, error) {
	own := map[string][][]string{}
	plan.Edit(own)
	e := &editor{files: files, own: own, edited: map[string]*file{}}
	var err error
	if e.before, err = pricing.Load(mapFS(files)); err != nil {
		return nil, err
	}
	if e.after, err = pricing.Load(mapFS(files), ownFS(own)); err != nil {
		return nil, fmt.Errorf("the plan laid over the catalog: %w", err)
	}
	if err := e.withdrawn(plan); err != nil {
		return nil, err
	}
	for _, name := range names(own) {
		folder, rest, _ := strings.Cut(name, "/")
		gateway := strings.TrimSuffix(rest, ".csv")
		edit := map[string]func(*file, string, [][]string) error{"rates": e.rates, "models": e.models, "aliases": e.aliases, "gateways": e.facts}[folder]
		if edit == nil {
			continue // withdrawn: done
		}
		f, err := e.file(name)
		if err != nil {
			return nil, err
		}
		if err := edit(f, gateway, own[name]); err != nil {
			return nil, err
		}
	}
	changed := map[string][]byte{}
	whole := map[string][]byte{}
	for name, text := range files {
		whole[name] = text
	}
	for name, f := range e.edited {
		if text := f.text(); !bytes.Equal(text, files[name]) {
			changed[name], whole[name] = text, text
		}
	}
	if _, err := pricing.Load(mapFS(whole)); err != nil {
		return nil, fmt.Errorf("the catalog as it would be: %w", err)
	}
	return changed, nil
}

// An editor changes files of one catalog.
type editor struct {
	files         map[string][]byte
	own           map[string][][]string // the plan's lines, without headers
	before, after *pricing.Catalog      // as built in, and with the plan laid over it
	edited        map[string]*file
}

// file is a file to be edited; one that is not there begins with its header.
func (e *editor) file(name string) (*file, error) {
	if f := e.edited[name]; f != nil {
		return f, nil
	}
	folder, _, _ := strings.Cut(name, "/")
	text, there := e.files[name]
	if !there {
		text = []byte(strings.Join(pricing.Columns[folder], ",") + "\n")
	}
	f, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	if !there {
		f.created = true
	}
	e.edited[name] = f
	return f, nil
}

// mapFS is files as pricing.Load reads them; the standard library's file system in memory
// is one for tests by its address alone.
func mapFS(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: text}
	}
	return out
}

// ownFS are lines of own files with their headers.
func ownFS(own map[string][][]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, lines := range own {
		folder, _, _ := strings.Cut(name, "/")
		text := strings.Join(pricing.Columns[folder], ",") + "\n"
		for _, cells := range lines {
			text += newLine(cells).raw + "\n"
		}
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
