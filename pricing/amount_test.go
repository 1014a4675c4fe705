package pricing

import "testing"

// TestParseAmount: what people type is read as what they mean, or refused with what to
// write; nothing is taken for something else.
func TestParseAmount(t *testing.T) {
	for _, c := range []struct{ text, want, fault string }{
		{"25", "25", ""},
		{" $5 ", "5", ""},
		{"$ 5", "5", ""},
		{"$1,000.50", "1000.5", ""},
		{"1,000", "1000", ""},
		{"999,999,999,999", "999999999999", ""},
		{"-$0.35", "-0.35", ""},
		{"-1,000", "-1000", ""},
		{"+$5", "5", ""},
		{"1e3", "1000", ""},
		{".5", "0.5", ""},
		{"5,50", "", "write 5.50"},
		{"-5,5", "", "write -5.5"},
		{"$5,5", "", "write 5.5"},
		{"1.000,50", "", "write 1000.50"},
		{"1000,500", "", "write 1000.500"},
		{"1,00,000", "", "not a decimal number"},
		{"1,000,", "", "not a decimal number"},
		{"1e,003", "", "not a decimal number"},
		{",5", "", "not a decimal number"},
		{"1e400", "", "too large (at most 12 digits)"},
		{"1e9999", "", "too large (at most 12 digits)"},
		{"1,000,000,000,000", "", "too large (at most 12 digits)"},
		{"0.0000000000000000000000000000001", "", ErrTooLong.Error()}, // 31 decimals
		{"1e-400", "", ErrTooLong.Error()},
		{"", "", "not a decimal number"},
		{"$", "", "not a decimal number"},
		{"--5", "", "not a decimal number"},
		{"-$-5", "", "not a decimal number"},
		{"$$5", "", "not a decimal number"},
		{"five", "", "not a decimal number"},
	} {
		got, err := ParseAmount(c.text)
		switch {
		case c.fault == "" && (err != nil || got.String() != c.want):
			t.Errorf("%q: %s, %v; want %s", c.text, got, err, c.want)
		case c.fault != "" && (err == nil || err.Error() != c.fault):
			t.Errorf("%q: %s, %v; want the error %q", c.text, got, err, c.fault)
		}
	}
}
