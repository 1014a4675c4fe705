// Package pull asks a source what was used and makes a ledger.Pull of what it answers: the
// days, the rows, the credit that the gateway states. Whether the source is a gateway's API
// or an engine is decided here and known nowhere else. It keeps nothing and books nothing;
// the ledger does, and the commands say what came of it.
//
//	source "openrouter", told until 14 November, asked on the 20th: the days from the 11th
//	on, of three keys, and credit of $150 where it was $100
//
// In come a ledger.Source and the environment, which alone has keys and passwords; out goes
// an Answer. The commands sync and source come here; package gatewayapi and package engine
// do the asking.
package pull
