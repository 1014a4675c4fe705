package ledger_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// zipped makes a zip of files: name, text, name, text.
func zipped(t *testing.T, files ...string) string {
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
	amountFile = "user_id,utc_date,model,api_key_name,api_key,type,price,amount\n" +
		"1,20261001,lab-one,web,sk-a,input_cache_miss_tokens,0.000002,1000000\n" +
		"1,20261001,lab-one,web,sk-a,request_count,,7\n"
	walletFile = "user_id,utc_date,model,wallet_type,cost,currency\n" +
		"1,20261001,lab-one,Paid,1.5000000000000000,CNY\n" +
		"1,20261001,lab-one,Granted,0.5000000000000000,CNY\n"
)

// TestArchiveIsOneImport: the two files of a DeepSeek zip tell one spend, 2 yuan of
// $0.15. The zip, its files one by one, and all of them again come to the same.
func TestArchiveIsOneImport(t *testing.T) {
	opt := options("usage.zip")
	opt.FX = map[string]string{"CNY": "0.15"}
	archive := zipped(t, "amount.csv", amountFile, "cost.csv", walletFile)
	for name, files := range map[string][]string{
		"zip": {archive}, "files": {amountFile, walletFile}, "files, cost first": {walletFile, amountFile}, "zip, then its files": {archive, walletFile, amountFile, archive},
	} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			added := 0
			for _, text := range files {
				added += bring(t, s, text, opt).Added
			}
			if added != 4 {
				t.Errorf("%d rows added, want 4", added)
			}
			r := reported(t, s, report.Query{})
			ledgertest.USD(t, "total", r.Total.USD, "0.3")
			ledgertest.USD(t, "computed", r.Total.ComputedUSD, "0")
			if r.Total.Requests != 7 || r.Total.Tokens[pricing.Input] != 1_000_000 {
				t.Errorf("%d requests, %d input tokens", r.Total.Requests, r.Total.Tokens[pricing.Input])
			}
			sound(t, s)
		})
	}
}

// TestAmountsWithoutCurrency: tokens whose currency nobody says are priced by the
// catalog until the cost file comes, whose dollars count then.
func TestAmountsWithoutCurrency(t *testing.T) {
	s := temporary(t, small())
	if got := bring(t, s, amountFile, options("amount.csv")); got.Computed != 2 || got.Account != "deepseek" {
		t.Errorf("imported %+v", got)
	}
	opt := options("cost.csv")
	opt.FX = map[string]string{"CNY": "0.15"}
	bring(t, s, walletFile, opt)
	r := reported(t, s, report.Query{})
	ledgertest.USD(t, "total", r.Total.USD, "0.3")
	ledgertest.USD(t, "computed", r.Total.ComputedUSD, "0")
	if r.Total.Requests != 7 || r.Total.Tokens[pricing.Input] != 1_000_000 {
		t.Errorf("%d requests, %d input tokens", r.Total.Requests, r.Total.Tokens[pricing.Input])
	}
}

// TestArchiveWithBadRows: a fault names its file and refuses the archive; with
// SkipBad the bad rows of each file are kept under its own header, and mended they
// come in as if they had been good.
func TestArchiveWithBadRows(t *testing.T) {
	s := temporary(t, small())
	opt := options("usage.zip")
	opt.FX = map[string]string{"CNY": "0.15"}
	archive := zipped(t, "amount.csv", amountFile, "in/cost.csv", walletFile+"1,2026,lab-one,Paid,free,CNY\n")
	_, err := s.Import(context.Background(), strings.NewReader(archive), opt)
	var bad *usage.RejectedError
	if !errors.As(err, &bad) {
		t.Fatalf("error %v, want *RejectedError", err)
	}
	if bad.Rows != 5 || bad.Rejected != 1 || len(bad.Faults) != 2 || bad.Faults[0].Part != "in/cost.csv" || bad.Faults[0].Line != 4 {
		t.Errorf("error %+v", bad)
	}
	if !strings.Contains(err.Error(), "cost.csv line 4: column utc_date") {
		t.Errorf("error %q", err)
	}
	if e := extent(t, s); rowsIn(t, s) != 0 || len(e.Accounts) != 0 {
		t.Errorf("extent %+v", e)
	}
	opt.SkipBad = true
	got := bring(t, s, archive, opt)
	if got.Added != 4 || got.Rejected != 1 || len(got.Bad) != 1 || got.Bad[0].Part != "in/cost.csv" || len(got.Bad[0].Records) != 1 {
		t.Fatalf("imported %+v, want 4 rows and 1 aside", got)
	}
	var aside strings.Builder
	w := csv.NewWriter(&aside)
	if err := w.WriteAll(append([][]string{got.Bad[0].Header}, got.Bad[0].Records...)); err != nil {
		t.Fatal(err)
	}
	mended := strings.Replace(aside.String(), "2026,lab-one,Paid,free", "20261002,lab-one,Paid,1", 1)
	counts(t, bring(t, s, mended, opt), 1, 0, 0, 0)
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "0.45") // 2 yuan, and the mended one
	sound(t, s)
}

