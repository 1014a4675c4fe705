package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// A list is a feed by its name in the catalog, and the file that stands for it.
type list struct{ feed, file string }

var known = []list{
	{"openrouter", "openrouter.json"},
	{"ofox", "ofox.json"},
	{"vercel", "vercel.json"},
	{"genai-prices", "genai-prices.json"},
	{"models.dev", "models-dev.json"},
	{"litellm", "litellm.json"},
}

func fileNames() string {
	names := make([]string, len(known))
	for i, l := range known {
		names[i] = l.file
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// present is the known lists that a folder has.
func present(folder fs.FS) []list {
	var lists []list
	for _, l := range known {
		if info, err := fs.Stat(folder, l.file); err == nil && info.Mode().IsRegular() {
			lists = append(lists, l)
		}
	}
	return lists
}

// handler serves each NAME.json of a folder at /NAME.json, as it is at the moment of the
// request: with an ETag, the hash of its content, and as gzip to who takes that.
func handler(folder fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if strings.ContainsAny(name, `/\`) || path.Ext(name) != ".json" {
			http.NotFound(w, r)
			return
		}
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body)))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Vary", "Accept-Encoding")
		if takesGzip(r) {
			w.Header().Set("Content-Encoding", "gzip")
			body = packed(body)
		}
		r.Header.Del("Range") // a part of what is packed is no part of the list
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	})
}

// takesGzip says whether gzip is asked for by its name, with any weight but 0.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			_, q, weighed := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
			n, err := strconv.ParseFloat(q, 64)
			return !weighed || err == nil && n > 0
		}
	}
	return false
}

func packed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}
