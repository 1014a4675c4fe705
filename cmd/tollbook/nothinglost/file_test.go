package nothinglost

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"
)

// pageSize reads a ledger's page size from the SQLite header (bytes 16 and 17).
func pageSize(file []byte) int { return int(binary.BigEndian.Uint16(file[16:])) }

// small is a ledger of some hundred rows, its report, and a further file.
func small(t *testing.T) (b books, report, file string) {
	t.Helper()
	b = fresh(t)
	b.bring(t, export(t, "a.csv", usages(0, 600)))
	b.alone(t)
	return b, b.report(t), export(t, "b.csv", usages(600, 700))
}

// same fails where the ledger's file was changed or anything lies beside it.
func same(t *testing.T, b books, want []byte) {
	t.Helper()
	if !bytes.Equal(read(t, b.path), want) {
		t.Error("the file was changed")
	}
	b.alone(t)
}

// TestWhatIsNoSoundLedger: what is cut short, from a newer tollbook or no ledger
// at all is refused by every command, and stays as it is to the last byte.
func TestWhatIsNoSoundLedger(t *testing.T) {
	good, _, file := small(t)
	was := read(t, good.path)
	page := pageSize(was)
	newer := bytes.Clone(was)
	binaryPut(newer[60:], 99) // user_version
	header := bytes.Clone(was)
	copy(header[100:], bytes.Repeat([]byte{0xa5}, 300))
	type bad struct {
		name  string
		bytes []byte
		says  string
	}
	list := []bad{
		{"of a newer version", newer, "was written by a newer tollbook (version 99"},
		{"an export", read(t, file), "is no tollbook ledger"},
		{"with garbage in its first page", header, "is damaged"},
	}
	for _, n := range []int{1, 15, 16, 50, 100, 512, 4096, page - 1, page, page + 1, len(was) / 2, len(was)/2 + 77, len(was) - page, len(was) - 4096, len(was) - 1} {
		says := "is damaged"
		if n < 50 { // too little to tell
			says = "is "
		}
		list = append(list, bad{fmt.Sprintf("cut to %d of %d bytes", n, len(was)), was[:n], says})
	}
	commands := [][]string{{"report"}, {"doctor"}, {"import", file}, {"imports"}, {"imports", "undo", "1"}, {"compare"}, {"backup", filepath.Join(t.TempDir(), "copy.db")}, {}}
	for i, c := range list {
		t.Run(c.name, func(t *testing.T) {
			b := fresh(t)
			if err := os.WriteFile(b.path, c.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			some := commands
			if i >= 3 { // of the cut ones the most used
				some = commands[:3]
			}
			for _, args := range some {
				b.refused(t, args, "ledger "+b.path+" "+c.says, "hint: ")
				same(t, b, c.bytes)
			}
		})
	}
}

func binaryPut(b []byte, n uint32) { binary.BigEndian.PutUint32(b, n) }

// TestAnEmptyFile is no ledger yet: who reads finds nothing and leaves it alone.
func TestAnEmptyFile(t *testing.T) {
	b := fresh(t)
	if err := os.WriteFile(b.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.refused(t, []string{"doctor"}, "(an empty file) does not exist yet")
	b.must(t, "report")
	same(t, b, nil)
	list := usages(0, 10)
	b.bring(t, export(t, "a.csv", list))
	total(t, b.report(t), list)
}

// TestGarbageInTheMiddle: doctor finds every page that was overwritten; a report
// refuses or is right, and nothing is written.
func TestGarbageInTheMiddle(t *testing.T) {
	good, want, _ := small(t)
	was := read(t, good.path)
	page := pageSize(was)
	random := rand.New(rand.NewPCG(11, 4))
	n := 12
	if testing.Short() {
		n = 4
	}
	refused := 0
	for range n {
		at := (1 + random.IntN(len(was)/page-1)) * page
		t.Run(fmt.Sprintf("page %d", at/page), func(t *testing.T) {
			b, garbage := fresh(t), bytes.Clone(was)
			for i := range page {
				garbage[at+i] = byte(random.Uint32())
			}
			if err := os.WriteFile(b.path, garbage, 0o600); err != nil {
				t.Fatal(err)
			}
			if r := b.run(t, "doctor"); r.code != 1 {
				t.Errorf("doctor: exit %d: %s%s", r.code, r.stdout, r.stderr)
			}
			same(t, b, garbage)
			if r := b.run(t, "report", "--by", "day,account,gateway,model,provider,key,app,user", "--json"); r.code != 0 {
				refused++
			} else if r.stdout != want {
				t.Error("a damaged ledger gives another report")
			}
			same(t, b, garbage)
		})
	}
	t.Logf("%d of %d reports were refused, the others right", refused, n)
}

// TestAnOlderLedger: one that version 1 wrote is upgraded and its copy kept.
func TestAnOlderLedger(t *testing.T) {
	was := read(t, filepath.FromSlash("../../../ledger/testdata/v1.db"))
	b := fresh(t)
	if err := os.WriteFile(b.path, was, 0o600); err != nil {
		t.Fatal(err)
	}
	want := b.report(t)
	if !bytes.Contains([]byte(want), []byte(`"usd": "28.85"`)) { // 0.75 + 28 + 0.10
		t.Errorf("not $28.85:\n%s", want)
	}
	b.sound(t)
	version := binary.BigEndian.Uint32(read(t, b.path)[60:])
	if version == 1 {
		b.alone(t)
		t.Log("version 1 is the newest: nothing to upgrade")
		return
	}
	copied := b.path + ".v1"
	if got := binary.BigEndian.Uint32(read(t, copied)[60:]); got != 1 {
		t.Errorf("the copy is of version %d, want 1", got)
	}
	db, err := sql.Open("sqlite", copied)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var rows int
	if err := db.QueryRow(`SELECT COUNT(*) FROM usage`).Scan(&rows); err != nil || rows == 0 {
		t.Errorf("the copy has %d rows: %v", rows, err)
	}
	b.report(t)
	if found, err := filepath.Glob(b.path + "?*"); err != nil || len(found) != 1 {
		t.Errorf("beside the upgraded ledger lie %v", found)
	}
	// The copy is a ledger, and is upgraded like any other.
	if (books{path: copied}).report(t) != want {
		t.Error("the copy gives another report")
	}
}
