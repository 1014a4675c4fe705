package usagefile_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// packed makes a zip of files in order: name, text, name, text.
func packed(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	amountFile = "\ufeff" + amountHead + amountBucket + "web,sk-a***b,output_tokens,0.000003,1000\r\n" + amountBucket + "web,sk-a***b,request_count,,5\r\n"
	walletFile = "\ufeff" + walletHead + amountBucket + "Paid,0.0030000000000000,CNY\r\n"
)

// TestArchiveTellsTheCurrency: the cost file's currency is the amount file's,
// whichever comes first.
func TestArchiveTellsTheCurrency(t *testing.T) {
	opt := usagefile.Options{FX: map[string]string{"CNY": "0.14", "USD": "1"}}
	for name, data := range map[string]string{
		"amount first": packed(t, "amount-2026-10.csv", amountFile, "cost-2026-10.csv", walletFile),
		"cost first":   packed(t, "x/cost-2026-10.csv", walletFile, "x/amount-2026-10.csv", amountFile, "__MACOSX/x/._cost.csv", "\x00", "x/.DS_Store", "\x00"),
	} {
		rows := read(t, strings.NewReader(data), opt, "deepseek-csv")
		var buckets, costs pricing.Money
		for _, r := range rows {
			if r.View == usagefile.Costs {
				costs = costs.Add(r.Cost)
			} else if r.HasCost {
				buckets = buckets.Add(r.Cost)
			}
		}
		// 1000 x 0.000003 yuan of $0.14
		if len(rows) != 3 || buckets.String() != "0.00042" || costs.String() != "0.00042" {
			t.Errorf("%s: %d rows, %s and %s; want 3, 0.00042 and 0.00042", name, len(rows), buckets, costs)
		}
	}
	// Two currencies say nothing of a price: its dollars come from the cost file.
	data := packed(t, "amount.csv", amountFile, "cost.csv", walletFile+amountBucket+"Paid,0.5,USD\r\n")
	for _, r := range read(t, strings.NewReader(data), opt, "deepseek-csv")[:2] {
		if r.HasCost || r.View != usagefile.Usage {
			t.Errorf("a price of two currencies: %+v", r)
		}
	}
	// Without a cost file the flags say it, as of a file alone.
	if r := read(t, strings.NewReader(packed(t, "a.csv", amountFile, "b.csv", amountFile)), usagefile.Options{FX: map[string]string{"USD": "1"}}, "deepseek-csv")[0]; r.Cost.String() != "0.003" {
		t.Errorf("cost %s, want 0.003", r.Cost)
	}
}

// TestArchiveParts: each part has its own format, lines and faults, and an archive
// of which one part can't be read is refused, by that part's name, before a row.
func TestArchiveParts(t *testing.T) {
	f, err := usagefile.Open(strings.NewReader(packed(t, "one.csv", activityHead+activityRow, "two.csv", dailyHead+"2026-10-01,x/y,1,0,7,100,20,0\n2026-10-02,x/y,none,0,7,100,20,0\n")), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for part, head := range map[string]string{"one.csv": activityHead, "two.csv": dailyHead} {
		if got := strings.Join(f.HeaderOf(part), ",") + "\n"; got != head {
			t.Errorf("header of %s: %q, want %q", part, got, head)
		}
	}
	for i, want := range []struct {
		part, format string
		line         int
	}{{"one.csv", "openrouter-activity-csv", 2}, {"two.csv", "openrouter-activity-aggregate-csv", 2}, {"two.csv", "openrouter-activity-aggregate-csv", 3}} {
		rec, err := f.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if rec.Part != want.part || rec.Format.Name != want.format || rec.Row.Line != want.line {
			t.Errorf("record %d: %s line %d of %s, want %+v", i, rec.Format.Name, rec.Row.Line, rec.Part, want)
		}
		if i == 2 && (len(rec.Faults) != 1 || rec.Faults[0].Part != "two.csv" || rec.Faults[0].Line != 3 || !strings.HasPrefix(rec.Faults[0].Error(), "two.csv line 3: Usage")) {
			t.Errorf("faults %v", rec.Faults)
		}
	}
	if _, err := f.Next(context.Background()); err != io.EOF {
		t.Errorf("error %v, want io.EOF", err)
	}
	for _, c := range []struct {
		name, data string
		is         error
		says       string
	}{
		{"a part that is no export", packed(t, "good.csv", activityHead+activityRow, "readme.txt", "Dear reader,\nhello\n"), nil, "readme.txt: is no known export"},
		{"an empty part", packed(t, "good.csv", activityHead, "none.csv", ""), usagefile.ErrEmpty, "none.csv"},
		{"a binary part", packed(t, "good.csv", activityHead, "logo.png", "\x89PNG\x00"), usagefile.ErrBinary, "logo.png"},
		{"a part cut off", packed(t, "good.csv", activityHead+activityRow, "cut.csv", activityHead+activityRow+"gen-2,2026"), usagefile.ErrCutOff, "cut.csv: line 3"},
		{"a DeepSeek part cut off", packed(t, "amount.csv", amountFile, "cost.csv", walletFile+"1,2026"), usagefile.ErrCutOff, "cost.csv: line 3"},
		{"several in one of several", packed(t, "good.csv", activityHead, "more.zip", packed(t, "a.csv", activityHead, "b.csv", activityHead)), nil, "more.zip: is an archive"},
	} {
		err := refuse(c.data, usagefile.Options{})
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.says)
		}
	}
	// A header alone is no fault: an account that was idle for a month.
	if rows := read(t, strings.NewReader(packed(t, "amount.csv", amountHead, "cost.csv", walletHead)), usagefile.Options{}, "deepseek-csv"); len(rows) != 0 {
		t.Errorf("%d rows, want none", len(rows))
	}
}
