package usagefile_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"tollbook/ledger/usagefile"
)

// utf16Of writes a text as Windows PowerShell does, with its mark in front.
func utf16Of(text string, order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

// TestCharsets: one file in every dress that it comes in is read to the same rows.
func TestCharsets(t *testing.T) {
	const table = "time,model,app,cost_usd\n2026-10-01,m,\"Köln, 😀\",0.5\n2026-10-02,m,\"two\nlines\",0.25\n"
	const want = "2026-10-01 Köln, 😀 0.5 line 2; 2026-10-02 two\nlines 0.25 line 3; "
	for name, data := range map[string]string{
		"UTF-8":                        table,
		"UTF-8 with its mark":          "\ufeff" + table,
		"UTF-16, little end first":     string(utf16Of(table, binary.LittleEndian)),
		"UTF-16, big end first":        string(utf16Of(table, binary.BigEndian)),
		"UTF-16 with CRLF":             string(utf16Of(strings.ReplaceAll(table, "\n", "\r\n"), binary.LittleEndian)),
		"UTF-16, gzip":                 squeeze(t, string(utf16Of(table, binary.LittleEndian))),
		"UTF-16, zip":                  archive(t, map[string]string{"a.csv": string(utf16Of(table, binary.BigEndian))}),
		"CRLF":                         strings.ReplaceAll(table, "\n", "\r\n"),
		"CR alone":                     strings.ReplaceAll(table, "\n", "\r"),
		"CR alone without the last":    strings.TrimSuffix(strings.ReplaceAll(table, "\n", "\r"), "\r"),
		"CR between rows, LF in cells": strings.ReplaceAll(strings.ReplaceAll(table, "\n", "\r"), "two\r", "two\n"),
		"UTF-16 with CR alone":         string(utf16Of(strings.ReplaceAll(table, "\n", "\r"), binary.LittleEndian)),
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, r := range read(t, iotest.HalfReader(strings.NewReader(data)), usagefile.Options{}, "native") {
				got += fmt.Sprintf("%s %s %s line %d; ", r.At.Format("2006-01-02"), r.App, r.Cost, r.Line)
				if r.Marks != 0 {
					t.Errorf("marks %d of what is Unicode", r.Marks)
				}
			}
			if got != want {
				t.Errorf("rows %q, want %q", got, want)
			}
		})
	}
}

// TestUTF16JSON: pages and lines of JSON come in UTF-16 too; half of a pair alone is
// U+FFFD, and the character behind it stays.
func TestUTF16JSON(t *testing.T) {
	lines := day("K\u00f6ln") + "\r\n" + day("😀") + "\r\n"
	if got := models(read(t, strings.NewReader(string(utf16Of(lines, binary.LittleEndian))), usagefile.Options{}, activityAPI)); got != "Köln@1 😀@2" {
		t.Errorf("rows %s", got)
	}
	// 0xd83d is the first half of a pair; the letter x follows.
	half := strings.Replace(string(utf16Of(day("?x"), binary.BigEndian)), "\x00?\x00x", "\xd8\x3d\x00x", 1)
	if got := models(read(t, strings.NewReader(half), usagefile.Options{}, activityAPI)); got != "\ufffdx@1" {
		t.Errorf("rows %s", got)
	}
}

// TestLatin1: a byte that is not UTF-8 is read as the Latin-1 that Windows writes,
// beside UTF-8 too; the rows that hold one are marked and no others.
func TestLatin1(t *testing.T) {
	const table = "time,model,app,caf\xe9\n" +
		"2026-10-01,m,caf\xe9,\n" +
		"2026-10-02,m,café,\n" +
		"2026-10-03,m,\x80 5 \x96 \x93a\x94 caf\xc3\xa9\x81,\n" +
		"2026-10-04,m,plain,\xff in a column that is not read\n"
	for name, c := range map[string]struct{ data, typ string }{
		"CSV": {table, "native"},
		"JSON lines": {strings.NewReplacer("café", "M\u00fcnchen").Replace(day("caf\xe9")) + "\n" + day("café") + "\n" +
			day("\x80 5 \x96 \x93a\x94 caf\xc3\xa9\x81") + "\n" + strings.Replace(day("plain"), `"usage"`, "\"note\":\"\xff\",\"usage\"", 1) + "\n", activityAPI},
	} {
		t.Run(name, func(t *testing.T) {
			rows := read(t, strings.NewReader(c.data), usagefile.Options{}, c.typ)
			for i, want := range []struct {
				text  string
				marks usagefile.Marks
			}{{"café", usagefile.Latin1}, {"café", 0}, {"€ 5 – “a” café\u0081", usagefile.Latin1}, {"plain", 0}} {
				got := rows[i].App
				if c.typ == activityAPI {
					got = rows[i].Model
				}
				if got != want.text || rows[i].Marks != want.marks {
					t.Errorf("row %d is %q with marks %d, want %q with %d", i, got, rows[i].Marks, want.text, want.marks)
				}
			}
		})
	}
	// The name of a column is read the same way, so that it can be mapped.
	rows := read(t, strings.NewReader(strings.Replace(table, "plain,", ",", 1)), usagefile.Options{Map: map[string]string{"user": "café"}}, "native")
	if rows[3].User != "ÿ in a column that is not read" || rows[3].Marks != usagefile.Latin1 {
		t.Errorf("the mapped column is %q, marks %d", rows[3].User, rows[3].Marks)
	}
}

