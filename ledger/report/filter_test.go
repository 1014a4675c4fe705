package report_test

import (
	"errors"
	"strings"
	"testing"

	"tollbook/ledger/report"
)

func TestParseFilter(t *testing.T) {
	for _, test := range []struct{ name, in, out string }{
		{"nothing", "  ", ""},
		{"a word", "gpt", "gpt"},
		{"fields", "model:gpt  account:openrouter/ci", "model:gpt account:openrouter/ci"},
		{"a field in capitals", "Model:GPT", "model:GPT"},
		{"the opposite", "-app:test -x", "-app:test -x"},
		{"exactly", "app=", "app="},
		{"blanks in quotes", `app:"my bot" "two words"`, `app:"my bot" "two words"`},
		{"a quote in quotes", `app:"a \"b\" c\\"`, `app:"a \"b\" c\\"`},
		{"a backslash outside of them", `app:a\b`, `app:a\b`},
		{"dollars", ">0.50 <$10 >=1e1 -<=3", ">0.5 <10 >=10 -<=3"},
		{"unfinished", "model: gpt", "gpt"},
		{"a variant behind a colon, quoted", `"lab/one:free"`, `"lab/one:free"`},
		{"a variant in a field", "model:lab/one:free", "model:lab/one:free"},
		{"an amount as text", `">0.5"`, `">0.5"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := report.ParseFilter(test.in)
			if err != nil || f.String() != test.out {
				t.Errorf("%q reads as %q, %v; want %q", test.in, f, err, test.out)
			}
		})
	}
}

func TestFilterSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ in, term, reason string }{
		{"gpt modle:gpt", "modle:gpt", `no field "modle"; fields are day, week, month, account, gateway, model, provider, key, app, user`},
		{"app:x >", ">", "want dollars behind >, like >0.5"},
		{"<ten", "<ten", "want dollars behind <, like <0.5"},
		{`app:"my bot`, `app:"my bot`, "the quote is not closed"},
		{">1e400", ">1e400", "want dollars"},
	} {
		_, err := report.ParseFilter(test.in)
		var wrong *report.FilterError
		if !errors.As(err, &wrong) || wrong.Term != test.term || !strings.HasPrefix(wrong.Reason, test.reason) {
			t.Errorf("%q: %v; want term %q and reason %q", test.in, err, test.term, test.reason)
		}
	}
}

// What is read is written so that it reads the same.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"", "gpt", "model:gpt -app:test >0.5", `app:"my bot" "-x" -"a:b"`, "app= -user=", "model:", ">=1e-7 -<$2", `a"b c"d`, "modle:x", "\xff:", "-", "--x", `""`, `day=2026-10-01`, `-">"`, `"a\"b" app:"\\"`, `"\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, err := report.ParseFilter(s)
		if err != nil {
			var wrong *report.FilterError
			if !errors.As(err, &wrong) || wrong.Reason == "" {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		second, err := report.ParseFilter(first.String())
		if err != nil || second.String() != first.String() {
			t.Fatalf("%q reads as %q, which reads as %q, %v", s, first, second, err)
		}
		if first.IsZero() != second.IsZero() {
			t.Fatalf("%q: a filter of nothing became one", s)
		}
	})
}
