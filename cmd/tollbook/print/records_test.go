package print

import (
	"strings"
	"testing"
)

type recordsInner struct {
	A int    `json:"a"`
	B string `json:"b"`
}

type recordsRow struct {
	Name string          `json:"name"`
	USD  *string         `json:"usd"`
	Tags []string        `json:"tags"`
	In   recordsInner    `json:"in"`
	List []recordsInner  `json:"list"`
	By   map[string]bool `json:"by,omitempty"`
}

type recordsPage struct {
	Schema string       `json:"schema"`
	Words  []string     `json:"words"`
	Rows   []recordsRow `json:"rows"`
}

// TestRecords: what JSON has inside a row stands in cells, and only what could be
// run by a spreadsheet is quoted.
func TestRecords(t *testing.T) {
	amount := "-1234567890123.5"
	for _, c := range []struct {
		name     string
		value    any
		csv      string
		markdown string
	}{
		{"rows with all kinds of cells", recordsPage{"s", []string{"not", "rows"}, []recordsRow{
			{"=1+1", &amount, []string{"x", "y, z"}, recordsInner{1, "-q"}, []recordsInner{{2, "c"}, {3, "d"}}, nil},
			{"a|b\nc", nil, nil, recordsInner{}, []recordsInner{}, map[string]bool{"sla": true}},
			{"-5.50", nil, []string{"@now"}, recordsInner{-7, "+"}, nil, map[string]bool{"sla": false, "fee": true}},
		}}, `name,usd,tags,in.a,in.b,list,by.fee,by.sla
'=1+1,-1234567890123.5,"x; y, z",1,'-q,a=2 b=c; a=3 b=d,,
a|b·c,,,0,,,,true
-5.50,,'@now,-7,'+,,true,false
`, `| name | usd | tags | in.a | in.b | list | by.fee | by.sla |
| --- | ---: | --- | ---: | --- | --- | --- | --- |
| '=1+1 | -1234567890123.5 | x; y, z | 1 | '-q | a=2 b=c; a=3 b=d |  |  |
| a\|b·c |  |  | 0 |  |  |  | true |
| -5.50 |  | '@now | -7 | '+ |  | true | false |
`},
		{"no rows", recordsPage{Schema: "s"}, "name,usd,tags,in.a,in.b,list\n", "| name | usd | tags | in.a | in.b | list |\n| --- | --- | --- | --- | --- | --- |\n"},
		{"no list", struct {
			Schema string `json:"schema"`
			N      int    `json:"n"`
		}{"s", 3}, "n\n3\n", "| n |\n| ---: |\n| 3 |\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := recordsOf(c.value)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := r.writeCSV(&b); err != nil {
				t.Fatal(err)
			}
			if b.String() != c.csv {
				t.Errorf("CSV\n%s\nwant\n%s", b.String(), c.csv)
			}
			if got := r.Markdown(); got != c.markdown {
				t.Errorf("markdown\n%s\nwant\n%s", got, c.markdown)
			}
		})
	}
}
