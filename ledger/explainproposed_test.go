package ledger_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// counting is a ledger of which openrouter counted 100 on 11 November and 150 two days
// later, and $5 a day were used of 40.
func counting(t ledgertest.T) (*ledger.Store, time.Time) {
	s := temporary(t, small())
	bring(t, s, nativeHead+every("openrouter", "5", ledgertest.Day("2026-11-10"), 5), options("rows.csv"))
	buy(t, s, "openrouter", "40", ledgertest.Day("2026-11-09"), lot.Never())
	first := ledgertest.Day("2026-11-11").Add(23 * time.Hour)
	for i, told := range [][2]string{{"100", "30"}, {"150", "70"}} {
		at := first.Add(time.Duration(i) * 48 * time.Hour)
		x := ledger.Source{Name: "openrouter", Kind: "openrouter", Account: "openrouter"}
		if i > 0 {
			x = source(t, s, "openrouter")
		}
		pull(t, s, ledger.Pull{Source: x, At: at, Credits: new(pricing.MustMoney(told[0])), Balance: new(pricing.MustMoney(told[1]))})
	}
	return s, first.Add(48 * time.Hour)
}

// TestExplainProposed: the gateway's word at both pulls, and what is recorded between.
func TestExplainProposed(t *testing.T) {
	ctx := context.Background()
	s, seen := counting(t)
	found := func(asOf time.Time) (list []check.Finding) {
		for _, f := range checked(t, s, asOf).Findings {
			if f.Kind == check.Proposed || f.Kind == check.Drifted || f.Kind == check.NoCredit {
				list = append(list, f)
			}
		}
		return list
	}
	buy(t, s, "openrouter", "20", seen.Add(-24*time.Hour), lot.Never()) // lot #2
	list := found(now)
	// 40 + 20 - 4 x 5 = 40 by the books where the page said 70.
	want := "openrouter: its credit grew by $50.00 between 11 and 13 Nov 2026, $30.00 of it is not recorded; with it the books agree with its page"
	if len(list) != 1 || list[0].Message != want || !list[0].When.Equal(seen) {
		t.Fatalf("%+v, want one: %s", list, want)
	}
	e := explained(t, s, "check", list[0].ID)
	is(t, e, list[0].USD, true)
	if got, want := partsOf(e), "ever loaded, it said on 2026-11-13 23:00:00 UTC 150\nless what it said on 2026-11-11 23:00:00 UTC -100\nless purchase #2, 2026-11-12 23:00:00 UTC -20 -> lot 2"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for label, want := range map[string]string{"its fee by the schedule of that day": "$1.65", "left, it said on 2026-11-11 23:00:00 UTC": "$30.00", "left, it said on 2026-11-13 23:00:00 UTC": "$70.00", "its page has over the books": "$30.00"} {
		if got := figureIn(e, label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	for _, l := range e.Lines {
		if l.Address != "" {
			explained(t, s, pricing.SplitAddress(l.Address)...)
		}
	}
	if _, err := s.Acknowledge(ctx, list[0].ID, now, check.DefaultSettings()); err != nil {
		t.Fatal(err)
	}
	if list := found(now); !list[0].Acknowledged {
		t.Error("it is not acknowledged")
	}
	if list := found(seen.Add(-time.Second)); len(list) != 0 {
		t.Errorf("before the pull that saw it: %+v", list)
	}
	proposed, err := s.ProposedTopUps(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AcceptTopUp(ctx, proposed[0].ID); err != nil {
		t.Fatal(err)
	}
	if list := found(now); len(list) != 0 {
		t.Errorf("after it was recorded: %+v", list)
	}
}

// TestExplainWithProposed: findings that are about what is left beside it say so, and add up.
func TestExplainWithProposed(t *testing.T) {
	s, _ := counting(t)
	// 27 on the 13th after all else: 40 - 20 - 27 = -7 then, -12 on the 14th. The page said
	// 70 where the books had -7, and 43 with the 50: $27.00 less than it said.
	bring(t, s, nativeHead+"2026-11-13T11:00:00Z,openrouter,,lab-one,7,0,0,0,0,,27,,\n", options("late.csv"))
	var messages []string
	for _, f := range checked(t, s, now).Findings {
		e := explained(t, s, "check", f.ID)
		is(t, e, f.USD, f.USD != nil)
		if f.Account != "openrouter" {
			continue
		}
		messages = append(messages, f.Message)
		if part := figureIn(e, "credit that the gateway counts and that is not recorded"); f.Kind == check.Drifted && part != "-$50.00" || f.Kind == check.RunsOut && part != "$50.00" {
			t.Errorf("%s: %q of it", f.Message, part)
		}
	}
	text := strings.Join(messages, "\n")
	for _, want := range []string{
		"a purchase that is not recorded; $12.00 of usage had no credit without it",
		"its page said $70.00 on 13 Nov 2026, $27.00 more than the books with the credit that its gateway counts: credit is missing",
		"with $50.00 that is not recorded",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "a top-up is missing") {
		t.Errorf("two findings of one purchase:\n%s", text)
	}
}
