package pricing

import "testing"

// TestDifference works out each step by hand, in its order.
func TestDifference(t *testing.T) {
	c := leverShop.plus(rows{
		"gateways/card": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,card,10", "purchase_min,,5"),
		"rates/card":    {"acme/m1,acme/m1,,,,,3,15,0.3", "acme/m2,acme/m2,,,,,1,5"},
		"gateways/dear": gateway("router", "none", "prepaid", "markup_percent,,0"), // a fee that nobody knows
	}).load(t)
	tokens := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 100_000_000)})
	half := MustPercent("50")
	type step struct{ name, a, b, change string }
	for _, k := range []struct {
		name  string
		a, b  Side
		total [2]string
		want  []step
	}{
		{"nothing", Side{SpendWorkload(MustMoney("100")), Knobs{}, "r"}, Side{SpendWorkload(MustMoney("100")), Knobs{}, "r"}, [2]string{"105.5", "105.5"}, nil},
		// 1,000 and 55; 2,000 and 110; 2,000 and 100
		{"more by crypto", Side{SpendWorkload(MustMoney("1000")), Knobs{}, "r"}, Side{SpendWorkload(MustMoney("2000")), Knobs{Method: "crypto"}, "r"}, [2]string{"1055", "2100"}, []step{
			{"workload", "$1,000.00 of list price", "$2,000.00 of list price", "1055"},
			{"method", "default", "crypto", "-10"},
		}},
		// 300 and 16.50. Twice: 600 and 33. As m2: 200 and 11. Half as batches: 150 and
		// 8.25. By tens: 15 x 0.80 = 12. At card, 10 %: 165.
		{"all at once", Side{tokens, Knobs{}, "r"}, Side{tokens, Knobs{Volume: factor("2"), Swaps: map[string]string{"acme/m1": "acme/m2"}, BatchShare: &half, TopUp: MustMoney("10")}, "card"}, [2]string{"316.5", "220"}, []step{
			{"volume", "1x", "2x", "316.5"},
			{"swap", "none", "acme/m1 → acme/m2", "-422"},
			{"batch", "as it was", "50 %", "-52.75"}, // 211 to 158.25
			{"top-up", "one a month", "$10.00", "3.75"},
			// no discount for batches there: 200 and 20
			{"gateway", "r", "card", "58"},
		}},
		// Half cached: 150 + 15 = 165 and 9.075 up to 9.08.
		{"cache", Side{tokens, Knobs{}, "r"}, Side{tokens, Knobs{CacheHit: &half}, "r"}, [2]string{"316.5", "174.08"}, []step{{"cache", "as it was", "50 %", "-142.42"}}},
		// From tokens that are swapped to bare dollars there is no step in between.
		{"tokens to dollars", Side{tokens, Knobs{Swaps: map[string]string{"acme/m1": "acme/m2"}}, "r"}, Side{SpendWorkload(MustMoney("200")), Knobs{}, "r"}, [2]string{"105.5", "211"}, []step{
			{"workload + swap", "tokens of acme/m1, acme/m1 → acme/m2", "$200.00 of list price, none", "105.5"},
		}},
		{"an unknown end", Side{SpendWorkload(MustMoney("100")), Knobs{}, "r"}, Side{SpendWorkload(MustMoney("200")), Knobs{}, "dear"}, [2]string{"105.5", ""}, []step{
			{"workload", "$100.00 of list price", "$200.00 of list price", "105.5"},
			{"gateway", "r", "dear", ""},
		}},
		{"an unknown start", Side{SpendWorkload(MustMoney("100")), Knobs{}, "dear"}, Side{SpendWorkload(MustMoney("200")), Knobs{}, "r"}, [2]string{"", "211"}, []step{
			{"workload + gateway", "$100.00 of list price, dear", "$200.00 of list price, r", ""},
		}},
		{"amounts under a cent", Side{SpendWorkload(MustMoney("0.001")), Knobs{}, "acme"}, Side{SpendWorkload(MustMoney("0.002")), Knobs{}, "acme"}, [2]string{"0.001", "0.002"}, []step{
			{"workload", "$0.001 of list price", "$0.002 of list price", "0.001"},
		}},
	} {
		t.Run(k.name, func(t *testing.T) {
			got, err := c.Difference(k.a, k.b, today)
			if err != nil {
				t.Fatal(err)
			}
			known := func(what string, m *Money, want string) {
				t.Helper()
				if want == "" {
					if m != nil {
						t.Errorf("%s is %s, want unknown", what, m)
					}
					return
				}
				amount(t, what, m, want)
			}
			known("A", got.A, k.total[0])
			known("B", got.B, k.total[1])
			if len(got.Causes) != len(k.want) {
				t.Fatalf("causes %+v", got.Causes)
			}
			for i, want := range k.want {
				cause := got.Causes[i]
				if cause.Name != want.name || cause.A != want.a || cause.B != want.b {
					t.Errorf("%s: %q to %q, want %+v", cause.Name, cause.A, cause.B, want)
				}
				known(want.name, cause.Change, want.change)
			}
		})
	}
	if _, err := c.Difference(Side{tokens, Knobs{}, "nobody"}, Side{tokens, Knobs{}, "r"}, today); err == nil {
		t.Error("nobody is compared")
	}
}

