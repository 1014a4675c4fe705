package draw

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"
)

type fruit struct {
	name, note, price string
	n                 int
}

func fruitTable() Table[fruit] {
	return NewTable(func(f fruit) string { return f.name },
		Column[fruit]{Title: "NAME", Text: func(f fruit) string { return f.name }},
		Column[fruit]{Title: "PRICE", Figure: true, Text: func(f fruit) string { return f.price }},
		Column[fruit]{Title: "N", Figure: true, Drop: 1, Text: func(f fruit) string { return fmt.Sprint(f.n) }, Compare: func(a, b fruit) int { return a.n - b.n }},
		Column[fruit]{Title: "NOTE", Drop: 2, Least: 6, Most: 20, Text: func(f fruit) string { return f.note }},
		Column[fruit]{Title: "NONE", Text: func(fruit) string { return "-" }},
	).With([]fruit{
		{"pear", "a soft one of the garden", "$1,200.5", 3},
		{"fig", "dry", "$0.125", 12},
		{"apple", "-", "?", 7},
	})
}

func drawnTable(b Table[fruit], width, height int) string {
	lines := b.Resize(Size{width, height}).Lines(uncoloured(), true)
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// uncoloured is the first theme on a terminal without colour.
func uncoloured() Theme {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return NewTheme(r, "")
}

func TestTableStandsOnThePoint(t *testing.T) {
	got := drawnTable(fruitTable(), 60, 9)
	// The points of 1,200.5 and 0.125 stand below each other, the ? where digits
	// before it would end; NONE says nothing and is not there.
	if got != strings.Join([]string{
		"   NAME        PRICE   N  NOTE",
		" ▸ pear   $1,200.5     3  a soft one of the g…",
		"   fig        $0.125  12  dry",
		"   apple       ?       7  -",
	}, "\n") {
		t.Errorf("got\n%s", got)
	}
}

// As the table narrows NOTE is cut to 6 cells, then goes, then N; what is left stays.
// Cells before NAME 3, NAME 5, PRICE 10, N 2, NOTE 20, two between each, one behind:
// 3 + 5 + 2 + 10 + 2 + 2 + 2 + 20 + 1 = 47; with 6 of NOTE 33, without it 25, without
// N 21, and then NAME is cut.
func TestTableDropsInOrder(t *testing.T) {
	for _, c := range []struct {
		width int
		head  string
	}{
		{60, "NAME PRICE N NOTE"},
		{35, "NAME PRICE N NOTE"},
		{33, "NAME PRICE N NOTE"},
		{32, "NAME PRICE N"},
		{25, "NAME PRICE N"},
		{24, "NAME PRICE"},
		{21, "NAME PRICE"},
		{18, "N… PRICE"},
	} {
		head, _, _ := strings.Cut(drawnTable(fruitTable(), c.width, 9), "\n")
		if got := strings.Join(strings.Fields(head), " "); got != c.head {
			t.Errorf("%d wide: %q, want %q", c.width, got, c.head)
		}
	}
}

func TestTableCursorFollowsItsRow(t *testing.T) {
	b := fruitTable().Resize(Size{60, 9}).Move(1)
	at := func(b Table[fruit]) string { r, _ := b.Selected(); return r.name }
	if at(b) != "fig" {
		t.Fatalf("cursor on %s", at(b))
	}
	b = b.SortBy(0)
	if at(b) != "fig" || b.At() != 1 { // apple, fig, pear
		t.Errorf("by name the cursor is on %s, line %d", at(b), b.At())
	}
	b = b.SortBy(2) // the largest first: fig 12, apple 7, pear 3
	if at(b) != "fig" || b.At() != 0 {
		t.Errorf("by number the cursor is on %s, line %d", at(b), b.At())
	}
	b = b.SortBy(2)
	if at(b) != "fig" || b.At() != 2 {
		t.Errorf("turned round the cursor is on %s, line %d", at(b), b.At())
	}
	b = b.With([]fruit{{"plum", "", "$1", 1}, {"fig", "", "$2", 2}})
	if at(b) != "fig" {
		t.Errorf("read again the cursor is on %s", at(b))
	}
	if b = b.FilterBy("plu"); at(b) != "plum" || len(b.Shown) != 1 {
		t.Errorf("filtered: %s of %d", at(b), len(b.Shown))
	}
	if b = b.FilterBy("nothing"); len(b.Shown) != 0 {
		t.Error("a filter without a hit shows rows")
	}
	if _, ok := b.Move(1).Selected(); ok {
		t.Error("a cursor on nothing")
	}
	if b = b.FilterBy("FIG $2"); at(b) != "fig" {
		t.Error("every word is looked for in every cell, in any case")
	}
}

func TestTableClicks(t *testing.T) {
	b := fruitTable().Resize(Size{60, 9})
	b, ok := b.Click(4, 2)
	if r, _ := b.Selected(); !ok || r.name != "fig" {
		t.Errorf("the second line is %s", r.name)
	}
	if b, ok = b.Click(4, 0); !ok || b.Sort != 0 || b.Shown[0].name != "apple" {
		t.Errorf("a click on NAME sorts by %d", b.Sort)
	}
	if _, ok = b.Click(4, 4); ok {
		t.Error("a click below the last row hits")
	}
	if _, ok = b.Click(0, 0); ok {
		t.Error("a click left of the headings sorts")
	}
}

// Whatever the rows, the size and the moves: no line is too wide, the cursor is in
// sight, and no row is shown twice.
func TestTableLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "rows")
		rows := make([]fruit, n)
		for i := range rows {
			rows[i] = fruit{name: fmt.Sprint("row", i), note: rapid.StringN(0, 30, 60).Draw(t, "note"), price: rapid.SampledFrom([]string{"$1", "?", "$1,000.5", "0.0005 %"}).Draw(t, "price"), n: i % 5}
		}
		b := fruitTable().With(rows)
		for range rapid.IntRange(1, 8).Draw(t, "moves") {
			switch rapid.IntRange(0, 4).Draw(t, "move") {
			case 0:
				b = b.Move(rapid.IntRange(-50, 50).Draw(t, "by"))
			case 1:
				b = b.SortBy(rapid.IntRange(-1, 3).Draw(t, "by column"))
			case 2:
				b = b.SortNext()
			case 3:
				b = b.Resize(Size{rapid.IntRange(20, 90).Draw(t, "width"), rapid.IntRange(2, 30).Draw(t, "height")})
			case 4:
				b = b.FilterBy(rapid.SampledFrom([]string{"", "1", "row2", "zz"}).Draw(t, "filter"))
			}
		}
		b = b.Resize(Size{rapid.IntRange(20, 90).Draw(t, "width"), rapid.IntRange(2, 30).Draw(t, "height")})
		lines := b.Lines(uncoloured(), true)
		if len(lines) > b.Size.Height {
			t.Fatalf("%d lines in %d", len(lines), b.Size.Height)
		}
		marked := 0
		for _, l := range lines {
			if lipgloss.Width(l) > b.Size.Width {
				t.Fatalf("%q is wider than %d", l, b.Size.Width)
			}
			if strings.HasPrefix(l, " ▸ ") {
				marked++
			}
		}
		if want := min(len(b.Shown), 1); marked != want {
			t.Fatalf("%d cursors, want %d:\n%s", marked, want, strings.Join(lines, "\n"))
		}
		names := map[string]bool{}
		for _, r := range b.Shown {
			if names[r.name] {
				t.Fatalf("%s twice", r.name)
			}
			names[r.name] = true
		}
		if b.Sort == 2 && !slices.IsSortedFunc(b.Shown, func(x, y fruit) int {
			if b.Down {
				x, y = y, x
			}
			return x.n - y.n
		}) {
			t.Fatal("not sorted")
		}
	})
}

