package engine

import (
	"cmp"
	"encoding/binary"
	"io"
	"slices"
	"strconv"
)

// A spool is an answer that was read to its end, some hundred bytes a row: the engine is
// let go before anybody waits for what becomes of the sums, and a connection that is lost
// is lost before anything is changed. Its rows come in the order of days and hours, in
// which a ledger takes them in several times faster than in that of a hash table.
type spool struct {
	text    []byte // of all cells: one more than the length, and the bytes; 0 is NULL
	rows    []spooled
	columns int
	cells   [][]byte // of the row that was asked for last
	at      int
}

// A spooled row begins at a place of the text.
type spooled struct {
	from      int
	day, slot int64
}

// read reads an answer to its end and closes it. More than most rows in all are a refusal.
func (s *spool) read(a answer, most int) (err error) {
	defer func() {
		if e := a.close(); err == nil {
			err = e
		}
	}()
	for {
		cells, err := a.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(s.rows) == most {
			return tooManySums(most)
		}
		s.add(cells)
	}
}

// sort puts the rows in order, once all are read.
func (s *spool) sort() {
	slices.SortFunc(s.rows, func(a, b spooled) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.slot, b.slot), cmp.Compare(a.from, b.from))
	})
}

// add keeps a row. Its first two cells are its day and its slot; what is no number there is
// found when the row is read.
func (s *spool) add(cells [][]byte) {
	row := spooled{from: len(s.text)}
	for i, to := range []*int64{&row.day, &row.slot} {
		if i < len(cells) {
			*to, _ = strconv.ParseInt(string(cells[i]), 10, 64)
		}
	}
	s.columns = len(cells)
	s.rows = append(s.rows, row)
	for _, cell := range cells {
		if cell == nil {
			s.text = append(s.text, 0)
			continue
		}
		s.text = binary.AppendUvarint(s.text, uint64(len(cell))+1)
		s.text = append(s.text, cell...)
	}
}

func (s *spool) next() ([][]byte, error) {
	if s.at == len(s.rows) {
		return nil, io.EOF
	}
	rest := s.text[s.rows[s.at].from:]
	s.at++
	s.cells = s.cells[:0]
	for range s.columns {
		n, size := binary.Uvarint(rest)
		rest = rest[size:]
		if n == 0 {
			s.cells = append(s.cells, nil)
			continue
		}
		s.cells = append(s.cells, rest[:n-1])
		rest = rest[n-1:]
	}
	return s.cells, nil
}
