package usagefile

import (
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"tollbook/pricing"
)

func TestHomeFolders(t *testing.T) {
	claude := Home{Env: "CLAUDE_CONFIG_DIR", At: []string{"~/.claude", "~/.config/claude"}, Logs: []string{"projects"}}
	tasks := Home{At: []string{Editors + "/User/globalStorage/x.y"}, Logs: []string{"tasks"}}
	for _, c := range []struct {
		name string
		home Home
		os   string
		env  map[string]string
		want []string
	}{
		{"all usual places", claude, "linux", nil, []string{"/h/.claude/projects", "/h/.config/claude/projects"}},
		{"elsewhere, twice, and nothing usual", claude, "linux", map[string]string{"CLAUDE_CONFIG_DIR": "/a, ~/b,"}, []string{"/a/projects", "/h/b/projects"}},
		{"a home without folders in it", Home{At: []string{DataHome + "/opencode"}}, "linux", nil, []string{"/h/.local/share/opencode"}},
		{"data elsewhere", Home{At: []string{DataHome + "/opencode"}}, "linux", map[string]string{"XDG_DATA_HOME": "/d"}, []string{"/d/opencode"}},
		{"a variable that is not set", Home{At: []string{"$GEMINI_CLI_HOME/.gemini"}, Logs: []string{"tmp"}}, "linux", nil, nil},
		{"a variable that is set", Home{At: []string{"$GEMINI_CLI_HOME/.gemini"}, Logs: []string{"tmp"}}, "linux", map[string]string{"GEMINI_CLI_HOME": "/g"}, []string{"/g/.gemini/tmp"}},
		{"editors on Linux", tasks, "linux", nil, []string{
			"/h/.config/Code/User/globalStorage/x.y/tasks", "/h/.config/Code - Insiders/User/globalStorage/x.y/tasks", "/h/.config/VSCodium/User/globalStorage/x.y/tasks",
			"/h/.config/Cursor/User/globalStorage/x.y/tasks", "/h/.config/Windsurf/User/globalStorage/x.y/tasks"}},
		{"editors on macOS", tasks, "darwin", nil, []string{
			"/h/Library/Application Support/Code/User/globalStorage/x.y/tasks", "/h/Library/Application Support/Code - Insiders/User/globalStorage/x.y/tasks",
			"/h/Library/Application Support/VSCodium/User/globalStorage/x.y/tasks", "/h/Library/Application Support/Cursor/User/globalStorage/x.y/tasks",
			"/h/Library/Application Support/Windsurf/User/globalStorage/x.y/tasks"}},
		{"editors on Windows without a folder for settings", tasks, "windows", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.home.folders(System{OS: c.os, Home: "/h", Getenv: func(name string) string { return c.env[name] }})
			for i := range got {
				got[i] = filepath.ToSlash(got[i])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLogFolders: without a home folder nothing is made up, and no folder comes twice.
func TestLogFolders(t *testing.T) {
	none := System{OS: "linux", Getenv: func(string) string { return "" }}
	if got := LogFolders(none); len(got) > 0 {
		t.Errorf("without a home folder: %v", got)
	}
	none.Home = "/h"
	seen := map[string]bool{}
	for _, l := range LogFolders(none) {
		if seen[l.Path] {
			t.Errorf("%s comes twice", l.Path)
		}
		seen[l.Path] = true
	}
	for _, want := range []string{"/h/.claude/projects", "/h/.codex/sessions", "/h/.codex/archived_sessions"} {
		if !seen[filepath.FromSlash(want)] {
			t.Errorf("%s is not among them", want)
		}
	}
}

// Whose tasks they are the folder that is walked tells, where it is that of an extension.
func TestFolderTellsWhose(t *testing.T) {
	const said = `[{"ts":1794300000000,"type":"say","say":"api_req_started","text":"{\"tokensIn\":10,\"tokensOut\":2}","modelInfo":{"providerId":"anthropic","modelId":"claude-sonnet-4-5"}}]`
	fsys := fstest.MapFS{"1794300000000/ui_messages.json": {Data: []byte(said)}}
	for folder, want := range map[string]string{
		"/h/User/globalStorage/rooveterinaryinc.roo-cline/tasks": "roo-code",
		"/h/User/globalStorage/saoudrizwan.claude-dev/tasks":     "",
	} {
		f, err := OpenFolder(fsys, FolderOptions{Options: Options{Path: folder}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Next(t.Context())
		if err != nil || r.Row.Account != want || r.Row.Tokens[pricing.Input] != 10 {
			t.Errorf("%s: %+v, %v, want the account %q", folder, r, err, want)
		}
		f.Close()
	}
}
