package usage

import (
	"testing"

	"tollbook/ledger/packed"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// drawFigures draws a row's figures; half of them have what rows seldom have.
func drawFigures(t *rapid.T) figures {
	f := figures{Requests: rapid.Int64Range(0, 30).Draw(t, "requests"), Cost: drawUSD(t, "cost")}
	last := pricing.Reasoning
	if rapid.Bool().Draw(t, "seldom") {
		last = pricing.Image
		f.Unpriced, f.BYOK, f.Extra = rapid.Int64Range(0, 9).Draw(t, "unpriced"), drawUSD(t, "byok"), drawUSD(t, "extra")
	}
	for k := range last + 1 {
		f.Tokens[k] = rapid.Int64Range(0, 3).Draw(t, k.String())
	}
	return f
}

func drawUSD(t *rapid.T, name string) pricing.Money {
	return pricing.MustMoney("0.01").Times(rapid.Int64Range(-2, 9).Draw(t, name))
}

// TestDaySumsAddUp: rows added one by one, in two halves that are merged, by way of the
// small sums of an import, or written and read again come to one sum; and taken out again
// to nothing.
func TestDaySumsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, first, second, want Sum
		var small cellSum
		var rows []figures
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			f := drawFigures(t)
			rows = append(rows, f)
			want.Records++
			want.Requests += f.Requests
			want.Tokens = want.Tokens.Plus(f.Tokens)
			want.Unpriced += f.Unpriced
			want.Cost, want.BYOK, want.Extra = want.Cost.Add(f.Cost), want.BYOK.Add(f.BYOK), want.Extra.Add(f.Extra)
			whole.add(&f, 1)
			small.add(&f)
			half := &first
			if i%2 == 1 {
				half = &second
			}
			half.add(&f, 1)
		}
		first.merge(&second)
		imported := small.whole()
		list := []blockSum{{sumPlace{7, partKey{-1, 0}}, imported}, {sumPlace{7, partKey{2, 86_399}}, whole}}
		for name, sum := range map[string]*Sum{"one by one": &whole, "merged": &first, "imported": &imported} {
			if !sum.equal(&want) {
				t.Fatalf("%s: %+v, want %+v", name, sum, want)
			}
		}
		var w packed.Writer
		var r sumReader
		read, err := r.all(nil, packSums(&w, list))
		if err != nil || len(read) != 2 {
			t.Fatalf("%d sums are read, %v", len(read), err)
		}
		for i := range read {
			if read[i].sumPlace != list[i].sumPlace || !read[i].equal(&want) {
				t.Fatalf("read as %+v, want %+v", read[i], list[i])
			}
		}
		for i := range rows {
			whole.add(&rows[i], -1)
		}
		if !whole.equal(&Sum{}) {
			t.Fatalf("without its rows it is %+v", whole)
		}
	})
}

// TestDaySumsDiffer: by any one of their figures.
func TestDaySumsDiffer(t *testing.T) {
	one := pricing.MustMoney("1")
	for name, change := range map[string]func(*Sum){
		"records": func(s *Sum) { s.Records++ }, "requests": func(s *Sum) { s.Requests++ }, "tokens": func(s *Sum) { s.Tokens[pricing.VideoOut]++ }, "unpriced": func(s *Sum) { s.Unpriced++ },
		"cost": func(s *Sum) { s.Cost = one }, "byok": func(s *Sum) { s.BYOK = one }, "extra": func(s *Sum) { s.Extra = one },
	} {
		var a, b Sum
		if change(&a); a.equal(&b) || b.equal(&a) {
			t.Errorf("%s: the sums are equal", name)
		}
	}
}

// TestEveryKindHasAColumn: once, and the kinds of version 9 stay where they are.
func TestEveryKindHasAColumn(t *testing.T) {
	seen := map[pricing.Kind]bool{}
	for _, k := range tokenColumns {
		seen[k] = true
	}
	if len(seen) != len(pricing.Tokens{}) {
		t.Errorf("%d kinds have a column, want %d", len(seen), len(pricing.Tokens{}))
	}
	if tokenColumns[0] != pricing.Input || tokenColumns[4] != pricing.Output || tokenColumns[17] != pricing.Image {
		t.Error("a kind has another column than in the ledgers that there are")
	}
}
