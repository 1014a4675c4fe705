package usagefile_test

import (
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
)

// TestSeparators: what stands between the columns shows in the header, or a line in
// front of it says so. Lines keep their numbers.
func TestSeparators(t *testing.T) {
	for _, c := range []struct{ name, data string }{
		{"semicolons", "time;model;app;cost_usd\n2026-10-01;m;\"a;b\";0.5\n2026-10-02;m;c,d;0.25\n"},
		{"tabs", "time\tmodel\tapp\tcost_usd\n2026-10-01\tm\ta;b\t0.5\n2026-10-02\tm\tc,d\t0.25\n"},
		{"bars", "time|model|app|cost_usd\n2026-10-01|m|a;b|0.5\n2026-10-02|m|c,d|0.25\n"},
		{"decimal commas", "time;model;app;cost_usd\n2026-10-01;m;\"a;b\";0,5\n2026-10-02;m;\"c,d\";0,25\n"},
		{"decimal commas between tabs", "time\tmodel\tapp\tcost_usd\n2026-10-01\tm\ta;b\t0,5\n2026-10-02\tm\t\"c,d\"\t,25\n"},
		{"a comma and a semicolon in the header", "\"time\";model;app;\"a,b\";cost_usd\n2026-10-01;m;\"a;b\";;0.5\n2026-10-02;m;c,d;;0.25\n"},
		{"commas with a quoted semicolon", "time,model,app,\"a;b;c;d;e\",cost_usd\n2026-10-01,m,a;b,,0.5\n2026-10-02,m,\"c,d\",,0.25\n"},
		{"CRLF", "time;model;app;cost_usd\r\n2026-10-01;m;\"a;b\";0.5\r\n2026-10-02;m;c,d;0.25\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, front := range []string{"", "\n\r\n", "sep line"} {
				data, above := front+c.data, strings.Count(front, "\n")
				if front == "sep line" {
					sep := c.data[strings.Index(c.data, "model")+len("model"):][:1]
					data, above = "SEP="+sep+"\r\n"+c.data, 1
				}
				got := ""
				for _, r := range read(t, strings.NewReader(data), usagefile.Options{}, "native") {
					got += fmt.Sprintf("%s %s line %d; ", r.App, r.Cost, r.Line-above)
				}
				if got != "a;b 0.5 line 2; c,d 0.25 line 3; " {
					t.Errorf("with %q in front: rows %q", front, got)
				}
			}
		})
	}
}

// TestSepLineAlone: a header of one column, or one with another separator, is read as
// the line says; what separates nothing is refused by its line.
func TestSepLineAlone(t *testing.T) {
	rows := read(t, strings.NewReader("\"sep=,\"\ntime,model\n2026-10-01,a;b\n"), usagefile.Options{}, "native")
	if len(rows) != 1 || rows[0].Model != "a;b" || rows[0].Line != 3 {
		t.Errorf("rows %+v", rows)
	}
	for data, says := range map[string]string{"\nsep=x\ntime,model\n": `line 2: "sep=x": columns stand between`, "sep=\n": `line 1: "sep="`, "sep=;": "is empty", "sep=;\n\n": "is empty"} {
		if err := refuse(data, usagefile.Options{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %s", data, err, says)
		}
	}
}

// TestDecimalCommas: where no comma stands between the columns, one may stand before
// the decimals, in amounts and in counts. What could be thousands is refused.
func TestDecimalCommas(t *testing.T) {
	const head = "time;model;cost_usd;input_tokens\n"
	for cell, want := range map[string]string{"0,004": "0.004", "-1,5": "-1.5", "1234,56": "1234.56", "1,2e-5": "0.000012", "1.5": "1.5", "7": "7", ",5": "0.5",
		"1.234,56": "", "1,234.56": "", "1,234,567": "", "1.234.567": "", "1 234,56": "", ",": ""} {
		data := head + "2026-10-01;m;" + cell + ";3,0\n"
		if want == "" {
			if got := faults(t, data, usagefile.Options{}); len(got) != 1 || got[0].Column != "cost_usd" && got[0].Value != cell {
				t.Errorf("%q: faults %v, want one", cell, got)
			}
			continue
		}
		r := read(t, strings.NewReader(data), usagefile.Options{}, "native")[0]
		if r.Cost.String() != want || r.Tokens.Total() != 3 {
			t.Errorf("%q is %s, %d tokens; want %s, 3", cell, r.Cost, r.Tokens.Total(), want)
		}
	}
	got := faults(t, head+"2026-10-01;m;1.234,56;1,5\n", usagefile.Options{})
	if len(got) != 2 || !strings.Contains(got[0].Reason+got[1].Reason, "write 1234,56 or 1234.56") || !strings.Contains(got[0].Reason+got[1].Reason, "not a whole number") {
		t.Errorf("faults %v", got)
	}
	// A provider's export is read so too, and a comma between columns takes decimal commas away.
	export := strings.ReplaceAll(activityHead+activityRow, ",", ";")
	if r := read(t, strings.NewReader(strings.Replace(export, ";0.5;", ";0,5;", 1)), usagefile.Options{}, "openrouter-activity-csv")[0]; r.Cost.String() != "0.5" {
		t.Errorf("cost %s, want 0.5", r.Cost)
	}
	if got := faults(t, "time,model,cost_usd\n2026-10-01,m,\"0,5\"\n", usagefile.Options{}); len(got) != 1 {
		t.Errorf("faults %v, want one", got)
	}
}

// TestThousandsOfCounts: 1.000 tokens of a European table are not one token, nor are
// 1,000 of a table with tabs. Nobody can say which are meant, so they are refused.
func TestThousandsOfCounts(t *testing.T) {
	for _, sep := range []string{";", "\t", "|"} {
		for cell, want := range map[string]int64{"1000": 1000, "3.0": 3, "3,0": 3, "3.00": 3, "1e3": 1000, "1.000": -1, "1,000": -1, "1.234": -1, "12.345.678": -1, "12,345,678": -1, "0.000": -1} {
			data := strings.ReplaceAll("time;model;input_tokens\n2026-10-01;m;"+cell+"\n", ";", sep)
			if want < 0 {
				if got := faults(t, data, usagefile.Options{}); len(got) != 1 || got[0].Column != "input_tokens" {
					t.Errorf("%q between %q: faults %v, want one", cell, sep, got)
				}
				continue
			}
			if r := read(t, strings.NewReader(data), usagefile.Options{}, "native")[0]; r.Tokens.Total() != want {
				t.Errorf("%q between %q is %d tokens, want %d", cell, sep, r.Tokens.Total(), want)
			}
		}
	}
	// Between commas a point is one of decimals, as in OpenAI's "3.0".
	if r := read(t, strings.NewReader("time,model,input_tokens\n2026-10-01,m,3.000\n"), usagefile.Options{}, "native")[0]; r.Tokens.Total() != 3 {
		t.Errorf("%d tokens, want 3", r.Tokens.Total())
	}
}

// TestPeekSeparators: a look at the columns splits them as an import does.
func TestPeekSeparators(t *testing.T) {
	columns, cells, err := usagefile.Peek(strings.NewReader("sep=;\nwhen;caf\xe9\n1,5;\xfcber\n"), 5)
	if err != nil || strings.Join(columns, "/") != "when/café" || strings.Join(cells[0], "/") != "1,5/über" {
		t.Errorf("columns %q, cells %q, %v", columns, cells, err)
	}
}