// TestChanges: 300 of m1 and 60 of m2 become 450 and nothing, m3 is new at 10.
func TestChanges(t *testing.T) {
	usd := func(s string) *Money { m := MustMoney(s); return &m }
	then := Bill{Token: usd("360"), Models: []ModelCost{{"m1", MustMoney("300")}, {"m2", MustMoney("60")}}, Fee: usd("20"), Breakage: usd("0"), Total: usd("380.000001")}
	still := Bill{Models: []ModelCost{{"m1", MustMoney("450")}, {"m2", MustMoney("60")}}}
	now := Bill{Token: usd("500"), Models: []ModelCost{{"m1", MustMoney("490")}, {"m3", MustMoney("10")}}, Fee: usd("25"), Breakage: usd("1"), Total: usd("526")}
	check := func(name string, got []BillChange, want []BillChange) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%s: %+v", name, got)
		}
		same := func(a, b *Money) bool { return (a == nil) == (b == nil) && (a == nil || a.Equal(*b)) }
		for i, w := range want {
			if g := got[i]; g.Cause != w.Cause || g.Model != w.Model || !g.Change.Equal(w.Change) || !same(g.Then, w.Then) || !same(g.Now, w.Now) {
				t.Errorf("%s: %+v, want %+v", name, g, w)
			}
		}
	}
	check("usage anew", Changes(then, &still, now), []BillChange{
		{"rates", "m1", usd("300"), usd("450"), MustMoney("150")},
		{"usage", "m2", usd("60"), nil, MustMoney("-60")},
		{"usage", "m1", usd("450"), usd("490"), MustMoney("40")},
		{"usage", "m3", nil, usd("10"), MustMoney("10")},
		{"fee", "", usd("20"), usd("25"), MustMoney("5")},
		{"breakage", "", usd("0"), usd("1"), MustMoney("1")},
		{"rounding", "", nil, nil, MustMoney("-0.000001")},
	})
	check("the same usage", Changes(then, nil, Bill{Models: then.Models, Fee: usd("22"), Breakage: usd("0"), Total: usd("382.000001")}), []BillChange{{"fee", "", usd("20"), usd("22"), MustMoney("2")}})
	check("a total alone", Changes(Bill{Total: usd("100")}, nil, now), []BillChange{{"not told apart", "", nil, nil, MustMoney("426")}})
	by := then
	by.Total = usd("300")
	check("a total that was edited", Changes(by, nil, then), []BillChange{{"not told apart", "", nil, nil, MustMoney("80.000001")}})
	by.Total = usd("379.990001")
	check("a cent is rounding", Changes(by, nil, then), []BillChange{{"rounding", "", nil, nil, MustMoney("0.01")}})
	by.Total = usd("379.99")
	check("and more is not", Changes(by, nil, then), []BillChange{{"not told apart", "", nil, nil, MustMoney("0.010001")}})
	check("unknown", Changes(then, nil, Bill{}), nil)
}

func TestMovedOver(t *testing.T) {
	for _, k := range []struct {
		then, now, limit, percent string
		over                      bool
	}{
		{"1055", "1107.75", "5", "5", false}, // exactly the limit
		{"1055", "1107.76", "5", "5.000948", true},
		{"1055", "1002.25", "5", "-5", false},
		{"1055", "1002.24", "5", "-5.000948", true}, // a bill that fell is another bill
		{"1055", "1055", "0", "0", false},
		{"1055", "1055.000001", "0", "0", true}, // 0.0000000948 %
		{"0", "0", "5", "", false},
		{"0", "0.01", "500", "", true},
	} {
		percent, over := MovedOver(MustMoney(k.then), MustMoney(k.now), MustPercent(k.limit))
		if percent != k.percent || over != k.over {
			t.Errorf("%s to %s: %s %%, %v; want %s, %v", k.then, k.now, percent, over, k.percent, k.over)
		}
	}
}
