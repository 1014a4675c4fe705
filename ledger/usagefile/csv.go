package usagefile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// openCSV reads the header, finds the format that it belongs to and makes the
// reader of its rows.
func openCSV(r io.Reader, opt Options) (*File, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.ReuseRecord = true
	first, err := cr.Read()
	if err == io.EOF {
		return nil, ErrEmpty
	}
	if err != nil {
		return nil, csvError(err)
	}
	h := newHeader(slices.Clone(first))
	f, err := recognise(h, opt)
	if err != nil {
		return nil, err
	}
	read := f.columns(h, opt)
	width := len(h.columns)
	record := func(rec *Record) error {
		fields, err := cr.Read()
		if err != nil {
			return csvError(err)
		}
		line, _ := cr.FieldPos(0)
		if len(fields) != width {
			reason := fmt.Sprintf("the row has %d cells and the header %d", len(fields), width)
			*rec = Record{Format: f, Faults: []Fault{{Line: line, Reason: reason}}, Raw: slices.Clone(fields)}
			return nil
		}
		c := &cells{header: h, fields: fields, line: line}
		*rec = Record{Format: f, Row: read(c), Faults: c.faults, Idle: c.idle}
		rec.Row.Line = line
		if f.Name != nativeName && len(opt.Set) > 0 {
			rec.Row.set(opt.Set)
		}
		if len(c.faults) > 0 {
			rec.Raw = slices.Clone(fields)
		}
		return nil
	}
	// One record is read ahead: a short row at the very end is a file cut off.
	var now, ahead Record
	aheadErr := record(&ahead)
	next := func() (*Record, error) {
		if aheadErr != nil {
			return nil, aheadErr
		}
		now, ahead = ahead, now
		aheadErr = record(&ahead)
		if aheadErr == io.EOF && now.Raw != nil && len(now.Raw) < width {
			return nil, fmt.Errorf("line %d: %w", now.Faults[0].Line, ErrCutOff)
		}
		return &now, nil
	}
	return &File{Format: f, Header: h.columns, next: next}, nil
}

// csvError puts what encoding/csv finds into our words. Every one of its errors
// means that rows can't be told apart from here on.
func csvError(err error) error {
	var bad *csv.ParseError
	if !errors.As(err, &bad) {
		return err
	}
	if errors.Is(bad.Err, csv.ErrQuote) {
		return fmt.Errorf("line %d: a quote is never closed: %w", bad.StartLine, ErrCutOff)
	}
	return fmt.Errorf("line %d: %w", bad.Line, bad.Err)
}

// recognise finds the format that a header belongs to. A mapping makes a native
// file of any.
func recognise(h *header, opt Options) (*Format, error) {
	if opt.Type == "" && len(opt.Map) > 0 {
		opt.Type = nativeName
	}
	if opt.Type != "" {
		i := slices.IndexFunc(formats, func(f *Format) bool { return f.Name == opt.Type })
		if i < 0 {
			return nil, fmt.Errorf("there is no type %q; types: %s", opt.Type, strings.Join(Types(), ", "))
		}
		return formats[i], needs(formats[i], h, opt)
	}
	var best *Format
	e := &UnrecognisedError{Columns: h.columns}
	for _, f := range formats {
		if f.columns == nil {
			continue
		}
		if missing := f.missing(h, opt); len(missing) > 0 {
			e.Tried = append(e.Tried, Attempt{f.Name, missing})
		} else if best == nil || len(f.Needs) > len(best.Needs) {
			best = f
		}
	}
	if best == nil {
		return nil, e
	}
	return best, needs(best, h, opt)
}

// column is where a format finds a field: mapped, or under its own name.
func column(h *header, field string, opt Options) int {
	if name, ok := opt.Map[field]; ok {
		return h.col(name)
	}
	return h.col(field)
}

func (f *Format) missing(h *header, opt Options) []string {
	var out []string
	for _, field := range f.Needs {
		if _, constant := opt.Set[field]; column(h, field, opt) < 0 && !constant {
			out = append(out, field)
		}
	}
	return out
}

// needs checks the columns of a format that was chosen.
func needs(f *Format, h *header, opt Options) error {
	if f.Name != nativeName && len(opt.Map) > 0 {
		return fmt.Errorf("--map names the columns of a CSV of your own: leave --type %s out, or --map", f.Name)
	}
	for field, name := range opt.Map {
		if !slices.Contains(nativeFields, field) {
			return fmt.Errorf("--map %s=%s: no such field; fields: %s", field, name, strings.Join(nativeFields, ", "))
		}
		if h.col(name) < 0 {
			return &HeaderError{f.Name, name, "is not there (--map " + field + "=" + name + ")", h.columns}
		}
	}
	for field := range opt.Set {
		if fields := settable(f); !slices.Contains(fields, field) {
			return fmt.Errorf("--set %s: no field of %s that can be set; fields: %s", field, f.Name, strings.Join(fields, ", "))
		}
	}
	if missing := f.missing(h, opt); len(missing) > 0 {
		return &HeaderError{f.Name, missing[0], "is missing; say which column it is with --map " + missing[0] + "=COLUMN", h.columns}
	}
	// A column that is needed or was asked for can't stand twice; one that a
	// mapping or a constant takes the place of is not read at all.
	asked := slices.Sorted(maps.Values(opt.Map))
	for _, field := range f.Needs {
		_, mapped := opt.Map[field]
		_, constant := opt.Set[field]
		if !mapped && !constant {
			asked = append(asked, field)
		}
	}
	for _, name := range asked {
		if h.twice(name) {
			return &HeaderError{f.Name, name, "stands twice", h.columns}
		}
	}
	return nil
}

// settable are the fields that --set may give for a format: all of a native
// file, the labels of any other.
func settable(f *Format) []string {
	if f.Name == nativeName {
		return nativeFields
	}
	return []string{"gateway", "account", "model", "provider", "key", "app", "user"}
}

// set puts constants over the labels of a row.
func (r *Row) set(values map[string]string) {
	for field, to := range map[string]*string{
		"gateway": &r.Gateway, "account": &r.Account, "model": &r.Model, "provider": &r.Provider,
		"key": &r.Key, "app": &r.App, "user": &r.User,
	} {
		if v, ok := values[field]; ok {
			*to = v
		}
	}
}
