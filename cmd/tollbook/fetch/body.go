package fetch

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// read is the body of an answer, decompressed.
func read(resp *http.Response) ([]byte, error) {
	if resp.ContentLength > MaxBody {
		return nil, fmt.Errorf("%w: a body of %d bytes, at most %d MiB are read", ErrTooLarge, resp.ContentLength, MaxBody>>20)
	}
	sent := &counter{r: resp.Body}
	body := io.Reader(sent)
	switch encoding := resp.Header.Values("Content-Encoding"); coding(encoding) {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(sent)
		if err != nil {
			return nil, broken(err, sent)
		}
		body = &expanded{r: z, sent: sent}
	default:
		return nil, fmt.Errorf("%w: Content-Encoding is %q, only gzip is read", ErrEncoding, clipped(strings.Join(encoding, ", ")))
	}
	all, err := io.ReadAll(io.LimitReader(body, MaxBody+1))
	if len(all) > MaxBody {
		err = tooLarge()
	}
	if err != nil {
		return nil, broken(err, sent)
	}
	return all, nil
}

// coding is the one word of a Content-Encoding, or a text that is none.
func coding(header []string) string {
	return strings.ToLower(strings.TrimSpace(strings.Join(header, ", ")))
}

func tooLarge() error {
	return fmt.Errorf("%w: the body has more than %d MiB", ErrTooLarge, MaxBody>>20)
}

// broken says what it means that a body can't be read to its end.
func broken(err error, sent *counter) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the body ends after %d bytes, before its end", ErrCut, sent.n)
	case sent.err != nil && !errors.Is(sent.err, io.EOF):
		return fmt.Errorf("%w: after %d bytes: %w", ErrCut, sent.n, sent.err)
	}
	return fmt.Errorf("%w: %w", ErrEncoding, err)
}

// A counter counts the bytes of a body as it is sent, and keeps what ended it. It
// bounds them too: gzip may have any number of members without a byte in them.
type counter struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > MaxBody {
		err = tooLarge()
	}
	c.err = err
	return n, err
}

// An expanded body is ended where it has become too large for what was sent.
type expanded struct {
	r    io.Reader
	sent *counter
	n    int64
}

func (e *expanded) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.n += int64(n)
	if e.n > ExpansionFrom && e.n > MaxExpansion*e.sent.n {
		return n, fmt.Errorf("%w: %d bytes of gzip expand more than %d times", ErrTooLarge, e.sent.n, MaxExpansion)
	}
	return n, err
}
