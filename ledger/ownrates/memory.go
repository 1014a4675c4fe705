package ownrates

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// memory is a file system of texts, by slash-separated path. Its folders can be listed, and
// not be opened.
type memory map[string][]byte

// ReadFile returns a file's text.
func (m memory) ReadFile(name string) ([]byte, error) {
	text, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return bytes.Clone(text), nil
}

// ReadDir lists the files of a folder, by name.
func (m memory) ReadDir(folder string) (out []fs.DirEntry, err error) {
	for name, text := range m {
		if path.Dir(name) == folder {
			out = append(out, entry{path.Base(name), int64(len(text))})
		}
	}
	if out == nil {
		return nil, &fs.PathError{Op: "open", Path: folder, Err: fs.ErrNotExist}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// Open opens a file.
func (m memory) Open(name string) (fs.File, error) {
	text, err := m.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return opened{bytes.NewReader(text), entry{path.Base(name), int64(len(text))}}, nil
}

// An entry is a file of memory in its folder.
type entry struct {
	name string
	size int64
}

func (e entry) Name() string               { return e.name }
func (e entry) Size() int64                { return e.size }
func (e entry) Mode() fs.FileMode          { return 0o444 }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) IsDir() bool                { return false }
func (e entry) Sys() any                   { return nil }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }

type opened struct {
	*bytes.Reader
	entry
}

func (o opened) Size() int64                { return o.size }
func (o opened) Stat() (fs.FileInfo, error) { return o.entry, nil }
func (o opened) Close() error               { return nil }

// Overlay are the files of the catalog among f, in memory, as pricing.Load lays them over it.
func Overlay(f Files) (fs.FS, error) {
	out := memory{}
	for name, lines := range f {
		if _, ok := headerOf(name); !ok {
			continue
		}
		if _, beside := kept[name]; beside || len(lines) == 0 {
			continue
		}
		text, err := written(name, lines)
		if err != nil {
			return nil, err
		}
		out[path.Clean(name)] = text
	}
	return out, nil
}
