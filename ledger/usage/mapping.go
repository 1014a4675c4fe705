package usage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
)

// A KnownMapping is what was said about a CSV with these columns, or a JSON with these
// fields, when it was last imported with --map or --set.
type KnownMapping struct {
	ID      int64
	Columns []string // the header as written, or the fields in the order of the alphabet
	usagefile.Mapping
	At time.Time
}

// noCostSet is under what the words that mean no cost are kept, beside the constants:
// no field is called so.
const noCostSet = "--no-cost"

// ErrNoMapping is returned for the id of a mapping that the ledger does not have.
var ErrNoMapping = errors.New("no such mapping")

// Mappings lists what is remembered about CSVs of one's own, the newest first.
func Mappings(ctx context.Context, q sqlite.Querier) ([]KnownMapping, error) {
	var list []KnownMapping
	err := sqlite.Each(ctx, q, `
		SELECT
			id,
			columns,
			fields,
			sets,
			at_ns
		FROM mapping
		ORDER BY at_ns DESC, id DESC`, nil, func(row sqlite.Scanner) error {
		var m KnownMapping
		var columns, fields, sets []byte
		var at int64
		if err := row.Scan(&m.ID, &columns, &fields, &sets, &at); err != nil {
			return err
		}
		err := errors.Join(json.Unmarshal(columns, &m.Columns), json.Unmarshal(fields, &m.Map), json.Unmarshal(sets, &m.Set))
		if err != nil {
			return fmt.Errorf("%w: mapping %d: %w", sqlite.ErrDamaged, m.ID, err)
		}
		if words, ok := m.Set[noCostSet]; ok {
			m.NoCost = strings.Split(words, ",")
			delete(m.Set, noCostSet)
		}
		m.At = Instant(at)
		list = append(list, m)
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return list, nil
}

// ForgetMapping takes a mapping out. It returns ErrNoMapping.
func ForgetMapping(ctx context.Context, tx *sql.Tx, id int64) error {
	res, err := tx.ExecContext(ctx, `DELETE FROM mapping WHERE id = ?`, id)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("mapping %d: %w", id, ErrNoMapping))
	}
	return nil
}

// Remembering makes the options find what was said about a header before. All of it is
// read at once: an import has the ledger's one connection.
func (opt *ImportOptions) Remembering(ctx context.Context, q sqlite.Querier) error {
	list, err := Mappings(ctx, q)
	opt.Remembered = func(shape []string) *usagefile.Mapping {
		shape = usagefile.HidingKeys(shape)
		i := slices.IndexFunc(list, func(m KnownMapping) bool { return slices.Equal(m.Columns, shape) })
		if i < 0 {
			return nil
		}
		return &list[i].Mapping
	}
	return err
}

// remember keeps what was said about the file's columns or fields, in place of what
// was said before.
func (im *importing) remember(ctx context.Context, tx *sql.Tx) error {
	if !im.file.Format.Own() || len(im.file.Shape) == 0 || len(im.opt.Map)+len(im.opt.Set)+len(im.opt.NoCost) == 0 {
		return nil
	}
	said := im.opt.Options
	if was := im.file.Recalled; was != nil { // and something was said otherwise now
		said = was.Under(said)
	}
	sets := maps.Clone(said.Set)
	if len(said.NoCost) > 0 {
		if sets == nil {
			sets = map[string]string{}
		}
		sets[noCostSet] = strings.Join(said.NoCost, ",")
	}
	var texts [3][]byte
	for i, v := range []any{usagefile.HidingKeys(im.file.Shape), said.Map, sets} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		texts[i] = text
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO mapping (columns, fields, sets, at_ns)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (columns) DO UPDATE
		SET
			fields = excluded.fields,
			sets = excluded.sets,
			at_ns = excluded.at_ns`, string(texts[0]), string(texts[1]), string(texts[2]), im.opt.At.UnixNano())
	return err
}

// recalled says which mapping was used again.
func (im *importing) recalled() []string {
	m := im.file.Recalled
	if m == nil {
		return nil
	}
	var words []string
	for _, part := range []struct {
		flag   string
		values map[string]string
	}{{"--map", m.Map}, {"--set", m.Set}} {
		for _, field := range slices.Sorted(maps.Keys(part.values)) {
			words = append(words, fmt.Sprintf("%s %s=%s", part.flag, field, part.values[field]))
		}
	}
	if len(m.NoCost) > 0 {
		words = append(words, "--no-cost "+strings.Join(m.NoCost, ","))
	}
	what := "columns"
	if im.file.Header == nil {
		what = "fields"
	}
	return []string{"read as the last file with these " + what + ": " + strings.Join(words, " ")}
}