// A bar is no cell of a file, and a mark has a name there.
func TestSheetLeavesPicturesOut(t *testing.T) {
	b := NewTable(func(f fruit) string { return f.name },
		Column[fruit]{Title: "NAME", Text: func(f fruit) string { return f.name }},
		Column[fruit]{Picture: true, Text: func(fruit) string { return "███" }},
		Column[fruit]{Text: func(fruit) string { return "~" }},
	).With([]fruit{{name: "pear"}})
	s := b.Sheet("fruit")
	if strings.Join(s.Head, ",") != "name,mark" || strings.Join(s.Rows[0], ",") != "pear,~" {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(drawnTable(b, 60, 5), "███") {
		t.Error("the bar is not drawn")
	}
}

// A rule and a line for several rows stand across the columns: the cursor passes by the one and
// stops at the other, and neither is there once the rows are filtered, sorted or copied.
func TestTableLinesAcross(t *testing.T) {
	b := fruitTable()
	b.Across = func(f fruit) (string, bool) {
		if f.n != 0 {
			return "", true
		}
		return f.note, f.price == "folded"
	}
	rows := b.Rows
	b = b.With([]fruit{{name: "r0", note: "yours"}, rows[0], {name: "r1", note: "others"}, rows[1], {name: "f", note: "2 of which nothing is known", price: "folded"}, {name: "r2", note: "the end"}})
	got := drawnTable(b, 40, 9)
	if got != strings.Join([]string{
		"   NAME       PRICE   N  NOTE",
		" ── yours ─────────────────────────────",
		" ▸ pear  $1,200.5     3  a soft one of…",
		" ── others ────────────────────────────",
		"   fig       $0.125  12  dry",
		"   2 of which nothing is known",
		" ── the end ───────────────────────────",
	}, "\n") {
		t.Errorf("got\n%s", got)
	}
	at := func(b Table[fruit]) string {
		f, _ := b.Selected()
		return f.name
	}
	b = b.Resize(Size{40, 9})
	for _, c := range []struct {
		by   int
		want string
	}{{1, "fig"}, {1, "f"}, {1, "f"}, {-2, "pear"}, {-1, "pear"}, {1 << 20, "f"}, {-1 << 20, "pear"}} {
		if b = b.Move(c.by); at(b) != c.want {
			t.Fatalf("moved by %d to %q, want %q", c.by, at(b), c.want)
		}
	}
	if _, hit := b.Click(5, 3); hit {
		t.Error("a click puts the cursor on a rule")
	}
	if now, hit := b.Click(5, 5); !hit || at(now) != "f" {
		t.Errorf("a click on the folded line leads to %q", at(now))
	}
	if told := b.Sheet("fruit").Spoken(); len(told) != 2 || !strings.HasPrefix(told[1], "fig: ") {
		t.Errorf("told %q", told)
	}
	// Where the cursor comes back to the first row, the rule over it is in sight too.
	low := b.Resize(Size{40, 4}).Move(9)
	if got := drawnTable(low.Move(-9), 40, 4); !strings.Contains(got, "yours") {
		t.Errorf("no rule over the first row:\n%s", got)
	}
	for name, b := range map[string]Table[fruit]{"filtered": b.FilterBy("r"), "sorted": b.SortBy(2)} {
		if got := drawnTable(b, 40, 9); strings.Contains(got, "──") || strings.Contains(got, "known") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// A column that is not drawn is copied and told.
func TestTableUnseenColumn(t *testing.T) {
	b := NewTable(func(f fruit) string { return f.name },
		Column[fruit]{Title: "NAME", Text: func(f fruit) string { return f.name }},
		Column[fruit]{Title: "N", Unseen: true, Text: func(f fruit) string { return fmt.Sprint(f.n) }}).With([]fruit{{name: "pear", n: 3}})
	if got := drawnTable(b, 40, 4); strings.Contains(got, "3") || strings.Contains(got, "N ") {
		t.Errorf("drawn:\n%s", got)
	}
	if got := b.Sheet("fruit").Spoken(); len(got) != 1 || got[0] != "pear: n 3" {
		t.Errorf("told %q", got)
	}
}

// The last line says how many rows are out of sight, where they are and what is in them; it
// is no row that can be clicked.
func TestTableSaysWhatItHides(t *testing.T) {
	b := NewTable(func(n int) string { return strconv.Itoa(n) }, Column[int]{Title: "N", Text: strconv.Itoa})
	b.Rest = func(hidden []int) string { return fmt.Sprint("first ", hidden[0]) }
	b = b.With([]int{1, 2, 3, 4, 5}).Resize(Size{Width: 40, Height: 5})
	last := func() string {
		lines := b.Lines(NewTheme(lipgloss.NewRenderer(io.Discard), "none"), true)
		return strings.TrimSpace(lines[len(lines)-1])
	}
	for _, c := range []struct {
		move int
		want string
	}{{0, "+2 more ↓  first 4"}, {3, "+2 more ↑↓  first 1"}, {1, "+2 more ↑  first 1"}} {
		if b = b.Move(c.move); last() != c.want {
			t.Errorf("moved by %d: %q, want %q", c.move, last(), c.want)
		}
	}
	if _, ok := b.Click(5, 4); ok {
		t.Error("the line of what is hidden is a row")
	}
	if b = b.Resize(Size{Width: 40, Height: 6}); last() != "▸ 5" {
		t.Errorf("with room for all: %q", last())
	}
}