// TestLatin1InAnEscapedText: what JSON escapes beside such a byte is read too.
func TestLatin1InAnEscapedText(t *testing.T) {
	rows := read(t, strings.NewReader(strings.Replace(day("x"), `"x"`, "\"caf\xe9\\u0020\\\"au lait\\\"\"", 1)), usagefile.Options{}, activityAPI)
	if rows[0].Model != `café "au lait"` || rows[0].Marks != usagefile.Latin1 {
		t.Errorf("model %q, marks %d", rows[0].Model, rows[0].Marks)
	}
}

// TestNULs: a NUL names its line and cell, the rows around it are read, and it is no
// reason to take the file for a binary one.
func TestNULs(t *testing.T) {
	got := faults(t, "time,model,note\n2026-10-01,m,\n2026-10-02,a\x00b,\n2026-10-03,m,\x00\n2026-10-04,m,\n", usagefile.Options{})
	if len(got) != 2 || got[0].Line != 3 || got[0].Column != "model" || got[0].Value != "a\x00b" || got[1].Line != 4 || got[1].Column != "note" || got[0].Reason != "holds a NUL" {
		t.Errorf("faults %v", got)
	}
	if got := faults(t, "{\"date\":\"a\x00\"}\n"+day("m")+"\n", usagefile.Options{}); len(got) != 1 || got[0].Line != 1 {
		t.Errorf("faults of JSON lines %v", got)
	}
}

// TestLatin1InLogs: the labels of a call are read so too, and the next call is not marked.
func TestLatin1InLogs(t *testing.T) {
	call := func(id, folder string) string {
		return `{"type":"assistant","timestamp":"2026-10-02T09:00:00.000Z","sessionId":"s1","requestId":"r` + id + `","cwd":"/src/` + folder + `","message":{"id":"m` + id + `","model":"claude-sonnet-4-5","usage":{"input_tokens":10,"output_tokens":7},"content":"caf` + "\xe9" + `"}}` + "\n"
	}
	rows := read(t, strings.NewReader(call("1", "caf\xe9")+call("2", "café")), usagefile.Options{}, "claude-code-jsonl")
	if len(rows) != 2 || rows[0].App != "/src/café" || rows[0].Marks != usagefile.Latin1 || rows[1].App != "/src/café" || rows[1].Marks != 0 {
		t.Errorf("rows %+v", rows)
	}
}

// TestLatin1AtTheEnd: bytes are looked at eight at a time, and the last few one by one.
func TestLatin1AtTheEnd(t *testing.T) {
	for written, want := range map[string]string{"\xe9": "é", "\x80": "€"} {
		for n := range 9 {
			x := strings.Repeat("x", n)
			r := read(t, strings.NewReader("time,model\n2026-10-01,"+x+written), usagefile.Options{}, "native")[0]
			if r.Model != x+want || r.Marks != usagefile.Latin1 {
				t.Errorf("the model is %q, marks %d; want %q", r.Model, r.Marks, x+want)
			}
		}
	}
}

// TestSpacesAroundLabels: those beyond ASCII are none of a label either.
func TestSpacesAroundLabels(t *testing.T) {
	for _, space := range []string{" ", "\t", "\u00a0", "\u2000", "\u3000"} {
		r := read(t, strings.NewReader("time,model,app\n2026-10-01,"+space+"m"+space+",a\n"), usagefile.Options{}, "native")[0]
		behind := read(t, strings.NewReader("time,model,app\n2026-10-01,m"+space+",a\n"), usagefile.Options{}, "native")[0]
		if r.Model != "m" || behind.Model != "m" || r.App != "a" {
			t.Errorf("between %q the model is %q, before it %q", space, r.Model, behind.Model)
		}
	}
}
