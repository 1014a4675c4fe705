package screens

import (
	"bytes"
	"os"
	"testing"

	"tollbook/cmd/tollbook/cli"
)

func TestSaveNeverOverwrites(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, want := range []string{"gateways.csv", "gateways-2.csv", "gateways-3.csv"} {
		got, err := saveText("gateways.csv", want)
		if err != nil || got != want {
			t.Fatalf("saved in %q, %v, want %q", got, err, want)
		}
	}
	for _, name := range []string{"gateways.csv", "gateways-2.csv"} {
		if text, err := os.ReadFile(name); err != nil || string(text) != name {
			t.Errorf("%s holds %q, %v", name, text, err)
		}
	}
	if _, err := saveText("no/such/folder.txt", "x"); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

// The terminal gets the text as OSC 52: base64 of "a b" is YSBi.
func TestCopyReachesTheTerminal(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"", "", "\x1b]52;c;YSBi\x07"},
		{"TMUX", "/tmp/tmux", "\x1bPtmux;\x1b\x1b]52;c;YSBi\x07\x1b\\"},
	} {
		var out bytes.Buffer
		run := cli.New(cli.Env{Stdout: &out, Getenv: func(name string) string {
			return map[string]string{"SSH_TTY": "/dev/pts/1", c.name: c.value}[name]
		}})
		if err := copyText(run, "a b"); err != nil || out.String() != c.want {
			t.Errorf("%s: %v %q, want %q", c.name, err, out.String(), c.want)
		}
	}
}
