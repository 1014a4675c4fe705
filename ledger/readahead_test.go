package ledger_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"tollbook/ledger/usagefile"
)

// A silent file is like a terminal at which nobody types: whoever reads it waits, and
// here the context ends as soon as somebody does.
type silent struct {
	head string
	stop func()
	end  chan struct{}
}

func (s *silent) Read(p []byte) (int, error) {
	if s.head != "" {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	s.stop()
	<-s.end
	return 0, io.EOF
}

// TestStoppedWhileNothingComes: an import that waits for more of its file ends with its
// context, before the header and behind it, and leaves nothing.
func TestStoppedWhileNothingComes(t *testing.T) {
	for name, head := range map[string]string{"at its beginning": "", "in the header": "time,mod", "behind a row": "time,gateway,model,cost_usd\n2026-10-01,openrouter,m,1\n2026-10-02,openrouter,m,1\n",
		"in an archive": "\x1f\x8b\x08", "in JSON": `{"data":[{"date":"2026-10-03","mo`} {
		s := temporary(t, real())
		ctx, cancel := context.WithCancel(context.Background())
		in := &silent{head: head, stop: cancel, end: make(chan struct{})}
		_, err := s.Import(ctx, in, options("-"))
		close(in.end)
		if !errors.Is(err, context.Canceled) || errors.Is(err, usagefile.ErrCutOff) {
			t.Errorf("%s: error %v, want context.Canceled", name, err)
		}
		imports, err := s.Imports(context.Background())
		if err != nil || len(imports) > 0 {
			t.Errorf("%s: imports %v, %v", name, imports, err)
		}
	}
}
