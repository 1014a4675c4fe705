package importer

import (
	"context"
	"testing"

	"tollbook/ledger/usagefile"
)

// Every field that a mapping can name can be said in the form.
func TestEveryFieldCanBeSaid(t *testing.T) {
	said := map[string]bool{}
	for _, m := range mappedFields {
		said[m.name] = true
	}
	for _, name := range usagefile.NativeFields() {
		if !said[name] {
			t.Errorf("%s can't be said", name)
		}
	}
	if len(said) != len(usagefile.NativeFields()) {
		t.Errorf("%d fields, there are %d", len(said), len(usagefile.NativeFields()))
	}
}

// A line of progress of an import that is not the one at hand is dropped.
func TestOldProgress(t *testing.T) {
	m := New(context.Background())
	m.step, m.request, m.line = readStep, 2, "half of it"
	if m, _, mine := m.Update(progressed{1, "an old line"}); !mine || m.line != "half of it" {
		t.Errorf("%v, %q", mine, m.line)
	}
}
