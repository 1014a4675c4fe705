// Feedserver serves a folder's price lists on this machine, as the public feeds do, to
// try tollbook catalog update with: change a price in a file and update again. It is no
// part of the program.
//
//	go run ./cmd/feedserver
//	go run ./cmd/feedserver --at 127.0.0.1:9000 FOLDER
//
// Without a FOLDER it serves the invented samples of pricing/feed/testdata, seen from the
// module's folder. The first line that it prints is the command to paste.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"time"
)

const (
	defaultAt     = "127.0.0.1:8642"
	defaultFolder = "pricing/feed/testdata"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run serves until ctx ends: 0. It is 1 where it can't, 2 for wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("feedserver", flag.ContinueOnError)
	flags.SetOutput(stderr)
	at := flags.String("at", defaultAt, "the `ADDRESS` to serve at, on this machine")
	flags.Usage = func() {
		fmt.Fprintf(stderr, "usage: go run ./cmd/feedserver [--at ADDRESS] [FOLDER]\nserves the price lists of FOLDER (%s)\n", defaultFolder)
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 1:
		fmt.Fprintf(stderr, "feedserver: error: one FOLDER, not %d\n", flags.NArg())
		return 2
	}
	folder := defaultFolder
	if flags.NArg() == 1 {
		folder = flags.Arg(0)
	}
	if err := loopback(*at); err != nil {
		fmt.Fprintf(stderr, "feedserver: error: %v\nfeedserver: hint: --at %s\n", err, defaultAt)
		return 2
	}
	if err := serve(ctx, *at, folder, stdout); err != nil {
		fmt.Fprintln(stderr, "feedserver: error:", err)
		if errors.Is(err, errNoLists) || errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(stderr, "feedserver: hint: start it in the module's folder, or give a FOLDER that has "+fileNames())
		}
		return 1
	}
	return 0
}

var errNoLists = errors.New("no price list in it")

func serve(ctx context.Context, at, folder string, stdout io.Writer) error {
	root, err := os.OpenRoot(folder) // a link that leads out of the folder is not followed
	if err != nil {
		if e := (*fs.PathError)(nil); errors.As(err, &e) {
			err = e.Err // the folder is named once, as it was given
		}
		return fmt.Errorf("folder %q: %w", folder, err)
	}
	defer root.Close()
	lists := present(root.FS())
	if len(lists) == 0 {
		return fmt.Errorf("folder %q: %w", folder, errNoLists)
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler(root.FS()), ReadHeaderTimeout: 10 * time.Second}
	done := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer done()
	fmt.Fprintln(stdout, command("http://"+l.Addr().String(), lists))
	fmt.Fprintln(stdout, "Ctrl-C stops it")
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// loopback refuses an address that other machines can reach.
func loopback(at string) error {
	host, _, err := net.SplitHostPort(at)
	if err != nil {
		return fmt.Errorf("--at %q: it has to be HOST:PORT", at)
	}
	ip, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("--at %q: it serves this machine only, at 127.0.0.1, ::1 or localhost", at)
}

// command is the line to paste for lists that are served at a place.
func command(place string, lists []list) string {
	var b strings.Builder
	b.WriteString("tollbook catalog update")
	for _, l := range lists {
		fmt.Fprintf(&b, " --url %s=%s/%s", l.feed, place, l.file)
	}
	return b.String()
}
