package feed

import "testing"

// TestReadRate: text is exact, numbers are rounded half to even to 9 places per million.
func TestReadRate(t *testing.T) {
	for _, c := range []struct {
		name, json string
		unit       int32
		want       string // "" is an error
	}{
		{"text per token", `"0.0000024"`, perOne, "2.4"},
		{"text with an exponent", `"2.4e-6"`, perOne, "2.4"},
		{"text of 30 decimals", `"0.000000000000000000000000000001"`, perOne, "0.000000000000000000000001"},
		{"text of 31 decimals", `"0.0000000000000000000000000000001"`, perOne, ""},
		{"zeros at the end are no decimals", `"0.0000010000000000000000000000000000000"`, perOne, "1"},
		{"per 1,000", `10`, perThousand, "10000"},
		{"per million", `2.5`, perMillion, "2.5"},
		{"dust above", `2.0000000000000002e-07`, perOne, "0.2"},
		{"dust below", `2.9999999999999997e-07`, perOne, "0.3"},
		{"a tie to even, down", `0.0000000005`, perMillion, ""},
		{"a tie to even, up", `0.0000000015`, perMillion, "0.000000002"},
		{"a tie to even, stays", `0.0000000025`, perMillion, "0.000000002"},
		{"zero", `0.0`, perOne, "0"},
		{"minus zero", `-0.0`, perOne, "0"},
		{"negative", `-1e-06`, perOne, ""},
		{"too large once it is per million", `"999999999999"`, perOne, ""},
		{"1e400", `1e400`, perOne, ""},
		{"an exponent beyond all", `1e-999999999999999999`, perOne, ""},
		{"NaN", `"NaN"`, perOne, ""},
		{"infinity", `"+Inf"`, perOne, ""},
		{"hexadecimal", `"0x10"`, perOne, ""},
		{"a comma", `"0,5"`, perOne, ""},
		{"space around it", `" 1"`, perOne, ""},
		{"empty", `""`, perOne, ""},
		{"null", `null`, perOne, ""},
		{"true", `true`, perOne, ""},
		{"a list", `[1]`, perOne, ""},
		{"text with an escape", `"0.00000\u0031"`, perOne, "1"},
	} {
		rate, err := readRate(value(c.json), c.unit)
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: %s, want an error", c.name, rate)
			}
			continue
		}
		if err != nil || rate.String() != c.want {
			t.Errorf("%s: %s (%v), want %s", c.name, rate, err, c.want)
		}
	}
}

func TestReadCount(t *testing.T) {
	for json, want := range map[string]int64{
		"0": 0, "1": 1, "256000.0": 256_000, "1e6": 1_000_000, "999999999999": maxCount,
		"1.5": -1, "-1": -1, "1000000000000": -1, "1e400": -1, `"5"`: -1, "null": -1, "[]": -1,
	} {
		n, err := readCount(value(json))
		if want < 0 && err == nil || want >= 0 && (err != nil || n != want) {
			t.Errorf("%s: %d (%v), want %d", json, n, err, want)
		}
	}
}
