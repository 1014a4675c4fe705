package print

import "testing"

func TestColumnsThatHoldNothingAreLeftOut(t *testing.T) {
	type row struct{ name, fee, note string }
	columns := []Column[row]{
		{Head: "NAME", Of: func(r row) string { return r.name }},
		{Head: ">FEE", Of: func(r row) string { return r.fee }},
		{Head: "NOTE", Of: func(r row) string { return r.note }},
		{Head: "LAST", Of: func(row) string { return "" }, Keep: true},
	}
	for _, c := range []struct {
		name string
		rows []row
		want string
	}{
		{"all", []row{{"a", "1", "x"}, {"b", "-", ""}}, "NAME  FEE  NOTE  LAST\na       1  x\nb       -\n"},
		{"no fee and no note", []row{{"a", "-", ""}, {"b", "-", ""}}, "NAME  LAST\na\nb\n"},
		{"no rows", nil, "LAST\n"},
	} {
		if got := TableOf(c.rows, columns).Text(NewPage(PageWidth)); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}
