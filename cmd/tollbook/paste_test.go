package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/cli"
)

// nextCommands are those that the "next:" line of messages in a pipe names.
func nextCommands(messages string) []string {
	_, line, _ := strings.Cut(messages, "next: ")
	line, _, _ = strings.Cut(line, "\n")
	return strings.Split(line, "  or  ")
}

// shellSplit are the words that a shell makes of a command, with && as a word of its own.
func shellSplit(command string) (out []string, err error) {
	var word strings.Builder
	begun, quote := false, rune(0)
	end := func() {
		if begun {
			out = append(out, word.String())
		}
		word.Reset()
		begun = false
	}
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ':
			end()
		case strings.ContainsRune("|<>;()$`\\*?#", r):
			return nil, fmt.Errorf("a shell takes %q for its own", r)
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote is left open")
	}
	end()
	return out, nil
}

// pasteFault says why a command can't be pasted into a shell; nil where it can.
func pasteFault(command string) error {
	words, err := shellSplit(command)
	if err != nil {
		return err
	}
	for len(words) > 0 {
		n := slices.Index(words, "&&")
		if n < 0 {
			n = len(words)
		}
		one := words[:n]
		words = words[min(n+1, len(words)):]
		if len(one) == 0 || one[0] != "tollbook" {
			return fmt.Errorf("%q is no command of tollbook", one)
		}
		if err := wellFormedArgs(one[1:]); err != nil {
			return err
		}
	}
	return nil
}

func TestPasteFault(t *testing.T) {
	for command, ok := range map[string]bool{
		"tollbook":                  true,
		"tollbook compare --levers": true,
		"tollbook scenario compare 'card, twice' b": true,
		"tollbook import a.csv && tollbook":         true,
		"tollbook compare --lever":                  false,
		"tollbook scenario compare card, twice b":   false,
		"tollbook scenario compare 'card":           false,
		"tollbook topup add":                        false,
		"tollbook import a.csv && less":             false,
		"tollbook budget list; tollbook check":      false,
	} {
		if err := pasteFault(command); (err == nil) != ok {
			t.Errorf("%s: %v", command, err)
		}
	}
}

// Whatever is told to do next can be pasted as it stands, and stands in one line of a
// narrow terminal.
func TestNextCommandsCanBePasted(t *testing.T) {
	piped, terminal := onDemo(t), onDemo(t)
	for _, command := range onePerAnswer {
		narrow := terminal(cli.Env{StderrTerminal: true, Columns: 60}, strings.Fields(command)...)
		for _, c := range nextCommands(piped(cli.Env{}, strings.Fields(command)...).err) {
			if err := pasteFault(c); err != nil {
				t.Errorf("%s: next %s: %v", command, c, err)
			}
			if !strings.Contains(narrow.err, c) {
				t.Errorf("%s: %s is broken: %s", command, c, narrow.err)
			}
		}
	}
}
