package usage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A part is one of the parts of a day's sum.
type part struct {
	partKey
	Sum
}

// append writes a sum as "records tokens; usd".
func (s *Sum) append(b []byte) []byte {
	b = strconv.AppendInt(b, s.Records, 10)
	b = appendTokens(append(b, ' '), s.Requests, s.Tokens, s.Unpriced)
	return appendUSD(append(b, "; "...), s.Cost, s.BYOK, s.Extra)
}

// encodeParts writes parts in order, one a line; a single one without its sum.
func encodeParts(parts []part) string {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, '\n')
		}
		b = strconv.AppendInt(b, int64(p.band), 10)
		b = strconv.AppendInt(append(b, ' '), int64(p.slot), 10)
		if len(parts) > 1 {
			b = p.Sum.append(append(b, ' '))
		}
	}
	return string(b)
}

// eachPart calls f for the parts of a sum, in the order in which they are kept.
func eachPart(text string, whole *Sum, f func(part)) error {
	single := strings.IndexByte(text, '\n') < 0
	for text != "" {
		line := text
		if end := strings.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = ""
		}
		band, rest, _ := strings.Cut(line, " ")
		slot, rest, _ := strings.Cut(rest, " ")
		b, errBand := strconv.ParseInt(band, 10, 16)
		s, errSlot := strconv.ParseInt(slot, 10, 32)
		if err := errors.Join(errBand, errSlot); err != nil {
			return fmt.Errorf("part %q of a daily sum: %w", line, err)
		}
		p := part{partKey: partKey{int16(b), int32(s)}}
		if single {
			p.Sum = *whole
		} else {
			records, rest, _ := strings.Cut(rest, " ")
			tokens, usd, _ := strings.Cut(rest, "; ")
			n, err := strconv.ParseInt(records, 10, 64)
			if err == nil {
				err = p.read(n, tokens, usd)
			}
			if err != nil {
				return fmt.Errorf("part %q of a daily sum: %w", line, err)
			}
		}
		f(p)
	}
	return nil
}

// read turns a sum's text columns into its figures.
func (s *Sum) read(records int64, tokens, usd string) (err error) {
	s.Records = records
	if s.Requests, s.Tokens, s.Unpriced, err = ParseTokens(tokens); err != nil {
		return err
	}
	s.Cost, s.BYOK, s.Extra, err = ParseUSD(usd)
	return err
}

// addDaily brings the daily sums up by the changes of a transaction.
func addDaily(ctx context.Context, tx *sql.Tx, changes cells) error {
	return addCells(ctx, tx, slices.Collect(maps.Keys(changes)), func(k cellKey) Sum { return *changes[k] })
}

// addCells is addDaily for changes that are found by their key.
func addCells(ctx context.Context, tx *sql.Tx, keys []cellKey, change func(cellKey) Sum) error {
	slices.SortFunc(keys, func(a, b cellKey) int {
		return cmp.Or(a.dayKey.compare(b.dayKey), cmp.Compare(a.band, b.band), cmp.Compare(a.slot, b.slot))
	})
	if len(keys) == 0 {
		return nil
	}
	var merge bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM daily WHERE day BETWEEN ? AND ?)`, keys[0].date(), keys[len(keys)-1].date()).Scan(&merge)
	if err != nil {
		return err
	}
	get, err := tx.PrepareContext(ctx, `SELECT records, tokens, usd, parts FROM daily WHERE day = ? AND series_id = ?`)
	if err != nil {
		return err
	}
	defer get.Close()
	put, err := tx.PrepareContext(ctx, `INSERT OR REPLACE INTO daily (day, series_id, records, tokens, usd, parts) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer put.Close()
	for len(keys) > 0 {
		n := 1
		for n < len(keys) && keys[n].dayKey == keys[0].dayKey {
			n++
		}
		if err := mergeDay(ctx, tx, get, put, merge, keys[:n], change); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// mergeDay brings one daily sum up by its changed parts. Without merge there is
// none yet.
func mergeDay(ctx context.Context, tx *sql.Tx, get, put *sql.Stmt, merge bool, keys []cellKey, change func(cellKey) Sum) error {
	day := keys[0].dayKey
	date := day.date()
	var whole Sum
	var parts []part
	var records int64
	var tokens, usd, text string
	err := sql.ErrNoRows
	if merge {
		err = get.QueryRowContext(ctx, date, day.series).Scan(&records, &tokens, &usd, &text)
	}
	switch {
	case err == sql.ErrNoRows:
	case err != nil:
		return err
	default:
		if err := whole.read(records, tokens, usd); err != nil {
			return err
		}
		if err := eachPart(text, &whole, func(p part) { parts = append(parts, p) }); err != nil {
			return err
		}
	}
	for _, k := range keys {
		by := change(k)
		whole.merge(&by)
		i, found := slices.BinarySearchFunc(parts, k.partKey, func(p part, k partKey) int {
			return cmp.Or(cmp.Compare(p.band, k.band), cmp.Compare(p.slot, k.slot))
		})
		if !found {
			parts = slices.Insert(parts, i, part{partKey: k.partKey})
		}
		parts[i].merge(&by)
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.Records == 0 })
	if whole.Records == 0 {
		_, err = tx.ExecContext(ctx, `DELETE FROM daily WHERE day = ? AND series_id = ?`, date, day.series)
		return err
	}
	for _, usd := range []pricing.Money{whole.Cost, whole.BYOK, whole.Extra} {
		if err := usd.CheckSum(); err != nil {
			return fmt.Errorf("the rows of %s add up to $%s: %w", date, usd, err)
		}
	}
	_, err = put.ExecContext(ctx, date, day.series, whole.Records, string(appendTokens(nil, whole.Requests, whole.Tokens, whole.Unpriced)),
		string(appendUSD(nil, whole.Cost, whole.BYOK, whole.Extra)), encodeParts(parts))
	return err
}

// sumRows adds up every row anew.
func sumRows(ctx context.Context, q sqlite.Querier, edges pricing.Edges) (all cells, rows int64, err error) {
	all = cells{}
	err = EachRow(ctx, q, `SELECT `+RowColumns+` FROM usage`, nil, func(r Row) error {
		all.add(&r.figures, edges, 1)
		rows++
		return nil
	})
	return all, rows, err
}
