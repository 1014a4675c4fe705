// Writeexport writes a generated activity export to standard output, to measure
// with.
//
//	go run ./ledger/usagefile/exporttest/writeexport ROWS DAYS [KIND] > export.csv
//
// KIND is few-labels (unless said otherwise), many-labels, random-ids or random-order.
package main

import (
	"fmt"
	"os"
	"strconv"

	"tollbook/ledger/usagefile/exporttest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "writeexport:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 && len(args) != 3 {
		return fmt.Errorf("want ROWS DAYS [KIND]")
	}
	rows, err := strconv.Atoi(args[0])
	if err != nil {
		return fmt.Errorf("rows %q: %w", args[0], err)
	}
	days, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("days %q: %w", args[1], err)
	}
	size := exporttest.Size{Rows: rows, Days: days}
	if len(args) == 3 {
		if size.Kind, err = exporttest.ParseKind(args[2]); err != nil {
			return err
		}
	}
	return exporttest.Write(os.Stdout, size, 1)
}
