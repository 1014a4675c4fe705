// Package record has the commands that record what came in and what was bought: import with
// imports and their mappings, sync and its sources, merge, topup, balance and account.
//
// It hands files, answers of gateways and the user's words to package ledger, and says what
// became of them. How an export is read is ledger/usagefile's, how a source is asked package
// pull's. It shows no report: what is in the books package see shows. Package main puts the
// commands under their heading of the help; the screens import by ImportPath and say so in
// the words of the import command.
//
//	tollbook import openrouter_activity.csv
//	tollbook topup add openrouter 100 --method card
package record
