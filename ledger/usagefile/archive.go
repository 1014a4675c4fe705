package usagefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A part is one of several files in an archive. It can be opened again.
type part struct {
	name string
	in   unpacking
	file *zip.File
}

// text unpacks a part: its text, or its parts.
func (p part) text() (plain io.Reader, parts []part, err error) {
	f, err := p.file.Open()
	if err != nil {
		return nil, nil, err
	}
	return p.in.unpack(f)
}

// open unpacks a part.
func (p part) open(opt Options) (*File, error) {
	plain, more, err := p.text()
	if more != nil {
		err = errors.New("is an archive of several files in an archive: unpack it first")
	}
	if err == nil {
		var file *File
		if file, err = openText(plain, opt); err == nil {
			return file, nil
		}
	}
	return nil, p.error(err)
}

// error says in which part something is wrong.
func (p part) error(err error) error { return fmt.Errorf("zip: %s: %w", p.name, err) }

// unzip opens the one export inside an archive, or finds its parts where it has
// several. Zip keeps its index at the end, so the archive is read whole.
func (u unpacking) unzip(r io.Reader) (io.Reader, []part, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("zip: %w: %w", ErrCutOff, err)
	}
	var parts []part
	var whole uint64 // as the index says
	for _, f := range z.File {
		base := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		if base != "" && !strings.HasPrefix(base, ".") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			parts = append(parts, part{f.Name, u.in(func() int64 { return int64(f.CompressedSize64) }), f})
			whole += f.UncompressedSize64
		}
	}
	if whole > smallArchive && whole/maxExpansion > uint64(len(data)) {
		return nil, nil, fmt.Errorf("zip: %w", ErrExpands)
	}
	switch len(parts) {
	case 0:
		return nil, nil, errors.New("zip: holds no file")
	case 1:
		return parts[0].text()
	}
	return nil, parts, nil
}

// told is what the parts of an archive say to each other.
type told struct {
	currencies []string // that the files which name theirs have
}

// openParts reads the files of an archive one after another, as one. Each has its
// own format, lines and faults. All of them are opened first, so that one that is
// no export refuses the archive before anything is read.
func openParts(parts []part, opt Options) (*File, error) {
	said := &told{}
	learning := opt
	learning.told = said
	var first *File
	says, heads := false, map[string]head{}
	for _, p := range parts {
		f, err := p.open(learning)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = f
		}
		says, heads[p.name] = says || f.says, head{f.Header, f.comma}
		for err == nil && f.Format.asks {
			_, err = f.next()
		}
		if err != nil && err != io.EOF {
			return nil, p.error(err)
		}
	}
	// A copy, so that what is told stands while the files are read.
	opt.told = &told{currencies: append([]string{}, said.currencies...)}
	var now *File
	var in part
	warned := &warnings{last: func() string { return "" }}
	next := func() (*Record, error) {
		for {
			if now == nil {
				if len(parts) == 0 {
					return nil, io.EOF
				}
				var err error
				in, parts = parts[0], parts[1:]
				if now, err = in.open(opt); err != nil {
					return nil, err
				}
			}
			rec, err := now.next()
			if err == io.EOF {
				for _, text := range now.Warnings() {
					warned.say(in.name + ": " + text)
				}
				now = nil
				continue
			}
			if err != nil {
				return nil, in.error(err)
			}
			rec.Part = in.name
			for i := range rec.Faults {
				rec.Faults[i].Part = in.name
			}
			return rec, nil
		}
	}
	return &File{Format: first.Format, Header: first.Header, heads: heads, next: next, says: says, warned: warned}, nil
}
