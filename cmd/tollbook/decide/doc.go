// Package decide has the commands that help to decide where, with what and how to pay:
// compare and scenario, plan, fee, quote, models and gateways.
//
// Package pricing compares, quotes and plans; here flags become a workload and its knobs, and
// what comes out gets its JSON, its tables and its sentences. Nothing is recorded but
// scenarios, each a file of its own: the ledger is only read, for the usage to compare. What
// was paid package see shows. Package main puts the commands under their heading of the help;
// package screens keeps and reads scenarios with these functions, and prints the comparison
// by them for the demo, for files and where there is no terminal.
//
//	tollbook compare --spend 1000 --method crypto
//	tollbook fee openrouter 25
package decide
