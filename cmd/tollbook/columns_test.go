package main

import "testing"

func TestColumnsThatHoldNothingAreLeftOut(t *testing.T) {
	type row struct{ name, fee, note string }
	columns := []column[row]{
		{head: "NAME", of: func(r row) string { return r.name }},
		{head: ">FEE", of: func(r row) string { return r.fee }},
		{head: "NOTE", of: func(r row) string { return r.note }},
		{head: "LAST", of: func(row) string { return "" }, keep: true},
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
		if got := columned(c.rows, columns).text(newPage(pageWidth)); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
}
