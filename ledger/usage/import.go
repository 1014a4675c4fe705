package usage

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// ImportOptions say how a file comes in.
type ImportOptions struct {
	usagefile.Options
	File    string    // the name to remember it by
	Account string    // "" is the row's account, else the gateway's name
	At      time.Time // when it comes in
	DryRun  bool      // show what would happen and change nothing
	SkipBad bool      // leave bad rows out instead of refusing the file
	Again   bool      // take what would be refused as counted twice, and unknown gateways
	Pull    *Pull     // that the import is a part of; nil for a file
	// Progress is told every few hundred rows how far the reading is, from a
	// goroutine of the import's; nil is not told.
	Progress func(Progress)
}

// Progress is how far an import is.
type Progress struct {
	Bytes int64 // read of the file, as it is stored
	Of    int64 // all of them, 0 where that is not known
	Rows  int
}

// words write down what was said beside the file.
func (opt ImportOptions) words() string {
	words := fmt.Sprintf("type=%s account=%s map=%s set=%s", opt.Type, opt.Account, pairs(opt.Map), pairs(opt.Set))
	if len(opt.NoCost) > 0 { // logs are known by these words: those of before have none
		words += " no-cost=" + strings.Join(opt.NoCost, ",")
	}
	return words
}

// pairs writes NAME=VALUE, comma separated.
func pairs(values map[string]string) string {
	var list []string
	for name, value := range values {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}

// An Input is a file or a folder of logs that is open to be imported.
type Input struct {
	file  *usagefile.File
	whole func() (size int64, sha256 string, err error) // of what was read, at its end
	bytes func() (read, of int64)                       // how far the reading is
	close func()
}

// Close lets go of an input.
func (s *Input) Close() { s.close() }

// OpenInput opens a file: its kind is found, or taken from the options. It returns the
// errors of usagefile.Open for a file that it can't read.
func OpenInput(ctx context.Context, r io.Reader, opt ImportOptions) (*Input, error) {
	in := newReadAhead(ctx, r)
	file, err := usagefile.OpenContext(ctx, in, opt.Options)
	if err != nil {
		in.close()
		return nil, fmt.Errorf("%s: %w", opt.File, err)
	}
	return &Input{file: file, whole: in.end, bytes: func() (read, of int64) { return in.size.Load(), 0 }, close: func() { file.Close(); in.close() }}, nil
}

// FromRows is an input of rows that no file holds.
func FromRows(file *usagefile.File) *Input {
	return &Input{
		file:  file,
		whole: func() (size int64, sha256 string, err error) { return 0, "", nil },
		bytes: func() (read, of int64) { return 0, 0 },
		close: file.Close,
	}
}

// Import reads an input into the ledger of a transaction. Where every log of a folder was
// known there is no import: its ID is 0. It returns
// *RejectedError for bad cells without SkipBad, *DoubleError and
// *pricing.UnknownGatewayError without Again. A damaged line of an
// agent's log is left out and named in the result's Warnings.
//
// One goroutine reads the file and makes rows of it, this one writes them: the
// two take about as long.
func Import(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, from *Input, opt ImportOptions) (Imported, error) {
	im := &importing{Input: from, catalog: c, opt: opt}
	im.got = Imported{File: opt.File, Type: im.file.Format.Name, Own: im.file.Format.Own() && im.file.Header != nil}
	if err := im.begin(ctx, tx); err != nil {
		return im.got, err
	}
	if err := im.bring(ctx); err != nil {
		return im.got, err
	}
	if folder := im.file.Folder; folder != nil {
		im.got.Type, im.got.Folder = folder.Types(), folder
	}
	if im.nothingNew() {
		im.got.ID = 0
		return im.got, nil
	}
	return im.got, im.end(ctx)
}

// importing is one import at work.
type importing struct {
	*Input
	catalog *pricing.Catalog
	opt     ImportOptions
	fileID  int64 // the id of the file, or of the first of a folder
	in      *booking
	to      *merger
	got     Imported
}

// nothingNew reports whether every log of a folder was known: that is no import.
func (im *importing) nothingNew() bool {
	return im.file.Folder != nil && len(im.file.Folder.Read) == 0
}

// begin notes the import, so that rows can name it.
func (im *importing) begin(ctx context.Context, tx *sql.Tx) error {
	var source any
	told := im.opt.Pull != nil
	if told {
		source = im.opt.Pull.Source
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO import (at_ns, type, file, size, sha256, catalog, fx, records, added, duplicates, updated, rejected, usd, source_id, told)
		VALUES (?, ?, ?, 0, '', ?, ?, 0, 0, 0, 0, 0, '0', ?, ?)`,
		im.opt.At.UnixNano(), im.file.Format.Name, im.opt.File, im.catalog.Version, pairs(im.opt.FX), source, told)
	if err != nil {
		return err
	}
	if im.got.ID, err = res.LastInsertId(); err != nil {
		return err
	}
	err = tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'import_file'`).Scan(&im.fileID)
	if err != nil {
		return err
	}
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return err
	}
	labels, err := readLabels(ctx, tx, all)
	if err != nil {
		return err
	}
	im.in = newBooking(im, labels)
	im.to, err = newMerger(ctx, tx, im, all)
	return err
}

