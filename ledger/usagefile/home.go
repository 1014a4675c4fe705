package usagefile

import (
	"path/filepath"
	"slices"
	"strings"
)

// A Home is where an agent keeps its files. Each of its Logs is a folder of logs there.
//
//	{Env: "CODEX_HOME", At: []string{"~/.codex"}, Logs: []string{"sessions", "archived_sessions"}}
//
// is ~/.codex/sessions and ~/.codex/archived_sessions, or with CODEX_HOME=/srv/codex
// /srv/codex/sessions and /srv/codex/archived_sessions.
type Home struct {
	// Env is the variable by which a user puts the home elsewhere, or with commas to
	// several places; "" for none. Where it is set, At does not count.
	Env string
	// At are the places where it is otherwise, all of them: with slashes, behind ~,
	// DataHome or Editors, or behind a variable of the agent's as in "$NAME/.agent",
	// which counts only where that is set.
	At []string
	// Logs are the folders of logs within it, with slashes; nil is the home itself.
	Logs []string
}

// Beginnings of Home.At beside ~.
const (
	// DataHome is $XDG_DATA_HOME, else ~/.local/share.
	DataHome = "$XDG_DATA_HOME"
	// Editors are the folders of settings of VS Code and of the editors made from it, those
	// that hold User/globalStorage.
	Editors = "$EDITORS"
)

// editors are the names of those folders.
var editors = []string{"Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf"}

// A System is what of a machine says where the agents' homes are.
type System struct {
	OS     string // as runtime.GOOS
	Home   string // the user's home folder; "" where none is known
	Getenv func(name string) string
}

// A LogFolder is a folder into which an agent writes its logs, whether it is there or not.
type LogFolder struct {
	Format *Format
	Path   string
}

// LogFolders are the folders of logs of all agents, by format, each path once.
func LogFolders(on System) (out []LogFolder) {
	for _, f := range formats {
		for _, h := range f.Homes {
			for _, path := range h.folders(on) {
				if !slices.ContainsFunc(out, func(l LogFolder) bool { return l.Path == path }) {
					out = append(out, LogFolder{f, path})
				}
			}
		}
	}
	return out
}

// folders are the folders of logs of a home.
func (h Home) folders(on System) (out []string) {
	homes := on.list(h.Env)
	if len(homes) == 0 {
		for _, at := range h.At {
			homes = append(homes, on.places(at)...)
		}
	}
	logs := h.Logs
	if logs == nil {
		logs = []string{"."}
	}
	for _, home := range homes {
		for _, within := range logs {
			out = append(out, filepath.Join(home, filepath.FromSlash(within)))
		}
	}
	return out
}

// list are the folders that a variable names.
func (on System) list(variable string) (out []string) {
	if variable == "" {
		return nil
	}
	for one := range strings.SplitSeq(on.Getenv(variable), ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, on.places(filepath.ToSlash(one))...)
		}
	}
	return out
}

// places are where a path leads that begins as Home.At does; none where its beginning
// is not known.
func (on System) places(at string) (out []string) {
	first, rest, _ := strings.Cut(at, "/")
	var roots []string
	switch {
	case first == "~":
		roots = []string{on.Home}
	case first == DataHome:
		if roots = []string{on.Getenv(DataHome[1:])}; roots[0] == "" && on.Home != "" {
			roots = []string{filepath.Join(on.Home, ".local", "share")}
		}
	case first == Editors:
		if settings := on.settings(); settings != "" {
			for _, e := range editors {
				roots = append(roots, filepath.Join(settings, e))
			}
		}
	case strings.HasPrefix(first, "$"):
		roots = []string{on.Getenv(first[1:])}
	default:
		return []string{filepath.FromSlash(at)}
	}
	for _, root := range roots {
		if root != "" {
			out = append(out, filepath.Join(root, filepath.FromSlash(rest)))
		}
	}
	return out
}

// settings is where the programs of a desktop keep their settings.
func (on System) settings() string {
	switch {
	case on.OS == "windows":
		return on.Getenv("APPDATA")
	case on.Home == "":
		return ""
	case on.OS == "darwin":
		return filepath.Join(on.Home, "Library", "Application Support")
	}
	if set := on.Getenv("XDG_CONFIG_HOME"); set != "" {
		return set
	}
	return filepath.Join(on.Home, ".config")
}
