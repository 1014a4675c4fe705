package usagefile

import (
	"fmt"
	"slices"
	"strings"
)

// A jsonPath says where --map finds a field in a record of JSON.
//
//	usage.prompt_tokens   a member of a member
//	days[].models[].cost  a member of each element of a list in each of another
type jsonPath struct {
	lists []string // from the outermost on, each a path inside an element of the one before
	name  string   // a path inside an element of the last, or inside the record
}

// parseJSONPath reads a path. An array around all records may stand in front of it.
func parseJSONPath(text string) (p jsonPath, ok bool) {
	parts := strings.Split(strings.TrimPrefix(text, "[]."), "[].")
	for _, part := range parts {
		if part == "" || strings.Contains(part, "[]") || slices.Contains(strings.Split(part, "."), "") {
			return p, false
		}
	}
	last := len(parts) - 1
	return jsonPath{parts[:last], parts[last]}, true
}

// jsonColumns are what a mapping reads of JSON: rows are the elements of the last of
// its lists, or the records themselves.
type jsonColumns struct {
	lists []string
	names []string // of the columns: the path of a field that is mapped, the name of one that is not
	paths []jsonPath
}

// mappedColumns finds the columns of a mapping. A field that is not mapped is looked
// for in the row under its own name.
func mappedColumns(opt Options) (*jsonColumns, error) {
	j := &jsonColumns{}
	longest := ""
	paths := map[string]jsonPath{}
	for _, field := range nativeFields {
		text, mapped := opt.Map[field]
		if !mapped {
			continue
		}
		p, ok := parseJSONPath(text)
		if !ok {
			return nil, fmt.Errorf("--map %s=%s: want a path like usage.cost, or items[].cost where each element of a list is a row", field, text)
		}
		if paths[text] = p; len(p.lists) > len(j.lists) {
			j.lists, longest = p.lists, text
		}
	}
	for _, field := range nativeFields {
		text, mapped := opt.Map[field]
		p := jsonPath{j.lists, field}
		if mapped {
			p = paths[text]
		} else {
			text = field
		}
		if !slices.Equal(p.lists, j.lists[:len(p.lists)]) {
			return nil, fmt.Errorf("--map %s=%s: a row can't be an element of two lists; another field is %s", field, text, longest)
		}
		if !slices.Contains(j.names, text) {
			j.names, j.paths = append(j.names, text), append(j.paths, p)
		}
	}
	return j, nil
}

// streamed is the list whose elements can be read one by one, since no field stands
// outside of it; "" for none.
func (j *jsonColumns) streamed() string {
	if len(j.lists) == 0 || strings.Contains(j.lists[0], ".") || slices.ContainsFunc(j.paths, func(p jsonPath) bool { return len(p.lists) == 0 }) {
		return ""
	}
	return j.lists[0]
}

// A jsonLevel reads the fields of a record, or of the elements of one of the lists.
type jsonLevel struct {
	*fieldReader
	list int // the column that stands for the list inside, -1 for none
}

// levels makes the readers of all levels, which fill one row of cells, and its header.
func (j *jsonColumns) levels() ([]jsonLevel, *header) {
	names := slices.Clone(j.names)
	for _, list := range j.lists {
		names = append(names, list+"[]")
	}
	fields, there := make([]string, len(names)), make([]bool, len(names))
	var levels []jsonLevel
	for i := 0; i <= len(j.lists); i++ {
		l := jsonLevel{&fieldReader{tree: &fieldTree{field: -1}, fields: fields, there: there}, -1}
		for column, p := range j.paths {
			if len(p.lists) == i {
				l.tree.at(p.name).field = column
			}
		}
		if i < len(j.lists) {
			l.list = len(j.names) + i
			n := l.tree.at(j.lists[i])
			n.field, n.rows = l.list, true
		}
		levels = append(levels, l)
	}
	h := &header{columns: names, at: map[string]int{}}
	for i, name := range names { // as they are written, spaces and all
		h.at[name] = i
	}
	return levels, h
}
