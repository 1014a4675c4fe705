package usagefile_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// FuzzOpen reads any bytes as an export: it never panics, it ends, and a row
// without faults holds nothing that the ledger could not keep.
func FuzzOpen(f *testing.F) {
	samples, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	logs, err := filepath.Glob("testdata/*.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	samples = append(samples, logs...)
	for _, path := range samples {
		if strings.HasSuffix(path, ".expected.json") || filepath.Ext(path) == "" {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
		f.Add(utf16Of(string(data), binary.LittleEndian))
		f.Add(bytes.ReplaceAll(data, []byte("\n"), []byte("\r")))
		f.Add(bytes.ReplaceAll(data, []byte("e"), []byte("\xe9")))
		f.Add(append([]byte("\ufeff"), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))...))
	}
	for _, s := range []string{
		"", "\n", "time,model\n", "time,model\n2026-01-01,\"a\n", "time,model,time\n2026-01-01,m,\n", "\x1f\x8b\x08", "PK\x03\x04", "\xef\xbb\xbf\x00",
		"time,model,input_tokens,reasoning_tokens,output_tokens,cost_usd,requests\n2026-01-01,m,1e3,1,1,-1e-30,0\n",
	} {
		f.Add([]byte(s))
	}
	first, last := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Add([]byte(packed(f, "amount.csv", amountFile, "cost.csv", walletFile)))
	opt := usagefile.Options{FX: map[string]string{"CNY": "0.1389", "EUR": "1.1"}}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := usagefile.Open(bytes.NewReader(data), opt)
		if err != nil {
			return
		}
		lines, before, part := 1+bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte("\r")), 0, ""
		packed := bytes.HasPrefix(data, []byte("\x1f\x8b")) || bytes.HasPrefix(data, []byte("PK"))
		for n := 0; ; n++ {
			rec, err := file.Next(context.Background())
			if err != nil {
				if err != io.EOF && err.Error() == "" {
					t.Error("an error without words")
				}
				return
			}
			isJSON := file.Header == nil
			if n > lines && !packed && !isJSON { // JSON has many records a line
				t.Fatalf("%d records in %d lines", n, lines)
			}
			if rec.Part != part {
				part, before = rec.Part, 0
			}
			for _, fault := range rec.Faults {
				if fault.Line < 1 || fault.Reason == "" {
					t.Fatalf("fault %+v", fault)
				}
			}
			if len(rec.Faults) > 0 {
				if rec.Raw == nil {
					t.Fatal("a bad record without its raw fields")
				}
				continue
			}
			if rec.Idle {
				continue
			}
			r := rec.Row
			// Copies of a call stand together on the line of the fullest.
			if !rec.Format.Fullest && (r.Line < before || r.Line == before && !isJSON) || r.Line < 1 || r.Line > lines && !packed {
				t.Fatalf("line %d behind line %d of %d", r.Line, before, lines)
			}
			before = r.Line
			if r.At.Before(first) || !r.At.Before(last) || r.At.Location() != time.UTC {
				t.Fatalf("time %v", r.At)
			}
			if r.Model == "" && r.View == usagefile.Requests || r.Requests < 0 || r.Tokens[pricing.Reasoning] > r.Tokens[pricing.Output] {
				t.Fatalf("row %+v", r)
			}
			for kind, tokens := range r.Tokens {
				if tokens < 0 || tokens > 1_000_000_000_000 {
					t.Fatalf("%d tokens of %s", tokens, pricing.Kind(kind))
				}
			}
			for _, m := range []pricing.Money{r.Cost, r.OwnKeyUSD} {
				if again, err := pricing.ParseMoney(m.String()); err != nil || !again.Equal(m) {
					t.Fatalf("amount %s does not read back: %v", m, err)
				}
			}
			if r.Extra.Sign() < 0 || r.Extra.Sign() > 0 && r.Extra.Cmp(r.Cost) > 0 {
				t.Fatalf("extra %s of a cost of %s", r.Extra, r.Cost)
			}
			for _, s := range []string{r.ID, r.Gateway, r.Account, r.Model, r.Provider, r.Key, r.App, r.User, r.Dims} {
				if !utf8.ValidString(s) {
					t.Fatalf("label %q is not UTF-8", s)
				}
			}
		}
	})
}

// FuzzParseTime: what is a time lies in the years of use, and reads back.
func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"", "2026-11-14", "20261114", "1789278018", "1789278018070", "2026-11-14 18:22:05.070", "2026-11-14T18:22:05+02:00", "0000-01-01", "3000-01-01", "2100-12-31T23:59:59-01:00", " 2026-11-14 18:22 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := usagefile.ParseTime(s)
		if err != nil {
			return
		}
		if at.Year() < 2000 || at.Year() > 2100 || at.Location() != time.UTC {
			t.Fatalf("ParseTime(%q) = %v", s, at)
		}
		again, err := usagefile.ParseTime(at.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(at) {
			t.Fatalf("ParseTime(%q) = %v, which reads back as %v, %v", s, at, again, err)
		}
	})
}

// FuzzParseCount: what is a count is never negative and agrees with its value
// as an amount.
func FuzzParseCount(f *testing.F) {
	for _, s := range []string{"", "3", "3.0", "-0", "1e3", "1e12", "1000000000001", "0x10", "1,000", "NaN", "+7", "9223372036854775808", strings.Repeat("0", 201)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := usagefile.ParseCount(s)
		if err != nil {
			return
		}
		if n < 0 || n > 1_000_000_000_000 {
			t.Fatalf("ParseCount(%q) = %d", s, n)
		}
		if strings.TrimSpace(s) == "" {
			if n != 0 {
				t.Fatalf("ParseCount(%q) = %d", s, n)
			}
			return
		}
		if n == 1_000_000_000_000 { // one digit more than an amount may have
			return
		}
		m, err := pricing.ParseMoney(s)
		if err != nil || !m.Equal(pricing.MustMoney("1").Times(n)) {
			t.Fatalf("ParseCount(%q) = %d, as an amount %s, %v", s, n, m, err)
		}
	})
}
