package usagefile_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
)

func newAPIRecord(kind, content string) string {
	return `{"created_at":1791800000,"type":` + kind + `,"content":"` + content + `","model_name":"","quota":0,"prompt_tokens":0,"completion_tokens":0}`
}

// TestNewAPICredit: purchases and gifts are proposed, with the amount that their text
// says; the amount that was paid has no currency. What says no amount is counted.
func TestNewAPICredit(t *testing.T) {
	for record, want := range map[string]string{
		newAPIRecord("1", "通过在线充值充值成功，充值金额: ＄20.000000 额度，支付金额：146.000000"): "20 paid 146, in a currency that the log does not say",
		newAPIRecord("1", "使用在线充值成功，充值金额: $5.5 额度，支付金额：40.150000"):          "5.5 paid 40.15, in a currency that the log does not say",
		newAPIRecord("1", "通过兑换码充值 2500000 点额度，兑换码ID 7"):                    "5",
		newAPIRecord("4", "新用户注册赠送 ＄2.000000 额度"):                           "grant 2",
		newAPIRecord("4", "使用邀请码赠送 100000 点额度"):                             "grant 0.2",
		newAPIRecord("1", "通过兑换码充值"):                                        "no: 1 top-up or gift whose amount the log does not say in dollars is left out",
		newAPIRecord("4", "赠送 ＄0.000000 额度"):                                "no: 1 top-up or gift whose amount the log does not say in dollars is left out",
		newAPIRecord("3", "管理员将用户额度从 ＄5.000000 额度修改为 ＄6.000000 额度"):         "no: 1 change of the quota by the operator is no use: it is left out; a balance set by tollbook balance set shows what it came to",
		newAPIRecord("5", "status_code=500"):                                "no: 1 failed request cost nothing: it is left out",
		newAPIRecord("9", ""):                                               "no: 1 record of an unknown type is left out",
	} {
		f, err := usagefile.Open(strings.NewReader(record), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil || !rec.Idle || len(rec.Faults) > 0 {
			t.Fatalf("%s: %+v, %v", record, rec, err)
		}
		got := ""
		if p := rec.Proposed; p != nil {
			got = strings.TrimSpace(fmt.Sprint(p.USD, " ", p.Note))
			if p.Grant {
				got = "grant " + got
			}
			if !p.At.Equal(time.Unix(1791800000, 0)) {
				t.Errorf("%s: at %v", record, p.At)
			}
		}
		if _, err := f.Next(t.Context()); err != io.EOF {
			t.Fatal(err)
		}
		if said := f.Warnings(); len(said) > 0 {
			got = "no: " + strings.Join(said, "|")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", record, got, want)
		}
	}
}

// TestNewAPIBadCells: each is named by its field.
func TestNewAPIBadCells(t *testing.T) {
	good := strings.Replace(quotaRow("m"), "{", `{"other":"{\"cache_tokens\":0}",`, 1)
	for _, c := range []struct{ from, to, column string }{
		{`"quota":1`, `"quota":1.5`, "quota"}, {`"quota":1`, `"quota":null`, "quota"},
		{`"prompt_tokens":1`, `"prompt_tokens":-1`, "prompt_tokens"}, {`"created_at":1791800000`, `"created_at":"soon"`, "created_at"},
		{`\"cache_tokens\":0`, `\"cache_tokens\":\"x\"`, "other.cache_tokens"},
	} {
		f, err := usagefile.Open(strings.NewReader(strings.Replace(good, c.from, c.to, 1)), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil || len(rec.Faults) != 1 || rec.Faults[0].Column != c.column {
			t.Errorf("%s: %+v, %v", c.to, rec.Faults, err)
		}
	}
}
