// Package sampletest finds the samples of exports and logs, and takes a document of JSON
// apart into its records, for tests of every reader on all samples.
package sampletest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Rates are of the currencies that samples are in, in dollars.
func Rates() map[string]string { return map[string]string{"CNY": "0.14"} }

// A Sample is a file of testdata.
type Sample struct {
	Name string
	Text []byte
}

// All are the samples of a folder, without what they come to. A folder without any fails
// the test.
func All(t testing.TB, folder string) (all []Sample) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.IsDir() || strings.HasSuffix(path, ".expected.json") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Sample{filepath.Base(path), text})
	}
	if len(all) == 0 {
		t.Fatalf("no samples in %s", folder)
	}
	return all
}

// A Document is a sample that is one document of JSON.
type Document struct {
	// Records are the elements of its outermost list of objects; nil where it has none.
	Records []any
	whole   map[string]any
	put     func(any)
}

// DocumentOf reads a document, its numbers as they are written; false for lines and tables.
func DocumentOf(text []byte) (d Document, ok bool) {
	var value any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&value) != nil || dec.More() {
		return d, false
	}
	d.whole = map[string]any{"": value}
	d.Records, d.put = outermost(d.whole)
	return d, true
}

// With is the document with something else in the place of its records.
func (d Document) With(other any) []byte {
	d.put(other)
	text, _ := json.Marshal(d.whole[""]) // which was read from JSON
	return text
}

// outermost is the outermost list of objects in an object, nil where there is none, and
// what puts something else in its place.
func outermost(whole map[string]any) (list []any, put func(any)) {
	type object = map[string]any
	for level := []object{whole}; len(level) > 0; {
		var inner []object
		for _, members := range level {
			for name, value := range members {
				switch v := value.(type) {
				case []any:
					if len(v) > 0 {
						if _, ok := v[0].(object); ok {
							return v, func(other any) { members[name] = other }
						}
					}
				case object:
					inner = append(inner, v)
				}
			}
		}
		level = inner
	}
	return nil, nil
}
