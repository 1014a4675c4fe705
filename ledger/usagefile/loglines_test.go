package usagefile

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func never([]byte) bool { return false }

func TestLogLines(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"nothing":              {"", ""},
		"a line":               {"a\n", "1 a;"},
		"no line break":        {"a", "1 a;cut"},
		"blank lines and CRLF": {"\n\r\na\r\n\nb", "1 ;2 \r;3 a\r;4 ;5 b;cut"},
		"byte order mark":      {"\ufeffa\nb\n", "1 a;2 b;"},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.data), iotest.OneByteReader(strings.NewReader(c.data)), iotest.DataErrReader(strings.NewReader(c.data))} {
			l := newLogLines(r, never)
			got := ""
			for {
				line, whole, err := l.next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got += string(rune('0'+l.line)) + " " + string(line) + ";"
				if !whole {
					got += "cut"
				}
			}
			if got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
	}
}

// TestLongLine: a line longer than the window keeps its small values, loses the
// insides of its long strings, and is JSON exactly when it was.
func TestLongLine(t *testing.T) {
	long := strings.Repeat(`pasted \"text\" größe \\ \u00e9\n`, 25_000)
	for name, c := range map[string]struct {
		line string
		id   string // "" is no JSON
	}{
		"value behind it":      {`{"content":"` + long + `","id":"x1"}`, "x1"},
		"value before it":      {`{"id":"x2","a":["` + long + `",{"b":"` + long + `"}]}`, "x2"},
		"escaped":              {`{"a":"` + long + `","id":"\u0078\"3"}`, `x"3`},
		"control character":    {`{"a":"` + long + "\t" + `","id":"x4"}`, ""},
		"no such escape":       {`{"a":"` + long + `\x","id":"x5"}`, ""},
		"no hex digit":         {`{"a":"` + long + `\u00g0","id":"x6"}`, ""},
		"cut in a string":      {`{"id":"x7","a":"` + long, ""},
		"cut behind it":        {`{"id":"x8","a":"` + long + `"`, ""},
		"cut behind backslash": {`{"id":"x9","a":"` + long + `\`, ""},
	} {
		var v struct{ ID string }
		if err := json.Unmarshal([]byte(c.line), &v); (err == nil) != (c.id != "") || v.ID != c.id && err == nil {
			t.Fatalf("%s: the example is not what it says: %q, %v", name, v.ID, err)
		}
		for _, shift := range []int{0, 1, 2, 3, 4, 5, 6, 7} {
			data := strings.Repeat(" ", shift) + c.line + "\nnext\n"
			l := newLogLines(strings.NewReader(data), never)
			line, whole, err := l.next()
			if err != nil || !whole || len(line) > 100_000 {
				t.Fatalf("%s: %d bytes, whole %t, %v", name, len(line), whole, err)
			}
			v.ID = ""
			err = json.Unmarshal(line, &v)
			if (err == nil) != (c.id != "") || err == nil && v.ID != c.id {
				t.Errorf("%s: id %q, %v; want %q", name, v.ID, err, c.id)
			}
			if line, _, err = l.next(); string(line) != "next" || err != nil || l.line != 2 {
				t.Errorf("%s: then line %d %q, %v", name, l.line, line, err)
			}
		}
	}
}

// TestDullLine: a long line without usage keeps nothing but whether it ends as an
// object does.
func TestDullLine(t *testing.T) {
	long := strings.Repeat("x", 3*window)
	for data, want := range map[string]string{
		`{"type":"user","a":"` + long + `"}` + "\n":    "{}",
		`{"type":"user","a":"` + long + `"} ` + "\r\n": "{}",
		`{"type":"user","a":"` + long + "\n":           "{",
	} {
		l := newLogLines(strings.NewReader(data+"b\n"), func(b []byte) bool { return bytes.HasPrefix(b, []byte(`{"type":"user"`)) })
		line, whole, err := l.next()
		if string(line) != want || !whole || err != nil {
			t.Errorf("%q, %t, %v; want %q", line, whole, err, want)
		}
		if line, _, _ = l.next(); string(line) != "b" {
			t.Errorf("then %.20q", line)
		}
	}
}
