// Package logtest writes agent logs as Claude Code does, for tests and
// benchmarks: the same seed gives the same bytes.
package logtest

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Size says how much to write.
type Size struct {
	Bytes int64 // about so many, never less
	// Huge is the size of the pasted file that one user's line in 400 holds; 0 is
	// 2 MiB.
	Huge int
}

// Write fills dir with a Claude Code folder (projects/FOLDER/SESSION.jsonl and
// the sessions' subagents) and returns how many bytes it wrote. Sessions stream:
// one call has a line for each of its content blocks, the first with part of
// its output. Some sessions resume an earlier one and begin with its lines.
func Write(dir string, size Size, seed uint64) (int64, error) {
	if size.Huge == 0 {
		size.Huge = 2 << 20
	}
	w := &writer{rand: rand.New(rand.NewPCG(seed, 628)), size: size, at: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
	w.prose = w.letters(1 << 20)
	for n := 0; w.wrote < size.Bytes; n++ {
		folder := filepath.Join(dir, "projects", fmt.Sprintf("-srv-demo-%d", n%12))
		if err := w.session(folder, n); err != nil {
			return w.wrote, err
		}
	}
	return w.wrote, nil
}

// writer is what the lines of one folder share.
type writer struct {
	rand  *rand.Rand
	size  Size
	at    time.Time
	prose string   // letters to cut texts from
	tail  []string // lines of the session before, for one that resumes it
	wrote int64
}

// letters makes text as it stands in JSON: escapes, and letters that are not
// ASCII.
func (w *writer) letters(n int) string {
	words := []string{"the ", "func ", "return ", "err ", `\n`, `\t`, `\"quoted\" `, "größe ", "日本 ", "if x == nil {", "}", "— ", `C:\\dir `, `\"usage\":{\"input_tokens\":1} `}
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[w.rand.IntN(len(words))])
	}
	return b.String()
}

// text cuts about n bytes out of the prose, between two of its words.
func (w *writer) text(n int) string {
	if n > len(w.prose)/2 {
		return strings.Repeat(w.prose, n/len(w.prose)+1)
	}
	i := w.rand.IntN(len(w.prose) - n)
	i += strings.IndexByte(w.prose[i:], ' ') + 1
	s := w.prose[i:min(i+n, len(w.prose))]
	return s[:strings.LastIndexByte(s, ' ')+1]
}

func (w *writer) id(prefix string) string {
	const signs = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789"
	b := []byte(prefix)
	for range 24 {
		b = append(b, signs[w.rand.IntN(len(signs))])
	}
	return string(b)
}

func (w *writer) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", w.rand.Uint32(), w.rand.Uint32()&0xffff, w.rand.Uint32()&0xfff, w.rand.Uint32()&0xfff, w.rand.Uint64()&0xffffffffffff)
}

// session writes one session and, for every fourth, a subagent of it.
func (w *writer) session(folder string, n int) error {
	id := w.uuid()
	var lines []string
	if n%9 == 8 && len(w.tail) > 0 {
		lines = append(lines, w.tail...)
	}
	for range 20 + w.rand.IntN(120) {
		lines = append(lines, w.turn(id, n, false)...)
	}
	w.tail = lines[len(lines)/2:]
	if err := w.file(filepath.Join(folder, id+".jsonl"), lines); err != nil {
		return err
	}
	if n%4 != 0 {
		return nil
	}
	lines = lines[:0:0]
	for range 10 + w.rand.IntN(30) {
		lines = append(lines, w.turn(id, n, true)...)
	}
	return w.file(filepath.Join(folder, id, "subagents", "agent-"+w.id("")[:8]+".jsonl"), lines)
}

// turn is what the user or a tool said and the call that answers it.
func (w *writer) turn(session string, n int, side bool) []string {
	head := fmt.Sprintf(`"parentUuid":"%s","isSidechain":%t,"userType":"external","cwd":"/srv/demo/%d","sessionId":"%s","version":"2.1.97","gitBranch":"main"`, w.uuid(), side, n%12, session)
	said := 300 + w.rand.IntN(3000)
	switch k := w.rand.IntN(400); {
	case k == 0:
		said = w.size.Huge
	case k < 80:
		said = 8000 + w.rand.IntN(40_000)
	}
	text := w.text(said)
	lines := []string{fmt.Sprintf(`{%s,"type":"user","message":{"role":"user","content":[{"tool_use_id":"%s","type":"tool_result","content":"%s"}]},"uuid":"%s","timestamp":"%s","toolUseResult":{"stdout":"%s","stderr":"","interrupted":false}}`,
		head, w.id("toolu_"), text, w.uuid(), w.now(), text)}
	if w.rand.IntN(6) == 0 {
		lines = append(lines, fmt.Sprintf(`{"type":"file-history-snapshot","messageId":"%s","snapshot":{"trackedFileBackups":{}},"isSnapshotUpdate":false}`, w.uuid()))
	}
	model := "claude-opus-4-5-20251101"
	if side {
		model = "claude-haiku-4-5-20251001"
	}
	message, request := w.id("msg_01"), w.id("req_01")
	output, read, write := 20+w.rand.IntN(3000), w.rand.IntN(150_000), w.rand.IntN(9000)
	blocks := 1 + w.rand.IntN(3)
	for i := range blocks {
		out := output
		if i < blocks-1 {
			out = 1 + w.rand.IntN(8)
		}
		content := fmt.Sprintf(`{"type":"text","text":"%s"}`, w.text(200+w.rand.IntN(1500)))
		switch w.rand.IntN(3) {
		case 0:
			content = fmt.Sprintf(`{"type":"thinking","thinking":"%s","signature":"%s"}`, w.text(100+w.rand.IntN(800)), strings.Repeat(w.id(""), 1+w.rand.IntN(60)))
		case 1:
			content = fmt.Sprintf(`{"type":"tool_use","id":"%s","name":"Edit","input":{"file_path":"/srv/demo/a.go","old_string":"%s","new_string":"%s","replace_all":false}}`, w.id("toolu_"), w.text(400), w.text(100+w.rand.IntN(6000)))
		}
		lines = append(lines, fmt.Sprintf(`{%s,"message":{"model":"%s","id":"%s","type":"message","role":"assistant","content":[%s],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":%d,"cache_creation_input_tokens":%d,"cache_read_input_tokens":%d,"cache_creation":{"ephemeral_5m_input_tokens":%d,"ephemeral_1h_input_tokens":%d},"output_tokens":%d,"service_tier":"standard"}},"requestId":"%s","type":"assistant","uuid":"%s","timestamp":"%s"}`,
			head, model, message, content, 1+read%40, write, read, write-write/3, write/3, out, request, w.uuid(), w.now()))
	}
	return lines
}

// now is the next instant, a little after the one before.
func (w *writer) now() string {
	w.at = w.at.Add(time.Duration(200+w.rand.IntN(9000)) * time.Millisecond / 4)
	return w.at.Format("2006-01-02T15:04:05.000Z")
}

func (w *writer) file(path string, lines []string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b := bufio.NewWriterSize(f, 1<<16)
	for _, line := range lines {
		w.wrote += int64(len(line)) + 1
		if _, err := b.WriteString(line + "\n"); err != nil {
			return err
		}
	}
	return b.Flush()
}
