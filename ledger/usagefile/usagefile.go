package usagefile

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// A View says what kind of record of the same spend a format is. Two views of
// one day's spend are never added: the lowest that is there counts.
type View int

// The views, best first (DESIGN.md 5).
const (
	Requests  View = 1 + iota // the gateway's own rows, one a request
	Buckets                   // the gateway's own sums
	Costs                     // a provider's cost export
	Usage                     // tokens without dollars, priced by the catalog
	Estimates                 // what another tool made of agent logs
	AgentLog                  // calls in an agent's log that went through the gateway
)

// String names the view for reports.
func (v View) String() string {
	switch v.Kind() {
	case Requests:
		return "request rows"
	case Buckets:
		return "gateway buckets"
	case Costs:
		return "cost export"
	case Usage:
		return "computed"
	case Estimates:
		return "another tool's estimate"
	case AgentLog:
		return "agent log"
	}
	return fmt.Sprintf("view %d", int(v))
}

// A Row is one record of an export.
type Row struct {
	Line   int    // physical line on which the record starts
	ID     string // the gateway's request id; "" where the export has none
	Bucket bool   // adds up many requests: keyed by its start and dimensions
	Dims   string // further dimensions of its key than the labels below, in the format's own order
	View   View   // 0 is the format's
	Grain  string // of a Bucket: how long it is and what the export is grouped by (see View.From)
	At     time.Time
	// Until is, of a Bucket that holds more than a day, the instant up to which it tells all
	// use; zero is not stated.
	Until    time.Time
	Gateway  string // "" is the format's default
	Account  string // "" is the gateway's name
	Pot      Pot    // which part of the account pays, where a file's rows are not all paid alike
	Model    string // as written, a variant behind a colon
	Provider string
	Key      string // the API key's label, never a key
	App      string
	User     string
	Team     string
	Machine  string // which computer it was called from
	// Service says how and where the request was served, as far as its price
	// depends on it.
	Service pricing.Service
	// Prompt is a prompt size of the price band that the export states: 200,001 of
	// "> 200k". 0 is none stated; the row's own prompt then decides, or, where it
	// is Mixed, nothing does.
	Prompt int64
	// PromptMost is the largest prompt of what the export states, where it states a
	// window: a model may have two bands in it, and then none is known. 0 is not stated.
	PromptMost int64
	// Clock is a second of the UTC day, plus 1, of the price window that all of a
	// Mixed row was used in, where the export states it; 0 is none stated.
	Clock int32

	Requests int64
	// Tokens are disjoint kinds, but for Output, which includes Reasoning here as
	// it does in every export.
	Tokens    pricing.Tokens
	Cost      pricing.Money // what the gateway took, where HasCost
	HasCost   bool
	Computed  bool          // Cost, where HasCost, is a catalog's price and not the gateway's word
	OwnKeyUSD pricing.Money // spend on the user's own provider key, in no total
	OwnKey    bool          // the tokens went over the user's own key
	Extra     pricing.Money // part of Cost that is for searches and files

	Marks        Marks
	CacheUnknown bool // the whole prompt stands in Input
	Mixed        bool // adds up many requests: band and window can't be told
}