// TestArchiveOfTwoFormats: the rows of a part have the keys and the view of its own
// format, so that the file alone is known already.
func TestArchiveOfTwoFormats(t *testing.T) {
	requests := activityHead + generation("g1", "2026-10-01 10:00:00", "0.4", 1000, 10, "lab/one")
	daily := dailyHead + "2026-10-01,lab/one,0.3,0,9,7000,70,0\n"
	s := temporary(t, small())
	counts(t, bring(t, s, zipped(t, "a.csv", requests, "b.csv", daily), options("both.zip")), 2, 0, 0, 0)
	counts(t, bring(t, s, daily, options("b.csv")), 0, 1, 0, 0)
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "0.4")
}

// TestRejectedRecords: a record with several bad cells is one that is rejected.
func TestRejectedRecords(t *testing.T) {
	s := temporary(t, small())
	text := activityHead + strings.Replace(generation("g1", "2026-10-01 10:00:00", "x", 1000, 10, "lab/one"), ",1000,", ",-1,", 1) + generation("g2", "2026-10-01 11:00:00", "0.6", 2000, 20, "lab/two")
	_, err := s.Import(context.Background(), strings.NewReader(text), options("bad.csv"))
	var bad *usage.RejectedError
	if !errors.As(err, &bad) || bad.Rows != 2 || bad.Rejected != 1 || len(bad.Faults) != 2 || bad.Type != "openrouter-activity-csv" {
		t.Fatalf("error %+v, want 1 of 2 records rejected for 2 cells", err)
	}
}

// TestNoGatewayRefusesTheFile: where no row can say its gateway that is one thing
// to mend, not one a row; where a column could, it is the row's.
func TestNoGatewayRefusesTheFile(t *testing.T) {
	s := temporary(t, small())
	for name, c := range map[string]struct {
		text string
		opt  usagefile.Options
	}{
		"no column":       {"time,model\n2026-10-01,lab/one\n2026-10-02,lab/one\n", usagefile.Options{}},
		"mapped":          {"when,what\n2026-10-01,lab/one\n2026-10-02,lab/one\n", usagefile.Options{Map: map[string]string{"time": "when", "model": "what"}}},
		"in bad company":  {"time,model,input_tokens\n2026-10-01,lab/one,-1\n2026-10-02,lab/one,1\n", usagefile.Options{}},
		"with --skip-bad": {"time,model\n2026-10-01,lab/one\n", usagefile.Options{}},
	} {
		opt := options("own.csv")
		opt.Options, opt.SkipBad = c.opt, name == "with --skip-bad"
		_, err := s.Import(context.Background(), strings.NewReader(c.text), opt)
		var bad *usage.RejectedError
		if err == nil || errors.As(err, &bad) || !strings.Contains(err.Error(), "own.csv: no gateway") || !strings.Contains(err.Error(), "--set gateway=") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		text string
		opt  usagefile.Options
	}{
		"an empty cell":            {"time,model,gateway\n2026-10-01,lab/one,\n2026-10-02,lab/one,openrouter\n", usagefile.Options{}},
		"mapped":                   {"time,model,where\n2026-10-01,lab/one,\n2026-10-02,lab/one,openrouter\n", usagefile.Options{Map: map[string]string{"gateway": "where"}}},
		"an account of no gateway": {"time,model,account\n2026-10-01,lab/one,mine\n2026-10-02,lab/one,openrouter/b\n", usagefile.Options{}},
	} {
		opt := options("own.csv")
		opt.Options = c.opt
		_, err := s.Import(context.Background(), strings.NewReader(c.text), opt)
		var bad *usage.RejectedError
		if !errors.As(err, &bad) || len(bad.Faults) != 1 || bad.Faults[0].Line != 2 || bad.Faults[0].Column != "gateway" {
			t.Errorf("%s: error %v, want a fault of line 2", name, err)
		}
	}
}
