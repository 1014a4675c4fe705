package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger/report"
	"tollbook/ledger/usage"
)

// Keys of no account. sha256sum of the first begins with 6f3f.
const (
	oneKey   = "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	otherKey = "sk-ant-api03-zyxwvutsrq9876543210zyxwvutsrq9876543210"
)

// secretless fails where a part of a key is in a ledger's files.
func secretless(t *testing.T, path string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{oneKey[9:40], otherKey[13:40]} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %s", filepath.Base(name), secret)
			}
		}
	}
}

// TestNoKeyComesIn: API keys in any label, in what was said of the file and in its
// columns are in the ledger as fingerprints alone, said once; the same file again, and
// the same key in another dress, are the same.
func TestNoKeyComesIn(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	const file = "when,gateway,what,apikey,app,user,team,machine,provider,id,usd\n" +
		"2026-10-02,lab,lab-one," + oneKey + ",a,u,t,m,p,,1\n" +
		"2026-10-02,lab,lab-one,Bearer " + oneKey + "," + otherKey + ",at " + oneKey + "," + oneKey + "," + oneKey + "," + otherKey + "," + otherKey + ",2\n" +
		"2026-10-02,lab," + oneKey + ",ci,a,u,t,m,p,,4\n"
	opt := options("keys.csv")
	opt.Map = map[string]string{"time": "when", "model": "what", "key": "apikey", "request_id": "id", "cost_usd": "usd"}
	opt.Set = map[string]string{"residency": otherKey}
	got := bring(t, s, file, opt)
	counts(t, got, 3, 0, 0, 0)
	const says = "3 labels hold an API key: they are kept and shown as fingerprints, like at sk-or-…cdef #6f3f"
	if said := strings.Join(got.Warnings, "; "); !strings.Contains(said, says) || strings.Contains(said, "0123456789abcdef") {
		t.Errorf("warnings %s", said)
	}
	r := reported(t, s, report.Query{By: []string{"key"}})
	var keys []string
	for _, row := range r.Rows {
		keys = append(keys, row.Keys[0])
	}
	if shown := strings.Join(keys, "|"); shown != "ci|sk-or-…cdef #6f3f" {
		t.Errorf("keys %s", shown)
	}
	counts(t, bring(t, s, file, opt), 0, 3, 0, 0)
	counts(t, bring(t, s, file, options("remembered.csv")), 0, 3, 0, 0)
	sound(t, s)
	closed(t, s)
	secretless(t, path)
}

// TestNoKeyInErrors: what refuses a file quotes no key, and what is left out of it is the
// user's own row as it was.
func TestNoKeyInErrors(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	ctx := context.Background()
	for name, c := range map[string]struct{ text, says string }{
		"a bad cell":           {"time,gateway,model,cost_usd\n2026-10-02,lab,lab-one," + oneKey + "\n", "sk-or-…cdef #6f3f"},
		"an account of none":   {"time,gateway,model,account\n2026-10-02,lab,lab-one,a b " + oneKey + "\n", ""},
		"a table without head": {"2026-10-02,lab," + oneKey + "\n2026-10-02,lab,x\n", "sk-or-…cdef #6f3f"},
		"a broken record":      {`{"date":"2026-10-03","model":"m","usage":1,"requests":3,"prompt_tokens":30,"completion_tokens":4}` + "\n{\"k\":\"" + oneKey + "\n{}\n", "line 2"},
	} {
		_, err := s.Import(ctx, strings.NewReader(c.text), options("bad"))
		var rejected *usage.RejectedError
		switch {
		case err == nil && c.says == "":
		case err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "0123456789abcdef"):
			t.Errorf("%s: error %v", name, err)
		case errors.As(err, &rejected) && strings.Contains(rejected.Faults[0].Value, "0123456789abcdef"):
			t.Errorf("%s: fault %+v", name, rejected.Faults[0])
		}
	}
	opt := options("bad.csv")
	opt.SkipBad = true
	got, err := s.Import(ctx, strings.NewReader("time,gateway,model,key,cost_usd\n2026-10-02,lab,lab-one,"+oneKey+",free\n"), opt)
	if err != nil || len(got.Bad) != 1 || got.Bad[0].Records[0][3] != oneKey {
		t.Errorf("left out %v, %v", got.Bad, err)
	}
	look, err := s.Sample(ctx, strings.NewReader("time,gateway,model,key\n2026-10-02,lab,lab-one,"+oneKey+"\n"), options("look"), 5)
	if err != nil || look.Cells[0][3] != "sk-or-…cdef #6f3f" || look.Rows[0].Key != "sk-or-…cdef #6f3f" {
		t.Errorf("a look at it: %v %+v, %v", look.Cells, look.Rows, err)
	}
	closed(t, s)
	secretless(t, path)
}

// TestHashesAreNoKeys: LiteLLM's hash of a key is the key's label.
func TestHashesAreNoKeys(t *testing.T) {
	s := temporary(t, small())
	hash := strings.Repeat("0123456789abcdef", 4)
	bring(t, s, "time,gateway,model,key,cost_usd\n2026-10-02,lab,lab-one,"+hash+",1\n", options("hash"))
	if r := reported(t, s, report.Query{By: []string{"key"}}); r.Rows[0].Keys[0] != hash {
		t.Errorf("key %s", r.Rows[0].Keys[0])
	}
}
