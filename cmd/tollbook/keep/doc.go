// Package keep has the commands that keep the books in order: check with ack and unack,
// budget, settings, reprice, catalog and its changes, impact, doctor and backup.
//
// What needs attention package ledger/check finds, and what a list of prices changes package
// pricing/update; here both get their JSON, tables and sentences, and the user's word on them
// is written down: acknowledged findings, budgets, settings, own rates. What is bought or
// used package record takes in. Package main puts the commands under their heading of the
// help and ends a check that failed by CheckUnknown; the screens list changed prices and keep
// a theme or a price with these functions.
//
//	tollbook check
//	tollbook catalog update
package keep
