package usage

import (
	"testing"

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
		parts := encodeParts([]part{{partKey{2, 86_399}, whole}, {partKey{-1, 0}, imported}})
		for name, sum := range map[string]*Sum{"one by one": &whole, "merged": &first, "imported": &imported} {
			if !sum.equal(&want) {
				t.Fatalf("%s: %+v, want %+v", name, sum, want)
			}
		}
		var read []part
		if err := eachPart(parts, &Sum{}, func(p part) { read = append(read, p) }); err != nil || len(read) != 2 {
			t.Fatalf("%q is read as %d parts, %v", parts, len(read), err)
		}
		if read[0].partKey != (partKey{2, 86_399}) || read[1].partKey != (partKey{-1, 0}) || !read[0].equal(&want) || !read[1].equal(&want) {
			t.Fatalf("%q is read as %+v, want twice %+v", parts, read, want)
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

// TestASinglePartIsItsWhole: it stands without its sum.
func TestASinglePartIsItsWhole(t *testing.T) {
	whole := Sum{Records: 3, Requests: 11, Cost: pricing.MustMoney("0.5")}
	text := encodeParts([]part{{partKey{1, 3600}, whole}})
	if text != "1 3600" {
		t.Errorf("written as %q", text)
	}
	if err := eachPart(text, &whole, func(p part) {
		if p.partKey != (partKey{1, 3600}) || !p.equal(&whole) {
			t.Errorf("read as %+v", p)
		}
	}); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"x 0", "0 x", "40000 0", "0 0\nx", "0 0 1 1; 0\n0 1 x 1; 0", "0 0 1 1; 0\n0 1 1 1; x"} {
		if err := eachPart(bad, &whole, func(part) {}); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
