// Package cli is a run of the program as every command knows it: the streams, the clock and
// the flags of all commands, the ledger, catalog and settings that they lead to, and what is
// said of wrong use. It reads flags' values (dollars, days, instants, IDs), opens the ledger,
// and makes what uses the network, so that it is seen in one place.
//
// It has no command and no figure of its own, though its hints name commands: what is asked
// and answered is in the rooms see, record, decide and keep, and in screens. How answers are
// laid out is package print's.
//
//	run := cli.New(env)      // package main fills in the flags, AsOf and Catalog
//	s, err := run.OpenToRead(ctx)
//	defer cli.CloseStore(s, &err)
//	usd, err := cli.Dollars("AMOUNT", "14,55") // AMOUNT "14,55": want dollars above zero, like 25 or 14.55
package cli
