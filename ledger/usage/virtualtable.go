package usage

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite/vtab"
)

// incomingModule is the name under which SQLite knows incoming rows.
const incomingModule = "tollbook_incoming"

// An incoming is a batch of rows as a table that SQLite can select from: one
// INSERT ... SELECT takes them in, where a statement a row would spend most of
// its time on the way between Go and SQLite.
type incoming struct {
	rows []*arrival
}

// An arrival is a row on its way in, with its text columns written.
type arrival struct {
	Row
	tokens string
	usd    string
	cell   int32 // index of the smallest sum that it belongs to
	model  *Unpriced
	former string  // key of the row in whose place it stands, "" for none
	pots   []int64 // accounts at which the row in whose place it stands may be, by the same key
}

// incomings are the incoming tables in use, by the argument of CREATE VIRTUAL
// TABLE: SQLite asks for them by name.
var (
	incomings    sync.Map
	lastIncoming atomic.Int64
)

// RegisterIncoming makes SQLite know the table of incoming rows. It has to be called before
// a ledger is opened, and does its work once a process: SQLite finds the rows of an import
// by a name, since it takes no pointer.
var RegisterIncoming = sync.OnceValue(func() error {
	return vtab.RegisterModule(nil, incomingModule, incomingTables{})
})

// name makes the batch known to SQLite and returns its name.
func (in *incoming) name() string {
	name := fmt.Sprint(lastIncoming.Add(1))
	incomings.Store(name, in)
	return name
}

// incomingTables finds batches by name.
type incomingTables struct{}

func (m incomingTables) Create(ctx vtab.Context, args []string) (vtab.Table, error) {
	return m.Connect(ctx, args)
}

func (incomingTables) Connect(ctx vtab.Context, args []string) (vtab.Table, error) {
	in, ok := incomings.Load(args[len(args)-1])
	if !ok {
		return nil, errors.New("no such batch of rows")
	}
	return incomingTable{in.(*incoming)}, ctx.Declare(`CREATE TABLE incoming (` + RowColumns + `)`)
}

type incomingTable struct{ in *incoming }

// BestIndex: rows are read in their order, always all of them.
func (incomingTable) BestIndex(info *vtab.IndexInfo) error { return nil }
func (t incomingTable) Open() (vtab.Cursor, error) {
	return &incomingCursor{in: t.in, keys: map[int]boxed{}}, nil
}
func (incomingTable) Disconnect() error { return nil }
func (incomingTable) Destroy() error    { return nil }

type incomingCursor struct {
	in   *incoming
	at   int
	keys map[int]boxed // by length
}

// boxed is room for a key, and the same as the driver takes it: SQLite copies a
// key at once, so the next one of its length may use the room again.
type boxed struct {
	bytes []byte
	value vtab.Value
}

// key is a row's key as SQLite takes it.
func (c *incomingCursor) key(key string) vtab.Value {
	room, ok := c.keys[len(key)]
	if !ok {
		room.bytes = make([]byte, len(key))
		room.value = room.bytes
		c.keys[len(key)] = room
	}
	copy(room.bytes, key)
	return room.value
}

func (c *incomingCursor) Filter(int, string, []vtab.Value) error { c.at = 0; return nil }
func (c *incomingCursor) Next() error                            { c.at++; return nil }

//lint:ignore ST1003 the interface names it so
func (c *incomingCursor) Eof() bool             { return c.at >= len(c.in.rows) }
func (c *incomingCursor) Rowid() (int64, error) { return int64(c.at), nil }
func (c *incomingCursor) Close() error          { return nil }

// Column returns a column of RowColumns.
func (c *incomingCursor) Column(column int) (vtab.Value, error) {
	r := c.in.rows[c.at]
	switch column {
	case 0:
		return c.key(r.Key), nil
	case 1:
		return r.At, nil
	case 2:
		return r.Series, nil
	case 3:
		return r.tokens, nil
	case 4:
		return r.usd, nil
	case 5:
		return int64(r.Origin), nil
	}
	return nil, fmt.Errorf("no column %d", column)
}
