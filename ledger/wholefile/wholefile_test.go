package wholefile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "list.csv")
	rename := func(written string) error { return os.Rename(written, path) }
	for _, text := range []string{"one\n", ""} { // a file that is there is replaced
		if err := Write(path, []byte(text), rename); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v, want %q", got, err, text)
		}
	}
	full := errors.New("no place")
	err := Write(path, []byte("two\n"), func(string) error { return full })
	if got, _ := os.ReadFile(path); !errors.Is(err, full) || string(got) != "" {
		t.Errorf("%v, and %q stands there", err, got)
	}
	if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
		t.Errorf("left behind: %v", all)
	}
}
