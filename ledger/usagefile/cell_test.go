package usagefile_test

import (
	"fmt"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
)

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"2026-11-14":                      "2026-11-14T00:00:00Z",
		"20261114":                        "2026-11-14T00:00:00Z",
		"2026-11-14 18:22":                "2026-11-14T18:22:00Z",
		"2026-11-14 18:22:05":             "2026-11-14T18:22:05Z",
		"2026-11-14 18:22:05.070":         "2026-11-14T18:22:05.07Z",
		"2023-11-16 18:17:03.9799600":     "2023-11-16T18:17:03.97996Z",
		"2026-11-14 18:22:05 UTC":         "2026-11-14T18:22:05Z",
		"2026-11-14T18:22:05":             "2026-11-14T18:22:05Z",
		"2026-11-14T18:22:05Z":            "2026-11-14T18:22:05Z",
		"2026-11-14T18:22:05.123456789Z":  "2026-11-14T18:22:05.123456789Z",
		"2026-11-14 18:22:05.1234567890":  "2026-11-14T18:22:05.123456789Z",
		"2026-11-14T18:22:05+02:00":       "2026-11-14T16:22:05Z",
		"2026-11-14 18:22:05.5+02":        "2026-11-14T16:22:05.5Z",
		"2026-11-14 18:22:05+05:30":       "2026-11-14T12:52:05Z",
		"2026-12-31T23:30:00-01:00":       "2027-01-01T00:30:00Z",
		" 2026-11-14 18:22:05 ":           "2026-11-14T18:22:05Z",
		"2024-02-29":                      "2024-02-29T00:00:00Z",
		"1789278018":                      "2026-09-13T05:40:18Z", // the id and created_at of a real row's kind
		"999999999":                       "2001-09-09T01:46:39Z",
		"1789278018070":                   "2026-09-13T05:40:18.07Z",
		"2000-01-01":                      "2000-01-01T00:00:00Z",
		"2100-12-31T23:59:59Z":            "2100-12-31T23:59:59Z",
		"2026-01-01T00:00:00.000000+0000": "",
		"":                                "",
		"yesterday":                       "",
		"14.11.2026":                      "",
		"11/14/2026":                      "",
		"2026-13-01":                      "",
		"2026-02-29":                      "",
		"2026-11-14 24:00:00":             "",
		"2026-11-14 18:22:60":             "",
		"20261301":                        "",
		"12345":                           "",
		"17892780180":                     "",
		"99999999999999999999":            "",
		"-1789278018":                     "",
		"1789278018.5":                    "2026-09-13T05:40:18.5Z", // Python's time.time()
		"1789278018.0123456789":           "2026-09-13T05:40:18.012345678Z",
		"999999999.5":                     "2001-09-09T01:46:39.5Z",
		"12345678.5":                      "", // no day and no epoch
		"17892780180.5":                   "",
		"01789278018.5":                   "",
		"178927801x.5":                    "",
		"1789278018.":                     "",
		"1789278018.5.1":                  "",
		"20261114.5":                      "",
		"0000-01-01 00:00:00":             "",
		"1999-12-31T23:59:59Z":            "",
		"2101-01-01":                      "",
		"3000-01-01":                      "",
		"2100-12-31T23:59:59-01:00":       "", // 2101 in UTC
		"9999999999":                      "", // 2286
	} {
		got, err := usagefile.ParseTime(in)
		switch {
		case want == "" && err == nil:
			t.Errorf("ParseTime(%q) = %v, want an error", in, got)
		case want == "":
		case err != nil:
			t.Errorf("ParseTime(%q): %v", in, err)
		case got.Format(time.RFC3339Nano) != want || got.Location() != time.UTC:
			t.Errorf("ParseTime(%q) = %s, want %s", in, got.Format(time.RFC3339Nano), want)
		}
	}
}

