package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usagefile"
)

// ImportOptions say how a file comes in.
type ImportOptions struct {
	usagefile.Options
	File    string    // the name to remember it by
	Account string    // "" is the row's account, else the gateway's name
	At      time.Time // when it comes in
	DryRun  bool      // show what would happen and change nothing
	SkipBad bool      // leave bad rows out instead of refusing the file
}

// errUndone ends the transaction of a dry run.
var errUndone = errors.New("dry run")

// Import reads one export into the ledger, in one transaction. It returns
// *RejectedError for bad cells without SkipBad, the errors of
// usagefile.Open for a file that it can't read, and ErrBusy.
//
// One goroutine reads the file and makes rows of it, this one writes them: the
// two take about as long.
func (s *Store) Import(ctx context.Context, r io.Reader, opt ImportOptions) (Imported, error) {
	in := newIntake(r)
	defer in.close()
	file, err := usagefile.Open(in, opt.Options)
	if err != nil {
		return Imported{}, fmt.Errorf("%s: %w", opt.File, err)
	}
	im := &importing{store: s, opt: opt, file: file}
	im.got = Imported{File: opt.File, Type: file.Format.Name, Header: file.Header}
	err = s.trusting(ctx, func(tx *sql.Tx) error {
		if err := im.begin(ctx, tx); err != nil {
			return err
		}
		if err := im.bring(ctx); err != nil {
			return err
		}
		if opt.DryRun {
			im.got.ID = 0
			return errUndone
		}
		size, sha, err := in.end()
		if err != nil {
			return fmt.Errorf("%s: %w", opt.File, err)
		}
		return im.end(ctx, sha, size)
	})
	if err != nil && !errors.Is(err, errUndone) {
		return Imported{}, err
	}
	return im.got, nil
}

// importing is one import at work.
type importing struct {
	store  *Store
	opt    ImportOptions
	file   *usagefile.File
	source int64
	in     *arrivals
	to     *merger
	got    Imported
}

// begin notes the import and its file, so that rows can name them.
func (im *importing) begin(ctx context.Context, tx *sql.Tx) error {
	fx := make([]string, 0, len(im.opt.FX))
	for currency, rate := range im.opt.FX {
		fx = append(fx, currency+"="+rate)
	}
	slices.Sort(fx)
	res, err := tx.ExecContext(ctx, `
		INSERT INTO import (at_ns, type, file, size, sha256, catalog, fx, records, added, duplicates, updated, rejected, usd)
		VALUES (?, ?, ?, 0, '', ?, ?, 0, 0, 0, 0, 0, '0')`,
		im.opt.At.UnixNano(), im.file.Format.Name, im.opt.File, im.store.catalog.Version, strings.Join(fx, ","))
	if err != nil {
		return err
	}
	if im.got.ID, err = res.LastInsertId(); err != nil {
		return err
	}
	res, err = tx.ExecContext(ctx, `INSERT INTO source (import_id, path, size, modified_ns) VALUES (?, ?, 0, 0)`, im.got.ID, im.opt.File)
	if err != nil {
		return err
	}
	if im.source, err = res.LastInsertId(); err != nil {
		return err
	}
	labels, err := readLabels(ctx, tx)
	if err != nil {
		return err
	}
	im.in = newArrivals(im, labels)
	im.to, err = newMerger(ctx, tx, im)
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
		err = im.to.finish(ctx, im.in.cells)
	}
	if err != nil {
		return err
	}
	im.in.report(&im.got)
	im.to.report(&im.got)
	// Bad rows of several files have no one header to be written under.
	if im.got.Rejected > 0 && (!im.opt.SkipBad || im.file.Parts > 0) {
		return &RejectedError{File: im.opt.File, Type: im.got.Type, Rows: im.got.Rows, Rejected: im.got.Rejected, Faults: im.got.Rejections, Parts: im.file.Parts}
	}
	return nil
}

// end completes the import's own record.
func (im *importing) end(ctx context.Context, sha string, size int64) error {
	tx := im.to.tx
	for _, id := range slices.Sorted(maps.Keys(im.to.overlaps)) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO import_overlap (later_id, earlier_id) VALUES (?, ?)`, im.got.ID, id); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE source SET size = ? WHERE id = ?`, size, im.source); err != nil {
		return err
	}
	var first, last any
	if !im.got.First.IsZero() {
		first, last = im.got.First.UnixNano(), im.got.Last.UnixNano()
	}
	g := im.got
	_, err := tx.ExecContext(ctx, `
		UPDATE import
		SET
			size = ?,
			sha256 = ?,
			records = ?,
			added = ?,
			duplicates = ?,
			updated = ?,
			rejected = ?,
			usd = ?,
			first_ns = ?,
			last_ns = ?
		WHERE id = ?`,
		size, sha, g.Rows, g.Added, g.Duplicates, g.Updated, g.Rejected, g.USD.String(), first, last, g.ID)
	return err
}
