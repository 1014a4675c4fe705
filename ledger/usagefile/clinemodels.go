package usagefile

import (
	"bytes"
	"io"
	"strconv"
)

// A clineTurn is a message that went to a model: when it was added to the conversation, in
// milliseconds, 0 where that is not said, and the model that the agent named in it.
type clineTurn struct {
	at    int64
	model string
}

// clineConversation is the file beside a task's messages in which the agent tells the model
// where it is: of each message <model>NAME</model> alone is read.
const clineConversation = "api_conversation_history.json"

// clineTurns reads which models a task had; none where the file is not there or is no list.
func clineTurns(beside func(name string) (io.ReadCloser, error)) (turns []clineTurn) {
	if beside == nil {
		return nil
	}
	file, err := beside(clineConversation)
	if err != nil {
		return nil // a task without it says no model
	}
	defer file.Close()
	lines := newLogLines(nil, func([]byte) bool { return false })
	lines.resetDocument(file, "")
	for {
		line, _, err := lines.next()
		if err != nil {
			return turns
		}
		model := between(line, "<model>", "</model>")
		if model == "" {
			continue
		}
		at, _ := strconv.ParseInt(string(members(line, "ts")[0]), 10, 64)
		turns = append(turns, clineTurn{at, model})
	}
}

// between is a short word that stands between two others, "" for none.
func between(text []byte, before, behind string) string {
	_, rest, found := bytes.Cut(text, []byte(before))
	if !found {
		return ""
	}
	word, _, found := bytes.Cut(rest[:min(len(rest), 200)], []byte(behind))
	if !found || bytes.ContainsAny(word, "\"\\< ") {
		return ""
	}
	return string(word)
}

// clineModel is the model of a call that began at an instant: its message is added to the
// conversation once the call has begun.
func clineModel(turns []clineTurn, began int64) string {
	for _, t := range turns {
		if t.at >= began {
			return t.model
		}
	}
	if len(turns) == 0 {
		return UnknownModel
	}
	return turns[len(turns)-1].model
}