// bring takes the file's rows in, batch by batch.
func (im *importing) bring(ctx context.Context) (err error) {
	reading, stop := context.WithCancel(ctx)
	arriving := make(chan *batch, 2)
	read := make(chan error, 1)
	go func() {
		read <- im.in.read(reading, arriving)
		close(arriving)
	}()
	for b := range arriving {
		if err == nil {
			if err = im.to.take(ctx, b); err != nil {
				stop() // what the file still brings is thrown away
			}
			select {
			case im.in.spent <- b:
			default:
			}
		}
	}
	stop()
	defer incomings.Delete(im.to.name)
	if readErr := <-read; err == nil {
		err = readErr
	}
	if err == nil {
		err = im.to.finish(ctx)
	}
	if err != nil {
		return err
	}
	im.in.report(&im.got)
	im.to.report(&im.got)
	im.got.Warnings = append(im.recalled(), im.got.Warnings...)
	if im.got.Rejected > len(im.in.damaged) && !im.opt.SkipBad {
		return &RejectedError{File: im.opt.File, Type: im.got.Type, Rows: im.got.Rows, Rejected: im.got.Rejected, Faults: im.got.Rejections}
	}
	return nil
}

// end completes the import's own record.
func (im *importing) end(ctx context.Context) error {
	size, sha, err := im.whole()
	if err != nil {
		return fmt.Errorf("%s: %w", im.opt.File, err)
	}
	if err := im.sameFile(ctx, sha); err != nil {
		return err
	}
	if err := im.putSources(ctx, size); err != nil {
		return err
	}
	tx := im.to.tx
	if err := im.remember(ctx, tx); err != nil {
		return err
	}
	if err := im.putSpans(ctx, tx); err != nil {
		return err
	}
	if err := im.putProposals(ctx, tx); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(im.to.overlaps)) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO import_overlap (later_id, earlier_id) VALUES (?, ?)`, im.got.ID, id); err != nil {
			return err
		}
	}
	var first, last any
	if from, to := im.extent(); !from.IsZero() {
		first, last = from.UnixNano(), to.UnixNano()
	}
	g := im.got
	_, err = tx.ExecContext(ctx, `
		UPDATE import
		SET
			type = ?,
			size = ?,
			sha256 = ?,
			records = ?,
			added = ?,
			duplicates = ?,
			updated = ?,
			rejected = ?,
			usd = ?,
			first_ns = ?,
			last_ns = ?,
			options = ?
		WHERE id = ?`,
		g.Type, size, sha, g.Rows, g.Added, g.Duplicates, g.Updated, g.Rejected, g.USD.String(), first, last, im.opt.words(), g.ID)
	return err
}

// putSources notes the files that were read, so that rows can name them.
func (im *importing) putSources(ctx context.Context, size int64) error {
	const insert = `
		INSERT INTO import_file (id, import_id, path, size, modified_ns)
		VALUES (?, ?, ?, ?, ?)`
	if im.file.Folder == nil {
		_, err := im.to.tx.ExecContext(ctx, insert, im.fileID, im.got.ID, im.opt.File, size, 0)
		return err
	}
	for _, log := range im.file.Folder.Read {
		_, err := im.to.tx.ExecContext(ctx, insert, im.in.sourceOf(log.Path), im.got.ID, filepath.Join(im.opt.File, filepath.FromSlash(log.Path)), log.Size, log.Modified.UnixNano())
		if err != nil {
			return err
		}
	}
	return nil
}