// A Fault is one bad cell.
type Fault struct {
	Part   string `json:"part,omitempty"` // file inside a folder, or an archive of several
	Line   int    `json:"line"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
	// Currency is that of an amount of which no rate was given; "" for other faults.
	Currency string `json:"-"`
}

// Error says where and why.
func (f Fault) Error() string {
	if f.Part != "" {
		return fmt.Sprintf("%s line %d: %s %q: %s", f.Part, f.Line, f.Column, f.Value, f.Reason)
	}
	return fmt.Sprintf("line %d: %s %q: %s", f.Line, f.Column, f.Value, f.Reason)
}

// A Record is one record of a file: a good row, or what is wrong with it. Raw
// is the record as fields, to be written aside where it is bad; a record of a
// JSON file is one field.
type Record struct {
	Format *Format // of the part of the file that it stands in
	Part   string  // its name in a folder or an archive of several files, "" for any other
	Row    Row
	Faults []Fault
	Raw    []string
	Idle   bool // a bucket in which nothing happened: read, and no row
	// Proposed is credit that the record says came to the account; it is nil for nearly
	// all. Such a record is Idle: a person decides whether the books are to have it.
	Proposed *Credit
	// Damaged: its one fault is a line of an agent's log that is no JSON. It costs that
	// line alone, with SkipBad or without.
	Damaged bool
	Copies  int // further copies of the row that were read and joined into it

	fields []string      // as read, good or bad
	whole  func() []byte // the same of a JSON record
}

// A Credit is a purchase or a gift of credit of which a log of usage tells.
type Credit struct {
	At    time.Time
	USD   pricing.Money // of credit, which is more than zero
	Grant bool          // nothing was paid for it
	Note  string        // what else is known: what was paid
}

// Reject adds a fault that only the reader of the rows can see.
func (r *Record) Reject(f Fault) {
	f.Part = r.Part
	r.Faults = append(r.Faults, f)
	switch {
	case r.Raw != nil:
	case r.whole != nil:
		r.Raw = []string{flat(r.whole())}
	default:
		r.Raw = slices.Clone(r.fields)
	}
}

// Options say how a file is to be read.
type Options struct {
	Type string            // "" recognises the type from the header
	Map  map[string]string // native field to the file's column, or to a path in its JSON
	Set  map[string]string // native field to a constant value
	// Path is where the file lies, "" for a stream. A database is read there and not from
	// the stream, beside the program that writes it.
	Path string
	FX   map[string]string // USD for one unit of a currency
	// NoCost are words that stand for no cost in a mapped file, however they are
	// written: "Included", "-".
	NoCost []string
	// Remembered finds what was said before about a file of this shape, nil for
	// nothing. It may be called while records are read.
	Remembered func(shape []string) *Mapping

	told *told // by the other parts of an archive
}

// A Format reads one kind of export.
type Format struct {
	Name    string
	Found   string // where people get such a file, for the manual
	Gateway string // whose export it is; "" where rows have to say
	Account string // "" is the gateway's name
	Billing string // of the account when it is new; "" is the gateway's default
	View    View
	anyView bool // a row says itself of which view it is
	// Fullest: copies of one row are not revisions. The one with the most output
	// counts, then one with a cost, at the earliest time of them all, whatever the
	// order in which they come.
	Fullest bool
	// Pots: rows say which pot of their account pays, and a row that comes again may have
	// another.
	Pots bool
	// Needs are columns that it can't do without. A star stands for what differs from one
	// export to another, as the currency does in "Cost (*)".
	Needs []string
	// preamble: lines that say what the export is of may stand above the header.
	preamble bool
	// A JSON format says which Fields of a record it reads, as paths like
	// "amount.value"; a path that ends in "[]" is a whole list, as it is written, one that
	// ends in "{}" a whole object, and the path "*" is what else the record names: see
	// otherFields.
	// Lists are the members of a page or answer that hold its records, Groups those
	// that hold lists of them by name; "data.items" is a list in the object data. Where a record holds many rows, Each is the
	// member that lists them; where that is an object, the field EACH.{} is the name
	// of a row in it. Where such a row is told again by its parts, Parts is its member
	// that lists them, or has them by name.
	Fields []string
	Lists  []string
	Groups []string
	Each   string
	Parts  string
	// Or are further lists of columns, each of which does as well as Needs: an
	// earlier header, a sibling file of one export. The reader of a JSON format that has
	// some says what a record lacks.
	Or [][]string
	// Inner are paths like those of Fields into the cells of a table that hold JSON. The
	// reader finds them as it finds columns: a format that comes as JSON and as a table
	// has one reader for both.
	Inner []string
	// idle is the whole header of an export of a time in which nothing happened,
	// where that differs.
	idle []string
	// ahead has the first records looked at before the reader is made: what the
	// export was grouped by shows in the cells alone.
	ahead bool
	// asks has the files of an archive read once before they are read: one says
	// what another needs to know.
	asks bool
	// whole makes the rows of one record of the rows in it and of their parts, each as
	// columns read it, and says what a person should know of them. Where a page that ends
	// goes on in the next one, so may its last record: both are one then.
	whole func(rows, parts []Row) (made []Row, warning string)
	// columns makes the reader of the file's rows.
	columns func(h *header, opt Options) rowReader
	// log makes the reader of an agent's log, and wrote says from the names and
	// values of a record that the agent wrote it.
	log   func(at logPlace) logReader
	wrote func(seen map[string]string) bool
	// documents: the agent does not write a record a line, or not always. Its files are
	// lists of records, single records, or objects that have them in the member list.
	documents bool
	list      string
	// files are the names that its logs have, as path.Match reads them; nil is *.jsonl.
	files []string
	// Homes are where an agent writes its logs by itself; nil where the user has to say.
	Homes []Home
	// query reads the records of an agent that keeps them in a SQLite database, each as
	// one text of JSON.
	query string
}

// A rowReader turns the cells of one record into a row.
type rowReader func(c *cells) Row

var formats []*Format

func register(f *Format) {
	formats = append(formats, f)
	slices.SortFunc(formats, func(a, b *Format) int { return strings.Compare(a.Name, b.Name) })
}

// Formats are all formats there are, by name.
func Formats() []*Format { return slices.Clone(formats) }

// Types names the formats that can be asked for.
func Types() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// A File is an opened export.
type File struct {
	Format *Format
	Header []string // columns as written; nil for JSON; of an archive of several files, those of the first
	Folder *Folder  // what a walk found; nil for one file
	// Shape is by what a mapping is remembered: the header, or the fields of a first
	// record of JSON in the order of the alphabet.
	Shape []string
	// Recalled is what was remembered about the columns and counts here; nil
	// where nothing was, or was needed.
	Recalled *Mapping
	comma    byte            // between the columns of a CSV
	heads    map[string]head // of an archive's files, by name
	next     func() (*Record, error)
	close    func()
	says     bool // a column of gateways or accounts
	warned   *warnings
}

// Close stops the reading of a folder: Next then returns context.Canceled. It lets go of
// a database. Of anything else it does nothing.
func (f *File) Close() {
	if f.close != nil {
		f.close()
	}
}

// HeaderOf is the header of what Record.Part names: of the file itself, or of one
// in an archive of several.
func (f *File) HeaderOf(part string) []string {
	if h, ok := f.heads[part]; ok {
		return h.columns
	}
	return f.Header
}

// CommaOf is what stands between the columns of what Record.Part names.
func (f *File) CommaOf(part string) rune {
	if h, ok := f.heads[part]; ok {
		return rune(h.comma)
	}
	return rune(f.comma)
}

// A head is how a file of an archive begins.
type head struct {
	columns []string
	comma   byte
}

// Warnings are what a person should know about the records read so far, though
// none of them is wrong.
func (f *File) Warnings() []string {
	if f.warned == nil {
		return nil
	}
	return f.warned.list()
}

// SaysGateway reports whether rows can say whose usage they are. It is false for
// a table of one's own without such a column, where the format has no gateway.
func (f *File) SaysGateway() bool { return f.says || f.Format.Gateway != "" }

// Next returns the next record, which stands until the one after it is asked
// for, or io.EOF. Any other error refuses the file as a whole: a cut-off end, a
// broken archive.
func (f *File) Next(ctx context.Context) (*Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f.next()
}

// Open recognises a file's type from its first record and makes it ready to be
// read. It returns *UnrecognisedError or *HeaderError for a file that it can't
// read.
func Open(r io.Reader, opt Options) (*File, error) {
	return OpenContext(context.Background(), r, opt)
}

// OpenContext is Open for a file that is read until ctx ends at the latest: then
// whatever is being read of it, a record of many megabytes too, ends with ctx's error
// before anything more is read.
func OpenContext(ctx context.Context, r io.Reader, opt Options) (*File, error) {
	start := bufio.NewReaderSize(stoppable{ctx, r}, textStart)
	if isDatabase(start) {
		return openDatabase(ctx, opt)
	}
	plain, parts, err := unpacking{ctx: ctx}.text(start)
	if err != nil {
		return nil, err
	}
	if parts != nil {
		return openParts(parts, opt)
	}
	return openText(plain, opt)
}

// openText opens what is unpacked already.
func openText(plain io.Reader, opt Options) (*File, error) {
	lines := bufio.NewReaderSize(plain, logStart)
	start, err := lines.Peek(logStart)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if f, document := chosenLog(start, opt); f != nil && (len(opt.Map) == 0 || opt.Type != "") {
		return openLog(f, document, lines, opt)
	}
	buf, ok := startsJSON(lines)
	if ok {
		return openJSON(buf, opt)
	}
	return openCSV(buf, opt)
}

// A HeaderError says what is wrong with the header of a file whose type is
// known.
type HeaderError struct {
	Type    string
	Column  string
	Reason  string
	Columns []string
}

// Own reports whether the header is that of a CSV of one's own: a mapping mends it.
func (e *HeaderError) Own() bool { return e.Type == nativeName }

func (e *HeaderError) Error() string {
	return fmt.Sprintf("%s: column %q %s; the file has: %s", e.Type, e.Column, e.Reason, few(e.Columns))
}
