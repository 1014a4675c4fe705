package fetch

import (
	"bytes"
	"compress/gzip"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// packed compresses a body.
func packed(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sends is a server that sends a body in an encoding, without naming its length.
func sends(t *testing.T, encoding string, body []byte) string {
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(body)
	})
}

func TestGzip(t *testing.T) {
	text := []byte(strings.Repeat(`{"prompt":"0.000003"}`, 20))
	for _, test := range []struct {
		name, encoding string
		sent, want     []byte
	}{
		{"gzip", "gzip", packed(t, text), text},
		{"its old name", "X-Gzip", packed(t, text), text},
		{"two members", "gzip", append(packed(t, text), packed(t, text)...), append(bytes.Clone(text), text...)},
		{"identity", "identity", text, text},
		{"gzip as it is", "", packed(t, text), packed(t, text)},
		{"a small body that expands more than 50 times", "gzip", packed(t, make([]byte, ExpansionFrom)), make([]byte, ExpansionFrom)},
		{"nothing", "gzip", packed(t, nil), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, err := New("tollbook/test").Get(t.Context(), sends(t, test.encoding, test.sent), "")
			if err != nil || !bytes.Equal(a.Body, test.want) {
				t.Errorf("Get: %d bytes, %v, want %d", len(a.Body), err, len(test.want))
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	// Half of it is noise, so that gzip makes it 2 times smaller and no more.
	large := make([]byte, MaxBody+1)
	noise := rand.NewChaCha8([32]byte{})
	_, _ = noise.Read(large[:MaxBody/2]) // it never fails
	empty := bytes.Repeat(packed(t, nil), MaxBody/len(packed(t, nil))+1)
	for _, test := range []struct {
		name, encoding string
		sent           []byte
		words          string
	}{
		{"as it is", "", large, "too large: the body has more than 16 MiB"},
		{"decompressed", "gzip", packed(t, large), "too large: the body has more than 16 MiB"},
		{"gzip of nothing, many times", "gzip", empty, "too large: the body has more than 16 MiB"},
		{"a bomb", "gzip", packed(t, make([]byte, MaxBody)), "bytes of gzip expand more than 50 times"},
		{"a small bomb", "gzip", packed(t, make([]byte, ExpansionFrom+1)), "bytes of gzip expand more than 50 times"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fails(t, New("tollbook/test"), sends(t, test.encoding, test.sent), ErrTooLarge, test.words)
		})
	}
	a, err := New("tollbook/test").Get(t.Context(), sends(t, "", large[:MaxBody]), "")
	if err != nil || len(a.Body) != MaxBody {
		t.Errorf("a body of the most that is read: %d bytes, %v", len(a.Body), err)
	}
}

// TestTooLargeBySaying ends a body that is too large by its own word before it is read.
func TestTooLargeBySaying(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(MaxBody+1))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	fails(t, New("tollbook/test"), address, ErrTooLarge, "a body of 16777217 bytes, at most 16 MiB are read")
}

func TestCut(t *testing.T) {
	text := []byte(strings.Repeat(`{"prompt":"0.000003"}`, 20))
	for _, test := range []struct {
		name, encoding, length string
		sent                   []byte
	}{
		{"shorter than its length", "", "1000", text},
		{"gzip shorter than its length", "gzip", "1000", packed(t, text)},
		{"chunks without the last", "", "", text},
		{"gzip in chunks without the last", "gzip", "", packed(t, text)},
	} {
		t.Run(test.name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if test.encoding != "" {
					w.Header().Set("Content-Encoding", test.encoding)
				}
				if test.length != "" {
					w.Header().Set("Content-Length", test.length)
				}
				_, _ = w.Write(test.sent)
				_ = http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			})
			fails(t, New("tollbook/test"), address, ErrCut, "cut short: the body ends after "+strconv.Itoa(len(test.sent))+" bytes")
		})
	}
	t.Run("gzip within a whole answer", func(t *testing.T) {
		fails(t, New("tollbook/test"), sends(t, "gzip", packed(t, text)[:30]), ErrCut, "ends after 30 bytes")
	})
	t.Run("a stream of HTTP/2", func(t *testing.T) {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 2 {
				t.Errorf("asked by %s", r.Proto)
			}
			_, _ = w.Write(text)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}))
		s.EnableHTTP2 = true
		s.StartTLS()
		t.Cleanup(s.Close)
		g := New("tollbook/test")
		trust(g, s)
		fails(t, g, s.URL, ErrCut, "cut short: after "+strconv.Itoa(len(text))+" bytes: stream error")
	})
	t.Run("gzip of no bytes", func(t *testing.T) {
		fails(t, New("tollbook/test"), sends(t, "gzip", nil), ErrCut, "ends after 0 bytes")
	})
}

func TestEncoding(t *testing.T) {
	good := packed(t, []byte("{}"))
	wrong := bytes.Clone(good)
	wrong[len(wrong)-8]++ // its checksum
	for _, test := range []struct {
		name, encoding string
		sent           []byte
		words          string
	}{
		{"brotli", "br", []byte("{}"), `can't be decompressed: Content-Encoding is "br", only gzip is read`},
		{"twice", "gzip, gzip", good, `Content-Encoding is "gzip, gzip"`},
		{"a word to steer the terminal", "\u009b2J", good, `Content-Encoding is "\u009b2J"`},
		{"not gzip", "gzip", []byte(strings.Repeat("{}", 20)), "can't be decompressed: gzip: invalid header"},
		{"gzip with a wrong sum", "gzip", wrong, "can't be decompressed: gzip: invalid checksum"},
		{"gzip and more", "gzip", append(bytes.Clone(good), strings.Repeat("more", 5)...), "can't be decompressed: gzip: invalid header"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fails(t, New("tollbook/test"), sends(t, test.encoding, test.sent), ErrEncoding, test.words)
		})
	}
}

// TestBroken has the network fail in the middle of a body.
func TestBroken(t *testing.T) {
	reset := errors.New("connection reset")
	err := broken(reset, &counter{n: 7, err: reset})
	if !errors.Is(err, ErrCut) || !errors.Is(err, reset) || err.Error() != "cut short: after 7 bytes: connection reset" {
		t.Errorf("broken: %v", err)
	}
}
