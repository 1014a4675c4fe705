// Writelogs fills a folder with Claude Code logs to measure with.
//
//	go run ./ledger/usagefile/logtest/writelogs FOLDER 628
package main

import (
	"fmt"
	"os"
	"strconv"

	"tollbook/ledger/usagefile/logtest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "writelogs:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want FOLDER MEGABYTES")
	}
	mb, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return fmt.Errorf("megabytes %q: %w", args[1], err)
	}
	n, err := logtest.Write(args[0], logtest.Size{Bytes: mb * 1_000_000}, 1)
	if err != nil {
		return err
	}
	fmt.Println(n, "bytes")
	return nil
}
