package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

func TestTableText(t *testing.T) {
	head := []string{"gateway", "a month", "vs you", "sla"}
	rows := [][]string{{"=cmd()|x", "$1,259.25", "+$4.05", "99.9 %"}, {"-x", "?", "-$0.50", "-"}}
	for _, c := range []struct{ format, want string }{
		// A name that a spreadsheet would run is quoted, a negative amount is not.
		{"csv", "gateway,a month,vs you,sla\n'=cmd()|x,1259.25,4.05,99.9 %\n'-x,?,-0.50,\n"},
		{"markdown", "| gateway | a month | vs you | sla |\n| --- | --- | ---: | --- |\n| '=cmd()\\|x | 1259.25 | 4.05 | 99.9 % |\n| '-x | ? | -0.50 |  |\n"},
	} {
		got, err := tableText(c.format, head, rows)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.format, err, got, c.want)
		}
	}
	text, err := tableText("json", head, rows)
	var got []map[string]string
	if err != nil || json.Unmarshal([]byte(text), &got) != nil || len(got) != 2 || got[0]["a month"] != "1259.25" || got[1]["gateway"] != "-x" {
		t.Errorf("json: %v %s", err, text)
	}
	if text, err := tableText("json", head, nil); err != nil || text != "[]\n" {
		t.Errorf("no rows: %v %q", err, text)
	}
}

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
		a := app{env: env{stdout: &out, getenv: func(name string) string {
			return map[string]string{"SSH_TTY": "/dev/pts/1", c.name: c.value}[name]
		}}}
		if err := a.copyText("a b"); err != nil || out.String() != c.want {
			t.Errorf("%s: %v %q, want %q", c.name, err, out.String(), c.want)
		}
	}
}
