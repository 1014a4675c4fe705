package usage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync/atomic"
)

// readBlock is how much of a file is read and hashed at a time.
const readBlock = 256 << 10

// A readAhead reads a file a block ahead of whoever reads it, and notes its size
// and its hash on the way: hashing takes a tenth of an import's reading.
type readAhead struct {
	ctx    context.Context // whose end ends a Read that waits for the file
	size   atomic.Int64
	sha256 string // at the end
	blocks chan []byte
	free   chan []byte
	now    []byte // what is left of the block that is handed out
	whole  []byte // that block
	err    error  // of the file, io.EOF at its end; set before blocks is closed
	stop   chan struct{}
}

func newReadAhead(ctx context.Context, r io.Reader) *readAhead {
	in := &readAhead{ctx: ctx, blocks: make(chan []byte, 1), free: make(chan []byte, 3), stop: make(chan struct{})}
	for range cap(in.free) {
		in.free <- make([]byte, readBlock)
	}
	go in.read(r)
	return in
}

// read fills free blocks until the file ends or nobody wants them any more.
func (in *readAhead) read(r io.Reader) {
	defer close(in.blocks)
	sum := sha256.New()
	for in.err == nil {
		var block []byte
		select {
		case block = <-in.free:
		case <-in.stop:
			return
		}
		var n int
		n, in.err = r.Read(block[:cap(block)])
		sum.Write(block[:n])
		in.size.Add(int64(n))
		if in.err == io.EOF {
			in.sha256 = hex.EncodeToString(sum.Sum(nil))
		}
		select {
		case in.blocks <- block[:n]:
		case <-in.stop:
			return
		}
	}
}

func (in *readAhead) Read(p []byte) (int, error) {
	for len(in.now) == 0 {
		if in.whole != nil {
			in.free <- in.whole
			in.whole = nil
		}
		select {
		case <-in.ctx.Done():
			return 0, in.ctx.Err()
		case block, more := <-in.blocks:
			if !more {
				return 0, in.err
			}
			in.now, in.whole = block, block
		}
	}
	n := copy(p, in.now)
	in.now = in.now[n:]
	return n, nil
}

// end reads what is behind the last record, so that the hash is the file's.
func (in *readAhead) end() (size int64, sha256 string, err error) {
	_, err = io.Copy(io.Discard, in)
	return in.size.Load(), in.sha256, err
}

// close lets go of a file that was not read to its end. A Read of it that waits
// for more is left to end by itself.
func (in *readAhead) close() { close(in.stop) }
