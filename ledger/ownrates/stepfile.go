package ownrates

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// records are the step as lines of a file.
func (s Step) records() Records {
	out := Records{stepHeader,
		{"head", "id", strconv.Itoa(s.ID)}, {"head", "kind", s.Kind}, {"head", "at", s.At.Format(time.RFC3339)},
		{"head", "words", s.Words}, {"head", "undone", strconv.FormatBool(s.Undone)}}
	names := make([]string, 0, len(s.Files))
	for name := range s.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		e := s.Files[name]
		if e.before != "" {
			out = append(out, []string{name, "before", e.before}, []string{name, "after", e.after})
		}
		if e.was != nil {
			out = append(out, []string{name, "was", strconv.Quote(string(e.was))})
		}
		for _, line := range e.Removed {
			out = append(out, []string{name, "-", csvLine(line)})
		}
		for _, line := range e.Added {
			out = append(out, []string{name, "+", csvLine(line)})
		}
	}
	return out
}

func csvLine(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(cells) // a strings.Builder takes everything
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

func readStep(name string) (s Step, err error) {
	file, err := os.Open(name)
	if err != nil {
		return s, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	s.Files = map[string]Edit{}
	for i, l := range lines {
		switch {
		case i == 0:
			if !slices.Equal(l, stepHeader) {
				return s, fmt.Errorf("%s is no change of own rates", name)
			}
			continue
		case l[0] == "head":
			err = s.head(l[1], l[2])
		default:
			e := s.Files[l[0]]
			err = e.line(l[1], l[2])
			s.Files[l[0]] = e
		}
		if err != nil {
			return s, fmt.Errorf("%s, line %d: %w", name, i+1, err)
		}
	}
	return s, nil
}

// line reads a line that says what a step did to a file.
func (e *Edit) line(op, text string) (err error) {
	switch op {
	case "before":
		e.before = text
	case "after":
		e.after = text
	case "was":
		var was string
		was, err = strconv.Unquote(text)
		e.was = []byte(was)
	case "+", "-":
		var cells []string
		if cells, err = csv.NewReader(strings.NewReader(text)).Read(); err != nil {
			return err
		}
		if op == "+" {
			e.Added = append(e.Added, cells)
		} else {
			e.Removed = append(e.Removed, cells)
		}
	default:
		err = fmt.Errorf("%q is none of before, after, was, +, -", op)
	}
	return err
}

// head reads a line that says what the step was.
func (s *Step) head(field, value string) (err error) {
	switch field {
	case "id":
		s.ID, err = strconv.Atoi(value)
	case "kind":
		s.Kind = value
	case "at":
		s.At, err = pricing.ParseInstant(value)
	case "words":
		s.Words = value
	case "undone":
		s.Undone, err = strconv.ParseBool(value)
	}
	return err
}