func TestParseCount(t *testing.T) {
	const bad = -1
	for in, want := range map[string]int64{
		"": 0, " ": 0, "0": 0, "3": 3, "3.0": 3, "3.": 3, "3.000": 3, " 42 ": 42, "+5": 5, "007": 7,
		"1e3": 1000, "1.5e1": 15, "-0": 0, "-0.0": 0,
		"1000000000000": 1_000_000_000_000,
		"\u00a05\u00a0": 5, "5\u2000": 5, "\u30005": 5, // spaces beyond ASCII
		"1000000000001": bad, "9223372036854775807": bad, "9223372036854775808": bad, "1e11": 100_000_000_000, "1e13": bad,
		"-1": bad, "-0.5": bad, "0.5": bad, "3.01": bad, "1e-1": bad, "NaN": bad, "Infinity": bad, "inf": bad, "1e400": bad,
		"0x10": bad, "1,000": bad, "1 000": bad, "1_000": bad, "three": bad, "٣": bad, "--1": bad, "+-1": bad, ".": bad, "e5": bad, "3 tokens": bad,
	} {
		got, err := usagefile.ParseCount(in)
		switch {
		case want == bad && err == nil:
			t.Errorf("ParseCount(%q) = %d, want an error", in, got)
		case want != bad && (err != nil || got != want):
			t.Errorf("ParseCount(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
}

// TestPlainTimesAreReadTheShortWay: what most exports write needs no layouts. The 31st,
// 29 February, other zones and other years are left to them.
func TestPlainTimesAreReadTheShortWay(t *testing.T) {
	for in, want := range map[string]string{
		"2000-01-01 00:00:00":            "2000-01-01T00:00:00Z",
		"2100-12-30 23:59:59":            "2100-12-30T23:59:59Z",
		"2026-02-28 18:22:05.5":          "2026-02-28T18:22:05.5Z",
		"2026-11-30T18:22:05":            "2026-11-30T18:22:05Z",
		"2026-11-29T18:22:05Z":           "2026-11-29T18:22:05Z",
		"2026-11-14T18:22:05.000000009Z": "2026-11-14T18:22:05.000000009Z",
		"2026-11-14 18:22:05.000":        "2026-11-14T18:22:05Z",
		"2026-11-14 18:22:05.12345678":   "2026-11-14T18:22:05.12345678Z",
		"2026-10-31 00:00:00":            "",
		"2024-02-29 00:00:00":            "",
		"1999-12-30 23:59:59":            "",
		"2101-01-01 00:00:00":            "",
		"2026-11-14 18:22":               "",
		"2026-11-14 18:22:05Z":           "",
		"2026-11-14T18:22:05+02:00":      "",
		"2026-11-14 18:22:05.":           "",
		"2026-11-14 18:22:05.1234567890": "",
	} {
		got, ok := usagefile.ParsePlainTime(in)
		if ok != (want != "") || ok && got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q is %v, %t; want %q", in, got, ok, want)
		}
	}
}

// TestPlainTimesBesideTheRules: a time with one character in another's place, one too many
// or one of its numbers changed is what the layouts say, or none.
func TestPlainTimesBesideTheRules(t *testing.T) {
	for _, s := range []string{"2026-11-14 18:22:05", "2026-11-14T18:22:05Z", "2026-12-30 09:08:07.05", "2026-11-14T18:22:05.123456789Z", "2000-01-01 00:00:00", "2100-02-28 23:59:59"} {
		agreeOnTime(t, s)
		for i := range len(s) {
			for _, c := range "!*-./0123456789:;TUZ " {
				agreeOnTime(t, s[:i]+string(c)+s[i+1:])
				agreeOnTime(t, s[:i]+string(c)+s[i:])
			}
			agreeOnTime(t, s[:i])
			agreeOnTime(t, s[:i]+s[i+1:])
		}
		for _, field := range []int{5, 8, 11, 14, 17} { // month, day, hour, minute, second
			for n := range 100 {
				agreeOnTime(t, fmt.Sprintf("%s%02d%s", s[:field], n, s[field+2:]))
			}
		}
	}
}

// agreeOnTime fails where the short way reads what no layout does, or another time.
func agreeOnTime(t *testing.T, s string) {
	t.Helper()
	short, ok := usagefile.ParsePlainTime(s)
	if !ok {
		return
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", time.RFC3339} {
		if long, err := time.Parse(layout, s); err == nil {
			if !long.Equal(short) {
				t.Fatalf("%q is %v, want %v", s, short, long)
			}
			return
		}
	}
	t.Fatalf("%q is no time, and %v was read", s, short)
}

// FuzzPlainTime: the short way and the layouts read the same.
func FuzzPlainTime(f *testing.F) {
	for _, s := range []string{"2026-11-14 18:22:00", "2026-11-14 18:22:00.123", "2026-11-14T18:22:00Z", "2026-11-14T18:22:00.000000001Z", "2026-02-29 00:00:00",
		"2026-11-31 00:00:00", "2026-11-14 24:00:00", "2026-11-14T18:22:00", "2026-11-14 18:22:00Z", "2026-11-14 18:22:00.", "2026-11-14 18:22:60", "1999-12-31 23:59:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { agreeOnTime(t, s) })
}
