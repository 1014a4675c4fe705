package print

import (
	"encoding/json"
	"testing"
)

func TestScreenTable(t *testing.T) {
	head := []string{"gateway", "a month", "vs you", "sla"}
	rows := [][]string{{"=cmd()|x", "$1,259.25", "+$4.05", "99.9 %"}, {"-x", "?", "-$0.50", "-"}}
	for _, c := range []struct{ format, want string }{
		// A name that a spreadsheet would run is quoted, a negative amount is not.
		{"csv", "gateway,a month,vs you,sla\n'=cmd()|x,1259.25,4.05,99.9 %\n'-x,?,-0.50,\n"},
		{"markdown", "| gateway | a month | vs you | sla |\n| --- | --- | ---: | --- |\n| '=cmd()\\|x | 1259.25 | 4.05 | 99.9 % |\n| '-x | ? | -0.50 |  |\n"},
	} {
		got, err := ScreenTable(c.format, head, rows)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.format, err, got, c.want)
		}
	}
	text, err := ScreenTable("json", head, rows)
	var got []map[string]string
	if err != nil || json.Unmarshal([]byte(text), &got) != nil || len(got) != 2 || got[0]["a month"] != "1259.25" || got[1]["gateway"] != "-x" {
		t.Errorf("json: %v %s", err, text)
	}
	if text, err := ScreenTable("json", head, nil); err != nil || text != "[]\n" {
		t.Errorf("no rows: %v %q", err, text)
	}
}
