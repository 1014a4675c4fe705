package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
)

// copyText puts text into the clipboard: the terminal's, which works from afar too,
// and the desktop's where this is one. Neither says whether it was heard.
func (a *app) copyText(text string) error {
	sequence := osc52.New(text)
	switch {
	case a.getenv("TMUX") != "":
		sequence = sequence.Tmux()
	case strings.HasPrefix(a.getenv("TERM"), "screen"):
		sequence = sequence.Screen()
	}
	if _, err := sequence.WriteTo(a.stdout); err != nil {
		return err
	}
	if a.getenv("SSH_TTY") == "" && !clipboard.Unsupported {
		_ = clipboard.WriteAll(text) // the terminal has it already
	}
	return nil
}

// saveText writes a new file of that name in the working folder, or of the name with
// a number where there is one already, and returns its name.
func saveText(name, text string) (string, error) {
	end := filepath.Ext(name)
	for n := 1; ; n++ {
		path := name
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(text)
		return path, errors.Join(err, f.Close())
	}
}

// shownAmount is an amount or a count as a screen writes it.
var shownAmount = regexp.MustCompile(`^[-+]?\$?[0-9][0-9,]*(\.[0-9]+)?$`)

// tableText writes a screen's table as csv, json or markdown: amounts without dollar
// signs and thousands separators, so that a spreadsheet reads them, and nothing where
// the screen has a dash.
func tableText(format string, head []string, rows [][]string) (string, error) {
	r := records{head: head}
	for _, row := range rows {
		cells := map[string]cell{}
		for i, text := range row {
			if text == "-" { // does not apply
				text = ""
			}
			c := cell{text: text}
			if shownAmount.MatchString(text) {
				c = cell{strings.TrimPrefix(strings.NewReplacer("$", "", ",", "").Replace(text), "+"), true}
			}
			cells[head[i]] = c
		}
		r.rows = append(r.rows, cells)
	}
	var b strings.Builder
	switch format {
	case "csv":
		err := r.writeCSV(&b)
		return b.String(), err
	case "markdown":
		return r.markdown(), nil
	}
	out := []map[string]string{}
	for _, row := range r.rows {
		object := map[string]string{}
		for name, c := range row {
			object[name] = c.text
		}
		out = append(out, object)
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(out)
	return b.String(), err
}
