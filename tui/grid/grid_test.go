package grid

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Every expected width is worked out from the rule of Fit; the gap is 2.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns []Column
		room    int
		want    []Placed
	}{
		{"all has room", []Column{{Width: 5}, {Width: 6}}, 13, []Placed{{0, 5}, {1, 6}}},
		{"none", nil, 0, []Placed{}},
		{"one is cut", []Column{{Width: 20, Least: 10}, {Width: 8}}, 20, []Placed{{0, 10}, {1, 8}}},
		{"the last is cut first", []Column{{Width: 20, Least: 10}, {Width: 20, Least: 10}}, 36, []Placed{{0, 20}, {1, 14}}},
		{"but for their order", []Column{{Width: 20, Least: 10}, {Width: 20, Least: 10, Cut: 1}}, 36, []Placed{{0, 14}, {1, 20}}},
		{"the highest goes", []Column{{Width: 10, Drop: 1}, {Width: 10, Drop: 2}, {Width: 10}}, 22, []Placed{{0, 10}, {2, 10}}},
		{"one goes, the other gets its width back", []Column{{Width: 10, Least: 5}, {Width: 10, Drop: 1}}, 16, []Placed{{0, 10}}},
		{"nothing can go", []Column{{Width: 30, Floor: 10}, {Width: 10}}, 22, []Placed{{0, 10}, {1, 10}}},
		{"the widest is cut, then the first of two", []Column{{Width: 12, Floor: 5}, {Width: 10, Floor: 5}}, 21, []Placed{{0, 9}, {1, 10}}},
		{"figures stay", []Column{{Width: 10}, {Width: 10}}, 5, []Placed{{0, 10}, {1, 10}}},
		{"a floor is kept", []Column{{Width: 10, Floor: 8}}, 5, []Placed{{0, 8}}},
	} {
		if got := Fit(c.columns, c.room, 2); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Whatever the columns: none is wider than its text nor narrower than it may be, those that
// stay are in order, and what is too wide could give nothing more.
func TestFitLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Column {
			width := rapid.IntRange(0, 40).Draw(t, "width")
			return Column{Width: width, Least: rapid.IntRange(0, width).Draw(t, "least"), Cut: rapid.IntRange(0, 3).Draw(t, "cut"),
				Drop: rapid.IntRange(0, 4).Draw(t, "drop"), Floor: rapid.IntRange(0, width).Draw(t, "floor")}
		}), 0, 8).Draw(t, "columns")
		room := rapid.IntRange(0, 120).Draw(t, "room")
		shown := Fit(columns, room, 2)
		last, more := -1, 0
		for _, p := range shown {
			c := columns[p.Index]
			if p.Index <= last || p.Width > c.Width {
				t.Fatalf("%v of %v", shown, columns)
			}
			last = p.Index
			least := c.Width
			if c.Least > 0 {
				least = c.Least
			}
			if c.Floor > 0 {
				least = min(least, c.Floor)
				more += max(p.Width-c.Floor, 0)
			}
			if p.Width < least {
				t.Fatalf("column %d is %d wide, may be %d", p.Index, p.Width, least)
			}
			if c.Drop > 0 && Width(shown, 2) > room {
				t.Fatalf("%v is too wide for %d, and column %d could go", shown, room, p.Index)
			}
		}
		if Width(shown, 2) > room && more > 0 {
			t.Fatalf("%v is too wide for %d, and %d could be cut", shown, room, more)
		}
		if Width(Fit(columns, 10_000, 2), 2) != Width(all(columns), 2) {
			t.Fatal("something is cut or gone though there is room")
		}
	})
}

func all(columns []Column) (out []Placed) {
	for i, c := range columns {
		out = append(out, Placed{i, c.Width})
	}
	return out
}
